"""Closed lists of words by class, from ``quotes/lexicon/word_classes.tsv``."""

from __future__ import annotations

from functools import cache

from quotes.errors import ResourceError
from quotes.resources import lexicon


@cache
def word_class(name: str) -> frozenset[str]:
    """The words of a class.

    Raises ResourceError where the table has no class of that name.
    """
    for row in lexicon("word_classes"):
        if row["class"] == name:
            return frozenset(row["words"].split())
    raise ResourceError(f"lexicon 'word_classes' has no class {name!r}; reinstall the package")
