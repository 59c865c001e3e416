"""Replacing a dataset folder as a whole: a new state is made beside it and takes its name in one step.

Beside ``NAME`` lie, while a state is made, ``.NAME.new`` (being written), ``.NAME.ready`` (complete) and ``.NAME.old``
(replaced). Whatever a kill leaves of them, ``NAME`` is the old state or the new one, whole, and ``recover`` tidies up.
Where the system cannot exchange two folders in one step, there is a moment between two renames in which ``NAME`` is
missing; ``recover`` then puts the old state back.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quotes.dataset.exchange import exchanged
from quotes.dataset.manifest import NAME as MANIFEST
from quotes.dataset.manifest import read_manifest
from quotes.errors import DatasetError

VERSIONS = "versions"
#: What a version consists of; the rest of a folder (reviews, versions, files of the user) belongs to all versions.
OF_A_VERSION = (
    "README.md",
    "CHANGELOG.md",
    "manifest.json",
    "errors.jsonl",
    "aliases.tsv",
    "machine.jsonl",
    "reasons.jsonl.gz",
    "data",
)
#: Those of them that are for who builds and reviews the dataset, and are not handed on: they name paths of a machine,
#: quote the articles, or hold what people overruled.
NOT_PUBLISHED = frozenset({"errors.jsonl", "machine.jsonl", "reasons.jsonl.gz"})
#: A file that is written inside a dataset's folder and then takes its name bears this ending meanwhile.
UNDER_WAY = ".writing"

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def new_state(folder: Path, keep_as: str | None) -> Iterator[Path]:
    """A temporary folder to write a dataset's next state into; it replaces ``folder`` when the block ends well.

    It starts with all of ``folder`` that belongs to no version. The version that ``folder`` holds is kept complete
    under ``versions/KEEP_AS``. Where the block raises, nothing has changed. What others put into ``folder`` meanwhile,
    apart from a version's files, goes along.

    Raises DatasetError for a full disk and all else that the system refuses.
    """
    folder = folder.absolute()
    recover(folder)
    fresh, ready = _beside(folder, "new"), _beside(folder, "ready")
    try:
        fresh.mkdir(parents=True)
        if folder.exists():
            _carry(folder, fresh, keep_as)
        yield fresh
        _flush(fresh)
        fresh.rename(ready)
        _swap(ready, folder)
    except BaseException as error:
        shutil.rmtree(fresh, ignore_errors=True)
        recover(folder)
        if isinstance(error, OSError):
            raise _refused(folder, error) from error
        raise
    recover(folder)


def recover(folder: Path) -> None:
    """Tidy up after a run that was killed: the state that holds takes its name, what is half-made goes."""
    folder = folder.absolute()
    ready, old = _beside(folder, "ready"), _beside(folder, "old")
    if old.exists() and not folder.exists():
        old.rename(folder)
    for left in (ready, old):
        if left.exists():
            if _was_replaced(left, folder):
                _bring(left, folder)
            shutil.rmtree(left, ignore_errors=True)
    shutil.rmtree(_beside(folder, "new"), ignore_errors=True)
    for half_made in folder.glob(f".*{UNDER_WAY}"):
        half_made.unlink(missing_ok=True)


def write_within(path: Path, text: str) -> None:
    """Write a file of a dataset that is in place: whole or not at all."""
    under_way = path.with_name(f".{path.name}{UNDER_WAY}")
    under_way.write_text(text, encoding="utf-8", newline="\n")
    under_way.replace(path)


def _swap(ready: Path, folder: Path) -> None:
    """Give the complete state its name; the state before is left beside it."""
    old = _beside(folder, "old")
    if not folder.exists():
        ready.rename(folder)
    elif not exchanged(ready, folder):
        folder.rename(old)
        ready.rename(folder)
    _flush_names(folder.parent)


def _was_replaced(left: Path, folder: Path) -> bool:
    """Whether a folder that was left beside a dataset holds a version that the dataset keeps as an earlier one."""
    try:
        before = read_manifest(left)
    except DatasetError:
        return False  # it was being removed, when nothing was missing any more
    return before is not None and (folder / VERSIONS / before.version / MANIFEST).is_file()


def _bring(left: Path, folder: Path) -> None:
    """Bring along what was put into the old state, or changed there, after it was carried over."""
    for item in left.iterdir():
        if item.name in OF_A_VERSION or item.name == VERSIONS:
            continue
        for path in [item, *(item.rglob("*") if item.is_dir() and not item.is_symlink() else ())]:
            target = folder / path.relative_to(left)
            if path.is_dir() and not path.is_symlink():
                target.mkdir(parents=True, exist_ok=True)
            elif not os.path.lexists(target) or _is_newer(path, target):
                target.parent.mkdir(parents=True, exist_ok=True)
                under_way = target.with_name(f".{target.name}{UNDER_WAY}")
                _link(path, under_way)
                under_way.replace(target)


def _is_newer(path: Path, target: Path) -> bool:
    mine, theirs = path.lstat(), target.lstat()
    return not os.path.samestat(mine, theirs) and mine.st_mtime_ns > theirs.st_mtime_ns


def _carry(folder: Path, fresh: Path, keep_as: str | None) -> None:
    for item in folder.iterdir():
        if item.name not in OF_A_VERSION:
            _copy(item, fresh / item.name)
        elif keep_as is not None:
            _copy(item, fresh / VERSIONS / keep_as / item.name)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, target, copy_function=_link, symlinks=True, dirs_exist_ok=True)
    else:
        _link(source, target)


def _link(source: str | Path, target: str | Path) -> None:
    """A hard link, which costs nothing, or a copy where the file system has none."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        if os.path.lexists(source):  # else its owner has removed it meanwhile
            shutil.copy2(source, target, follow_symlinks=False)


def _flush(folder: Path) -> None:
    """Have all that was written on the disk before it takes a name, so that a power cut leaves no empty files."""
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            status = path.lstat()
            if status.st_nlink == 1 and path.is_file() and not path.is_symlink():  # links were on the disk before
                _fsync(path)
        _flush_names(Path(place))


def _flush_names(folder: Path) -> None:
    if os.name == "posix":
        _fsync(folder)


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refused(folder: Path, error: OSError) -> DatasetError:
    advice = "make room" if error.errno in _FULL else "mend that"
    if error.errno in (errno.EBUSY, errno.EXDEV):
        advice = "it may be a mount point, which cannot be replaced: name a folder inside it with --output"
    return DatasetError(
        f"{folder}: could not be written ({error.strerror or error}); the dataset is as it was; {advice}, then run the "
        "same command again, which goes on from where it was"
    )


def _beside(folder: Path, what: str) -> Path:
    return folder.parent / f".{folder.name}.{what}"
