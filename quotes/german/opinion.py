"""What a stretch of German says for or against a target: polarity of predicates composed with negation and modality.

The method is the compositional polarity of Moilanen & Pulman (2007, "Sentiment Composition", RANLP) on clauses
instead of trees: predicates, target terms and negators of a clause are multiplied, a predicate without a target in
its own clause takes that of its neighbours in the sentence, and what is left is inherited from the context.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from quotes.document import Span
from quotes.german.phrases import Clause, Match, Phrases, Word
from quotes.resources import lexicon

MULTIPLIERS = frozenset({"reject", "exclude", "doubt"})
ANSWERS = frozenset({"approve", "reject", "criticise", "exclude"})  # they may answer what was said before
_FORWARD = frozenset({"gegen", "wider", "ohne", "statt", "anstatt"})
_FACTOR = {"exclude": 0.0, "reject": -0.4, "doubt": -0.6, "criticise": -0.3, "warn": -0.3, "commit": -1.0, "risk": -0.3}
NEGATED = -0.9  # "not necessary" says a little less than "needless"


@dataclass(frozen=True, slots=True)
class Predicate:
    """An entry of the polarity lexicons: polarity -1, 0 or 1, weight 1 or 2; an attitude needs an object."""

    polarity: int
    weight: float
    group: str
    attitude: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the target: 1 the target, -1 what undoes it, 0 what lies beside it."""

    polarity: int
    specific: bool
    group: str


@dataclass(frozen=True, slots=True)
class Item:
    """A predicate or a term in a clause, its sign after negation, and the words that make it up."""

    value: float
    group: str
    phrase: str
    at: tuple[int, ...]
    attitude: bool = False
    specific: bool = False
    turned: bool = False


@dataclass(slots=True)
class ClauseReading:
    """The parts of one clause."""

    clause: Clause
    targets: list[Item] = field(default_factory=list)
    predicates: list[Item] = field(default_factory=list)
    operators: dict[str, list[tuple[int, ...]]] = field(default_factory=dict)
    near: bool = False
    anaphor: bool = False
    number: int = 0

    @property
    def sign(self) -> float:
        """The clause's target with its sign, 0 where it names none: what undoes the target outweighs the target."""
        counter = [t for t in self.targets if t.value < 0]
        chosen = counter or self.targets
        if not chosen:
            return 0.0
        if self.near and not any(t.specific for t in chosen):
            return 0.0
        return 1.0 if chosen[0].value > 0 else -1.0

    @property
    def topic(self) -> float:
        """The sign before negation: what a later clause's "it" stands for."""
        turned = all(t.turned and t.group != "withheld" for t in self.targets)
        return -self.sign if turned else self.sign

    def has(self, kind: str) -> bool:
        """Whether an operator of this kind stands in the clause."""
        return kind in self.operators


@dataclass(frozen=True, slots=True)
class Reason:
    """One contribution to a reading: the rule, the words, the signed strength."""

    rule: str
    words: str
    value: float
    evidence: tuple[Span, ...]
    inherited: bool = False
    targets: frozenset[str] = frozenset()
    clause: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a stretch says; ``conditional`` and ``contrast`` hold where it binds or divides its position."""

    reasons: tuple[Reason, ...] = ()
    about: bool = False
    specific: bool = False
    conditional: tuple[Span, ...] = ()
    contrast: int | None = None
    opened: bool = False
    sign: float = 0.0
    near: bool = False
    divided: bool = False
    willing: bool = False

    @property
    def favor(self) -> float:
        """The sum of what speaks for the target."""
        return sum(r.value for r in self.reasons if r.value > 0)

    @property
    def against(self) -> float:
        """The sum of what speaks against it, as a positive number."""
        return -sum(r.value for r in self.reasons if r.value < 0)


@cache
def generic() -> tuple[Phrases[Predicate], Phrases[str]]:
    """The polarity lexicons that hold for any target, and the operators."""
    sign = {"+": 1, "-": -1}
    entries = [
        (row["phrase"], Predicate(sign.get(row["polarity"], 0), 2.0, row["kind"], attitude=True))
        for row in lexicon("stance_cues")
    ]
    for row in lexicon("stance_predicates"):
        # A matter blamed for being too small is wanted larger.
        polarity = 1 if row["group"] == "weakness" else sign[row["polarity"]]
        entries.append((row["phrase"], Predicate(polarity, float(row["weight"]), row["group"])))
    return Phrases(entries), Phrases((row["phrase"], row["kind"]) for row in lexicon("stance_operators"))


class OpinionReader:
    """Reads clauses with respect to one target.

    ``terms``, ``predicates`` (with polarity, and whether they reproach: hold negated or not) and ``anaphors`` are
    phrases as in :mod:`quotes.german.phrases`.
    """

    def __init__(
        self,
        terms: Iterable[tuple[str, Term]],
        predicates: Iterable[tuple[str, int, bool]],
        anaphors: Iterable[str],
        conditions: Iterable[str] = (),
    ) -> None:
        self._conditions: Phrases[bool] = Phrases((c, True) for c in conditions)
        self._terms: Phrases[Term] = Phrases(terms)
        self._own: Phrases[Predicate] = Phrases(
            (phrase, Predicate(sign, 2.0, "reproach" if reproach else "target_predicate"))
            for phrase, sign, reproach in predicates
        )
        self._anaphors: Phrases[bool] = Phrases((a, True) for a in anaphors)
        self._generic, self._operators = generic()

    def terms(self, run: Sequence[Word]) -> list[Match[Term]]:
        """The target's terms in a run of words; of several at one place the most exact, then the least favourable."""
        found = self._terms.find(run)
        kept = []
        for match in found:
            rivals = [m for m in found if m is not match and set(match.at) <= set(m.at)]
            if not any(_outranks(rival, match) for rival in rivals):
                kept.append(match)
        return kept

    def clause(self, clause: Clause) -> ClauseReading:
        """The terms, predicates and operators of one clause, negation applied."""
        run = clause.words
        reading = ClauseReading(clause)
        terms = self.terms(run)
        reading.near = any(m.value.polarity == 0 for m in terms)
        reading.anaphor = any(_stands_alone(run, m.at) for m in self._anaphors.find(run))
        taken = {i for m in terms if m.value.polarity for i in m.at}
        found = _longest([*self._own.find(run), *self._generic.find(run)])
        predicates = [m for m in found if not set(m.at) <= taken]
        for condition in self._conditions.find(run):
            reading.operators.setdefault("condition_term", []).append(condition.at)
        for match in self._operators.find(run):
            reading.operators.setdefault(match.value, []).append(match.at)
        items = [
            Item(m.value.polarity, m.value.group, m.phrase, m.at, specific=m.value.specific)
            for m in terms
            if m.value.polarity
        ]
        judged = [
            Item(m.value.polarity * m.value.weight, m.value.group, m.phrase, m.at, attitude=m.value.attitude)
            for m in predicates
        ]
        reading.targets, reading.predicates = _negate(run, items, judged, reading.operators)
        reading.targets = [replace(t, group="withheld") if _withheld(run, t) else t for t in reading.targets]
        return reading

    def read(self, clauses: Sequence[Clause], inherited: float = 0.0, previous: float = 0.0) -> Reading:
        """Compose clauses into one reading.

        ``inherited`` (0 to 1) is how surely the context is about the target where the words themselves do not say it;
        ``previous`` (-1 to 1) is the position last voiced before, which an answer without an object is an answer to.
        """
        readings = [self.clause(c) for c in clauses]
        for number, reading in enumerate(readings):
            _end(reading)
            _prevent(reading)
            _chain(reading)
            reading.number = number
        reasons: list[Reason] = []
        used: set[int] = set()
        for index, reading in enumerate(readings):
            for item in reading.predicates:
                place, sign = _object(readings, index, item)
                strength = 1.0
                if place is None:
                    sign, strength = _from_context(reading, item, inherited, previous)
                else:
                    used.add(place)
                strength *= _weaken(readings, reading)
                value = item.value * sign * strength
                if value:
                    reasons.append(_reason(readings, index, place, item, value))
        for index, reading in enumerate(readings):
            if index not in used and reading.sign:
                reason = _bare(reading)
                if reason:
                    reasons.append(reason)
        return _summary(readings, reasons, inherited)


def _withheld(run: Sequence[Word], target: Item) -> bool:
    return target.turned and any(w.lower == "ohne" for w in run[max(0, target.at[0] - 3) : target.at[0]])


def _stands_alone(run: Sequence[Word], at: tuple[int, ...]) -> bool:
    """Whether an anaphor is no article: "das" before a noun, or an adjective and a noun, is one."""
    following = run[at[-1] + 1 : at[-1] + 3]
    return run[at[-1]].form[:1].isupper() and not run[at[-1]].first or not any(w.form[:1].isupper() for w in following)


def _outranks(rival: Match[Term], match: Match[Term]) -> bool:
    if set(match.at) < set(rival.at):
        return True
    if rival.wildcard != match.wildcard:
        return match.wildcard
    order = {-1: 0, 0: 1, 1: 2}
    mine = (order[match.value.polarity], not match.value.specific, match.phrase)
    return (order[rival.value.polarity], not rival.value.specific, rival.phrase) < mine


def _longest(found: list[Match[Predicate]]) -> list[Match[Predicate]]:
    kept: list[Match[Predicate]] = []
    for match in sorted(found, key=lambda m: (-len(m.at), m.at, m.wildcard)):
        if not any(set(match.at) & set(other.at) for other in kept):
            kept.append(match)
    return sorted(kept, key=lambda m: m.at)


def _negate(
    run: Sequence[Word], targets: list[Item], judged: list[Item], operators: dict[str, list[tuple[int, ...]]]
) -> tuple[list[Item], list[Item]]:
    """Turn the item that each negator of the clause bears on."""
    inside = {i for item in (*targets, *judged) for i in item.at}
    inside |= {i for at in operators.get("pseudo_negator", ()) for i in at}
    items = [*targets, *judged]
    negators = operators.get("negator", [])
    opposed = any(item.attitude and item.value < 0 for item in judged)
    for at in negators:
        if set(at) & inside or any(set(at) < set(other) for other in negators):
            continue
        noun_before = at[0] > 0 and run[at[0] - 1].form[:1].isupper()
        if run[at[0]].lower in ("gegen", "wider") and (opposed or noun_before):
            continue  # "protest against", "the fight against"
        chosen = _scope(run[at[0]].lower, at, targets, judged)
        if chosen is not None:
            position = next(i for i, item in enumerate(items) if item.at == chosen.at and item.phrase == chosen.phrase)
            if not items[position].turned or run[at[0]].lower == "ohne":  # "none, and none at all" denies once
                items[position] = _turn(items[position])
    return items[: len(targets)], items[len(targets) :]


def _scope(negator: str, at: tuple[int, ...], targets: list[Item], judged: list[Item]) -> Item | None:
    """The item a negator bears on: right after "kein" a noun; else the predicate, else the target of the clause."""
    after = [item for item in (*judged, *targets) if item.at[0] > at[-1]]
    nearest = min(after, key=lambda item: item.at[0], default=None)
    if negator in _FORWARD:
        behind = any(0 < at[0] - t.at[-1] <= 4 for t in targets)
        close = nearest is not None and nearest in targets and nearest.at[0] - at[-1] <= 4
        return nearest if close and not behind else None
    if negator.startswith("kein") and nearest and nearest.at[0] - at[-1] <= 3:
        return nearest
    if judged:
        following = [item for item in judged if item.at[-1] > at[-1]]
        return following[0] if following else judged[-1]
    return nearest or (targets[-1] if targets else None)


def _turn(item: Item) -> Item:
    if item.group == "reproach":  # "we must not look away" blames looking away as "you look away" does
        return item
    if item.turned:  # "nie ohne": twice negated is affirmed
        return replace(item, value=-item.value, turned=False)
    return replace(item, value=item.value * _FACTOR.get(item.group, NEGATED), turned=True)


def _from_context(reading: ClauseReading, item: Item, inherited: float, previous: float) -> tuple[float, float]:
    """Sign and strength of a predicate whose sentence does not name the target."""
    if reading.near:
        return 1.0, 0.0
    if not item.attitude:
        return 1.0, 0.6 * inherited
    return 1.0, 0.5 * inherited if reading.anaphor or item.group in ANSWERS else 0.0


def _end(reading: ClauseReading) -> None:
    """The end of the target undoes it: "an end of the bombing" is a term of what opposes it."""
    ending = [p for p in reading.predicates if p.group == "end"]
    reading.predicates = [p for p in reading.predicates if p.group != "end"]
    if ending and reading.sign > 0:
        at = tuple(i for p in ending for i in p.at)
        turned = any(p.turned for p in ending)
        reading.targets = [
            replace(t, value=t.value if turned else -abs(t.value), at=tuple(sorted({*t.at, *at}))) for t in reading.targets
        ]


def _prevent(reading: ClauseReading) -> None:
    """Prevented harm speaks for what prevents it; a prevented target is one that is opposed."""
    preventing = [p for p in reading.predicates if p.group == "prevent"]
    if not preventing:
        return
    harms = [p for p in reading.predicates if p.value < 0 and not p.attitude and p.group != "prevent"]
    if harms:
        reading.predicates = [p for p in reading.predicates if p not in harms]
        return
    if reading.sign:
        reading.predicates = [replace(p, value=-p.value) if p in preventing else p for p in reading.predicates]


def _chain(reading: ClauseReading) -> None:
    """A verb of attitude with a noun of attitude as its object is one attitude: "refuse consent", "reject criticism"."""
    verbs = [p for p in reading.predicates if p.attitude and p.value and p.phrase[:1].islower()]
    nouns = [p for p in reading.predicates if p.attitude and p.value and p.phrase[:1].isupper()]
    if len(verbs) != 1 or len(nouns) != 1:
        return
    verb, noun = verbs[0], nouns[0]
    sign = 1.0 if verb.value * noun.value > 0 else -1.0
    merged = replace(verb, value=2.0 * sign, at=tuple(sorted({*verb.at, *noun.at})), group=f"{verb.group}_{noun.group}")
    reading.predicates = [merged if p is verb else p for p in reading.predicates if p is not noun]


def _object(readings: Sequence[ClauseReading], index: int, item: Item) -> tuple[int | None, float]:
    """The clause whose target a predicate is said of: its own, the next, the one before, two on, in one sentence."""
    here = readings[index]
    if here.sign:
        return index, here.sign
    if here.near and item.attitude:
        return None, 0.0
    if item.value < 0 and not item.attitude:  # harm beside a reproach is what comes of withholding the target
        for other, reading in enumerate(readings):
            if reading.clause.sentence == here.clause.sentence:
                if any(p.group == "reproach" for p in reading.predicates):
                    return other, -1.0
    for step in (1, -1, 2, -2):
        other = index + step
        if 0 <= other < len(readings) and readings[other].clause.sentence == here.clause.sentence:
            if readings[other].sign and not (step < 0 and readings[other].predicates and item.attitude):
                return other, readings[other].sign if step > 0 else readings[other].topic
    return None, 0.0


def _weaken(readings: Sequence[ClauseReading], reading: ClauseReading) -> float:
    same = [r for r in readings if r.clause.sentence == reading.clause.sentence]
    rhetorical = any(p.group == "rhetorical" for p in reading.predicates)
    factor = 0.5 if reading.clause.question and not rhetorical else 1.0
    if any(r.has("uncertain") for r in same):
        factor *= 0.5
    return factor


def _spans(reading: ClauseReading, at: Iterable[int]) -> tuple[Span, ...]:
    return tuple(reading.clause.words[i].span for i in sorted(set(at)))


def _reason(readings: Sequence[ClauseReading], index: int, place: int | None, item: Item, value: float) -> Reason:
    reading = readings[index]
    at = set(item.at)
    for negator in reading.operators.get("negator", ()):
        at |= set(negator) if item.turned else set()
    spans = _spans(reading, at)
    if place is not None:
        spans += _spans(readings[place], (i for t in readings[place].targets for i in t.at))
    rule = f"{'not_' if item.turned else ''}{item.group}"
    if place is None and item.attitude and not reading.anaphor:
        rule = f"answer_{rule}"
    words = " ".join(reading.clause.words[i].form for i in item.at)
    named = frozenset(t.phrase for t in readings[place].targets) if place is not None else frozenset()
    return Reason(rule, words, value, spans, place is None, named, index)


BARE = (("obligation", 1.5), ("affirmer", 1.3), ("volition", 1.0))


def _bare(reading: ClauseReading) -> Reason | None:
    """A target without a predicate: denied, demanded, announced, or only mentioned."""
    turned = any(t.turned for t in reading.targets)
    at = {i for t in reading.targets for i in t.at}
    words = " ".join(reading.clause.words[i].form for i in sorted(at))
    rule, strength = "mention", 0.0
    acts = any(phrase[:1].islower() for t in reading.targets for phrase in t.phrase.split()[-1:])
    if reading.has("own_side") and acts and not reading.has("past") and not reading.has("hypothetical"):
        rule, strength = "own_act", 0.9
    if any(_only_target(reading, at) for at in reading.operators.get("condition", ())):
        rule, strength = "only_target", 1.5
    for kind, weight in BARE:
        if reading.has(kind):
            rule, strength = kind, weight
            at |= {i for place in reading.operators[kind] for i in place}
            break
    if turned:
        specific = any(t.specific for t in reading.targets)
        verbless = not any(w.upos in ("VERB", "AUX") for w in reading.clause.words)
        bound = reading.has("permission") or reading.has("volition") or reading.has("obligation")
        rule, strength = "target_negated", max(strength, 1.2 if specific or verbless else 1.0 if bound else 0.6)
        at |= {i for place in reading.operators.get("negator", ()) for i in place}
    if reading.has("uncertain") or reading.clause.question:
        strength *= 0.5
    if any(t.group == "withheld" for t in reading.targets):  # "without the troops the town falls" is for them
        rule, strength = "withheld", -1.2
    if not strength:
        return None
    named = frozenset(t.phrase for t in reading.targets)
    return Reason(rule, words, strength * reading.sign, _spans(reading, at), False, named, reading.number)


def _summary(readings: Sequence[ClauseReading], reasons: list[Reason], inherited: float) -> Reading:
    about = any(r.sign for r in readings)
    return Reading(
        tuple(reasons),
        about=about,
        specific=any(t.specific for r in readings for t in r.targets),
        conditional=_conditions(readings) if about or inherited >= 0.3 else (),
        contrast=next((i for i, r in enumerate(readings) if r.has("contrast") or r.has("affirmer")), None),
        willing=any(p.attitude and p.value > 0 for r in readings for p in r.predicates),
        opened=any(p.group == "open" or (p.group == "exclude" and p.turned) for r in readings for p in r.predicates),
        near=any(r.near for r in readings),
        sign=next((r.sign for r in readings if r.sign), 0.0),
        divided=_divides(readings),
    )


def _conditions(readings: Sequence[ClauseReading]) -> tuple[Span, ...]:
    """The words that make a position depend on something: "only if", "on condition that", "without a mandate no"."""
    spans: tuple[Span, ...] = ()
    for reading in readings:
        for at in reading.operators.get("condition", ()):
            if not _only_target(reading, at):
                spans += _spans(reading, at)
        for predicate in reading.predicates:
            if predicate.group == "condition":
                spans += _spans(reading, predicate.at)
        same = [r for r in readings if r.clause.sentence == reading.clause.sentence]
        required = any(r.has("restriction") for r in same)
        required = required or any(p.group == "necessity" and p.value > 0 for p in reading.predicates)
        for at in reading.operators.get("condition_term", ()):
            others = [t for r in same for t in r.targets if r is not reading or not set(t.at) & set(at)]
            without = at[0] and any(w.lower == "ohne" for w in reading.clause.words[max(0, at[0] - 4) : at[0]])
            if (required or without) and (others or without):
                spans += _spans(reading, at)
    return spans


def _only_target(reading: ClauseReading, at: tuple[int, ...]) -> bool:
    """Whether "only" restricts to the target itself: "only with air strikes can they be stopped"."""
    first = reading.clause.words[at[0]].lower
    return first in ("nur", "allenfalls", "lediglich", "bloß", "höchstens") and any(
        0 < t.at[0] - at[-1] <= 3 for t in reading.targets
    )


def _divides(readings: Sequence[ClauseReading]) -> bool:
    """Whether one form of the target is set against another: "strikes, but no troops"."""
    for denied in readings:
        if not denied.targets or not all(t.turned for t in denied.targets):
            continue
        for granted in readings:
            same = granted.clause.sentence == denied.clause.sentence and granted is not denied
            positive = any(not t.turned and t.value > 0 for t in granted.targets)
            distinct = not {t.phrase for t in granted.targets} & {t.phrase for t in denied.targets}
            if same and positive and distinct and (denied.has("contrast") or granted.has("affirmer")):
                return True
        for granted in readings:
            same = granted.clause.sentence == denied.clause.sentence and granted is not denied
            if same and granted.has("affirmer") and not granted.predicates and not granted.has("negator"):
                return True
    return _granted_and_refused(readings) or _other_matter(readings)


def _other_matter(readings: Sequence[ClauseReading]) -> bool:
    """Whether what follows "but" judges the other way, and judges something else than the target named before it."""
    for before, after in zip(readings, readings[1:], strict=False):
        if not after.has("contrast") or not before.sign or before.near or after.near:
            continue
        here = sum(p.value for p in before.predicates) * before.sign
        there = sum(p.value for p in after.predicates) * (after.sign or 1.0)
        said = {i for p in (*after.predicates, *after.targets) for i in p.at}
        noun = any(w.upos == "NOUN" and i not in said for i, w in enumerate(after.clause.words))
        if here * there < 0 and (noun or after.sign):
            return True
    return False


def _granted_and_refused(readings: Sequence[ClauseReading]) -> bool:
    """Whether one thing is welcomed and another refused, "but" between them, the target being one of them."""
    granting = [r for r in readings if any(p.attitude and p.value > 0 for p in r.predicates)]
    refusing = [r for r in readings if any(p.attitude and p.value < 0 for p in r.predicates)]
    for one in granting:
        for other in refusing:
            if one is other or one.clause.sentence != other.clause.sentence or one.near or other.near:
                continue
            contrast = max(one, other, key=lambda r: r.number).has("contrast")
            signs = {one.sign, other.sign}
            if contrast and 1.0 in signs and -1.0 not in signs and not {t.phrase for t in one.targets} & {
                t.phrase for t in other.targets
            }:
                return True
    return False
