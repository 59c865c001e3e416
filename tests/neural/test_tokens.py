"""Tokens of the network: a fixed rule over text, sentence borders from outside."""

import pytest

from quotes.document import Span
from quotes.neural.tokens import normalise, tokenize, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("„Ja“, sagte US-Präsident X.", ["„", "Ja", "“", ",", "sagte", "US-Präsident", "X", "."]),
        ("Um 12.30 Uhr kamen 1.000.", ["Um", "12.30", "Uhr", "kamen", "1.000", "."]),
        ("So geht's ''nicht''...", ["So", "geht's", "''", "nicht", "''", "..."]),
        ("Innen- und Außenpolitik", ["Innen-", "und", "Außenpolitik"]),
        ("u\u0308ber 100%", ["u\u0308ber", "100", "%"]),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    """Words keep inner hyphens, apostrophes and combining marks; numbers keep their points; marks stand alone."""
    assert words_of(text) == words


def test_offsets_and_flags() -> None:
    """Offsets are code points of the text; a blank line starts a paragraph, a break a line."""
    text = "Eins zwei.\nDrei 😀.\n\nVier."
    tokens = tokenize(text, [Span(0, 10), Span(11, 18), Span(20, 25)])
    assert [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)] == list(tokens.words)
    assert tokens.sentences == (0, 0, 0, 1, 1, 1, 2, 2)
    assert [w for w, p in zip(tokens.words, tokens.paragraph, strict=True) if p] == ["Eins", "Vier"]
    assert [w for w, p in zip(tokens.words, tokens.line, strict=True) if p] == ["Eins", "Drei", "Vier"]
    assert tokens.spaced[:3] == (True, True, False)


def test_no_token_crosses_a_sentence() -> None:
    """A sentence border inside a word cuts it."""
    assert tokenize("abcdef", [Span(0, 3), Span(3, 6)]).words == ("abc", "def")


@pytest.mark.parametrize(
    ("word", "form"),
    [("Straße", "strasse"), ("STRASSE", "strasse"), ("1984", "0000"), ("»", '"'), ("„", '"'), ("‚", "'")],
)
def test_normalise(word: str, form: str) -> None:
    """Spelling variants and styles of marks are looked up as one."""
    assert normalise(word) == form
