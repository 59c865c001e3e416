"""Closed classes of German words that the rules on clauses go by, from ``lexicon/clause_words.tsv``."""

from __future__ import annotations

from functools import cache

from quotes.resources import lexicon


@cache
def word_class(name: str) -> frozenset[str]:
    """The words (or endings) of one class, lower case; empty for a class that the table does not have."""
    return frozenset(row["word"] for row in lexicon("clause_words") if row["class"] == name)
