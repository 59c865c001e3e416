"""Gold articles of the project's own: text with the parts of its quotations marked in place, and a table below.

A file holds articles, each begun by a line ``=== ID``. In the text ``{1d:...}`` marks quotation 1 as direct (``i``
indirect, ``c`` indirect_free_indirect, ``f`` free_indirect, ``r`` reported), ``{1S:...}`` its speaker, ``{1C:...}``
its cue, ``{1F:...}`` its frame, ``{1A:...}`` its addressee. A part of several pieces is marked several times, a piece
that serves several quotations carries all labels (``{1S,2S:...}``), and marks nest. After a line ``---`` comes one
line a quotation::

    NUMBER | name | role | affiliation | role category | spokesperson | stance

where ``-`` stands for none and the spokesperson is ``yes`` or ``no``. Lines that start with ``#`` before the first
article are comments.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from quotes.corpora import packed
from quotes.corpora.wikinews import nest
from quotes.document import (
    ROLE_CATEGORIES,
    STANCE_LABELS,
    Article,
    Document,
    Quotation,
    QuotationType,
    Role,
    RoleCategory,
    Span,
    Spans,
    Speaker,
    Stance,
    StanceLabel,
    quotation_id,
)
from quotes.errors import InputError

TARGET = "intervention"
_TYPES: dict[str, QuotationType] = {
    "d": "direct",
    "i": "indirect",
    "c": "indirect_free_indirect",
    "f": "free_indirect",
    "r": "reported",
}
_ROLES = "SCFA"
_HEAD = re.compile(r"^=== *(\S+) *$", re.MULTILINE)
_OPEN = re.compile(r"\{((?:\d+[a-zA-Z])(?:, *\d+[a-zA-Z])*):")
_COLUMNS = 7


@dataclass(frozen=True, slots=True)
class _Row:
    name: str | None
    role: Role
    spokesperson: bool
    stance: StanceLabel


def read_marked(path: Path) -> Iterator[Document]:
    """The gold documents of one file, or of all ``*.txt`` files of a folder, in their order.

    Raises InputError, which names file, article and what is wrong, for marks or tables that are not of the form.
    """
    files = sorted(path.glob("*.txt")) if path.is_dir() else [path]
    for file in files:
        text = packed.text(file).replace("\r\n", "\n")
        heads = list(_HEAD.finditer(text))
        if not heads:
            raise InputError(f"{file}: got no article, expected lines of the form `=== ID`")
        ends = [*(h.start() for h in heads[1:]), len(text)]
        for head, end in zip(heads, ends, strict=True):
            try:
                yield _document(head.group(1), text[head.end() : end])
            except ValueError as error:
                raise InputError(f"{file}: article {head.group(1)}: {error}") from error


def _document(name: str, body: str) -> Document:
    marked, _, table = body.strip("\n").partition("\n---")
    text, parts = strip_marks(marked.strip("\n"))
    rows = _table(table)
    found = {number for number, _ in parts}
    if found != set(rows):
        raise ValueError(
            f"quotations {sorted(found ^ set(rows))} stand in the marks or in the table alone, expected both"
        )
    made = [_quotation(name, number, parts, rows[number]) for number in sorted(found)]
    ordered = sorted(made, key=lambda q: (q.hull.start, -q.hull.end))
    return Document(Article(name, text, source="written for this project", licence="CC0-1.0"), quotations=nest(ordered))


def strip_marks(marked: str) -> tuple[str, Mapping[tuple[int, str], Spans]]:
    """The plain text, and the spans of each part by quotation number and letter.

    Raises ValueError for marks that do not close, have unknown letters or hold nothing.
    """
    out: list[str] = []
    length = position = 0
    opened: list[tuple[str, int]] = []
    parts: dict[tuple[int, str], list[Span]] = defaultdict(list)
    while position < len(marked):
        char = marked[position]
        if char == "{":
            match = _OPEN.match(marked, position)
            if match is None:
                near = marked[position : position + 30]
                raise ValueError(f"got {near!r}, expected a mark such as {{1d:...}} or {{1S,2S:...}}")
            opened.append((match.group(1), length))
            position = match.end()
            continue
        if char == "}":
            if not opened:
                raise ValueError(f"got a closing brace without an opening one after {''.join(out)[-30:]!r}")
            labels, start = opened.pop()
            for label in re.split(r", *", labels):
                _add(parts, label, start, length)
        else:
            out.append(char)
            length += 1
        position += 1
    if opened:
        raise ValueError(f"mark {{{opened[-1][0]}:...}} is not closed")
    return "".join(out), {key: tuple(sorted(spans)) for key, spans in parts.items()}


def _add(parts: dict[tuple[int, str], list[Span]], label: str, start: int, end: int) -> None:
    number, letter = int(label[:-1]), label[-1]
    if letter not in _TYPES and letter not in _ROLES:
        raise ValueError(f"label {label!r}: expected one of the letters {''.join(_TYPES)}{_ROLES}")
    if start == end:
        raise ValueError(f"mark {{{label}:}} holds nothing")
    parts[number, letter].append(Span(start, end))


def _table(table: str) -> dict[int, _Row]:
    rows: dict[int, _Row] = {}
    for line in table.strip().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != _COLUMNS or not cells[0].isdigit():
            raise ValueError(f"table line {line!r}: expected {_COLUMNS} cells, the first a number")
        name, role, affiliation = (None if cell in ("-", "") else cell for cell in cells[1:4])
        category, spokesperson, stance = cells[4:]
        if category not in ROLE_CATEGORIES or stance not in STANCE_LABELS or spokesperson not in ("yes", "no"):
            raise ValueError(f"table line {line!r}: unknown category, spokesperson (yes or no) or stance")
        rows[int(cells[0])] = _Row(
            name, Role(role, affiliation, _category(category)), spokesperson == "yes", _stance(stance)
        )
    return rows


def _category(value: str) -> RoleCategory:
    return next(name for name in get_args(RoleCategory) if name == value)


def _stance(value: str) -> StanceLabel:
    return next(name for name in get_args(StanceLabel) if name == value)


def _quotation(name: str, number: int, parts: Mapping[tuple[int, str], Spans], row: _Row) -> Quotation:
    kinds = [letter for letter in _TYPES if (number, letter) in parts]
    if len(kinds) != 1:
        raise ValueError(f"quotation {number}: got the types {kinds}, expected exactly one of {list(_TYPES)}")
    type_, spans = _TYPES[kinds[0]], parts[number, kinds[0]]
    mention, cue, frame, addressee = (parts.get((number, letter), ()) for letter in _ROLES)
    return Quotation(
        id=quotation_id(name, spans, type_),
        type=type_,
        spans=spans,
        cue=cue,
        frame=frame,
        speaker=Speaker(mention, row.name, row.spokesperson, row.role),
        addressee=addressee,
        stance=Stance(TARGET, row.stance, 1.0),
        confidence=1.0,
    )
