"""Whatever a kill leaves behind, the dataset is the old version or the new one, whole, and the next build goes on.

The builds run in forked processes, so that each is killed without a chance to tidy up. They skip the models: documents
come labelled.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from quotes.dataset import build, read_manifest
from quotes.dataset import replace as replacing
from quotes.dataset.check import check
from quotes.document import Document
from quotes.errors import DatasetError
from tests.dataset.examples import RECIPE, document, silent

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")

KILLS = 60
#: Calls that change the disk, beside opening a file to write it; before each one is a moment to die at.
EVENTS = frozenset({"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"})
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def documents(number: int) -> list[Document]:
    return [document(f"{i:03d}.txt") if i % 3 else silent(f"{i:03d}.txt") for i in range(number)]


def forked(work: Callable[[], object]) -> int:
    """Start the work in a process of its own, which ends with 0, or 1 where it raises."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException:
        os._exit(1)
    os._exit(0)


def wait(child: int) -> int:
    """The signal that killed the process, 0 where it ended well."""
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def dying_at(moment: int, work: Callable[[], object]) -> Callable[[], None]:
    """The work, which is killed before the call number ``moment`` (from 0) that changes the disk."""
    left = moment

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if event in EVENTS or (event == "open" and arguments[2] & WRITING):
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def run() -> None:
        sys.addaudithook(audit)
        work()

    return run


def content(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


class Watched:
    """A dataset that is extended again and again by processes that get killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.size = 12
        build(documents(self.size), folder, RECIPE)
        (folder / "reviews").mkdir()
        (folder / "reviews" / "anna.jsonl").write_text("{}\n")
        self.states = [content(folder)]
        self.old = self.new = 0

    def extend(self) -> None:
        build(documents(self.size + 1), self.folder, RECIPE)

    def look(self) -> None:
        """The dataset is the version before or the one after, each as it would be without a kill."""
        before = self.states[-1]
        now = content(self.folder)
        assert now["reviews/anna.jsonl"] == b"{}\n"
        if now == before:
            self.old += 1
            return
        self.new += 1
        self.size += 1
        assert now["data/documents/part-00000.jsonl"].count(b"\n") == self.size
        kept = {
            name.split("/", 2)[2]: data for name, data in now.items() if name.startswith(f"versions/{self._last()}/")
        }
        shared = {name: data for name, data in before.items() if not name.startswith(("versions/", "reviews/"))}
        assert kept == shared, "the version before is complete"
        assert {n: d for n, d in before.items() if n.startswith("versions/")}.items() <= now.items()
        assert check(self.folder, load=False).problems == ()
        self.states.append(now)

    def _last(self) -> str:
        manifest = read_manifest(self.folder)
        assert manifest is not None
        return str(manifest.parent)


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path / "here" / "News für alle")


@pytest.mark.parametrize("exchange", [True, False], ids=["one step", "two renames"])
def test_killed_at_every_change(watched: Watched, monkeypatch: pytest.MonkeyPatch, exchange: bool) -> None:
    """Before each call by which a build changes the disk, from the same state each time.

    Where the system cannot exchange folders, the next build first puts back what was between two names.
    """
    if not exchange:
        monkeypatch.setattr(replacing, "exchanged", lambda *_: False)
    folder, size = watched.folder, watched.size
    kept = folder.parent.parent / "kept"
    shutil.copytree(folder, kept)
    for moment in range(500):
        killed = wait(forked(dying_at(moment, watched.extend)))
        if not exchange:
            replacing.recover(folder)
        watched.look()
        if not killed:
            break
        if moment % 5 == 0:  # what is left does not stand in the way of the next build
            build(documents(watched.size + 1), folder, RECIPE)
            watched.look()
            assert [p.name for p in folder.parent.iterdir()] == [folder.name], "nothing lies about"
        shutil.rmtree(folder.parent)
        shutil.copytree(kept, folder)
        watched.size, watched.states = size, watched.states[:1]
    assert moment > 35, "a build changes the disk so often, and more"
    assert watched.old > 25
    assert watched.new > 10


def test_killed_at_random_moments(watched: Watched) -> None:
    """So also in the middle of a write; the dataset is there at every moment, without anything being put back."""
    start = time.monotonic()
    assert wait(forked(watched.extend)) == 0
    took = time.monotonic() - start
    watched.look()
    chance = random.Random(7)
    killed = 0
    for _ in range(KILLS * 3):
        child = forked(watched.extend)
        time.sleep(chance.uniform(0, took))
        os.kill(child, signal.SIGKILL)
        killed += wait(child) == signal.SIGKILL
        watched.look()
        if killed >= KILLS:
            break
    assert killed >= KILLS
    assert watched.old
    build(documents(watched.size + 1), watched.folder, RECIPE)
    watched.look()
    assert [p.name for p in watched.folder.parent.iterdir()] == [watched.folder.name]


@pytest.fixture
def held_folder(tmp_path: Path) -> Iterator[Path]:
    """A dataset that another process is writing."""
    folder = tmp_path / "news"
    build([document()], folder, RECIPE)
    read, write = os.pipe()

    def slow() -> Iterator[Document]:
        os.write(write, b"x")
        time.sleep(600)
        yield silent()

    child = forked(lambda: build(slow(), folder, RECIPE))
    os.read(read, 1)
    yield folder
    if (folder.parent / ".news.lock").exists():
        os.kill(child, signal.SIGKILL)
    wait(child)


def test_second_writer_stops_and_the_lock_dies_with_its_owner(held_folder: Path) -> None:
    """The message names the other process; after a kill of that the same command works."""
    before = content(held_folder)
    with pytest.raises(DatasetError, match=r"another run \(process \d+\) is writing") as caught:
        build([silent()], held_folder, RECIPE)
    assert content(held_folder) == before
    owner = int(str(caught.value).partition("process ")[2].partition(")")[0])
    os.kill(owner, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while True:
        try:
            assert build([silent()], held_folder, RECIPE).version == "1.1.0"
            break
        except DatasetError:  # the system has not let go yet
            assert time.monotonic() < deadline
            time.sleep(0.05)
    assert [p.name for p in held_folder.parent.iterdir()] == ["news"]
