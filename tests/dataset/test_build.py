"""A dataset folder is made whole or not at all, loads with typed features, and keeps its earlier versions."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from quotes.dataset import Build, Recipe, build, make_recipe, read_manifest, read_rows
from quotes.dataset import replace as replacing
from quotes.dataset.build import Result
from quotes.document import Article, Document
from quotes.errors import DatasetError, DocumentError
from tests.dataset.examples import document, silent

RECIPE = Recipe({"package": "quotes-dataset-builder", "version": "0.1.0", "sha256": "0" * 64}, models={"m": "1" * 64})
FAILURE = DocumentError("bad.txt", "read", "got an empty text")


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """load_dataset(...)["train"], offline and with a cache of the test's own."""
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr("datasets.config.HF_HUB_OFFLINE", True)

    def loaded(folder: Path, *config: str) -> Any:
        return datasets.load_dataset(str(folder), *config, cache_dir=str(tmp_path / "cache"))["train"]

    return loaded


def make(folder: Path, *results: Result) -> Build:
    return build(results, folder, RECIPE)


def state(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_first_version(tmp_path: Path) -> None:
    """Folder, manifest and result agree; errors.jsonl is there because one document failed."""
    done = make(tmp_path / "out" / "news", document(), silent(), FAILURE)
    folder = done.folder
    assert (done.version, done.parent, done.status, done.failures) == ("1.0.0", None, "created", (FAILURE,))
    assert set(state(folder)) == {
        "README.md",
        "CHANGELOG.md",
        "manifest.json",
        "errors.jsonl",
        "data/quotations/part-00000.jsonl",
        "data/documents/part-00000.jsonl",
    }
    manifest = read_manifest(folder)
    assert manifest is not None
    assert (manifest.name, manifest.counts["documents"], manifest.counts["quotations"]) == ("news", 2, 2)
    assert json.loads((folder / "errors.jsonl").read_text()) == {
        "doc_id": "bad.txt",
        "stage": "read",
        "reason": "got an empty text",
    }
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["news"]


def test_both_configs_load_typed(tmp_path: Path, load: Callable[..., Any]) -> None:
    """Labels are class labels, spans lists of integers, dates times in UTC; ids come back as they were."""
    folder = make(tmp_path / "news", document("2024-05-01", published="2018-06", title="2024-05-01")).folder
    quotations, documents = load(folder), load(folder, "documents")
    row = quotations[0]
    assert quotations.features["type"].int2str(row["type"]) == "direct"
    assert quotations.features["stance"].names == ["favor", "against", "mixed", "none"]
    assert row["spans"] == [{"start": 0, "end": 8}]
    assert row["doc_id"] == documents[0]["id"] == "doc:2024-05-01"
    assert documents[0]["published"] == datetime(2018, 6, 1, tzinfo=timezone.utc)
    assert documents[0]["title"].strip() == "2024-05-01"
    assert documents.features["published"].dtype == "timestamp[us, tz=UTC]"


def test_dataset_without_quotations_loads(tmp_path: Path, load: Callable[..., Any]) -> None:
    """Where nothing was found, the documents are the default config."""
    folder = make(tmp_path / "news", silent()).folder
    assert load(folder)[0]["id"] == load(folder, "documents")[0]["id"] == "b.txt"
    assert "No quotation was found" in (folder / "README.md").read_text()


def test_same_input_same_bytes(tmp_path: Path) -> None:
    """Whatever the order of the input."""
    one = make(tmp_path / "1" / "news", document(), silent()).folder
    two = make(tmp_path / "2" / "news", silent(), document()).folder
    assert state(one) == state(two)


def test_rebuild_without_change_writes_nothing(tmp_path: Path) -> None:
    """Not a byte, and no new version."""
    folder = make(tmp_path / "news", document()).folder
    before = {p: p.stat().st_mtime_ns for p in folder.rglob("*")}
    again = make(folder, document())
    assert (again.status, again.version, bool(again.changes)) == ("unchanged", "1.0.0", False)
    assert {p: p.stat().st_mtime_ns for p in folder.rglob("*")} == before


def test_new_documents_make_a_minor_version(tmp_path: Path, load: Callable[..., Any]) -> None:
    """Documents add to those that are there; the version before stays complete and loads by itself."""
    folder = make(tmp_path / "news", document()).folder
    first = state(folder)
    (folder / "reviews").mkdir()
    (folder / "reviews" / "log.jsonl").write_text("{}\n")
    assert load(folder).num_rows == 2
    done = make(folder, document("c.txt"))
    assert (done.version, done.parent, done.status, done.changes.added) == ("1.1.0", "1.0.0", "extended", ("c.txt",))
    assert {k.removeprefix("versions/1.0.0/"): v for k, v in state(folder).items() if "1.0.0/" in k} == first
    assert load(folder).num_rows == 4
    assert load(folder / "versions" / "1.0.0").num_rows == 2
    assert (folder / "reviews" / "log.jsonl").is_file()
    make(folder, silent())
    assert sorted(p.name for p in (folder / "versions").iterdir()) == ["1.0.0", "1.1.0"]
    changelog = (folder / "CHANGELOG.md").read_text()
    assert changelog.index("## 1.2.0") < changelog.index("## 1.1.0") < changelog.index("## 1.0.0")
    assert "1 added (`c.txt`)" in changelog


def test_changed_labels_are_counted(tmp_path: Path) -> None:
    """A changed field of a quotation that stays is counted by column; another recipe is named."""
    folder = make(tmp_path / "news", document()).folder
    done = build([document(name="Eva Maria Muster")], folder, dataclasses.replace(RECIPE, models={}))
    assert done.version == "1.1.0"
    assert done.changes.columns == {"speaker_name": 1}
    changelog = (folder / "CHANGELOG.md").read_text()
    assert "speaker_name 1" in changelog
    assert "Since 1.0.0: other models" in changelog
    done = make(folder, silent("a.txt"))
    assert (done.changes.quotations_added, done.changes.quotations_removed) == (0, 2)


def test_correction_is_a_patch_and_another_schema_a_major(tmp_path: Path) -> None:
    """Version numbers say what kind of change it was."""
    folder = make(tmp_path / "news", document()).folder
    assert build([document(name=None)], folder, RECIPE, correction=True).version == "1.0.1"
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["schema"]["quotations"] = "quotation.v0"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert make(folder, document()).version == "2.0.0"
    manifest["version"] = "new"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(DatasetError):
        make(folder, silent())


def test_failed_document_keeps_its_earlier_rows(tmp_path: Path) -> None:
    """A document that fails now stays as it was; errors of untouched inputs stay, of mended ones go."""
    folder = make(tmp_path / "news", document(), FAILURE).folder
    done = make(folder, DocumentError("a.txt", "parse", "boom"))
    assert done.status == "unchanged"
    assert [row["id"] for row in read_rows(folder, "documents")] == ["a.txt"]
    errors = [json.loads(line)["doc_id"] for line in (folder / "errors.jsonl").read_text().splitlines()]
    assert errors == ["a.txt", "bad.txt"]
    make(folder, document(), silent("bad.txt"))
    assert not (folder / "errors.jsonl").exists()
    make(folder, DocumentError("a.txt", "parse", "boom"))
    make(folder, document())
    assert not (folder / "errors.jsonl").exists()


def test_bad_document_fails_alone(tmp_path: Path) -> None:
    """Rows that break the schema, and a second document with an id, go to the errors; the rest is written."""
    broken = document("c.txt")
    broken = Document(Article("c.txt", "kurz"), quotations=broken.quotations)
    done = make(tmp_path / "news", document(), broken, document(name=None))
    assert [f.document_id for f in done.failures] == ["c.txt", "a.txt"]
    assert "code points" in done.failures[0].reason
    assert "second time" in done.failures[1].reason
    assert done.summary.quotations == 2
    assert done.summary.named == 1


def test_nothing_is_written_without_a_document(tmp_path: Path) -> None:
    """A dataset of nothing but failures is none."""
    with pytest.raises(DatasetError, match="got an empty text"):
        make(tmp_path / "news", FAILURE)
    assert list(tmp_path.iterdir()) == []


def test_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    """A folder with other files, a foreign manifest, a file: nothing is touched, and no result is asked for."""

    def never() -> Any:
        yield pytest.fail("asked for a result")

    thesis = tmp_path / "thesis"
    thesis.mkdir()
    (thesis / "chapter.txt").write_text("x")
    before = state(tmp_path)
    for folder in (thesis, thesis / "chapter.txt"):
        with pytest.raises(DatasetError, match="--output"):
            build(never(), folder, RECIPE)
    assert state(tmp_path) == before
    for content in ("{}", "[", '{"generator": "other"}', "[1]"):
        (thesis / "manifest.json").write_text(content)
        with pytest.raises(DatasetError, match="something else"):
            build(never(), thesis, RECIPE)


def test_empty_folder_is_used(tmp_path: Path) -> None:
    """An empty folder is as good as none."""
    (tmp_path / "news").mkdir()
    assert make(tmp_path / "news", silent()).status == "created"


@pytest.mark.parametrize("change", ["edit", "remove", "add"])
def test_files_changed_by_hand_are_not_overwritten(tmp_path: Path, change: str) -> None:
    """The manifest's hashes tell; the message names the file."""
    folder = make(tmp_path / "news", document()).folder
    path = folder / "data" / "quotations" / "part-00000.jsonl"
    if change == "edit":
        path.write_text(path.read_text() + "\n")
    elif change == "remove":
        path.unlink()
    else:
        path.with_name("part-00001.jsonl").write_text("{}\n")
    with pytest.raises(DatasetError, match="part-0000"):
        make(folder, silent())


def test_failure_in_writing_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old state stays, and nothing is left beside it."""
    folder = make(tmp_path / "news", document()).folder
    before = state(tmp_path)

    def fail(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("quotes.dataset.card.render", fail)
    with pytest.raises(KeyboardInterrupt):
        make(folder, silent())
    assert state(tmp_path) == before
    assert [p.name for p in tmp_path.iterdir()] == ["news"]


def test_kill_between_renames_is_mended(tmp_path: Path) -> None:
    """Where only the old state is left, it takes its name again."""
    folder = make(tmp_path / "news", document()).folder
    folder.rename(tmp_path / ".news.old")
    replacing.recover(folder)
    assert make(folder, document()).status == "unchanged"


def test_failed_rename_is_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the second rename fails, the first is undone."""
    folder = make(tmp_path / "news", document()).folder
    before = state(folder)
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.name.endswith(".new"):
            raise OSError("no")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="no"):
        make(folder, silent())
    assert state(folder) == before


def test_copies_where_links_do_not_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system without hard links costs a copy."""

    def fail(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr("quotes.dataset.replace.os.link", fail)
    folder = make(tmp_path / "news", document()).folder
    make(folder, silent())
    assert (folder / "versions" / "1.0.0" / "README.md").is_file()


def test_many_rows_are_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, load: Callable[..., Any]) -> None:
    """A file holds a bounded number of rows."""
    monkeypatch.setattr("quotes.dataset.shards.ROWS_PER_FILE", 2)
    folder = make(tmp_path / "news", document("a"), document("b"), document("c")).folder
    assert len(list((folder / "data" / "quotations").iterdir())) == 3
    assert load(folder).num_rows == 6
    assert [row["id"] for row in read_rows(folder, "documents")] == ["a", "b", "c"]


def test_line_separators_in_texts_stay_within_their_line(tmp_path: Path, load: Callable[..., Any]) -> None:
    """Characters that some readers take for the end of a line are escaped."""
    text = "Eins\u2028zwei\x85drei 😀"
    folder = make(tmp_path / "news", Document(Article("a", text))).folder
    assert len((folder / "data" / "documents" / "part-00000.jsonl").read_text().splitlines()) == 1
    assert load(folder)[0]["text"] == text


def test_broken_line_is_named(tmp_path: Path) -> None:
    """A data file that is no JSON Lines names itself."""
    (tmp_path / "data" / "documents").mkdir(parents=True)
    (tmp_path / "data" / "documents" / "a.jsonl").write_text("{")
    with pytest.raises(DatasetError, match=r"a\.jsonl"):
        list(read_rows(tmp_path, "documents"))


def test_recipe_of_this_package() -> None:
    """Version, a hash of the code, of every lexicon, and of the target."""
    recipe = make_recipe({"parser": "bundled"})
    assert recipe.code["version"]
    assert recipe.target["name"] == "intervention"
    assert "function_words" in recipe.lexicons
    assert recipe == make_recipe({"parser": "bundled"})
