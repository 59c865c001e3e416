"""What a key or button does to an answer: pure functions, checked before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from quotes.dataset.reviewed import added_row
from quotes.dataset.rows import Row
from quotes.decisions.model import (
    FIELDS,
    Answer,
    Item,
    Status,
    changed_fields,
    checked_note,
    checked_spans,
    checked_values,
    document_item_id,
    values_of,
)
from quotes.document import Span, quotation_id
from quotes.errors import InputError
from quotes.review.catalog import Unit

#: Marks that open a direct quotation, for the type that an added one starts with.
_OPENING = "„»«“\"‚›‹'‘"


def answer_or_machine(unit: Unit, answer: Answer | None) -> Answer:
    """The person's answer, or what the program says as an open one."""
    return answer if answer is not None and answer.values else Answer("open", values_of(unit.row))


def decided(unit: Unit, answer: Answer | None, action: str, length: int) -> Answer:
    """The answer after ``accept``, ``reject`` or ``skip``; the text has ``length`` code points.

    Raises InputError for another action, or values that no row can have.
    """
    before = answer_or_machine(unit, answer)
    if action == "accept":
        return replace(before, values=checked_values(before.values, length), status=_kept(unit, before.values))
    statuses: dict[str, Status] = {"reject": "rejected", "skip": "skipped", "reopen": "open"}
    if action not in statuses:
        raise InputError(f"got the action {action!r}, expected accept, reject, skip or reopen")
    return replace(before, status=statuses[action])


def changed(unit: Unit, answer: Answer | None, patch: Mapping[str, Any], length: int) -> Answer:
    """The answer after fields were given other values. What was decided stays decided, as corrected or accepted again.

    Raises InputError for a field or value that no row can have.
    """
    before = answer_or_machine(unit, answer)
    unknown = sorted(set(patch) - set(FIELDS))
    if unknown:
        raise InputError(f"got a change of {', '.join(unknown)}, expected fields of {', '.join(FIELDS)}")
    values = {**before.values, **patch}
    if "stance" in patch and "stance_evidence" not in patch:
        values["stance_evidence"] = _evidence(unit, before.values, patch["stance"])
    values = checked_values(values, length)
    status = _kept(unit, values) if before.status in ("accepted", "corrected") else "open"
    return replace(before, values=values, status=status)


def noted(unit: Unit, answer: Answer | None, note: str) -> Answer:
    """The answer with another note. Raises InputError for one that is too long."""
    return replace(answer_or_machine(unit, answer), note=checked_note(note))


def added(document: Row, spans: Any, version: str, target: str) -> tuple[Item, Answer]:
    """A quotation that the program missed, as an item and an open answer.

    Raises InputError where the spans are none of the text.
    """
    found = checked_spans("spans", spans, len(document["text"]))
    if not found:
        raise InputError("got no words, expected those of the quotation: select them in the article")
    kind = "direct" if document["text"][found[0]["start"]] in _OPENING else "indirect"
    id_ = quotation_id(document["id"], [Span(s["start"], s["end"]) for s in found], kind)  # type: ignore[arg-type]
    row = added_row(document, id_, found, kind, target)
    return Item(id_, document["id"], document["sha256"], "added", row, version), Answer("open", values_of(row))


def checked_document(document: Row, version: str, *, checked: bool) -> tuple[Item, Answer]:
    """That nothing in a document is missing, or that this is open again."""
    item = Item(document_item_id(document["id"]), document["id"], document["sha256"], "document", {}, version)
    return item, Answer("accepted" if checked else "open")


def attached(answer: Answer, row: Row) -> Answer:
    """A decision on another quotation: labels and status as decided, spans as the row has them."""
    labels = {k: v for k, v in answer.values.items() if not k.endswith("spans") and k != "stance_evidence"}
    values = {**values_of(row), **labels}
    if answer.status == "rejected":
        return replace(answer, values=values)
    return replace(answer, values=values, status="corrected" if changed_fields(values_of(row), values) else "accepted")


def _kept(unit: Unit, values: Mapping[str, Any]) -> Status:
    same = unit.origin == "machine" and not changed_fields(values_of(unit.row), values)
    return "accepted" if same else "corrected"


def _evidence(unit: Unit, before: Mapping[str, Any], stance: object) -> Any:
    """The evidence that goes with a new label: none for none, the program's own for its own, else what there was."""
    if stance == "none":
        return []
    return before["stance_evidence"] or unit.row["stance_evidence"]
