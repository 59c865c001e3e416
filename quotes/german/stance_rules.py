"""What the rules say of the stance of a quotation: polarity of its words, of its cue, of its sentence, and the topic.

Each quotation is read by itself; the article tells what is spoken of. Positions come from the words of the quotation,
from its cue and, where it is a fragment, from the sentence that holds it. See ``schema/guidelines.md`` for the labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from quotes.document import Document, Quotation, Sentence, Span, Spans, StanceLabel, hull
from quotes.german.opinion import MULTIPLIERS, OpinionReader, Reading, Reason
from quotes.german.phrases import Clause, clauses, sentences_in, words
from quotes.german.polarity import ClauseReading, Item
from quotes.german.stance_marks import Mark, marks

THRESHOLD = 0.55  # below this sum of evidence no position is read
OPEN = 2.5  # below this sum, a word that leaves the matter open outweighs the rest
BALANCE = 0.55  # the weaker side over the stronger one, from which on a divided position is mixed
DENSITY = 1.0  # terms of the target in a hundred words that an article about it has, a general one counting a quarter
MANY = 6  # specific terms after which a long article is about it whatever its length
CONDEMNING = frozenset({"wrongness", "illegality", "harm", "futility", "mockery", "target_predicate"})
# An article with fewer terms in 100 words, and fewer specific ones, does not touch the target at all.
HINT, HINTS = 0.3, 2
FRAGMENT_WORDS = 9
NEAR = 300  # code points before a quotation in which a mention of the target gives "this step" its meaning


@dataclass(frozen=True, slots=True)
class Topic:
    """Where the article speaks of the target: offsets of specific terms, whether it is about it, terms in 100 words."""

    places: tuple[int, ...]
    about: bool
    density: float

    @property
    def hinted(self) -> bool:
        """Whether the article hints at the target at all; where it does not, no quotation takes a position on it."""
        return self.density >= HINT or len(self.places) >= HINTS


@dataclass(frozen=True, slots=True)
class Assumed:
    """What the rules would say if all words of a quotation were about the target, and what these words hold.

    ``praise`` and ``blame`` sum the strengths of its predicates; ``anaphor``: something stands for what was named
    before; ``negated``: clauses with a negator.
    """

    reading: Reading
    label: StanceLabel
    praise: float
    blame: float
    anaphor: bool
    negated: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one quotation, whatever the article's topic: the reading, and the label, its probability
    and the deciding rule.

    ``inherited`` (0 to 1): how surely words that do not name the target are about it.
    """

    reading: Reading
    label: StanceLabel
    score: float
    rule: str
    inherited: float
    assumed: Assumed


class StanceRules:
    """The rules for one target: ``reader`` knows its terms, ``topic_minimum`` specific ones make an article's topic."""

    def __init__(self, reader: OpinionReader, topic_minimum: int) -> None:
        self._reader = reader
        self._minimum = topic_minimum

    def topic(self, document: Document) -> Topic:
        """What of the target the article names, and whether that is its topic."""
        run = words(document.text, [Span(0, len(document.text))], document.sentences)
        places: set[int] = set()
        generic = 0
        for clause in clauses(document.text, run):
            for match in self._reader.terms(clause.words):
                polarity, specific = match.value.polarity, match.value.specific
                if specific and polarity:
                    places.add(clause.words[match.at[0]].span.start)
                generic += polarity != 0 and not specific
        weight = len(places) + 0.25 * generic
        density = 100 * weight / max(1, len(run))
        enough = bool(places) and weight >= self._minimum
        about = enough and (density >= DENSITY or len(places) >= MANY)
        return Topic(tuple(sorted(places)), about, density)

    def marks(self, document: Document) -> dict[Span, Mark]:
        """The words of the article of which the lexicons say anything, and what."""
        run = words(document.text, [Span(0, len(document.text))], document.sentences)
        return marks(self._reader, clauses(document.text, run))

    def judge(self, document: Document, quotation: Quotation, topic: Topic) -> Verdict:
        """The rules' verdict on one quotation; what stood in quotations before it is left to the caller."""
        inherited = _inherited(quotation, topic)
        content = _content(document, quotation)
        readings = self._reader.readings(clauses(document.text, words(document.text, content, document.sentences)))
        frame = [self._reader.clause(c) for c in _frame_clauses(document, quotation, content)]
        reading = _with_frame(self._reader.compose(readings, inherited), frame, inherited)
        return Verdict(reading, *decide(reading), inherited, self._assumed(readings, frame))

    def _assumed(self, readings: Sequence[ClauseReading], frame: Sequence[ClauseReading]) -> Assumed:
        reading = _with_frame(self._reader.compose(readings, 1.0), frame, 1.0)
        values = [p.value for r in readings for p in r.predicates]
        return Assumed(
            reading,
            decide(reading)[0],
            sum(v for v in values if v > 0),
            -sum(v for v in values if v < 0),
            any(r.anaphor for r in readings),
            sum(r.has("negator") for r in readings),
        )


def _with_frame(content: Reading, frame: Sequence[ClauseReading], inherited: float) -> Reading:
    """Add what the cue says of its content: "bezweifelte" turns it, "forderte" wants it."""
    sign = next((r.sign for r in frame if r.sign), 0.0)
    if sign and not content.about:
        said = tuple(replace(r, value=r.value * sign, inherited=False) if r.inherited else r for r in content.reasons)
        content = replace(content, about=True, sign=sign, reasons=said)
    for reading in frame:
        for item in reading.predicates:
            if item.attitude:
                evidence = tuple(reading.clause.words[i].span for i in item.at)
                content = _with_cue(content, item, evidence, inherited)
    return content


def _with_cue(content: Reading, cue: Item, evidence: Spans, inherited: float) -> Reading:
    rule = f"cue_{cue.group}"
    total = content.favor - content.against
    reasons = content.reasons
    opened = content.opened or cue.group == "open" or (cue.group == "exclude" and cue.turned)
    bound = cue.group == "condition" and (content.about or inherited > 0)
    content = replace(content, opened=opened, conditional=content.conditional + (evidence if bound else ()))
    denies = cue.group in MULTIPLIERS and cue.value < 0
    if abs(total) >= THRESHOLD and (denies or (cue.group == "reject_criticise" and total < 0)):
        turned = (replace(r, value=-r.value, evidence=r.evidence + evidence) for r in reasons)
        note = Reason(rule, cue.phrase, 0.01 if total < 0 else -0.01, evidence)
        return replace(content, reasons=(*turned, note))
    if cue.group in ("commit", "request") and total * cue.value * content.sign < -THRESHOLD:
        return content  # "announced to vote against it": the content says what is announced
    if cue.group == "warn" and "=" not in cue.phrase and abs(total) >= THRESHOLD:
        return content  # "warned that it leads to war": what is warned of is judged by the warning itself
    if cue.group == "criticise" and any(r.rule in ("weakness", "reproach") for r in reasons):
        return content  # "complains that too little is sent"
    value = cue.value * content.sign
    if not content.sign and inherited and abs(total) >= THRESHOLD and cue.value * total > 0:
        value = cue.value * 0.3
    return replace(content, reasons=(*reasons, Reason(rule, cue.phrase, value, evidence))) if value else content


def decide(reading: Reading) -> tuple[StanceLabel, float, str]:
    """The label of a reading, its probability, and the name of the rule that decided.

    Probabilities are shares of right labels on development articles that the rules were not written on.
    """
    reasons = reading.reasons
    if reading.contrast is not None:  # what follows "but" is what the speaker holds
        reasons = tuple(replace(r, value=r.value * (1.5 if r.clause >= reading.contrast else 1.0)) for r in reasons)
    favor = sum(r.value for r in reasons if r.value > 0)
    against = -sum(r.value for r in reasons if r.value < 0)
    mixed = _mixed(reading, favor, against)
    if mixed is not None:
        return "mixed", *mixed
    strong, margin = max(favor, against), favor - against
    if strong < THRESHOLD:
        return "none", 0.5 if reading.about else 0.7, "no_position"
    if reading.opened and strong < OPEN:
        return "none", 0.7, "left_open"
    if abs(margin) < 0.3:
        return "none", 0.4, "balanced"
    return ("favor" if margin > 0 else "against"), probability(abs(margin)), "sum_of_reasons"


def _mixed(reading: Reading, favor: float, against: float) -> tuple[float, str] | None:
    """Probability and rule where a position is divided or depends on something, else None."""
    strong, weak = max(favor, against), min(favor, against)
    if reading.divided and strong >= THRESHOLD:
        return 0.65, "one_form_not_another"
    condemned = not favor and any(r.value < -THRESHOLD and r.rule in CONDEMNING for r in reading.reasons)
    if reading.conditional and not condemned and (strong or reading.about or reading.willing):
        return 0.6, "conditional"
    if weak >= THRESHOLD and weak / strong >= BALANCE and _divided(reading):
        return 0.5, "both_sides"
    return None


def _divided(reading: Reading) -> bool:
    """Whether it speaks for one form of the target and against another."""
    favored = {t for r in reading.reasons if r.value > 0 for t in r.targets}
    opposed = {t for r in reading.reasons if r.value < 0 for t in r.targets}
    return bool(favored - opposed) and bool(opposed - favored)


def probability(margin: float) -> float:
    """The share of right labels among quotations with this margin of evidence, measured on development articles."""
    return round(min(0.75, 0.45 + 0.1 * margin), 2)


def _inherited(quotation: Quotation, topic: Topic) -> float:
    start = quotation.hull.start
    if any(start - NEAR <= place < quotation.hull.end for place in topic.places):
        return min(1.0, (topic.density / 2.0) ** 2)
    return min(0.7, topic.density / 3)


def _content(document: Document, quotation: Quotation) -> list[Span]:
    """The spans that say the quotation's position: itself, without others' words in it; a fragment's sentence."""
    spans = list(quotation.spans)
    if _is_fragment(document, quotation):
        spans += [s.span for s in sentences_of(document, quotation.hull)]
    foreign = [
        span
        for other in document.quotations
        if other.parent == quotation.id and other.cue and not set(other.cue) & set(quotation.cue)
        for span in (hull((*other.spans, *other.cue)),)
    ]
    return _subtract(merge(spans), foreign)


def _is_fragment(document: Document, quotation: Quotation) -> bool:
    run = words(document.text, quotation.spans, document.sentences)
    if quotation.type != "direct" or len(run) >= FRAGMENT_WORDS:
        return False
    inside = [s for s in sentences_of(document, quotation.hull) if not quotation.hull.contains(s.span)]
    finite = any(w.upos in ("VERB", "AUX") for w in run)
    return bool(inside) and not finite


def _frame_clauses(document: Document, quotation: Quotation, content: Sequence[Span]) -> list[Clause]:
    """The clauses of the cue outside the content."""
    if not quotation.cue:
        return []
    frame = list(quotation.frame) or [s.span for s in sentences_of(document, hull(quotation.cue))]
    whole = hull([*frame, *quotation.cue])
    others = [s for q in document.quotations if q.type != "reported" for s in q.spans if s.overlaps(whole)]
    spans = _subtract(merge([*frame, *quotation.cue]), [*content, *others])
    found = clauses(document.text, words(document.text, spans, document.sentences))
    return [c for c in found if any(w.span.overlaps(cue) for w in c.words for cue in quotation.cue)]


def sentences_of(document: Document, span: Span) -> list[Sentence]:
    """The sentences that a span touches."""
    return list(sentences_in(document.sentences, span))


def merge(spans: Sequence[Span]) -> list[Span]:
    """The spans sorted, those that touch as one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _subtract(spans: Sequence[Span], holes: Sequence[Span]) -> list[Span]:
    left = list(spans)
    for hole in holes:
        left = (
            [
                Span(a, b)
                for s in left
                for a, b in ((s.start, min(s.end, hole.start)), (max(s.start, hole.end), s.end))
                if a < b
            ]
            if any(s.overlaps(hole) for s in left)
            else left
        )
    return left
