"""Stems and verb forms of German words: enough to find a lexicon's base form in any inflection.

The stemmer follows CISTEM (Weissweiler & Fraser 2017, "Developing a Stemmer for German Based on a Comparative
Analysis of Publicly Available Stemmers", GSCL), case-insensitive, but leaves "ge-" alone: taking it off merges nouns
with verbs ("Gefahr", "fahren"), so only words that look like participles get a second key without it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from quotes.resources import lexicon

PARTICLES = (
    "entgegen gegenüber zusammen zurecht zurück voraus voran vorbei wieder weiter heraus hinaus herein hinein hervor "
    "herum herab heran hinzu hinter nieder allein bereit statt stand fest fort frei heim hoch fern dar durch empor bei "
    "los mit nach raus rein teil über unter auf aus ab an ein her hin um vor weg zu gut wahr"
).split()
FUNCTION_WORDS = frozenset(  # their stems are those of content words ("sich", "sichern")
    "sich lang lange länger für ihn ihm ihr ihre ihren ihrer sie er es wir uns ich mich mir dir der die das "
    "den dem des ein eine einen einem einer eines und oder aber wenn weil dass daß als wie wo da dann denn noch nur "
    "schon auch so sehr mehr mit von vor zu zum zur bei beim nach seit über unter durch um an am auf aus in im ins".split()
)
_INSEPARABLE = "wider miss über unter ent emp zer ver be er".split()
_FOLD = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The CISTEM stem of a word, in lower case; a word of up to three letters is its own stem."""
    word = word.lower().replace("ß", "ss").translate(_FOLD)
    word = word.replace("sch", "$").replace("ei", "%").replace("ie", "&")
    word = re.sub(r"(.)\1", r"\1*", word)
    while len(word) > 3:
        if len(word) > 5 and word.endswith(("em", "er", "nd")):
            word = word[:-2]
        elif word[-1] in "tesn":
            word = word[:-1]
        else:
            break
    word = re.sub(r"(.)\*", r"\1\1", word)
    return word.replace("%", "ei").replace("&", "ie").replace("$", "sch")


@cache
def irregular() -> dict[str, str]:
    """Stems of irregular verb forms, to their infinitives."""
    forms = {}
    for row in lexicon("verb_forms"):
        for form in row["forms"].split():
            forms[stem(form)] = row["infinitive"]
            forms[form.lower()] = row["infinitive"]
    return forms


@lru_cache(maxsize=65536)
def keys(word: str) -> frozenset[str]:
    """All stems under which a lexicon may hold this word form: its own, its infinitive's, without "ge" or "zu"."""
    lower = word.lower()
    found = {lower, stem(lower)}
    capital = word[:1].isupper()
    if lower in FUNCTION_WORDS:
        return frozenset({lower})
    if not capital and lower.startswith("ge") and lower.endswith(("t", "en")) and len(lower) > 6:
        found.add(stem(lower[2:]))
    found |= {stem(infinitive) for infinitive in _infinitives(lower, irregular_only=capital)}
    return frozenset(found)


def _infinitives(word: str, irregular_only: bool) -> set[str]:
    found = set()
    for prefix, rest in _splits(word):
        base = irregular().get(rest) or irregular().get(stem(rest))
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
    for prefix in (*PARTICLES, *_INSEPARABLE):
        if word.startswith(prefix) and len(word) - len(prefix) > 2:
            splits.append((prefix, word[len(prefix) :]))
    return splits
