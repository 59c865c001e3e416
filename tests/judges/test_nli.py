"""The entailment judge with a tiny model: any label order, batches, failures, and what cannot be loaded."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from quotes.document import STANCE_LABELS
from quotes.errors import InputError
from quotes.judges.nli import NliJudge, folder_sha256, verdict
from quotes.judges.question import Failure, Question, Verdict
from quotes.judges.settings import NliSettings
from quotes.target import load
from tests.judges import tiny_nli

pytest.importorskip("transformers")
QUESTIONS = [
    Question("", "Anna Beispiel", "x", sentence)
    for sentence in ("Der Einsatz ist ein Fehler.", "Der Einsatz ist notwendig.", "Der " * 500, "", "Die Person.")
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_nli.make(tmp_path_factory.mktemp("models") / "tiny")


def judge(folder: Path, **changed: Any) -> NliJudge:
    return NliJudge(NliSettings(str(folder), **changed), load("intervention"))


def test_every_question_has_a_verdict(folder: Path) -> None:
    """Long and empty ones too; the score is a probability, the raw result names both sides."""
    outcomes = list(judge(folder).ask(QUESTIONS))
    assert len(outcomes) == len(QUESTIONS)
    for outcome in outcomes:
        assert isinstance(outcome, Verdict)
        assert outcome.label in STANCE_LABELS
        assert 0 <= outcome.score <= 1
        assert outcome.raw.startswith(f"{outcome.label}, for ")


def test_batches_change_nothing(folder: Path) -> None:
    """One at a time or all together, and again: the same verdicts."""
    alone = list(judge(folder, batch_size=1).ask(QUESTIONS))
    assert list(judge(folder, batch_size=16).ask(QUESTIONS)) == alone


@pytest.mark.parametrize(
    ("favor", "against", "label", "score"),
    [(0.9, 0.1, "favor", 0.81), (0.2, 0.9, "against", 0.72), (0.9, 0.8, "mixed", 0.72), (0.1, 0.2, "none", 0.72)],
)
def test_two_hypotheses_make_four_labels(favor: float, against: float, label: str, score: float) -> None:
    """Both follow: mixed; none follows: none."""
    found = verdict(favor, against)
    assert (found.label, found.score) == (label, pytest.approx(score))


def test_the_label_of_entailment_is_found_by_name(tmp_path: Path, folder: Path) -> None:
    """Models order their labels as they like; one without such a label is no model of entailment."""
    first = judge(tiny_nli.make(tmp_path / "first", labels={0: "entailment", 1: "neutral", 2: "contradiction"}))
    assert (first._entailment, judge(folder)._entailment) == (0, 2)
    with pytest.raises(InputError, match="got the labels gut, schlecht; expected a model of textual entailment"):
        judge(tiny_nli.make(tmp_path / "mood", labels={0: "gut", 1: "schlecht"}))


def test_weights_that_could_run_code_are_not_read(tmp_path: Path) -> None:
    """A pickled model is refused; the message shows the model's name and no folder above it."""
    with pytest.raises(InputError, match="safetensors") as error:
        judge(tiny_nli.make(tmp_path / "pickled", safetensors=False))
    assert "stance model hf:pickled" in str(error.value)


@pytest.mark.parametrize("model", ["no-such-org/no-such-model", "no-such-org/no-such-model@abc"])
def test_a_model_that_is_not_there(model: str) -> None:
    """The message names it and what is expected."""
    with pytest.raises(InputError, match=f"hf:{model}.*expected a model of textual entailment"):
        NliJudge(NliSettings(model), load("intervention"))


def test_without_transformers_the_extra_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message is the command to type."""
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(InputError, match=r"pip install 'quotes-dataset-builder\[encoder\]'"):
        judge(folder)


def test_a_model_that_fails_on_a_text_fails_that_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The batch is taken apart; the others are judged."""
    judging = judge(folder)
    real = judging._probabilities

    def failing(premises: list[str], hypothesis: str) -> list[float]:
        if any("notwendig" in premise for premise in premises):
            raise RuntimeError("out of memory")
        return real(premises, hypothesis)

    monkeypatch.setattr(judging, "_probabilities", failing)
    outcomes = list(judging.ask(QUESTIONS))
    assert outcomes[1] == Failure("the model failed (RuntimeError)")
    assert sum(isinstance(o, Verdict) for o in outcomes) == 4


def test_the_version_is_that_of_the_files(tmp_path: Path, folder: Path) -> None:
    """A local model that changed under its name is another judge; its folder is not recorded, its hash is."""
    before = judge(folder)
    again = tiny_nli.make(tmp_path / "tiny")
    config = json.loads((again / "config.json").read_text(encoding="utf-8"))
    (again / "config.json").write_text(json.dumps({**config, "layer_norm_eps": 1e-3}), encoding="utf-8")
    after = judge(again)
    assert before.model == after.model == "tiny"
    assert before.digest(QUESTIONS[0]) != after.digest(QUESTIONS[0])
    record = NliSettings(str(again)).record()
    assert record == {"stance_judge": "nli", "stance_model": "tiny", "stance_model_sha256": folder_sha256(again)}


def test_names_with_and_without_a_revision() -> None:
    """``@`` names a commit, tag or branch of the Hub."""
    pinned = NliSettings("org/name@abc")
    assert (pinned.name, pinned.revision) == ("org/name", "abc")
    assert NliSettings("org/name").revision is None
    assert pinned.record() == {"stance_judge": "nli", "stance_model": "org/name@abc"}
    for wrong in ("", "@abc", "org/name@"):
        with pytest.raises(InputError, match="expected hf:ORG/NAME"):
            NliSettings(wrong)
