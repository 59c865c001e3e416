"""The lines of a table's files with their numbers, and what is wrong with those that are no rows."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file: its number (from 1), its bytes without the end, and the row or, where it is none, why."""

    number: int
    raw: bytes
    row: dict[str, Any] | None
    error: str | None = None


def read_lines(path: Path) -> Iterator[Line]:
    """All lines of a JSON Lines file, ``.gz`` or not, also those that are no rows; the last has an error where a packed
    file ends too early.
    """
    number = 0
    try:
        with opened(path) as file:
            for number, raw in enumerate(file, 1):
                yield _line(number, raw)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        yield Line(number + 1, b"", None, f"got a packed file that is cut off or broken ({error}); restore it")


def opened(path: Path) -> BinaryIO:
    """A file of rows for reading, unpacked."""
    return cast(BinaryIO, gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def _line(number: int, raw: bytes) -> Line:
    ended = raw.endswith(b"\n")
    raw = raw[:-1] if ended else raw
    try:
        row = json.loads(raw)
        if not isinstance(row, dict):
            return Line(number, raw, None, f"got JSON that is no object ({_shown(raw)}), expected one row a line")
        if _SURROGATE.search(raw):
            json.dumps(row, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return Line(number, raw, None, "got half a surrogate pair (\\ud800-\\udfff), expected whole characters")
    except UnicodeDecodeError as error:
        return Line(number, raw, None, f"got bytes that are not UTF-8 ({error.reason} at byte {error.start})")
    except (ValueError, RecursionError) as error:
        what = "a line" if ended else "a last line that is cut off"
        return Line(number, raw, None, f"got {what} that is no JSON ({error}): {_shown(raw)}")
    return Line(number, raw, row)


def _shown(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace")
    return text if len(text) <= 40 else f"{text[:37]}..."
