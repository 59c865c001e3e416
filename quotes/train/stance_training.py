"""Training of the stance model: logistic regression by L-BFGS, cross-validated by article."""

from __future__ import annotations

import logging
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from quotes.document import STANCE_LABELS, StanceLabel
from quotes.german.stance_marks import Mark
from quotes.linear.stance_grams import Grams, grams
from quotes.linear.stance_model import StanceModel, scale, softmax, standard
from quotes.linear.stance_window import NUMBERS, VERDICT, Window, without_target
from quotes.train.stance_samples import Sample

log = logging.getLogger(__name__)
Array = npt.NDArray[np.float64]
FOLDS = 5
LABELS = len(STANCE_LABELS)
NONE = STANCE_LABELS.index("none")
_NO_MARK = Mark()


@dataclass(frozen=True, slots=True)
class Plan:
    """``decay``: of the weights; ``seldom``: features of fewer training quotations are left out; ``passes`` of L-BFGS
    at most; ``foreign``: the weight of a copy of each own quotation whose text does not name the target, label none.
    """

    decay: float = 3.0
    seldom: int = 2
    passes: int = 80
    foreign: float = 0.0
    minimum_deviation: float = 0.1


@dataclass(frozen=True, slots=True)
class Example:
    """What training reads of a sample: its features, numbers, label and weight."""

    grams: Grams
    numbers: tuple[float, ...]
    label: StanceLabel
    weight: float = 1.0


def example(given: Sample) -> Example:
    """The example of a sample."""
    return Example(grams(given.window), given.window.numbers, given.label)


def foreign(given: Sample, weight: float) -> Example:
    """The example of a sample as it looks to one who asks for a target that the text does not name."""
    made = without_target(given.window)
    return Example(grams(made), made.numbers, "none", weight)


def fold(article: str) -> int:
    """The fold (from 0 to FOLDS) of an article, by a hash of its id."""
    return zlib.crc32(article.encode()) % FOLDS


def fit(given: Sequence[Example], plan: Plan) -> StanceModel:
    """The model of at least one example."""
    from scipy.optimize import minimize

    counts = Counter(name for e in given for name in e.grams)
    features = tuple(name for name, n in counts.items() if n >= plan.seldom)
    numbers = np.array([e.numbers for e in given])
    mean, deviation = numbers.mean(0), np.maximum(numbers.std(0), plan.minimum_deviation)
    x = _matrix(given, features, mean, deviation)
    wanted = np.array([STANCE_LABELS.index(e.label) for e in given])
    weight = _weights(wanted)[wanted] * np.array([e.weight for e in given])
    one_hot = np.eye(LABELS)[wanted]

    def loss(flat: Array) -> tuple[float, Array]:
        w = flat.reshape(x.shape[1], LABELS)
        p = softmax(np.asarray(x @ w))
        value = -(weight * np.log(np.maximum((p * one_hot).sum(1), 1e-12))).sum() + 0.5 * plan.decay * (w**2).sum()
        return float(value), np.asarray(x.T @ ((p - one_hot) * weight[:, None]) + plan.decay * w).ravel()

    start = np.zeros(x.shape[1] * LABELS)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": plan.passes}).x
    w = found.reshape(x.shape[1], LABELS)
    m = len(features)
    return StanceModel(features, w[:m], w[m:-1], w[-1], mean, deviation)


def _weights(wanted: npt.NDArray[np.int64]) -> Array:
    """The weight of each label: rare ones count more, after the root of their share."""
    counts = np.bincount(wanted, minlength=LABELS)
    return np.asarray(np.sqrt(len(wanted) / LABELS / np.maximum(1, counts)))


def _matrix(given: Sequence[Example], features: Sequence[str], mean: Array, deviation: Array) -> Any:
    from scipy import sparse

    index = {name: i for i, name in enumerate(features)}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, e in enumerate(given):
        known = [index[name] for name in e.grams if name in index]
        rows += [row] * len(known)
        columns += known
        values += [scale(len(known))] * len(known)
    words = sparse.csr_matrix((values, (rows, columns)), shape=(len(given), len(features)))
    numbers = standard(np.array([e.numbers for e in given]), mean, deviation)
    return sparse.hstack([words, sparse.csr_matrix(numbers), np.ones((len(given), 1))]).tocsr()


def predict(model: StanceModel, given: Sequence[Example]) -> Array:
    """The model's probabilities (n, 4) for examples, before any temperature."""
    w = np.vstack([model.weights, model.numbers, model.bias[None]])
    return softmax(np.asarray(_matrix(given, model.features, model.mean, model.deviation) @ w))


@dataclass(frozen=True, slots=True)
class Material:
    """Samples, whether each is ``kept`` for training, and what training reads of them."""

    samples: Sequence[Sample]
    kept: Sequence[bool]
    examples: Sequence[Example]

    @classmethod
    def of(cls, given: Sequence[Sample], kept: Sequence[bool]) -> Material:
        """The material of samples."""
        return cls(given, kept, [example(s) for s in given])


def cross_validate(material: Material, plan: Plan, share: float = 1.0) -> Array:
    """Probabilities (n, 4) of each sample by a model that was trained on the other folds' samples that are kept.

    ``share`` of their articles are trained on, for a learning curve. A sample of an article that does not hint at the
    target is none.
    """
    given, kept, examples = material.samples, material.kept, material.examples
    out = np.zeros((len(given), LABELS))
    out[:, NONE] = 1.0
    for number in range(FOLDS):
        rest = [i for i, s in enumerate(given) if kept[i] and fold(s.article) != number and _drawn(s.article, share)]
        held = [i for i, s in enumerate(given) if s.hinted and fold(s.article) == number]
        if rest and held:
            out[held] = predict(fit(_training(material, rest, plan), plan), [examples[i] for i in held])
        log.info("fold %d of %d done", number + 1, FOLDS)
    return out


def train_on(material: Material, plan: Plan) -> StanceModel:
    """The model of all samples that are kept."""
    return fit(_training(material, [i for i, wanted in enumerate(material.kept) if wanted], plan), plan)


def without_rules(given: Window) -> Window:
    """The window without what rules and lexicons say of its words, but for which of them are terms of the target."""
    numbers = tuple(0.0 if name in VERDICT else n for name, n in zip(NUMBERS, given.numbers, strict=True))
    return replace(given, marks=tuple(Mark(m.term) if m.term else _NO_MARK for m in given.marks), numbers=numbers)


def _training(material: Material, chosen: Sequence[int], plan: Plan) -> list[Example]:
    """The examples of the chosen samples, and copies of those that take a position, without the target."""
    taken = [material.samples[i] for i in chosen if plan.foreign and material.samples[i].label != "none"]
    return [*(material.examples[i] for i in chosen), *(foreign(s, plan.foreign) for s in taken)]


def _drawn(article: str, share: float) -> bool:
    return zlib.crc32(f"{article} kept".encode()) % 1000 < 1000 * share


@dataclass(frozen=True, slots=True)
class Trust:
    """How the probabilities of cross-validation become those that are told: ``temperature`` where the article hints at
    the target, ``off_topic`` (the share of none) where it does not.
    """

    temperature: float = 1.0
    off_topic: float = 0.99

    def __call__(self, probabilities: Array, hinted: npt.NDArray[np.bool_]) -> Array:
        """Probabilities (n, 4) of samples, each row summing to 1."""
        out = _tempered(probabilities, self.temperature)
        out[~hinted] = (1 - self.off_topic) / (LABELS - 1)
        out[~hinted, NONE] = self.off_topic
        return out


def trust(probabilities: Array, given: Sequence[Sample], others: Sequence[Sample] = ()) -> Trust:
    """The temperature at which the labels of ``given`` are most probable (Guo et al. 2017), and the share of none in
    articles that do not hint at the target, over ``others`` too.
    """
    from scipy.optimize import minimize_scalar

    rows = [i for i, s in enumerate(given) if s.hinted]
    made = probabilities[rows]
    wanted = np.array([STANCE_LABELS.index(given[i].label) for i in rows])

    def loss(t: float) -> float:
        return float(-np.log(np.maximum(_tempered(made, t)[np.arange(len(rows)), wanted], 1e-9)).mean())

    degree = float(minimize_scalar(loss, bounds=(0.3, 3.0), method="bounded").x) if rows else 1.0
    far = [s.label == "none" for s in (*given, *others) if not s.hinted]
    return Trust(round(degree, 3), round((sum(far) + 1) / (len(far) + 2), 4))


def _tempered(probabilities: Array, degree: float) -> Array:
    """Probabilities (n, 4) after temperature scaling, each row summing to 1."""
    return softmax(np.log(np.maximum(probabilities, 1e-9)) / degree)


def with_trust(model: StanceModel, given: Trust) -> StanceModel:
    """The model with the temperature and the share of none in articles off topic that cross-validation gave."""
    return replace(model, temperature=given.temperature, off_topic=given.off_topic)
