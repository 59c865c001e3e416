"""Intervals over documents by the Poisson bootstrap.

Each draw counts each document Poisson(1) times, which for many documents is the bootstrap (Chamandy, Muralidharan,
Najmi and Naidu 2012, "Estimating Uncertainty for Massive Data Streams"). How often a draw counts a document depends on
the document's id and the number of the draw alone, so that a filter in the page and this module come to the same
interval.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

DRAWS = 200
_GOLDEN = np.uint32(0x9E3779B9)
#: P(Poisson(1) <= k) in units of 2**-32; six and more are one in 12,000.
THRESHOLDS = tuple(round(2**32 * sum(math.exp(-1) / math.factorial(j) for j in range(k + 1))) for k in range(6))

Weights = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]


def seeds(ids: Iterable[str]) -> npt.NDArray[np.uint32]:
    """The number (CRC-32 of the id) that stands for each document."""
    return np.array([zlib.crc32(id_.encode("utf-8", "surrogatepass")) for id_ in ids], dtype=np.uint32)


def weights(seed: npt.NDArray[np.uint32], draws: int = DRAWS) -> Weights:
    """How often each draw counts each document: (documents, draws)."""
    with np.errstate(over="ignore"):
        step = (np.arange(1, draws + 1, dtype=np.uint32) * _GOLDEN).astype(np.uint32)
        mixed = _mixed(seed[:, None] ^ step[None, :])
    return np.searchsorted(np.array(THRESHOLDS, dtype=np.uint64), mixed.astype(np.uint64), side="right").astype(
        np.uint8
    )


def _mixed(x: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """The finalizer of MurmurHash3 (Appleby 2011): every bit of the result depends on every bit of ``x``."""
    x = (x ^ (x >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    x = (x ^ (x >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    result: npt.NDArray[np.uint32] = x ^ (x >> np.uint32(16))
    return result


def interval(part: Counts, whole: Counts, weight: Weights) -> tuple[float | None, float | None]:
    """The 2.5th and 97.5th percentile of sum(part) / sum(whole) over the draws; ``part`` and ``whole`` are counts by
    document. None twice where fewer than two documents have anything, since one document says nothing of others.
    """
    there = np.flatnonzero(whole)
    if len(there) < 2:
        return None, None
    drawn = weight[there].astype(np.int64)
    above, below = part[there] @ drawn, whole[there] @ drawn
    shares = above[below > 0] / below[below > 0]
    if not len(shares):
        return None, None
    low, high = np.percentile(shares, (2.5, 97.5))
    return float(low), float(high)
