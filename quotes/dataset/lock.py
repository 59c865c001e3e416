"""One writer at a time: a lock beside a dataset's folder that goes with its owner, however that ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quotes.errors import DatasetError


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a dataset folder (which need not exist) while the block runs.

    The lock is a file beside the folder, held with flock: the system lets go of it when its owner ends, also by a kill,
    so that a file that was left behind locks nobody out. Where the system has no flock, nothing is locked.

    Raises DatasetError at once where another process holds it, or the file cannot be made.
    """
    path = folder.parent / f".{folder.name}.lock"
    try:
        import fcntl
    except ImportError:  # no POSIX system
        yield
        return
    while True:
        descriptor = _opened(path, folder)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            owner = os.pread(descriptor, 20, 0).decode("ascii", "replace") or "unknown"
            os.close(descriptor)
            raise DatasetError(
                f"{folder}: got a dataset that another run (process {owner}) is writing, expected one at a time; "
                "nothing was changed; run the same command again when that one is done"
            ) from error
        except OSError as error:  # a file system without locks
            os.close(descriptor)
            raise DatasetError(
                f"{folder}: got a file system that cannot lock ({error.strerror}); build on another"
            ) from error
        if _still_there(descriptor, path):
            break
        os.close(descriptor)  # the owner before removed the file after it was opened here
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        path.unlink(missing_ok=True)  # while it is held: who opened it meanwhile finds it gone, and opens anew
        os.close(descriptor)


def _opened(path: Path, folder: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise DatasetError(
            f"{folder}: got a folder {path.parent} that cannot be written ({error.strerror}), expected one that can: "
            "a dataset is replaced as a whole, from beside it; change its permissions, or name another with --output"
        ) from error


def _still_there(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
