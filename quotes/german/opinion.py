"""What a stretch of German says for or against a target: polarity of predicates composed with negation and modality.

The method is the compositional polarity of Moilanen & Pulman (2007, "Sentiment Composition", RANLP) on clauses
instead of trees: predicates, target terms and negators of a clause are multiplied, a predicate without a target in
its own clause takes that of its neighbours in the sentence, and what is left is inherited from the context.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from quotes.document import Span
from quotes.german.phrases import Clause
from quotes.german.polarity import ClauseReader, ClauseReading, Item

MULTIPLIERS = frozenset({"reject", "exclude", "doubt"})
ANSWERS = frozenset({"approve", "reject", "criticise", "exclude"})  # without an object they are about the topic


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


class OpinionReader(ClauseReader):
    """Reads a run of clauses with respect to one target."""

    def read(self, clauses: Sequence[Clause], inherited: float = 0.0) -> Reading:
        """Compose clauses into one reading.

        ``inherited`` (0 to 1) is how surely the context is about the target where the words themselves do not say it.
        """
        return self.compose(self.readings(clauses), inherited)

    def readings(self, clauses: Sequence[Clause]) -> list[ClauseReading]:
        """The clauses, read each by itself and numbered."""
        readings = [self.clause(c) for c in clauses]
        for number, reading in enumerate(readings):
            reading.number = number
        return readings

    @staticmethod
    def compose(readings: Sequence[ClauseReading], inherited: float) -> Reading:
        """One reading from those of clauses; ``inherited`` as in ``read``."""
        reasons: list[Reason] = []
        used: set[int] = set()
        for index, reading in enumerate(readings):
            for item in reading.predicates:
                place, sign = _object(readings, index, item)
                strength = 1.0
                if place is None:
                    sign, strength = _from_context(reading, item, inherited)
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


def _from_context(reading: ClauseReading, item: Item, inherited: float) -> tuple[float, float]:
    """Sign and strength of a predicate whose sentence does not name the target."""
    blames_them = reading.adversary and item.value < 0 and item.group != "target_predicate"
    if reading.near or blames_them:
        return 1.0, 0.0
    if not item.attitude:
        return 1.0, 0.6 * inherited
    return 1.0, 0.5 * inherited if reading.anaphor or item.group in ANSWERS else 0.0


def _object(readings: Sequence[ClauseReading], index: int, item: Item) -> tuple[int | None, float]:
    """The clause whose target a predicate is said of: its own, the next, the one before, two on, in one sentence."""
    here = readings[index]
    if here.sign:
        return index, here.sign
    if here.near and item.attitude:
        return None, 0.0
    if item.value < 0 and not item.attitude:  # harm beside a reproach is what comes of withholding the target
        for other, reading in enumerate(readings):
            same = reading.clause.sentence == here.clause.sentence
            if same and any(p.group == "reproach" for p in reading.predicates):
                return other, -1.0
    for step in (1, -1, 2, -2):
        other = index + step
        if not 0 <= other < len(readings) or readings[other].clause.sentence != here.clause.sentence:
            continue
        taken = step < 0 and item.attitude and bool(readings[other].predicates)
        if readings[other].sign and not taken:
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
        willing=any(r.has("volition") or any(p.attitude and p.value > 0 for p in r.predicates) for r in readings),
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
        spans += _without(reading, same)
        following = [r for r in same if r.number == reading.number + 1]
        if following and reading.clause.words[-1].lower in ("nur", "erst", "dann"):  # "only, if"
            first = following[0].clause.words[0]
            spans += (first.span,) if first.lower in ("wenn", "falls", "sofern") else ()
        required = any(r.has("restriction") for r in same)
        required = required or any(p.group == "necessity" and p.value > 0 for p in reading.predicates)
        for at in reading.operators.get("condition_term", ()):
            others = [t for r in same for t in r.targets if r is not reading or not set(t.at) & set(at)]
            without = at[0] and any(w.lower == "ohne" for w in reading.clause.words[max(0, at[0] - 4) : at[0]])
            if (required or without) and (others or without):
                spans += _spans(reading, at)
    return spans


def _without(reading: ClauseReading, same: Sequence[ClauseReading]) -> tuple[Span, ...]:
    """The words of "without A no T", where A is something else than the target."""
    for index, word in enumerate(reading.clause.words[:-1]):
        if word.lower != "ohne":
            continue
        after = set(range(index + 1, index + 4))
        own = any(after & set(t.at) for t in reading.targets)
        denied = any(t.turned and t.group != "withheld" and t.value < 0 for r in same for t in r.targets)
        if denied and not own and reading.clause.words[index + 1].lower not in ("zu", "dass"):
            return (word.span, *(w.span for w in reading.clause.words[index + 1 : index + 3]))
    return ()


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
            judged = any(p.turned for p in granted.predicates)
            if same and granted.has("affirmer") and not judged and not granted.has("negator"):
                return True
    return _granted_and_refused(readings) or _other_matter(readings)


def _other_matter(readings: Sequence[ClauseReading]) -> bool:
    """Whether what follows "but" judges the other way, and judges something else than the target named before it."""
    for before, after in pairwise(readings):
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
            if (
                contrast
                and 1.0 in signs
                and -1.0 not in signs
                and not {t.phrase for t in one.targets} & {t.phrase for t in other.targets}
            ):
                return True
    return False
