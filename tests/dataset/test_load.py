"""A dataset is loaded as its users load it, and counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from quotes.dataset import Recipe, build, summarise, to_rows
from quotes.dataset.load import load
from quotes.errors import DatasetError, DocumentError
from tests.dataset.examples import document, silent

RECIPE = Recipe({"package": "quotes-dataset-builder", "version": "0.1.0", "sha256": "0" * 64})


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of the test's own, and no network."""
    pytest.importorskip("datasets")
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path / "cache")
    monkeypatch.setattr("datasets.config.HF_HUB_OFFLINE", True)


def test_loaded_counts_are_those_of_the_rows(tmp_path: Path) -> None:
    """Labels come back as names; failed documents are counted."""
    failure = DocumentError("bad.txt", "read", "empty")
    build([document(), silent(), failure], tmp_path / "news", RECIPE)
    loaded = load(tmp_path / "news")
    assert loaded.summary == summarise(to_rows(document()), documents=2)
    assert (loaded.manifest.version, loaded.failed) == ("1.0.0", 1)
    assert loaded.manifest.counts["speakers"] == len(loaded.summary.speakers) == 1


def test_dataset_without_quotations(tmp_path: Path) -> None:
    """Its documents are counted all the same."""
    build([silent()], tmp_path / "news", RECIPE)
    loaded = load(tmp_path / "news")
    assert (loaded.summary.documents, loaded.summary.quotations, loaded.failed) == (1, 0, 0)


def test_no_dataset(tmp_path: Path) -> None:
    """A folder that is not there, and one whose files are gone."""
    with pytest.raises(DatasetError, match="quotes build"):
        load(tmp_path / "nowhere")
    build([document()], tmp_path / "news", RECIPE)
    (tmp_path / "news" / "data" / "quotations" / "part-00000.jsonl").unlink()
    with pytest.raises(DatasetError, match="could not load"):
        load(tmp_path / "news")
