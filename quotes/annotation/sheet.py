"""A document as an annotation tool has it: marks on the text, and links between them.

A quotation is a mark labelled with its type, which carries its labels as values, and links to what belongs to it: its
further spans (``continues``), cue, frame, speaker, addressee, evidence of its stance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quotes.annotation.units import Pair
from quotes.decisions.model import LABELS, Row
from quotes.document import QUOTATION_TYPES

CONTINUES = "continues"
#: The column of a row that the marks of a label, linked to a quotation, are.
PARTS = {
    "cue": "cue_spans",
    "frame": "frame_spans",
    "speaker": "speaker_spans",
    "addressee": "addressee_spans",
    "evidence": "stance_evidence",
}
MARKS = (*QUOTATION_TYPES, *PARTS)
LINKS = (CONTINUES, *PARTS)
#: The columns that the values of a quotation's mark are; its type is the mark's label.
VALUES = tuple(name for name in LABELS if name != "type")


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled span (code points, end exclusive); ``values`` by column for a quotation; ``score`` where known."""

    id: str
    label: str
    span: Pair
    values: Mapping[str, Any] = field(default_factory=dict)
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """From a quotation's mark to one of its parts, by their ids."""

    source: str
    target: str
    label: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The marks and links of a document; ``version`` is that of the dataset it was exported from."""

    doc_id: str
    sha256: str
    text: str
    version: str
    marks: tuple[Mark, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A quotation read off a sheet: its mark's id, and the columns that the sheet tells of it."""

    id: str
    values: dict[str, Any]


def sheet_of(document: Row, rows: Iterable[Row], version: str) -> Sheet:
    """The sheet of a document row and its quotation rows. A part that several quotations share is one mark."""
    marks: list[Mark] = []
    links: list[Link] = []
    parts: dict[tuple[str, Pair], str] = {}
    for row in rows:
        first, *more = _pairs(row["spans"])
        values = {name: row[name] for name in VALUES}
        marks.append(Mark(row["id"], row["type"], first, values, row["confidence"]))
        for number, pair in enumerate(more, 2):
            marks.append(Mark(f"{row['id']}.{number}", row["type"], pair))
            links.append(Link(row["id"], marks[-1].id, CONTINUES))
        for label, column in PARTS.items():
            for pair in _pairs(row[column]):
                if (label, pair) not in parts:
                    parts[label, pair] = f"{label}-{pair[0]}-{pair[1]}"
                    marks.append(Mark(parts[label, pair], label, pair))
                links.append(Link(row["id"], parts[label, pair], label))
    return Sheet(document["id"], document["sha256"], document["text"], version, tuple(marks), tuple(links))


def quotations_of(sheet: Sheet, *, with_parts: bool = True) -> Iterator[Found]:
    """The quotations of a sheet. ``with_parts`` is False where a tool told no links, so that nothing is known of parts.

    A mark with a type of quotation is a quotation unless another one continues in it. What a link is called does not
    count, but the label of the mark that it leads to; other links are left out.
    """
    marks = {mark.id: mark for mark in sheet.marks}
    links: dict[str, list[Mark]] = {}
    inner: set[str] = set()
    for link in sheet.links:
        if link.source in marks and link.target in marks and link.source != link.target:
            if link.label == CONTINUES and link.source not in inner:
                inner.add(link.target)
            links.setdefault(link.source, []).append(marks[link.target])
    for mark in sheet.marks:
        if mark.label not in QUOTATION_TYPES or mark.id in inner:
            continue
        linked = links.get(mark.id, ())
        more = [m for m in linked if m.id in inner]
        values: dict[str, Any] = {"type": mark.label, **mark.values, "spans": _spans([mark, *more])}
        if with_parts:
            values |= {column: _spans(m for m in linked if m.label == label) for label, column in PARTS.items()}
        yield Found(mark.id, values)


def loose(sheet: Sheet) -> int:
    """How many marks are parts that no quotation has."""
    linked = {link.target for link in sheet.links}
    return sum(mark.label in PARTS and mark.id not in linked for mark in sheet.marks)


def _pairs(spans: Sequence[Mapping[str, int]]) -> list[Pair]:
    return [(span["start"], span["end"]) for span in spans]


def _spans(marks: Iterable[Mark]) -> list[dict[str, int]]:
    return [{"start": start, "end": end} for start, end in sorted({mark.span for mark in marks})]
