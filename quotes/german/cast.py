"""The people of an article: every name, grouped into one entry a person, with all that the article says of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from quotes.document import Document, RoleCategory, Span
from quotes.german.affiliation import (
    ASSOCIATIONS,
    Affiliation,
    complement_affiliations,
    is_adjective,
    known_affiliation,
    modifier_affiliation,
    phrase_base,
    phrase_stop,
)
from quotes.german.apposition import Occurrence, RoleReader
from quotes.german.bodies import category_of_name, known_stem
from quotes.german.body_names import BodyPlace, acronyms, introduced
from quotes.german.description import Description
from quotes.german.names import NAME_PARTICLES, NameGroup, find_names
from quotes.german.tagging import Tagging

# A word in capitals that is not longer is an acronym and no name.
_SHORTEST_CAPITALS = 3
# How many sentences after his namesake's name a bare surname still means him.
_NAMESAKE_REACH = 4
_QUOTES = frozenset("\"„“”»«‚‘'’")


@dataclass(slots=True)
class Person:
    """One person: the fullest name, all places, gender as far as the article tells.

    ``roles`` and ``affiliations`` are those beside the name, over all places in order; ``anaphors`` are role nouns that
    were found to mean the person.
    """

    name: str
    surname: str
    occurrences: list[Occurrence] = field(default_factory=list)
    gender: str = ""
    certain: bool = False
    roles: list[Description] = field(default_factory=list)
    affiliations: list[Affiliation] = field(default_factory=list)
    anaphors: list[Description] = field(default_factory=list)


class Cast:
    """The people and bodies of a document. Built in linear time from its words."""

    def __init__(self, document: Document) -> None:
        self.tagging = Tagging(document)
        self._mentioned: dict[int, int] = self._mention_starts(document)
        self.groups = find_names(self.tagging, self._mentioned)
        # a name in the genitive belongs to the noun before it ("die Verteidiger Strauss-Kahns")
        self.starts = frozenset(g.start for g in self.groups if not self._genitive(g) and not self._of_body(g))
        self._reader = RoleReader(self.tagging, self.starts)
        self.people: list[Person] = []
        self._by_surname: dict[str, list[Person]] = {}
        self._by_word: dict[str, list[Person]] = {}
        self._of_group: dict[int, Person] = {}
        self._collect()
        self._group_starts = [group.start for group in self.groups]
        self.bodies = self._bodies()
        self._introduced = introduced(self.bodies)
        self._forms = self._body_forms()
        self.acronyms = acronyms(self.tagging)
        self._body_starts = [body.at for body in self.bodies]

    def groups_at(self, start: int, end: int) -> list[NameGroup]:
        """The name groups that begin within the words ``[start, end)``."""
        return self.groups[bisect_left(self._group_starts, start) : bisect_left(self._group_starts, end)]

    def of_group(self, group: NameGroup) -> Person | None:
        """The person of a name group, ``None`` where it names nobody that can be told."""
        return self._of_group.get(group.start)

    def with_name(self, name: str) -> Person | None:
        """The person of a full name."""
        words = name.split()
        return next((p for p in self._by_word.get(words[-1], []) if p.name == name), None) if words else None

    def bodies_before(self, at: int, sentences: int) -> list[BodyPlace]:
        """The bodies named before word ``at`` in its sentence and ``sentences`` before it, nearest first."""
        stop = bisect_right(self._body_starts, at - 1)
        here = self.tagging.words[min(at, len(self.tagging.words) - 1)].sentence if self.tagging.words else 0
        found = []
        for place in reversed(self.bodies[max(0, stop - 40) : stop]):
            if here - place.sentence > sentences:
                break
            found.append(place)
        return found

    @property
    def person_starts(self) -> dict[int, Person]:
        """The people by the word index where one of their names begins."""
        return self._of_group

    def category_of(self, name: str) -> RoleCategory:
        """What an unlisted name's bearer is: by the noun that introduces it elsewhere ("die Gewerkschaft Sol"), by the
        name's own words ("... Zeitung", "... Partei"), else unknown.
        """
        return self._introduced.get(name) or category_of_name(name)

    def is_surname(self, word: str) -> bool:
        """Whether somebody in the article has that name."""
        return bool(self._called(word))

    def bare_name(self, at: int, start: int, end: int) -> str:
        """The name of a named body noun: without the adjective of its state, with capitalised ones and what follows."""
        words = self.tagging.words
        first = at
        while (
            first > start
            and words[first - 1].text[0].isupper()
            and (
                words[first - 1].tag in ("adjective", "noun", "name", "inhabitant", "lower")
                or (words[first - 1].low.startswith("zentrale") and words[first - 1].upos in ("ADJ", "NOUN", "PROPN"))
            )
        ):
            first -= 1
        if first - 3 >= start and words[first - 1].low == "und" and words[first - 2].text == "-":
            # "Bau- und Transportministerium"
            before = self.tagging.text[words[first - 3].span.start : words[at].span.start]
            return before + phrase_base(self.tagging, at, at + 1)
        stop = at + 1
        body = words[at].body
        linked = stop < end and words[stop].low in ("für", "des", "der")
        if linked and body is not None and body.entry in ("Ministerium", "Amt", "Bundesamt"):
            stop = next((i for i in range(stop, end) if words[i].text in (",", "(")), end)
        return phrase_base(self.tagging, first, stop)

    def fullest_body(self, name: str) -> str:
        """The longest form of a known body's name in the article, its usual name before others."""
        name = self.acronyms.get(name, name)
        forms = self._forms.get(name) or self._forms_of_stem(name)
        if not forms:
            return name
        usual = forms[0]
        return usual if usual in forms[1:] else max(forms[1:], key=len)

    def _forms_of_stem(self, name: str) -> list[str]:
        """The forms of a body that stands in compounds by a short form alone: "UN" of "UN-Generalsekretär"."""
        known = known_stem(name)
        if known is None or known.kind not in ("organisation", "party"):
            return []
        forms = next((forms for forms in self._forms.values() if forms[0] == known.name), [])
        usual = next(iter(forms), "")
        return [usual, usual] if usual in forms[1:] else []

    def _body_forms(self) -> dict[str, list[str]]:
        """Form -> the entity's usual name, and all forms of it in the article."""
        entities: dict[str, list[str]] = {}
        for word in self.tagging.words:
            if word.known is not None and word.known.kind in ("organisation", "party"):
                entities.setdefault(word.known.name, [word.known.name]).append(word.known.form)
        return {form: forms for forms in entities.values() for form in forms[1:]}

    def _mention_starts(self, document: Document) -> dict[int, int]:
        """The word indexes at which a mention begins, past prepositions and "Angaben von", with those where it ends."""
        found = {}
        words = self.tagging.words
        for quotation in document.quotations:
            if quotation.speaker and quotation.speaker.mention:
                start, end = self.tagging.slice(quotation.speaker.mention)
                while start < end and words[start].tag in ("sign", "preposition", "source"):
                    start += 1
                found[start] = end
        return found

    def _genitive(self, group: NameGroup) -> bool:
        return self.tagging.words[group.end - 1].text != group.words[-1]

    def _of_body(self, group: NameGroup) -> bool:
        """Whether an uncertain word only ends a body's name: "der Chef der Kreissparkasse Moortal, Hinrich D."."""
        before = self.tagging.words[group.start - 1] if group.start else None
        if group.certain or before is None or group.start in self._mentioned:
            return False
        return before.tag == "body" and before.sentence == self.tagging.words[group.start].sentence

    def _collect(self) -> None:
        """Full names first, so that a surname before its full name finds it too."""
        groups = [g for g in self.groups if self._is_person(g)]
        for group in groups:
            if len(group.words) > 1:
                self._add(group)
        for group in groups:
            if len(group.words) == 1:
                self._add_single(group)
        for group in self.groups:
            if group.start not in self._of_group and len(group.words) == 1:
                people = self._called(group.words[0])
                if people:
                    self._place(self._choose(group, people), group)
        for person in self.people:
            person.occurrences.sort(key=lambda place: place.group.start)
            person.roles = [role for place in person.occurrences for role in place.roles]
            person.affiliations = [a for place in person.occurrences for a in place.affiliations]

    def _is_person(self, group: NameGroup) -> bool:
        if group.certain:
            return True
        word = self.tagging.words[group.start]
        before = self.tagging.words[group.start - 1] if group.start else None
        free = before is None or before.tag not in ("determiner", "adjective", "preposition", "body", "noun", "known")
        if before is not None and before.tag in ("preposition", "source") and before.low in ("von", "zufolge", "laut"):
            free = True
        after = self.tagging.words[group.end] if group.end < len(self.tagging.words) else None
        if (
            group.start in self._mentioned
            and free
            and not (after is not None and after.tag in ("person", "body", "source"))
        ):
            return all(
                w.tag in ("name", "given", "noun", "particle") for w in self.tagging.words[group.start : group.end]
            )
        return len(group.words) > 1 and free and word.upos == "PROPN" and word.tag == "name" and not word.first

    def _add(self, group: NameGroup) -> None:
        for person in self._by_surname.get(group.surname, []):
            mine, theirs = group.words, tuple(person.name.split())
            if _compatible(mine, theirs) and not (group.gender and person.gender and group.gender != person.gender):
                if len(mine) > len(theirs) or (len(group.name) > len(person.name) and mine[0][-1] != "."):
                    person.name = group.name
                self._place(person, group)
                return
        person = Person(group.name, group.surname)
        self.people.append(person)
        self._by_surname.setdefault(group.surname, []).append(person)
        for word in group.words:
            if word[0].isupper() or set(word) & set("-'’"):
                self._by_word.setdefault(word, []).append(person)
        # "van Halsema", "al-Tayeb": people are called by particle and surname, or by the surname without the article
        bare = group.surname.split("-", 1)[1] if group.surname[0].islower() and "-" in group.surname else ""
        if bare:
            self._by_word.setdefault(bare, []).append(person)
        self._place(person, group)

    def _add_single(self, group: NameGroup) -> None:
        people = self._called(group.words[0])
        if people:
            self._place(self._choose(group, people), group)
            return
        if not group.certain and group.start not in self._mentioned:
            return
        person = Person(group.name, group.surname)
        self.people.append(person)
        self._by_surname.setdefault(group.surname, []).append(person)
        self._by_word.setdefault(group.surname, []).append(person)
        self._place(person, group)

    def _choose(self, group: NameGroup, people: list[Person]) -> Person | None:
        """The one person that a bare name can be; ``None`` where several can and nothing decides."""
        people = [p for p in people if p.surname == group.words[0]] or people
        people = self._with_particle(group, people) or people
        if group.gender:
            people = [p for p in people if p.gender in ("", group.gender)] or people
        if len(people) == 1:
            return people[0]
        head = self.tagging.words[group.start - 1].person if group.start else None
        if head is not None:
            same = [p for p in people if any(_same_role(role, head.nominative, head.entry) for role in p.roles)]
            if len(same) == 1:
                return same[0]
        return self._last_named(group, people)

    def _with_particle(self, group: NameGroup, people: list[Person]) -> list[Person]:
        """Those whose surname has the particle that stands before the bare one, or none where none does: "De Wit" is
        Annelies de Wit, "Wit" is Pieter Wit.
        """
        before = self.tagging.words[group.start - 1] if group.start else None
        here = self.tagging.words[group.start]
        particle = before.low if before is not None and before.sentence == here.sentence else ""
        word = group.words[0]
        fitting = [p for p in people if f" {particle} {word}" in p.name] if particle in NAME_PARTICLES else []
        return fitting or [p for p in people if p.name.split()[-2:-1] and p.name.split()[-2] not in NAME_PARTICLES]

    def _called(self, word: str) -> list[Person]:
        """The people with that word in their name; one in capitals finds them too ("LOHSE:" in an interview)."""
        people = self._by_word.get(word, []) or self._by_word.get(word[:1].lower() + word[1:], [])
        if not people and len(word) > _SHORTEST_CAPITALS:
            # "Faustin SAMBA", then "Samba"
            people = self._by_word.get(word.upper(), [])
        if people or not word.isupper() or len(word) <= _SHORTEST_CAPITALS:
            return people
        return self._by_word.get("-".join(part.capitalize() for part in word.split("-")), [])

    def _last_named(self, group: NameGroup, people: list[Person]) -> Person | None:
        """Of several people with one surname the one named last before it, where the others stand farther off."""
        same = [p for p in people if any(place.group.words == group.words for place in p.occurrences)]
        if group.words[0].isupper() and len(same) == 1:
            # "LOHSE:" stays who it was
            return same[0]
        here = self.tagging.words[group.start].sentence
        last: list[tuple[int, int]] = []
        for index, person in enumerate(people):
            before = [p.sentence for p in person.occurrences if p.group.start < group.start]
            last += [(here - max(before), index)] if before else []
        last.sort()
        if not last or last[0][0] > _NAMESAKE_REACH or (len(last) > 1 and last[0][0] == last[1][0]):
            return None
        return people[last[0][1]]

    def _place(self, person: Person | None, group: NameGroup) -> None:
        if person is None:
            return
        words = self.tagging.words
        span = Span(words[group.start].span.start, words[group.end - 1].span.end)
        place = Occurrence(group, span, words[group.start].sentence)
        self._reader.describe(place)
        person.occurrences.append(place)
        person.roles += place.roles
        person.certain = person.certain or group.certain
        person.gender = person.gender or group.gender or next((r.noun.gender for r in place.roles if r.noun.gender), "")
        self._of_group[group.start] = person

    def _bodies(self) -> list[BodyPlace]:
        found = []
        words = self.tagging.words
        for at, word in enumerate(words):
            if word.known is not None and word.tag == "known":
                found.append(BodyPlace(at, word.span, word.sentence, known_affiliation(word.known)))
            elif word.body is not None and word.tag == "body":
                stop = at + 1
                while stop < len(words) and words[stop].tag in ("name", "given") and not _newline(self.tagging, stop):
                    stop += 1
                if word.body.entry in ASSOCIATIONS:
                    stop = phrase_stop(self.tagging, at + 1, min(len(words), at + 9))
                affiliation = complement_affiliations(self.tagging, _first(self.tagging, at), stop)
                bodies = [a for a in affiliation if a.kind == "body"]
                tied = modifier_affiliation(word.body.modifier)
                if tied is not None and tied.kind == "party":
                    found.append(BodyPlace(at, word.span, word.sentence, tied))
                elif bodies:
                    found.append(BodyPlace(at, word.span, word.sentence, bodies[0]))
            elif word.tag == "adjective" and word.state:
                found.append(
                    BodyPlace(at, word.span, word.sentence, Affiliation(word.state, "state", "government", word.state))
                )
            elif word.tag == "person" and word.person and word.person.modifier:
                modifier = modifier_affiliation(word.person.modifier)
                if modifier is not None and modifier.kind in ("organisation", "party"):
                    found.append(BodyPlace(at, word.span, word.sentence, modifier))
        return found


def _newline(tagging: Tagging, at: int) -> bool:
    return "\n" in tagging.text[tagging.words[at - 1].span.end : tagging.words[at].span.start]


def _first(tagging: Tagging, at: int) -> int:
    while at and is_adjective(tagging.words[at - 1]) and tagging.words[at - 1].sentence == tagging.words[at].sentence:
        at -= 1
    return at


def _same_role(role: Description, nominative: str, entry: str) -> bool:
    return role.noun.nominative == nominative or role.noun.entry == entry


def _compatible(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether two names with one surname can be one person's: the first names agree, or one is an initial."""
    if len(mine) == 1 or len(theirs) == 1:
        return True
    a, b = mine[0], theirs[0]
    if a == b or (a[-1] == "." and a[0] == b[0]) or (b[-1] == "." and a[0] == b[0]):
        return True
    return mine[0] in theirs[:-1] or theirs[0] in mine[:-1]
