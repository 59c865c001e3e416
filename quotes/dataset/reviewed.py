"""People's decisions on the rows of a document, applied last: after all that the models say.

The start is always what the program says, never rows that people have decided on already; so that a decision that is
undone leaves nothing behind, and applying twice is applying once. Of documents with decisions, the dataset keeps the
program's rows in ``machine.jsonl``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from quotes.dataset.rows import Row, clean, unmistakable
from quotes.dataset.validate import QUOTATION, SPAN_COLUMNS, document_errors
from quotes.decisions.anchor import Anchor, match
from quotes.decisions.model import FIELDS, changed_fields
from quotes.decisions.settle import Decision
from quotes.document import Span, quotation_id
from quotes.resources import schema

Reason = Literal["text_changed", "document_gone", "same_as_another", "invalid"]
_WORDS = ("speaker_name", "speaker_role", "speaker_affiliation")
_CHOICES = ("type", "stance", "speaker_role_category", "speaker_is_spokesperson")


@dataclass(frozen=True, slots=True)
class Orphan:
    """A decision that could not be applied, and why; it stays in the log until a person attaches it."""

    decision: Decision
    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """A decision that was applied: ``machine`` is the program's row (``None`` where it has none), ``row`` what holds
    now (``None`` where it was rejected).
    """

    decision: Decision
    machine: Row | None
    row: Row | None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The rows of a document after its decisions, and what became of each decision."""

    rows: tuple[Row, ...]
    applied: tuple[Applied, ...] = ()
    orphans: tuple[Orphan, ...] = ()


@dataclass(slots=True)
class Outcome:
    """What decisions did to a dataset, counted.

    ``accepted``, ``corrected``, ``rejected`` count quotations of the program, ``added`` those that people found;
    ``alone`` are those that people keep though the program no longer finds them. ``fields`` gives for each field how
    many kept quotations were compared, and how many people changed; ``moves`` counts, for labels of a fixed choice,
    field, the program's value and theirs.
    """

    counts: Counter[str] = field(default_factory=Counter)
    fields: dict[str, tuple[int, int]] = field(default_factory=lambda: dict.fromkeys(FIELDS, (0, 0)))
    moves: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    orphans: list[Orphan] = field(default_factory=list)

    def add(self, reviewed: Reviewed) -> None:
        """Count one document in."""
        self.orphans += reviewed.orphans
        for applied in reviewed.applied:
            self._count(applied)

    def _count(self, applied: Applied) -> None:
        decision = applied.decision
        if decision.item.origin == "added":
            self.counts["added"] += 1
        else:
            self.counts[decision.answer.status] += 1
            self.counts["alone"] += applied.machine is None and applied.row is not None
        if applied.machine is None or applied.row is None:
            return
        changed = changed_fields(applied.machine, applied.row)
        for name in FIELDS:
            seen, differing = self.fields[name]
            self.fields[name] = (seen + 1, differing + (name in changed))
            if name in changed and name in _CHOICES:
                self.moves[name, str(applied.machine[name]), str(applied.row[name])] += 1


def review(document: Mapping[str, Any], rows: Sequence[Row], decisions: Sequence[Decision]) -> Reviewed:
    """The rows of a document, given the program's, with what people decided on it.

    A kept quotation has the decided values, ``review_status`` accepted or corrected, no flags, and certainty as its
    scores; its id is made anew from what it is now, and ``parent_id`` of others follows. A rejected one is left out.
    """
    orphans = [Orphan(d, "text_changed") for d in decisions if d.item.sha256 != document["sha256"]]
    here = [d for d in decisions if d.item.sha256 == document["sha256"]]
    if not here:
        return Reviewed(tuple(rows), (), tuple(orphans))
    found = match([anchor(d) for d in here], rows)
    decided = {found[d.item.id]: d for d in here if d.item.id in found}
    merged = _Merged(document, orphans)
    for row in rows:
        if row["id"] in decided:
            merged.take(decided[row["id"]], row)
    for decision in here:
        if decision.item.id not in found:
            merged.take(decision, None)
    for row in rows:
        if row["id"] not in decided:
            merged.leave(row)
    return Reviewed(merged.rows(), tuple(merged.applied), tuple(orphans))


def anchor(decision: Decision) -> Anchor:
    """What a decision is found by."""
    item, answer = decision.item, decision.answer
    if answer.status == "rejected":
        return Anchor(item.id, (item.id,), (item.row["spans"],), rejects=True)
    return Anchor(item.id, (item.id,), (item.row["spans"], answer.values["spans"]))


def compose(base: Row, decision: Decision, document: Mapping[str, Any]) -> Row:
    """The row that a kept quotation becomes, given the row that it starts from."""
    values = decision.answer.values
    row = {**base, **values, **{name: unmistakable(values[name]) for name in _WORDS}}
    for column, words in SPAN_COLUMNS:
        if words:
            row[words] = _joined(row[column], document["text"])
    spans = [Span(s["start"], s["end"]) for s in row["spans"]]
    row |= {
        "id": quotation_id(document["id"], spans, row["type"]),
        "doc_id": document["id"],
        "flags": [],
        "confidence": 1.0,
        "stance_score": 1.0,
        "review_status": decision.answer.status,
    }
    return {column: row[column] for column in schema(QUOTATION)["properties"]}


class _Merged:
    """The rows of a document under way: decided ones first, then those that nobody decided on."""

    def __init__(self, document: Mapping[str, Any], orphans: list[Orphan]) -> None:
        self.applied: list[Applied] = []
        self._document, self._orphans = document, orphans
        self._rows: dict[str, Row] = {}
        self._new_ids: dict[str, str] = {}
        self._gone: dict[str, str | None] = {}
        self._moved: set[str] = set()

    def take(self, decision: Decision, machine: Row | None) -> None:
        """Apply a decision to the program's row, or to none."""
        if decision.answer.status == "rejected":
            if machine is not None:
                self._gone[machine["id"]] = machine["parent_id"]
            self.applied.append(Applied(decision, machine, None))
            return
        row = compose(machine or dict(decision.item.row), decision, self._document)
        errors = document_errors(self._document, [{**row, "parent_id": None}])
        other = self._rows.get(row["id"])
        if errors or (other is not None and changed_fields(other, row)):
            reason: Reason = "invalid" if errors else "same_as_another"
            self._orphans.append(Orphan(decision, reason, "; ".join(errors[:3])))
            if machine is not None:
                self.leave(machine)
            return
        if machine is not None:
            self._new_ids[machine["id"]] = row["id"]
        if machine is None or machine["spans"] != row["spans"]:
            self._moved.add(row["id"])
        self._rows.setdefault(row["id"], row)
        self.applied.append(Applied(decision, machine, row))

    def leave(self, row: Row) -> None:
        """Keep the program's row as it is; where people made another one the same, theirs holds."""
        self._rows.setdefault(row["id"], dict(row))

    def rows(self) -> tuple[Row, ...]:
        """The rows in the order of their start, longer ones first, each with the parent that it has now."""
        rows = list(self._rows.values())
        for row in rows:
            row["parent_id"] = _holder(row, rows) if row["id"] in self._moved else self._parent(row)
        return tuple(sorted(rows, key=lambda r: (r["spans"][0]["start"], -r["spans"][-1]["end"], r["id"])))

    def _parent(self, row: Row) -> str | None:
        parent = row["parent_id"]
        while parent in self._gone:
            parent = self._gone[parent]
        parent = self._new_ids.get(parent, parent) if parent else None
        return parent if parent in self._rows and parent != row["id"] else None


def _holder(row: Row, rows: Iterable[Row]) -> str | None:
    """The shortest other quotation that holds all spans of this one, and is more than it."""
    holders = [r for r in rows if r["id"] != row["id"] and _length(r) > _length(row) and _holds(r, row)]
    return min(holders, key=_length)["id"] if holders else None


def _holds(outer: Row, inner: Row) -> bool:
    return all(any(o["start"] <= s["start"] and s["end"] <= o["end"] for o in outer["spans"]) for s in inner["spans"])


def _length(row: Row) -> int:
    return sum(int(s["end"] - s["start"]) for s in row["spans"])


def _joined(spans: Sequence[Mapping[str, int]], text: str) -> str | None:
    return clean(" ".join(text[s["start"] : s["end"]] for s in spans)) if spans else None


def added_row(document: Mapping[str, Any], id_: str, spans: Sequence[Mapping[str, int]], kind: str, target: str) -> Row:
    """The row of a quotation that a person added: its words and type, nothing else known."""
    row: Row = {column: _EMPTY.get(column) for column in schema(QUOTATION)["properties"]}
    row |= {"id": id_, "doc_id": document["id"], "type": kind, "spans": [dict(s) for s in spans]}
    row |= {name: [] for name in ("cue_spans", "frame_spans", "speaker_spans", "addressee_spans", "stance_evidence")}
    return row | {"text": _joined(spans, document["text"]), "stance_target": target, "signals": [], "flags": []}


_EMPTY = {
    "speaker_role_category": "unknown",
    "speaker_is_spokesperson": False,
    "stance": "none",
    "stance_score": 1.0,
    "confidence": 1.0,
    "review_status": "unreviewed",
}
