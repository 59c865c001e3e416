"""Whose a role is where neither its own words nor what stands beside the name say it.

"Museumsleiterin X" leads the one museum of the article, "Bürgermeister Y" the town that was named last, "Torhüter Z"
plays for the club. A wrong body harms more than none: what the article has two of belongs to nobody, unless one of them
was named just before. Scores of candidates that were learned from gold texts won nothing over this on news that the
weights had not seen (``quotes/train/LOG.md``).
"""

from __future__ import annotations

from functools import cached_property

from quotes.document import RoleCategory
from quotes.german.affiliation import Affiliation
from quotes.german.bodies import BodyNoun, body_noun
from quotes.german.body_names import BodyPlace
from quotes.german.cast import Cast
from quotes.german.description import Description
from quotes.german.role_category import BARE
from quotes.german.word_classes import word_class

_LOCAL = frozenset(("in", "bei"))
_TOWN = tuple(sorted(word_class("town_office")))
_REGION = tuple(sorted(word_class("region_office")))
_TEAM = tuple(sorted(word_class("team_role")))
_PAPER = tuple(sorted(word_class("paper_role")))
_BODIES = ("organisation", "party", "body", "name")
# The letters of an agency: "dpa", "AFP".
_AGENCY = 3
# How far back the last of several may stand, in sentences.
_JUST_BEFORE = 2


class Belongings:
    """What the roles of a document can belong to. Built in linear time from its words."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def of(self, role: Description, category: RoleCategory) -> Affiliation | None:
        """The body or place that a role without one belongs to, ``None`` where the article leaves it open."""
        low = role.noun.nominative.lower()
        if low.endswith(_TOWN):
            return self._town(role)
        if low.endswith(_REGION):
            return self._nearest(role, [p for p in self.cast.bodies if p.affiliation.kind == "region"])
        if low.endswith(_TEAM):
            return self._nearest(role, [p for p in self._bodies if p.affiliation.category == "civil_society"])
        if low.endswith(_PAPER):
            return self._nearest(role, [p for p in self._bodies if self._is_paper(p)])
        noun = _first_part(role)
        if noun is not None and category not in ("individual", "armed_group") and "betriebsrat" not in low:
            return self._nearest(role, [p for p in self._bodies if self._is_one(p, noun)])
        return None

    def _nearest(self, role: Description, places: list[BodyPlace]) -> Affiliation | None:
        """The only one, or the one named last where that was just before."""
        names = dict.fromkeys(p.affiliation.name for p in places)
        if len(names) == 1:
            return places[0].affiliation
        before = [p for p in places if p.at < role.start]
        here = self.cast.tagging.words[role.start].sentence
        return before[-1].affiliation if before and here - before[-1].sentence <= _JUST_BEFORE else None

    @cached_property
    def _bodies(self) -> list[BodyPlace]:
        """The bodies with a name of their own, or with a noun that no other one has ("das Stadtmuseum")."""
        words = self.cast.tagging.words
        kept = []
        for place in self.cast.bodies:
            affiliation, noun = place.affiliation, words[place.at].body
            if affiliation.kind not in _BODIES or affiliation.name in BARE:
                continue
            if affiliation.kind == "body" and not affiliation.proper:
                if noun is None or noun.plural or not (noun.named or noun.modifier):
                    continue
                affiliation = Affiliation(noun.nominative, "body", affiliation.category, affiliation.state)
            kept.append(BodyPlace(place.at, place.span, place.sentence, affiliation))
        return kept

    def _town(self, role: Description) -> Affiliation | None:
        """The town where something happened just before; the one that an article is dated from may be another."""
        here = self.cast.tagging.words[role.start].sentence
        before = [p for p in self._towns if p.at < role.start and here - p.sentence <= _JUST_BEFORE]
        return before[-1].affiliation if before else None

    @cached_property
    def _towns(self) -> list[BodyPlace]:
        """The towns that stand after "in"."""
        words = self.cast.tagging.words
        named = {g.start: g.name for g in self.cast.groups if not self._is_person(g.start)}
        named |= {p.at: p.affiliation.name for p in self.cast.bodies if p.affiliation.kind == "place"}
        found = []
        for at, name in sorted(named.items()):
            word, before = words[at], words[at - 1] if at else None
            if before is not None and before.low in _LOCAL and before.sentence == word.sentence:
                found.append(BodyPlace(at, word.span, word.sentence, Affiliation(name, "place", "government")))
        return found

    def _is_person(self, at: int) -> bool:
        person = self.cast.person_starts.get(at)
        return person is not None and bool(person.gender or person.certain)

    def _is_paper(self, place: BodyPlace) -> bool:
        """A newspaper or broadcaster; agencies are where reports come from."""
        known = self.cast.tagging.words[place.at].known
        agency = known is not None and len(known.form) <= _AGENCY and (known.form.isupper() or known.form.islower())
        return place.affiliation.category == "media" and not agency

    def _is_one(self, place: BodyPlace, noun: BodyNoun) -> bool:
        """Whether a body is of the kind that a compound names: a "Stadtmuseum" for the "Museumsleiterin"."""
        word, low = self.cast.tagging.words[place.at], noun.nominative.lower()
        if word.body is not None and word.body.nominative.lower().endswith(low):
            return True
        if place.affiliation.name.lower().split()[-1].endswith(low):
            return True
        return noun.entry in BARE and place.affiliation.category == noun.category


def _first_part(role: Description) -> BodyNoun | None:
    """The body in a compound: "Museum" in "Museumsleiterin", "Konzern" in "Konzernchef"."""
    low = role.noun.nominative
    head = next((h for h in _HEADS if low.lower().endswith(h)), "")
    part = low[: -len(head)] if head else ""
    if not part or "-" in part:
        return None
    return next(filter(None, (body_noun(form.capitalize()) for form in (part, part.removesuffix("s")))), None)


_HEADS = tuple(
    head + ending
    for head in ("leiter", "chef", "sprecher", "direktor", "präsident", "manager", "vorstand", "obmann", "vorsitzender")
    for ending in ("", "in")
)
