"""Made articles: every pattern can be filled, and its gold covers the words it marks."""

import random
import re

import pytest

from quotes import resources
from quotes.document import QUOTATION_TYPES
from quotes.train import quotation_parser_examples as module
from quotes.train.quotation_parser_examples import example, quiet_sentences

ROWS = [row["sentence"] for row in resources.lexicon("training_sentences")]
SENTENCES = ["Es regnete am Abend.", "Der Zug fuhr weiter."]


@pytest.mark.parametrize("pattern", ROWS)
def test_patterns(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern gives one quotation for each marked one, and leaves no markup in the text."""
    monkeypatch.setattr(resources, "lexicon", lambda _: ({"sentence": pattern},))
    sample = example(SENTENCES, random.Random(1), patterns=1)
    assert not {"[", "]", "{", "}", "|"} & set(sample.tokens.words)
    marked = re.findall(r"([dicfr])\[", pattern)
    expected = len([m for m in marked if m != "i"]) + ("i" in marked)
    assert len(sample.gold) == expected
    assert all(quote.quote for quote in sample.gold)


def test_follow_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes on shares the speaker, but not the frame."""
    pattern = "F[S[{person}] C[teilte mit],] i[dass {clause}]. c[{claim}.]"
    monkeypatch.setattr(resources, "lexicon", lambda _: ({"sentence": pattern},))
    first, second = example(SENTENCES, random.Random(2), patterns=1).gold
    assert [QUOTATION_TYPES[g.type] for g in (first, second)] == ["indirect", "indirect_free_indirect"]
    assert first.roles[0] == second.roles[0] != ()
    assert first.roles[1]
    assert second.roles[1:] == ((), (), ())


def test_quiet_sentences() -> None:
    """Sentences that hold no quotation are taken as they stand."""
    made = [example(SENTENCES, random.Random(k)) for k in range(5)]
    quiet = quiet_sentences(made)
    assert set(quiet) & set(SENTENCES)
    assert not any("„" in sentence for sentence in quiet)


def test_names_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every slot of the table has a filling."""
    slots = {slot for row in ROWS for slot in re.findall(r"\{(\w+)\}", row)}
    assert all(module._fill(slot, ("A", "B"), SENTENCES, random.Random(1)) for slot in slots)
