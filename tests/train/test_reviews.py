"""What people decided on, as training texts: only whole documents for the parser, any decided row for stance."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from quotes.cli import main
from quotes.dataset import shards
from quotes.decisions.book import Book, Change
from quotes.decisions.log import Log, log_path
from quotes.decisions.model import Answer, Item, document_item_id, values_of
from quotes.engine.apply import apply_reviews
from quotes.errors import DatasetError
from quotes.train import quotation_parser as parser_recipe
from quotes.train import stance as stance_recipe
from quotes.train.quotation_parser_training import Plan
from quotes.train.reviews import read_reviews
from tests.dataset.examples import TEXT
from tests.review import made
from tests.train import corpora
from tests.train.test_quotation_parser import articles, fake_vectors
from tests.train.test_stance import ARTICLE, SAID


def reviewed(folder: Path, *, decided: int = 2, whole: bool = True) -> Path:
    """A dataset whose first ``decided`` quotations of a.txt are corrected to mixed, a.txt and b.txt checked."""
    dataset = made.dataset(folder)
    documents = {d["id"]: d for d in shards.read_rows(dataset, "documents")}
    rows = [r for r in shards.read_rows(dataset, "quotations") if r["doc_id"] == "a.txt"]
    log = Log(log_path(dataset))
    book = Book(log)
    sha = documents["a.txt"]["sha256"]
    changes = [
        Change(
            Item(r["id"], "a.txt", sha, "machine", r),
            0,
            "decide",
            Answer("corrected", values_of(r) | {"stance": "mixed"}),
        )
        for r in rows[:decided]
    ]
    for id_ in ("a.txt", "b.txt") if whole else ():
        item = Item(document_item_id(id_), id_, documents[id_]["sha256"], "document", {})
        changes.append(Change(item, 0, "document", Answer("accepted")))
    book.record("Anna", changes, request="r")
    log.close()
    apply_reviews(dataset)
    return dataset


def test_whole_documents_for_the_parser(tmp_path: Path) -> None:
    """Those checked as a whole with all decided, silent ones too; none that scores come from, none twice."""
    dataset = reviewed(tmp_path)
    found = read_reviews([dataset, dataset], whole=True)
    assert sorted((d.text, len(d.quotations)) for d in found.documents) == [("Es regnet in Berlin.", 0), (TEXT, 2)]
    assert [a["quotations"] for a in found.about] == [2, 0]
    assert [d.text for d in read_reviews([dataset], whole=True, but={TEXT}).documents] == ["Es regnet in Berlin."]


def test_any_decided_row_for_stance(tmp_path: Path) -> None:
    """A decided row counts although its document is open; those that nobody decided on do not."""
    dataset = reviewed(tmp_path, decided=1, whole=False)
    (document,) = read_reviews([dataset], whole=False, target="intervention").documents
    assert [q.stance.label for q in document.quotations if q.stance] == ["mixed"]
    assert read_reviews([dataset], whole=False, target="another").documents == ()
    with pytest.raises(DatasetError, match="checked as a whole"):
        read_reviews([dataset], whole=True)


def test_a_half_decided_document_is_no_whole_one(tmp_path: Path) -> None:
    """Checked, but with an open quotation: left out."""
    found = read_reviews([reviewed(tmp_path, decided=1)], whole=True)
    assert [d.text for d in found.documents] == ["Es regnet in Berlin."]


def test_the_parser_trains_on_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are among the texts that are trained on or held out, and the card names the dataset."""
    monkeypatch.setattr(parser_recipe, "train_vectors", fake_vectors)
    monkeypatch.setattr(parser_recipe, "ARTICLES", (articles(tmp_path),))
    monkeypatch.setattr(parser_recipe, "MADE", 4)
    monkeypatch.setattr(parser_recipe, "SHORT", 0)
    data, dataset = corpora.write(tmp_path / "data"), reviewed(tmp_path / "d")
    plan = Plan(epochs=1, rate=1e-2, literature=0.3, treebank=0.3, examples=4)
    parser_recipe.train(data, tmp_path / "work", tmp_path / "model", plan=plan, networks=1, reviews=[dataset])
    card = json.loads((tmp_path / "model" / "card.json").read_text(encoding="utf-8"))
    assert [(r["version"], r["documents"], r["quotations"]) for r in card["reviews"]] == [("1.0.1", 2, 2)]
    texts = parser_recipe.read_texts(data, tmp_path / "work", 0, parser_recipe.reviewed_texts(data, [dataset]))
    people = [s for forms in texts.training for s in forms if s.id.startswith("reviewed/")]
    people += [s for s in texts.held if s.id.startswith("reviewed/")]
    assert {len(s.gold) for s in people} == {0, 2}
    without = parser_recipe.read_texts(data, tmp_path / "work2")
    assert not [s for forms in without.training for s in forms if s.id.startswith("reviewed/")]


def test_stance_trains_on_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model is trained on them as well; table and card score them by themselves."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for n in range(4):
        for label, text in SAID.items():
            content = ARTICLE.format(name=f"{label}-{n}", text=text, label=label)
            (folder / f"{label}-{n}.txt").write_text(content, encoding="utf-8")
    monkeypatch.setattr(stance_recipe, "ARTICLES", (folder,))
    data, dataset = corpora.write(tmp_path / "data"), reviewed(tmp_path / "d")
    report = stance_recipe.train(data, tmp_path / "work", tmp_path / "model", reviews=[dataset])
    assert report.reviewed is not None
    assert (report.own, report.reviews[0]["quotations"]) == (16, 2)
    assert "reviewed by people" in stance_recipe.table(report)
    card = json.loads((tmp_path / "model" / "card.json").read_text(encoding="utf-8"))
    assert card["reviews"][0]["version"] == "1.0.1"
    samples = (tmp_path / "work" / "reviewed.jsonl").read_text(encoding="utf-8")
    assert samples.count('"label": "mixed"') == 2


def test_a_dataset_without_decisions(tmp_path: Path) -> None:
    """Training does not start: exit code 2, and what to do."""
    data, dataset = corpora.write(tmp_path / "data"), made.dataset(tmp_path)
    command = ["train", "stance", "--data", str(data), "--output", str(tmp_path / "m"), "--reviews", str(dataset)]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 2
    assert "decide in quotes review, then apply" in done.output
