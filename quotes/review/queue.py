"""Who judges what, and in which order: filters, shares of several annotators, progress."""

from __future__ import annotations

import statistics
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from quotes.decisions.book import Book
from quotes.decisions.model import Answer
from quotes.review.catalog import Catalog, Unit

#: For how long a quotation that somebody has opened is kept from others, in seconds.
CLAIM_S = 15 * 60
DONE = ("accepted", "corrected", "rejected")
DEFAULT_SHARE = 20


@dataclass(frozen=True, slots=True)
class Filters:
    """What the queue shows; an empty value lets all through. ``status`` is todo, done, skipped, all; ``scope`` flagged
    or all; ``order`` certainty (the least certain first) or text.
    """

    flag: str = ""
    type: str = ""
    stance: str = ""
    speaker: str = ""
    doc: str = ""
    source: str = ""
    q: str = ""
    status: str = "todo"
    scope: str = "flagged"
    order: str = "certainty"

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Filters:
        """The filters of a query string; unknown values of the three choices become the default."""
        given = {f.name: query[f.name][:300] for f in fields(cls) if f.name in query}
        allowed = {
            "status": ("todo", "done", "skipped", "all"),
            "scope": ("flagged", "all"),
            "order": ("certainty", "text"),
        }
        return cls(**{k: v for k, v in given.items() if k not in allowed or v in allowed[k]})

    def query(self, **changed: str) -> str:
        """The filters as a query string, without defaults."""
        values = {f.name: getattr(self, f.name) for f in fields(self)} | changed
        return urlencode({k: v for k, v in values.items() if v and (k in changed or v != getattr(Filters(), k))})


@dataclass(frozen=True, slots=True)
class Progress:
    """Of the units that the filters let through: how many the person has done, how many are left, and the median
    seconds of the last decisions.
    """

    done: int
    left: int
    seconds: float | None


class Claims:
    """What everybody has open now, so that two people don't judge the same quotation by chance."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def take(self, who: str, unit: str) -> None:
        """The person has opened this unit, and no longer the one before."""
        with self._lock:
            self._open[who] = (unit, time.monotonic())

    def others(self, who: str, unit: str) -> int:
        """How many others have the unit open."""
        since = time.monotonic() - CLAIM_S
        return sum(u == unit and at > since and name != who for name, (u, at) in list(self._open.items()))


@dataclass(frozen=True, slots=True)
class _Order:
    """The units in an order, and the place of each; of one generation of the catalog."""

    generation: int
    units: list[Unit]
    places: dict[str, int]


class Queue:
    """The units in the order in which a person gets them.

    ``overlap`` people judge each of ``share`` percent of the units, one person each of the others; who comes first has
    it. Nobody is shown another's answer.
    """

    def __init__(self, catalog: Catalog, book: Book, *, overlap: int = 1, share: int = DEFAULT_SHARE) -> None:
        self.catalog, self.book = catalog, book
        self.overlap, self.share = overlap, share
        self.claims = Claims()
        self._orders: dict[str, _Order] = {}
        self._lock = threading.Lock()

    def needed(self, unit: str) -> int:
        """How many people judge a unit."""
        return self.overlap if zlib.crc32(unit.encode()) % 100 < self.share else 1

    def answer(self, unit: Unit, who: str) -> Answer | None:
        """The person's own answer."""
        return self.book.answer(unit.id, who)

    def status(self, unit: Unit, who: str) -> str:
        """todo, done, skipped, or taken (by as many others as are needed); of the person's own answer."""
        if not self.book.is_touched(unit.id):
            return "taken" if self.claims.others(who, unit.id) >= self.needed(unit.id) else "todo"
        answer = self.answer(unit, who)
        if answer is not None and answer.status in (*DONE, "moved"):
            return "done"
        if self._is_taken(unit, who):
            return "taken"
        return "skipped" if answer is not None and answer.status == "skipped" else "todo"

    def _is_taken(self, unit: Unit, who: str) -> bool:
        if self.book.final(unit.id) is not None:
            return True
        given = sum(a.decides for name, a in self.book.answers(unit.id).items() if name != who)
        return given + self.claims.others(who, unit.id) >= self.needed(unit.id)

    def units(self, who: str, filters: Filters) -> list[Unit]:
        """The units that the filters let through, in their order; skipped ones last among those to do."""
        chosen = [(self._is_skipped(u, who), u) for u in self._through(who, filters, self._ordered(filters).units)]
        chosen = [(skipped, u) for skipped, u in chosen if self._has_status(u, who, filters.status)]
        return [u for skipped, u in chosen if not skipped] + [u for skipped, u in chosen if skipped]

    def _ordered(self, filters: Filters) -> _Order:
        """All units in the order of the filters, made once for each state of the catalog."""
        with self._lock:
            known = self._orders.get(filters.order)
            if known is None or known.generation != self.catalog.generation:
                generation = self.catalog.generation
                units = sorted(self.catalog.units(), key=_in_text if filters.order == "text" else _by_certainty)
                known = _Order(generation, units, {unit.id: i for i, unit in enumerate(units)})
                self._orders[filters.order] = known
            return known

    def _through(self, who: str, filters: Filters, units: Iterable[Unit]) -> Iterator[Unit]:
        return (unit for unit in units if self._shows(unit, who, filters))

    def _is_skipped(self, unit: Unit, who: str) -> bool:
        answer = self.answer(unit, who)
        return answer is not None and answer.status == "skipped"

    def _has_status(self, unit: Unit, who: str, wanted: str) -> bool:
        if wanted == "all":
            return True
        status = self.status(unit, who)
        return status in ("todo", "skipped") if wanted == "todo" else status == wanted

    def _shows(self, unit: Unit, who: str, filters: Filters) -> bool:
        answer = self.answer(unit, who)
        if unit.origin == "added" and answer is None:
            return False
        if filters.scope == "flagged" and not unit.row["flags"] and not (unit.origin == "added" or answer):
            return False
        if filters.doc and unit.doc_id != filters.doc:
            return False
        if not (filters.flag or filters.type or filters.stance or filters.speaker or filters.source or filters.q):
            return True
        row = {**unit.row, **answer.values} if answer else unit.row
        document = self.catalog.document(unit.doc_id) or {}
        return (
            (not filters.flag or filters.flag in unit.row["flags"])
            and (not filters.type or row["type"] == filters.type)
            and (not filters.stance or row["stance"] == filters.stance)
            and (not filters.speaker or (row["speaker_name"] or "") == filters.speaker)
            and (not filters.source or (document.get("source") or "") == filters.source)
            and (not filters.q or _mentions(row, document, filters.q))
        )

    def following(self, who: str, filters: Filters, after: Unit | None, *, step: int = 1) -> Unit | None:
        """The unit to go to after this one: the next to do in the order, from the top again at the end, those that
        were skipped last. A step of -1 goes back, whatever is done already.
        """
        order = self._ordered(filters)
        at = order.places.get(after.id, -1) if after is not None else -1
        if step < 0:
            before = reversed(order.units[: max(at, 0)])
            return next(self._through(who, filters, before), None)
        others = [*order.units[at + 1 :], *order.units[: max(at, 0)]]
        skipped: Unit | None = None
        for unit in self._through(who, filters, others):
            if self._has_status(unit, who, filters.status):
                if filters.status != "todo" or not self._is_skipped(unit, who):
                    return unit
                skipped = skipped or unit
        return skipped

    def progress(self, who: str, filters: Filters) -> Progress:
        """How far the person has come with what the filters let through."""
        statuses = [self.status(unit, who) for unit in self._through(who, filters, self._ordered(filters).units)]
        return Progress(statuses.count("done"), statuses.count("todo") + statuses.count("skipped"), self.pace(who))

    def pace(self, who: str, last: int = 20) -> float | None:
        """The median seconds of the person's last decisions, with the time spent on changes before them."""
        spent: list[float] = []
        pending: dict[str, float] = {}
        for event in self.book.events_of(who)[-last * 6 :]:
            pending[event.item] = pending.get(event.item, 0.0) + event.seconds
            if event.kind == "decide":
                spent.append(pending.pop(event.item))
        return statistics.median(spent[-last:]) if spent else None


def _in_text(unit: Unit) -> tuple[object, ...]:
    return (unit.doc_id, unit.row["spans"][0]["start"], unit.id)


def _by_certainty(unit: Unit) -> tuple[object, ...]:
    return (certainty_of(unit), *_in_text(unit))


def certainty_of(unit: Unit) -> float:
    """How sure the program is of a quotation: of its speaker, and of its stance where it has one."""
    row = unit.row
    stance = row["stance_score"] if row["stance"] != "none" else 1.0
    return float(min(row["confidence"], stance))


def _mentions(row: Mapping[str, object], document: Mapping[str, object], words: str) -> bool:
    columns = (row["text"], row["speaker"], row["speaker_name"], row["speaker_role"], document.get("title"))
    text = " ".join(str(value) for value in (*columns, row["id"]) if value).casefold()
    return all(word in text for word in words.casefold().split())
