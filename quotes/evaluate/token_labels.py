"""Types as labels of tokens: precision, recall and F1 of the tokens under the quotations of each type.

This is how taggers of speech, thought and writing are scored (Brunner et al. 2020, "To BERT or not to BERT"): each
type by itself, so that a token may bear several.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from quotes.document import QUOTATION_TYPES, Quotation, QuotationType
from quotes.evaluate.bootstrap import Tally, f1, intervals, percent, share
from quotes.evaluate.quotation import Pairing, token_set


@dataclass(frozen=True, slots=True)
class TokenScore:
    """One type: gold and predicted tokens; precision, recall and F1 in percent, the 95% interval of F1."""

    gold: int
    predicted: int
    precision: float
    recall: float
    f1: float
    interval: tuple[float, float] | None = None


def evaluate(items: Sequence[Pairing], *, samples: int = 1000, seed: int = 1) -> dict[QuotationType, TokenScore]:
    """Score the types that the gold uses."""
    tallies = np.array([_tally(item) for item in items]).reshape(-1, len(QUOTATION_TYPES) * 3)
    rows = tallies.sum(0).reshape(-1, 3)
    drawn = intervals(tallies, _f1s, samples=samples, seed=seed)
    return {name: _score(row, drawn.get(name)) for name, row in zip(QUOTATION_TYPES, rows, strict=True) if row[0]}


def _tally(item: Pairing) -> list[list[int]]:
    """For each type the number of gold tokens, predicted tokens, and tokens in both."""
    out = []
    for name in QUOTATION_TYPES:
        gold, predicted = _tokens(item, item.gold, name), _tokens(item, item.predicted, name)
        out.append([len(gold), len(predicted), len(gold & predicted)])
    return out


def _tokens(item: Pairing, quotations: Sequence[Quotation], name: QuotationType) -> frozenset[int]:
    spans = tuple(span for q in quotations if q.type == name for span in q.spans)
    return token_set(spans, item.tokens)


def _f1s(row: Tally) -> Mapping[str, float]:
    counts = zip(QUOTATION_TYPES, row.reshape(-1, 3), strict=True)
    return {name: f1(share(both, found), share(both, gold)) for name, (gold, found, both) in counts}


def _score(row: Tally, interval: tuple[float, float] | None) -> TokenScore:
    gold, found, both = row
    precision, recall = share(both, found), share(both, gold)
    return TokenScore(
        int(gold), int(found), percent(precision), percent(recall), percent(f1(precision, recall)), interval
    )
