"""Detection: which gold quotations are found at all, how exactly, and of which type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from quotes.document import QUOTATION_TYPES
from quotes.evaluate.bootstrap import Figure, Tally, f1, figures, share
from quotes.evaluate.matching import Compared, units


def evaluate(items: Sequence[Compared], *, samples: int = 1000, seed: int = 1) -> dict[str, Figure]:
    """``precision``, ``recall``, ``f1`` of quotations; ``exact`` spans and right ``type`` among the matched;
    ``recall_TYPE`` of the gold's quotations of each type, whatever type they are found as.
    """
    tallies = np.array([_tally(item) for item in items]).reshape(-1, _COUNTS + 2 * len(QUOTATION_TYPES))
    return figures(tallies, _statistic, samples=samples, seed=seed)


_COUNTS = 5


def _tally(item: Compared) -> list[int]:
    matched = list(item.matched())
    exact = sum(units(g.spans, item.tokens) == units(f.spans, item.tokens) for g, f in matched)
    types = sum(g.type == f.type for g, f in matched)
    counts = [len(matched), len(item.gold.quotations), len(item.found.quotations), exact, types]
    hits = [sum(g.type == name for g, _ in matched) for name in QUOTATION_TYPES]
    return counts + hits + [sum(g.type == name for g in item.gold.quotations) for name in QUOTATION_TYPES]


def _statistic(row: Tally) -> Mapping[str, float]:
    matched, gold, found, exact, types = row[:_COUNTS]
    precision, recall = share(matched, found), share(matched, gold)
    out = {"precision": precision, "recall": recall, "f1": f1(precision, recall)}
    if matched:
        out |= {"exact": exact / matched, "type": types / matched}
    hits, totals = row[_COUNTS:].reshape(2, -1)
    by_type = zip(QUOTATION_TYPES, hits, totals, strict=True)
    return out | {f"recall_{name}": hit / total for name, hit, total in by_type if total}
