"""What stands around a name and says who that is: the role before it, brackets, "von ...", appositions, "ist ..."."""

from __future__ import annotations

from dataclasses import dataclass, field

from quotes.document import Span
from quotes.german.affiliation import Affiliation, complement_affiliations, known_affiliation, phrase_stop
from quotes.german.description import Description, describe
from quotes.german.names import NameGroup
from quotes.german.tagging import Tagging

# The longest way from a role to its name that is looked at, in words ("Sprecher des ... in ..., Hans Müller").
_REACH = 14


_LEADS = frozenset(("leitet", "leitete", "führt", "arbeitet", "lehrt", "forscht", "vertritt"))


# What stands between the rank of somebody retired and the name: "General a. D. Karl Lohse".
_RETIRED = frozenset(("a.", "d.", "i.", "r.", "d", "r", "."))


_COPULAS = _LEADS | frozenset(("ist", "war", "wurde"))


_GOING_ON = frozenset(("determiner", "preposition", "noun", "body", "known", "adjective", "name", "particle", "number"))


@dataclass(slots=True)
class Occurrence:
    """One place where a person is named, with the roles that the words around give."""

    group: NameGroup
    span: Span
    sentence: int
    roles: list[Description] = field(default_factory=list)
    affiliations: list[Affiliation] = field(default_factory=list)


class RoleReader:
    """Reads the roles around names. ``starts`` are the word indexes where names begin."""

    def __init__(self, tagging: Tagging, starts: frozenset[int]) -> None:
        self.tagging = tagging
        self.starts = starts

    def describe(self, place: Occurrence) -> None:
        """Fill in what stands before and after the name at ``place``."""
        group = place.group
        before = self._role_before(group)
        if before is not None:
            place.roles.append(before)
        self._read_after(place)

    def _role_before(self, group: NameGroup) -> Description | None:
        """The role that stands before the name: "Iraks Präsident", "der Sprecher der Polizei in Bonn,"."""
        words, at = self.tagging.words, group.start - 1
        while at >= 0 and words[at].tag == "title":
            at -= 1
        while at > 0 and words[at].low in _RETIRED:
            at -= 1
        comma = at >= 0 and words[at].text in (",", ":")
        at -= comma
        head = None
        for i in range(at, max(-1, at - _REACH), -1):
            word = words[i]
            if word.sentence != words[group.start].sentence:
                break
            if word.person is not None and word.tag == "person":
                # a plural or a genitive attribute ("Sprecher der Soldaten") is passed over for its head
                head = i
                if i == at or not self._attribute(i):
                    break
            elif (
                word.tag not in _GOING_ON and not (word.tag == "lower" and word.text.endswith(("en", "er", "e", "es")))
            ) or (i in self.starts and i != group.start):
                break
        if head is None or (comma and head == at and not self._has_article(head)):
            return None
        role = describe(self.tagging, head, left=max(0, head - 7), right=group.start, starts=self.starts, named=True,
                        name_gender=group.gender)  # fmt: skip
        if role is None or (role.end < at + 1 and role.end < group.start - comma):
            return None
        return role

    def _attribute(self, at: int) -> bool:
        """Whether the person noun is a genitive or prepositional attribute of a noun before it."""
        words = self.tagging.words
        before = at - 1
        while before > 0 and words[before].tag in ("adjective", "lower"):
            before -= 1
        if before <= 0:
            return False
        owner = words[before - 1]
        low = words[before].low
        return low in ("der", "des", "von", "vom", "für", "beim") and owner.tag in ("person", "body", "noun")

    def _has_article(self, head: int) -> bool:
        words = self.tagging.words
        at = head - 1
        while at > 0 and words[at].tag in ("adjective", "lower", "number"):
            at -= 1
        return at >= 0 and words[at].tag in ("determiner", "known")

    def _read_after(self, place: Occurrence) -> None:
        words, at = self.tagging.words, place.group.end
        limit = min(len(words), at + _REACH + 6)
        if at < limit and words[at].text == "(":
            close = next((i for i in range(at + 1, limit) if words[i].text == ")"), at)
            place.affiliations += [known_affiliation(w.known) for w in words[at + 1 : close] if w.known]
            roles = [i for i in range(at + 1, close) if words[i].person]
            if roles:
                role = describe(
                    self.tagging, roles[0], left=at + 1, right=close, named=True, name_gender=place.group.gender
                )
                place.roles += [role] if role else []
            at = close + 1
        if at < limit and words[at].low in ("von", "vom", "beim", "bei") and words[at].sentence == place.sentence:
            stop = phrase_stop(self.tagging, at + 1, limit)
            place.affiliations += complement_affiliations(self.tagging, at + 1, stop)[:1]
            at = stop
        self._copula(place, at, limit)
        self._for_whom(place, at, limit)
        if at + 1 < limit and words[at].text == "," and words[at + 1].sentence == place.sentence:
            self._apposition(place, at + 1, limit)

    def _for_whom(self, place: Occurrence, at: int, limit: int) -> None:
        """Whom somebody speaks or works for: "X für die Gewerkschaft Sol", "X, der für die Caritas arbeitet",
        "Für die FDP stellte X klar".
        """
        words, start = self.tagging.words, place.group.start
        after = at
        if at + 2 < limit and words[at].text == "," and words[at + 1].low in ("der", "die"):
            after = at + 2
        if after < limit and words[after].low == "für" and words[after].sentence == place.sentence:
            stop = phrase_stop(self.tagging, after + 1, limit)
            place.affiliations += self._bodies_in(after + 1, stop)
        before = start - 2
        if before < 1 or words[start - 1].tag != "lower" or words[before].tag not in ("known", "body"):
            return
        front = before - 1 if words[before - 1].tag in ("determiner", "adjective") else before
        if front and words[front - 1].first and words[front - 1].low in ("für", "seitens"):
            place.affiliations += self._bodies_in(front, start - 1)

    def _bodies_in(self, start: int, stop: int) -> list[Affiliation]:
        found = complement_affiliations(self.tagging, start, stop)[:1]
        return [a for a in found if a.kind in ("organisation", "party") or (a.kind == "body" and a.proper)]

    def _copula(self, place: Occurrence, at: int, limit: int) -> None:
        """ "X ist Professor in Bonn", "X leitet das Institut für ...", "X arbeitet am ..."."""
        words = self.tagging.words
        if at + 1 >= limit or words[at].low not in _COPULAS or words[at].sentence != place.sentence:
            return
        start = at + 1
        if words[at].low in _LEADS:
            while (
                start < limit
                and words[start].tag in ("lower", "adjective", "preposition", "determiner", "number")
                and start < at + 4
            ):
                start += 1
            stop = phrase_stop(self.tagging, start, limit)
            place.affiliations += [
                a for a in complement_affiliations(self.tagging, start, stop)[:1] if a.kind in ("organisation", "body")
            ]
            return
        for i in range(start, min(limit, start + 4)):
            if words[i].person is not None and words[i].tag == "person":
                role = self._role_at(place, i, start, limit)
                place.roles += [role] if role is not None and not role.definite else []
                return
            if words[i].tag not in ("determiner", "adjective", "lower"):
                return

    def _role_at(self, place: Occurrence, at: int, left: int, right: int) -> Description | None:
        """The role whose noun is the word ``at``, of the name at ``place``."""
        return describe(
            self.tagging,
            at,
            left=left,
            right=right,
            starts=self.starts,
            named=True,
            name_gender=place.group.gender,
        )

    def _apposition(self, place: Occurrence, at: int, limit: int) -> None:
        """A role after the name and a comma: "X, Sprecher der Polizei, sagte", "X, 31, Anwältin,"."""
        words = self.tagging.words
        start = at
        while at < limit and words[at].tag == "number" and at + 1 < limit and words[at + 1].text == ",":
            at += 2
        start = at
        if (
            at < limit
            and words[at].tag == "determiner"
            and words[at].low not in ("ein", "eine", "der", "die", "das", "sein", "ihr", "seine", "ihre", "seines")
        ):
            return
        for i in range(at, min(limit, at + 6)):
            word = words[i]
            if word.person is not None and word.tag == "person":
                role = self._role_at(place, i, start, limit)
                if role is not None and not (role.plural and role.noun.number == "Plur") and self._closes(role, start):
                    place.roles.append(role)
                return
            if word.tag not in (
                "determiner",
                "adjective",
                "lower",
                "number",
                "inhabitant",
                "known",
                "noun",
            ) or word.upos in ("VERB", "AUX"):
                return
            if word.tag == "lower" and word.low in ("als", "wie", "seines", "zeichens"):
                continue

    def _closes(self, role: Description, start: int) -> bool:
        """Whether what follows the comma is an apposition and not the next member of a list with a name of its own."""
        words = self.tagging.words
        if role.end in self.starts:
            return False
        listed = role.end < len(words) and words[role.end].text == "," and role.end + 1 in self.starts
        return not (listed and role.definite)
