"""What parse and rules say of a text, as the network reads it: a few columns for each token, and pairs.

The rules' quotations are evidence, not the result: the network learns where they can be trusted. Column value 0 means
that nothing is known (no parse, or hints left out in training), so that the network can work without them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from quotes.document import Document, QuotationType, Span, Spans, Token
from quotes.neural.tokens import Tokens

# Columns: name, number of values, dimensions of the embedding.
READING: tuple[tuple[str, int, int], ...] = (
    ("upos", 19, 8), ("relation", 40, 10), ("head", 15, 6), ("morphology", 12, 6),
    ("direct", 4, 6), ("indirect", 9, 8), ("reported", 4, 6),
    ("direct_trust", 7, 3), ("indirect_trust", 7, 3), ("reported_trust", 7, 3), ("roles", 17, 8),
)  # fmt: skip
PARSED = 4
_UPOS = (
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ",
    "SYM", "VERB", "X",
)  # fmt: skip
_RELATIONS = (
    "acl", "advcl", "advmod", "amod", "appos", "aux", "case", "cc", "ccomp", "clf", "compound", "conj", "cop", "csubj",
    "dep", "det", "discourse", "dislocated", "expl", "fixed", "flat", "goeswith", "iobj", "list", "mark", "nmod",
    "nsubj", "nummod", "obj", "obl", "orphan", "parataxis", "punct", "reparandum", "root", "vocative", "xcomp",
)  # fmt: skip
_UPOS_INDEX = {name: i for i, name in enumerate(_UPOS, 1)}
_RELATION_INDEX = {name: i for i, name in enumerate(_RELATIONS, 1)}
_CASES = {"Nom": 1, "Acc": 2, "Dat": 3, "Gen": 4}
_MOODS = {"Ind": 5, "Sub": 6, "Imp": 7}
_LAYER: dict[QuotationType, tuple[int, int]] = {
    "direct": (0, 0),
    "indirect": (1, 0),
    "indirect_free_indirect": (1, 1),
    "free_indirect": (1, 2),
    "reported": (2, 0),
}
# A quotation of the rules belongs to a span of the network from this overlap (token F1) on.
_FITS = 0.3
PAIR_CHANNELS = 7

Columns = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Hint:
    """A quotation of the rules over token indexes: type, trust (0-1), the quote's tokens, and those of each role."""

    type: QuotationType
    trust: float
    quote: tuple[int, ...]
    roles: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a text of n tokens: ``parse`` (n, 4) and the rules' quotations, or None where not asked."""

    parse: Columns
    hints: tuple[Hint, ...] | None

    def columns(self) -> Columns:
        """The columns of ``READING`` (n, 11)."""
        out = np.zeros((len(self.parse), len(READING)), np.int32)
        out[:, :PARSED] = self.parse
        if self.hints is not None:
            out[:, PARSED:] = _hint_columns(self.hints, len(self.parse))
        return out


def nothing(n: int) -> Reading:
    """No knowledge of a text of ``n`` tokens."""
    return Reading(np.zeros((n, PARSED), np.int32), None)


def read(document: Document, tokens: Tokens) -> Reading:
    """Parse and quotations of a document, over the network's tokens."""
    return Reading(_parsed(document, tokens), tuple(hints(document, tokens)))


def hints(document: Document, tokens: Tokens) -> Iterable[Hint]:
    """The document's quotations over token indexes."""
    for q in document.quotations:
        mention = q.speaker.mention if q.speaker else ()
        quote = covered(q.spans, tokens)
        if quote:
            roles = tuple(covered(spans, tokens) for spans in (mention, q.cue, q.frame, q.addressee))
            yield Hint(q.type, q.confidence, quote, roles)


def covered(spans: Spans, tokens: Tokens) -> tuple[int, ...]:
    """The tokens that share a code point with one of the spans."""
    found = {i for s in spans for i in range(bisect_right(tokens.ends, s.start), bisect_left(tokens.starts, s.end))}
    return tuple(sorted(found))


def _parsed(document: Document, tokens: Tokens) -> Columns:
    out = np.zeros((len(tokens), PARSED), np.int32)
    at = 0
    for sentence in document.sentences:
        previous: Span | None = None
        for index, token in enumerate(sentence.tokens):
            if token.span == previous:
                continue  # the second word of a multi-word token
            previous = token.span
            while at < len(tokens) and tokens.ends[at] <= token.span.start:
                at += 1
            own = _described(token, index)
            i = at
            while i < len(tokens) and tokens.starts[i] < token.span.end:
                out[i] = own
                i += 1
    return out


def _described(token: Token, index: int) -> tuple[int, int, int, int]:
    return (
        _UPOS_INDEX.get(token.upos, len(_UPOS) + 1),
        _RELATION_INDEX.get(token.deprel.partition(":")[0], len(_RELATIONS) + 1),
        _head(token.head - index) if token.head >= 0 else 1,
        _morphology(token),
    )


def _head(distance: int) -> int:
    size = abs(distance)
    far = size if size <= 3 else 4 if size <= 6 else 5 if size <= 12 else 6
    return 1 + far + (6 if distance > 0 else 0)


def _morphology(token: Token) -> int:
    if token.upos in ("VERB", "AUX"):
        form = token.feat("VerbForm")
        return {"Inf": 8, "Part": 9}.get(form or "", _MOODS.get(token.feat("Mood") or "", 10))
    return _CASES.get(token.feat("Case") or "", 11)


def _hint_columns(found: Sequence[Hint], n: int) -> Columns:
    out = np.ones((n, len(READING) - PARSED), np.int32)
    bits = np.zeros((n, 4), np.int32)
    # The longest first, so that what is nested is written over what holds it.
    for hint in sorted(found, key=lambda h: -len(h.quote)):
        layer, place = _LAYER[hint.type]
        ids = list(hint.quote)
        out[ids, layer] = 3 + 2 * place
        out[[i for i, before in zip(ids, [-2, *ids], strict=False) if before != i - 1], layer] = 2 + 2 * place
        out[ids, 3 + layer] = 2 + min(4, int(hint.trust * 5))
        for k, role in enumerate(hint.roles):
            bits[list(role), k] = 1
    out[:, 6] = 1 + bits @ np.array([1, 2, 4, 8])
    return out


class Hints:
    """The rules' quotations of a text, to be asked for the one that fits a span."""

    def __init__(self, found: Sequence[Hint] | None) -> None:
        self._hints = sorted(found or (), key=lambda h: h.quote[0])
        self._starts = [h.quote[0] for h in self._hints]
        self._longest = max((h.quote[-1] - h.quote[0] + 1 for h in self._hints), default=0)

    def near(self, begin: int, end: int) -> Iterator[Hint]:
        """The hints whose hull shares a token with the span."""
        for hint in self._hints[bisect_left(self._starts, begin - self._longest) : bisect_left(self._starts, end)]:
            if hint.quote[-1] >= begin:
                yield hint

    def pair(self, kind: QuotationType, begin: int, end: int, low: int, high: int) -> Floats:
        """What the rules say of the tokens ``low`` to ``high`` for the span ``begin`` to ``end``: (width, 7).

        Channels: speaker, cue, frame, addressee, quote of the rules' quotation that fits the span best; whether one
        fits; whether it is of the same type.
        """
        out = np.zeros((high - low, PAIR_CHANNELS), np.float32)
        best, score = None, _FITS
        for hint in self.near(begin, end):
            inside = bisect_left(hint.quote, end) - bisect_left(hint.quote, begin)
            # Of a quotation in several parts, the part at hand counts.
            f1 = 2 * inside / (_part(hint, begin, end) + end - begin) + 0.2 * (hint.type == kind) if inside else 0.0
            if f1 > score:
                best, score = hint, f1
        if best is None:
            return out
        for channel, ids in enumerate((*best.roles, best.quote)):
            out[[i - low for i in ids if low <= i < high], channel] = 1
        out[:, 5] = 1
        out[:, 6] = best.type == kind
        return out


def _part(hint: Hint, begin: int, end: int) -> int:
    """The length of the runs of the hint's quote that touch the stretch."""
    total, run, touched = 0, 0, False
    previous = None
    for i in hint.quote:
        if previous is not None and i != previous + 1:
            total, run, touched = total + run * touched, 0, False
        run += 1
        touched |= begin <= i < end
        previous = i
    return total + run * touched
