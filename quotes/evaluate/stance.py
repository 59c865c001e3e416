"""Stance labels against gold, among matched quotations and end to end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from quotes.document import STANCE_LABELS, Quotation, StanceLabel
from quotes.evaluate.bootstrap import Figure, Tally, f1, figures, percent, share
from quotes.evaluate.matching import Compared

#: The labels that take a position.
POSITIONS: tuple[StanceLabel, ...] = ("favor", "against", "mixed")
_LABELS = len(STANCE_LABELS)


@dataclass(frozen=True, slots=True)
class LabelScore:
    """One label: gold and predicted count over all quotations; scores in percent among matched, F1 end to end too."""

    gold: int
    predicted: int
    precision: float
    recall: float
    f1: float
    end_to_end: float


@dataclass(frozen=True, slots=True)
class Report:
    """``labels``: those that gold or prediction use; ``scored``: those that the gold uses, which macro averages are
    over; ``figures``: accuracy and macro4 among matched quotations, macro3 (without none) end to end.
    """

    labels: Mapping[StanceLabel, LabelScore]
    scored: tuple[StanceLabel, ...]
    figures: Mapping[str, Figure]


def evaluate(items: Sequence[Compared], *, samples: int = 1000, seed: int = 1) -> Report:
    """Score the labels of ``items``. A quotation missed, and one too many, counts against its label end to end."""
    tallies = np.array([_tally(item) for item in items]).reshape(-1, 2, _LABELS, 3)
    whole = tallies.sum(0)
    used = whole.sum(2) > 0
    in_gold = whole[1, :, 0] + whole[1, :, 2] > 0
    scored = tuple(label for k, label in enumerate(STANCE_LABELS) if in_gold[k])
    labels = {
        label: _label(whole[0, k], whole[1, k]) for k, label in enumerate(STANCE_LABELS) if used[1, k] or used[0, k]
    }
    flat = tallies.reshape(-1, 2 * _LABELS * 3)
    return Report(labels, scored, figures(flat, lambda row: _statistic(row, scored), samples=samples, seed=seed))


def label_of(quotation: Quotation) -> StanceLabel:
    """The label of a quotation; a quotation without one takes no position."""
    return quotation.stance.label if quotation.stance else "none"


def _tally(item: Compared) -> npt.NDArray[np.float64]:
    """Hits, wrong predictions and misses of each label: among matched quotations, and end to end."""
    out = np.zeros((2, _LABELS, 3))
    for gold, found in item.matched():
        wanted, got = STANCE_LABELS.index(label_of(gold)), STANCE_LABELS.index(label_of(found))
        if wanted == got:
            out[:, wanted, 0] += 1
        else:
            out[:, got, 1] += 1
            out[:, wanted, 2] += 1
    for quotation in item.missed():
        out[1, STANCE_LABELS.index(label_of(quotation)), 2] += 1
    for quotation in item.spurious():
        out[1, STANCE_LABELS.index(label_of(quotation)), 1] += 1
    return out


def _f1(hit: float, wrong: float, missed: float) -> float:
    return f1(share(hit, hit + wrong), share(hit, hit + missed))


def _label(matched: Tally, whole: Tally) -> LabelScore:
    hit, wrong, missed = matched
    precision, recall = share(hit, hit + wrong), share(hit, hit + missed)
    gold, predicted = int(whole[0] + whole[2]), int(whole[0] + whole[1])
    return LabelScore(
        gold, predicted, percent(precision), percent(recall), percent(f1(precision, recall)), percent(_f1(*whole))
    )


def _statistic(row: Tally, scored: Sequence[StanceLabel]) -> Mapping[str, float]:
    matched, whole = row.reshape(2, _LABELS, 3)
    pairs = matched[:, 0].sum() + matched[:, 2].sum()
    rows = {label: k for k, label in enumerate(STANCE_LABELS) if label in scored}
    out: dict[str, float] = {}
    if pairs:
        out["accuracy"] = matched[:, 0].sum() / pairs
        out["macro4"] = float(np.mean([_f1(*matched[k]) for k in rows.values()]))
    positions = [_f1(*whole[k]) for label, k in rows.items() if label in POSITIONS]
    if positions:
        out["macro3_end_to_end"] = float(np.mean(positions))
    return out
