"""What a role or a body is tied to: bodies, parties, states and places in a noun phrase, in base form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from quotes.document import RoleCategory
from quotes.german.bodies import TRADE_BODIES, BodyNoun, Known, body_noun, is_trade, known_stem
from quotes.german.inflection import adjective_stem, nominative_adjective
from quotes.german.tagging import TaggedWord, Tagging
from quotes.german.word_classes import word_class

AffiliationKind = Literal["organisation", "party", "body", "state", "region", "place", "name"]


_QUOTES = frozenset('"„“”»«‚‘')


# "der Gewerkschaftsbund TUC": short letters are the whole name.
_ACRONYM = re.compile(r"[A-ZÄÖÜ]{2,6}")
_GENITIVES = word_class("genitive")


# First parts of compounds that name a field and not the body of that name ("Verteidigungsministerin").
_NO_BODY_MODIFIER = word_class("field")


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A body, party, state or place that a role is tied to, in base form, and what it would speak as."""

    name: str
    kind: AffiliationKind
    category: RoleCategory
    state: str = ""
    proper: bool = True


def known_affiliation(known: Known) -> Affiliation:
    """A known name as an affiliation."""
    kinds: dict[str, AffiliationKind] = {"state": "state", "region": "region", "party": "party", "capital": "place"}
    return Affiliation(known.form if known.kind == "organisation" else known.name,
                       kinds.get(known.kind, "organisation"), known.category, known.state)  # fmt: skip


_NEVER = word_class("no_adjective")


def is_adjective(word: TaggedWord) -> bool:
    """Whether a word can stand between article and noun."""
    if word.tag == "adjective":
        return True
    if word.low in _NEVER:
        return False
    if word.tag in ("lower", "number", "particle") and adjective_stem(word.low) is not None:
        return word.upos not in ("VERB", "AUX", "ADP", "SCONJ", "CCONJ", "PRON") and len(word.text) > 3
    # "Pariser", "Bochumer", "Schweizer": an inhabitant's form before a noun is an adjective
    return word.tag in ("noun", "name", "inhabitant", "given") and word.text.endswith("er") and word.text[0].isupper()


def parliament(entry: str) -> str:
    """The parliament in a noun that the lexicon holds as one word: "Kongressabgeordneter"."""
    for parliament in ("Kongress", "Bundestag", "Landtag", "Nationalrat", "Unterhaus", "Europaparlament"):
        if entry.startswith(parliament) and len(entry) > len(parliament) + 2:
            return parliament
    return ""


def modifier_affiliation(modifier: str) -> Affiliation | None:
    """What the first part of a compound ties a person to: "SPD" in "SPD-Chef", "Polizei" in "Polizeisprecher"."""
    if not modifier:
        return None
    known = known_stem(modifier)
    if known is None and "-" in modifier:
        known = known_stem(modifier.rpartition("-")[0]) or known_stem(modifier.partition("-")[0])
    if known is not None and known.kind != "capital":
        return known_affiliation(known)
    for form in (modifier, modifier.removesuffix("s"), modifier.removesuffix("en")):
        if form.lower() in _NO_BODY_MODIFIER:
            return None
        body = body_noun(form.capitalize() if form.islower() else form)
        if body is not None:
            return Affiliation(body.nominative, "body", body.category, proper=False)
    return None


def phrase_base(tagging: Tagging, start: int, end: int) -> str:
    """A noun phrase ``[start, end)`` without article in base form: "des bayerischen Umweltministeriums" is
    "bayerisches Umweltministerium"; what follows the head noun stays as it is.
    """
    words = tagging.words
    while start < end and words[start].tag in ("determiner", "preposition"):
        start += 1
    head = start
    while head < end - 1 and (is_adjective(words[head]) and words[head].tag != "known"):
        head += 1
    if head >= end:
        return ""
    word = words[head]
    noun, gender = word.text, ""
    if word.body is not None:
        noun, gender = word.body.nominative if not word.body.plural else word.text, word.body.gender
        if word.body.plural and gender == "p":
            noun = word.body.nominative
    elif word.known is not None:
        noun = word.known.form
    elif noun.endswith("s") and words[max(start - 1, 0)].low in ("des", "eines", "seines"):
        noun = noun[:-2] if noun.endswith("tes") else noun[:-1]
    gender = gender or _gender_of(noun, words[start - 1].low if start else "")
    plural = bool(word.body and (word.body.plural or gender == "p"))
    adjectives = [nominative_adjective(w.text, gender or "m", "Plur" if plural else "Sing") for w in words[start:head]]
    rest = tagging.text[word.span.end : words[end - 1].span.end] if end - 1 > head else ""
    return " ".join([*adjectives, noun]) + rest


def _gender_of(noun: str, article: str) -> str:
    """The gender of a noun that no list has, by its ending, else by its article; "" where neither tells."""
    low = noun.lower()
    if low.endswith(("ung", "heit", "keit", "schaft", "ion", "tät", "ik", "ei", "olle", "anz", "enz")):
        return "f"
    if low.endswith(("büro", "amt", "zentrum", "werk", "institut", "haus", "gericht", "archiv", "komitee", "forum")):
        return "n"
    return {"das": "n", "die": "f"}.get(article, "")


def complement_affiliations(tagging: Tagging, start: int, end: int) -> list[Affiliation]:
    """The bodies, states and names in the complement of a role, the one that the role is held in first."""
    words = tagging.words
    found: list[Affiliation] = []
    at = start
    while at < end:
        word = words[at]
        if word.text in ("a.", "D.", "i.", "R."):
            at += 1
            continue
        if word.known is not None and word.known.kind != "capital":
            found.append(known_affiliation(word.known))
        elif word.known is not None:
            found.append(Affiliation(word.known.name, "place", "government", word.state))
        elif word.body is not None:
            found.append(_body_affiliation(tagging, start, at, end))
        elif word.tag == "adjective" and word.state:
            found.append(Affiliation(word.state, "state", "government", word.state))
        elif (
            word.tag == "name"
            and words[at - 1].low != "für"
            and (at == start or words[at - 1].tag not in ("body", "person", "given"))
        ):
            found.append(Affiliation(_proper(tagging, at, end), "name", "unknown"))
        at += 1
    organisations = [a for a in found if a.kind in ("organisation", "party")]
    bodies = [a for a in found if a.kind == "body"]
    first_body = found.index(bodies[0]) if bodies else len(found)
    # a proper name inside a longer chain goes before the part of it that comes first ("des Missionsrats der NASA")
    if organisations and bodies and not any(a.name in bodies[0].name for a in organisations):
        return [organisations[0], *found]
    if bodies and first_body:
        return [bodies[0], *(a for a in found if a is not bodies[0])]
    return found


def _proper(tagging: Tagging, at: int, end: int) -> str:
    stop = at + 1
    while (
        stop < end
        and tagging.words[stop].tag in ("name", "given", "noun", "body")
        and tagging.words[stop].text[0].isupper()
    ):
        stop += 1
    text = tagging.text[tagging.words[at].span.start : tagging.words[stop - 1].span.end]
    return text[:-1] if text.endswith("s") and text[:-1] in tagging.forms else text


# Nouns whose bodies are many, one a place: "Landratsamt Starnberg", "Kreissparkasse Moortal".
_KEPT = (
    *("amt", "direktion", "verwaltung", "rat", "behörde", "hauptmannschaft", "sparkasse", "kammer", "volksbank"),
    *("werke", "betriebe", "innung", "regierung", "präsidium", "brigade", "bataillon", "kommando", "regiment"),
)


# Clubs whose name is what they do and where: "Imkerverein Lahntal".
_CLUBS = frozenset(("Verein", "Club", "Klub"))


# Nouns that in a compound say what a body is for: "der Fahrgastverband Pro Bahn".
_DESCRIBING = frozenset(("Verband", "Vereinigung", "Organisation", "Initiative", "Bewegung", "Bündnis", "Gruppe"))


def _keeps_noun(body: BodyNoun) -> bool:
    """Whether the noun is part of the name that follows it: "Universität Kassel", but "Konzern Siemens"."""
    if body.modifier and body.entry in _CLUBS:
        return True
    if body.modifier and body.entry in _DESCRIBING:
        return False
    if body.category == "media" or body.entry in _INTRODUCING:
        return False
    return (
        body.named
        or bool(body.modifier)
        or body.entry.lower().endswith(_KEPT)
        or body.category
        in (
            "expert",
            "police_judiciary",
            "civil_society",
            "legislature_party",
        )
    )


# Nouns that only introduce a name: it stands for itself ("die Organisation Pax Christi", "der Stadt Den Haag").
_INTRODUCING = word_class("introducing")


# Words that go on with the name of an association or institute; "in" only tells where it is.
_LINKS = frozenset(["für", "gegen", "der", "des", "von", "vom", "zur", "zum", "und", "aller", "den", "die"])


ASSOCIATIONS = word_class("association")


# Nouns that a leader's name follows: it does not name the body ("die Regierung Bush").
_OF_SOMEBODY = frozenset(("Regierung", "Kabinett", "Regime", "Koalition", "Administration", "Familie"))


def _capital_run(tagging: Tagging, at: int, end: int, *, linked: bool) -> int:
    """The index after the capitalised words from ``at`` on; ``linked`` goes over prepositions and articles to more."""
    words, stop = tagging.words, at
    while stop < end:
        word = words[stop]
        if "\n" in tagging.text[words[stop - 1].span.end : word.span.start]:
            break
        if word.text[0].isupper() or (word.tag == "number" and stop > at):
            stop += 1
        elif (
            linked
            and stop + 1 < end
            and word.low in _LINKS
            and (word.tag in ("preposition", "determiner", "adjective") or word.low in ("und", "aller"))
        ):
            follows = next(
                (w for w in words[stop + 1 : end] if w.tag not in ("adjective", "determiner", "lower")), None
            )
            if follows is None or not follows.text[0].isupper():
                break
            stop += 1
        elif linked and is_adjective(word) and stop + 1 < end and words[stop + 1].text[0].isupper():
            stop += 1
        elif word.text == "-" and stop + 2 < end and words[stop + 1].low == "und" and words[stop + 2].text[0].isupper():
            # "Berufsverband der Kinder- und Jugendärzte"
            stop += 3
        else:
            break
    return stop


def phrase_stop(tagging: Tagging, at: int, limit: int) -> int:
    """The index after the noun phrase at ``at``: article, adjectives, capitalised words, and what those link to."""
    words = tagging.words
    while at < limit and (words[at].tag == "determiner" or (is_adjective(words[at]) and words[at].text[0].islower())):
        at += 1
    stop = _capital_run(tagging, at, limit, linked=True) if at < limit else at
    if at < stop < limit and words[stop].text in _QUOTES and words[stop - 1].body is not None:
        # "von der Initiative „Kein Gleis“"
        return next((i + 1 for i in range(stop + 2, limit) if words[i].text in _QUOTES), stop)
    return stop


def _body_affiliation(tagging: Tagging, start: int, at: int, end: int) -> Affiliation:
    """The body noun at ``at`` with what makes it a name: words after it, quoted or not, and adjectives before it."""
    words = tagging.words
    body = words[at].body
    if body is None:
        return Affiliation(words[at].text, "body", "unknown")
    first = at
    while first > start and is_adjective(words[first - 1]):
        first -= 1
    # a capitalised adjective belongs to the name ("Deutscher Journalisten-Verband") and ties it to no state
    state = next((w.state for w in words[first:at] if w.state and w.tag == "adjective" and w.text[0].islower()), "")
    owner = words[first - 1].known if first > start else None
    if owner is not None and owner.kind in ("state", "region"):
        state = state or owner.state
    after = words[at + 1] if at + 1 < end else None
    if after is not None and after.text in _QUOTES:
        stop = next((i for i in range(at + 2, end) if words[i].text in _QUOTES), at + 2)
        name = tagging.text[after.span.end : words[min(stop, len(words) - 1)].span.start].strip("'’ ")
        return Affiliation(name, "body", body.category, state, bool(name))
    if after is not None and after.known is not None and after.known.kind in ("organisation", "party"):
        return Affiliation(extended_name(tagging, at + 1, end), "body", after.known.category, state, True)
    owned = (
        after is not None
        and after.known is not None
        and after.known.kind in ("state", "region")
        and after.text != after.known.form
    )
    if after is not None and owned and not body.plural and after.known is not None:
        return Affiliation(phrase_base(tagging, first, at + 1), "body", body.category, after.known.state, False)
    if (
        after is not None
        and after.text[0].isupper()
        and not body.plural
        and after.tag not in ("determiner", "preposition", "pronoun")
    ):
        stop = _capital_run(tagging, at + 1, end, linked=body.entry in ASSOCIATIONS)
        rest = tagging.text[after.span.start : words[stop - 1].span.end]
        base = f"{phrase_base(tagging, first if _proper_adjectives(words[first:at]) else at, at + 1)} {rest}"
        category = _trade_category(body, base)
        of_place = after.known is not None and after.known.kind in ("state", "region", "capital")
        keeps = (_keeps_noun(body) or of_place) and not _ACRONYM.fullmatch(rest)
        return Affiliation(base if keeps else rest, "body", category, state, body.entry not in _OF_SOMEBODY)
    linked = (
        body.entry in ASSOCIATIONS and after is not None and after.low in (*_GENITIVES, "für", "aller", "gegen", "von")
    )
    stop = (
        _capital_run(tagging, at + 1, end, linked=True)
        if after is not None and (linked or after.low in _GENITIVES)
        else at + 1
    )
    proper = not body.plural and (_proper_adjectives(words[first:at]) or (linked and stop > at + 1))
    whole = phrase_base(tagging, first, max(stop, at + 1))
    return Affiliation(whole, "body", _trade_category(body, whole), state, proper)


def _proper_adjectives(adjectives: list[TaggedWord]) -> bool:
    """Whether capitalised adjectives make a name: "Bochumer Polizei", "Deutsche Umwelthilfe"."""
    return any(w.text[0].isupper() and (not w.first or w.text.endswith("er")) for w in adjectives)


def _trade_category(body: BodyNoun, name: str) -> RoleCategory:
    owner = known_stem(body.modifier) if body.modifier else None
    if owner is not None and owner.category == "international_organisation" and body.category != "media":
        return owner.category
    return "business" if body.entry in TRADE_BODIES and is_trade(name) else body.category


def extended_name(tagging: Tagging, at: int, end: int) -> str:
    """A known name with the capitalised words that go on with it: "BBC News", "Fox News Channel"."""
    words = tagging.words
    known = words[at].known
    name = known.form if known is not None else words[at].text
    stop = at + 1
    while (
        stop < end
        and words[stop].tag in ("name", "given")
        and "\n" not in tagging.text[words[stop - 1].span.end : words[stop].span.start]
    ):
        stop += 1
    return name if stop == at + 1 else f"{name}{tagging.text[words[at].span.end : words[stop - 1].span.end]}"
