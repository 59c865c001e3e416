"""The recipe of the stance model: samples, cross-validation by article, trust, and the whole of it on a few texts."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from quotes.document import STANCE_LABELS, StanceLabel
from quotes.german.stance_marks import SPECIFIC, Mark
from quotes.linear.stance_model import load
from quotes.linear.stance_window import INSIDE, NUMBERS, Window
from quotes.train import stance as recipe
from quotes.train.stance_baselines import baselines, compare
from quotes.train.stance_samples import UNREAD, Sample, read, surely_none, write
from quotes.train.stance_training import Material, Plan, cross_validate, fold, trust, without_rules
from tests.train import corpora

SAID: dict[StanceLabel, str] = {
    "favor": "der Einsatz ist notwendig",
    "against": "der Einsatz ist Wahnsinn",
    "mixed": "nur mit Mandat",
    "none": "die Truppe zählt viele Leute",
}
ARTICLE = """=== {name}
Streit um Luftangriffe auf die Miliz, die Bundeswehr soll Truppen schicken. {{1d:„{text}“}}, {{1F:{{1C:sagte}} {{1S:Eva Holm}}}}.
---
1 | Eva Holm | - | - | individual | no | {label}

"""  # noqa: E501


def sample(article: str, label: StanceLabel, *, hinted: bool = True) -> Sample:
    words = tuple(SAID[label].split())
    n = len(words)
    window = Window(words, (), (INSIDE,) * n, (Mark(),) * n, (0.0,) * len(NUMBERS)) if hinted else UNREAD
    return Sample("own", article, window, label, hinted, "none", "sagte", SAID[label])


GIVEN = [sample(f"{label}-{n}", label) for label in STANCE_LABELS for n in range(12)]


def test_each_sample_is_judged_by_a_model_that_has_not_seen_its_article() -> None:
    """What is said alike in other articles is learned; what no other fold holds is not."""
    kept = [True] * len(GIVEN)
    found = cross_validate(Material.of(GIVEN, kept), Plan()).argmax(1)
    assert [STANCE_LABELS[i] for i in found] == [s.label for s in GIVEN]
    alone = [s for s in GIVEN if s.label != "favor"] + [s for s in GIVEN if s.label == "favor" and fold(s.article) == 0]
    held = cross_validate(Material.of(alone, [True] * len(alone)), Plan()).argmax(1)
    favor = STANCE_LABELS.index("favor")
    assert not [i for i, s in enumerate(alone) if s.label == "favor" and held[i] == favor]


def test_articles_that_do_not_hint_are_none() -> None:
    """They are neither trained on nor anything but none."""
    far = [*GIVEN, sample("far", "favor", hinted=False)]
    found = cross_validate(Material.of(far, [s.hinted for s in far]), Plan())
    assert STANCE_LABELS[int(found[-1].argmax())] == "none"


def test_trust() -> None:
    """Probabilities that are too high are lowered; off topic the share of none is told."""
    sure = np.full((100, 4), 0.01)
    sure[:, 0] = 0.97
    labels: list[StanceLabel] = ["favor"] * 70 + ["against"] * 30
    given = [sample("a", label) for label in labels]
    made = trust(sure, given, [sample("b", "none", hinted=False)] * 8)
    assert made.temperature > 1
    assert made.off_topic == pytest.approx(0.9)
    told = made(sure[:2], np.array([True, False]))
    assert told.sum(1) == pytest.approx([1, 1])
    assert told[0, 0] < 0.9
    assert told[1, STANCE_LABELS.index("none")] == pytest.approx(0.9)


def test_samples_are_kept_with_their_source(tmp_path: Path) -> None:
    """They come back as they were, and not where they were made from other texts."""
    write(tmp_path / "own.jsonl", GIVEN, "these texts")
    assert read(tmp_path / "own.jsonl", "these texts") == GIVEN
    assert read(tmp_path / "own.jsonl", "other texts") is None
    assert read(tmp_path / "absent.jsonl", "these texts") is None


def test_news_that_name_the_target_are_not_taken_for_none() -> None:
    """Whether such a quotation takes a position only a reader knows."""
    plain = GIVEN[0]
    named = Window(("Luftangriff",), (), (INSIDE,), (Mark(term=SPECIFIC),), plain.window.numbers)
    assert surely_none(plain)
    assert not surely_none(Sample("news", "a", named, "none", True, "none", "", ""))


def test_without_rules() -> None:
    """Only which words are terms of the target is left of what the lexicons know."""
    given = Window(("Wahnsinn", "Bombe"), (), (INSIDE,) * 2, (Mark(0, 13, 2), Mark(SPECIFIC)), (1.0,) * len(NUMBERS))
    bare = without_rules(given)
    assert bare.marks == (Mark(), Mark(SPECIFIC))
    assert dict(zip(NUMBERS, bare.numbers, strict=True))["favor"] == 0


def test_scores() -> None:
    """Macro F1 over four labels and three, precision and recall, and the share of none that moved."""
    made = compare(["favor", "against", "none", "none"], ["favor", "none", "none", "favor"], [0.9, 0.8, 0.7, 0.6])
    assert made.labels["favor"] == (50.0, 100.0, 66.7)
    assert made.labels["none"] == (50.0, 50.0, 50.0)
    assert (made.macro4, made.macro3, made.accuracy, made.relabelled) == (29.2, 22.2, 50.0, 50.0)
    assert made.calibration is not None


def test_baselines() -> None:
    """A bag of words learns what words tell, the majority and the cue verb do not."""
    table = baselines(GIVEN, GIVEN)
    assert table["bag of words"].macro4 == 100
    assert table["majority"].macro4 <= 25
    assert set(table) == {"majority", "cue verb only", "bag of words", "rules only"}


def test_the_whole_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From marked texts and news to a model with its card; a second run reads nothing anew."""
    folder = tmp_path / "articles"
    folder.mkdir()
    texts = [
        ARTICLE.format(name=f"{label}-{n}", text=text.capitalize(), label=label)
        for label, text in SAID.items()
        for n in range(6)
    ]
    (folder / "a.txt").write_text("".join(texts), encoding="utf-8")
    monkeypatch.setattr(recipe, "ARTICLES", (folder,))
    data = corpora.write(tmp_path / "data", 2)
    report = recipe.train(data, tmp_path / "work", tmp_path / "model")
    assert (report.own, report.news) == (24, 4)
    assert report.scores["both"].macro4 > report.scores["majority"].macro4
    card = json.loads((tmp_path / "model/card.json").read_text(encoding="utf-8"))
    assert set(card["data_sha256"]) == {"articles/a.txt", "wikinews-quotations/train.jsonl"}
    assert load(tmp_path / "model").temperature == report.trust.temperature
    assert "both" in recipe.table(report)
    assert (tmp_path / "work/errors.tsv").read_text(encoding="utf-8").startswith("article\tgold")
    monkeypatch.setattr(recipe, "samples", None)
    assert recipe.train(data, tmp_path / "work", tmp_path / "again").scores == report.scores
