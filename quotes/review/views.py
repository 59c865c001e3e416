"""What a page shows of a document and of one quotation, ready for the templates."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quotes.decisions.model import LABELS, SPANS, Answer, changed_fields, document_item_id, values_of
from quotes.document import QUOTATION_TYPES, ROLE_CATEGORIES, STANCE_LABELS, Note
from quotes.render.describe import STANCE_SIGNS
from quotes.review import reasons
from quotes.review.actions import answer_or_machine
from quotes.review.catalog import Unit
from quotes.review.queue import Filters, certainty_of
from quotes.review.web import Visit

#: The keys that set a part, in the order in which parts are shown.
PART_KEYS = dict(zip(SPANS, ("q", "c", "f", "m", "d", "e"), strict=True))
_SPEAKER = ("speaker_name", "speaker_role", "speaker_affiliation", "speaker_role_category", "speaker_is_spokesperson")
MOST_CANDIDATES = 9
#: What the notes of each stage are shown with.
_STAGES = ("detect", "attribute", "quotation_parser", "resolve", "role", "stance", "stance_judge", "flag")

#: The section of the guidelines that a flag is decided by.
_SECTIONS = {
    "unresolved_speaker": "speaker",
    "pronoun_unresolved": "speaker",
    "ambiguous_name": "speaker",
    "doubtful_name": "speaker",
    "stance_uncertain": "stance",
    "stance_conflict": "stance",
    "stance_context": "stance",
    "stance_failed": "stance",
}

Pairs = list[list[int]]


def card(visit: Visit, unit: Unit, filters: Filters) -> dict[str, Any]:
    """All that the card of one quotation shows to the person who asks."""
    review, who = visit.review, visit.who
    answer = review.queue.answer(unit, who)
    shown = answer_or_machine(unit, answer)
    machine = values_of(unit.row)
    text = _text(visit, unit.doc_id)
    notes = review.catalog.notes(unit)
    return {
        "unit": unit,
        "answer": shown,
        "state": status_key(unit, answer),
        "values": shown.values,
        "machine": machine,
        "changed": changed_fields(machine, shown.values) if unit.origin == "machine" else (),
        "words": words(shown.values["spans"], text),
        "parts": [_part(name, key, shown.values, machine, text) for name, key in PART_KEYS.items()],
        "flags": [(flag, _detail(notes, flag, visit.language)) for flag in unit.row["flags"]],
        "notes": list(_grouped(notes, visit.language)),
        "candidates": candidates(visit, unit),
        "types": list(zip("12345", QUOTATION_TYPES, strict=True)),
        "stances": [(str(i), name, STANCE_SIGNS[name]) for i, name in enumerate(STANCE_LABELS, 1)],
        "categories": list(zip(string.ascii_lowercase, ROLE_CATEGORIES, strict=False)),
        "certainty": certainty_of(unit),
        "version_of": review.book.version(unit.id, who),
        "section": next((_SECTIONS[f] for f in unit.row["flags"] if f in _SECTIONS), "quotation"),
        "data": {
            "id": unit.id,
            "parts": {name: pairs(shown.values[name]) for name in SPANS},
            "values": dict(shown.values),
        },
        **history(visit),
        "filters": filters,
        "view": filters.query(),
        "progress": review.queue.progress(who, filters),
        "document": review.catalog.document(unit.doc_id),
        **checked(visit, unit.doc_id),
    }


def history(visit: Visit) -> dict[str, int]:
    """What undo and redo would take back and bring again."""
    book, who = visit.review.book, visit.who
    return {"last": book.last_action(who), "redo": book.last_action(who, redo=True)}


def checked(visit: Visit, doc_id: str) -> dict[str, Any]:
    """Whether the person has checked the document as a whole, and the version of that answer."""
    id_ = document_item_id(doc_id)
    answer = visit.review.book.answer(id_, visit.who)
    item = visit.review.book.items.get(id_)
    document = visit.review.catalog.document(doc_id)
    same = item is not None and document is not None and item.sha256 == document["sha256"]
    return {
        "whole_checked": same and answer is not None and answer.status == "accepted",
        "whole_version": visit.review.book.version(id_, visit.who),
    }


def article(visit: Visit, doc_id: str) -> dict[str, Any]:
    """The text of a document in paragraphs with their first offsets, and where its quotations are."""
    text = _text(visit, doc_id)
    return {
        "document": visit.review.catalog.document(doc_id),
        "paragraphs": list(paragraphs(text)),
        "marks": marks(visit, visit.review.catalog.units(doc_id)),
    }


def marks(visit: Visit, units: Any) -> list[dict[str, Any]]:
    """Where quotations stand, and how far the person is with each."""
    found = []
    for unit in units:
        answer = visit.review.queue.answer(unit, visit.who)
        gone = unit.origin == "added" and answer is None
        spans = [] if gone else pairs(answer_or_machine(unit, answer).values["spans"])
        found.append({"id": unit.id, "spans": spans, "status": status_key(unit, answer)})
    return found


def status_key(unit: Unit, answer: Answer | None) -> str:
    """open, draft, accepted, corrected, rejected, skipped, or moved."""
    if answer is None:
        return "open"
    is_draft = answer.status == "open" and (
        unit.origin == "added" or changed_fields(values_of(unit.row), answer.values)
    )
    return "draft" if is_draft else answer.status


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text that hold anything, with the offset of each in code points."""
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at, line
        at += len(line) + 1


def candidates(visit: Visit, unit: Unit) -> list[dict[str, Any]]:
    """The speakers that the article's quotations have, those of most quotations first."""
    counts: Counter[tuple[Any, ...]] = Counter()
    for other in visit.review.catalog.units(unit.doc_id):
        answer = visit.review.queue.answer(other, visit.who)
        if other.origin == "added" and answer is None:
            continue
        values = answer_or_machine(other, answer).values
        speaker = tuple(values[name] for name in _SPEAKER)
        if any(speaker[:3]):
            counts[speaker] += 1
    return [dict(zip(_SPEAKER, speaker, strict=True)) for speaker, _ in counts.most_common(MOST_CANDIDATES)]


def words(spans: Sequence[Mapping[str, int]], text: str) -> str:
    """The words of spans, with an ellipsis between pieces."""
    return " … ".join(text[s["start"] : s["end"]] for s in spans)


def pairs(spans: Sequence[Mapping[str, int]]) -> Pairs:
    """Spans as the scripts take them."""
    return [[s["start"], s["end"]] for s in spans]


def labels_of(answer: Answer) -> list[tuple[str, Any]]:
    """The labels of an answer, in their order."""
    return [(name, answer.values.get(name)) for name in LABELS]


def _part(name: str, key: str, values: Mapping[str, Any], machine: Mapping[str, Any], text: str) -> dict[str, Any]:
    return {
        "name": name,
        "key": key,
        "words": words(values[name], text),
        "changed": values[name] != machine[name],
        "machine": words(machine[name], text),
    }


def _text(visit: Visit, doc_id: str) -> str:
    document = visit.review.catalog.document(doc_id)
    return str(document["text"]) if document else ""


def _detail(notes: Sequence[Note], flag: str, language: str) -> str:
    return next((reasons.detail(n, language) for n in notes if n.stage == "flag" and n.signal == flag), "")


def _grouped(notes: Sequence[Note], language: str) -> Iterator[tuple[str, list[Note]]]:
    """The notes in words, by stage, in the order of the stages; those of flags stand elsewhere."""
    stages = sorted({n.stage for n in notes} - {"flag"}, key=lambda s: (_STAGES.index(s) if s in _STAGES else 99, s))
    for stage in stages:
        said = [
            Note(stage, reasons.signal_name(n.signal, language), reasons.detail(n, language), n.score)
            for n in notes
            if n.stage == stage
        ]
        yield reasons.stage_name(stage, language), said
