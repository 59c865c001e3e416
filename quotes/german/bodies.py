"""Bodies and places: states, parties, organisations with proper names, and general nouns for bodies."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple, cast

from quotes.document import RoleCategory
from quotes.german.inflection import adjective_stem, body_forms
from quotes.resources import lexicon

Kind = Literal["state", "region", "party", "organisation", "capital"]
_CASE_ENDINGS = ("", "s", "es", "'", "’")


class Known(NamedTuple):
    """A proper name that the lexicons hold: the entity, its kind, its category as a speaker, the state it belongs to,
    and the form of the name that stands in the text, uninflected.
    """

    name: str
    kind: Kind
    category: RoleCategory
    state: str
    form: str


class BodyNoun(NamedTuple):
    """A word read as a general noun for a body; ``named`` tells whether the bare noun serves as a name."""

    entry: str
    gender: str
    category: RoleCategory
    named: bool
    plural: bool
    modifier: str
    nominative: str


def _list(cell: str) -> list[str]:
    return [part for part in cell.split("|") if part]


@cache
def _names() -> dict[tuple[str, ...], Known]:
    """Names by their words, case kept: "UN" and "Un" differ."""
    table: dict[tuple[str, ...], Known] = {}

    def put(form: str, name: str, kind: Kind, category: RoleCategory, state: str) -> None:
        table.setdefault(tuple(form.split()), Known(name, kind, category, state, form))

    for row in lexicon("organisations"):
        category = cast(RoleCategory, row["category"])
        for form in [row["name"], *_list(row["aliases"])]:
            put(form, row["name"], "organisation", category, row["state"])
    for row in lexicon("parties"):
        for form in [row["name"], *_list(row["aliases"])]:
            put(form, row["name"], "party", "legislature_party", row["state"])
    for row in lexicon("states"):
        for form in [row["name"], *_list(row["aliases"])]:
            put(form, row["name"], "state", "government", row["name"])
        for capital in _list(row["capital"]):
            put(capital, capital, "capital", "government", row["name"])
    for row in lexicon("regions"):
        put(row["name"], row["name"], "region", "government", row["state"])
        for capital in _list(row["capital"]):
            put(capital, capital, "capital", "government", row["name"])
    return table


@cache
def _by_first() -> dict[str, int]:
    """The length of the longest name by its first word, for a scan in linear time."""
    longest: dict[str, int] = {}
    for words in _names():
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return longest


@cache
def _stems() -> dict[str, Known]:
    """What may stand before a hyphen: "SPD", "Linken", "US", "Nato", "Irak"."""
    table = {words[0]: known for words, known in _names().items() if len(words) == 1}
    for row in lexicon("parties"):
        for stem in _list(row["stems"]):
            table[stem] = Known(row["name"], "party", "legislature_party", row["state"], row["name"])
    return table


@cache
def _adjectives() -> dict[str, str]:
    table = {}
    for name in ("regions", "states"):
        for row in lexicon(name):
            for adjective in _list(row["adjective"]):
                table[adjective.lower()] = row["name"]
    return table


@cache
def _demonyms() -> dict[str, tuple[str, str]]:
    """Inhabitant form, lower case -> state or region and gender ("" where open)."""
    table: dict[str, tuple[str, str]] = {}
    for name in ("states", "regions"):
        for row in lexicon(name):
            for demonym in _list(row["demonym"]):
                low, stem = demonym.lower(), demonym.lower().removesuffix("e")
                if low.endswith("in"):
                    forms = {low: "f", low + "nen": "f"}
                else:
                    tails = ("n",) if low.endswith("e") else ("s", "n", "en", "e")
                    forms = {low: "m"} | {low + tail: "m" for tail in tails} | {stem + "in": "f", stem + "innen": "f"}
                for form, gender in forms.items():
                    table.setdefault(form, (row["name"], gender))
    return table


def known_at(words: Sequence[str], at: int) -> tuple[Known, int] | None:
    """The longest known name that begins at ``words[at]``, with its number of words; the last may be inflected, and
    adjectives in front take any ending ("des Auswärtigen Amtes", "der Vereinten Nationen").
    """
    first = words[at]
    if first[0].islower() and first not in _by_first() and at + 1 < len(words) and words[at + 1][:1].isupper():
        found = known_at([first.capitalize(), *words[at + 1 : at + 6]], 0)
        return found if found is not None and found[1] > 1 and adjective_stem(first) is not None else None
    if not (first[:1].isupper() or first[:1].isalpha()):
        return None
    for candidate in _first_forms(first):
        longest = _by_first().get(candidate, 0)
        for length in range(min(longest, len(words) - at), 0, -1):
            known = _match(candidate, tuple(words[at + 1 : at + length]), first)
            if known is not None:
                return known, length
    return None


@lru_cache(maxsize=65536)
def _first_forms(word: str) -> tuple[str, ...]:
    forms = [word]
    stem = adjective_stem(word)
    if stem is not None:
        forms += [stem + ending for ending in ("es", "e", "er", "en") if stem + ending != word]
    forms += [word[: -len(ending)] for ending in _CASE_ENDINGS[1:] if word.endswith(ending)]
    table = _by_first()
    return tuple(form for form in forms if form in table)


def _match(candidate: str, rest: tuple[str, ...], first: str) -> Known | None:
    table = _names()
    if not rest:
        known = table.get((candidate,))
        # an adjective ending on a one-word name is another word ("Linken" is listed, "Bahnes" is none)
        return known if known and (first == candidate or first.startswith(candidate)) else None
    exact = table.get((candidate, *rest))
    if exact is not None:
        return exact
    last = rest[-1]
    for ending in _CASE_ENDINGS[1:]:
        if last.endswith(ending) and (known := table.get((candidate, *rest[:-1], last[: -len(ending)]))) is not None:
            return known
    return table.get((candidate, *rest[:-1], last.removesuffix("n"))) if last.endswith("n") else None


@lru_cache(maxsize=65536)
def known_stem(word: str) -> Known | None:
    """What the first part of a compound names ("US" -> USA, "Linken" -> Linke, "Nato", "Bundes" -> ``None``)."""
    stems = _stems()
    for form in (word, word.removesuffix("s"), word.removesuffix("en")):
        if form in stems:
            return stems[form]
    return _names().get(tuple(word.split())) if " " in word else None


@lru_cache(maxsize=65536)
def state_of_adjective(word: str) -> str | None:
    """The state or region of an adjective in any form ("irakischen" -> Irak), ``None`` for other words."""
    low = word.lower()
    stem = adjective_stem(low)
    table = _adjectives()
    for form in (stem, low):
        if form is not None and form in table:
            return table[form]
        if form is not None and "-" in form and form.rsplit("-", 1)[1] in table and form.startswith(("pro-", "anti-")):
            return None
    return None


@lru_cache(maxsize=65536)
def state_of_inhabitant(word: str) -> tuple[str, str] | None:
    """State or region and gender of a noun for an inhabitant ("die Irakerin" -> Irak, f)."""
    return _demonyms().get(word.lower()) if word[:1].isupper() else None


@cache
def _noun_forms() -> dict[str, tuple[str, str, RoleCategory, str, bool]]:
    """Form -> entry, gender, category, how it is named, plural. The base forms go before inflected ones of others."""
    table: dict[str, tuple[str, str, RoleCategory, str, bool]] = {}
    inflected = []
    for row in lexicon("bodies"):
        noun = row["noun"].replace("_", " ")
        category = cast(RoleCategory, row["category"])
        table[noun.lower()] = (noun, row["gender"], category, row["named"], False)
        for form in body_forms(noun, row["gender"]):
            inflected.append((form.text, (noun, row["gender"], category, row["named"], form.number == "Plur")))
    for text, value in inflected:
        table.setdefault(text, value)
    return table


# Bodies that are a business's or a citizens' one by what follows.
TRADE_BODIES = frozenset(("Verband", "Verein", "Bund", "Dachverband", "Vereinigung", "Zentralverband", "Hauptverband"))


@cache
def _trades() -> tuple[str, ...]:
    return tuple(row["stem"] for row in lexicon("trades"))


def is_trade(phrase: str) -> bool:
    """Whether the name of an association shows it to be one of business."""
    low = phrase.lower()
    return any(stem in low for stem in _trades())


_SHORT_BODIES = frozenset(("amt", "bund", "bank", "werk", "land", "club", "klub", "bahn", "zoll", "orden", "staat"))
_NO_COMPOUND = frozenset(
    [
        "kongress",
        "land",
        "stadt",
        "staat",
        "bahn",
        "zoll",
        "werk",
        "orden",
        "bande",
        "industrie",
        "wirtschaft",
        "mission",
        "gipfel",
        "kreis",
    ]
)


@lru_cache(maxsize=65536)
def body_noun(word: str) -> BodyNoun | None:
    """Read a word as a general noun for a body, alone or as the last part of a compound; ``None`` for other words."""
    if len(word) < 3 or not (word[0].isupper() or "-" in word):
        return None
    low, table = word.lower(), _noun_forms()
    starts = [0]
    hyphen = low.rfind("-")
    if hyphen >= 0:
        starts.append(hyphen + 1)
    starts += [at for at in range(max(3, hyphen + 1), len(low) - 2) if len(low) - at >= 3]
    for at in starts:
        value = table.get(low[at:])
        if value is None:
            continue
        entry, gender, category, named, plural = value
        if at and (entry.lower() in _NO_COMPOUND or (len(entry) < 5 and entry.lower() not in _SHORT_BODIES)):
            continue
        base = entry if at == 0 or low[at - 1] == "-" else entry.lower()
        if entry in TRADE_BODIES and is_trade(word):
            category = "business"
        proper = named == "name" or (named == "compound" and at > 0)
        return BodyNoun(entry, gender, category, proper, plural, word[:at].rstrip("-"), word[:at] + base)
    return None


@cache
def _foreign() -> dict[str, RoleCategory]:
    return {row["word"]: cast(RoleCategory, row["category"]) for row in lexicon("foreign_bodies")}


def category_of_name(name: str) -> RoleCategory:
    """What the words of an unlisted name show its bearer to be, the last word first; "unknown" where none does."""
    for word in reversed(name.split()):
        if word in _foreign():
            return _foreign()[word]
        body = body_noun(word)
        if body is not None:
            return "business" if body.category == "civil_society" and is_trade(name) else body.category
    return "unknown"
