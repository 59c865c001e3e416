"""Bodies that a mention means: by their name, or by a general noun that takes one up."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cached_property

from quotes.german.affiliation import Affiliation
from quotes.german.cast import Cast
from quotes.german.chain import nothing
from quotes.german.description import Description
from quotes.german.events import Referent
from quotes.german.home_state import HomeStates
from quotes.german.reading import Reading
from quotes.german.word_classes import word_class

_FEDERAL = ("Deutschland", "Schweiz", "Österreich")
_SWISS = word_class("swiss")
_GENERIC = word_class("generic_body")


class Bodies:
    """The bodies of a document as its speakers."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def refer(self, reading: Reading) -> Referent:
        """The referent of a mention that names a body or takes one up by a general noun."""
        body = reading.body
        if body is None:
            return Referent("none", "no_name", 0.3)
        if reading.named_body:
            bodies = reading.bodies or [self._longer(reading, body)]
            name = "; ".join(dict.fromkeys(self.fullest(b) for b in bodies))
            return Referent("body", "body", 0.9, body=body, name=name, gender=reading.gender, plural=reading.plural)
        earlier = self._earlier_body(reading)
        if earlier is not None:
            chain = nothing(reading.text, self.fullest(earlier))
            return Referent(
                "body",
                "body_by_noun",
                0.7,
                body=earlier,
                name=self.fullest(earlier),
                chain=chain,
                gender=reading.gender,
            )
        return Referent("body", "general_noun", 0.8, body=body, gender=reading.gender, plural=reading.plural)

    def state_near(self, role: Description) -> Affiliation | None:
        """The state that an office without one belongs to, where the article shows it well."""
        return self._homes.of(role)

    @cached_property
    def _homes(self) -> HomeStates:
        return HomeStates(self.cast)

    @cached_property
    def federal_state(self) -> str:
        """The state of offices in "Bundes-": Germany, where no more words of the article speak for another one."""
        words = self.cast.tagging.words
        counts = Counter(w.state for w in words if w.state in _FEDERAL)
        counts["Schweiz"] += sum(w.text in _SWISS for w in words)
        state, count = max(counts.items(), key=lambda item: item[1], default=("", 0))
        return state if count > counts["Deutschland"] else "Deutschland"

    def _longer(self, reading: Reading, body: Affiliation) -> Affiliation:
        """The one body of the article whose name holds the noun and more: "das Kammergericht" after "Berliner ..."."""
        if body.kind != "body" or body.proper or not reading.body_entry:
            return body
        proper = [p.affiliation for p in self.cast.bodies if p.affiliation.proper]
        proper = [a for a in proper if a.kind in ("body", "organisation") and body.name in a.name.split()]
        names = {a.name: a for a in proper}
        return next(iter(names.values())) if len(names) == 1 else body

    def fullest(self, body: Affiliation) -> str:
        """The fullest name that the article uses for a body."""
        return self.cast.fullest_body(body.name)

    def _earlier_body(self, reading: Reading) -> Affiliation | None:
        """What "das Ministerium", "die Gewerkschaft", "der Konzern" takes up: the last body of that noun or kind."""
        if not reading.definite or reading.body is None or not reading.body_entry:
            return None
        wanted = reading.body_entry.lower()
        for place in self.cast.bodies_before(reading.words[0], 12):
            word, affiliation = self.cast.tagging.words[place.at], place.affiliation
            if word.known is not None:
                ends = word.known.form.lower().endswith(wanted) and len(word.known.form) > len(wanted)
                generic = wanted in _GENERIC and affiliation.category == reading.body.category
                if affiliation.kind in ("organisation", "party") and (ends or generic):
                    return affiliation
            elif (
                wanted in _GENERIC
                and affiliation.proper
                and affiliation.kind in ("body", "name")
                and (affiliation.category == reading.body.category)
            ):
                return affiliation
            elif word.body is not None and word.body.entry.lower().endswith(wanted):
                if affiliation.proper:
                    return affiliation
                if word.body.named and word.body.nominative.lower() != wanted:
                    return replace(affiliation, name=self.cast.bare_name(place.at, max(0, place.at - 3), place.at + 1))
        return None
