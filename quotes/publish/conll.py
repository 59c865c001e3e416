"""A document with its quotations as tokens a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
#: Columns of tokens with the spans that they show, after number, token, start and end.
COLUMNS = ("spans", "cue_spans", "frame_spans", "speaker_spans", "addressee_spans", "stance_evidence")

_TOKEN = re.compile(r"\w+|[^\w\s]")


def document_lines(document: Row, quotations: Sequence[Row]) -> Iterator[str]:
    """The lines of a document: its id and other fields, a line for each quotation, then the tokens, an empty line at
    each line break of the text and at the end.
    """
    text = document["text"]
    yield f"# newdoc id = {_line(document['id'])}"
    for column in ("title", "url", "source", "published", "licence", "sha256", "duplicate_group"):
        if document.get(column):
            yield f"# {column} = {_line(document[column])}"
    for number, row in enumerate(quotations, 1):
        yield f"# quotation {number} = {json.dumps(_labels(row), ensure_ascii=False)}"
    marks = [list(_marks(quotations, column)) for column in COLUMNS]
    before = 0
    for number, match in enumerate(_TOKEN.finditer(text), 1):
        start, end = match.span()
        if number > 1 and "\n" in text[before:start]:
            yield ""
        yield "\t".join([str(number), match[0], str(start), str(end), *(_cell(m, start, end) for m in marks)])
        before = end
    yield ""


def _labels(row: Row) -> dict[str, Any]:
    """All that a row says but its spans, and words that the tokens show."""
    return {k: v for k, v in row.items() if k not in (*COLUMNS, "text", "cue", "addressee", "doc_id")}


def _marks(quotations: Sequence[Row], column: str) -> Iterator[tuple[int, int, str]]:
    for number, row in enumerate(quotations, 1):
        kind = f"-{row['type']}" if column == "spans" else ""
        for span in row[column]:
            yield span["start"], span["end"], f"{kind}:{number}"


def _cell(marks: Sequence[tuple[int, int, str]], start: int, end: int) -> str:
    found = []
    for first, last, label in marks:
        if first < end and start < last:
            # The first token of a span starts at it, or holds its start.
            found.append(("B" if start <= first else "I") + label)
    return "|".join(found) or "_"


def _line(value: str) -> str:
    return " ".join(value.split())
