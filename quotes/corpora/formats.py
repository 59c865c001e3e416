"""Files to records, by format. A record is a dict of columns, or the InputError that this row alone failed with."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from textwrap import shorten
from typing import BinaryIO

from quotes.corpora import packed
from quotes.corpora.decode import decode
from quotes.corpora.markup import Record, html_record, tei_records
from quotes.document import Note
from quotes.errors import InputError

#: A row's place in its file (1 is the first; ``None`` where the file is one article), its columns or error, and
#: notes on how its bytes became text.
Row = tuple[int | None, Record | InputError, tuple[Note, ...]]

#: Told what share of a file is read, where a reader knows.
Reach = Callable[[float], None]

CELL_LIMIT = 2**31 - 1
DELIMITERS = (",", ";", "\t", "|")


def rows(path: Path, format_: str, reach: Reach = lambda _: None) -> Iterator[Row]:
    """The rows of a file, read as they are asked for; ``reach`` is told how far, and hears 1 before the last of one.

    Raises InputError for what is wrong with the file as a whole.
    """
    if format_ in _LONG_READERS:
        yield from _LONG_READERS[format_](path, reach)
        return
    for row in _READERS[format_](path):
        reach(1.0)
        yield row


def stream_rows(stream: BinaryIO) -> Iterator[Row]:
    """The rows of standard input: JSONL where the first line is a JSON object, else one text."""
    lines = iter(stream.readline, b"")
    head = []
    for line in lines:
        head.append(line)
        if line.strip():
            break
    if head and _is_object(head[-1]):
        yield from _json_lines(chain(head, lines))
        return
    decoded = decode(b"".join([*head, *lines]))
    yield None, {"text": decoded.text}, decoded.notes


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _text(path: Path) -> Iterator[Row]:
    decoded = decode(packed.content(path))
    yield None, {"text": decoded.text}, decoded.notes


def _html(path: Path) -> Iterator[Row]:
    decoded = decode(packed.content(path))
    yield None, html_record(decoded.text), decoded.notes


def _xml(path: Path) -> Iterator[Row]:
    records = list(tei_records(packed.content(path)))
    for number, record in enumerate(records, 1):
        yield (number if len(records) > 1 else None), record, ()


def _jsonl(path: Path, reach: Reach) -> Iterator[Row]:
    size = max(1, path.stat().st_size)
    with packed.opened(path) as stream:
        for row in _json_lines(iter(stream.readline, b"")):
            reach(packed.position(stream, size) / size)
            yield row


def _json_lines(lines: Iterable[bytes]) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            decoded = decode(line)
            yield number, _object(json.loads(decoded.text), f"line {number}"), decoded.notes
        except InputError as error:
            yield number, error, ()
        except (ValueError, RecursionError) as error:
            yield number, InputError(f"line {number}: got broken JSON ({error}), expected one object; correct it"), ()


def _object(value: object, place: str) -> Record:
    if isinstance(value, dict):
        return value
    kind = type(value).__name__
    raise InputError(f"{place}: got JSON of type {kind}, expected an object with the column text; correct it")


def _json(path: Path) -> Iterator[Row]:
    data = packed.content(path)
    decoded = decode(data)
    try:
        value = json.loads(decoded.text)
    except RecursionError as error:
        raise InputError("got JSON that is nested too deeply, expected objects with the column text") from error
    except ValueError as error:
        first = decoded.text.lstrip().split("\n", 1)[0]
        if _is_object(first.encode("utf-8", "replace")):  # JSON lines under the name .json
            yield from _json_lines(io.BytesIO(data))
            return
        raise InputError(f"got broken JSON ({error}), expected an object or a list of objects; correct it") from error
    if isinstance(value, dict):
        yield None, value, decoded.notes
        return
    if not isinstance(value, list):
        raise InputError(f"got JSON of type {type(value).__name__}, expected an object or a list of objects")
    for number, item in enumerate(value, 1):
        try:
            yield number, _object(item, f"item {number}"), decoded.notes
        except InputError as error:
            yield number, error, ()


def _table(path: Path, reach: Reach) -> Iterator[Row]:
    decoded = decode(packed.content(path))
    first = decoded.text.split("\n", 1)[0]
    tab = path.name.lower().removesuffix(".gz").removesuffix(".zst").endswith(".tsv")
    delimiter = "\t" if tab else max(DELIMITERS, key=first.count)
    csv.field_size_limit(CELL_LIMIT)
    lines = io.StringIO(decoded.text, newline="")
    reader = csv.reader(lines, delimiter=delimiter)
    header = [cell.strip().removeprefix("\ufeff") for cell in next(reader, [])]
    _require_text(header)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if any(cell.strip() for cell in cells):
                reach(lines.tell() / len(decoded.text))
                yield number, _cells(header, cells, number), decoded.notes
    except csv.Error as error:
        yield number + 1, InputError(f"row {number + 1}: got a broken row ({error}); the rows after it are lost"), ()


def _cells(header: list[str], cells: list[str], number: int) -> Record | InputError:
    if len(cells) > len(header):
        return InputError(
            f"row {number}: got {len(cells)} cells, expected {len(header)}: {', '.join(header)}; "
            "put cells with the separator or a line break in them into double quotes"
        )
    return {name: cell for name, cell in zip(header, cells, strict=False) if cell != ""}


def _require_text(header: list[str]) -> None:
    if "text" not in header:
        got = shorten(", ".join(header), 100, placeholder=" ...") or "nothing"
        raise InputError(f"got the columns {got}; expected a column text; rename the column that holds the articles")


def _parquet(path: Path, reach: Reach) -> Iterator[Row]:
    import pyarrow
    from pyarrow import parquet

    try:
        if path.suffix.lower() in {".gz", ".zst"}:
            file = parquet.ParquetFile(pyarrow.BufferReader(packed.content(path)))
        else:
            file = parquet.ParquetFile(path)
        _require_text(list(file.schema_arrow.names))
        number = 0
        for batch in file.iter_batches(batch_size=256):
            for record in batch.to_pylist():
                number += 1
                reach(number / file.metadata.num_rows)
                yield number, record, ()
    except (pyarrow.ArrowException, OSError) as error:
        raise InputError(f"got a file that is not readable as Parquet ({error}); write it anew") from error


def hub_rows(name: str) -> Callable[[], Iterator[Row]]:
    """A dataset of the Hub, opened now (so that a wrong name fails early) and read when the result is called.

    Raises InputError where it cannot be loaded or has no column ``text``.
    """
    import datasets

    try:
        loaded = datasets.load_dataset(name, streaming=True)
    except Exception as error:  # the loader raises some twenty kinds, from network to data
        raise InputError(
            f"hf:{name}: got no dataset ({type(error).__name__}: {error}); "
            "expected the id of a dataset that you may read; check the name, the network, and HF_TOKEN"
        ) from error
    splits: Mapping[str, Iterable[Record]] = loaded

    def generate() -> Iterator[Row]:
        number = 0
        for split in splits.values():
            for record in split:
                number += 1
                yield number, record, ()

    for split in loaded.values():
        if split.column_names is not None:
            _require_text(list(split.column_names))
    return generate


_READERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "": _text,
    ".txt": _text,
    ".html": _html,
    ".htm": _html,
    ".xml": _xml,
    ".json": _json,
}
# Formats of many articles a file, which say how far they are.
_LONG_READERS: dict[str, Callable[[Path, Reach], Iterator[Row]]] = {
    ".jsonl": _jsonl,
    ".csv": _table,
    ".tsv": _table,
    ".parquet": _parquet,
}

#: The endings that are read, "" for a file without one.
FORMATS = frozenset([*_READERS, *_LONG_READERS])
