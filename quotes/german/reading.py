"""A speaker mention taken apart: what the words that name a speaker are made of."""

from __future__ import annotations

from dataclasses import dataclass, field

from quotes.german.affiliation import Affiliation
from quotes.german.cast import Person
from quotes.german.description import Description


@dataclass(slots=True)
class Reading:
    """A mention taken apart; ``words`` is its range of words. Fields are empty where the form has none of it."""

    text: str
    words: tuple[int, int]
    sentence: int = 0
    people: list[Person] = field(default_factory=list)
    ambiguous: bool = False
    pronoun: str = ""
    relative: bool = False
    own: bool = False
    inhabitant: str = ""
    regional: bool = False
    age_only: bool = False
    role: Description | None = None
    body: Affiliation | None = None
    bodies: list[Affiliation] = field(default_factory=list)
    named_body: bool = False
    body_entry: str = ""
    definite: bool = False
    bare: bool = False
    plural: bool = False
    gender: str = ""
    source: str = ""
    source_category: str = ""
    states: list[str] = field(default_factory=list)
