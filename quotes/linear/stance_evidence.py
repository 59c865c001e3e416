"""The words that carry a label where no rule found any: those that contribute most to it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from quotes.document import Document, Spans, hull
from quotes.german.phrases import sentences_in
from quotes.german.stance_rules import merge
from quotes.linear.stance_window import CUE, INSIDE, Window

WORDS = 3  # content words at most
SHARE = 0.5  # of the highest contribution, from which on a word is one of them
CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV", "NUM", "X"})


def weightiest(document: Document, given: Window, contributions: npt.NDArray[np.float64]) -> Spans:
    """The words that contribute most, sorted and merged: content words and words of the lexicons.

    ``contributions`` (n) of the window's tokens (n > 0). Words of the quotation and its cue go before those around it.
    Where no such word speaks for the label, the heaviest token stands for it.
    """
    telling = _telling(document, given)
    said = [i for i in telling if given.places[i] in (INSIDE, CUE)]
    for candidates in (said, telling):
        order = sorted((i for i in candidates if contributions[i] > 0), key=lambda i: -contributions[i])
        if order:
            least = SHARE * contributions[order[0]]
            return tuple(merge([given.spans[i] for i in order[:WORDS] if contributions[i] >= least]))
    return (given.spans[int(contributions.argmax())],)


def _telling(document: Document, given: Window) -> list[int]:
    """The tokens that are content words by their part of speech, or that the lexicons know."""
    parsed = {
        token.span.start: token.upos
        for sentence in sentences_in(document.sentences, hull(given.spans))
        for token in sentence.tokens
    }
    return [
        i
        for i, (word, span, mark) in enumerate(zip(given.words, given.spans, given.marks, strict=True))
        if any(c.isalpha() for c in word)
        and (mark.group or mark.term or parsed.get(span.start, "X") in CONTENT)
    ]  # fmt: skip
