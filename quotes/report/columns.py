"""Quotation rows, one after another, to the columns of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from quotes.dataset.speakers import best_name, speakers_of
from quotes.decisions.model import FIELDS
from quotes.document import QUOTATION_TYPES, REVIEW_STATUSES, ROLE_CATEGORIES, STANCE_LABELS
from quotes.german.bodies import known_at, known_stem
from quotes.german.ties import tie
from quotes.report.judged import is_right, is_same
from quotes.report.table import NO_DAY, NOT_ASKED, Facet, Source, Table, Words

Row = Mapping[str, Any]
#: Dates outside are taken for errors of the input: no article of the kind is older, none is of the future that far.
YEARS = range(1900, 2101)
CONFIDENCE_BINS = tuple(f"{i / 10:.1f}–{(i + 1) / 10:.1f}" for i in range(10))
NAMING = ("named", "mentioned", "unknown")
_ORDERED: Mapping[str, tuple[str, ...]] = {
    "total": ("all",),
    "type": QUOTATION_TYPES,
    "category": ROLE_CATEGORIES,
    "naming": NAMING,
    "review": REVIEW_STATUSES,
    "confidence": CONFIDENCE_BINS,
    "field": FIELDS,
    "stance": STANCE_LABELS,
}
#: Facets whose levels are shown in their order rather than by number.
_SHOWN_IN_ORDER = frozenset(("total", "type", "naming", "review", "confidence", "field", "stance"))
FACETS = (*_ORDERED, "speaker", "party", "state", "outlet", "cue", "flag", "pair")
MEASURES = ("konjunktiv", "direct", "named", "spokesperson", "flagged", "reviewed", "right")


class Columns:
    """Collects rows. ``decided`` has, for the ids of the program's rows that people decided on, the row that holds
    now, None where they rejected it.
    """

    def __init__(
        self, name: str, version: str, sources: Mapping[str, Source] | None = None, failed: Iterable[Row] = ()
    ) -> None:
        self.decided: dict[str, Row | None] = {}
        self._name, self._version, self._failed = name, version, tuple(failed)
        self._all = None if sources is None else len(sources)
        self._sources: dict[str, int] = {}
        self._documents: list[Source] = []
        self._days: list[int] = []
        self._undated: set[str] = set()
        self._words: list[Words] = []
        self._plain: dict[str, list[Any]] = {"document": [], "stance": [], "confidence": []}
        self._measures: dict[str, list[int]] = {measure: [] for measure in MEASURES}
        self._entries: dict[str, tuple[list[int], list[int]]] = {facet: ([], []) for facet in FACETS}
        self._codes: dict[str, dict[str, int]] = {
            facet: {level: i for i, level in enumerate(_ORDERED.get(facet, ()))} for facet in FACETS
        }
        self._kept: list[int] = []
        self._names: dict[str, Counter[str]] = {}
        self._nested: list[tuple[int, str]] = []
        self._at: dict[str, int] = {}

    def add(self, row: Row, source: Source) -> None:
        """Add a row whose columns are all there, and the document that it stands in."""
        at = len(self._words)
        spans = row["spans"]
        start, end = (spans[0]["start"], spans[-1]["end"]) if spans else (0, 0)
        who = row["speaker_name"] or row["speaker"] or ""
        told = (row["speaker_role"] or "", row["speaker_affiliation"] or "")
        self._words.append(Words(row["id"], row["text"], int(start), int(end), who, *told))
        self._at[row["id"]] = at
        self._plain["document"].append(self._document(source))
        self._plain["stance"].append(STANCE_LABELS.index(row["stance"]))
        self._plain["confidence"].append(min(1.0, max(0.0, float(row["confidence"]))))
        self._measure(row)
        self._group(at, row, source)
        self._compare(at, row)

    def _document(self, source: Source) -> int:
        if source.id not in self._sources:
            self._sources[source.id] = len(self._documents)
            self._documents.append(source)
            self._days.append(_day(source.published))
            if source.published and self._days[-1] == NO_DAY:
                self._undated.add(source.id)
        return self._sources[source.id]

    def _measure(self, row: Row) -> None:
        kind = row["type"]
        answers = {
            "konjunktiv": int(bool({"konjunktiv_1", "konjunktiv_2"} & set(row["signals"]))),
            "direct": NOT_ASKED if kind == "reported" else int(kind == "direct"),
            "named": int(bool(row["speaker_name"])),
            "spokesperson": int(bool(row["speaker_is_spokesperson"])),
            "flagged": int(bool(row["flags"])),
            "reviewed": int(row["review_status"] != "unreviewed"),
            "right": self._right(row),
        }
        for name, answer in answers.items():
            self._measures[name].append(answer)

    def _right(self, row: Row) -> int:
        """Whether people found the quotation and its speaker right."""
        return int(is_right(row, self.decided[row["id"]])) if row["id"] in self.decided else NOT_ASKED

    def _group(self, at: int, row: Row, source: Source) -> None:
        affiliation = row["speaker_affiliation"] or ""
        naming = "named" if row["speaker_name"] else "mentioned" if row["speaker"] else "unknown"
        single = {
            "total": "all",
            "type": row["type"],
            "category": row["speaker_role_category"],
            "naming": naming,
            "review": row["review_status"],
            "confidence": CONFIDENCE_BINS[min(9, int(self._plain["confidence"][-1] * 10))],
            "stance": row["stance"],
            "party": party_of(affiliation),
            "state": tie(affiliation).state,
            "outlet": source.outlet or (urlsplit(source.url).hostname or "" if _is_address(source.url) else ""),
            "cue": (row["cue"] or "").lower(),
        }
        for facet, level in single.items():
            if level:
                self._enter(facet, at, level)
        for flag in dict.fromkeys(row["flags"]):
            self._enter("flag", at, flag)
        for id_, name in speakers_of(row) if row["speaker_id"] else [(n, n) for n in [row["speaker_name"]] if n]:
            self._names.setdefault(id_, Counter())[name] += 1
            self._enter("speaker", at, id_)
        if row["addressee"] and who_speaks(row):
            self._enter("pair", at, f"{who_speaks(row)} → {row['addressee']}")
        if row["parent_id"]:
            self._nested.append((at, row["parent_id"]))

    def _enter(self, facet: str, at: int, level: str) -> None:
        codes = self._codes[facet]
        self._entries[facet][0].append(at)
        self._entries[facet][1].append(codes.setdefault(level, len(codes)))

    def _compare(self, at: int, row: Row) -> None:
        held = self.decided.get(row["id"])
        if held is None:
            return
        for field in FIELDS:
            self._enter("field", at, field)
            self._kept.append(int(is_same(row, held, field)))

    def table(self) -> Table:
        """The table of all rows added."""
        self._quote_nested()
        day = np.array(self._days, dtype=np.int32)
        document = np.array(self._plain["document"], dtype=np.int32)
        return Table(
            name=self._name,
            version=self._version,
            documents=tuple(self._documents),
            all_documents=len(self._documents) if self._all is None else self._all,
            words=tuple(self._words),
            document=document,
            stance=np.array(self._plain["stance"], dtype=np.int8),
            day=day[document] if len(document) else day,
            confidence=np.array(self._plain["confidence"], dtype=np.float64),
            facets={facet: self._facet(facet) for facet in FACETS},
            measures={name: np.array(answers, dtype=np.int8) for name, answers in self._measures.items()},
            failed=self._failed,
            bad_dates=len(self._undated),
        )

    def _quote_nested(self) -> None:
        """Who quotes whom, by quotations that stand in another one."""
        for at, parent in self._nested:
            outer = self._words[self._at[parent]].speaker if parent in self._at else ""
            inner = self._words[at].speaker
            if outer and inner and outer != inner:
                self._enter("pair", at, f"{outer} ⊃ {inner}")

    def _facet(self, name: str) -> Facet:
        rows, codes = self._entries[name]
        levels = self._speaker_names() if name == "speaker" else tuple(self._codes[name])
        order = np.argsort(np.array(rows, dtype=np.int32), kind="stable")
        values = np.array(self._kept, dtype=np.int8)[order] if name == "field" else None
        at, code = (np.array(x, dtype=np.int32)[order] for x in (rows, codes))
        return Facet(levels, at, code, name in _SHOWN_IN_ORDER, values)

    def _speaker_names(self) -> tuple[str, ...]:
        """A name for each speaker; that of several speakers comes with their ids."""
        names = {id_: best_name(self._names[id_]) for id_ in self._codes["speaker"]}
        bearers = Counter(names.values())
        return tuple(name if bearers[name] == 1 else f"{name} ({id_})" for id_, name in names.items())


def who_speaks(row: Row) -> str:
    """The speaker as far as known."""
    return str(row["speaker_name"] or row["speaker"] or "")


@lru_cache(maxsize=65536)
def party_of(affiliation: str) -> str:
    """The party that an affiliation names ("CDU", "SPD-Fraktion"); empty where it names none."""
    words = affiliation.split()
    if not words:
        return ""
    known = known_at(words, 0)
    if known is not None and known[1] == len(words):
        return known[0].name if known[0].kind == "party" else ""
    stem = known_stem(words[0].partition("-")[0]) if "-" in words[0] else None
    return stem.name if stem is not None and stem.kind == "party" else ""


def _day(published: str) -> int:
    """Days since 1970-01-01; NO_DAY for what is no date, or one out of range."""
    try:
        day = date.fromisoformat(published[:10])
    except ValueError:
        return NO_DAY
    return (day - date(1970, 1, 1)).days if day.year in YEARS else NO_DAY


def _is_address(url: str) -> bool:
    return url.startswith(("http://", "https://"))
