"""Inputs are expanded before any work; a slip is an error then and there."""

from __future__ import annotations

from pathlib import Path

import pytest

from quotes.corpora.inputs import HubInput, InputFile, StandardInput, expand
from quotes.errors import InputError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a/c.txt", "a/d.jsonl.gz", ".hidden.txt", ".git/x.txt", "sources.toml", "README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    return tmp_path


def ids(inputs: list[str]) -> list[str]:
    return [item.id for item in expand(inputs) if isinstance(item, InputFile)]


def test_folder_is_read_recursively_and_sorted(folder: Path) -> None:
    """Hidden files, sources.toml and files about the folder are no articles; ids are relative to the folder."""
    assert ids([str(folder)]) == ["a/c.txt", "a/d.jsonl.gz", "b.txt"]


def test_earlier_output_is_no_input(folder: Path) -> None:
    """A built dataset in the folder is skipped; named itself, it is an error that says what to name."""
    (folder / "out" / "data").mkdir(parents=True)
    (folder / "out" / "data" / "rows.jsonl").write_text("{}")
    (folder / "out" / "manifest.json").write_text('{"generator": "quotes-dataset-builder"}')
    assert ids([str(folder)]) == ["a/c.txt", "a/d.jsonl.gz", "b.txt"]
    with pytest.raises(InputError, match="documents"):
        expand([str(folder / "out")])


def test_glob(folder: Path) -> None:
    """A glob's ids are relative to its part without wildcards."""
    assert ids([f"{folder}/**/*.txt"]) == ["a/c.txt", "b.txt"]


def test_file_named_twice_is_read_once(folder: Path) -> None:
    """Overlapping inputs do not double an article."""
    assert ids([str(folder / "b.txt"), str(folder)]) == ["b.txt", "a/c.txt", "a/d.jsonl.gz"]


def test_name_with_brackets_is_a_file_before_it_is_a_glob(tmp_path: Path) -> None:
    """A path that is there is that path."""
    (tmp_path / "a[1].txt").write_text("x")
    assert ids([str(tmp_path / "a[1].txt")]) == ["a[1].txt"]


def test_standard_input_and_hub() -> None:
    """- and hf:ORG/NAME."""
    assert expand(["-", "hf:org/name"]) == [StandardInput(), HubInput("org/name")]


@pytest.mark.parametrize("given", ["nowhere.txt", "nowhere/*.txt", "hf:"])
def test_missing_input(given: str) -> None:
    """A path that is not there, a glob without a match, a Hub input without a name."""
    with pytest.raises(InputError):
        expand([given])


def test_no_input() -> None:
    """Nothing to read is an error too."""
    with pytest.raises(InputError, match="got no input"):
        expand([])


def test_empty_folder(tmp_path: Path) -> None:
    """A folder without articles says what it looked for."""
    with pytest.raises(InputError, match=r"\.txt"):
        expand([str(tmp_path)])


def test_unknown_ending(tmp_path: Path) -> None:
    """A file that was named itself and cannot be read stops the run before it starts."""
    (tmp_path / "a.docx").write_text("x")
    with pytest.raises(InputError, match="docx"):
        expand([str(tmp_path / "a.docx")])


@pytest.mark.parametrize("content", ["title = ", 'title = "bare key"'])
def test_broken_sources(tmp_path: Path, content: str) -> None:
    """A sources.toml that cannot be used is an error, not silently ignored."""
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "sources.toml").write_text(content)
    with pytest.raises(InputError, match=r"sources\.toml"):
        expand([str(tmp_path)])
