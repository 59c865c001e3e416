"""The words that carry a label where no rule found any: those that the network looked at most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from quotes.document import Document, Span, Spans
from quotes.german.stance_rules import merge
from quotes.german.stem import closed_class

WORDS = 3  # content words at most
SHARE = 0.5  # of the highest weight, from which on a word is one of them


def attended(document: Document, tokens: Sequence[Span], attention: npt.NDArray[np.float64]) -> Spans:
    """The content words of highest weight, sorted and merged.

    ``attention`` (n) weighs ``tokens`` (n). Without a content word of any weight, the heaviest token.
    """
    order = [int(i) for i in np.argsort(-attention, kind="stable") if attention[i] > 0]
    function = closed_class("function")
    content = []
    for i in order:
        word = tokens[i].of(document.text)
        if any(c.isalpha() for c in word) and word.lower() not in function:
            content.append(i)
    chosen = [i for i in content[:WORDS] if attention[i] >= SHARE * attention[content[0]]] or order[:1]
    return tuple(merge([tokens[i] for i in chosen]))
