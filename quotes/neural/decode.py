"""From the network's scores to quotations over tokens: best label paths, role spans, merging, marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from quotes.document import QUOTATION_TYPES, QuotationType
from quotes.neural.confidence import Evidence
from quotes.neural.marks import CLOSING, INSIDE, OPENING
from quotes.neural.network import LAYERS

Floats = npt.NDArray[np.float32]
Run = tuple[int, int]
# Tokens whose best label of a quotation is this far (in log-probability) below "outside", as are their neighbours
# within the margin, are outside: no path gains enough elsewhere to bridge them.
_CLEAR, _MARGIN = 3.5, 3


@dataclass(frozen=True, slots=True)
class Settings:
    """Thresholds, tuned on a held-out part of the training data.

    ``outside``: taken off the log-probability of "no quotation" in each layer; the others are added to the logits of
    their channel; ``fallback``: a speaker is guessed from the best token where its logit is above minus this.
    """

    outside: tuple[float, ...] = (0.4, 0.4, 0.8)
    speaker: float = 0.0
    cue: float = 0.0
    frame: float = 0.0
    addressee: float = 0.0
    quote: float = -1.0
    fallback: float = 1.5


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """A stretch of tokens of one type; ``scores``: mean, worst, first and last log-probability of its labels."""

    begin: int
    end: int
    type: QuotationType
    scores: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class TokenQuotation:
    """A quotation over token indexes: runs ``(begin, end)`` for each part, and the evidence for its confidence."""

    type: QuotationType
    quote: tuple[Run, ...]
    speaker: tuple[Run, ...]
    cue: tuple[Run, ...]
    frame: tuple[Run, ...]
    addressee: tuple[Run, ...]
    evidence: Evidence


def best_path(scores: Floats, outside: float) -> list[int]:
    """The best labels (n) for log-probabilities (n, labels); an inside label follows only its own begin or inside.

    Labels: 0 is outside, odd ones begin, even ones go on. ``outside`` is taken off the scores of label 0.
    """
    rows = scores.tolist()
    if not rows:
        return []
    count = len(rows[0])
    inside = range(2, count, 2)
    path = [row if t else [-1e9 if k in inside else s for k, s in enumerate(row)] for t, row in enumerate(rows)]
    total = list(path[0])
    total[0] -= outside
    back: list[list[int]] = []
    for row in rows[1:]:
        best = max(range(count), key=total.__getitem__)
        new, origin = [0.0] * count, [best] * count
        top = total[best]
        new[0] = top + row[0] - outside
        for k in inside:
            new[k - 1] = top + row[k - 1]
            if total[k] >= total[k - 1]:
                new[k], origin[k] = total[k] + row[k], k
            else:
                new[k], origin[k] = total[k - 1] + row[k], k - 1
        back.append(origin)
        total = new
    label = max(range(count), key=total.__getitem__)
    labels = [label]
    for origin in reversed(back):
        label = origin[label]
        labels.append(label)
    return labels[::-1]


def best_labels(scores: Floats, outside: float) -> npt.NDArray[np.int64]:
    """The best path (n), searched only where a quotation is thinkable: most tokens of most texts are outside."""
    labels = np.zeros(len(scores), np.int64)
    if not len(scores):
        return labels
    thinkable = scores[:, 1:].max(1) > scores[:, 0] - outside - _CLEAR
    near = np.convolve(thinkable, np.ones(2 * _MARGIN + 1))[_MARGIN : _MARGIN + len(scores)]
    open_ = np.flatnonzero(near > 0)
    for stretch in np.split(open_, np.flatnonzero(np.diff(open_) > 1) + 1):
        if len(stretch):
            labels[stretch] = best_path(scores[stretch[0] : stretch[-1] + 1], outside)
    return labels


def tagged_spans(scores: Floats, layer: int, outside: float) -> list[TaggedSpan]:
    """The spans of one layer on its best path; single tokens are dropped."""
    labels = best_labels(scores, outside)
    begins = np.flatnonzero(labels % 2 == 1)
    out = []
    for begin in begins.tolist():
        end = begin + 1
        while end < len(labels) and labels[end] and labels[end] % 2 == 0:
            end += 1
        if end - begin < 2:
            continue
        chosen = scores[np.arange(begin, end), labels[begin:end]]
        closed = float(scores[end, labels[end]]) if end < len(labels) else 0.0
        kind = LAYERS[layer][(int(labels[begin]) - 1) // 2]
        summary = (float(chosen.mean()), float(chosen.min()), float(chosen[0]), closed)
        out.append(TaggedSpan(begin, end, kind, summary))
    return out


def _best_run(values: list[float], sentences: Sequence[int]) -> tuple[float, Run | None]:
    """The run of largest sum within one sentence, where that is above zero."""
    best, found = 0.0, None
    total, start = 0.0, 0
    for i, value in enumerate(values):
        if total <= 0 or (i and sentences[i] != sentences[i - 1]):
            total, start = 0.0, i
        total += value
        if total > best:
            best, found = total, (start, i + 1)
    return best, found


def _fallback_run(values: list[float], sentences: Sequence[int]) -> Run:
    peak = max(range(len(values)), key=values.__getitem__)
    floor = values[peak] - 1
    begin, end = peak, peak + 1
    while begin > 0 and values[begin - 1] > floor and sentences[begin - 1] == sentences[peak]:
        begin -= 1
    while end < len(values) and values[end] > floor and sentences[end] == sentences[peak]:
        end += 1
    return begin, end


def _speaker(values: list[float], sentences: Sequence[int], settings: Settings) -> tuple[Run | None, float, float]:
    """The speaker's run in the window, its peak logit, and the margin to the best token outside it."""
    shifted = [v + settings.speaker for v in values]
    _, run = _best_run(shifted, sentences)
    peak = max(values)
    if run is None and peak > -settings.fallback:
        run = _fallback_run(values, sentences)
    if run is None:
        return None, peak, 0.0
    peak = max(values[run[0] : run[1]])
    rest = values[: run[0]] + values[run[1] :]
    return run, peak, peak - max(rest, default=-10.0)


def group(ids: Sequence[int]) -> tuple[Run, ...]:
    """Rising indexes as half-open runs."""
    out: list[Run] = []
    for i in ids:
        if out and out[-1][1] == i:
            out[-1] = (out[-1][0], i + 1)
        else:
            out.append((i, i + 1))
    return tuple(out)


def read_roles(
    span: TaggedSpan, logits: Floats, first: int, sentences: Sequence[int], settings: Settings
) -> TokenQuotation:
    """A quotation from a tagged span and its window: ``logits`` (width, 5) from token ``first`` on."""
    values = logits[:, 0].tolist()
    own = sentences[first : first + len(values)]
    speaker, peak, margin = _speaker(values, own, settings)

    def chosen(channel: int, threshold: float) -> tuple[Run, ...]:
        return group([first + int(i) for i in np.flatnonzero(logits[:, channel] > -threshold)])

    quote = set(range(span.begin, span.end))
    quote.update(first + int(i) for i in np.flatnonzero(logits[:, 4] > -settings.quote))
    kinds = [float(span.type == kind) for kind in QUOTATION_TYPES if kind != "indirect"]
    mean, worst, begin, end = span.scores
    evidence = (
        mean, max(worst, -8.0), max(begin, -8.0), max(end, -8.0), max(-8.0, min(8.0, peak)),
        max(-8.0, min(12.0, margin)), float(speaker is None), max(-8.0, float(logits[:, 1].max())),
        float(np.log(span.end - span.begin)), *kinds,
    )  # fmt: skip
    return TokenQuotation(
        span.type,
        group(sorted(quote)),
        ((first + speaker[0], first + speaker[1]),) if speaker else (),
        chosen(1, settings.cue),
        chosen(2, settings.frame),
        chosen(3, settings.addressee),
        evidence,
    )


def _tokens(runs: Sequence[Run]) -> set[int]:
    return {i for begin, end in runs for i in range(begin, end)}


def merge(found: Sequence[TokenQuotation]) -> list[TokenQuotation]:
    """Join quotations of one type whose tokens overlap for the most part: parts that claimed each other."""
    out: list[tuple[TokenQuotation, set[int]]] = []
    for new in found:
        tokens = _tokens(new.quote)
        for k in range(len(out) - 1, -1, -1):
            old, held = out[k]
            if old.type == new.type and 2 * len(held & tokens) > 0.6 * (len(held) + len(tokens)):
                better = old if old.evidence[0] >= new.evidence[0] else new
                both = held | tokens
                out[k] = (_with_quote(better, group(sorted(both))), both)
                break
            # Sorted by begin: what ends long before cannot overlap any more.
            if len(out) - k > 12:
                out.append((new, tokens))
                break
        else:
            out.append((new, tokens))
    return [quotation for quotation, _ in out]


def _with_quote(quotation: TokenQuotation, quote: tuple[Run, ...]) -> TokenQuotation:
    return replace(quotation, quote=quote)


def take_in_marks(quotation: TokenQuotation, states: Sequence[int]) -> TokenQuotation:
    """A direct quotation with the marks that stand directly around it (marks belong to it)."""
    if quotation.type != "direct":
        return quotation
    runs = []
    for begin, end in quotation.quote:
        opened = begin > 0 and states[begin] == INSIDE and states[begin - 1] == OPENING
        closed = end < len(states) and states[end - 1] == INSIDE and states[end] == CLOSING
        runs.append((begin - opened, end + closed))
    return _with_quote(quotation, group(sorted(_tokens(runs))))


def _namelike(word: str) -> bool:
    return len(word) > 1 and word[0].isupper() and word.replace("-", "").isalpha()


def complete_names(quotation: TokenQuotation, words: Sequence[str], sentences: Sequence[int]) -> TokenQuotation:
    """The speaker with the rest of a name that was cut: capitalised words directly after a capitalised one."""
    inside = _tokens(quotation.quote)
    runs = []
    for begin, last in quotation.speaker:
        end = last
        while end < len(words) and sentences[end] == sentences[end - 1] and end not in inside:
            if not (_namelike(words[end - 1]) and _namelike(words[end])):
                break
            end += 1
        runs.append((begin, end))
    return replace(quotation, speaker=tuple(runs))
