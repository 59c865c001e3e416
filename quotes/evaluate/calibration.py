"""How far probabilities can be trusted: ``confidence`` of quotations with their speakers, ``stance_score`` of labels.

The expected calibration error and the reliability table are those of Guo et al. 2017 ("On calibration of modern
neural networks"), over bins of equal width. The review curve says what share of all errors a person finds who looks
at the least probable first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from quotes.evaluate.matching import SAME, Compared, same_mention
from quotes.evaluate.quotation import Pairing, overlap, pair, token_set
from quotes.evaluate.stance import label_of

#: A prediction's probability, and whether it is right.
Judged = tuple[float, bool]
STEPS = 20  # of the review curve: every 5%


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions whose probability lies in ``[low, high)`` (the last: up to 1): how many, their mean, share right."""

    low: float
    high: float
    count: int
    mean: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """``error``: the mean distance of probability and share right, weighted by count; ``right``: share right of all.

    ``curve``: pairs of the share reviewed (0 to 1, the least probable first) and the share of all errors found by it;
    empty where there is no error. ``lowest_fifth`` is its value at 0.2.
    """

    count: int
    right: float
    error: float
    bins: tuple[Bin, ...]
    curve: tuple[tuple[float, float], ...]
    lowest_fifth: float | None


def judge_quotations(items: Sequence[Pairing]) -> list[Judged]:
    """Each prediction with its confidence; right where it is paired with gold at a token F1 of SAME and more, and the
    speakers' mentions overlap as far (or there is none in both).
    """
    return [judged for item in items for judged in _judge(item)]


def _judge(item: Pairing) -> Iterator[Judged]:
    gold = [token_set(q.spans, item.tokens) for q in item.gold]
    found = [token_set(q.spans, item.tokens) for q in item.predicted]
    pairs = pair(
        [(tokens, q.type) for tokens, q in zip(gold, item.gold, strict=True)],
        [(tokens, q.type) for tokens, q in zip(found, item.predicted, strict=True)],
    )
    partner = {j: i for i, j in pairs if overlap(gold[i], found[j]) >= SAME}
    for j, quotation in enumerate(item.predicted):
        right = j in partner and same_mention(item.gold[partner[j]], quotation, item.tokens)
        yield quotation.confidence, right


def judge_stances(items: Sequence[Compared]) -> list[Judged]:
    """Each matched prediction with the score of its stance; right where the label is the gold's."""
    return [
        (found.stance.score, found.stance.label == label_of(gold))
        for item in items
        for gold, found in item.matched()
        if found.stance is not None
    ]


def calibrate(judged: Sequence[Judged], *, bins: int = 10) -> Calibration | None:
    """Compare probabilities with what is right; ``None`` where there is no prediction."""
    if not judged:
        return None
    probability = np.array([p for p, _ in judged], np.float64)
    right = np.array([r for _, r in judged], np.float64)
    table = tuple(_bins(probability, right, bins))
    error = sum(abs(b.mean - b.right) * b.count for b in table) / len(judged)
    curve = tuple(_curve(probability, right))
    fifth = dict(curve).get(0.2)
    return Calibration(len(judged), round(float(right.mean()), 4), round(error, 4), table, curve, fifth)


def _bins(probability: npt.NDArray[np.float64], right: npt.NDArray[np.float64], bins: int) -> Iterator[Bin]:
    place = np.clip((probability * bins + 1e-9).astype(int), 0, bins - 1)
    for k in range(bins):
        inside = place == k
        if inside.any():
            mean, share = float(probability[inside].mean()), float(right[inside].mean())
            yield Bin(k / bins, (k + 1) / bins, int(inside.sum()), round(mean, 4), round(share, 4))


def _curve(probability: npt.NDArray[np.float64], right: npt.NDArray[np.float64]) -> Iterator[tuple[float, float]]:
    """The share of errors found after each step; among equal probabilities, errors lie as thick everywhere."""
    wrong = 1 - right
    if not wrong.any():
        return
    levels, place = np.unique(probability, return_inverse=True)
    reviewed = np.concatenate([[0], np.cumsum(np.bincount(place, minlength=len(levels)))]) / len(probability)
    found = np.concatenate([[0], np.cumsum(np.bincount(place, wrong, len(levels)))]) / wrong.sum()
    for k in range(STEPS + 1):
        share = k / STEPS
        yield share, round(float(np.interp(share, reviewed, found)), 4)
