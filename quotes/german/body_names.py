"""Names of bodies that an article gives itself: short forms that it explains, names that a noun introduces."""

from __future__ import annotations

from dataclasses import dataclass

from quotes.document import RoleCategory, Span
from quotes.german.affiliation import Affiliation, phrase_base
from quotes.german.tagging import Tagging

_QUOTES = frozenset("\"„“”»«‚‘'’")


@dataclass(frozen=True, slots=True)
class BodyPlace:
    """A place where a body, party or state stands by itself: word index, span, sentence, and what it is."""

    at: int
    span: Span
    sentence: int
    affiliation: Affiliation


def introduced(bodies: list[BodyPlace]) -> dict[str, RoleCategory]:
    """The names that a noun introduces somewhere, with what the noun says."""
    found: dict[str, RoleCategory] = {}
    for place in bodies:
        affiliation = place.affiliation
        if affiliation.kind == "body" and affiliation.proper and affiliation.category != "unknown":
            found.setdefault(affiliation.name, affiliation.category)
            last = affiliation.name.rpartition(" ")[2]
            if last.isupper() and len(last) > 1:
                found.setdefault(last, affiliation.category)
    return found


def acronyms(tagging: Tagging) -> dict[str, str]:
    """Short forms that the article explains: "Movement for Democratic Change (MDC)", "(kurz: „IG Bau“)"."""
    words, found = tagging.words, {}
    for at in range(1, len(words) - 2):
        if words[at].text != "(":
            continue
        inner = words[at + 1 : at + 6]
        close = next((i for i, w in enumerate(inner) if w.text == ")"), 0)
        short = [w for w in inner[:close] if w.text[0].isalnum() and w.low not in ("kurz", "abgekürzt", "englisch")]
        if len(short) != 1 or not _is_acronym(short[0].text):
            continue
        name = _name_before(tagging, at, short[0].text)
        if name:
            found[short[0].text] = name
    return found


def _name_before(tagging: Tagging, at: int, short: str) -> str:
    """The name that ends before word ``at`` and whose capitals spell ``short`` in order."""
    words = tagging.words
    if words[at - 1].text in _QUOTES:
        opening = next((i for i in range(at - 2, max(-1, at - 12), -1) if words[i].text in _QUOTES), at - 1)
        return tagging.text[words[opening].span.end : words[at - 1].span.start].strip("'’ ")
    for start in range(at - 1, max(-1, at - 12), -1):
        word = words[start]
        if not word.text[0].isupper() or word.low[0] != short[0].lower():
            continue
        if word.sentence != words[at].sentence or any(
            w.tag == "sign" and w.text not in "&-„“" for w in words[start:at]
        ):
            continue
        name = phrase_base(tagging, start, at)
        letters = iter(name.lower())
        longer = " " in name or len(name) > 2 * len(short)
        if longer and all(letter in letters for letter in short.lower() if letter.isalnum()):
            return name
    return ""


def _is_acronym(word: str) -> bool:
    return 2 <= len(word) <= 10 and (sum(c.isupper() for c in word) >= 2 or word.isupper())
