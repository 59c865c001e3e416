"""Whether a role noun takes up a role given before: "die Ministerin" for the "Verteidigungsministerin"."""

from __future__ import annotations

from quotes.german.cast import Person
from quotes.german.description import Description
from quotes.german.word_classes import word_class

OFFICES = frozenset(("head_of_state", "head_of_government", "minister"))


def clash(role: Description, person: Person) -> bool:
    """Whether a person holds what the role cannot be: another state or party, or a spokesperson's office."""
    states, parties = states_of(role), _parties(role)
    for other in person.roles:
        if (states and states_of(other) and not states & states_of(other)) or (parties and _parties(other) != parties):
            return True
    categories = {r.noun.category for r in person.roles}
    return (
        role.noun.category in ("police_judiciary", "armed_group", "government", "head_of_state")
        and role.noun.category not in categories
    )


def states_of(role: Description) -> set[str]:
    """The states and regions that a role is tied to."""
    return {a.name for a in role.affiliations if a.kind in ("state", "region")}


def _parties(role: Description) -> set[str]:
    return {a.name for a in role.affiliations if a.kind == "party"}


def _held_in(role: Description) -> set[str]:
    return {a.name for a in role.affiliations if a.kind in ("organisation", "body", "party")}


# Nouns that take up others of their category.
_GENERAL = word_class("general_role")
_OFFICE_NAMES = ("president", "premier", "chancellor", "monarch", "mayor", "prosecutor", "advocate", "envoy")
# Names of one office that articles change between.
_SAME_OFFICE = tuple(word_class(f"office_{name}") for name in _OFFICE_NAMES)


def _interchangeable(a: str, b: str) -> bool:
    return any(a in group and b in group for group in _SAME_OFFICE)


def role_match(asked: Description, other: Description) -> float:  # noqa: PLR0911 (a ladder of matches)
    """How well a role noun takes up a role that the article gave: the noun itself, its head, or its category."""
    mine, theirs = states_of(asked), states_of(other)
    if mine and theirs and not mine & theirs:
        return 0.0
    if _parties(asked) and _parties(other) and not _parties(asked) & _parties(other):
        return 0.0
    held, meant = _held_in(asked), _held_in(other)
    if held and meant and not any(a in b or b in a for a in held for b in meant):
        return 0.0
    a, b = asked.noun.nominative.lower(), other.noun.nominative.lower()
    if a == b:
        return 2.0
    if b.endswith(a) or a.endswith(b):
        return 1.7
    if asked.noun.entry == other.noun.entry and not asked.noun.modifier:
        return 1.6
    general = {"politiker", "politikerin"}
    if asked.noun.entry.lower() in general or a.endswith(("politiker", "politikerin")):
        return 1.2 if other.noun.category in ("legislature_party", "minister", "head_of_government") else 0.0
    if _interchangeable(asked.noun.entry, other.noun.entry) and not asked.noun.modifier:
        return 1.3
    # "sein Anwalt" is as a rule somebody new
    if asked.noun.entry in _GENERAL and not asked.noun.modifier and not asked.possessive and _of_kind(asked, other):
        return 1.2
    same = asked.noun.category == other.noun.category
    if same and asked.noun.category in ("head_of_state", "head_of_government"):
        return 1.3 if _interchangeable(asked.noun.entry, other.noun.entry) else 0.0
    if same and asked.noun.category in (
        "expert",
        "civil_society",
        "military",
        "legislature_party",
        "business",
        "media",
    ):
        return 0.6
    return 0.0


def _of_kind(asked: Description, other: Description) -> bool:
    """Whether a role falls under a general noun: "der Diplomat" for an ambassador, "die Managerin" for a director."""
    if asked.noun.category == other.noun.category:
        return True
    bodies = {a.category for a in other.affiliations if a.kind in ("organisation", "body", "party", "name")}
    return other.noun.category == "unknown" and (
        asked.noun.category in bodies
        or (asked.noun.entry == "Diplomat" and any(a.kind == "state" for a in other.affiliations))
    )


def affiliation_match(asked: Description, person: Person) -> float:
    """ "Die Gewerkschafterin" for somebody of a union, of whom the article gives no other role."""
    if person.roles or asked.possessive or asked.noun.category in ("individual", "unknown", "legislature_party"):
        return 0.0
    return 1.0 if any(a.category == asked.noun.category for a in person.affiliations) else 0.0


def party_match(asked: Description, person: Person) -> float:
    """ "Der CDU-Politiker" for a person with "(CDU)" after the name."""
    parties = _parties(asked)
    if not parties:
        return 0.0
    if parties & {a.name for a in person.affiliations if a.kind == "party"}:
        return 1.4
    return 1.1 if any(parties & _parties(role) for role in person.roles) else 0.0
