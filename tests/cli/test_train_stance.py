"""``quotes train stance`` as a user types it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from quotes.cli.train import train
from quotes.train import stance as recipe
from quotes.train.stance_baselines import compare
from quotes.train.stance_training import Trust


def test_options_reach_the_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders are handed on, and the table of scores is printed."""
    calls = []
    scores = compare(["favor", "none"], ["favor", "favor"])
    report = recipe.Report({"both": scores}, {}, {}, 2.5, Trust(), 2, 40)
    monkeypatch.setattr(recipe, "train", lambda *given, reviews: calls.append((*given, reviews)) or report)
    command = ["stance", "--data", str(tmp_path), "--work", str(tmp_path / "w"), "--output", str(tmp_path / "m")]
    result = CliRunner().invoke(train, command)
    assert result.exit_code == 0, result.output
    assert calls == [(tmp_path, tmp_path / "w", tmp_path / "m", ())]
    assert "both" in result.output
    assert "50/100" in result.output
    assert "2.5% of 40" in result.output


def test_missing_corpus(tmp_path: Path) -> None:
    """A data folder without the news ends the command with a message that names it."""
    command = ["stance", "--data", str(tmp_path), "--work", str(tmp_path / "w"), "--output", str(tmp_path / "m")]
    result = CliRunner().invoke(train, command)
    assert result.exit_code != 0
    assert "holds no wikinews-quotations/train.jsonl" in result.output
