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
    their channel; ``nobody`` is added to the log-probability that there is no speaker.
    """

    outside: tuple[float, ...] = (0.4, 0.4, 0.8)
    speaker: float = 0.0
    cue: float = 0.0
    frame: float = 0.0
    addressee: float = 0.0
    quote: float = -1.0
    nobody: float = 0.0


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """A stretch of tokens of one type.

    ``scores``: mean, worst, first and last log-probability of its labels, and how far the networks' means lie apart.
    """

    begin: int
    end: int
    type: QuotationType
    scores: tuple[float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Window:
    """A tagged span with the pair scorer's scores for the tokens from ``first`` on.

    ``logits`` (width, 5); ``starts`` (width + 1): log-probability of each token to be the first of the speaker's
    mention, and last that there is none; ``hints`` (width, 7); ``agreed``: whether all networks hold the same token
    for the likeliest.
    """

    span: TaggedSpan
    logits: Floats
    starts: Floats
    hints: Floats
    first: int
    agreed: bool = True


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


def tagged_spans(by_network: Floats, layer: int, outside: float) -> list[TaggedSpan]:
    """The spans of one layer on the best path over the networks' mean; single tokens are dropped.

    ``by_network``: log-probabilities (networks, n, labels).
    """
    scores = by_network.mean(0)
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
        means = by_network[:, np.arange(begin, end), labels[begin:end]].mean(1)
        apart = float(means.max() - means.min())
        summary = (float(chosen.mean()), float(chosen.min()), float(chosen[0]), closed, apart)
        out.append(TaggedSpan(begin, end, kind, summary))
    return out


def _speaker(window: Window, sentences: Sequence[int], settings: Settings) -> tuple[Run | None, float, float]:
    """The speaker's run in the window, the log-probability of its start, and the margin to the next best answer.

    ``sentences`` are those of the window's tokens. The mention starts at the likeliest token and ends where the sum of
    its tokens' logits is the largest, within the sentence.
    """
    starts = window.starts
    order = np.argsort(starts[:-1])[::-1]
    best = int(order[0])
    nobody = float(starts[-1]) + settings.nobody
    second = float(starts[order[1]]) if len(order) > 1 else -20.0
    if nobody >= starts[best]:
        return None, nobody, nobody - float(starts[best])
    total = peak = 0.0
    end = best + 1
    for i in range(best, len(sentences)):
        if sentences[i] != sentences[best]:
            break
        total += float(window.logits[i, 0]) + settings.speaker
        if i == best or total > peak:
            peak, end = total, i + 1
    return (best, end), float(starts[best]), float(starts[best]) - max(second, nobody)


def group(ids: Sequence[int]) -> tuple[Run, ...]:
    """Rising indexes as half-open runs."""
    out: list[Run] = []
    for i in ids:
        if out and out[-1][1] == i:
            out[-1] = (out[-1][0], i + 1)
        else:
            out.append((i, i + 1))
    return tuple(out)


def read_roles(window: Window, sentences: Sequence[int], settings: Settings) -> TokenQuotation:
    """A quotation from a tagged span and its window."""
    span, logits, first = window.span, window.logits, window.first
    speaker, peak, margin = _speaker(window, sentences[first : first + len(logits)], settings)

    def chosen(channel: int, threshold: float) -> tuple[Run, ...]:
        return group([first + int(i) for i in np.flatnonzero(logits[:, channel] > -threshold)])

    quote = set(range(span.begin, span.end))
    quote.update(first + int(i) for i in np.flatnonzero(logits[:, 4] > -settings.quote))
    kinds = [float(span.type == kind) for kind in QUOTATION_TYPES if kind != "indirect"]
    mean, worst, begin, end, apart = span.scores
    evidence = (
        mean, max(worst, -8.0), max(begin, -8.0), max(end, -8.0), max(-8.0, peak),
        max(-8.0, min(12.0, margin)), float(speaker is None), max(-8.0, float(logits[:, 1].max())),
        float(np.log(span.end - span.begin)), *kinds, *_agreement(window.hints, speaker), min(apart, 4.0),
        float(not window.agreed),
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


def _agreement(hints: Floats, speaker: Run | None) -> tuple[float, float, float, float]:
    """Whether a quotation of the rules fits, is of the same type, has the same speaker, has another one."""
    fits, same = float(hints[0, 5]), float(hints[0, 6])
    there = set(np.flatnonzero(hints[:, 0]).tolist())
    found = set(range(*speaker)) if speaker else set()
    agrees = bool(there & found) or there == found
    return fits, same, fits * agrees, fits * (not agrees)


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
    """A direct quotation with the marks that stand directly around it (marks belong to it), and nothing beyond them."""
    if quotation.type != "direct":
        return quotation
    runs = []
    for begin, end in quotation.quote:
        begin, end = _within_marks(begin, end, states)  # noqa: PLW2901
        opened = begin > 0 and states[begin] == INSIDE and states[begin - 1] == OPENING
        closed = end < len(states) and states[end - 1] == INSIDE and states[end] == CLOSING
        runs.append((begin - opened, end + closed))
    return _with_quote(quotation, group(sorted(_tokens(runs))))


def _within_marks(begin: int, end: int, states: Sequence[int]) -> Run:
    """The run cut to its one pair of marks, where it begins or ends with one of them and goes beyond the other."""
    opening = [i for i in range(begin, end) if states[i] == OPENING]
    closing = [i for i in range(begin, end) if states[i] == CLOSING]
    if len(opening) != 1 or len(closing) != 1 or closing[0] - opening[0] < 2:
        return begin, end
    if begin == opening[0] or end - 1 == closing[0]:
        return opening[0], closing[0] + 1
    return begin, end


# fmt: off
_NEVER_LAST = frozenset((
    "am", "an", "auf", "aus", "bei", "beim", "das", "dem", "den", "der", "des", "die", "durch", "ein", "eine", "einem",
    "einen", "einer", "eines", "für", "gegen", "im", "in", "mit", "nach", "ohne", "seit", "über", "um", "und", "unter",
    "vom", "von", "vor", "während", "wegen", "zu", "zum", "zur", "zwischen",
))
# fmt: on


_BEFORE_MORE = frozenset(("das", "dem", "den", "der", "des", "die", "einem", "einen", "einer", "eines", "und"))
_STOPS = frozenset(".!?…")


def complete_quote(quotation: TokenQuotation, words: Sequence[str], sentences: Sequence[int]) -> TokenQuotation:
    """A paraphrase that breaks off behind an article or "und", to the end of its sentence or to its frame.

    The final stop belongs to it where it is a sentence of its own.
    """
    if quotation.type == "direct":
        return quotation
    own = _tokens((*quotation.frame, *quotation.cue, *quotation.speaker, *quotation.addressee))
    runs = []
    for begin, last in quotation.quote:
        end = last
        if words[end - 1].lower() in _BEFORE_MORE and end < len(words) and words[end].isalpha() and end not in own:
            while end < len(words) and sentences[end] == sentences[last - 1] and end not in own:
                end += 1
            if quotation.type == "indirect" and words[end - 1] in _STOPS:
                end -= 1
        runs.append((begin, end))
    return _with_quote(quotation, group(sorted(_tokens(runs))))


def _namelike(word: str) -> bool:
    return len(word) > 1 and word[0].isupper() and word.replace("-", "").isalpha()


def complete_names(quotation: TokenQuotation, words: Sequence[str], sentences: Sequence[int]) -> TokenQuotation:
    """The speaker with the rest of a name that was cut (capitalised words directly after a capitalised one).

    A preposition or article at its end goes: it belongs to what comes next.
    """
    inside = _tokens(quotation.quote)
    runs = []
    for begin, last in quotation.speaker:
        end = last
        while end - begin > 1 and words[end - 1].lower() in _NEVER_LAST:
            end -= 1
        while end < len(words) and sentences[end] == sentences[end - 1] and end not in inside:
            if not (_namelike(words[end - 1]) and _namelike(words[end])):
                break
            end += 1
        runs.append((begin, end))
    return replace(quotation, speaker=tuple(runs))
