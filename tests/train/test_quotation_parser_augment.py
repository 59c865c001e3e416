"""Changes to samples that keep the gold."""

import random
from pathlib import Path

import pytest

from quotes.neural.tokens import MARKS
from quotes.train.quotation_parser_augment import STYLES, augment, drop_marks, merge_sentences, prepend, restyle, select
from quotes.train.quotation_parser_data import Gold, Sample, wikinews
from tests.train import corpora


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    data = corpora.write(tmp_path / "data", 2)
    return next(wikinews(data / "wikinews-quotations/train.jsonl"))


def content(sample: Sample, gold: Gold) -> list[list[str]]:
    """The words of quote and roles, without marks, in lower case."""
    parts = (gold.quote, *gold.roles)
    return [[w.lower() for i in ids if (w := sample.tokens.words[i]) not in MARKS] for ids in parts]


def test_gold_survives_everything(sample: Sample) -> None:
    """Whatever is changed, each quotation keeps its words and those of its roles."""
    wanted = [content(sample, g) for g in sample.gold]
    rng = random.Random(1)
    seen = set()
    for _ in range(300):
        changed = augment(sample, rng)
        assert [content(changed, g) for g in changed.gold] == wanted
        n = len(changed.tokens)
        assert all(len(getattr(changed.tokens, f)) == n for f in ("starts", "ends", "sentences", "spaced", "line"))
        seen.add(changed.tokens)
    assert len(seen) > 50


def test_restyle(sample: Sample) -> None:
    """Marks take another style as a pair."""
    rng = random.Random(2)
    styles = set()
    for _ in range(100):
        words = restyle(sample, rng).tokens.words
        styles.add((words[sample.gold[0].quote[0]], words[sample.gold[0].quote[-1]]))
    assert styles == set(STYLES)


def test_drop_closing(sample: Sample) -> None:
    """Closing marks go, opening ones stay, and the next word takes over the white space."""
    dropped = drop_marks(sample, random.Random(1), closing=1.0, opening=0.0)
    assert "„" in dropped.tokens.words
    assert "“" not in dropped.tokens.words
    assert len(dropped.gold[0].quote) == len(sample.gold[0].quote) - 1


def test_gold_without_words_goes(sample: Sample) -> None:
    """A quotation that loses all its words is no quotation any more."""
    kept = select(sample, [i for i in range(len(sample.tokens)) if i not in sample.gold[0].quote])
    assert [g.type for g in kept.gold] == [sample.gold[1].type]


def test_prepend(sample: Sample) -> None:
    """A dateline moves all gold by its length."""
    longer = prepend(sample, ("Wien", "-"))
    assert longer.gold[0].quote[0] == sample.gold[0].quote[0] + 2
    assert longer.tokens.paragraph[:3] == (True, False, False)


def test_merge_sentences(sample: Sample) -> None:
    """Borders can all go, or none."""
    assert len(set(merge_sentences(sample.tokens, random.Random(1), 1.0).sentences)) == 1
    assert merge_sentences(sample.tokens, random.Random(1), 0.0) == sample.tokens
