"""Offices that are given by another person's: "Minister A und sein französischer Kollege B"."""

from __future__ import annotations

from dataclasses import replace

from quotes.german.affiliation import modifier_affiliation
from quotes.german.cast import Person
from quotes.german.description import Description
from quotes.german.events import Event
from quotes.german.people import nominative
from quotes.german.word_classes import word_class

_COLLEAGUES = word_class("colleague")
_OFFICES = frozenset(("head_of_state", "head_of_government", "minister"))
# Posts below them that one has colleagues in, of other states and towns.
_POSTS = frozenset(("Botschafter", "Bürgermeister", "Oberbürgermeister", "Landrat", "Gouverneur", "Generalstabschef"))
# How many sentences before the colleague the holder of the office is looked for.
_REACH = 2


def is_colleague(role: Description) -> bool:
    """Whether a role only says that somebody holds another's office."""
    return role.noun.entry in _COLLEAGUES


def office_of_colleague(role: Description, sentence: int, before: list[Event]) -> Description | None:
    """The role with the office of whom it belongs to, the last person of an office in ``before``; the state stays
    the colleague's own. ``None`` where nobody with an office stands before.
    """
    for event in reversed(before):
        if sentence - event.sentence > _REACH:
            break
        for person in event.referent.people[:1]:
            office = _office(person, role)
            if office is not None:
                return _as_office(role, office)
    return None


def _office(person: Person, role: Description) -> Description | None:
    if any(r is role for r in (*person.roles, *person.anaphors)):
        return None
    held = [r for r in person.roles if r.noun.category in _OFFICES]
    return next(iter(held), None) or next((r for r in person.roles if r.noun.entry in _POSTS), None)


def _as_office(role: Description, office: Description) -> Description:
    """The office's noun without its state ("Bundesaußenminister", "US-Präsident"), in the colleague's gender."""
    entry, modifier = office.noun.entry, office.noun.modifier
    tied = modifier_affiliation(modifier)
    if tied is not None and tied.kind in ("state", "region"):
        modifier = ""
    modifier, entry = modifier.removeprefix("Bundes"), entry.removeprefix("Bundes")
    base = (modifier + entry.lower() if modifier else entry) if modifier[-1:] != "-" else modifier + entry
    base = base[:1].upper() + base[1:]
    if role.gender == "f" and not base.endswith(("in", "frau")):
        base = base.removesuffix("e") + "in"
    noun = office.noun._replace(nominative=base, gender=role.gender or office.noun.gender, modifier=modifier)
    title = nominative(noun, gender=role.gender, plural=False)
    return replace(role, noun=noun, title=title, adjectives=0, end=role.head + 1)
