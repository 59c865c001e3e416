"""The values of a review: an item, an answer to it, the event that changed an answer.

An item is anchored on an article (its id and the hash of its text) and on spans, so that it outlives a re-run of the
models. An answer always holds a value for every field, so that what a person saw and accepted stays what it was.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from quotes.document import QUOTATION_TYPES, ROLE_CATEGORIES, STANCE_LABELS
from quotes.errors import InputError

Row = Mapping[str, Any]
Values = Mapping[str, Any]

Status = Literal["open", "skipped", "accepted", "corrected", "rejected", "moved"]
Origin = Literal["machine", "added", "document"]
STATUSES: tuple[Status, ...] = get_args(Status)
#: The statuses that decide; the others leave a quotation as the program has it.
DECIDED: frozenset[str] = frozenset({"accepted", "corrected", "rejected"})

LABELS = (
    "type",
    "stance",
    "speaker_name",
    "speaker_role",
    "speaker_affiliation",
    "speaker_role_category",
    "speaker_is_spokesperson",
)
SPANS = ("spans", "cue_spans", "frame_spans", "speaker_spans", "addressee_spans", "stance_evidence")
#: The columns of a quotation row that people decide.
FIELDS = (*SPANS[:1], *LABELS, *SPANS[1:])

_CHOICES: dict[str, Sequence[str]] = {
    "type": QUOTATION_TYPES,
    "stance": STANCE_LABELS,
    "speaker_role_category": ROLE_CATEGORIES,
}
_WORDS = ("speaker_name", "speaker_role", "speaker_affiliation")
LONGEST_WORDS = 300
LONGEST_NOTE = 4_000
LONGEST_NAME = 80
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
_CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Item:
    """What is judged: a quotation row as the program gave it, one that a person added, or a document as a whole.

    ``sha256`` is the hash of the article's text that the spans of ``row`` point into; ``version`` that of the dataset
    in which the item was first touched.
    """

    id: str
    doc_id: str
    sha256: str
    origin: Origin
    row: Row
    version: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person holds of an item: the status, a value for each of FIELDS (none for a document), a note."""

    status: Status = "open"
    values: Values = field(default_factory=dict)
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """The answer as JSON values."""
        return {"status": self.status, "values": dict(self.values), "note": self.note}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Answer:
        """The answer that ``as_json`` gave."""
        return cls(value["status"], value["values"], value["note"])

    @property
    def decides(self) -> bool:
        """Whether the answer says what holds (and is no draft, and no question put off)."""
        return self.status in DECIDED

    def agrees_with(self, other: Answer) -> bool:
        """Whether both come to the same row, or both to none; notes don't count."""
        if self.status == "rejected" or other.status == "rejected":
            return self.status == other.status
        return dict(self.values) == dict(other.values)


@dataclass(frozen=True, slots=True)
class Event:
    """One change of an answer: by whom, when (UTC), of which item in which lane, from what to what.

    A lane is an annotator's name; the empty one holds the decisions on conflicts. ``request`` is the same for all
    events of one action, which are undone together; ``seconds`` is the time the person spent; ``undoes`` is the
    ``seq`` of the event that an undo takes back or a redo brings again.
    """

    seq: int
    at: str
    who: str
    item: str
    lane: str
    kind: str
    before: Answer | None
    after: Answer | None
    seconds: float
    request: str
    undoes: int | None = None


def values_of(row: Row) -> dict[str, Any]:
    """The values of FIELDS in a quotation row."""
    return {name: row[name] for name in FIELDS}


def document_item_id(doc_id: str) -> str:
    """The id of the item that a document as a whole is."""
    return "d-" + hashlib.sha256(doc_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def changed_fields(before: Values, after: Values) -> tuple[str, ...]:
    """The fields whose values differ, in the order of FIELDS."""
    return tuple(name for name in FIELDS if before.get(name) != after.get(name))


def checked_values(values: Values, length: int) -> dict[str, Any]:
    """The values as they can stand in a row of a text of ``length`` code points: spans sorted and joined where they
    touch, words trimmed, empty ones ``None``.

    Raises InputError, which names the field, for a value that no row can have.
    """
    unknown = sorted(set(values) ^ set(FIELDS))
    if unknown:
        raise InputError(f"got a decision with other fields ({', '.join(unknown)}), expected {', '.join(FIELDS)}")
    checked = {name: _checked(name, value, length) for name, value in values.items()}
    if not checked["spans"]:
        raise InputError("spans: got none, expected at least one stretch of the text; reject what is no quotation")
    return {name: checked[name] for name in FIELDS}


def _checked(name: str, value: Any, length: int) -> Any:
    if name in SPANS:
        return checked_spans(name, value, length)
    if name in _CHOICES:
        if value not in _CHOICES[name]:
            raise InputError(f"{name}: got {value!r}, expected one of {', '.join(_CHOICES[name])}")
        return value
    if name in _WORDS:
        return _words(name, value)
    if not isinstance(value, bool):
        raise InputError(f"{name}: got {value!r}, expected true or false")
    return value


def checked_spans(name: str, value: Any, length: int) -> list[dict[str, int]]:
    """Spans of a text of ``length`` code points, sorted, those that touch joined. Raises InputError for others."""
    if not isinstance(value, list) or len(value) > 1000:
        raise InputError(f"{name}: got {str(value)[:80]}, expected a list of spans")
    pairs: list[tuple[int, int]] = []
    for span in value:
        start, end = (span.get("start"), span.get("end")) if isinstance(span, dict) else (None, None)
        if type(start) is not int or type(end) is not int or not 0 <= start < end <= length:
            raise InputError(
                f"{name}: got {str(span)[:80]}, expected a start and end in a text of {length} code points"
            )
        pairs.append((start, end))
    merged: list[dict[str, int]] = []
    for start, end in sorted(pairs):
        if merged and start <= merged[-1]["end"]:
            merged[-1]["end"] = max(end, merged[-1]["end"])
        else:
            merged.append({"start": start, "end": end})
    return merged


def _words(name: str, value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError(f"{name}: got {value!r}, expected words or none")
    words = " ".join(_CONTROL.sub(" ", value).split())
    if len(words) > LONGEST_WORDS:
        raise InputError(f"{name}: got {len(words)} characters, expected {LONGEST_WORDS} at most")
    return words or None


def checked_note(value: str) -> str:
    """A note without control characters. Raises InputError for one that is too long."""
    note = _CONTROL_BUT_LINES.sub(" ", value).strip()
    if len(note) > LONGEST_NOTE:
        raise InputError(f"note: got {len(note)} characters, expected {LONGEST_NOTE} at most")
    return note


def checked_name(value: str) -> str:
    """An annotator's name, any signs allowed but control characters. Raises InputError for an empty or long one."""
    name = " ".join(_CONTROL.sub(" ", value).split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise InputError(f"got the name {name[:LONGEST_NAME]!r}, expected 1 to {LONGEST_NAME} characters")
    return name
