"""The feature matrix: words, affixes, shape, marks, position."""

import numpy as np
import pytest

from quotes.document import Span
from quotes.neural.features import COLUMNS, HASHED, SMALL, UNKNOWN, Vocabulary, shape
from quotes.neural.reading import READING
from quotes.neural.tokens import tokenize


@pytest.fixture
def vocabulary() -> Vocabulary:
    return Vocabulary(["der", "minister", "sagte"])


def test_known_and_unknown_words(vocabulary: Vocabulary) -> None:
    """A word is its own number, a compound that of the longest known word it ends with, else the unknown one."""
    assert vocabulary.word_id("minister") == 3
    assert vocabulary.word_id("verkehrsminister") == 3
    assert vocabulary.word_id("xyz") == UNKNOWN
    assert len(vocabulary) == 5


def test_values_are_within_the_tables(vocabulary: Vocabulary) -> None:
    """No column holds a number that its embedding has no row for, whatever the text."""
    text = "Der MINISTER-Präsident sei (am 3. 5.) „da“, 😀 ' - – A 1a …! " + "\u0301 \u00ad x-1 " * 3
    matrix = vocabulary.matrix(tokenize(text, [Span(0, 20), Span(20, len(text))]))
    limits = [len(vocabulary), *(n for _, n, _ in HASHED), *(n for _, n, _ in SMALL + READING)]
    assert matrix.shape[1] == COLUMNS == len(limits)
    assert (matrix >= 0).all()
    assert (matrix < np.array(limits)).all()


def test_style_of_marks_changes_nothing(vocabulary: Vocabulary) -> None:
    """The same text in another style of double marks has the same features."""
    german = vocabulary.matrix(tokenize("„Ja“, sagte der Minister.", []))
    for other in ('"Ja", sagte der Minister.', "»Ja«, sagte der Minister.", "''Ja'', sagte der Minister."):
        assert (vocabulary.matrix(tokenize(other, [])) == german).all()


@pytest.mark.parametrize(
    ("word", "kind"),
    [(".", 1), ("„", 4), ("‚", 5), ("12", 11), ("1a", 12), ("NATO", 13), ("A", 14), ("Haus", 15), ("US-Amt", 16),
     ("haus", 17), ("😀", 18), ("x-y", 19)],
)  # fmt: skip
def test_shape(word: str, kind: int) -> None:
    """Outward forms have their classes."""
    assert shape(word) == kind


def test_empty(vocabulary: Vocabulary) -> None:
    """A text without tokens gives a matrix without rows."""
    assert vocabulary.matrix(tokenize(" ", [])).shape == (0, COLUMNS)
