"""``quotes train quotation-parser`` as a user types it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from quotes.cli.train import train
from quotes.evaluate.quotation import evaluate
from quotes.train import quotation_parser as recipe
from tests.train import corpora


def test_options_reach_the_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders, seed, epochs, networks, fold and encoder are handed on, and the scores are told."""
    calls = []
    monkeypatch.setattr(recipe, "train", lambda *args, **options: calls.append((args, options)) or evaluate([]))
    command = ["quotation-parser", "--data", str(tmp_path), "--output", str(tmp_path / "model"), "--seed", "7"]
    command += ["--work", str(tmp_path / "work"), "--epochs", "3"]
    result = CliRunner().invoke(train, command)
    assert result.exit_code == 0, result.output
    assert "messages 0.0" in result.output
    CliRunner().invoke(train, [*command, "--networks", "1", "--fold", "4", "--encoder", "deepset/gbert-base"])
    for (folders, options), (networks, fold, encoder) in zip(
        calls, [(recipe.NETWORKS, 0, None), (1, 4, "deepset/gbert-base")], strict=True
    ):
        assert folders == (tmp_path, tmp_path / "work", tmp_path / "model")
        assert options.pop("plan").epochs == 3
        assert options == {"seed": 7, "networks": networks, "fold": fold, "encoder": encoder, "reviews": ()}


def test_unfit_encoder(tmp_path: Path) -> None:
    """An encoder that is not there ends the command before any work, with exit code 2 and what was expected."""
    data = corpora.write(tmp_path / "data", 1)
    command = ["quotation-parser", "--data", str(data), "--output", str(tmp_path / "m"), "--work", str(tmp_path / "w")]
    result = CliRunner().invoke(train, [*command, "--encoder", "no-such/encoder"])
    assert result.exit_code == 2
    assert "no-such/encoder" in result.output
    assert "expected the name of a Hugging Face encoder" in result.output
    assert not list((tmp_path / "w").iterdir())


def test_missing_corpus(tmp_path: Path) -> None:
    """A data folder without the corpus ends the command with a message that names it."""
    result = CliRunner().invoke(train, ["quotation-parser", "--data", str(tmp_path), "--output", str(tmp_path / "m")])
    assert result.exit_code != 0
    assert "wikinews-quotations" in result.output
