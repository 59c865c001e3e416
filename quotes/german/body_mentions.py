"""Speaker mentions that name a body: listed names, nouns for bodies with their complements, names in marks."""

from __future__ import annotations

import re
from dataclasses import replace

from quotes.german.affiliation import (
    Affiliation,
    complement_affiliations,
    extended_name,
    is_adjective,
    known_affiliation,
    modifier_affiliation,
    phrase_base,
)
from quotes.german.bodies import body_noun
from quotes.german.cast import Cast
from quotes.german.inflection import adjective_stem, nominative_adjective
from quotes.german.reading import Reading
from quotes.german.tagging import TaggedWord

# The most spaces in a quoted name.
_LONGEST_NAME = 8
_SITE = re.compile(r"\w\.(?:de|at|ch|com|net|org|info|eu|fr|ru|co\.uk)\Z")
_QUOTES = frozenset("\"„“”»«‚‘'’")
_CONJUNCTIONS = frozenset(("und", "sowie", "oder", "&"))


def _quoted_name(cast: Cast, start: int, end: int) -> str:
    """A name in quotation marks that nothing but an article and adjectives introduces: "der Wiener „Kurier am Tag“",
    in base form; "" where there is none.
    """
    words = cast.tagging.words
    if start and words[start - 1].text in _QUOTES and words[start - 1].span.end == words[start].span.start:
        start -= 1
    first = next((i for i in range(start, end) if words[i].text in _QUOTES), end)
    last = next((i for i in range(first + 2, end) if words[i].text in _QUOTES), 0)
    led = all(w.tag in ("determiner", "preposition", "lower") or is_adjective(w) for w in words[start:first])
    if not last or not led:
        return ""
    name = cast.tagging.text[words[first].span.end : words[last].span.start].strip("'’ ")
    if not name[:1].isalnum() or name[:1].islower() or name.count(" ") >= _LONGEST_NAME:
        return ""
    article = next((w.low for w in reversed(words[start:first]) if w.tag == "determiner"), "")
    return _nominative_name(name, article)


def _nominative_name(name: str, article: str) -> str:
    """The name of a paper after an article in an oblique case: "der „Märkischen Rundschau“", "des „Abendblicks“"."""
    first, _, rest = name.partition(" ")
    body = body_noun(name.rpartition(" ")[2])
    if (article == "des" and name.endswith("s") and not name.endswith(("ss", "us", "is"))) or (
        article in ("des", "dem", "den") and name.endswith("boten")
    ):
        name = name[:-1]
    if rest and first.endswith("en") and article in ("der", "des", "dem", "den") and adjective_stem(first.lower()):
        gender = body.gender if body is not None else "f"
        name = nominative_adjective(first, gender, "Sing") + name[len(first) :]
    return name


def _in_marks(reading: Reading, cast: Cast, start: int, end: int) -> bool:
    """Whether the mention is a name in quotation marks; what is called so and is nothing else is a paper."""
    quoted = _quoted_name(cast, start, end)
    if not quoted:
        return False
    category = cast.category_of(quoted)
    category = "media" if category in ("unknown", "individual") else category
    reading.body, reading.named_body = Affiliation(quoted, "name", category), True
    return True


def read_body(reading: Reading, cast: Cast, start: int, end: int) -> None:
    """Fill in the body that a mention names: a listed one, a noun with what belongs to it, or a bare name."""
    _read(reading, cast, start, end)
    words = cast.tagging.words
    comma = next((i for i in range(start + 1, end - 1) if words[i].text == ","), 0)
    if reading.body is not None and not reading.named_body and comma and words[comma + 1].tag == "determiner":
        # "der Hersteller, die Firma Alarmtec"
        called = Reading(reading.text, (comma + 1, end), reading.sentence)
        _read(called, cast, comma + 1, end)
        if called.named_body:
            reading.body, reading.named_body = called.body, True


def _read(reading: Reading, cast: Cast, start: int, end: int) -> None:
    words = cast.tagging.words
    if _in_marks(reading, cast, start, end):
        return
    found = complement_affiliations(cast.tagging, start, end)
    at = next(
        (i for i in range(start, end) if words[i].tag in ("body", "known") and not _is_owner(words, i, end)), None
    )
    if at is not None and _begins_name(words, at, end):
        name = cast.tagging.text[words[at].span.start : words[end - 1].span.end]
        reading.body, reading.named_body = Affiliation(name, "name", cast.category_of(name)), True
        return
    later = [i for i in range(start, end) if words[i].known is not None and words[i - 1].text == ","]
    if at is not None and at > start and words[at - 1].low == "von" and later:
        at = later[-1]
    if at is None or (at > start and words[at - 1].tag in ("name", "given") and words[at].tag == "known"):
        _proper_noun(reading, cast, start, end)
        return
    if words[at].known is not None:
        _known(reading, cast, at, end)
    elif words[at].body is not None and not _only_place(words, start, at):
        _noun(reading, cast, (start, at, end), next((a for a in found if a.kind == "body"), None), found)


def _noun(
    reading: Reading, cast: Cast, place: tuple[int, int, int], own: Affiliation | None, found: list[Affiliation]
) -> None:
    """A noun for a body at the middle index of ``place``, with the state and the name that the words around give."""
    start, at, end = place
    words = cast.tagging.words
    body = words[at].body
    if body is None:
        return
    reading.gender = "" if body.gender == "p" else body.gender
    reading.plural = body.plural or body.gender == "p"
    reading.body_entry = body.entry
    if own is None:
        return
    others = [] if own.proper else [a.name for a in found if a.kind in ("state", "region")]
    owner = next((w.state for w in words[start:at] if w.state), "")
    state = own.state or owner or next(iter(others), "")
    modifier = modifier_affiliation(body.modifier)
    if not state and modifier is not None and modifier.kind == "state":
        state = modifier.name
    if not state and not own.proper:
        seat = next((w.known for w in words[at + 1 : end] if w.known is not None and w.known.kind == "capital"), None)
        state = seat.state if seat is not None else ""
    if modifier is not None and modifier.kind == "party" and not own.proper:
        reading.body = modifier
    elif own.proper:
        reading.body, reading.named_body = replace(own, state=state), True
    elif body.named and not body.plural:
        reading.body = Affiliation(cast.bare_name(at, start, end), "body", own.category, state, proper=False)
        reading.named_body = True
    else:
        reading.body = replace(own, state=state)


def _only_place(words: list[TaggedWord], start: int, at: int) -> bool:
    """Whether a town only says where another body sits: "der Rebellenrat in der Hafenstadt Seldin"."""
    body, first = words[at].body, at
    while first > start and words[first - 1].tag in ("determiner", "adjective", "lower"):
        first -= 1
    if body is None or body.entry not in ("Stadt", "Gemeinde") or words[first - 1].low not in ("in", "aus", "im"):
        return False
    return any(w.tag in ("noun", "body", "name") and w.text[0].isupper() for w in words[start : first - 1])


def _begins_name(words: list[TaggedWord], at: int, end: int) -> bool:
    """A capital or state that begins a longer name: "die Bangkok Post"."""
    known = words[at].known
    if known is None or known.kind not in ("capital", "state", "region") or words[at].text != known.form:
        return False
    rest = words[at + 1 : end]
    return bool(rest) and all(w.text[0].isupper() and w.tag in ("name", "noun", "body", "given") for w in rest)


def _is_owner(words: list[TaggedWord], at: int, end: int) -> bool:
    """A state before a body that it owns: "Italiens Regierung"."""
    word = words[at]
    if at + 1 < end and words[at + 1].text == "-":
        return True
    if (
        word.known is None
        or word.known.kind not in ("state", "region", "capital")
        or not word.text.endswith(("s", "'", "’"))
    ):
        return False
    return any(w.tag == "body" for w in words[at + 1 : min(at + 4, end)])


def _known(reading: Reading, cast: Cast, at: int, end: int) -> None:
    words = cast.tagging.words
    known = words[at].known
    if known is None:
        return
    reading.gender = _gender_by_article(words, reading.words[0])
    if known.kind == "capital":
        # a capital speaks for the government that sits there, and Brussels for the Union
        if known.name == "Brüssel":
            reading.body = Affiliation("EU", "organisation", "international_organisation", "EU")
        else:
            reading.body = Affiliation(known.state, "state", "government", known.state)
        return
    first = known_affiliation(known)
    reading.body = replace(first, name=extended_name(cast.tagging, at, end)) if first.kind == "organisation" else first
    reading.named_body = True
    others = [
        known_affiliation(w.known) for w in words[at + 1 : end] if w.known is not None and w.known.kind != "capital"
    ]
    joins = [w for w in words[at + 1 : end] if w.low in _CONJUNCTIONS]
    if others and joins and words[at + 1].text in (",", "und", "sowie"):
        reading.bodies = [reading.body, *others]


def _proper_noun(reading: Reading, cast: Cast, start: int, end: int) -> None:
    """A body that no list has: a quoted name, an acronym, a run of names, a capitalised adjective with a noun."""
    words = cast.tagging.words
    quoted = [i for i in range(start, end) if words[i].text in _QUOTES]
    if len(quoted) >= 2 and quoted[-1] > quoted[0] + 1:
        last = next((i for i in quoted[1:] if i > quoted[0] + 1), quoted[-1])
        name = cast.tagging.text[words[quoted[0]].span.end : words[last].span.start].strip("'’ ")
        if name[:1].isalnum() and not name[:1].islower() and name.count(" ") < _LONGEST_NAME:
            reading.body, reading.named_body = Affiliation(name, "name", cast.category_of(name)), True
        return
    site = next((w.text for w in words[start:end] if _SITE.search(w.text)), None)
    if site is not None:
        reading.body, reading.named_body = Affiliation(site, "name", "media"), True
        return
    for i in range(start, end):
        if words[i].text in cast.acronyms:
            name = cast.acronyms[words[i].text]
            reading.body, reading.named_body = Affiliation(name, "name", cast.category_of(name)), True
            return
    capital = [
        i
        for i in range(start, end)
        if words[i].tag == "adjective"
        and words[i].text[0].isupper()
        and i
        and words[i - 1].tag in ("determiner", "preposition")
    ]
    if capital and capital[0] + 1 < end and words[capital[0] + 1].text[0].isupper():
        name = phrase_base(cast.tagging, capital[0], capital[0] + 2)
        reading.body, reading.named_body = (
            Affiliation(name, "name", cast.category_of(name), words[capital[0]].state),
            True,
        )
        return
    groups = cast.groups_at(start, end)
    if groups:
        first = groups[0]
        placed = first.start - 1 > start and words[first.start - 1].low in ("aus", "bei", "in", "nahe")
        if words[start].low in ("ein", "eine", "einer", "einem", "einen"):
            return
        if first.start in cast.person_starts or (placed and any(w.tag == "noun" for w in words[start : first.start])):
            # "ein Müller aus al-Kaim" is not called by his town
            return
        stop = first.end
        while stop < end and words[stop].text[0].isupper() and words[stop].tag != "sign":
            stop += 1
        name = (
            cast.tagging.text[words[first.start].span.start : words[stop - 1].span.end]
            if stop > first.end
            else first.name
        )
        category = cast.category_of(name)
        if category == "unknown" and len(first.words) > 1 and first.start > start:
            # "der Glaser Gero Past", "Altmeister Gyula Pap": a noun that no list has before a full name
            before = words[first.start - 1]
            category = "individual" if before.tag == "noun" and before.text[0].isupper() else category
        reading.body, reading.named_body = Affiliation(name, "name", category), True
    elif reading.states and reading.body is None:
        reading.body = Affiliation(reading.states[0], "state", "government", reading.states[0])


def _gender_by_article(words: list[TaggedWord], at: int) -> str:
    return {"die": "f", "der": "m", "das": "n"}.get(words[at].low, "")
