"""Scores of stance labels, and the baselines that the stance model is measured against."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from quotes.document import STANCE_LABELS, StanceLabel
from quotes.evaluate.calibration import calibrate
from quotes.evaluate.stance import POSITIONS
from quotes.neural.tokens import normalise, words_of
from quotes.train.stance_samples import Sample
from quotes.train.stance_training import FOLDS, Array, Trust, fold

_Baseline = Callable[[Sequence[Sample], Sequence[Sample]], list[StanceLabel]]
_WORDS = 4000  # the most frequent words of the bag
_DECAY = 1.0  # of the bag's weights


@dataclass(frozen=True, slots=True)
class Scores:
    """In percent: ``macro4`` over all labels, ``macro3`` over the positions, ``accuracy``; precision, recall and F1 of
    each label; ``calibration``: the expected calibration error (0 to 1), None without probabilities; ``relabelled``:
    the share of none quotations that got a position.
    """

    macro4: float
    macro3: float
    accuracy: float
    labels: Mapping[StanceLabel, tuple[float, float, float]]
    calibration: float | None
    relabelled: float


def compare(gold: Sequence[StanceLabel], found: Sequence[StanceLabel], scores: Sequence[float] | None = None) -> Scores:
    """Score labels, and their probabilities where given; a label that neither side uses scores 0."""
    pairs = list(zip(gold, found, strict=True))
    labels: dict[StanceLabel, tuple[float, float, float]] = {}
    for label in STANCE_LABELS:
        hit = sum(a == b == label for a, b in pairs)
        precision = 100 * hit / max(1, sum(b == label for b in found))
        recall = 100 * hit / max(1, sum(a == label for a in gold))
        f1 = 2 * precision * recall / (precision + recall) if hit else 0.0
        labels[label] = (round(precision, 1), round(recall, 1), round(f1, 1))
    judged = [(s, a == b) for s, (a, b) in zip(scores, pairs, strict=True)] if scores is not None else []
    reliability = calibrate(judged)
    quiet = [b for a, b in pairs if a == "none"]
    return Scores(
        round(float(np.mean([labels[k][2] for k in STANCE_LABELS])), 1),
        round(float(np.mean([labels[k][2] for k in POSITIONS])), 1),
        round(100 * sum(a == b for a, b in pairs) / max(1, len(pairs)), 1),
        labels,
        reliability.error if reliability else None,
        round(100 * sum(b != "none" for b in quiet) / max(1, len(quiet)), 1),
    )


def score(given: Sequence[Sample], probabilities: Array, trusted: Trust) -> Scores:
    """Score a model's own probabilities (n, 4) as the stage would use them."""
    made = trusted(probabilities, np.array([s.hinted for s in given], bool))
    labels = [STANCE_LABELS[int(i)] for i in made.argmax(1)]
    return compare([s.label for s in given], labels, [float(p) for p in made.max(1)])


def baselines(training: Sequence[Sample], test: Sequence[Sample]) -> dict[str, Scores]:
    """Majority, cue verb, bag of words (logistic regression), rules; where test is training, over its folds."""
    makers = {"majority": _majority, "cue verb only": _cue, "bag of words": _bag}
    gold = [s.label for s in test]
    table = {name: compare(gold, _by_fold(make, training, test)) for name, make in makers.items()}
    return {**table, "rules only": compare(gold, [s.rules for s in test])}


def _by_fold(make: _Baseline, training: Sequence[Sample], test: Sequence[Sample]) -> list[StanceLabel]:
    if training is not test:
        return make(training, test)
    out: list[StanceLabel] = ["none"] * len(test)
    for number in range(FOLDS):
        rest = [s for s in training if fold(s.article) != number]
        held = [i for i, s in enumerate(test) if fold(s.article) == number]
        if rest and held:
            for i, label in zip(held, make(rest, [test[i] for i in held]), strict=True):
                out[i] = label
    return out


def _majority(training: Sequence[Sample], test: Sequence[Sample]) -> list[StanceLabel]:
    return [Counter(s.label for s in training).most_common(1)[0][0]] * len(test)


def _cue(training: Sequence[Sample], test: Sequence[Sample]) -> list[StanceLabel]:
    seen: dict[str, Counter[StanceLabel]] = defaultdict(Counter)
    for s in training:
        seen[s.cue.lower()][s.label] += 1
    default = _majority(training, test[:1])[0]
    return [seen[s.cue.lower()].most_common(1)[0][0] if s.cue.lower() in seen else default for s in test]


def _bag(training: Sequence[Sample], test: Sequence[Sample]) -> list[StanceLabel]:
    """Multinomial logistic regression over the words of quotation and cue, by L-BFGS."""
    from scipy.optimize import minimize

    counts = Counter(w for s in training for w in _words(s))
    index = {w: i for i, (w, _) in enumerate(counts.most_common(_WORDS))}
    x, wanted = _counts(training, index), np.array([STANCE_LABELS.index(s.label) for s in training])
    one_hot = np.eye(len(STANCE_LABELS))[wanted]

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        weight = flat.reshape(x.shape[1], -1)
        logits = x @ weight
        logits -= logits.max(1, keepdims=True)
        p = np.exp(logits)
        p /= p.sum(1, keepdims=True)
        value = -np.log(np.maximum((p * one_hot).sum(1), 1e-12)).sum() + 0.5 * _DECAY * (weight**2).sum()
        return float(value), (x.T @ (p - one_hot) + _DECAY * weight).ravel()

    start = np.zeros(x.shape[1] * len(STANCE_LABELS))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 60}).x
    best = (_counts(test, index) @ found.reshape(x.shape[1], -1)).argmax(1)
    return [STANCE_LABELS[int(i)] for i in best]


def _words(sample: Sample) -> set[str]:
    return {normalise(w) for w in words_of(f"{sample.text} {sample.cue}")}


def _counts(given: Sequence[Sample], index: Mapping[str, int]) -> Any:
    """Which words each sample has (n, words + 1), sparse, the last column 1."""
    from scipy import sparse

    rows, columns = [], []
    for row, sample in enumerate(given):
        found = [*(index[w] for w in _words(sample) if w in index), len(index)]
        rows += [row] * len(found)
        columns += found
    return sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(given), len(index) + 1))
