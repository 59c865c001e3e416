"""Opening files that may be compressed, by their ending."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from quotes.errors import InputError


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a file, unpacked for ``.gz`` and ``.zst``.

    Raises InputError where the file cannot be read or unpacked, also in mid-reading.
    """
    try:
        with _stream(path) as stream:
            yield stream
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"got a file that cannot be read ({reason}), expected {_expected(path)}; check it") from error


def content(path: Path) -> bytes:
    """All bytes of a file, unpacked. Raises InputError as ``opened`` does."""
    with opened(path) as stream:
        return stream.read()


def position(stream: BinaryIO, otherwise: int) -> int:
    """How many bytes of the file an opened stream has read, packed as they lie; ``otherwise`` where it cannot say."""
    try:
        return cast(BinaryIO, getattr(stream, "fileobj", stream)).tell()  # of gzip's, the file beneath
    except (OSError, ValueError):
        return otherwise


def text(path: Path) -> str:
    """All of a file, unpacked, as UTF-8, line ends as they stand.

    Raises InputError as ``opened`` does, and for another encoding: gold has offsets, so nothing is guessed.
    """
    try:
        return content(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: got a file that is not UTF-8 ({error}), expected UTF-8; convert it") from error


def _stream(path: Path) -> BinaryIO:
    if path.suffix.lower() == ".gz":
        return cast(BinaryIO, gzip.open(path, "rb"))
    if path.suffix.lower() == ".zst":
        import pyarrow  # comes with datasets, and unpacks Zstandard on every Python

        return cast(BinaryIO, io.BufferedReader(pyarrow.input_stream(str(path), compression="zstd")))
    return path.open("rb")


def _expected(path: Path) -> str:
    packed = {".gz": "gzip data", ".zst": "Zstandard data"}
    return packed.get(path.suffix.lower(), "a readable file")
