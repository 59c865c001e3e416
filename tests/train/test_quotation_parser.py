"""The recipe of the quotation parser, end to end on a corpus of a few sentences."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from quotes.document import Document
from quotes.errors import InputError
from quotes.neural.confidence import EVIDENCE, Calibration
from quotes.neural.features import Vocabulary
from quotes.neural.network import LONGEST, Candidate, QuotationNetwork, Shape, distance_bucket
from quotes.neural.reading import PAIR_CHANNELS
from quotes.neural.weights import load
from quotes.train import quotation_parser as recipe
from quotes.train.quotation_parser_data import wikinews
from quotes.train.quotation_parser_reading import load as load_read
from quotes.train.quotation_parser_reading import prepare
from quotes.train.quotation_parser_training import Plan, Trainer, pieces, targets
from quotes.train.quotation_parser_tuning import Judged, calibrate, reliability
from quotes.train.quotation_parser_vectors import raw_text, write_corpus
from tests.train import corpora


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corpora.write(tmp_path_factory.mktemp("corpora") / "data")


def fake_vectors(corpus: Path, **_: int) -> tuple[list[str], np.ndarray]:
    words = sorted(set(corpus.read_text(encoding="utf-8").split()))
    return words, np.random.default_rng(0).normal(size=(len(words), 12)).astype(np.float32)


def articles(folder: Path) -> Path:
    (folder / "articles").mkdir()
    (folder / "articles/a.txt").write_text(
        "=== a-1\n{1F:{1S:Anna Kern} {1C:sagte}}, {1i:es sei spät}.\n---\n"
        "1 | Anna Kern | - | - | individual | no | none\n",
        encoding="utf-8",
    )
    return folder / "articles"


def test_recipe(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From data to card: the model is written, loads, finds what it was taught, and a second run trains nothing."""
    monkeypatch.setattr(recipe, "train_vectors", fake_vectors)
    monkeypatch.setattr(recipe, "ARTICLES", (articles(tmp_path),))
    monkeypatch.setattr(recipe, "MADE", 8)
    monkeypatch.setattr(recipe, "SHORT", 0)
    plans = {
        "plan": Plan(epochs=12, rate=1e-2, literature=0.3, treebank=0.3, examples=8),
        "networks": 2,
    }
    report = recipe.train(data, tmp_path / "work", tmp_path / "model", **plans)
    assert report.gold == 8
    assert report.scores["messages"].f1 > 50
    card = json.loads((tmp_path / "model/card.json").read_text(encoding="utf-8"))
    assert card["licence"] == "CC BY-NC-SA 4.0"
    assert set(card["files"]) == {"weights.safetensors", "vocabulary.txt", "reliability.svg"}
    load(tmp_path / "model")
    monkeypatch.setattr(recipe, "Trainer", None)
    monkeypatch.setattr(recipe, "Reader", None)
    again = recipe.train(data, tmp_path / "work", tmp_path / "model", **plans)
    assert again == report


def test_reading_keeps_what_was_read(data: Path, tmp_path: Path) -> None:
    """Texts that were read are not read again; new, changed and cut ones are; texts that went are gone."""
    samples = list(wikinews(data / "wikinews-quotations/train.jsonl"))
    read: list[str] = []

    def reader(documents: Sequence[Document]) -> list[Document]:
        read.extend(d.article.id for d in documents)
        return list(documents)

    path = tmp_path / "texts.jsonl"
    prepare(samples[:4], path, variants=1, reader=reader)
    assert len(read) == 8
    read.clear()
    path.write_bytes(path.read_bytes()[:-5])
    prepare([replace(samples[1], gold=()), *samples[2:5]], path, variants=1, reader=reader)
    assert sorted(read) == sorted([samples[1].id] * 2 + [samples[3].id] + [samples[4].id] * 2)
    assert {s.id for _, s in load_read(path)} == {s.id for s in samples[1:5]}


def test_missing_data(tmp_path: Path) -> None:
    """Without the corpus the recipe says which file it looked for."""
    with pytest.raises(InputError, match="wikinews-quotations"):
        recipe.train(tmp_path, tmp_path / "work", tmp_path / "model")


def small_trainer(data: Path, epochs: int) -> Trainer:
    news = list(wikinews(data / "wikinews-quotations/train.jsonl"))
    vocabulary = Vocabulary(["der", "minister", "sagte"])
    torch.manual_seed(1)
    network = QuotationNetwork(Shape(len(vocabulary), 8, 8, 8))
    return Trainer(network, vocabulary, Plan(epochs=epochs), texts=[[sample] for sample in news])


def test_resume(data: Path, tmp_path: Path) -> None:
    """A run that was stopped after an epoch ends with the weights of one that was not."""
    whole = small_trainer(data, 2).train(tmp_path / "whole")
    stopped = small_trainer(data, 2)
    stopped.plan = Plan(epochs=1)
    stopped.train(tmp_path / "parts")
    resumed = small_trainer(data, 2).train(tmp_path / "parts")
    assert all(torch.allclose(whole[name], resumed[name], atol=1e-6) for name in whole)


def test_targets(data: Path) -> None:
    """Labels begin and go on within each layer; every quotation is an anchor of the pair scorer."""
    sample = next(wikinews(data / "wikinews-quotations/train.jsonl"))
    labels, roles, anchors = targets(sample)
    direct = sample.gold[0].quote
    assert labels[direct[0], 0] == 1
    assert set(labels[list(direct[1:]), 0]) == {2}
    assert labels[sample.gold[1].quote[0], 1] == 3
    assert roles[0, 0] == 1
    assert {gold for _, _, gold in anchors} == set(sample.gold)


def test_pieces(data: Path) -> None:
    """Long samples are cut; what lies across a cut is no anchor."""
    sample = next(wikinews(data / "wikinews-quotations/train.jsonl"))
    cut = pieces(sample, Vocabulary(["der"]), 10)
    assert sum(len(p.features) for p in cut) == len(sample.tokens)
    assert all(end <= len(p.features) for p in cut for _, end, _ in p.anchors)


def nothing_known(_: Candidate, low: int, high: int) -> np.ndarray:
    return np.zeros((high - low, PAIR_CHANNELS), np.float32)


def test_pair_of_long_spans() -> None:
    """A span longer than the scorer's reach is scored on its first part."""
    network = QuotationNetwork(Shape(5, 8, 8, 8)).eval()
    n = LONGEST + 300
    scores = network.pair(
        torch.zeros(1, n, 16), [Candidate(0, 0, n, 0)], [torch.zeros(n, dtype=torch.long)], nothing_known
    )
    assert int(scores.valid.sum()) == LONGEST + 60
    assert [distance_bucket(d) for d in (-9999, 0, 9999)] == [1, 14, 27]


def test_calibration() -> None:
    """Calibrated probabilities follow the share of what is right, and the error curve sees the unsure ones."""
    rng = np.random.default_rng(0)
    evidence = rng.normal(size=(2000, len(EVIDENCE)))
    right = (rng.random(2000) < 1 / (1 + np.exp(-2 * evidence[:, 0]))).astype(float)
    judged = Judged(evidence, right)
    trust = reliability(calibrate(judged), judged)
    assert trust.error < 0.05
    assert (trust.lowest_fifth or 0) > 0.3
    assert reliability(Calibration(bias=5.0), judged).error > 0.3


def test_raw_text(data: Path, tmp_path: Path) -> None:
    """All raw text becomes normalised sentences, a line each."""
    count = write_corpus(raw_text(data), tmp_path / "corpus.txt")
    lines = (tmp_path / "corpus.txt").read_text(encoding="utf-8").splitlines()
    assert "wir gehen nach hause ." in lines
    assert count == sum(len(line.split()) for line in lines)
