"""Rows on disk: JSON Lines files of a bounded number of rows, one folder a config."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO, cast

import jsonlines

from quotes.dataset.manifest import FileEntry
from quotes.dataset.recipe import file_sha256
from quotes.errors import DatasetError

ROWS_PER_FILE = 20_000
CONFIGS = ("documents", "quotations", "speakers")

#: Characters that end a line for some readers though not for JSON; only strings can hold them, where they are escaped.
_LINE_END = re.compile("[\x85\u2028\u2029]")


def encode(row: dict[str, Any]) -> str:
    """A row as one line, without its end."""
    buffer = io.StringIO()
    with jsonlines.Writer(buffer, dumps=_dumps) as writer:
        writer.write(row)
    return buffer.getvalue().rstrip("\n")


def write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows as a JSON Lines file."""
    with path.open("w", encoding="utf-8", newline="\n") as file, jsonlines.Writer(file, dumps=_dumps) as writer:
        writer.write_all(rows)


def read_rows(folder: Path, config: str) -> Iterator[dict[str, Any]]:
    """The rows of a config of a dataset folder, in their order.

    Raises DatasetError for a line that is no row.
    """
    for path in data_files(folder, config):
        yield from read_file(path)


def read_file(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSON Lines file, ``.gz`` or not. Raises DatasetError for a line that is no object."""
    try:
        with _opened(path) as file, jsonlines.Reader(file) as reader:
            yield from reader.iter(type=dict)
    except (jsonlines.InvalidLineError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path}: got a line that is no row ({error}); restore the file") from error


def data_files(folder: Path, config: str) -> list[Path]:
    """The data files of a config, sorted."""
    found = (folder / "data" / config).glob("*.jsonl*")
    return sorted(path for path in found if path.name.endswith((".jsonl", ".jsonl.gz")))


def write_shards(
    folder: Path, config: str, lines: Iterable[str], *, prefix: str = "part", compress: bool = False, size: int = 0
) -> dict[str, FileEntry]:
    """Write encoded rows to ``data/CONFIG/PREFIX-NNNNN.jsonl`` (none where there is no row); entries by path.

    ``compress`` makes them ``.jsonl.gz``; ``size`` is the largest number of bytes of a file before that (0: any; a row
    that is larger has a file of its own).
    """
    entries: dict[str, FileEntry] = {}
    for block in _blocks(lines, size):
        path = folder / "data" / config / f"{prefix}-{len(entries):05d}.jsonl{'.gz' * compress}"
        entries[path.relative_to(folder).as_posix()] = _write_block(path, block)
    return entries


def write_file(path: Path, lines: Iterable[str]) -> FileEntry:
    """Write encoded rows as one file, packed where its name ends with ``.gz``."""
    return _write_block(path, [line.encode("utf-8") + b"\n" for line in lines])


def _write_block(path: Path, block: list[bytes]) -> FileEntry:
    path.parent.mkdir(parents=True, exist_ok=True)
    data = b"".join(block)
    if path.suffix == ".gz":
        data = gzip.compress(data, mtime=0)  # no clock time: the same rows give the same bytes
    path.write_bytes(data)
    return FileEntry(hashlib.sha256(data).hexdigest(), len(block))


def _blocks(lines: Iterable[str], size: int) -> Iterator[list[bytes]]:
    block: list[bytes] = []
    held = 0
    for line in lines:
        data = line.encode("utf-8") + b"\n"
        if block and (len(block) == ROWS_PER_FILE or (size and held + len(data) > size)):
            yield block
            block, held = [], 0
        block.append(data)
        held += len(data)
    if block:
        yield block


def check_files(folder: Path, files: dict[str, FileEntry], configs: Iterable[str] = CONFIGS) -> None:
    """Raise DatasetError where a data file is missing, new, or not the one that the manifest names."""
    found = {p.relative_to(folder).as_posix() for config in configs for p in data_files(folder, config)}
    for name in sorted(found ^ set(files)):
        what = "is not in the manifest" if name in found else "is missing"
        raise DatasetError(f"{folder / name}: {what}; expected the files as they were built; restore them")
    for name, entry in files.items():
        if file_sha256(folder / name) != entry.sha256:
            raise DatasetError(
                f"{folder / name}: was changed after it was built (its hash is not the manifest's); "
                "restore it, or build into a new folder"
            )


def content_sha256(lines: Iterable[str]) -> str:
    """SHA-256 over encoded rows."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode("utf-8") + b"\n")
    return digest.hexdigest()


def _dumps(row: object) -> str:
    return _LINE_END.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(row, ensure_ascii=False))


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return cast(TextIO, gzip.open(path, "rt", encoding="utf-8", newline="\n"))
    return path.open(encoding="utf-8", newline="\n")
