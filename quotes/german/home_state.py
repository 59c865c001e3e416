"""Which state an office belongs to that is named without one: "Verteidigungsminister X", "der Präsident".

A wrong state harms more than none, so a state that only stands nearby is not enough. The sentence of the office or the
one before must be about that state: it opens with it ("Die französische Luftwaffe ..."), speaks of what it owns
("Italiens Regierung") or of its seat ("In Paris sagte ..."). What is named in passing ("im Irak") counts only where the
article is about that state and no other.
"""

from __future__ import annotations

from collections import Counter

from quotes.german.affiliation import Affiliation
from quotes.german.body_names import BodyPlace
from quotes.german.cast import Cast
from quotes.german.description import Description
from quotes.german.tagging import TaggedWord

# How much more often than any other a state must be named so that what is named in passing counts.
_LEAD = 2.0
# The same for a state without a place nearby, over the places where it acts and is not only where something happens.
_CLEAR_LEAD = 2.0
_CLEAR_COUNT = 2
# In indirect speech the speaker's own state plans ("werde", "wolle"); others are asked, judged or told of.
_OTHERS = frozenset(
    ("müsse", "müssten", "solle", "sollten", "sei", "seien", "habe", "hätten", "könne", "könnten", "dürfe", "dürften")
)
_QUOTES = frozenset("\"„“”»«‚‘'’")
# From this strength on a place decides even where other states stand beside it.
_SURE = 1.0
_LOCAL = frozenset(("in", "im", "nach", "gegen", "über", "aus", "bei", "an", "vor", "mit"))
_ORIGINS = ("ische", "ischen", "ischer", "isches", "ischem")
_OWNED = ("body", "person")


class HomeStates:
    """The states of a document's offices. Built in linear time from the places of states."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        words = cast.tagging.words
        states = [p for p in cast.bodies if p.affiliation.kind in ("state", "place") and p.affiliation.state]
        self.named = Counter(p.affiliation.state for p in states)
        self._acting = Counter(p.affiliation.state for p in states if _preposition(words, p.at)[0] not in _LOCAL)

    def of(self, role: Description) -> Affiliation | None:
        """The state of an office, ``None`` where nothing shows it well."""
        words = self.cast.tagging.words
        taken = _taken(self.cast, role)
        here = words[role.start].sentence
        places = [p for p in self.cast.bodies_before(role.start, 1) if p.affiliation.state]
        places = [p for p in places if p.affiliation.state not in taken]
        places = [p for p in places if p.sentence != here or not _told_of(words, p, role)]
        found = [(p, _strength(words, p, here)) for p in places]
        for sentence in (here, here - 1):
            best = max((f for f in found if f[0].sentence == sentence), key=lambda f: f[1], default=None)
            if best is None or not best[1]:
                continue
            if best[1] >= _SURE or len({p.affiliation.state for p in places}) == 1:
                return _state(best[0].affiliation.state)
        return None if self._unlisted(role) else self._of_article(role, places, taken)

    def _unlisted(self, role: Description) -> bool:
        """Whether a state that no list has owns a body just before: "die tarvanische Führung"."""
        words, here = self.cast.tagging.words, self.cast.tagging.words[role.start].sentence
        at = role.start
        while at > 0 and words[at - 1].sentence >= here - 1:
            at -= 1
            if words[at].tag in _OWNED and words[at - 1].tag == "lower" and words[at - 1].low.endswith(_ORIGINS):
                return True
        return False

    def _of_article(self, role: Description, places: list[BodyPlace], taken: set[str]) -> Affiliation | None:
        """The state that the article speaks of most, as far as that tells whose an office is."""
        near = {p.affiliation.state for p in places}
        state = leading(self.named, _LEAD)
        # a state that is only ever a place counts where no other one is there, or where a body of it stands nearby
        own = any(p.affiliation.kind in ("party", "organisation") and p.affiliation.state == state for p in places)
        acts = self._acting[state] or own or len(self.named) == 1
        if state in near and state not in taken and acts:
            return _state(state)
        state = leading(self._acting, _CLEAR_LEAD, _CLEAR_COUNT)
        if _others(self.cast, role) or 3 * self._acting[state] < sum(self._acting.values()):
            return None
        return _state(state) if state and not near and state not in taken else None


def leading(counts: Counter[str], lead: float, least: int = 1) -> str:
    """The state with the highest count where it is ``lead`` times the second and at least ``least``, else ""."""
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < least or (len(ranked) > 1 and ranked[0][1] < lead * ranked[1][1]):
        return ""
    return ranked[0][0]


def _state(name: str) -> Affiliation:
    return Affiliation(name, "state", "government", name)


def _others(cast: Cast, role: Description) -> list[Description]:
    """The same office as other people of the article hold it; nothing where nobody is known to hold the role."""
    holder = next((p for p in cast.people if any(r.head == role.head for r in (*p.roles, *p.anaphors))), None)
    if holder is None:
        return []
    office = role.noun.entry, role.noun.modifier.lower()
    others = [r for person in cast.people if person is not holder for r in person.roles]
    return [r for r in others if (r.noun.entry, r.noun.modifier.lower()) == office]


def _taken(cast: Cast, role: Description) -> set[str]:
    """The states whose same office somebody else holds."""
    return {a.state for r in _others(cast, role) for a in r.affiliations if a.kind == "state"}


def _preposition(words: list[TaggedWord], at: int) -> tuple[str, int]:
    """The preposition that a state at ``at`` depends on, "" where on none, and where its phrase begins."""
    front = at
    while front and words[front - 1].tag in ("determiner", "adjective") and not words[front].first:
        front -= 1
    before = words[front - 1] if front and not words[front].first else None
    return (before.low if before is not None and before.tag == "preposition" else ""), front


def _strength(words: list[TaggedWord], place: BodyPlace, here: int) -> float:
    """How well a place shows the state that its sentence is about; 0 for one named in passing."""
    at, word = place.at, words[place.at]
    if place.affiliation.kind not in ("state", "place"):
        return 0.0
    preposition, front = _preposition(words, at)
    opening = bool(preposition) and words[front - 1].first
    if place.affiliation.kind == "place":
        return 2.0 if preposition == "in" and opening and place.sentence == here else 0.0
    after = next((w for w in words[at + 1 : at + 4] if w.tag != "adjective"), None)
    owns = after is not None and after.tag in _OWNED and after.sentence == word.sentence
    if words[front].first or (opening and preposition == "für"):
        return 3.0 if word.tag == "known" or owns else 0.5
    if preposition == "von" or (word.tag == "known" and words[front].tag == "determiner"):
        owner = words[front - (2 if preposition else 1)]
        return 1.0 if owner.tag in _OWNED else 0.0
    genitive = word.tag == "adjective" or (word.known is not None and word.text != word.known.form)
    if owns and genitive and not preposition:
        return 1.0
    # "der Beitritt Kanadas", "haben die Niederlande gestellt": it acts, but others may be meant
    return 0.5 if word.tag == "known" and not preposition else 0.0


def _told_of(words: list[TaggedWord], place: BodyPlace, role: Description) -> bool:
    """Whether the office's holder speaks of that state: "Russland müsse abziehen, sagte Minister X"."""
    between = words[place.at + 1 : role.start]
    return any(w.text in _QUOTES for w in between) or any(w.low in _OTHERS for w in between)
