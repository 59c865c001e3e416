"""What an article shows of people beside whose names no role stands: a title, or the office named right before."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from quotes.document import RoleCategory
from quotes.german.affiliation import Affiliation
from quotes.german.cast import Cast, Person
from quotes.german.description import Description
from quotes.german.events import Event
from quotes.german.role_match import OFFICES, states_of
from quotes.german.tagging import TaggedWord, title_categories


def title_of(words: list[TaggedWord], person: Person) -> tuple[str, RoleCategory] | None:
    """A title before any of the names and the category that it gives: "Ajatollah", "Captain"."""
    categories = title_categories()
    for place in person.occurrences:
        at = place.group.start - 1
        while at >= 0 and words[at].tag == "title":
            if words[at].text in categories:
                return words[at].text, cast(RoleCategory, categories[words[at].text])
            at -= 1
    return None


def office_before(
    words: list[TaggedWord], person: Person, events_before: Callable[[int], list[Event]]
) -> Description | None:
    """The state office that the sentence before the first name opens with, where only this person can be meant:
    "Irans oberster Führer sieht keinen Sinn darin. Das sei nutzlos, sagte Ali Chamenei."
    """
    if not person.occurrences or not person.gender:
        return None
    first = person.occurrences[0]
    near = [e for e in events_before(first.group.start) if first.sentence - e.sentence <= 1]
    others = [e for e in near if e.referent.people and e.referent.people[0] is not person]
    roles = [e.referent.role for e in near if e.referent.signal == "lazy" and e.referent.role is not None]
    if others or len(roles) != 1 or roles[0].gender != person.gender:
        return None
    role = roles[0]
    return role if words[role.start].first and states_of(role) and role.noun.category in OFFICES else None


# How many sentences back the body stands that a possessive means.
_OWNER_REACH = 1
_FEMININE = ("ihr", "dere")


def owner_before(cast: Cast, role: Description) -> Affiliation | None:
    """The body that "ihr Sprecher", "dessen Vorsitzender" belongs to: the last one before it, named or not, whose
    gender goes with the possessive.
    """
    words = cast.tagging.words
    feminine = role.possessive.startswith(_FEMININE)
    for place in cast.bodies_before(role.start, _OWNER_REACH):
        word, affiliation = words[place.at], place.affiliation
        if affiliation.kind in ("state", "region", "place") or affiliation.category == "unknown":
            continue
        gender = "f" if word.body is not None and (word.body.plural or word.body.gender == "p") else word.gender
        if gender and (gender == "f") is not feminine:
            continue
        return affiliation
    return None


def spoken_for(complement: list[TaggedWord]) -> RoleCategory:
    """The category of the person whom a spokesperson speaks for: "eine Sprecherin der Regierungschefin"."""
    return next((w.person.category for w in complement if w.person is not None), "unknown")
