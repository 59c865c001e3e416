"""Which marks open and close: states of tokens, whatever the style."""

import pytest

from quotes.neural.marks import mark_states
from quotes.neural.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("„Ja“, sagte er.", "1230000"),
        ('"Ja", sagte er.', "1230000"),
        ("»Ja«, sagte er.", "1230000"),
        ("«Ja», sagte er.", "1230000"),
        ("“Ja”, sagte er.", "1230000"),
        ("''Ja'', sagte er.", "1230000"),
        ("‚Ja‘, sagte er.", "1230000"),
        ('„Ja", sagte er.', "1230000"),
        ("Hans' Haus, Peters' Hof", "0000000"),
        ("„Er rief ‚nein‘ laut“", "12267623"),
        ('„so eine "schiefe" Ebene“', "12267623"),
        ('er sagte, "es geht', "000544"),
        ("es geht so“, sagte er", "0005000"),
        ('„A "B', "5454"),
    ],
)
def test_states(text: str, states: str) -> None:
    """0 outside, 1 opening, 2 inside, 3 closing, 4 after a lone opening, 5 lone, 6 nested mark, 7 inside nested."""
    assert "".join(map(str, mark_states(tokenize(text, []))[0])) == states


def test_paragraph_ends_a_lone_mark() -> None:
    """What follows a mark that never closes is marked up to the end of its paragraph."""
    states, _ = mark_states(tokenize("„Es geht\n\nNeuer Absatz", []))
    assert states == [5, 4, 4, 0, 0]


def test_marks_too_far_apart_are_lone() -> None:
    """A pair more than 250 tokens apart is no pair."""
    states, _ = mark_states(tokenize("„" + "wort " * 300 + "“", []))
    assert states[0] == 5
    assert states[-1] == 5


def test_sizes() -> None:
    """Marked stretches are classed by length, and by whether they end as a sentence does."""
    assert mark_states(tokenize("„Wort“", []))[1] == [1, 1, 1]
    assert mark_states(tokenize("„Das geht so.“", []))[1][0] == 8


def test_only_marks() -> None:
    """A text of marks alone has a state for each."""
    assert len(mark_states(tokenize('"' * 1001, []))[0]) == 1001
