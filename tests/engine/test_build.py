"""A build works on what is new, leaves the rest alone, says whose labels are older, and can be made once more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quotes.dataset import Build, read_manifest, read_rows
from quotes.engine.build import build_dataset
from quotes.engine.rebuild import rebuild
from quotes.errors import DatasetError, InputError
from quotes.pipeline import Settings
from tests.engine.labeller import Labeller

A = "Der Einsatz beginnt bald. „Das ist ein Fehler“, sagte die Ministerin Eva Muster (SPD) in Berlin."
B = "Es regnet in Bremen seit Tagen, und das Wasser steigt weiter an allen Pegeln der Weser."
C = "„Wir sind dagegen“, sagte Eva Muster am Montag. „Und wir bleiben dabei“, so die Ministerin weiter."
RULES, LEARNED = Settings(detector="rules"), Settings(detector="learned")


@pytest.fixture(autouse=True)
def labeller(monkeypatch: pytest.MonkeyPatch) -> Labeller:
    """No models; datasets without a network."""
    monkeypatch.setattr("datasets.config.HF_HUB_OFFLINE", True)
    made = Labeller()
    monkeypatch.setattr("quotes.engine.extract.run", made)
    return made


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "Artikel für alle"
    folder.mkdir()
    for name, text in {"a": A, "b": B}.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def make(folder: Path, inputs: Path | None, settings: Settings = LEARNED, **options: bool) -> Build:
    return build_dataset(folder, [str(inputs)] if inputs else [], settings, **options)


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_only_what_is_new_or_changed_is_worked_on(tmp_path: Path, articles: Path, labeller: Labeller) -> None:
    """Unchanged articles cost nothing; an article whose text or source changed is labelled anew."""
    folder = tmp_path / "mine"
    assert make(folder, articles).version == "1.0.0"
    assert labeller.taken() == ["a.txt", "b.txt"]
    again = make(folder, articles)
    assert (again.status, labeller.taken()) == ("unchanged", [])
    (articles / "c.txt").write_text(C, encoding="utf-8")
    (articles / "b.txt").write_text(B + " Ende.", encoding="utf-8")
    more = make(folder, articles)
    assert labeller.taken() == ["b.txt", "c.txt"]
    assert (more.version, more.changes.added, more.changes.edited) == ("1.1.0", ("c.txt",), ("b.txt",))
    assert [p.name for p in tmp_path.iterdir() if p != articles] == ["mine"]
    changelog = (folder / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "Why: new articles came in" in changelog
    assert "Why: text or source of 1 document changed" in changelog


def test_older_labels_stay_until_they_are_to_be_made_anew(tmp_path: Path, articles: Path, labeller: Labeller) -> None:
    """A build says how many documents have them and what differs; --relabel labels those, and says what changed."""
    folder = tmp_path / "mine"
    make(folder, articles, RULES)
    labeller.taken()
    (articles / "c.txt").write_text(C, encoding="utf-8")
    mixed = make(folder, articles, LEARNED)
    assert labeller.taken() == ["c.txt"]
    assert mixed.older == 2
    assert "configuration: detector rules -> learned" in mixed.differing
    assert any(words.startswith("models: quotation-parser none -> ") for words in mixed.differing)
    manifest = read_manifest(folder)
    assert manifest is not None
    assert [(entry["documents"], entry["ids"]) for entry in manifest.labelled] == [(2, None), (1, ["c.txt"])]
    assert "labelled by 2 recipes" in (folder / "README.md").read_text(encoding="utf-8")
    before = files(folder)
    planned = make(folder, None, LEARNED, relabel=True, plan_only=True)
    assert labeller.taken() == ["a.txt", "b.txt"]
    assert (planned.planned, planned.version, planned.changes.relabelled) == (True, "1.2.0", ("a.txt",))
    assert files(folder) == before
    done = make(folder, None, LEARNED, relabel=True)
    assert labeller.taken() == [], "the work was kept"
    assert (done.version, done.older, done.changes.relabelled, done.changes.confirmed) == ("1.2.0", 0, ("a.txt",), 1)
    assert done.changes.columns == {"confidence": 1, "stance_score": 1}
    assert {row["confidence"] for row in read_rows(folder, "quotations")} == {0.9}
    changelog = (folder / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "1 document were labelled anew" not in changelog
    assert "1 document was labelled anew, with other results" in changelog
    assert "1 document was labelled anew by another recipe, with the same result" in changelog
    assert make(folder, articles, LEARNED, relabel=True).status == "unchanged"
    assert not list(tmp_path.glob(".mine*"))


def test_failed_and_unfinished_documents_are_tried_again(tmp_path: Path, articles: Path, labeller: Labeller) -> None:
    """A failure is listed until the article is there; then its line goes, though nothing else changed."""
    folder = tmp_path / "mine"
    make(folder, articles)
    labeller.taken()
    (articles / "a.txt").write_text("", encoding="utf-8")
    failed = make(folder, articles)
    assert (failed.status, [f.document_id for f in failed.failures]) == ("unchanged", ["a.txt"])
    assert (folder / "errors.jsonl").is_file()
    (articles / "a.txt").write_text(A, encoding="utf-8")
    make(folder, articles)
    assert labeller.taken() == ["a.txt"]
    assert not (folder / "errors.jsonl").exists()


def history(folder: Path, articles: Path, tmp_path: Path) -> None:
    """Three versions: a first one by rules, with a table of aliases; an article more; everything labelled anew."""
    table = tmp_path / "who.tsv"
    table.write_text("name\tid\twikidata\nEva Muster\teva\tQ1\n", encoding="utf-8")
    (articles / "bad.txt").write_text("", encoding="utf-8")
    build_dataset(folder, [str(articles)], RULES, aliases=table, name="Müll & Co")
    (articles / "c.txt").write_text(C, encoding="utf-8")
    make(folder, articles, LEARNED)
    make(folder, None, LEARNED, relabel=True)


def test_a_version_is_built_again_byte_for_byte(tmp_path: Path, articles: Path, labeller: Labeller) -> None:
    """Each from its manifest, into an empty folder or onto its parent, from the documents beside it or the articles."""
    folder = tmp_path / "mine"
    history(folder, articles, tmp_path)
    labeller.taken()
    first = folder / "versions" / "1.0.0"
    chain = tmp_path / "chain"
    for place, settings in ((first, RULES), (folder / "versions" / "1.1.0", LEARNED), (folder, LEARNED)):
        done = rebuild(place / "manifest.json", chain, [], settings)
        wanted = {n: b for n, b in files(place).items() if not n.startswith("versions/")}
        assert {n: b for n, b in files(chain).items() if not n.startswith("versions/")} == wanted, done.version
    assert files(chain) == files(folder)
    assert labeller.taken() == ["a.txt", "b.txt", "c.txt", "a.txt", "b.txt"]
    alone = tmp_path / "alone"
    rebuild(folder / "manifest.json", alone, [], LEARNED)
    assert files(alone).items() <= files(folder).items(), "the parent was taken from versions/"
    given = tmp_path / "given"
    rebuild(first / "manifest.json", given, [str(articles / "a.txt"), str(articles / "b.txt")], RULES)
    assert {n for n in files(first) if files(given).get(n) != files(first)[n]} <= {"errors.jsonl"}


def test_nothing_is_written_where_a_version_comes_out_otherwise(tmp_path: Path, articles: Path) -> None:
    """Other settings, other articles, another parent, no manifest: each is said, with what differs."""
    folder = tmp_path / "mine"
    make(folder, articles)
    (articles / "c.txt").write_text(C, encoding="utf-8")
    make(folder, articles)
    out, first = tmp_path / "out", folder / "versions" / "1.0.0" / "manifest.json"
    with pytest.raises(DatasetError, match=r"configuration.detector: the manifest's is 'learned', here it is 'rules'"):
        rebuild(first, out, [], RULES)
    with pytest.raises(DatasetError, match=r"inputs.* differ .*data/documents/part-00000.jsonl"):
        rebuild(first, out, [str(articles)], LEARNED)
    with pytest.raises(DatasetError, match=r"got version 1.1.0, expected an empty place"):
        rebuild(first, folder, [], LEARNED)
    with pytest.raises(InputError, match="expected a manifest"):
        rebuild(articles / "a.txt", out, [], LEARNED)
    lone = tmp_path / "lone.json"
    lone.write_bytes((folder / "manifest.json").read_bytes())
    with pytest.raises(DatasetError, match=r"expected its parent 1.0.0"):
        rebuild(lone, out, [], LEARNED)
    manifest = json.loads(first.read_text(encoding="utf-8"))
    manifest["recipe"]["code"]["sha256"] = "0" * 64
    lone.write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(DatasetError, match=r"code.sha256.*install quotes-dataset-builder"):
        rebuild(lone, out, [], LEARNED)
    assert not out.exists()
    documents = first.parent / "data" / "documents" / "part-00000.jsonl"
    documents.write_text(documents.read_text(encoding="utf-8") + "{}\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="or give the articles"):
        rebuild(first, out, [], LEARNED)


def test_a_dataset_of_an_older_schema_says_how_to_migrate(tmp_path: Path, articles: Path, labeller: Labeller) -> None:
    """Its rows never mix with new ones; --relabel makes them anew as a new major; a newer schema wants an upgrade."""
    folder = tmp_path / "mine"
    make(folder, articles)
    labeller.taken()
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["schema"]["quotations"] = "quotation.v0"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    before = files(folder)
    (articles / "c.txt").write_text(C, encoding="utf-8")
    with pytest.raises(DatasetError, match=r"quotations of quotation.v0, expected quotation.v1.*--relabel.*2\.0\.0"):
        make(folder, articles)
    assert (files(folder), labeller.taken()) == (before, [])
    done = make(folder, articles, relabel=True)
    assert (done.version, labeller.taken()) == ("2.0.0", ["a.txt", "b.txt", "c.txt"])
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["schema"]["quotations"] = "quotation.v9"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(DatasetError, match="upgrade quotes-dataset-builder"):
        make(folder, articles, relabel=True)
