"""The German recipes from end to end, a few steps each on a few sentences."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest
from click.testing import CliRunner

from quotes.cli.train import train
from quotes.document import Article, Document
from quotes.train import german, vectors
from tests.train import mini_treebank

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder and, from it, a whole pipeline in ``model``, trained by the commands."""
    pytest.importorskip("gensim")
    base = Path(tmp_path_factory.mktemp("train"))
    mini_treebank.write(base / "ud-german")
    (base / "raw-german").mkdir()
    line = "Der Minister sagte am Montag in Berlin, er sei zufrieden. Das wurde am 3. Mai bekannt. "
    with lzma.open(base / "raw-german" / vectors.RAW, "wt", encoding="utf-8") as out:
        out.write((line * 3 + "\n") * 10)
    for name in german.RECIPES:
        steps = [] if name == "mwt" else ["--steps", "6"]
        arguments = [name, "--data", str(base / "ud-german"), "--output", str(base / "model"), *steps]
        result = CliRunner().invoke(train, arguments, catch_exceptions=False)
        assert result.exit_code == 0, result.output
    return base


def test_the_card_tells_all(folder: Path) -> None:
    """Command, data with hashes, licence and a sha256 of every file stand in the card."""
    card = json.loads((folder / "model" / "card.json").read_text(encoding="utf-8"))
    assert set(card["processors"]) == {"vectors", *german.RECIPES}
    assert card["licence"] == "CC BY-SA 4.0"
    assert "quotes train tagger" in card["processors"]["tagger"]["command"]
    assert len(card["processors"]["parser"]["data_sha256"]) == 4
    assert "de/depparse/quotes.pt" in card["files"]
    assert german.is_complete(folder / "model")


def test_the_pipeline_loads_and_parses(folder: Path) -> None:
    """Half-precision weights, vectors and index make a pipeline that the parse stage can use."""
    from quotes.stages.parse import Parse

    parsed = Parse(folder=folder / "model")([Document(Article("a", "Der Minister kam im Mai."))])[0]
    assert parsed.sentences


def test_score_writes_to_the_card(folder: Path) -> None:
    """`quotes train score` prints scores and keeps them."""
    gold = folder / "ud-german" / "de_gsd-ud-test.conllu"
    result = CliRunner().invoke(train, ["score", "--gold", str(gold), "--output", str(folder / "model")])
    assert result.exit_code == 0, result.output
    card = json.loads((folder / "model" / "card.json").read_text(encoding="utf-8"))
    assert 0 <= card["scores"]["raw"]["las"] <= 100
    assert card["scores"]["gold_words"]["tokens"] == 100


def test_the_same_seed_gives_the_same_weights(folder: Path, tmp_path: Path) -> None:
    """Trained again from the same data, a model is the same to the byte."""
    for _ in range(2):
        german.train("lemmatizer", folder / "ud-german", tmp_path, steps=6)
    again = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))["files"]["de/lemma/quotes.pt"]
    first = json.loads((folder / "model" / "card.json").read_text(encoding="utf-8"))["files"]["de/lemma/quotes.pt"]
    assert again == first


def test_missing_data_is_a_clear_message(tmp_path: Path) -> None:
    """A folder without treebanks ends with exit code 2 and the name of a file that was expected."""
    arguments = ["mwt", "--data", str(tmp_path), "--output", str(tmp_path / "out")]
    result = CliRunner().invoke(train, arguments)
    assert result.exit_code == 2
    assert "de_gsd-ud-dev.conllu" in result.output


def test_without_raw_text_no_vectors(tmp_path: Path) -> None:
    """The tagger says that it needs raw text for its word vectors."""
    arguments = ["tagger", "--data", str(mini_treebank.write(tmp_path / "ud")), "--output", str(tmp_path / "out")]
    result = CliRunner().invoke(train, arguments)
    assert result.exit_code == 2
    assert vectors.RAW in result.output
