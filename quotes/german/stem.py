"""Stems and verb forms of German words: enough to find a lexicon's base form in any inflection.

A light stemmer in the manner of Savoy (2006, "Light Stemming Approaches for the French, Portuguese, German and
Hungarian Languages", SAC): it takes off inflection only, one ending of nouns and adjectives and the endings of weak
verbs, and never part of a compound ("Kriegsende" stays apart from "Krieg"). Strong verbs stand in
``lexicon/verb_forms.tsv``.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from quotes.resources import lexicon

_FOLD = str.maketrans({"ä": "a", "ö": "o", "ü": "u"})
_ENDING = re.compile(r"(?<=...)(?:ern|em|en|er|es|e|(?<=l)n|(?<=[bcdfghjklmnpqrtvwxyz])s)$")
_WEAK = re.compile(r"(?<=...)e?t$")


@cache
def closed_class(kind: str) -> frozenset[str]:
    """The words of one row of ``lexicon/stem_words.tsv``."""
    return frozenset(word for row in lexicon("stem_words") if row["kind"] == kind for word in row["words"].split())


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a word in lower case; a noun's (capital) has its umlauts folded, for its plural's sake."""
    base = word.lower().replace("ß", "ss")
    if word[:1].isupper():
        base = base.translate(_FOLD)
    if len(base) < 4:
        return base
    bare = _ENDING.sub("", base)
    if base.endswith("ern") or word[:1].isupper():  # "poltern" has lost its ending already, a noun has no "-t"
        return re.sub(r"(?<=....)er$", "", bare)
    base = bare
    shorter = _WEAK.sub("", base)
    while shorter != base:
        base, shorter = shorter, _WEAK.sub("", shorter)
    return re.sub(r"(?<=...)er$", "", base)


@cache
def irregular() -> dict[str, str]:
    """Irregular verb forms, with personal endings, to their infinitives."""
    forms: dict[str, str] = {}
    for ending in ("", "e", "en", "n", "t", "st", "et", "est"):
        for row in lexicon("verb_forms"):
            for form in row["forms"].split():
                forms.setdefault(form + ending, row["infinitive"])
    return forms


@lru_cache(maxsize=65536)
def keys(word: str) -> frozenset[str]:
    """All stems under which a lexicon may hold this word form: its own, its infinitive's, without "ge" or "zu"."""
    lower = word.lower()
    if lower in closed_class("function"):
        return frozenset({lower})
    found = {lower, stem(word), stem(lower)}
    capital = word[:1].isupper()
    if not capital and lower.startswith("ge") and lower.endswith(("t", "en")) and len(lower) > 6:
        found.add(stem(lower[2:]))
    found |= {stem(infinitive) for infinitive in _infinitives(lower, irregular_only=capital)}
    return frozenset(found)


def _infinitives(word: str, irregular_only: bool) -> set[str]:
    found = set()
    for prefix, rest in _splits(word):
        base = irregular().get(rest)
        if base:
            found.add(prefix + base)
        if prefix and not irregular_only and rest[:2] in ("ge", "zu") and len(rest) > 4:
            found.add(prefix + rest[2:])
            inner = irregular().get(rest[2:])
            if inner:
                found.add(prefix + inner)
    return found


def _splits(word: str) -> list[tuple[str, str]]:
    splits = [("", word)]
    for prefix in sorted(closed_class("particle") | closed_class("prefix")):
        if word.startswith(prefix) and len(word) - len(prefix) > 2:
            splits.append((prefix, word[len(prefix) :]))
    return splits
