"""Who is meant: from the words that name a speaker to a person, a body, or an unnamed holder of a role.

A mention is read by its form (name, pronoun, role noun, body); what it does not say itself is looked for before it in
the article. Where two answers are as good as each other, there is none: a wrong name is worse than no name.
"""

from __future__ import annotations

import itertools

from quotes.document import Document, Quotation, Span
from quotes.german.belonging import Belongings
from quotes.german.body_reference import Bodies
from quotes.german.cast import Cast
from quotes.german.chain import nothing, to_name, to_person
from quotes.german.events import Event, Events, Referent
from quotes.german.holders import Holders
from quotes.german.mentions import read_mention
from quotes.german.reading import Reading
from quotes.german.word_classes import word_class

_HE = frozenset(["er", "ihm", "ihn", "sein", "seine", "seiner", "seinen", "seinem", "seines"])
_SHE = frozenset(["sie", "ihr", "ihre", "ihrer", "ihren", "ihrem", "ihres"])
# How far back a pronoun looks, in sentences.
_REACH = 5
# How far back the two stand who are called "beide".
_BOTH_REACH = 3
# How far behind the last quotation one without a mention may follow, in code points.
_NEAR = 200
_HEARSAY = word_class("hearsay")
# What somebody spoke in just before ("der Erklärung zufolge"); papers and plans are as often another's.
_STATEMENTS = word_class("statement")
_THEREAFTER = frozenset(("demnach", "danach", "demzufolge", "dementsprechend"))


class Discourse:
    """The speakers of a document's quotations, in their order: ``referents[i]`` belongs to ``quotations[i]``."""

    def __init__(self, document: Document) -> None:
        self.cast = Cast(document)
        self._document = document
        self.bodies = Bodies(self.cast)
        self.belongings = Belongings(self.cast)
        self._events = Events(document, self.cast)
        self.referents: list[Referent] = [Referent("none", "no_mention", 0.0)] * len(document.quotations)
        order = sorted(range(len(document.quotations)), key=lambda i: _position(document.quotations[i]))
        self._spoken: list[Event] = []
        self._holders = Holders(self.cast, self._events, self._spoken)
        self._last: tuple[Span, Referent] | None = None
        for index in order:
            self.referents[index] = self._resolve(document.quotations[index])
            self._last = document.quotations[index].hull, self.referents[index]

    def _settled(self, event: Event) -> Referent:
        """The referent of an event, with a definite role linked to the person who holds it."""
        target = event.referent
        if target.signal != "lazy" or target.role is None:
            return target
        words = (target.role.start, target.role.end)
        tagged = self.cast.tagging
        text = tagged.text[tagged.words[words[0]].span.start : tagged.words[words[1] - 1].span.end]
        return self._holders.role(Reading(text, words, event.sentence, role=target.role))

    def _resolve(self, quotation: Quotation) -> Referent:
        if quotation.speaker is None or not quotation.speaker.mention:
            return self._continued(quotation)
        reading = read_mention(self.cast, quotation.speaker.mention)
        referent = self._refer(reading, quotation)
        referent.reading = reading
        if not referent.chain:
            referent.chain = nothing(reading.text, referent.name or "no name")
        if referent.kind != "none" and referent.signal != "taken_up" and reading.words[0] < reading.words[1]:
            at = reading.words[0]
            self._spoken.append(Event(at, self.cast.tagging.words[at].sentence, referent, 1.5))
        return referent

    def _continued(self, quotation: Quotation) -> Referent:
        """A quotation without a mention goes on with the speaker before it in the same paragraph."""
        nothing = Referent("none", "no_mention", 0.0)
        if self._last is None or quotation.speaker is None:
            return nothing
        before, referent = self._last
        between = self._document.text[min(before.end, quotation.hull.start) : quotation.hull.start]
        if "\n" in between.strip(" ") or referent.kind == "none" or len(between) > _NEAR:
            return nothing
        chain = to_name("no mention", referent.name or "unnamed", "the speaker before it")
        return Referent(referent.kind, "continued", 0.55, referent.people, referent.body, referent.name, referent.role,
                        chain=chain, plural=referent.plural, gender=referent.gender)  # fmt: skip

    def _refer(self, reading: Reading, quotation: Quotation) -> Referent:  # noqa: PLR0911 (one return a form)
        if reading.people:
            return self._named(reading)
        if reading.ambiguous:
            return Referent("none", "ambiguous_name", 0.2, chain=self._namesakes(reading))
        if reading.pronoun:
            return self._pronoun(reading, quotation)
        if reading.own:
            return self._own(reading)
        if reading.relative:
            return self._relative(reading)
        if reading.age_only:
            return self._holders.aged(reading)
        if reading.inhabitant:
            return self._holders.inhabitant(reading)
        if reading.role is not None:
            return self._holders.role(reading)
        if reading.body is not None:
            return self.bodies.refer(reading)
        return self._both(reading) or self._taken_up(reading)

    def _both(self, reading: Reading) -> Referent | None:
        """ "Beide", "die beiden": the two people whom the sentences just before name, where there are no more."""
        words = self.cast.tagging.words[reading.words[0] : reading.words[1]]
        if [w.low for w in words if w.low not in ("die", "den")] not in (["beide"], ["beiden"]):
            return None
        here = reading.sentence
        near = [e for e in self._events.before(reading.words[0]) if here - e.sentence <= _BOTH_REACH]
        people = list({id(e.referent.people[0]): e.referent.people[0] for e in near if e.referent.people}.values())
        if len(people) != 2:
            return None
        name = "; ".join(p.name for p in people)
        chain = to_name(reading.text, name, "the two named before")
        return Referent("people", "both", 0.7, people, name=name, chain=chain, plural=True)

    def _taken_up(self, reading: Reading) -> Referent:
        """ "demnach", "der Erklärung zufolge", "eine Stellungnahme": the speaker before it goes on."""
        here = reading.sentence
        first = self.cast.tagging.words[reading.words[0]] if reading.words[0] < reading.words[1] else None
        if (
            first is None
            or reading.source in _HEARSAY
            or not (first.low in _THEREAFTER or (reading.source in _STATEMENTS and reading.definite))
            or self._of_another(reading)
        ):
            return Referent("none", "no_name", 0.3)
        last = next(
            (e for e in reversed(self._spoken[-3:]) if e.at < reading.words[0] and here - e.sentence <= 3), None
        )
        if last is None or last.referent.kind == "people":
            return Referent("none", "no_name", 0.3)
        before = last.referent
        chain = to_name(reading.text, before.name or "unnamed", f"who spoke in sentence {last.sentence + 1}")
        return Referent(
            before.kind,
            "taken_up",
            0.55,
            before.people,
            before.body,
            before.name,
            before.role,
            chain=chain,
            gender=before.gender,
        )

    def _of_another(self, reading: Reading) -> bool:
        """Whether a name that nothing explains follows the source noun: "Angaben der Unprofor"."""
        words = self.cast.tagging.words[reading.words[0] : reading.words[1]]
        return any(w.text == reading.source and v.text[:1].isupper() for w, v in itertools.combinations(words, 2))

    def _named(self, reading: Reading) -> Referent:
        people = reading.people
        if len(people) == 1:
            person = people[0]
            chain = to_person(self.cast, reading.text, person)
            score = 0.97 if person.certain else 0.85
            return Referent(
                "person", "name", score, people, name=person.name, role=reading.role, chain=chain, gender=person.gender
            )
        name = "; ".join(p.name for p in people)
        return Referent("people", "joint", 0.85, people, name=name, role=reading.role, plural=True)

    def _namesakes(self, reading: Reading) -> str:
        words = {w.text for w in self.cast.tagging.words[reading.words[0] : reading.words[1]]}
        names = [p.name for p in self.cast.people if words & set(p.name.split())]
        return nothing(reading.text, " or ".join(names[:4]) or "several people of that name")

    def _chain(self, reading: Reading, target: Referent, event: Event) -> str:
        """The way over what was found at an event."""
        if target.kind == "person" and target.people:
            return to_person(self.cast, reading.text, target.people[0], at=event.at)
        return to_name(reading.text, target.name or self._shown(target), f"sentence {event.sentence + 1}")

    def _shown(self, target: Referent) -> str:
        role = target.role
        if role is None:
            return "unnamed"
        words = self.cast.tagging.words[role.start : role.end]
        return self.cast.tagging.text[words[0].span.start : words[-1].span.end] + ", who has no name"

    def events_before(self, at: int) -> list[Event]:
        """The last people and holders of roles that the article speaks of before word ``at``, in their order."""
        return self._events.before(at)

    # --- pronouns -----------------------------------------------------------------------------------------------

    def _pronoun(self, reading: Reading, quotation: Quotation) -> Referent:
        low, at = reading.pronoun, reading.words[0]
        here = self.cast.tagging.words[at].sentence
        # "nach ihren Worten" is as a rule one woman's; the verb behind it is another subject's
        plural = low in _SHE and not reading.source and self._plural_verb(reading, quotation)
        candidates = [
            e for e in [*self._events.before(at), *self._spoken[-12:]] if e.at < at and here - e.sentence <= _REACH
        ]
        best: list[tuple[float, Event]] = []
        for event in candidates:
            fit = self._fits(event.referent, low, plural)
            if fit is None:
                continue
            score = 3.0 - 1.3 * (here - event.sentence) + event.weight + fit
            best.append((score, event))
        if not best:
            return Referent(
                "none", "pronoun_unresolved", 0.1, chain=nothing(reading.text, "nobody before it"), plural=plural
            )
        best.sort(key=lambda pair: (pair[0], pair[1].at), reverse=True)
        score, event = best[0]
        target = self._settled(event)
        rival = next((s for s, e in best[1:5] if _other(self._settled(e), target)), None)
        margin = 3.0 if rival is None else score - rival
        if score < 0.0:
            return Referent(
                "none", "pronoun_unresolved", 0.2, chain=nothing(reading.text, "nobody near enough"), plural=plural
            )
        certainty = min(0.92, 0.6 + 0.1 * margin)
        chain = self._chain(reading, target, event)
        return Referent(target.kind, "pronoun", certainty, target.people, target.body, target.name, target.role,
                        chain=chain, plural=plural, gender="m" if low in _HE else "f")  # fmt: skip

    def _fits(self, referent: Referent, low: str, plural: bool) -> float | None:
        """How well a referent agrees with a pronoun in gender and number, ``None`` where it cannot be meant."""
        if plural != referent.plural:
            return None
        if plural:
            return 0.0
        gender = referent.people[0].gender if referent.kind == "person" else referent.gender
        wanted = "m" if low in _HE else "f" if low in _SHE else "n"
        if wanted == "n":
            return 0.0 if gender == "n" else None
        if gender in ("m", "f", "n") and gender != wanted:
            return None
        return 0.0 if gender else -0.6

    def _plural_verb(self, reading: Reading, quotation: Quotation) -> bool:
        """Whether "sie" is plural: from the parse's verb, else from the ending of the cue."""
        text = self._document.text
        tokens = {
            t.span.start: t
            for s in self._document.sentences[max(0, reading.sentence) : reading.sentence + 1]
            for t in s.tokens
        }
        for span in quotation.cue:
            token = tokens.get(span.start)
            word = span.of(text)
            if token is not None and token.upos in ("VERB", "AUX") and token.feat("VerbForm") in (None, "Fin"):
                return word.endswith("n") and not word.endswith("ßen_")
            if word[:1].islower() and word.endswith(("ten", "ben", "den", "hen", "nen", "sen")):
                return token is None or token.upos != "ADV"
        words = self.cast.tagging.words
        for word_ in words[reading.words[1] : reading.words[1] + 2]:
            if word_.tag == "lower" and word_.upos in ("VERB", "AUX", ""):
                return word_.text.endswith("n")
        return False

    # --- role nouns ---------------------------------------------------------------------------------------------

    def _relative(self, reading: Reading) -> Referent:
        """ "..., der sagte": what stands right before the comma."""
        at = reading.words[0]
        words = self.cast.tagging.words
        low = words[at].low
        pointing = low.startswith("dies")
        near = [
            e
            for e in self._events.before(at)
            if words[at].sentence - e.sentence <= pointing and (pointing or at - e.at < 12)
        ]
        wanted = {"der": "m", "die": "f", "das": "n", "dem": "m", "dieser": "m", "diese": "f", "diesem": "m"}.get(
            low, ""
        )
        near = [e for e in near if e.referent.gender in ("", wanted)]
        if near:
            event = near[-1]
            target = self._settled(event)
            chain = self._chain(reading, target, event)
            return Referent(target.kind, "relative", 0.75, target.people, target.body, target.name, target.role,
                            chain=chain, gender=wanted)  # fmt: skip
        for place in self.cast.bodies_before(at, 0):
            if at - place.at <= 3 and place.affiliation.kind in ("organisation", "party"):
                name = place.affiliation.name
                return Referent(
                    "body", "relative", 0.7, body=place.affiliation, name=name, chain=nothing(reading.text, name)
                )
        return Referent("none", "pronoun_unresolved", 0.1, chain=nothing(reading.text, "nobody before it"))

    def _own(self, reading: Reading) -> Referent:
        """ "nach eigenen Angaben": the person or body of the sentence that stands nearest."""
        at = reading.words[0]
        people = [e for e in self._events.all if e.sentence == reading.sentence and e.referent.people]
        if people:
            event = min(people, key=lambda e: abs(e.at - at))
            target = event.referent
            return Referent(
                "person",
                "own",
                0.65,
                target.people,
                name=target.name,
                chain=self._chain(reading, target, event),
                gender=target.gender,
            )
        bodies = [
            p
            for p in self.cast.bodies
            if p.sentence == reading.sentence and p.affiliation.kind in ("organisation", "party")
        ]
        if bodies:
            body = min(bodies, key=lambda p: abs(p.at - at)).affiliation
            name = self.bodies.fullest(body)
            return Referent("body", "own", 0.6, body=body, name=name, chain=nothing(reading.text, name))
        return Referent("none", "no_name", 0.3)

    # --- bodies -------------------------------------------------------------------------------------------------

    def named(self, referent: Referent, name: str | None) -> Referent:
        """The referent, or the person called ``name`` where somebody else has decided on another name."""
        if name is None or referent.name == name:
            return referent
        person = self.cast.with_name(name)
        return (
            referent
            if person is None
            else Referent("person", "given", 1.0, [person], name=name, reading=referent.reading)
        )


def _position(quotation: Quotation) -> int:
    if quotation.speaker and quotation.speaker.mention:
        return quotation.speaker.mention[0].start
    return quotation.hull.end


def _other(a: Referent, b: Referent) -> bool:
    """Whether two referents are different ones."""
    if a.people and b.people:
        return a.people[0] is not b.people[0]
    return a.name != b.name or a.role is not b.role
