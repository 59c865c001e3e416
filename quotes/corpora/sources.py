"""``sources.toml``: title, url, source, published and licence of the files of a folder that cannot say so themselves.

The file stands in the folder of the articles, or in a folder above it that was given as input::

    [defaults]
    licence = "CC0-1.0"

    ["2014/article.txt"]
    title = "..."
    published = 2014-09-15

The same can be said from outside, by a table for all inputs and by values for articles of which nothing else says them
(``Provenance``).
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from quotes.errors import InputError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NAME = "sources.toml"
COLUMNS = ("title", "url", "source", "published", "licence")

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Provenance:
    """What the caller knows of articles: ``table`` by id, ``[defaults]`` of all, ``otherwise`` for what nobody says.

    An article's own columns come first, then ``table``, then a ``sources.toml`` beside it, then ``otherwise``.
    """

    table: Mapping[str, Values]
    otherwise: Values

    def of(self, id_: str, nearby: Values) -> dict[str, object]:
        """What holds for an article with this id, given what a ``sources.toml`` beside it says. A row of a file is
        found by its own id or by that of the file.
        """
        file, _, _ = id_.rpartition("#")
        entry = self.table.get(id_) or self.table.get(file) or {}
        return {**self.otherwise, **nearby, **self.table.get("defaults", {}), **entry}


UNKNOWN = Provenance({}, {})


def provenance(table: Path | None, otherwise: Mapping[str, str | None]) -> Provenance:
    """Provenance from a table (``read_table``) and from values, of which ``None`` says nothing."""
    return Provenance(
        read_table(table) if table is not None else {}, {k: v for k, v in otherwise.items() if v is not None}
    )


def read_table(path: Path) -> Mapping[str, Values]:
    """A table by article id: TOML as ``sources.toml``, or .csv (with , or ;) and .tsv with the column ``id``.

    Raises InputError for another ending, a table that cannot be read, and an id that stands twice.
    """
    if path.suffix.lower() == ".toml":
        return _load(path)
    if path.suffix.lower() not in (".csv", ".tsv"):
        raise InputError(f"{path}: got a file ending in {path.suffix!r}, expected .toml, .csv or .tsv")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: got a file that cannot be read ({error}), expected a table in UTF-8") from error
    head = text.partition("\n")[0]
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ";" if ";" in head and "," not in head else ","
    found: dict[str, Values] = {}
    rows = csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter)
    if "id" not in (rows.fieldnames or ()) or not set(COLUMNS) & set(rows.fieldnames or ()):
        raise InputError(
            f"{path}: got the columns {', '.join(rows.fieldnames or ()) or 'none'}, expected id and some of "
            f"{', '.join(COLUMNS)}"
        )
    for row in rows:
        id_ = row.pop("id") or ""
        if id_ in found or None in row:
            what = "more cells than columns" if None in row else f"the id {id_!r} a second time"
            raise InputError(f"{path}:{rows.line_num}: got {what}, expected one row an article; correct it")
        found[id_] = {name: value for name, value in row.items() if value}
    return found


def describe(path: Path, root: Path) -> dict[str, object]:
    """What the ``sources.toml`` nearest to ``path``, up to the folder ``root``, says about it.

    Raises InputError where that file is no TOML, or where its entries are not tables.
    """
    folder = path.parent
    while True:
        candidate = folder / NAME
        if candidate.is_file():
            tables = _load(candidate)
            entry = tables.get(path.relative_to(folder).as_posix(), {})
            return {**tables.get("defaults", {}), **entry}
        if folder == root or root not in folder.parents:
            return {}
        folder = folder.parent


@lru_cache(maxsize=256)
def _load(path: Path) -> Mapping[str, Mapping[str, object]]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: got a file that cannot be read ({error}), expected TOML; correct it") from error
    for key, value in tables.items():
        if not isinstance(value, dict):
            raise InputError(
                f'{path}: got the bare key {key!r}, expected tables by file name such as ["a.txt"]; '
                "put keys for all files under [defaults]"
            )
    return tables
