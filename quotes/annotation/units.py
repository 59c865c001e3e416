"""Offsets in code points, as here, and in UTF-16 units, as in tools that run in a browser.

They differ after every sign beyond the Basic Multilingual Plane, such as an emoji, which counts two units.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Literal, get_args

Unit = Literal["code-points", "utf-16"]
UNITS: tuple[Unit, ...] = get_args(Unit)
Pair = tuple[int, int]


class Offsets:
    """The offsets of a text, from one unit into the other."""

    def __init__(self, text: str) -> None:
        #: Where the signs of two units stand, in code points, and where they start in units.
        self._wide = [k for k, sign in enumerate(text) if ord(sign) > 0xFFFF]
        self._wide_units = [position + number for number, position in enumerate(self._wide)]
        self.length = len(text)

    @property
    def differ(self) -> bool:
        """Whether the units give other numbers anywhere in the text."""
        return bool(self._wide)

    def out(self, pair: Pair, unit: Unit) -> Pair:
        """A span in code points, in that unit."""
        if unit == "code-points":
            return pair
        return pair[0] + bisect_left(self._wide, pair[0]), pair[1] + bisect_left(self._wide, pair[1])

    def back(self, pair: Pair, unit: Unit) -> Pair | None:
        """A span in that unit, in code points; ``None`` where it starts or ends inside a sign, or beyond the text."""
        start, end = pair if unit == "code-points" else (self._back(pair[0]), self._back(pair[1]))
        if start is None or end is None or not 0 <= start < end <= self.length:
            return None
        return start, end

    def _back(self, unit: int) -> int | None:
        before = bisect_left(self._wide_units, unit)
        if before and self._wide_units[before - 1] == unit - 1:
            return None  # between the two units of a sign
        return unit - before


def unit_of(text: str, spans: Iterable[tuple[Pair, str | None]], known: Iterable[Pair], default: Unit) -> Unit:
    """The unit in which a tool gave spans: that in which more of them hold the words which the tool says they hold
    (where it does), then that in which more are spans which it was given (``known``, in code points); else ``default``.
    """
    offsets = Offsets(text)
    if not offsets.differ:
        return "code-points"
    given, there = list(spans), set(known)

    def fits(unit: Unit) -> tuple[int, int]:
        found: Sequence[tuple[Pair | None, str | None]] = [(offsets.back(pair, unit), words) for pair, words in given]
        by_words = sum(pair is not None and words == text[pair[0] : pair[1]] for pair, words in found)
        return by_words, sum(pair in there for pair, _ in found)

    return max(UNITS, key=lambda unit: (*fits(unit), unit == default))
