"""Decisions by hand on who is who: a table of names and the ids that they get, kept in the dataset's folder."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, field, fields
from pathlib import Path
from typing import Any

from quotes.dataset.rows import dataset_id
from quotes.document import ROLE_CATEGORIES
from quotes.errors import InputError
from quotes.german.name_forms import joint_names, name_key

NAME = "aliases.tsv"

#: An id is no number, date or missing value for any loader, and holds nothing that a list of ids is split by.
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]*")
_ITEM = re.compile(r"Q[1-9][0-9]*")
Columns = Mapping[str, "str | None"]


@dataclass(frozen=True, slots=True)
class Alias:
    """One line: who has this name, in any spelling, gets this id.

    ``affiliation``, ``category`` and ``doc_id`` restrict it to the articles that tie the name to them; ``wikidata`` is
    the item that the id stands for.
    """

    name: str
    id: str
    wikidata: str = ""
    affiliation: str = ""
    category: str = ""
    doc_id: str = ""

    @property
    def holds_for(self) -> tuple[str, ...]:
        """What the line is about: the name and its restrictions, in a form that compares."""
        return name_key(self.name), name_key(self.affiliation) if self.affiliation else "", self.category, self.doc_id

    @property
    def precedence(self) -> tuple[int, bool, bool]:
        """The more a line is restricted, the earlier it is asked; document before affiliation before category."""
        given = [bool(self.doc_id), bool(self.affiliation), bool(self.category)]
        return sum(given), given[0], given[1]


COLUMNS = tuple(f.name for f in fields(Alias))
_REQUIRED = ("name", "id")


@dataclass(frozen=True, slots=True)
class Aliases:
    """The lines of a table. Empty where nothing was decided by hand."""

    lines: tuple[Alias, ...] = ()
    _by_name: dict[str, list[Alias]] = field(default_factory=lambda: defaultdict(list), compare=False, repr=False)

    def __post_init__(self) -> None:
        for line in sorted(self.lines, key=lambda a: (a.precedence, astuple(a)), reverse=True):
            self._by_name[name_key(line.name)].append(line)

    def find(self, key: str, doc_id: str, affiliations: Collection[str], categories: Collection[str]) -> Alias | None:
        """The line for a name (by its key) in a document that ties it to these affiliations (keys) and categories."""
        for line in self._by_name.get(key, ()):
            if (
                (not line.doc_id or line.doc_id == " ".join(doc_id.split()))
                and (not line.affiliation or name_key(line.affiliation) in affiliations)
                and (not line.category or line.category in categories)
            ):
                return line
        return None

    def wikidata(self) -> dict[str, str]:
        """The Wikidata items by speaker id."""
        return {line.id: line.wikidata for line in self.lines if line.wikidata}

    def dump(self) -> str:
        """The table as it is kept: tab-separated, sorted; "" where there is no line."""
        if not self.lines:
            return ""
        return "".join("\t".join(cells) + "\n" for cells in [COLUMNS, *sorted(map(astuple, self.lines))])

    def as_recipe(self) -> dict[str, str]:
        """What the manifest says of the table: its hash; empty where there is none."""
        return {"sha256": hashlib.sha256(self.dump().encode()).hexdigest()} if self.lines else {}


def read_aliases(path: Path) -> Aliases:
    """Read a table of aliases: ``.tsv``, ``.csv`` (with , or ;) or ``.jsonl``, in UTF-8, with the columns ``name`` and
    ``id`` and, where wanted, ``wikidata``, ``affiliation``, ``category``, ``doc_id``. Empty lines and lines that start
    with # are passed over; a table without lines is allowed.

    Raises InputError for the first thing that is wrong, with the line, what was got, and what is expected.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: got bytes that are not UTF-8 ({error.reason}), expected UTF-8; convert it"
        ) from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; expected a table with the columns name and id") from error
    readers = {".tsv": _table, ".csv": _table, ".jsonl": _objects}
    if path.suffix.lower() not in readers:
        raise InputError(f"{path}: got a file ending in {path.suffix!r}, expected one of {', '.join(readers)}")
    lines: dict[int, Alias] = {}
    for number, columns in readers[path.suffix.lower()](path, text):
        lines[number] = _alias(f"{path}:{number}", columns)
    _check_together(path, lines)
    return Aliases(tuple(dict.fromkeys(lines.values())))


def _table(path: Path, text: str) -> Iterator[tuple[int, Columns]]:
    """Line numbers and columns of a tab- or comma-separated table whose first line names the columns."""
    lines = [line.rstrip("\r") if line.strip() and not line.startswith("#") else "" for line in text.split("\n")]
    head = next((line for line in lines if line), "")
    if path.suffix.lower() == ".tsv":
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    else:
        rows = csv.reader(lines, delimiter=";" if ";" in head and "," not in head else ",")
    header: list[str] = []
    try:
        for row in rows:
            if not row:
                continue
            where = f"{path}:{rows.line_num}"
            cells = [cell.strip() for cell in row]
            if not header:
                header = cells
                _check_columns(where, header)
            elif len(cells) > len(header):
                raise InputError(f"{where}: got {len(cells)} cells, expected {len(header)}: {', '.join(header)}")
            else:
                yield rows.line_num, dict(zip(header, cells, strict=False))
    except csv.Error as error:
        raise InputError(f"{path}:{rows.line_num}: got a line that is no row of a table ({error})") from error


def _objects(path: Path, text: str) -> Iterator[tuple[int, Columns]]:
    """Line numbers and columns of a JSON Lines file."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        where = f"{path}:{number}"
        try:
            row: Any = json.loads(line)
        except ValueError as error:
            raise InputError(f"{where}: got a line that is no JSON ({error}), expected an object a line") from error
        if not isinstance(row, dict) or not all(isinstance(v, str | None) for v in row.values()):
            raise InputError(f"{where}: got {line[:60]}, expected an object of strings, such as {_EXAMPLE}")
        _check_columns(where, row)
        yield number, row


_EXAMPLE = '{"name": "Merkel", "id": "angela-merkel"}'


def _check_columns(where: str, found: Iterable[str]) -> None:
    columns = list(found)
    missing = [column for column in _REQUIRED if column not in columns]
    unknown = [column for column in columns if column not in COLUMNS]
    if missing or unknown or len(set(columns)) < len(columns):
        raise InputError(
            f"{where}: got the columns {', '.join(columns)}, expected {' and '.join(_REQUIRED)} and, where wanted, "
            f"{', '.join(c for c in COLUMNS if c not in _REQUIRED)}"
        )


def _alias(where: str, columns: Columns) -> Alias:
    cells = {column: " ".join((columns.get(column) or "").split()) for column in COLUMNS}
    names = joint_names(cells["name"])
    if len(names) != 1:
        raise InputError(f"{where}: got the name {cells['name']!r}, expected the name of one speaker")
    if not _ID.fullmatch(cells["id"]) or dataset_id(cells["id"]) != cells["id"]:
        raise InputError(
            f"{where}: got the id {cells['id']!r}, expected a letter, then letters, digits or any of _ . : -, and no "
            "word that tables take for a missing value, such as 'angela-merkel' or the id of a speaker of the dataset"
        )
    if cells["wikidata"] and not _ITEM.fullmatch(cells["wikidata"]):
        raise InputError(f"{where}: got {cells['wikidata']!r} for wikidata, expected an item such as Q567, or nothing")
    if cells["category"] and cells["category"] not in ROLE_CATEGORIES:
        raise InputError(
            f"{where}: got the category {cells['category']!r}, expected one of {', '.join(ROLE_CATEGORIES)}"
        )
    return Alias(**cells)


def _check_together(path: Path, lines: Mapping[int, Alias]) -> None:
    """No two lines say different things of one name, one id or one Wikidata item."""
    ids: dict[tuple[str, ...], int] = {}
    items: dict[str, int] = {}
    holders: dict[str, int] = {}
    for number, line in lines.items():
        first = ids.setdefault(line.holds_for, number)
        if lines[first].id != line.id:
            raise InputError(
                f"{path}:{number}: got the id {line.id!r} for {line.name!r}, which line {first} gives "
                f"{lines[first].id!r}; expected one id, or other restrictions (affiliation, category, doc_id)"
            )
        if not line.wikidata:
            continue
        first = items.setdefault(line.id, number)
        if lines[first].wikidata != line.wikidata:
            raise InputError(
                f"{path}:{number}: got {line.wikidata} for the id {line.id!r}, which line {first} gives "
                f"{lines[first].wikidata}; expected one Wikidata item an id"
            )
        first = holders.setdefault(line.wikidata, number)
        if lines[first].id != line.id:
            raise InputError(
                f"{path}:{number}: got the id {line.id!r} for {line.wikidata}, which line {first} gives "
                f"{lines[first].id!r}; expected one id a Wikidata item"
            )
