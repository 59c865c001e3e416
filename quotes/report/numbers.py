"""The numbers behind the figures: each function takes a table and a mask and gives rows of plain values.

``pages/numbers.js`` counts the same in the page, for what its filters leave; a test holds the two together.
Shares are between 0 and 1; ``low`` and ``high`` are 95% bootstrap limits over documents, None where there are too few.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from quotes.document import STANCE_LABELS
from quotes.report.bootstrap import Counts, Weights, interval
from quotes.report.table import NOT_ASKED, Facet, Ints, Mask, Table

Row = dict[str, Any]
#: Fewer quotations or documents than these are greyed: they say little about anything beyond themselves.
SMALL_QUOTATIONS = 5
SMALL_DOCUMENTS = 3
_FAVOR, _AGAINST, _MIXED, _NONE = (STANCE_LABELS.index(name) for name in ("favor", "against", "mixed", "none"))


def is_small(quotations: int, documents: int) -> bool:
    """Whether a figure over so few is greyed."""
    return quotations < SMALL_QUOTATIONS or documents < SMALL_DOCUMENTS


def groups(sides: Sequence[tuple[Table, Mask]], name: str, top: int, *, stanced: bool = False) -> list[str]:
    """The values of a facet to show, the same for all sides: of an ordered facet those that occur, in their order; else
    the ``top`` ones with the most quotations (first those with the most that take a stance, where ``stanced``).
    """
    most: dict[str, tuple[int, int]] = {}
    place: dict[str, int] = {}
    ordered = False
    for table, mask in sides:
        facet = table.facets[name].within(mask)
        ordered = facet.ordered
        taking = facet.codes[table.stance[facet.rows] != _NONE] if stanced else facet.codes[:0]
        n = np.bincount(facet.codes, minlength=len(facet.levels))
        s = np.bincount(taking, minlength=len(facet.levels))
        for code in np.flatnonzero(n):
            level = facet.levels[code]
            before = most.get(level, (0, 0))
            most[level] = (before[0] + int(s[code]), before[1] + int(n[code]))
            place.setdefault(level, int(code))
    if ordered:
        return sorted(most, key=lambda level: (place[level], level))
    return sorted(most, key=lambda level: (-most[level][0], -most[level][1], level))[:top]


def _by_document(table: Table, rows: Ints) -> Counts:
    return np.bincount(table.document[rows], minlength=len(table.documents)).astype(np.int64)


def _entries(facet: Facet, level: str) -> Mask:
    code = facet.levels.index(level) if level in facet.levels else -1
    result: Mask = facet.codes == code
    return result


def _stances(table: Table, rows: Ints, weight: Weights) -> Row:
    """Counts by stance, shares of those that take one, and the balance (favor - against) / taking with its limits."""
    counts = np.bincount(table.stance[rows], minlength=len(STANCE_LABELS))
    taking = rows[table.stance[rows] != _NONE]
    favor, against = (_by_document(table, rows[table.stance[rows] == label]) for label in (_FAVOR, _AGAINST))
    whole = _by_document(table, taking)
    n = len(taking)
    documents = int((_by_document(table, rows) > 0).sum())
    low, high = interval(favor - against, whole, weight)
    return {
        "n": len(rows),
        "documents": documents,
        "taking": n,
        **{label: int(counts[i]) for i, label in enumerate(STANCE_LABELS)},
        "balance": float((counts[_FAVOR] - counts[_AGAINST]) / n) if n else None,
        "low": low,
        "high": high,
        "small": is_small(n, int((whole > 0).sum())),
    }


def stance(table: Table, mask: Mask, weight: Weights, name: str, levels: Sequence[str]) -> list[Row]:
    """Who stands where: for each level counts by stance and the balance."""
    facet = table.facets[name].within(mask)
    return [{"group": level, **_stances(table, facet.rows[_entries(facet, level)], weight)} for level in levels]


def count(table: Table, mask: Mask, weight: Weights, name: str, levels: Sequence[str]) -> list[Row]:
    """How many quotations each level has, and their share of all quotations of the mask."""
    facet = table.facets[name].within(mask)
    whole = _by_document(table, np.flatnonzero(mask).astype(np.int32))
    found = []
    for level in levels:
        part = _by_document(table, facet.rows[_entries(facet, level)])
        low, high = interval(part, whole, weight)
        n, documents = int(part.sum()), int((part > 0).sum())
        found.append(
            {
                "group": level,
                "n": n,
                "documents": documents,
                "share": n / int(whole.sum()) if whole.any() else None,
                "low": low,
                "high": high,
                "small": is_small(int(whole.sum()), int((whole > 0).sum())),
            }
        )
    return found


def rate(table: Table, mask: Mask, weight: Weights, name: str, levels: Sequence[str], *, measure: str) -> list[Row]:
    """The share of yes among the quotations of each level that the measure can be asked of."""
    facet = table.facets[name].within(mask)
    answers = table.measures[measure][facet.rows] if facet.values is None else facet.values
    found = []
    for level in levels:
        entry = _entries(facet, level)
        whole = _by_document(table, facet.rows[entry & (answers != NOT_ASKED)])
        part = _by_document(table, facet.rows[entry & (answers == 1)])
        n, yes, documents = int(whole.sum()), int(part.sum()), int((whole > 0).sum())
        low, high = interval(part, whole, weight)
        row = {"group": level, "n": n, "documents": documents, "yes": yes, "share": yes / n if n else None}
        found.append({**row, "low": low, "high": high, "small": is_small(n, documents)})
    return [row for row in found if row["n"]]


def lorenz(table: Table, mask: Mask, name: str) -> tuple[list[Row], float | None]:
    """How unequally quotations are spread over the levels that have any: the Lorenz curve (at most 101 points, the
    shares of levels and of quotations, from the least quoted) and the Gini coefficient (None without a level).
    """
    facet = table.facets[name].within(mask)
    counts = np.sort(np.bincount(facet.codes, minlength=1))
    counts = counts[counts > 0]
    size = len(counts)
    if not size:
        return [], None
    total = int(counts.sum())
    sums = np.concatenate(([0], np.cumsum(counts)))
    at = sorted({size * i // 100 for i in range(101)}) if size > 100 else range(size + 1)
    rows = [{"speakers": i / size, "quotations": int(sums[i]) / total, "even": i / size} for i in at]
    weighted = int((np.arange(1, size + 1) * counts).sum())
    return rows, 2 * weighted / (size * total) - (size + 1) / size
