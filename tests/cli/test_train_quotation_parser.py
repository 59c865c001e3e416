"""``quotes train quotation-parser`` as a user types it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from quotes.cli.train import train
from quotes.evaluate.quotation import evaluate
from quotes.train import quotation_parser as recipe


def test_options_reach_the_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders, seed and epochs are handed on, and the scores are told."""
    calls = []
    monkeypatch.setattr(recipe, "train", lambda *args: calls.append(args) or evaluate([]))
    command = ["quotation-parser", "--data", str(tmp_path), "--output", str(tmp_path / "model"), "--seed", "7"]
    result = CliRunner().invoke(train, [*command, "--work", str(tmp_path / "work"), "--epochs", "3"])
    assert result.exit_code == 0, result.output
    ((data, work, output, plans),) = calls
    assert (data, work, output) == (tmp_path, tmp_path / "work", tmp_path / "model")
    assert [(plan.seed, plan.epochs) for plan in plans] == [(7 + k, 3) for k in range(len(recipe.PHASES))]
    assert "messages 0.0" in result.output


def test_missing_corpus(tmp_path: Path) -> None:
    """A data folder without the corpus ends the command with a message that names it."""
    result = CliRunner().invoke(train, ["quotation-parser", "--data", str(tmp_path), "--output", str(tmp_path / "m")])
    assert result.exit_code != 0
    assert "wikinews-quotations" in result.output
