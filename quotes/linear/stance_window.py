"""A quotation and what stands before it -> the window of tokens, and the numbers, that the stance model reads.

The window holds the two sentences before the quotation and its own sentences. Terms of the target and the speaker's
name are hidden: the model sees that a term stands there and of which kind, not which word, and so learns stance toward
the target of whoever asks, and what is said, not who says it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log1p

import numpy as np
import numpy.typing as npt

from quotes.document import QUOTATION_TYPES, ROLE_CATEGORIES, STANCE_LABELS, Document, Quotation, Span, hull
from quotes.german.phrases import sentences_in
from quotes.german.stance_marks import BESIDE, GROUPS, Mark
from quotes.german.stance_rules import Topic, Verdict
from quotes.neural.tokens import tokenize

LENGTH = 160  # tokens of a window at most
BEFORE = 40  # tokens before the quotation that stay where a window is too long
LEAD = 200  # code points at the article's begin that tell what it is about
# Where a token stands: before the quotation's sentences, in them, in the quotation, in its cue, in its speaker.
EARLIER, SENTENCE, INSIDE, CUE, SPEAKER = range(5)
_KINDS = range(1, BESIDE + 1)
_ADVERSARY = GROUPS.index("adversary") + 1
_NO_MARK = Mark()
_OWN_TERMS = frozenset(GROUPS.index(g) + 1 for g in ("target_predicate", "reproach", "adversary", "condition_term"))

VERDICT = (
    "favor", "against", "balance", "conditional", "contrast", "opened", "about", "near", "divided", "willing", "sign",
    "inherited", "score", *(f"rules_{label}" for label in STANCE_LABELS),
    "assumed_favor", "assumed_against", "assumed_balance", *(f"assumed_label_{label}" for label in STANCE_LABELS),
    "praise", "blame", "praise_blame", "anaphor", "negated",
)  # fmt: skip
TOPIC = (
    *(f"{place}_{kind}" for place in ("inside", "sentence", "before", "lead", "article")
      for kind in ("specific", "general", "counter", "beside")),
    "nearness", "adversaries", "adversaries_inside",
)  # fmt: skip
FORM = (*QUOTATION_TYPES, "nested", "length", *ROLE_CATEGORIES)
#: The names of ``Window.numbers``, in their order.
NUMBERS = (*VERDICT, *TOPIC, *FORM)


@dataclass(frozen=True, slots=True)
class Window:
    """What the model reads of one quotation, n tokens.

    ``places``: EARLIER to SPEAKER; ``marks``: what the lexicons say of each token; ``numbers``: those of NUMBERS.
    """

    words: tuple[str, ...]
    spans: tuple[Span, ...]
    places: tuple[int, ...]
    marks: tuple[Mark, ...]
    numbers: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.words)

    def hidden(self, i: int) -> bool:
        """Whether the model must not see which word this is."""
        return 0 < self.marks[i].term < BESIDE or self.places[i] == SPEAKER


class Windows:
    """Makes the windows of one document's quotations; ``marks`` are those of the whole article."""

    def __init__(self, document: Document, topic: Topic, marks: Mapping[Span, Mark]) -> None:
        self._topic, self._sentences = topic, document.sentences
        self._sentence_ends = [s.span.end for s in document.sentences]
        tokens = tokenize(document.text, [s.span for s in document.sentences] or [Span(0, len(document.text))])
        self._words = tokens.words
        self._spans = tuple(Span(a, b) for a, b in zip(tokens.starts, tokens.ends, strict=True))
        self._marks = _by_token(self._spans, marks)
        self._starts, self._ends = np.array(tokens.starts), np.array(tokens.ends)
        counted = [[m.term == kind for kind in _KINDS] + [m.group == _ADVERSARY] for m in self._marks]
        # How many of each kind stand before each token, so that a count is a difference.
        self._before = np.zeros((len(counted) + 1, len(_KINDS) + 1))
        self._before[1:] = np.array(counted, np.float64).reshape(-1, len(_KINDS) + 1).cumsum(0)

    def __call__(self, quotation: Quotation, verdict: Verdict) -> Window:
        """The window of a quotation with at least one span; one without words gives a window without tokens."""
        low, high, begin = self._reach(quotation)
        first, last = int(np.searchsorted(self._ends, begin, "right")), int(np.searchsorted(self._starts, high))
        spans = self._spans[first:last]
        places = [_place(span, quotation, low) for span in spans]
        cut = _cut(places)
        chosen = slice(first + cut.start, first + cut.stop)
        numbers = (*_verdict(verdict), *self._about(quotation, low, high, begin), *_form(quotation, len(spans[cut])))
        return Window(self._words[chosen], spans[cut], tuple(places[cut]), self._marks[chosen], numbers)

    def _reach(self, quotation: Quotation) -> tuple[int, int, int]:
        """Begin and end of the quotation's sentences, and the begin of the two sentences before them."""
        whole = hull((*quotation.spans, *quotation.cue))
        low, high = quotation.hull.start, quotation.hull.end
        for sentence in sentences_in(self._sentences, whole):
            if any(sentence.span.overlaps(x) for x in (*quotation.spans, *quotation.cue)):
                low, high = min(low, sentence.span.start), max(high, sentence.span.end)
        earlier = self._sentences[max(0, bisect_right(self._sentence_ends, low) - 2) :]
        return low, high, earlier[0].span.start if earlier and earlier[0].span.end <= low else low

    def _count(self, start: int, end: int) -> npt.NDArray[np.float64]:
        """How many tokens of each kind of term, and adversaries, overlap a stretch of text."""
        first, last = np.searchsorted(self._ends, start, "right"), np.searchsorted(self._starts, end)
        return np.asarray(self._before[max(first, last)] - self._before[first])

    def _about(self, quotation: Quotation, low: int, high: int, begin: int) -> list[float]:
        """How often each kind of term stands in the quotation, its sentences, before them, in the lead, the article."""
        inside = np.sum([self._count(span.start, span.end) for span in quotation.spans], axis=0)
        regions = (self._count(low, high), self._count(begin, low), self._count(0, LEAD))
        share = 100 * self._before[-1] / max(1, len(self._spans))
        counts = np.log1p(np.concatenate([c[:-1] for c in (inside, *regions, share)]))
        at = bisect_left(self._topic.places, quotation.hull.end)
        distance = max(0, quotation.hull.start - self._topic.places[at - 1]) if at else None
        nearness = 0.0 if distance is None else 1.0 / (1.0 + distance / 200)
        return [*counts.tolist(), nearness, log1p(share[-1]), log1p(inside[-1])]


def without_target(given: Window) -> Window:
    """The window as a reader sees it whose target the text does not name: no terms, nothing found by the rules."""
    numbers = dict(zip(NUMBERS, given.numbers, strict=True))
    bare = dict.fromkeys((*VERDICT, *TOPIC), 0.0) | {"rules_none": 1.0, "assumed_label_none": 1.0, "score": 0.7}
    marks = tuple(
        _NO_MARK if m.group in _OWN_TERMS else replace(m, term=0) if m.term else m for m in given.marks
    )  # fmt: skip
    return replace(given, marks=marks, numbers=tuple((numbers | bare).values()))


def _by_token(spans: Sequence[Span], marks: Mapping[Span, Mark]) -> tuple[Mark, ...]:
    """The mark of each token: of the first marked word that it overlaps."""
    marked = sorted(marks.items())
    out, at = [], 0
    for span in spans:
        while at < len(marked) and marked[at][0].end <= span.start:
            at += 1
        out.append(marked[at][1] if at < len(marked) and marked[at][0].overlaps(span) else _NO_MARK)
    return tuple(out)


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
    return slice(start, min(len(places), start + LENGTH))


def _verdict(verdict: Verdict) -> list[float]:
    r, assumed = verdict.reading, verdict.assumed
    a = assumed.reading
    values = (
        r.favor, r.against, r.favor - r.against, bool(r.conditional), r.contrast is not None, r.opened, r.about, r.near,
        r.divided, r.willing, r.sign, verdict.inherited, verdict.score, *(verdict.label == k for k in STANCE_LABELS),
        a.favor, a.against, a.favor - a.against, *(assumed.label == k for k in STANCE_LABELS),
        assumed.praise, assumed.blame, assumed.praise - assumed.blame, assumed.anaphor, assumed.negated,
    )  # fmt: skip
    return [float(v) for v in values]


def _form(quotation: Quotation, length: int) -> list[float]:
    category = quotation.speaker.role.category if quotation.speaker else "unknown"
    kinds = [float(quotation.type == kind) for kind in QUOTATION_TYPES]
    who = [float(category == kind) for kind in ROLE_CATEGORIES]
    return [*kinds, float(quotation.parent is not None), length / 100, *who]
