"""Figures in percent over documents, with percentile bootstrap intervals (Efron & Tibshirani 1993)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Tally = npt.NDArray[np.float64]
#: Summed tallies (k) to figures between 0 and 1 by name; a figure over nothing is left out.
Statistic = Callable[[Tally], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in percent, and its 95% bootstrap interval over documents."""

    value: float
    interval: tuple[float, float] | None = None


def figures(tallies: Tally, statistic: Statistic, *, samples: int = 1000, seed: int = 1) -> dict[str, Figure]:
    """The figures of ``tallies`` (documents, k) with intervals from ``samples`` draws of documents (0: none)."""
    drawn = intervals(tallies, statistic, samples=samples, seed=seed)
    return {name: Figure(percent(v), drawn.get(name)) for name, v in statistic(tallies.sum(0)).items()}


def intervals(tallies: Tally, statistic: Statistic, *, samples: int, seed: int) -> dict[str, tuple[float, float]]:
    """The 2.5th and 97.5th percentile of each figure in percent, over draws of documents with replacement."""
    rng = np.random.default_rng(seed)
    drawn: dict[str, list[float]] = {}
    for _ in range(samples if len(tallies) else 0):
        rows = rng.integers(0, len(tallies), len(tallies))
        for name, value in statistic(tallies[rows].sum(0)).items():
            drawn.setdefault(name, []).append(value)
    return {name: (percent(low), percent(high)) for name, (low, high) in _percentiles(drawn).items()}


def _percentiles(drawn: Mapping[str, list[float]]) -> dict[str, tuple[float, float]]:
    return {name: tuple(np.percentile(values, [2.5, 97.5])) for name, values in drawn.items()}


def percent(value: float) -> float:
    """A share in percent, with one digit."""
    return round(100 * float(value), 1)


def share(a: float, b: float) -> float:
    """``a / b``, 0 where there is nothing."""
    return float(a / b) if b else 0.0


def f1(precision: float, recall: float) -> float:
    """The harmonic mean, 0 where both are."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
