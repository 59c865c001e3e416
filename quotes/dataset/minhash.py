"""Near-duplicate texts by MinHash and banded locality-sensitive hashing, checked by their true overlap.

Broder, A. (1997). On the resemblance and containment of documents. Leskovec, J., Rajaraman, A., Ullman, J. (2014).
Mining of Massive Datasets, chapter 3 (bands). Everything is a function of the texts alone: no seed, no order.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Constants = np.ndarray[Any, np.dtype[np.uint64]]
    Hashes = np.ndarray[Any, np.dtype[np.uint32]]

#: Words in a shingle. Unrelated news share under 1% of their shingles of three words.
SHINGLE = 3
#: 42 bands of 3 rows: of pairs with an overlap of 0.5, 99.6% become candidates; of pairs with 0.1, 4%.
BANDS, ROWS = 42, 3
#: The estimate from 126 values is off by at most this (4.5 standard deviations at an overlap of 0.5).
MARGIN = 0.2

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Of n texts: the hashes of their shingles (sorted, without repeats), and signatures of shape (n, 126)."""

    shingles: tuple[Hashes, ...]
    signatures: Hashes

    def overlap(self, i: int, j: int) -> float:
        """The Jaccard overlap of two texts' shingles, 0 to 1."""
        import numpy as np

        a, b = self.shingles[i], self.shingles[j]
        if min(len(a), len(b)) == 0:
            return 0.0
        both = len(np.intersect1d(a, b, assume_unique=True))
        return both / (len(a) + len(b) - both)

    def may_overlap(self, i: int, j: int, threshold: float) -> bool:
        """Whether the signatures leave it open that the overlap reaches the threshold."""
        agreeing = float((self.signatures[i] == self.signatures[j]).mean())
        return agreeing >= threshold - MARGIN


def words(text: str) -> list[str]:
    """The words of a text as they are compared: letters and digits, in one case, marks and layout left out."""
    return _WORD.findall(text.casefold())


def fingerprints(texts: Iterable[str]) -> Fingerprints:
    """The fingerprints of texts. A text of fewer than three words is one shingle; one without a word has none."""
    import numpy as np

    multipliers, offsets = _constants()
    shingles, rows = [], []
    for text in texts:
        found = _shingles(text)
        shingles.append(found)
        # Multiply-shift hashing: the upper half of (a * x + b) modulo 2^64.
        if len(found):
            hashed = (found[:, None].astype(np.uint64) * multipliers + offsets) >> np.uint64(32)
            rows.append(hashed.min(axis=0).astype(np.uint32))
        else:
            rows.append(np.zeros(BANDS * ROWS, dtype=np.uint32))
    return Fingerprints(tuple(shingles), np.array(rows, dtype=np.uint32).reshape(len(rows), BANDS * ROWS))


def buckets(prints: Fingerprints) -> Iterator[list[int]]:
    """The texts that agree in a band, for each band and value: what has to be compared; no text without a word."""
    import numpy as np

    filled = np.array([i for i, found in enumerate(prints.shingles) if len(found)], dtype=np.int64)
    if not len(filled):
        return
    mixed = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
    for band in range(BANDS):
        rows = prints.signatures[filled, band * ROWS : (band + 1) * ROWS].astype(np.uint64)
        keys = (rows * mixed).sum(axis=1, dtype=np.uint64)
        order = np.argsort(keys, kind="stable")
        ends = np.flatnonzero(np.diff(keys[order])) + 1
        for run in np.split(order, ends):
            if len(run) > 1:
                yield [int(i) for i in filled[run]]


def components(
    prints: Fingerprints, threshold: float, fixed: Sequence[Hashable | None]
) -> list[tuple[list[int], set[Any]]]:
    """The texts without a fixed group as connected components of pairs that overlap by ``threshold`` or more.

    ``fixed`` holds, for each text, the group that it has already, or None. Groups that are fixed are never joined.
    Each component comes with the fixed groups that one of its texts overlaps with. The order of texts plays no part.
    """
    graph = _Graph(fixed)
    for bucket in buckets(prints):
        if len({graph.find(i) for i in bucket}) > 1:
            _connect(bucket, prints, threshold, graph)
    found: dict[int, tuple[list[int], set[Any]]] = {}
    for i, group in enumerate(fixed):
        if group is None:
            root = graph.find(i)
            found.setdefault(root, ([], graph.touched.get(root, set())))[0].append(i)
    return list(found.values())


class _Graph:
    """Union-find over texts; texts of one fixed group are one node that joins no other."""

    def __init__(self, fixed: Sequence[Hashable | None]) -> None:
        self.fixed = fixed
        self.parent = list(range(len(fixed)))
        self.touched: dict[int, set[Any]] = {}
        first: dict[Hashable, int] = {}
        for i, group in enumerate(fixed):
            if group is not None:
                self.parent[i] = first.setdefault(group, i)

    def find(self, i: int) -> int:
        while self.parent[i] != i:
            self.parent[i] = self.parent[self.parent[i]]
            i = self.parent[i]
        return i

    def settled(self, i: int, j: int) -> bool:
        """Whether a comparison of two roots could tell nothing new."""
        a, b = self.fixed[i], self.fixed[j]
        if a is not None and b is not None:
            return True
        if a is None and b is None:
            return i == j
        return (b if a is None else a) in self.touched.get(i if a is None else j, ())

    def link(self, i: int, j: int) -> None:
        """Record that texts of two roots overlap."""
        a, b = self.fixed[i], self.fixed[j]
        if a is None and b is None:
            self.parent[j] = i
            self.touched.setdefault(i, set()).update(self.touched.pop(j, ()))
        else:
            self.touched.setdefault(i if a is None else j, set()).add(b if a is None else a)


def _connect(bucket: list[int], prints: Fingerprints, threshold: float, graph: _Graph) -> None:
    """Compare the texts of a bucket as far as it is not known yet that they belong together."""
    parts: list[list[int]] = []
    for i in bucket:
        mine: list[int] = [i]
        others: list[list[int]] = []
        for members in parts:
            for j in members:
                root, other = graph.find(i), graph.find(j)
                if graph.settled(root, other):
                    break
                if prints.may_overlap(i, j, threshold) and prints.overlap(i, j) >= threshold:
                    graph.link(root, other)
                    break
            joined = graph.find(i) == graph.find(members[0])
            mine, others = (members + mine, others) if joined else (mine, [*others, members])
        parts = [*others, mine]


def _shingles(text: str) -> Hashes:
    import numpy as np

    hashes = np.fromiter((zlib.crc32(word.encode("utf-8", "replace")) for word in words(text)), dtype=np.uint64)
    if 0 < len(hashes) < SHINGLE:
        hashes = np.pad(hashes, (0, SHINGLE - len(hashes)))
    if not len(hashes):
        return hashes.astype(np.uint32)
    mixed = np.zeros(len(hashes) - SHINGLE + 1, dtype=np.uint64)
    for place in range(SHINGLE):
        mixed = mixed * np.uint64(0x100000001B3) + hashes[place : len(hashes) - SHINGLE + 1 + place]
        mixed ^= mixed >> np.uint64(29)
    return np.unique((mixed >> np.uint64(32)).astype(np.uint32))


def _constants() -> tuple[Constants, Constants]:
    """Multipliers (odd) and offsets of the hash functions, drawn from SHA-256 so that they never change."""
    import numpy as np

    drawn = [hashlib.sha256(f"minhash {i}".encode()).digest() for i in range(BANDS * ROWS)]
    multipliers = np.array([int.from_bytes(d[:8], "big") | 1 for d in drawn], dtype=np.uint64)
    offsets = np.array([int.from_bytes(d[8:16], "big") for d in drawn], dtype=np.uint64)
    return multipliers, offsets
