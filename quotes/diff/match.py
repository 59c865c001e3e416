"""Rows that lost their id against rows that got a new one: which are the same after all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quotes.dataset.minhash import buckets, fingerprints, words

Row = Mapping[str, Any]

#: From this share of common code points (of their union) on, two quotations are one whose borders moved.
SPANS = 0.3
#: From this share of common words on, two quotations of a rewritten article are one.
WORDS = 0.5
#: From this share of common shingles on, two documents are one that was edited under another id.
TEXTS = 0.5


@dataclass(frozen=True, slots=True)
class Pair:
    """A row before and after, by their places in the two lists; how they were matched, and how much they share."""

    before: int
    after: int
    by: str
    overlap: float


def match_quotations(before: Sequence[Row], after: Sequence[Row], *, same_text: bool) -> list[Pair]:
    """One-to-one pairs of one document's quotations, the best first.

    ``same_text``: spans of both point into one text and are compared; else the words of the quotations are.
    """
    if same_text:
        return _best(before, after, "overlap", SPANS, span_overlap)
    return _best(before, after, "words", WORDS, word_overlap)


def span_overlap(a: Row, b: Row) -> float:
    """The code points in both quotations as a share of those in either; 0 where they have no word in common, since
    then the spans point into different texts.
    """
    if not word_overlap(a, b):
        return 0.0
    first, second = _covered(a), _covered(b)
    both = sum(max(0, min(e, end) - max(s, start)) for s, e in first for start, end in second)
    either = sum(e - s for s, e in first) + sum(e - s for s, e in second) - both
    return both / either if either else 0.0


def word_overlap(a: Row, b: Row) -> float:
    """The words in both quotations as a share of those in either, repeats counted."""
    first, second = Counter(words(a.get("text") or "")), Counter(words(b.get("text") or ""))
    either = (first | second).total()
    return (first & second).total() / either if either else 0.0


def match_documents(before: Mapping[str, Row], after: Mapping[str, Row]) -> list[tuple[str, str, str, float]]:
    """One-to-one pairs of documents under other ids (before, after, how, overlap): equal texts first, in the order of
    ids, then by overlap of their shingles, the best first.
    """
    pairs: list[tuple[str, str, str, float]] = []
    left, right = sorted(before), sorted(after)
    waiting: dict[str, list[str]] = {}
    for id_ in right:
        waiting.setdefault(_text(after[id_]), []).append(id_)
    for id_ in left:
        same = waiting.get(_text(before[id_]))
        if same:
            pairs.append((id_, same.pop(0), "text", 1.0))
    done_left, done_right = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    return pairs + _similar(
        [i for i in left if i not in done_left], [i for i in right if i not in done_right], before, after
    )


def _similar(
    left: Sequence[str], right: Sequence[str], before: Mapping[str, Row], after: Mapping[str, Row]
) -> list[tuple[str, str, str, float]]:
    if not left or not right:
        return []
    prints = fingerprints([*(_text(before[i]) for i in left), *(_text(after[i]) for i in right)])
    candidates: set[tuple[int, int]] = set()
    for bucket in buckets(prints):
        ours = [i for i in bucket if i < len(left)]
        candidates.update((i, j) for i in ours for j in bucket if j >= len(left))
    scored = ((prints.overlap(i, j), i, j) for i, j in candidates if prints.may_overlap(i, j, TEXTS))
    chosen: list[tuple[str, str, str, float]] = []
    taken: set[int] = set()
    for overlap, i, j in sorted((s for s in scored if s[0] >= TEXTS), key=lambda s: (-s[0], s[1], s[2])):
        if i not in taken and j not in taken:
            taken |= {i, j}
            chosen.append((left[i], right[j - len(left)], "overlap", overlap))
    return chosen


def _best(
    before: Sequence[Row], after: Sequence[Row], by: str, least: float, measure: Callable[[Row, Row], float]
) -> list[Pair]:
    scored = [
        (measure(a, b), a.get("type") == b.get("type"), i, j) for i, a in enumerate(before) for j, b in enumerate(after)
    ]
    pairs: list[Pair] = []
    left: set[int] = set()
    right: set[int] = set()
    # Of equal overlaps one of the same type comes first: a nested quotation may cover its parent.
    for overlap, _, i, j in sorted(scored, key=lambda s: (-s[0], not s[1], s[2], s[3])):
        if overlap < least:
            break
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append(Pair(i, j, by, round(overlap, 4)))
    return pairs


def _covered(row: Row) -> list[tuple[int, int]]:
    return [(span["start"], span["end"]) for span in row.get("spans") or ()]


def _text(row: Row) -> str:
    return str(row.get("text") or "")
