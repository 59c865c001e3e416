"""The parts of a clause that bear polarity: terms of a target, predicates, operators, and what negation turns.

Attitudes ("reject", "demand"), evaluations ("necessary", "madness") and effects ("protects", "escalates") come from
``lexicon/stance_*.tsv`` and hold for any target; its terms and own predicates come from the target.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from quotes.german.phrases import Clause, Match, Phrases, Word
from quotes.resources import lexicon

_FORWARD = frozenset({"gegen", "wider", "ohne", "statt", "anstatt"})
_FACTOR = {
    "exclude": 0.0,
    "reject": -0.4,
    "doubt": -0.6,
    "criticise": -0.3,
    "warn": -0.3,
    "commit": -1.0,
    "risk": -0.3,
    "request": -0.5,
}
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
    adversary: bool = False
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


class ClauseReader:
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
        adversaries: Iterable[str] = (),
    ) -> None:
        self._conditions: Phrases[bool] = Phrases((c, True) for c in conditions)
        self._adversaries: Phrases[bool] = Phrases((a, True) for a in adversaries)
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

    def adversaries(self, run: Sequence[Word]) -> list[tuple[int, ...]]:
        """The words that name those whom the target is directed at, by their places in the run."""
        return [match.at for match in self._adversaries.find(run)]

    def clause(self, clause: Clause) -> ClauseReading:
        """The terms, predicates and operators of one clause, negation applied."""
        run = clause.words
        reading = ClauseReading(clause)
        terms = self.terms(run)
        reading.adversary = bool(self._adversaries.find(run))
        reading.near = any(m.value.polarity == 0 for m in terms)
        reading.anaphor = any(_stands_alone(run, m.at) for m in self._anaphors.find(run))
        taken = {i for m in terms if m.value.polarity for i in m.at}
        found = _longest([*self._own.find(run), *self._generic.find(run)])
        predicates = [m for m in found if not set(m.at) <= taken]
        for condition in self._conditions.find(run):
            reading.operators.setdefault("condition_term", []).append(condition.at)
        for match in self._operators.find(run):
            if match.value == "affirmer" and _is_postponed(run, match.at):
                continue
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
        _end(reading)
        _prevent(reading)
        _chain(reading)
        return reading


def _withheld(run: Sequence[Word], target: Item) -> bool:
    return target.turned and any(w.lower == "ohne" for w in run[max(0, target.at[0] - 3) : target.at[0]])


def _is_postponed(run: Sequence[Word], at: tuple[int, ...]) -> bool:
    """Whether "für" belongs to the noun before it: "a blank cheque for", and affirms nothing."""
    return run[at[0]].lower == "für" and at[0] > 0 and run[at[0] - 1].form[:1].isupper()


def _stands_alone(run: Sequence[Word], at: tuple[int, ...]) -> bool:
    """Whether an anaphor is no article: "das" before a noun, or an adjective and a noun, is one."""
    following = run[at[-1] + 1 : at[-1] + 3]
    noun = run[at[-1]].form[:1].isupper() and not run[at[-1]].first
    return noun or not any(w.form[:1].isupper() for w in following)


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


def _end(reading: ClauseReading) -> None:
    """The end of the target undoes it: "an end of the bombing" is a term of what opposes it."""
    ending = [p for p in reading.predicates if p.group == "end"]
    reading.predicates = [p for p in reading.predicates if p.group != "end"]
    if ending and reading.sign > 0:
        at = tuple(i for p in ending for i in p.at)
        turned = any(p.turned for p in ending)
        reading.targets = [
            replace(t, value=t.value if turned else -abs(t.value), at=tuple(sorted({*t.at, *at})))
            for t in reading.targets
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
    """A verb of attitude with a noun of attitude as its object is one attitude: "refuse consent"."""
    verbs = [p for p in reading.predicates if p.attitude and p.value and p.phrase[:1].islower()]
    nouns = [p for p in reading.predicates if p.attitude and p.value and p.phrase[:1].isupper()]
    if len(verbs) != 1 or len(nouns) != 1:
        return
    verb, noun = verbs[0], nouns[0]
    if (verb.group, noun.group) == ("request", "approve"):  # what is demanded for one's consent is its condition
        bound = replace(verb, value=0.0, group="condition")
        reading.predicates = [bound if p is verb else p for p in reading.predicates if p is not noun]
        return
    sign = 1.0 if verb.value * noun.value > 0 else -1.0
    merged = replace(verb, value=2.0 * sign, at=tuple(sorted({*verb.at, *noun.at})), group=f"{verb.group}_{noun.group}")
    reading.predicates = [merged if p is verb else p for p in reading.predicates if p is not noun]
