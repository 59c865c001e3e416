"""Where decisions belong among the quotations that the program finds now.

A decision is anchored on the article's text (its hash) and on spans. In the same text it belongs to the quotation of
the same spans, else to the one that shares most of its words; where none does, a decision that keeps a quotation
stands by itself, and one that rejects has nothing to reject. In another text it belongs nowhere until a person
attaches it: an orphan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quotes.decisions.model import Row

#: What two spans must share of their union to be taken for the same quotation; more where it is to be removed.
SAME = 0.5
SAME_TO_REJECT = 0.8


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a decision, known by ``key``, can be found by: spans as the program had them and as they were decided."""

    key: str
    rows: tuple[str, ...]
    spans: tuple[Sequence[Mapping[str, int]], ...]
    rejects: bool = False


def match(anchors: Sequence[Anchor], rows: Sequence[Row]) -> dict[str, str]:
    """The ids of the rows of one text that the anchors of the same text belong to, by key; each row once.

    First by id, then by equal spans, then by the largest overlap, and of equal ones the first in the text.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()

    def take(anchor: Anchor, row_id: str) -> None:
        if anchor.key not in found and row_id not in taken:
            found[anchor.key] = row_id
            taken.add(row_id)

    known = {row["id"] for row in rows}
    for anchor in anchors:
        for id_ in anchor.rows:
            if id_ in known:
                take(anchor, id_)
    places: dict[tuple[tuple[int, int], ...], list[str]] = {}
    for row in rows:
        places.setdefault(_place(row["spans"]), []).append(row["id"])
    for anchor in anchors:
        for spans in anchor.spans:
            for id_ in places.get(_place(spans), ()):
                take(anchor, id_)
    left = [a for a in anchors if a.key not in found]
    for _, _, anchor, id_ in sorted(_near(left, rows, taken), key=lambda pair: (-pair[0], pair[1])):
        take(anchor, id_)
    return found


def _near(anchors: Iterable[Anchor], rows: Sequence[Row], taken: set[str]) -> list[tuple[float, int, Anchor, str]]:
    pairs = []
    for anchor in anchors:
        needed = SAME_TO_REJECT if anchor.rejects else SAME
        for number, row in enumerate(rows):
            if row["id"] not in taken:
                shared = max(overlap(spans, row["spans"]) for spans in anchor.spans)
                if shared >= needed:
                    pairs.append((shared, number, anchor, row["id"]))
    return pairs


def overlap(a: Sequence[Mapping[str, int]], b: Sequence[Mapping[str, int]]) -> float:
    """What two lists of spans share, of all that they cover: 0 to 1."""
    both = sum(max(0, min(x["end"], y["end"]) - max(x["start"], y["start"])) for x in a for y in b)
    if not both:
        return 0.0
    return both / (_length(a) + _length(b) - both)


def same_words(spans: Sequence[Mapping[str, int]], old: str, new: str) -> list[dict[str, int]] | None:
    """The spans of one text in another, where the words from the first to the last stand there exactly once."""
    start, end = spans[0]["start"], spans[-1]["end"]
    words = old[start:end]
    at = new.find(words)
    if not words or at < 0 or new.find(words, at + 1) >= 0:
        return None
    return [{"start": s["start"] - start + at, "end": s["end"] - start + at} for s in spans]


def _length(spans: Sequence[Mapping[str, int]]) -> int:
    return sum(s["end"] - s["start"] for s in spans)


def _place(spans: Sequence[Mapping[str, Any]]) -> tuple[tuple[int, int], ...]:
    return tuple((s["start"], s["end"]) for s in spans)
