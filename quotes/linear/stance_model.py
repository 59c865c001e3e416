"""The stance model: multinomial logistic regression over the named features of a window, and its files.

Features of words count by their presence, scaled to one length for each quotation, so that long ones are not louder;
numbers are standardised. Probabilities are tempered after Guo et al. 2017 ("On calibration of modern neural
networks"). What a token contributes to a label is the sum of the weights of its features, exactly.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from quotes.document import STANCE_LABELS, StanceLabel
from quotes.linear.stance_grams import Grams, grams
from quotes.linear.stance_window import NUMBERS, Window
from quotes.resources import WEIGHTS, WeightsFile, text_sha256

FORMAT = "stance/2"
FEATURES = "features.txt"
_FILE = WeightsFile(FORMAT, FEATURES, "features", "stance model", "stance", "np")
LENGTH = 4.0  # of the vector of the features of words
SPREAD = 0.25  # the standard deviation of a number beside them

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Guess:
    """Probabilities (4, in the order of STANCE_LABELS), and what each token of the window contributes to each label
    against the mean of the others (n, 4), in natural logarithms of odds.
    """

    probabilities: Array
    contributions: Array

    @property
    def label(self) -> StanceLabel:
        """The most probable label."""
        return STANCE_LABELS[int(self.probabilities.argmax())]


@dataclass(frozen=True)
class StanceModel:
    """``features`` (m) with ``weights`` (m, 4); ``numbers``: weights (NUMBERS, 4) of the numbers less ``mean`` over
    ``deviation``; ``bias`` (4); ``temperature`` divides the logits; ``off_topic``: the share of none among quotations
    in articles that do not hint at the target.
    """

    features: tuple[str, ...]
    weights: Array
    numbers: Array
    bias: Array
    mean: Array
    deviation: Array
    temperature: float = 1.0
    off_topic: float = 0.99

    @cached_property
    def _index(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.features)}

    def __call__(self, windows: Sequence[Window]) -> list[Guess]:
        """A guess for each window."""
        return [self._guess(given) for given in windows]

    def _guess(self, given: Window) -> Guess:
        found = grams(given)
        known = [(self._index[name], at) for name, at in found.items() if name in self._index]
        rows = self.weights[[row for row, _ in known]] * scale(len(known))
        logits = rows.sum(0) + standard(np.array(given.numbers), self.mean, self.deviation) @ self.numbers + self.bias
        by_token = np.zeros((len(given), len(STANCE_LABELS)))
        for row, (_, at) in zip(rows, known, strict=True):
            for i in at:
                by_token[i] += row / len(at)
        count = len(STANCE_LABELS)
        against = (by_token.sum(1, keepdims=True) - by_token) / (count - 1)
        return Guess(softmax(logits / self.temperature), by_token - against)


def scale(count: int) -> float:
    """The value of each of so many features of a window."""
    return float(LENGTH / max(1, count) ** 0.5)


def standard(numbers: Array, mean: Array, deviation: Array) -> Array:
    """Numbers (..., NUMBERS) as the model reads them."""
    return np.asarray(SPREAD * (numbers - mean) / deviation)


def softmax(logits: Array) -> Array:
    """Probabilities of logits (..., 4)."""
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True))


def names_of(windows: Sequence[Window]) -> list[Grams]:
    """The features of each window."""
    return [grams(given) for given in windows]


_ARRAYS = ("weights", "numbers", "bias", "mean", "deviation")


def save(folder: Path, model: StanceModel) -> None:
    """Write weights (as half floats, numbers as single) and the names of the features, a line each, into ``folder``."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    names = "\n".join(model.features)
    header = {
        "format": FORMAT,
        "labels": STANCE_LABELS,
        "numbers": NUMBERS,
        "temperature": model.temperature,
        "off_topic": model.off_topic,
        "features": text_sha256(names),
    }
    tensors = {name: getattr(model, name).astype(np.float32) for name in _ARRAYS}
    tensors["weights"] = model.weights.astype(np.float16)
    save_file(tensors, folder / WEIGHTS, {"quotes": json.dumps(header)})
    # The library writes for the owner alone; a package's files are read by others too.
    (folder / WEIGHTS).chmod(0o644)
    (folder / FEATURES).write_text(names, encoding="utf-8")


def load(folder: Path) -> StanceModel:
    """Read a model.

    Raises ResourceError, which names the file and how to restore it, where one is missing, cut, or not this program's.
    """
    header, stored, names = _FILE.read(folder)
    path = folder / WEIGHTS
    if (header.get("labels"), header.get("numbers")) != (list(STANCE_LABELS), list(NUMBERS)):
        raise _FILE.broken(path, "made for other labels or numbers than this program's")
    arrays = {name: array.astype(np.float64) for name, array in stored.items()}
    try:
        return _built(tuple(names.split("\n")), arrays, float(header["temperature"]), float(header["off_topic"]))
    except (KeyError, TypeError, ValueError) as error:
        raise _FILE.broken(path, str(error)) from error


def _built(features: tuple[str, ...], stored: dict[str, Array], temperature: float, off_topic: float) -> StanceModel:
    labels, numbers = len(STANCE_LABELS), len(NUMBERS)
    shapes = {
        "weights": (len(features), labels), "numbers": (numbers, labels), "bias": (labels,), "mean": (numbers,),
        "deviation": (numbers,),
    }  # fmt: skip
    for name, shape in shapes.items():
        if stored[name].shape != shape:
            raise ValueError(f"{name}: got the shape {stored[name].shape}, expected {shape}")
    weights, of_numbers, bias, mean, deviation = (stored[name] for name in _ARRAYS)
    return StanceModel(features, weights, of_numbers, bias, mean, deviation, temperature, off_topic)
