"""A full disk, a folder that cannot be written, rows that another program broke: said, and nothing lost."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from quotes.dataset import build
from quotes.dataset.recipe import file_sha256
from quotes.errors import DatasetError
from tests.dataset.examples import RECIPE, document, silent

NOBODY = 65534


def state(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def message_of(work: Callable[[], object], prepare: Callable[[], object]) -> str:
    """What a DatasetError says in a process of its own, after ``prepare``; "" where there is none."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            prepare()
            work()
        except DatasetError as error:
            os.write(write, str(error).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        return pipe.read().decode()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits a forked process")
def test_full_disk(tmp_path: Path) -> None:
    """A file that cannot grow: the message says what to do, the dataset is as it was, nothing lies beside it."""
    folder = tmp_path / "news"
    build([document()], folder, RECIPE)
    before = state(tmp_path)

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))

    said = message_of(lambda: build([silent(), document("c.txt")], folder, RECIPE), limit)
    assert "could not be written (File too large)" in said
    assert "the dataset is as it was; make room" in said
    assert state(tmp_path) == before
    assert build([silent(), document("c.txt")], folder, RECIPE).version == "1.1.0"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="changes the user of a forked process")
def test_folder_that_cannot_be_written() -> None:
    """The parent is what must be writable; the message says so."""
    place = Path(tempfile.mkdtemp(dir="/tmp"))  # outside pytest's folders, which only their owner enters
    try:
        folder = place / "news"
        build([document()], folder, RECIPE)
        before = state(place)
        place.chmod(0o555)

        def become_nobody() -> None:
            if os.getuid() == 0:
                os.setuid(NOBODY)

        said = message_of(lambda: build([silent()], folder, RECIPE), become_nobody)
        assert f"got a folder {place.resolve()} that cannot be written (Permission denied)" in said
        assert state(place) == before
    finally:
        place.chmod(0o755)
        shutil.rmtree(place)


def test_rows_that_another_program_wrote_into_a_dataset(tmp_path: Path) -> None:
    """Even with hashes to fit, the next version is not written over them; the message names file, line and field."""
    folder = tmp_path / "news"
    build([document()], folder, RECIPE)
    data, manifest = folder / "data/quotations/part-00000.jsonl", folder / "manifest.json"
    lines = data.read_text(encoding="utf-8").splitlines()
    lines[1] = json.dumps({**json.loads(lines[1]), "mood": "bad"}, ensure_ascii=False)
    old = file_sha256(data)
    data.write_text("\n".join(lines) + "\n", encoding="utf-8")
    manifest.write_text(manifest.read_text().replace(old, file_sha256(data)))
    before = state(tmp_path)
    with pytest.raises(DatasetError, match=r"part-00000.jsonl:2: row: .*'mood' was unexpected.*--relabel"):
        build([silent()], folder, RECIPE)
    assert state(tmp_path) == before


def test_truncated_rows_stop_the_next_build(tmp_path: Path) -> None:
    """A file that was cut off is not what the manifest says, and is not built upon."""
    folder = tmp_path / "Träume & Schäume"
    build([document()], folder, RECIPE)
    path = folder / "data/quotations/part-00000.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    before = state(tmp_path)
    with pytest.raises(DatasetError, match="was changed after it was built"):
        build([silent()], folder, RECIPE)
    assert state(tmp_path) == before


def test_a_link_to_a_dataset_stays_a_link(tmp_path: Path) -> None:
    """The dataset that it leads to gets the next version, under its own name."""
    folder = tmp_path / "there" / "news"
    build([document()], folder, RECIPE)
    (tmp_path / "here").symlink_to(folder)
    assert build([silent()], tmp_path / "here", RECIPE).version == "1.1.0"
    assert (tmp_path / "here").is_symlink()
    assert (folder / "versions" / "1.0.0").is_dir()


def test_what_others_write_meanwhile_is_kept(tmp_path: Path) -> None:
    """An annotator's file that comes or grows while a build runs is in the new state."""
    folder = tmp_path / "news"
    build([document()], folder, RECIPE)
    reviews = folder / "reviews"
    reviews.mkdir()
    (reviews / "anna.jsonl").write_text("1\n")
    from quotes.dataset import replace

    with replace.new_state(folder, keep_as="1.0.0") as fresh:
        for name in ("README.md", "manifest.json"):
            shutil.copy(folder / name, fresh / name)
        with (reviews / "anna.jsonl").open("a") as file:
            file.write("2\n")
        (reviews / "neu").mkdir()
        (reviews / "neu" / "ben.jsonl").write_text("3\n")
        other = reviews / ".anna.tmp"
        other.write_text("1\n2\n4\n")
        other.replace(reviews / "anna.jsonl")
    assert (folder / "reviews" / "anna.jsonl").read_text() == "1\n2\n4\n"
    assert (folder / "reviews" / "neu" / "ben.jsonl").read_text() == "3\n"
    assert [p.name for p in tmp_path.iterdir()] == ["news"]
