"""A quotation and what stands before it -> the window of tokens, with what the rules found, that the network reads.

The window holds the two sentences before the quotation and its own sentences. Terms of the target are hidden from the
network: it sees that a term stands there and of which kind, not which word, and so learns stance toward the target of
whoever asks, not toward the one of its training texts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from quotes.document import QUOTATION_TYPES, STANCE_LABELS, Document, Quotation, Span
from quotes.german.stance_rules import BESIDE, Topic, Verdict
from quotes.neural.features import UNKNOWN, Vocabulary
from quotes.neural.tokens import tokenize

LENGTH = 160  # tokens of a window at most
BEFORE = 40  # tokens before the quotation that stay where a window is too long
# Where a token stands: before the quotation's sentences, in them, in the quotation, in its cue, in its speaker.
EARLIER, SENTENCE, INSIDE, CUE, SPEAKER = range(5)
# Columns of the matrix: word, hashed first five and last four letters, place, kind of term, polarity, verb form.
COLUMNS = 7
_WORD, _PREFIX, _SUFFIX, _VERB = 0, 1, 5, 7  # in the columns of the vocabulary
RULES = 17 + len(STANCE_LABELS) + len(QUOTATION_TYPES)


@dataclass(frozen=True, slots=True)
class Window:
    """What the network reads of one quotation, n tokens.

    ``places``: EARLIER to SPEAKER; ``terms``: 0 or a kind of ``Topic.terms``; ``polarity``: 1 where a reason of the
    rules speaks for the target, 2 where against; ``rules``: RULES numbers of the rules' verdict and the topic.
    """

    words: tuple[str, ...]
    spans: tuple[Span, ...]
    places: tuple[int, ...]
    terms: tuple[int, ...]
    polarity: tuple[int, ...]
    rules: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.words)

    def matrix(self, vocabulary: Vocabulary) -> npt.NDArray[np.int64]:
        """The columns of the tokens (n, COLUMNS), terms of the target hidden."""
        rows = np.zeros((len(self), COLUMNS), np.int64)
        for i, word in enumerate(self.words):
            known = vocabulary.columns(word)
            hidden = 0 < self.terms[i] < BESIDE
            lexical = (UNKNOWN, 0, 0) if hidden else (known[_WORD], known[_PREFIX], known[_SUFFIX])
            rows[i] = (*lexical, self.places[i], self.terms[i], self.polarity[i], known[_VERB])
        return rows


def window(document: Document, quotation: Quotation, verdict: Verdict, topic: Topic) -> Window:
    """The window of a quotation with at least one span; a quotation without words gives one without tokens."""
    text = document.text
    near = [s.span for s in document.sentences if any(s.span.overlaps(x) for x in (*quotation.spans, *quotation.cue))]
    low = min(s.start for s in (*near, *quotation.spans))
    high = max(s.end for s in (*near, *quotation.spans))
    earlier = [s.span for s in document.sentences if s.span.end <= low][-2:]
    begin = earlier[0].start if earlier else low
    tokens = tokenize(text[begin:high], [Span(0, high - begin)])
    spans = [Span(a + begin, b + begin) for a, b in zip(tokens.starts, tokens.ends, strict=True)]
    places = [_place(span, quotation, low) for span in spans]
    cut = _cut(places)
    reasons = {e: 1 if r.value > 0 else 2 for r in verdict.reading.reasons for e in r.evidence}
    return Window(
        tokens.words[cut],
        tuple(spans[cut]),
        tuple(places[cut]),
        tuple(_kinds(spans[cut], topic.terms)),
        tuple(next((v for e, v in reasons.items() if e.overlaps(span)), 0) for span in spans[cut]),
        _rules(quotation, verdict, topic, len(spans[cut])),
    )


def without_target(given: Window) -> Window:
    """The window as a reader sees it whose target the text does not name: no terms, nothing found by the rules."""
    bare = (0.0,) * 14 + (0.9,) + tuple(float(label == "none") for label in STANCE_LABELS)
    kept = given.rules[len(bare) :]
    zeros = (0,) * len(given)
    return replace(given, terms=zeros, polarity=zeros, rules=bare + kept)


def _place(span: Span, quotation: Quotation, low: int) -> int:
    if any(span.overlaps(s) for s in quotation.spans):
        return INSIDE
    if any(span.overlaps(s) for s in quotation.cue):
        return CUE
    if quotation.speaker and any(span.overlaps(s) for s in quotation.speaker.mention):
        return SPEAKER
    return EARLIER if span.end <= low else SENTENCE


def _cut(places: Sequence[int]) -> slice:
    """The part of a window that is kept: all, or LENGTH tokens around the quotation's begin."""
    if len(places) <= LENGTH:
        return slice(0, len(places))
    first = places.index(INSIDE) if INSIDE in places else 0
    start = max(0, first - BEFORE)
    return slice(start, start + LENGTH)


def _kinds(spans: Sequence[Span], terms: Sequence[tuple[Span, int]]) -> list[int]:
    """The kind of the term that each span belongs to, 0 for none; ``terms`` are sorted and do not overlap."""
    starts = [span.start for span, _ in terms]
    kinds = []
    for span in spans:
        at = bisect_left(starts, span.start)
        near = [terms[i] for i in (at - 1, at) if 0 <= i < len(terms)]
        kinds.append(next((kind for place, kind in near if place.overlaps(span)), 0))
    return kinds


def _rules(quotation: Quotation, verdict: Verdict, topic: Topic, length: int) -> tuple[float, ...]:
    r = verdict.reading
    values = (
        r.favor, r.against, r.favor - r.against, bool(r.conditional), r.contrast is not None, r.opened, r.about, r.near,
        r.divided, r.willing, r.sign, verdict.inherited, topic.about, min(topic.density, 5.0) / 5, verdict.score,
        *(verdict.label == label for label in STANCE_LABELS), *(quotation.type == kind for kind in QUOTATION_TYPES),
        quotation.parent is not None, length / 100,
    )  # fmt: skip
    return tuple(float(v) for v in values)
