"""Quotation attribution scores: the published metric of the German news quotation dataset, with bootstrap intervals.

After Petersen-Frey & Biemann (LREC-COLING 2024): the predicted and gold quotations of a document are paired one to
one so that the summed token overlap F1 of their quotes is the largest (an equal type breaks ties). Each pair, and each
quotation left alone, gives token precision and recall for each part; the scores are macro averages over those.
``messages`` is the quote alone, ``roles`` the other four parts, ``joint`` all five.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from quotes.document import QUOTATION_TYPES, Quotation, QuotationType, Span, Spans
from quotes.evaluate.bootstrap import f1, intervals, percent, share

ROLES = ("speaker", "cue", "frame", "addressee")
PARTS = ("quote", *ROLES)
_TOKEN = re.compile(r"\w+|[^\w\s]")
# A gold quotation is found where a prediction paired with it overlaps it at least so far (token F1).
_FOUND = 0.5


@dataclass(frozen=True, slots=True)
class Pairing:
    """The gold and the predicted quotations of one text, and the tokens over which they are compared."""

    tokens: tuple[Span, ...]
    gold: tuple[Quotation, ...]
    predicted: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 in percent, and the 95% bootstrap interval of F1 over documents."""

    precision: float
    recall: float
    f1: float
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class TypeScore:
    """For one type: gold count, predicted count, percent of gold found (token F1 of 0.5), F1 of the label."""

    gold: int
    predicted: int
    found: float
    f1: float


@dataclass(frozen=True, slots=True)
class Report:
    """All scores of one evaluation; ``scores`` by name: messages, roles, joint, type, and each role."""

    documents: int
    gold: int
    predicted: int
    scores: Mapping[str, Score]
    types: Mapping[QuotationType, TypeScore]

    def as_dict(self) -> dict[str, Any]:
        """The report as plain values, for JSON."""
        scores = {
            name: {"precision": s.precision, "recall": s.recall, "f1": s.f1, "interval": s.interval}
            for name, s in self.scores.items()
        }
        types = {
            name: {"gold": t.gold, "predicted": t.predicted, "found": t.found, "f1": t.f1}
            for name, t in self.types.items()
        }
        counts = {"documents": self.documents, "gold": self.gold, "predicted": self.predicted}
        return {**counts, "scores": scores, "types": types}


@dataclass(slots=True)
class _Tally:
    """Sums of one document: for each part precision and recall (sum, count); for the types hits and misses."""

    sums: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros((len(PARTS), 4)))
    types: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros((len(QUOTATION_TYPES), 3)))
    found: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros((len(QUOTATION_TYPES), 2)))


def text_tokens(text: str) -> tuple[Span, ...]:
    """Words and punctuation marks of a text, for gold that brings no tokens of its own."""
    return tuple(Span(*match.span()) for match in _TOKEN.finditer(text))


def token_set(spans: Spans, tokens: Sequence[Span]) -> frozenset[int]:
    """The tokens (sorted, disjoint) that share a code point with ``spans``."""
    starts, ends = [t.start for t in tokens], [t.end for t in tokens]
    return frozenset(i for s in spans for i in range(bisect_right(ends, s.start), bisect_left(starts, s.end)))


def _parts(quotation: Quotation, tokens: Sequence[Span]) -> dict[str, frozenset[int]]:
    mention = quotation.speaker.mention if quotation.speaker else ()
    spans = {
        "quote": quotation.spans,
        "speaker": mention,
        "cue": quotation.cue,
        "frame": quotation.frame,
        "addressee": quotation.addressee,
    }
    return {part: token_set(value, tokens) for part, value in spans.items()}


def overlap(a: frozenset[int], b: frozenset[int]) -> float:
    """Token F1 of two sets."""
    both = len(a & b)
    return 2 * both / (len(a) + len(b)) if both else 0.0


def pair(
    gold: Sequence[tuple[frozenset[int], str]], predicted: Sequence[tuple[frozenset[int], str]]
) -> list[tuple[int, int]]:
    """The pairs (gold, predicted) of the best one-to-one assignment; pairs without common tokens may be among them."""
    from scipy.optimize import linear_sum_assignment

    if not gold or not predicted:
        return []
    scores = np.zeros((len(gold), len(predicted)))
    for i, (tokens, kind) in enumerate(gold):
        for j, (other, other_kind) in enumerate(predicted):
            common = overlap(tokens, other)
            scores[i, j] = common + 0.01 * (kind == other_kind) if common else 0.0
    rows, columns = linear_sum_assignment(scores, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True)]


def _tally(item: Pairing) -> _Tally:
    out = _Tally()
    gold = [_parts(q, item.tokens) for q in item.gold]
    predicted = [_parts(q, item.tokens) for q in item.predicted]
    pairs: list[tuple[int | None, int | None]] = list(
        pair(
            [(p["quote"], q.type) for p, q in zip(gold, item.gold, strict=True)],
            [(p["quote"], q.type) for p, q in zip(predicted, item.predicted, strict=True)],
        )
    )
    taken, used = {i for i, _ in pairs}, {j for _, j in pairs}
    pairs += [(i, None) for i in range(len(gold)) if i not in taken]
    pairs += [(None, j) for j in range(len(predicted)) if j not in used]
    nothing: dict[str, frozenset[int]] = dict.fromkeys(PARTS, frozenset())
    for i, j in pairs:
        g = gold[i] if i is not None else nothing
        p = predicted[j] if j is not None else nothing
        for k, part in enumerate(PARTS):
            hits = len(g[part] & p[part])
            if p[part]:
                out.sums[k, :2] += hits / len(p[part]), 1
            if g[part]:
                out.sums[k, 2:] += hits / len(g[part]), 1
        gold_type = QUOTATION_TYPES.index(item.gold[i].type) if i is not None else None
        type_ = QUOTATION_TYPES.index(item.predicted[j].type) if j is not None else None
        if gold_type is not None:
            out.found[gold_type] += overlap(g["quote"], p["quote"]) >= _FOUND, 1
        if gold_type is not None and gold_type == type_:
            out.types[gold_type, 0] += 1
        else:
            if type_ is not None:
                out.types[type_, 1] += 1
            if gold_type is not None:
                out.types[gold_type, 2] += 1
    return out


def _scores(
    sums: npt.NDArray[np.float64], types: npt.NDArray[np.float64], groups: Mapping[str, Sequence[int]]
) -> dict[str, tuple[float, float, float]]:
    out = {}
    for name, rows in groups.items():
        hits_p, count_p, hits_r, count_r = sums[list(rows)].sum(0)
        p, r = share(hits_p, count_p), share(hits_r, count_r)
        out[name] = (p, r, f1(p, r))
    hit, wrong, missed = types.sum(0)
    p, r = share(hit, hit + wrong), share(hit, hit + missed)
    out["type"] = (p, r, f1(p, r))
    return out


def _groups(parts: Sequence[str]) -> dict[str, list[int]]:
    """The rows of the parts that each score is over."""
    roles = [PARTS.index(role) for role in ROLES if role in parts]
    groups = {"messages": [0], "roles": roles, "joint": [0, *roles]} | {PARTS[k]: [k] for k in roles}
    return groups if roles else {"messages": [0]}


def evaluate(items: Sequence[Pairing], *, parts: Sequence[str] = PARTS, samples: int = 1000, seed: int = 1) -> Report:
    """Score predictions against gold; ``samples`` bootstrap samples of documents give the intervals (0: none).

    ``parts`` are those that the gold annotates; what it does not, counts nowhere, and is no part of roles and joint.
    """
    tallies = [_tally(item) for item in items]
    sums = np.array([t.sums for t in tallies]).reshape(-1, len(PARTS), 4)
    types = np.array([t.types for t in tallies]).reshape(-1, len(QUOTATION_TYPES), 3)
    found = np.array([t.found for t in tallies]).reshape(-1, len(QUOTATION_TYPES), 2).sum(0)
    groups, cut = _groups(parts), len(PARTS) * 4

    def f1s(row: npt.NDArray[np.float64]) -> dict[str, float]:
        scored = _scores(row[:cut].reshape(-1, 4), row[cut:].reshape(-1, 3), groups)
        return {name: f for name, (_, _, f) in scored.items()}

    flat = np.hstack([sums.reshape(-1, cut), types.reshape(-1, len(QUOTATION_TYPES) * 3)])
    drawn = intervals(flat, f1s, samples=samples, seed=seed)
    whole = _scores(sums.sum(0), types.sum(0), groups)
    scores = {name: Score(percent(p), percent(r), percent(f), drawn.get(name)) for name, (p, r, f) in whole.items()}
    by_type: dict[QuotationType, TypeScore] = {}
    for k, name in enumerate(QUOTATION_TYPES):
        hit, wrong, missed = types[:, k].sum(0) if tallies else (0.0, 0.0, 0.0)
        f = f1(share(hit, hit + wrong), share(hit, hit + missed))
        by_type[name] = TypeScore(int(hit + missed), int(hit + wrong), percent(share(*found[k])), percent(f))
    gold = sum(len(item.gold) for item in items)
    return Report(len(items), gold, sum(len(item.predicted) for item in items), scores, by_type)
