"""The words that carry a label where no rule found any: those that contribute most to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from quotes.document import Document, Span, Spans
from quotes.german.stance_rules import merge
from quotes.german.stem import closed_class

WORDS = 3  # content words at most
SHARE = 0.5  # of the highest contribution, from which on a word is one of them


def weightiest(document: Document, tokens: Sequence[Span], contributions: npt.NDArray[np.float64]) -> Spans:
    """The content words that contribute most, sorted and merged.

    ``contributions`` (n) of ``tokens`` (n). Without a content word that speaks for the label, the heaviest token;
    without any token, nothing.
    """
    order = [int(i) for i in np.argsort(-contributions, kind="stable")]
    function = closed_class("function")
    content = []
    for i in order:
        word = tokens[i].of(document.text)
        if contributions[i] > 0 and any(c.isalpha() for c in word) and word.lower() not in function:
            content.append(i)
    least = SHARE * contributions[content[0]] if content else 0.0
    chosen = [i for i in content[:WORDS] if contributions[i] >= least] or order[:1]
    return tuple(merge([tokens[i] for i in chosen]))
