"""Files at addresses that fsspec opens: ``s3://``, ``gs://``, ``hf://``, ``https://`` ..."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from quotes.corpora.formats import FORMATS
from quotes.corpora.inputs import COMPANIONS, InputFile, ending
from quotes.errors import InputError

REMOTE = "://"


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """``id`` is the path relative to what was named, ``root`` that, ``state`` what tells whether it has changed."""

    address: str
    id: str
    root: str
    state: str


def remote_files(address: str) -> list[RemoteFile]:
    """The files at an address, in a folder there, or that match a glob, sorted.

    Raises InputError where it cannot be reached or holds none.
    """
    try:
        system, path = _system(address)
        paths = system.glob(path) if "*" in path else system.find(path) if system.isdir(path) else [path]
        base = PurePosixPath(path.split("*")[0]) if "*" in path else PurePosixPath(path)
        root = base.parent if paths == [path] or ("*" in path and not path.split("*")[0].endswith("/")) else base
        found = []
        for one in sorted(paths):
            relative = PurePosixPath(one).relative_to(root).as_posix()
            if _is_article(relative):
                found.append(RemoteFile(system.unstrip_protocol(one), relative, str(root), _state(system.info(one))))
    except InputError:
        raise
    except Exception as error:  # each store has errors of its own, from network to rights
        raise InputError(
            f"{address}: cannot be read ({type(error).__name__}: {error}); check address, network and credentials"
        ) from error
    if not found:
        raise InputError(f"{address}: got no files that are read there; expected .jsonl, .txt ... (see quotes extract)")
    return found


@contextmanager
def fetched(address: str, id_: str) -> Iterator[InputFile]:
    """A copy of the file on this machine, until the block ends. Raises what the store or the disk does."""
    with TemporaryDirectory(prefix="quotes-") as folder:
        path = Path(folder) / PurePosixPath(address).name
        system, there = _system(address)
        system.get_file(there, str(path))
        yield InputFile(path, id_, Path(folder))


def _system(address: str) -> tuple[Any, str]:
    import fsspec

    try:
        system, path = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise InputError(f"{address}: cannot be opened ({error}); install what it names") from error
    return system, path


def _is_article(relative: str) -> bool:
    path = Path(relative)
    hidden = any(part.startswith(".") for part in path.parts)
    return not hidden and not COMPANIONS.fullmatch(path.name) and ending(path) in FORMATS


def _state(info: dict[str, Any]) -> str:
    keys = ("size", "ETag", "etag", "mtime", "LastModified", "updated", "blob_id")
    return " ".join(str(info[key]) for key in keys if info.get(key) is not None)
