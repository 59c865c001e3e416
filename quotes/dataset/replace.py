"""Replacing a dataset folder as a whole: a new state is made beside it and then takes its name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VERSIONS = "versions"
#: What a version consists of; the rest of a folder (reviews, versions, files of the user) belongs to all versions.
OF_A_VERSION = ("README.md", "CHANGELOG.md", "manifest.json", "errors.jsonl", "aliases.tsv", "data")


@contextmanager
def new_state(folder: Path, keep_as: str | None) -> Iterator[Path]:
    """A temporary folder to write a dataset's next state into; it replaces ``folder`` when the block ends well.

    It starts with all of ``folder`` that belongs to no version. The version that ``folder`` holds is kept complete
    under ``versions/KEEP_AS``. Where the block raises, nothing has changed.
    """
    folder = folder.absolute()
    recover(folder)
    fresh, old = _beside(folder, "new"), _beside(folder, "old")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        if folder.exists():
            _carry(folder, fresh, keep_as)
        yield fresh
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        recover(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def recover(folder: Path) -> None:
    """Put the old state back where a run was killed between the two renames."""
    folder = folder.absolute()
    old = _beside(folder, "old")
    if old.exists() and not folder.exists():
        old.rename(folder)


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
        shutil.copy2(source, target, follow_symlinks=False)


def _beside(folder: Path, what: str) -> Path:
    return folder.parent / f".{folder.name}.{what}"
