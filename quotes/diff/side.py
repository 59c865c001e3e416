"""One side of a comparison: a dataset, one of its versions, or a JSON Lines file; indexed, so that no rows are held."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from quotes.corpora.packed import opened
from quotes.dataset.manifest import NAME as MANIFEST
from quotes.dataset.shards import CONFIGS, data_files
from quotes.errors import InputError, QuotesError

Row = dict[str, Any]
ADVICE = "expected a dataset folder, DATASET@VERSION, or a .jsonl file of quotations, documents or speakers"


class Place(NamedTuple):
    """Where a row stands, and a digest of its line."""

    digest: bytes
    doc_id: str
    file: int
    offset: int
    length: int


@dataclass(slots=True)
class Table:
    """The rows of one config by id; ``columns`` are those that any row has. Rows are read when asked for."""

    name: str
    places: dict[str, Place] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)
    files: list[BinaryIO] = field(default_factory=list)

    def row(self, id_: str) -> Row:
        """The row of that id."""
        place = self.places[id_]
        file = self.files[place.file]
        file.seek(place.offset)
        return cast(Row, json.loads(file.read(place.length)))


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared: as it was named, its name and version where it is a dataset, its tables by config."""

    given: str
    name: str | None
    version: str | None
    tables: dict[str, Table]


@contextmanager
def open_sides(*given: str) -> Iterator[tuple[Side, ...]]:
    """Both sides; their files stay open until the block ends. Raises InputError as ``open_side`` does."""
    with ExitStack() as stack:
        yield tuple(open_side(name, stack) for name in given)


def open_side(given: str, stack: ExitStack) -> Side:
    """Index a dataset folder, ``DATASET@X.Y.Z`` (the version that it is, or one that it keeps), or a JSON Lines file,
    ``.gz`` and ``.zst`` too. Files are closed with ``stack``.

    Raises InputError where nothing of that kind is there, for a line that is no row, and for an id that stands twice.
    """
    path = _find(given)
    if path.is_dir():
        name, version = _title(path)
        found = {config: data_files(path, config) for config in CONFIGS}
        tables = {config: _index(config, files, stack) for config, files in found.items() if files}
        if not tables:
            raise InputError(f"{given}: got a folder without data/quotations or data/documents, {ADVICE}")
        return Side(given, name, version, tables)
    kind = _kind(path)
    return Side(given, None, None, {kind: _index(kind, [path], stack)})


def parent_of(given: str) -> str:
    """The version that a dataset's version was made from, named so that ``open_side`` finds it."""
    path = _find(given)
    parent = _manifest(path).get("parent") if path.is_dir() else None
    if not parent:
        raise InputError(f"{given}: got one dataset without a parent version; name what to compare it with as well")
    root = path.parent.parent if path.parent.name == "versions" else path
    return f"{root}@{parent}"


def _find(given: str) -> Path:
    path = Path(given)
    if path.is_dir():
        return path
    if path.is_file():
        if path.name.removesuffix(".gz").removesuffix(".zst").endswith((".jsonl", ".json")):
            return path
        raise InputError(f"{given}: got a file ending in {path.suffix!r}, {ADVICE}")
    folder, _, version = given.rpartition("@")
    if folder and Path(folder).is_dir():
        if _title(Path(folder))[1] == version:
            return Path(folder)
        if (Path(folder) / "versions" / version).is_dir():
            return Path(folder) / "versions" / version
        kept = sorted(p.name for p in (Path(folder) / "versions").glob("*.*.*"))
        there = ", ".join(filter(None, [*kept, _title(Path(folder))[1]]))
        raise InputError(f"{given}: got the version {version!r}, expected one of those there: {there or 'none'}")
    raise InputError(f"{given}: is not there; {ADVICE}")


def _title(folder: Path) -> tuple[str | None, str | None]:
    loaded = _manifest(folder)
    return loaded.get("name"), loaded.get("version")


def _manifest(folder: Path) -> dict[str, Any]:
    """The manifest as far as it can be read: also a folder without one, or of another program, can be compared."""
    try:
        loaded = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def _kind(path: Path) -> str:
    """The config that a file's first row belongs to."""
    with _reading(path), opened(path) as file:
        for line in file:
            if line.strip():
                columns = set(_parse(line, path, 1))
                for kind, needed in _COLUMNS.items():
                    if needed <= columns:
                        return kind
                raise InputError(
                    f"{path}: got rows with the columns {', '.join(sorted(columns)[:8])}; expected those of quotations "
                    "(id, doc_id, spans), documents (id, text) or speakers (id, name)"
                )
    raise InputError(f"{path}: got a file without a row, {ADVICE}")


_COLUMNS = {
    "quotations": {"id", "doc_id", "spans"},
    "documents": {"id", "text"},
    "speakers": {"id", "name"},
}


def _index(config: str, paths: Iterable[Path], stack: ExitStack) -> Table:
    table = Table(config)
    for path in paths:
        file = _seekable(path, stack)
        for number, (offset, line) in enumerate(_lines(file), 1):
            if not line.strip():
                continue
            row = _parse(line, path, number)
            id_ = row.get("id")
            if not isinstance(id_, str):
                raise InputError(f"{path}:{number}: got a row whose id is {id_!r}, expected a string")
            if id_ in table.places:
                raise InputError(f"{path}:{number}: got the id {id_!r} a second time, expected one row an id")
            doc_id = str(row.get("doc_id", id_)) if config == "quotations" else id_
            digest = hashlib.blake2b(line.rstrip(b"\r\n"), digest_size=12).digest()
            table.places[id_] = Place(digest, doc_id, len(table.files), offset, len(line))
            table.columns.update(row)
        table.files.append(file)
    return table


def _seekable(path: Path, stack: ExitStack) -> BinaryIO:
    """The file, or where it is compressed an unpacked copy that goes when the comparison is done."""
    if path.suffix in (".gz", ".zst"):
        copy = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
        with _reading(path), opened(path) as packed:
            shutil.copyfileobj(packed, copy)
        copy.seek(0)
        return cast(BinaryIO, copy)
    return stack.enter_context(path.open("rb"))


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Name the file in the errors of reading it."""
    try:
        yield
    except QuotesError as error:
        raise InputError(str(error) if str(path) in str(error) else f"{path}: {error}") from error


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    offset = 0
    for line in file:
        yield offset, line
        offset += len(line)


def _parse(line: bytes, path: Path, number: int) -> Row:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InputError(
            f"{path}:{number}: got a line that is no JSON ({error}), expected an object a line; the file may be cut off"
        ) from error
    if not isinstance(row, dict):
        raise InputError(f"{path}:{number}: got {line[:60].decode(errors='replace')!r}, expected an object a line")
    return row
