"""The way from a mention to a name in words that a reader can follow, step by step, as the notes give it:
"er -> Steinmeier, sentence 3 -> Frank-Walter Steinmeier (SPD), sentence 2".
"""

from __future__ import annotations

from quotes.german.cast import Cast, Person

ARROW = " -> "
# What of a role stands in brackets behind a name.
_LONGEST_ROLE = 60


def nothing(mention: str, why: str) -> str:
    """The chain of a mention that leads to no name, with the reason."""
    return f"{_one_line(mention)}{ARROW}{why}"


def to_name(mention: str, name: str, why: str) -> str:
    """The chain of a mention whose name was found without a person's place: a body's, or a speaker taken up."""
    return f"{_one_line(mention)}{ARROW}{_one_line(name)}, {why}" if why else nothing(mention, _one_line(name))


def to_person(cast: Cast, mention: str, person: Person, *, at: int | None = None, why: str = "") -> str:
    """The chain of a mention that means a person: over the name at word ``at`` where it was found, if that is not
    where the full name stands, to the full name with party or role; ``why`` tells how, where that needs words.
    """
    steps = [_one_line(mention) + (f" ({why})" if why else "")]
    full = next((p for p in person.occurrences if p.group.name == person.name), None)
    full = full or next(iter(person.occurrences), None)
    place = next((p for p in person.occurrences if p.group.start == at), None)
    if place is not None and place is not full:
        shown = _one_line(place.span.of(cast.tagging.text))
        steps.append(f"{shown}, sentence {place.sentence + 1}")
    sentence = f", sentence {full.sentence + 1}" if full is not None else ""
    steps.append(f"{_one_line(person.name)}{_standing(person)}{sentence}")
    return ARROW.join(steps)


def _standing(person: Person) -> str:
    party = next((a.name for a in person.affiliations if a.kind == "party"), "")
    role = next((r.title for r in person.roles if len(r.title) <= _LONGEST_ROLE), "")
    shown = _one_line(party or role)
    return f" ({shown})" if shown else ""


def _one_line(words: str) -> str:
    return " ".join(words.split())
