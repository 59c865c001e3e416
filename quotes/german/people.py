"""Nouns for people: which office or profession a word names, in any form and as the last part of a compound."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple, cast

from quotes.document import RoleCategory
from quotes.german.inflection import Form, is_nominal_adjective, is_weak, person_forms, plural_of
from quotes.resources import lexicon

# A shorter noun counts as a whole word or after a hyphen only.
_MINIMUM_SUFFIX = 4


class PersonNoun(NamedTuple):
    """A word read as a noun for a person.

    ``entry`` is the lexicon's noun, ``modifier`` what stands before it in a compound ("SPD-" in "SPD-Chef"), without
    hyphen; ``nominative`` the word itself in the nominative singular or plural that the form shows.
    """

    entry: str
    category: RoleCategory
    follows: str
    spokesperson: bool
    gender: str
    number: str
    modifier: str
    nominative: str
    plural: str

    @property
    def follows_body(self) -> bool:
        """Whether the body that the role is held in goes before the category of the noun itself."""
        return self.follows == "body"


class _Entry(NamedTuple):
    noun: str
    category: RoleCategory
    follows: str
    spokesperson: bool
    compounds: bool


@cache
def _forms() -> dict[str, tuple[_Entry, Form]]:
    table: dict[str, tuple[_Entry, Form]] = {}
    for row in lexicon("offices"):
        entry = _Entry(row["noun"], cast(RoleCategory, row["category"]), row["follows"], row["kind"] == "spokesperson",
                       row["compounds"] != "no")  # fmt: skip
        for form in person_forms(entry.noun):
            table.setdefault(form.text, (entry, form))
    for row in lexicon("parties"):
        for member in filter(None, row["members"].split("|")):
            entry = _Entry(member, "legislature_party", "", False, True)
            for form in person_forms(member):
                table.setdefault(form.text, (entry, form))
    return table


@cache
def _members() -> dict[str, str]:
    return {member: row["name"] for row in lexicon("parties") for member in row["members"].split("|") if member}


def party_of_member(entry: str) -> str:
    """The party of a noun for its members ("Konservativer" -> Konservative), "" for other nouns."""
    return _members().get(entry, "")


def _may_end_compound(suffix: str) -> bool:
    entry = _forms()[suffix][0]
    return entry.compounds and len(entry.noun) >= _MINIMUM_SUFFIX


def _find(word: str) -> tuple[int, _Entry, Form] | None:
    """The longest entry that ``word`` is or ends in: where it begins, the entry, the form."""
    low, table = word.lower(), _forms()
    if low in table:
        return 0, *table[low]
    hyphen = low.rfind("-")
    if hyphen >= 0 and low[hyphen + 1 :] in table:
        return hyphen + 1, *table[low[hyphen + 1 :]]
    for at in range(max(3, hyphen + 1), len(low) - 3):
        suffix = low[at:]
        if suffix in table and _may_end_compound(suffix):
            return at, *table[suffix]
    return None


@lru_cache(maxsize=65536)
def person_noun(word: str) -> PersonNoun | None:
    """Read a word as a noun for a person, ``None`` where it is none that the lexicon or a compound rule knows."""
    if len(word) < 3 or not (word[0].isupper() or "-" in word):
        return None
    found = _find(word)
    if found is None:
        return None
    at, entry, form = found
    modifier = word[:at].rstrip("-")
    base = form.base if at == 0 else word[:at] + (form.base if word[at - 1] == "-" else form.base.lower())
    singular = entry.noun if at == 0 else word[:at] + (entry.noun if word[at - 1] == "-" else entry.noun.lower())
    plural = plural_of(base if form.number == "Plur" or base.endswith("in") else singular)
    if form.number == "Plur":
        plural = base
    elif form.gender == "f" and base.endswith("in"):
        plural = base + "nen"
    return PersonNoun(
        entry.noun,
        entry.category,
        entry.follows,
        entry.spokesperson,
        form.gender,
        form.number,
        modifier,
        base,
        plural,
    )


def nominative(noun: PersonNoun, *, gender: str, plural: bool) -> str:
    """The noun in the nominative that its phrase asks for: "des Abgeordneten" is "Abgeordneter" of a man."""
    if plural:
        return noun.plural
    if is_nominal_adjective(noun.entry):
        stem = noun.nominative[:-2] if noun.nominative.endswith("er") else noun.nominative[:-1]
        return stem + ("e" if gender == "f" else "er")
    return noun.nominative


def is_weak_form(word: str) -> bool:
    """Whether a word is a weak noun's form in -n or -en, which may be singular or plural."""
    noun = person_noun(word)
    return noun is not None and is_weak(noun.entry) and word.endswith("n")
