"""Cutting long texts."""

from __future__ import annotations

import pytest

from quotes.german.pieces import pieces


def of(text: str, **limits: int) -> list[str]:
    return [span.of(text) for span in pieces(text, **limits)]


@pytest.mark.parametrize("gap", ["\n\n", "\r\n\r\n", "\n \t\n", "\n\u00a0\n", "\n\n\n\n"])
def test_a_blank_line_parts_pieces(gap: str) -> None:
    """Whatever white space a blank line holds, the texts before and after it are apart."""
    assert [p.strip() for p in of(f"Eins.{gap}Zwei.")] == ["Eins.", "Zwei."]


def test_a_single_line_break_does_not() -> None:
    """A line may end inside a sentence."""
    assert of("Eine Zeile\nund noch eine.") == ["Eine Zeile\nund noch eine."]


@pytest.mark.parametrize("text", ["", " \n\t ", "\n\n\n"])
def test_white_space_gives_nothing(text: str) -> None:
    """A piece always holds something to read."""
    assert of(text) == []


def test_a_long_paragraph_is_cut_after_a_sentence() -> None:
    """The cut comes after the last sure sentence end inside the limit, not after an abbreviation."""
    text = "Das sagte der Minister. Dr. Weber kam am 3. Mai nach Berlin und blieb dort lange."
    assert of(text, characters=40)[0] == "Das sagte der Minister. "


def test_without_a_sentence_end_it_is_cut_at_white_space() -> None:
    """A paragraph without any sentence end is cut between words."""
    assert of("eins zwei drei vier", characters=10) == ["eins zwei ", "drei vier"]


def test_without_white_space_it_is_cut_anywhere() -> None:
    """A single endless word is cut at the limit."""
    assert [len(p) for p in of("a" * 25, characters=10)] == [10, 10, 5]


def test_marks_count_as_tokens() -> None:
    """A line of quotation marks only is bounded by tokens long before it is by letters."""
    assert [len(p) for p in of('"' * 1000)] == [400, 400, 200]


def test_nothing_is_lost() -> None:
    """Pieces of one paragraph, put together, are the paragraph."""
    text = "Ein Satz mit Wörtern. Noch ein „Satz“! " * 300
    assert "".join(of(text)) == text
