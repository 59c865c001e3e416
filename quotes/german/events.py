"""What an article speaks of, place by place: people by name and holders of roles without one, with a weight for how
much the sentence is about them. Pronouns look for their antecedents here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import Literal

from quotes.document import Document, Span
from quotes.german.affiliation import Affiliation
from quotes.german.cast import Cast, Person
from quotes.german.description import Description, describe
from quotes.german.reading import Reading

Kind = Literal["person", "people", "body", "role", "none"]


@dataclass(slots=True)
class Referent:
    """Whom a mention means: people, or a body, or an unnamed role; ``chain`` says how that was found."""

    kind: Kind
    signal: str
    score: float
    people: list[Person] = field(default_factory=list)
    body: Affiliation | None = None
    name: str | None = None
    role: Description | None = None
    reading: Reading | None = None
    chain: str = ""
    plural: bool = False
    gender: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a pronoun can mean: where it stands, whom it means, how much the sentence is about it."""

    at: int
    sentence: int
    referent: Referent
    weight: float


# How many events a role noun and a pronoun look back on, and a role noun ahead: a bound on the cost of long articles.
_MEMORY = 160
_PREVIEW = 12
_NEAREST = 24


class Events:
    """The events of a document in their order."""

    def __init__(self, document: Document, cast: Cast) -> None:
        self.cast = cast
        self._direct = sorted(s for q in document.quotations if q.type == "direct" for s in q.spans)
        self.all = self._person_events()
        self._starts = [event.at for event in self.all]

    def _person_events(self) -> list[Event]:
        events = []
        for person in self.cast.people:
            for place in person.occurrences:
                weight = self._weight(place.group.start, place.span)
                referent = Referent("person", "name", 0.9, [person], name=person.name, gender=person.gender)
                events.append(Event(place.group.start, place.sentence, referent, weight))
        return sorted([*events, *self._role_events()], key=lambda e: e.at)

    def _role_events(self) -> list[Event]:
        """Holders of roles whom a sentence speaks of without a name: "Ein Armeesprecher ...", "Der Minister ..."."""
        words, cast = self.cast.tagging.words, self.cast
        taken = {r.head for p in cast.people for r in p.roles}
        events = []
        for at, word in enumerate(words):
            noun = word.person
            if noun is None or word.tag != "person" or at in taken or noun.number == "Plur" or at + 1 in cast.starts:
                continue
            first = at
            while (
                first
                and words[first - 1].tag in ("adjective", "lower", "number")
                and words[first - 1].sentence == word.sentence
            ):
                first -= 1
            before = words[first - 1] if first else None
            if before is None or before.sentence != word.sentence:
                continue
            owned = before.known is not None and before.known.kind == "state" and before.text != before.known.form
            if before.low not in ("der", "die", "ein", "eine") and not owned:
                continue
            if first > 1 and words[first - 2].tag in ("person", "body", "noun", "preposition", "source"):
                continue
            role = describe(
                self.cast.tagging, at, left=max(0, first - 1), right=min(len(words), at + 8), starts=cast.starts
            )
            if role is None or role.plural:
                continue
            weight = self._weight(first - 1, word.span)
            referent = Referent(
                "role", "lazy" if role.definite else "role_without_name", 0.6, role=role, gender=role.gender
            )
            events.append(Event(at, word.sentence, referent, weight))
        return events

    def _weight(self, at: int, span: Span) -> float:
        """More for a subject, less for what stands in a quotation or after a preposition."""
        words = self.cast.tagging.words
        weight = 0.0
        if self._quoted(span):
            weight -= 2.0
        before = at - 1
        while (
            before >= 0
            and words[before].tag in ("person", "adjective", "title", "known", "lower")
            and words[before].sentence == words[at].sentence
        ):
            if words[before].tag == "lower" and not words[before].text.endswith(("e", "en", "er")):
                break
            before -= 1
        if before < 0 or words[before].sentence != words[at].sentence:
            weight += 1.0
        elif words[before].tag == "preposition" or words[before].low in ("des", "dem", "den", "einem", "eines"):
            weight -= 1.0
        elif words[before].low in ("der", "die", "ein", "eine"):
            weight += 0.5
        return weight

    def _quoted(self, span: Span) -> bool:
        at = bisect_right(self._direct, Span(span.start, max(span.start, span.end)))
        return any(s.contains(span) for s in self._direct[max(0, at - 2) : at])

    def people_around(self, at: int) -> list[Person]:
        """The people named in the last and the next events around word ``at``, each once."""
        middle = self._index(at)
        found: dict[int, Person] = {}
        for event in self.all[max(0, middle - _MEMORY) : middle + _PREVIEW]:
            for person in event.referent.people:
                found.setdefault(id(person), person)
        return list(found.values())

    def _index(self, at: int) -> int:
        return bisect_left(self._starts, at)

    def before(self, at: int) -> list[Event]:
        """The last events before word ``at``, in their order."""
        last = self._index(at)
        return self.all[max(0, last - _NEAREST) : last]
