"""A dataset folder is made whole or not at all, loads with typed features, and keeps its earlier versions."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from quotes.dataset import Alias, Aliases, Build, Recipe, build, make_recipe, read_manifest, read_rows
from quotes.dataset import replace as replacing
from quotes.dataset.build import Result
from quotes.document import Article, Document, Role, Speaker
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
        "reasons.jsonl.gz",
        "data/quotations/part-00000.jsonl",
        "data/documents/part-00000.jsonl",
        "data/speakers/part-00000.jsonl",
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


def test_all_configs_load_typed(tmp_path: Path, load: Callable[..., Any]) -> None:
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
    speakers = load(folder, "speakers")
    speaker = speakers[0]
    assert speaker["id"] == row["speaker_id"]
    assert (speaker["name"], speaker["aliases"], speaker["roles"]) == ("Eva Muster", [], ["Sprecherin"])
    assert (speaker["quotations"], speaker["against"], speaker["none"]) == (1, 1, 0)
    assert speaker["first"] == speaker["last"] == datetime(2018, 6, 1, tzinfo=timezone.utc)
    assert speakers.features["category"].int2str(speaker["category"]) == "legislature_party"
    assert (speakers.features["first"].dtype, speakers.features["favor"].dtype) == ("timestamp[us, tz=UTC]", "int64")


def test_dataset_without_quotations_loads(tmp_path: Path, load: Callable[..., Any]) -> None:
    """Where nothing was found, the documents are the default config."""
    folder = make(tmp_path / "news", silent()).folder
    assert load(folder)[0]["id"] == load(folder, "documents")[0]["id"] == "b.txt"
    assert "No quotation was found" in (folder / "README.md").read_text()


def test_dataset_without_named_speakers_loads(tmp_path: Path, load: Callable[..., Any]) -> None:
    """Where nobody is named there is no config of speakers."""
    folder = make(tmp_path / "news", document(name=None)).folder
    assert load(folder).num_rows == 2
    assert "config_name: speakers" not in (folder / "README.md").read_text()
    assert [row["speaker_id"] for row in read_rows(folder, "quotations")] == [None, None]


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


def test_a_rebuilt_dataset_is_never_loaded_from_the_cache(tmp_path: Path, load: Callable[..., Any]) -> None:
    """Other rows under the same folder and file names, of the same sizes and times, load as what they are."""
    folder = tmp_path / "news"
    for name in ("Eva Muster", "Eva Master", "Eva Muster"):
        make(folder, document(name=name))
        for path in folder.rglob("*"):
            os.utime(path, (1_700_000_000, 1_700_000_000))
        assert load(folder)["speaker_name"] == [name, None]
        assert load(folder, "speakers")["name"] == [name]
        shutil.rmtree(folder)


def test_changed_labels_are_counted(tmp_path: Path) -> None:
    """A changed field of a quotation that stays is counted by column; another recipe is named."""
    folder = make(tmp_path / "news", document()).folder
    done = build([document(name="Eva Maria Muster")], folder, dataclasses.replace(RECIPE, models={}))
    assert done.version == "1.1.0"
    assert done.changes.columns == {"speaker_id": 1, "speaker_name": 1}
    changelog = (folder / "CHANGELOG.md").read_text()
    assert "speaker_name 1" in changelog
    assert "Speakers: 1 added, 1 removed, 0 changed, 1 in all" in changelog
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


def test_new_config_is_no_new_schema(tmp_path: Path, load: Callable[..., Any]) -> None:
    """A dataset from before there were speakers gets them in a minor version, though no document is new."""
    folder = make(tmp_path / "news", document()).folder
    (folder / "data" / "speakers" / "part-00000.jsonl").unlink()
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["files"]["data/speakers/part-00000.jsonl"]
    for table in ("schema", "content", "counts"):
        del manifest[table]["speakers"]
    del manifest["recipe"]["aliases"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    done = make(folder, document())
    assert (done.version, done.changes.speakers, done.changes.changed) == ("1.1.0", (1, 0, 0), ())
    assert load(folder, "speakers").num_rows == 1


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
    """Where the system cannot exchange folders and the second rename fails, the first is undone."""
    folder = make(tmp_path / "news", document()).folder
    before = state(tmp_path)
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.name.endswith(".ready") and target.name == "news":
            raise OSError("no")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    monkeypatch.setattr(replacing, "exchanged", lambda *_: False)
    with pytest.raises(DatasetError, match="no"):
        make(folder, silent())
    assert state(tmp_path) == before


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


def speaking(id_: str, name: str, *role: Any) -> Document:
    """An article with one quotation of somebody with this name and role."""
    outer, _ = document(id_).quotations
    speaker = dataclasses.replace(outer.speaker or Speaker(), name=name, role=Role(*role))
    return dataclasses.replace(document(id_), quotations=(dataclasses.replace(outer, speaker=speaker),))


FOOTBALLER = ("Thomas Müller", "Stürmer", None, "individual")
MINISTER = ("Thomas Müller", "Minister", "SPD", "minister")


def ids(folder: Path) -> dict[str, str]:
    return {row["doc_id"]: row["speaker_id"] for row in read_rows(folder, "quotations")}


def test_one_id_for_a_person_and_another_for_a_namesake(tmp_path: Path, load: Callable[..., Any]) -> None:
    """Over all articles of the dataset; the speakers are counted by it."""
    documents = [speaking("a", *MINISTER), speaking("b", *FOOTBALLER), speaking("c", *MINISTER)]
    folder = make(tmp_path / "news", *documents).folder
    found = ids(folder)
    assert found["a"] == found["c"] != found["b"]
    speakers = {row["id"]: row for row in load(folder, "speakers")}
    assert {id_: row["documents"] for id_, row in speakers.items()} == {found["a"]: 2, found["b"]: 1}
    assert load(folder, "speakers")["id"] == sorted(speakers)


def test_ids_stay_when_articles_are_added(tmp_path: Path) -> None:
    """Though the namesake, who comes first and more often, would have had the name's id otherwise."""
    folder = make(tmp_path / "news", speaking("m", *MINISTER), speaking("n", "Thomas Müller")).folder
    before = ids(folder)
    done = make(folder, speaking("a", *FOOTBALLER), speaking("b", *FOOTBALLER), speaking("z", "Anna Reuter"))
    assert done.changes.changed == ()
    after = ids(folder)
    assert {id_: after[id_] for id_ in before} == before
    assert after["a"] == after["b"] != after["m"]
    assert make(folder, speaking("b", *FOOTBALLER)).status == "unchanged"


def test_a_new_article_that_joins_two_changes_the_others(tmp_path: Path) -> None:
    """An id that changes in an article that stays is a change of its rows: a minor version that counts it."""
    steinmeier = ("Außenminister", "Deutschland", "minister")
    folder = make(tmp_path / "news", speaking("a", "Steinmeier", *steinmeier), silent()).folder
    done = make(folder, speaking("c", "Frank-Walter Steinmeier", *steinmeier))
    assert (done.version, done.changes.added, done.changes.changed) == ("1.1.0", ("c",), ("a",))
    assert done.changes.columns == {"speaker_id": 1}
    assert done.changes.speakers == (1, 1, 0)
    assert len(set(ids(folder).values())) == 1
    [speaker] = read_rows(folder, "speakers")
    assert (speaker["name"], speaker["aliases"], speaker["quotations"]) == (
        "Frank-Walter Steinmeier",
        ["Steinmeier"],
        2,
    )
    assert "Fields changed in quotations that stayed: speaker_id 1" in (folder / "CHANGELOG.md").read_text()


def test_aliases_are_kept_until_others_are_given(tmp_path: Path, load: Callable[..., Any]) -> None:
    """The table is part of a version; another table is another version; an empty one takes it away."""
    folder = tmp_path / "news"
    documents = [speaking("a", "Siegmar Gabriel"), speaking("b", "Sigmar Gabriel")]
    table = Aliases((Alias("Siegmar Gabriel", "gabriel"), Alias("Sigmar Gabriel", "gabriel", "Q160902")))
    first = build(documents, folder, RECIPE, aliases=table)
    assert first.unmatched == ()
    assert set(ids(folder).values()) == {"gabriel"}
    assert load(folder, "speakers")[0]["wikidata"] == "Q160902"
    assert (folder / "aliases.tsv").read_text() == table.dump()
    manifest = read_manifest(folder)
    assert manifest is not None
    assert manifest.recipe["aliases"] == table.as_recipe()
    assert build(documents, folder, RECIPE, aliases=table).status == "unchanged"
    assert make(folder, *documents).status == "unchanged"
    assert make(folder, speaking("c", "Sigmar Gabriel")).version == "1.1.0"
    assert ids(folder)["c"] == "gabriel"
    assert (folder / "versions" / "1.0.0" / "aliases.tsv").read_text() == table.dump()
    gone = build([], folder, RECIPE, aliases=Aliases())
    assert (gone.version, gone.changes.columns) == ("1.2.0", {"speaker_id": 3})
    assert not (folder / "aliases.tsv").exists()
    assert len(set(ids(folder).values())) == load(folder, "speakers").num_rows == 2
    later = build([], folder, RECIPE, aliases=Aliases((Alias("Angela Merkel", "merkel"),)))
    assert (later.version, [line.name for line in later.unmatched]) == ("1.3.0", ["Angela Merkel"])
    assert load(folder / "versions" / "1.1.0", "speakers").num_rows == 1


def test_only_an_item_of_wikidata_is_new(tmp_path: Path) -> None:
    """It changes a speaker's row and no quotation, and makes a version."""
    folder = tmp_path / "news"
    build([document()], folder, RECIPE, aliases=Aliases((Alias("Eva Muster", "muster"),)))
    done = build([], folder, RECIPE, aliases=Aliases((Alias("Eva Muster", "muster", "Q1"),)))
    assert (done.version, done.changes.speakers, done.changes.changed) == ("1.1.0", (0, 0, 1), ())


@pytest.mark.parametrize("given", [None, Aliases((Alias("Eva Muster", "eva"),))])
def test_table_changed_by_hand_is_not_lost(tmp_path: Path, given: Aliases | None) -> None:
    """Who edits the dataset's own table is told to give it as a file; the table taken out, that works."""
    folder = tmp_path / "news"
    table = Aliases((Alias("Eva Muster", "muster"),))
    build([document()], folder, RECIPE, aliases=table)
    path = folder / "aliases.tsv"
    path.write_text(path.read_text() + "Eva\teva\n")
    with pytest.raises(DatasetError, match="--aliases"):
        build([document()], folder, RECIPE, aliases=given)
    path.unlink()
    if given is None:
        with pytest.raises(DatasetError, match="is missing"):
            build([document()], folder, RECIPE)
    else:
        assert build([document()], folder, RECIPE, aliases=given).version == "1.1.0"


def test_table_put_into_a_dataset_is_not_lost(tmp_path: Path) -> None:
    """It was never given, so it is not taken for the dataset's own."""
    folder = make(tmp_path / "news", document()).folder
    (folder / "aliases.tsv").write_text("name\tid\n")
    with pytest.raises(DatasetError, match="--aliases"):
        make(folder, silent())
