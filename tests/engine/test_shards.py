"""Parts of a run: whole or not there, and made again where anything about them has changed."""

from __future__ import annotations

import dataclasses
import errno
from pathlib import Path

import pytest

from quotes.document import Article, Document
from quotes.engine.shards import Parts, Shard, pack, shards_of
from quotes.errors import DocumentError, InputError

SHARD = Shard(0, "/a/b.jsonl", "b.jsonl", "/a", "10 1")
RESULTS = [("b.jsonl, row 1", Document(Article("x", "Text"))), ("row 2", DocumentError("y", "read", "empty"))]


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    made = Parts(tmp_path / "parts", "run")
    made.put(SHARD, pack(RESULTS))
    return made


def test_a_part_gives_back_what_was_put(parts: Parts) -> None:
    """Documents, failures and places, in their order; removed with its marker."""
    assert parts.has(SHARD)
    found = list(parts.read(SHARD))
    assert [(place, str(result)) for place, result in found] == [(place, str(result)) for place, result in RESULTS]
    assert sorted(p.name for p in parts.folder.iterdir()) == ["000000.done.json", "000000.jsonl.gz"]
    parts.remove()
    assert not parts.folder.exists()


def test_the_same_results_give_the_same_bytes() -> None:
    """Whoever packs them, whenever."""
    assert pack(RESULTS) == pack(iter(RESULTS))


CHANGES = {
    "marker gone": lambda folder: (folder / "000000.done.json").unlink(),
    "marker torn": lambda folder: (folder / "000000.done.json").write_text('{"number": 0, "pa'),
    "part gone": lambda folder: (folder / "000000.jsonl.gz").unlink(),
    "part torn": lambda folder: (folder / "000000.jsonl.gz").write_bytes((folder / "000000.jsonl.gz").read_bytes()[:9]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_not_whole_is_not_done(parts: Parts, change) -> None:  # type: ignore[no-untyped-def]
    """A kill at any moment leaves no half part that counts."""
    change(parts.folder)
    assert not parts.has(SHARD)


@pytest.mark.parametrize("field", ["number", "path", "id", "root", "state"])
def test_another_input_is_not_done(parts: Parts, field: str) -> None:
    """Also the same file that has changed meanwhile."""
    value = 0 if field == "number" else "other"
    other = dataclasses.replace(SHARD, **{field: value})
    assert parts.has(other) == (field == "number")
    assert not Parts(parts.folder, "another run").has(SHARD), "other settings, code or models"


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error passes, and no file that could be taken for a part."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    parts = Parts(tmp_path / "parts", "run")
    with pytest.raises(OSError, match="No space left"):
        parts.put(SHARD, b"x")
    assert not list(parts.folder.iterdir())


def test_shards_are_the_files_in_order(tmp_path: Path) -> None:
    """Each once, however often it is named; at an address of fsspec as on disk."""
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    for name in ("b.jsonl", "a.txt", "sub/c.csv.gz", "README.md", ".hidden.txt"):
        (folder / name).write_text("x", encoding="utf-8")
    local = shards_of([str(folder / "b.jsonl"), str(folder), str(folder / "*.txt")])
    assert [s.id for s in local] == ["b.jsonl", "a.txt", "sub/c.csv.gz"]
    assert [s.number for s in local] == [0, 1, 2]
    there = shards_of([f"file://{folder}"])
    assert [(s.id, s.path) for s in there] == [
        (name, f"file://{folder / name}") for name in ("a.txt", "b.jsonl", "sub/c.csv.gz")
    ]
    assert [s.id for s in shards_of([f"file://{folder}/*.jsonl"])] == ["b.jsonl"]
    assert [s.id for s in shards_of([f"file://{folder}/b.jsonl"])] == ["b.jsonl"]
    before = there[1].state
    (folder / "b.jsonl").write_text("longer", encoding="utf-8")
    assert shards_of([f"file://{folder}"])[1].state != before


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("-", "got an input without files"),
        ("file:///no/such/folder", "cannot be read"),
        ("nosuchstore://bucket/a.jsonl", "cannot be opened"),
        ("http://127.0.0.1:9/a.jsonl", "check address, network and credentials|install"),
        ("/no/such/file.txt", "no such file or folder"),
    ],
)
def test_inputs_that_cannot_be_shared_out(given: str, message: str) -> None:
    """An error before any work, that says what to do."""
    with pytest.raises(InputError, match=message):
        shards_of([given])
