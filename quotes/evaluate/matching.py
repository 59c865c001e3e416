"""Which quotation of a prediction is which of the gold: what the scores of names, roles and stances are over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from quotes.document import Document, Quotation, Span, Spans
from quotes.evaluate.quotation import Pairing, overlap, text_tokens, token_set

#: Two quotations are the same where they overlap at least so far (F1).
SAME = 0.5


@dataclass(frozen=True, slots=True)
class Compared:
    """A gold document, the same one as predicted, and the pairs (gold, predicted) of quotations that are the same.

    ``tokens`` are the gold's own (sorted, disjoint); empty where it has none.
    """

    gold: Document
    found: Document
    tokens: tuple[Span, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()

    @property
    def pairing(self) -> Pairing:
        """For the metric over tokens: the gold's own, else words and signs of the text."""
        return Pairing(self.tokens or text_tokens(self.gold.text), self.gold.quotations, self.found.quotations)

    def matched(self) -> Iterator[tuple[Quotation, Quotation]]:
        """The quotations that are the same, as (gold, predicted)."""
        for i, j in self.pairs:
            yield self.gold.quotations[i], self.found.quotations[j]

    def missed(self) -> Iterator[Quotation]:
        """Gold quotations that nothing predicted is the same as."""
        taken = {i for i, _ in self.pairs}
        yield from (q for i, q in enumerate(self.gold.quotations) if i not in taken)

    def spurious(self) -> Iterator[Quotation]:
        """Predicted quotations that nothing in the gold is the same as."""
        taken = {j for _, j in self.pairs}
        yield from (q for j, q in enumerate(self.found.quotations) if j not in taken)


def compare(gold: Document, found: Document, tokens: tuple[Span, ...] = ()) -> Compared:
    """Match one to one so that the summed overlap is the largest, types left aside; pairs under SAME are none.

    Overlap is over the gold's tokens where it has any, else over code points.
    """
    wanted = [units(q.spans, tokens) for q in gold.quotations]
    got = [units(q.spans, tokens) for q in found.quotations]
    return Compared(gold, found, tokens, tuple(assign(wanted, got)))


def given(gold: Document, found: Document, tokens: tuple[Span, ...] = ()) -> Compared:
    """Match each quotation with itself, where the prediction was given the gold's quotations in their order."""
    same = tuple((i, i) for i in range(len(gold.quotations)))
    return Compared(gold, found, tokens, same if found.quotations else ())


def units(spans: Spans, tokens: Sequence[Span]) -> frozenset[int]:
    """What overlap is counted in: the tokens under ``spans``, or code points where there are no tokens."""
    if tokens:
        return token_set(spans, tokens)
    return frozenset(i for span in spans for i in range(span.start, span.end))


def same_mention(gold: Quotation, found: Quotation, tokens: Sequence[Span]) -> bool:
    """Whether the speakers' mentions overlap by SAME and more, or there is none in both."""
    wanted, got = (units(q.speaker.mention if q.speaker else (), tokens) for q in (gold, found))
    return overlap(wanted, got) >= SAME if wanted else not got


def assign(wanted: Sequence[frozenset[int]], got: Sequence[frozenset[int]]) -> list[tuple[int, int]]:
    """The pairs (wanted, got) of the best one-to-one assignment that overlap by SAME and more."""
    from scipy.optimize import linear_sum_assignment

    if not wanted or not got:
        return []
    scores = np.array([[overlap(a, b) for b in got] for a in wanted])
    rows, columns = linear_sum_assignment(scores, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if scores[i, j] >= SAME]
