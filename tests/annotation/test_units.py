"""Offsets in code points and in UTF-16 units."""

from __future__ import annotations

import pytest

from quotes.annotation.units import Offsets, unit_of

TEXT = "😀 Über „Nein 🇩🇪“ sagte Öz."


@pytest.mark.parametrize("words", ["Über", "„Nein 🇩🇪“", "🇩🇪", "😀", "Öz", TEXT])
def test_utf16_there_and_back(words: str) -> None:
    """A span in UTF-16 is what a browser would count, and comes back as it was."""
    start = TEXT.index(words)
    pair = (start, start + len(words))
    before, inside = (len(part.encode("utf-16-le")) // 2 for part in (TEXT[:start], words))
    assert Offsets(TEXT).out(pair, "utf-16") == (before, before + inside)
    assert Offsets(TEXT).back((before, before + inside), "utf-16") == pair
    assert Offsets(TEXT).out(pair, "code-points") == pair


@pytest.mark.parametrize("pair", [(1, 4), (0, 1), (3, 99), (4, 4), (-1, 3)])
def test_no_place_is_none(pair: tuple[int, int]) -> None:
    """Inside a sign of two units, beyond the text, or empty: no place."""
    assert Offsets(TEXT).back(pair, "utf-16") is None


@pytest.mark.parametrize("unit", ["code-points", "utf-16"])
def test_words_tell_the_unit(unit: str) -> None:
    """The unit is the one in which marks hold the words that the tool says they hold; else the one of known spans."""
    span = (TEXT.index("sagte"), TEXT.index("sagte") + 5)
    pair = Offsets(TEXT).out(span, unit)  # type: ignore[arg-type]
    for default in ("code-points", "utf-16"):
        assert unit_of(TEXT, [(pair, "sagte")], (), default) == unit  # type: ignore[arg-type]
        assert unit_of(TEXT, [(pair, None), ((0, 1), None)], [span], default) == unit  # type: ignore[arg-type]


def test_nothing_tells_the_unit() -> None:
    """Without a hint it is the default, and where units are the same, code points."""
    assert unit_of(TEXT, [((2, 4), None)], (), "utf-16") == "utf-16"
    assert unit_of("Über", [((2, 4), None)], (), "utf-16") == "code-points"
