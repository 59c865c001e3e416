"""Training with an own encoder: it learns with the rest, at its own rate, resumes, and ends in a model that loads."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from quotes.errors import InputError
from quotes.neural.network import ENCODER, QuotationNetwork, Shape
from quotes.neural.parser import QuotationModel
from quotes.neural.weights import load
from quotes.train import quotation_parser as recipe
from quotes.train.quotation_parser import encoded_network
from quotes.train.quotation_parser_data import literature, treebanks, wikinews
from quotes.train.quotation_parser_training import Plan, Trainer, parted, pieces
from tests.neural import encoders
from tests.neural.test_parser import document
from tests.train import corpora
from tests.train.test_quotation_parser import articles


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corpora.write(tmp_path_factory.mktemp("corpora") / "data")


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return encoders.write(tmp_path_factory.mktemp("encoder") / "tiny-bert")


def trainer(data: Path, encoder: Path, plan: Plan) -> Trainer:
    vocabulary, network = encoded_network(str(encoder), 1, shape=Shape(2, 8, 8, 8))
    return Trainer(
        network, vocabulary, plan, texts=[[s] for s in wikinews(data / "wikinews-quotations/train.jsonl")],
        literature=list(literature(data / "redewiedergabe/train.tsv.gz")),
        banks=list(treebanks([data / "ud-german/de_x-ud-dev.conllu.gz"])),
    )  # fmt: skip


def test_loss_falls_and_the_encoder_learns(data: Path, encoder: Path, tmp_path: Path) -> None:
    """A few steps lower the loss, and every layer of the encoder has moved."""
    run = trainer(data, encoder, Plan(epochs=8, batch=4, rate=1e-2, encoder_rate=1e-3))
    before = {name: value.clone() for name, value in run.network.state_dict().items() if name.startswith(ENCODER)}
    batch = pieces(run.texts[0][0], run.vocabulary, 500)

    def loss() -> float:
        run.network.eval()
        with torch.no_grad():
            return float(run.loss(batch)[0])

    first = loss()
    run.train(tmp_path)
    assert loss() < 0.7 * first
    after = run.network.state_dict()
    still = {name for name, value in before.items() if torch.equal(value, after[name])}
    assert not {name for name in still if "token_type" not in name}


def test_rates(data: Path, encoder: Path, tmp_path: Path) -> None:
    """The encoder learns at its own rate; at none, it stays as it was, and the rest learns."""
    run = trainer(data, encoder, Plan(epochs=1, rate=1e-2, encoder_rate=0.0))
    before = {name: value.clone() for name, value in run.network.state_dict().items()}
    run.train(tmp_path)
    moved = {name for name, value in run.network.state_dict().items() if not torch.equal(value, before[name])}
    assert not {name for name in moved if name.startswith(ENCODER)}
    assert {"word.projection.weight", "forward1.weight_ih_l0"} <= moved
    own, slow = (group["lr"] for group in run.optimizer.param_groups)
    assert own > slow == 0


def test_seed_fixes_the_network(encoder: Path) -> None:
    """The same seed gives the same first weights, another one others; the encoder's come from its folder."""
    first, again, other = (encoded_network(str(encoder), seed)[1].state_dict() for seed in (1, 1, 2))
    assert all(torch.equal(value, again[name]) for name, value in first.items())
    assert not torch.equal(first["word.projection.weight"], other["word.projection.weight"])
    assert all(torch.equal(value, other[name]) for name, value in first.items() if name.startswith(ENCODER))


def test_plain_networks_have_one_rate() -> None:
    """The weights of a network with word vectors are one group, in their order."""
    network = QuotationNetwork(Shape(5, 8, 8, 8))
    (group,) = parted(network)
    assert [id(p) for p in group] == [id(p) for p in network.parameters()]


def test_resume(data: Path, encoder: Path, tmp_path: Path) -> None:
    """A run that was stopped after an epoch ends with the weights of one that was not, the encoder's among them."""
    plan = Plan(epochs=2, encoder_rate=1e-3)
    whole = trainer(data, encoder, plan).train(tmp_path / "whole")
    stopped = trainer(data, encoder, plan)
    stopped.plan = replace(plan, epochs=1)
    stopped.train(tmp_path / "parts")
    resumed = trainer(data, encoder, plan).train(tmp_path / "parts")
    assert any(name.startswith(ENCODER) for name in whole)
    assert all(torch.allclose(whole[name], resumed[name], atol=1e-6) for name in whole)


def test_recipe(data: Path, encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From data to card without word vectors: the model loads, finds what it was taught, and a second run trains
    nothing."""
    monkeypatch.setattr(recipe, "_vectors", None)
    monkeypatch.setattr(recipe, "ARTICLES", (articles(tmp_path),))
    monkeypatch.setattr(recipe, "MADE", 8)
    monkeypatch.setattr(recipe, "SHORT", 0)
    plans = {
        "plan": Plan(epochs=12, rate=1e-2, encoder_rate=1e-3, literature=0.3, treebank=0.3, examples=8),
        "encoder": str(encoder),
    }
    report = recipe.train(data, tmp_path / "work", tmp_path / "model", **plans)
    assert report.scores["messages"].f1 > 50
    text = (tmp_path / "model/card.json").read_text(encoding="utf-8")
    card = json.loads(text)
    assert card["command"] == "quotes train quotation-parser --encoder tiny-bert"
    assert card["encoder"]["name"] == "tiny-bert"
    assert str(encoder.parent) not in text
    assert {"weights.safetensors", "vocabulary.txt", "encoder/model.safetensors"} <= set(card["files"])
    assert not {"raw-german", "news-10kgnad"} & {source["folder"] for source in card["data"]}
    text = corpora.TEXT.format("Der Minister")
    assert "direct" in {found.type for found in QuotationModel(load(tmp_path / "model"))(document(text))}
    monkeypatch.setattr(recipe, "Trainer", None)
    monkeypatch.setattr(recipe, "Reader", None)
    assert recipe.train(data, tmp_path / "work", tmp_path / "model", **plans) == report


def test_own_files_are_not_written_over(data: Path, tmp_path: Path) -> None:
    """An encoder in the place where the model's own would be written is refused before any work."""
    encoder = encoders.write(tmp_path / "model/encoder")
    with pytest.raises(InputError, match="take another output"):
        recipe.train(data, tmp_path / "work", tmp_path / "model", encoder=str(encoder))
    assert not (tmp_path / "work").exists()


def test_runs_are_kept_apart(tmp_path: Path) -> None:
    """A run with another encoder goes on from other files; the same folder is the same, however it is written."""
    (tmp_path / "a/bert").mkdir(parents=True)
    (tmp_path / "b/bert").mkdir(parents=True)
    names = [None, "org/bert", str(tmp_path / "a/bert"), str(tmp_path / "b/bert"), str(tmp_path / "b/../a/bert")]
    places = [recipe._run(1, 0, name) for name in names]
    assert places[0] == "seed-1-fold-0"
    assert len(set(places)) == 4
    assert places[2] == places[4]
    assert all("/" not in place for place in places)
