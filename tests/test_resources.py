"""Resources: what is shipped can be read, and what is broken says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from quotes import resources
from quotes.errors import InputError, ResourceError

LEXICONS = sorted(p.stem for p in resources.LEXICON.glob("*.tsv"))


@pytest.mark.parametrize("name", LEXICONS)
def test_every_lexicon_reads_and_explains_itself(name: str) -> None:
    """A table has rows, and a header that says what is in it."""
    assert resources.lexicon(name)
    assert (resources.LEXICON / f"{name}.tsv").read_text(encoding="utf-8").startswith("#")


def test_lexicon_cells_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row with too many cells is an error that names file and line; missing cells are empty."""
    monkeypatch.setattr(resources, "LEXICON", tmp_path)
    (tmp_path / "good.tsv").write_text("# words\nword\tclass\n\na\tb\nc\n", encoding="utf-8")
    (tmp_path / "bad.tsv").write_text("word\na\tb\n", encoding="utf-8")
    assert resources.lexicon("good") == ({"word": "a", "class": "b"}, {"word": "c", "class": ""})
    with pytest.raises(ResourceError, match=r"bad\.tsv:2: 2 cells, expected 1: word"):
        resources.lexicon("bad")
    with pytest.raises(ResourceError, match="absent"):
        resources.lexicon("absent")


def test_missing_schema_and_model() -> None:
    """The message names what is missing and how to get it back."""
    with pytest.raises(ResourceError, match="no-schema"):
        resources.schema("no-schema")
    with pytest.raises(ResourceError, match=r"no-prompt.*reinstall"):
        resources.prompt("no-prompt")
    with pytest.raises(ResourceError, match=r"no-model.*quotes train"):
        resources.model_folder("no-model")


def test_own_model_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with weights is taken, also one that is written with the home folder's sign."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/weights.safetensors").write_bytes(b"")
    assert resources.own_model_folder("~/mine", "stance") == tmp_path / "mine"
    with pytest.raises(InputError, match=r"model ~/other: it is no folder; expected what `quotes train stance"):
        resources.own_model_folder("~/other", "stance")


def test_schema_folder_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation without its schemas says so."""
    monkeypatch.setattr(resources, "PACKAGE", tmp_path / "quotes")
    with pytest.raises(ResourceError, match="reinstall"):
        resources.schema_folder()
