"""Holders of roles: whom a role noun, an inhabitant's noun or an age means among the people of an article."""

from __future__ import annotations

from quotes.german.cast import Cast, Person
from quotes.german.chain import nothing, to_person
from quotes.german.description import Description
from quotes.german.events import Event, Events, Referent
from quotes.german.reading import Reading
from quotes.german.role_match import OFFICES, affiliation_match, clash, party_match, role_match

# How far back a role noun looks for whom it can mean, and an inhabitant's noun, in sentences.
_SHORT_REACH = 2
_REACH = 5
# Holders of these offices are not called by a profession ("der Mediziner").
_NO_RANKS = OFFICES | {"international_organisation"}


class Holders:
    """The people of a document as holders of roles. ``spoken`` are the speakers so far, kept up by the caller."""

    def __init__(self, cast: Cast, events: Events, spoken: list[Event]) -> None:
        self.cast = cast
        self._events = events
        self._spoken = spoken

    def role(self, reading: Reading) -> Referent:
        """Whom a role noun means: who holds it, who can hold it and stands near, else somebody without a name."""
        role = reading.role
        if role is None:
            return Referent("none", "no_name", 0.3)
        unnamed = Referent("role", "role_without_name", 0.6, role=role, plural=role.plural, gender=role.gender)
        unnamed.chain = nothing(reading.text, "nobody of that role has a name")
        if role.plural or not (role.definite or role.possessive or reading.bare):
            return unnamed
        at = reading.words[0]
        here = self.cast.tagging.words[at].sentence
        scored = []
        for person in self._events.people_around(at):
            score = max((role_match(role, other) for other in person.roles), default=0.0)
            score = max(score, party_match(role, person), affiliation_match(role, person))
            if score <= 0 or (person.gender and role.gender and person.gender != role.gender):
                continue
            before = [p for p in person.occurrences if p.group.start < at]
            nearest = before[-1].sentence if before else None
            score += max(-1.0, -0.12 * (here - nearest)) if nearest is not None else -1.2
            if self._spoken and self._spoken[-1].referent.people[:1] == [person]:
                score += 0.5
            if score > 0:
                scored.append((score, person))
        found = self._pick(scored, reading, "role", 0.8)
        if found.signal == "ambiguous_role":
            return _with_role(found, role)
        if found.kind != "person":
            whole = not self.cast.groups_at(reading.words[0], reading.words[1])
            found = (self._near(reading, role) if whole and role.definite else None) or unnamed
        if found.kind == "person" and role not in found.people[0].anaphors:
            found.people[0].anaphors.append(role)
        return found

    def _near(self, reading: Reading, role: Description) -> Referent | None:
        """Who a definite role means that nobody was given by name: an office, whoever is named close by without one;
        a rank or profession, whoever spoke last. Only where one person can be meant.
        """
        if role.spokesperson:
            return None
        office = role.noun.category in OFFICES
        people = self._nameless(reading, role) if not office else {}
        if len(people) != 1:
            people = self._close(reading, role, office)
        if len(people) != 1:
            return None
        person = next(iter(people.values()))
        chain = to_person(self.cast, reading.text, person, why="the only one near")
        return Referent(
            "person", "role_nearby", 0.6, [person], name=person.name, role=role, chain=chain, gender=person.gender
        )

    def _nameless(self, reading: Reading, role: Description) -> dict[int, Person]:
        """The people named just before of whom the article has not said what they are."""
        at, here = reading.words[0], reading.sentence
        return {
            id(person): person
            for person in self._events.people_around(at)
            if not (person.roles or person.anaphors or person.affiliations)
            and person.gender in ("", role.gender)
            and any(0 <= here - p.sentence <= _SHORT_REACH and p.group.start < at for p in person.occurrences)
        }

    def _close(self, reading: Reading, role: Description, office: bool) -> dict[int, Person]:
        """The people close by who can be meant: for an office those without one, for a profession those that have
        something that goes with it.
        """
        at, here = reading.words[0], reading.sentence
        people: dict[int, Person] = {}
        for person in self._events.people_around(at):
            told = bool(person.roles or person.anaphors or (person.affiliations and not office))
            if not person.gender or person.gender != role.gender or told is office:
                continue
            if office and any(abs(p.sentence - here) <= _SHORT_REACH for p in person.occurrences[:1]):
                people[id(person)] = person
            elif not office and any(
                0 <= here - p.sentence <= _SHORT_REACH and p.group.start < at for p in person.occurrences
            ):
                fits = all(r.noun.category not in _NO_RANKS for r in person.roles) and not clash(role, person)
                people |= {id(person): person} if fits else {}
        return people

    def inhabitant(self, reading: Reading) -> Referent:
        """ "der Niederländer", "die 58-Jährige": the last person of that gender, where nothing speaks against it."""
        at, gender = reading.words[0], reading.gender
        here = self.cast.tagging.words[at].sentence
        scored: list[tuple[float, Person]] = []
        for event in [*self._events.before(at), *self._spoken[-6:]]:
            if event.referent.kind != "person" or here - event.sentence > _REACH or event.at >= at:
                continue
            person = event.referent.people[0]
            if person.gender and gender and person.gender != gender:
                continue
            states = {a.state for r in person.roles for a in r.affiliations if a.kind == "state"}
            if reading.inhabitant and states and reading.inhabitant not in states and not (reading.regional and states):
                continue
            bonus = 1.0 if reading.inhabitant in states and reading.inhabitant else 0.0
            scored.append((event.weight + bonus - 1.2 * (here - event.sentence), person))
        return self._pick(scored, reading, "inhabitant", 0.75)

    def aged(self, reading: Reading) -> Referent:
        """ "der 58-Jährige": the person with that age in brackets, else the only one spoken of just before."""
        words = self.cast.tagging.words
        age = next((w.text[:2] for w in words[reading.words[0] : reading.words[1]] if w.text[0].isdigit()), "")
        for person in self.cast.people:
            for place in person.occurrences:
                after = words[place.group.end : place.group.end + 2]
                if len(after) == 2 and after[0].text in ("(", ",") and after[1].text == age:
                    chain = to_person(self.cast, reading.text, person, at=place.group.start)
                    return Referent("person", "age", 0.9, [person], name=person.name, chain=chain, gender=person.gender)
        at, here = reading.words[0], reading.sentence
        near = [
            e
            for e in self._events.before(at)
            if e.referent.people
            if here - e.sentence <= 3 and e.weight >= 0 and e.referent.gender in ("", reading.gender)
        ]
        # the one in front of a sentence goes before those in passing
        near = [e for e in near if e.weight > 0] or near
        people = {id(e.referent.people[0]): e for e in near}
        last = self._spoken[-1].referent if self._spoken else None
        if len(people) > 1 and last is not None and last.people and here - self._spoken[-1].sentence <= 1:
            # of several the one who spoke right before
            people = {key: event for key, event in people.items() if key == id(last.people[0])} or people
        if len(people) == 1:
            event = next(iter(people.values()))
            chain = to_person(self.cast, reading.text, event.referent.people[0], at=event.at)
            return Referent(
                "person",
                "age",
                0.65,
                event.referent.people,
                name=event.referent.name,
                chain=chain,
                gender=reading.gender,
            )
        return Referent("none", "no_name", 0.3, gender=reading.gender)

    def _pick(self, scored: list[tuple[float, Person]], reading: Reading, signal: str, certainty: float) -> Referent:
        best: dict[int, tuple[float, Person]] = {}
        for score, person in scored:
            if id(person) not in best or best[id(person)][0] < score:
                best[id(person)] = (score, person)
        ranked = sorted(best.values(), key=lambda pair: pair[0], reverse=True)
        if not ranked:
            return Referent("none", "no_name", 0.3, role=reading.role)
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 0.2:
            return Referent(
                "none",
                "ambiguous_role",
                0.2,
                chain=nothing(reading.text, f"{ranked[0][1].name} or {ranked[1][1].name}"),
            )
        person = ranked[0][1]
        before = [p.group.start for p in person.occurrences if p.group.start < reading.words[0]]
        chain = to_person(self.cast, reading.text, person, at=before[-1] if before else None)
        return Referent(
            "person",
            signal,
            certainty,
            [person],
            name=person.name,
            role=reading.role,
            chain=chain,
            gender=person.gender,
        )


def _with_role(referent: Referent, role: Description) -> Referent:
    referent.role, referent.gender = role, role.gender
    return referent
