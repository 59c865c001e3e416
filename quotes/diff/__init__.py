"""Two states of a dataset against each other: what was added, removed, changed."""

from __future__ import annotations

from quotes.diff.compare import Difference, compare
from quotes.diff.side import Side, open_side, open_sides

__all__ = ["Difference", "Side", "compare", "open_side", "open_sides"]
