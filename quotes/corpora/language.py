"""Whether a text is German: py3langid's verdict, overruled by German function words and by shortness.

A language identifier errs on short texts, on names, and on German articles full of foreign quotations, and a
wrong "no" costs the user a document. So a text is refused only on both grounds: the identifier prefers another
language clearly, and the function words that no German text of that length lacks are rare.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from quotes.resources import lexicon

#: Share of German function words that German of any style passes.
MIN_SHARE = 0.12
#: Below this many words nothing is refused, unless hardly a letter is Latin.
MIN_WORDS = 12
#: Log-probability by which another language must lead, for each word.
MIN_LEAD = 0.5
#: Languages that stand so near to German that the identifier takes dialect and Swiss usage for them.
NEAR = frozenset({"de", "lb"})

_WORD = re.compile(r"[^\W\d_]+")
#: What stands in quotation marks of any kind, within a line.
_QUOTED = re.compile(r"[„“”\"»«‹›‚‘’][^\n]*?[“”\"»«‹›‘’]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏẞ]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the text counts as German, and the language that it looks most like."""

    german: bool
    language: str


def verdict(text: str) -> Verdict:
    """Judge a text; what cannot be told counts as German."""
    words = _WORD.findall(text[:20000])
    letters = "".join(words)
    if letters and len(_LATIN.findall(letters)) < 0.5 * len(letters):
        return Verdict(False, _ranked(text)[0][0])
    if len(words) < MIN_WORDS:
        return Verdict(True, "de")
    outside = _WORD.findall(_QUOTED.sub(" ", text[:20000]))
    if _share(words) >= MIN_SHARE or _share(outside) >= MIN_SHARE:
        return Verdict(True, "de")
    ranked = _ranked(text)
    language, best = ranked[0]
    german = max(score for code, score in ranked if code in NEAR)
    if language in NEAR or best - german < MIN_LEAD * len(words):
        return Verdict(True, "de")
    return Verdict(False, language)


def _share(words: list[str]) -> float:
    """How many of the words are German function words, 0 to 1."""
    known = _function_words()
    return sum(word.lower() in known for word in words) / len(words) if words else 0.0


@cache
def _function_words() -> frozenset[str]:
    return frozenset(row["word"] for row in lexicon("function_words"))


def _ranked(text: str) -> list[tuple[str, float]]:
    import py3langid

    return [(str(code), float(score)) for code, score in py3langid.rank(text[:20000])]
