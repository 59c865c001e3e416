"""Where the speaker of each quotation stands on the target: favor, against, mixed or none.

Each quotation is read by itself; the article tells what is spoken of. Positions come from the words of the quotation,
from its cue and, where it is a fragment, from the sentence that holds it. See ``schema/guidelines.md`` for the labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from quotes.document import Document, Note, Quotation, Sentence, Span, Spans, Stance, StanceLabel, hull
from quotes.german.opinion import MULTIPLIERS, OpinionReader, Reading, Reason
from quotes.german.phrases import Clause, clauses, words
from quotes.german.polarity import Item, Term
from quotes.target import Target

THRESHOLD = 0.55  # below this sum of evidence no position is read
OPEN = 2.5  # below this sum, a word that leaves the matter open outweighs the rest
BALANCE = 0.55  # the weaker side over the stronger one, from which on a divided position is mixed
DENSITY = 1.0  # terms of the target in a hundred words that an article about it has, a general one counting a quarter
MANY = 6  # specific terms after which a long article is about it whatever its length
CONDEMNING = frozenset({"wrongness", "illegality", "harm", "futility", "mockery", "target_predicate"})
FRAGMENT_WORDS = 9
ELABORATION_REACH = 160
NEAR = 300  # code points before a quotation in which a mention of the target gives "this step" its meaning


@dataclass(frozen=True, slots=True)
class _Topic:
    """Where the article speaks of the target: offsets of specific terms, whether it is about it, terms in 100 words."""

    places: tuple[int, ...]
    about: bool
    density: float


class StanceLabeler:
    """Labels the stance of every quotation toward one target."""

    name = "stance"

    def __init__(self, target: Target) -> None:
        self.target = target
        self._reader = OpinionReader(
            (
                (term, Term(group.polarity, group.specific, group.name))
                for group in target.classes
                for term in group.terms
            ),
            (
                (word, predicate.polarity, predicate.reproach)
                for predicate in target.predicates
                for word in predicate.words
            ),
            target.anaphors,
            target.conditions,
            target.adversaries,
        )

    def __call__(self, documents: Sequence[Document]) -> list[Document]:
        """Set ``stance`` of all quotations and add a note for each reason."""
        return [self._document(document) for document in documents]

    def _document(self, document: Document) -> Document:
        if not document.quotations:
            return document
        topic = self._topic(document)
        if not topic.about:
            note = Note(self.name, "article_off_topic", f"{len(topic.places)} terms of the target", 0.9)
            return replace(
                document, quotations=tuple(self._set(q, "none", 0.9, (), (note,)) for q in document.quotations)
            )
        labelled: list[Quotation] = []
        for quotation in document.quotations:
            labelled.append(self._quotation(document, quotation, topic, labelled))
        return replace(document, quotations=tuple(labelled))

    def _topic(self, document: Document) -> _Topic:
        run = words(document.text, [Span(0, len(document.text))], document.sentences)
        places: set[int] = set()
        generic = 0
        for clause in clauses(document.text, run):
            for match in self._reader.terms(clause.words):
                if match.value.specific and match.value.polarity:
                    places.add(clause.words[match.at[0]].span.start)
                generic += match.value.polarity != 0 and not match.value.specific
        weight = len(places) + 0.25 * generic
        density = 100 * weight / max(1, len(run))
        enough = bool(places) and weight >= self.target.topic_minimum
        return _Topic(tuple(sorted(places)), enough and (density >= DENSITY or len(places) >= MANY), density)

    def _quotation(
        self, document: Document, quotation: Quotation, topic: _Topic, before: Sequence[Quotation]
    ) -> Quotation:
        inherited = _inherited(quotation, topic)
        content = _content(document, quotation)
        run = words(document.text, content, document.sentences)
        reading = self._reader.read(clauses(document.text, run), inherited)
        frame = _frame_clauses(document, quotation, content)
        reading = self._with_frame(reading, frame, inherited)
        label, score, rule = decide(reading)
        said = _elaborated(quotation, before)
        if rule == "no_position" and said is not None and said.stance and not (reading.about or reading.near):
            label, score, rule = said.stance.label, 0.5, "elaboration"
        reasons = [r for r in reading.reasons if label == "mixed" or (r.value > 0) == (label == "favor")]
        notes = [Note(self.name, r.rule, r.words, round(r.value, 2)) for r in reading.reasons]
        if reading.conditional and label == "mixed":
            notes.append(Note(self.name, "condition", " ".join(s.of(document.text) for s in reading.conditional)))
        notes.append(Note(self.name, rule, label, score))
        spans = () if label == "none" else _evidence(reasons, reading.conditional if label == "mixed" else ())
        if rule == "elaboration" and said is not None and said.stance:
            spans = said.stance.evidence
        if label != "none" and reasons and all(r.inherited for r in reasons):
            notes.append(Note(self.name, "context_only", "the quotation does not name the target"))
        return self._set(quotation, label, score, spans, tuple(notes))

    def _with_frame(self, content: Reading, frame: list[Clause], inherited: float) -> Reading:
        """Add what the cue says of its content: "bezweifelte" turns it, "forderte" wants it."""
        readings = [self._reader.clause(c) for c in frame]
        sign = next((r.sign for r in readings if r.sign), 0.0)
        if sign and not content.about:
            said = tuple(
                replace(r, value=r.value * sign, inherited=False) if r.inherited else r for r in content.reasons
            )
            content = replace(content, about=True, sign=sign, reasons=said)
        for reading in readings:
            for item in reading.predicates:
                if item.attitude:
                    evidence = tuple(reading.clause.words[i].span for i in item.at)
                    content = _with_cue(content, item, evidence, inherited)
        return content

    def _set(
        self, quotation: Quotation, label: StanceLabel, score: float, evidence: Spans, notes: tuple[Note, ...]
    ) -> Quotation:
        kept = tuple(n for n in quotation.notes if n.stage != self.name)
        return replace(quotation, stance=Stance(self.target.name, label, score, evidence), notes=kept + notes)


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


def _elaborated(quotation: Quotation, before: Sequence[Quotation]) -> Quotation | None:
    """The quotation right before this one by the same speaker, where this one only goes on with it."""
    if quotation.type != "direct" or not before or _speaker(quotation) is None:
        return None
    other = before[-1]
    held = other.stance is not None and other.stance.label in ("favor", "against")
    close = quotation.hull.start - other.hull.end < ELABORATION_REACH
    return other if held and close and _speaker(other) == _speaker(quotation) else None


def _speaker(quotation: Quotation) -> object:
    speaker = quotation.speaker
    return (speaker.id or speaker.name or speaker.mention) if speaker else None


def _inherited(quotation: Quotation, topic: _Topic) -> float:
    start = quotation.hull.start
    if any(start - NEAR <= place < quotation.hull.end for place in topic.places):
        return min(1.0, (topic.density / 2.0) ** 2)
    return min(0.7, topic.density / 3)


def _content(document: Document, quotation: Quotation) -> list[Span]:
    """The spans that say the quotation's position: itself, without others' words in it; a fragment's sentence."""
    spans = list(quotation.spans)
    if _is_fragment(document, quotation):
        spans += [s.span for s in _sentences(document, quotation.hull)]
    foreign = [
        span
        for other in document.quotations
        if other.parent == quotation.id and other.cue and not set(other.cue) & set(quotation.cue)
        for span in (hull((*other.spans, *other.cue)),)
    ]
    return _subtract(_merge(spans), foreign)


def _is_fragment(document: Document, quotation: Quotation) -> bool:
    run = words(document.text, quotation.spans, document.sentences)
    if quotation.type != "direct" or len(run) >= FRAGMENT_WORDS:
        return False
    inside = [s for s in _sentences(document, quotation.hull) if not quotation.hull.contains(s.span)]
    finite = any(w.upos in ("VERB", "AUX") for w in run)
    return bool(inside) and not finite


def _frame_clauses(document: Document, quotation: Quotation, content: Sequence[Span]) -> list[Clause]:
    """The clauses of the cue outside the content."""
    if not quotation.cue:
        return []
    frame = list(quotation.frame) or [s.span for s in _sentences(document, hull(quotation.cue))]
    others = [s for q in document.quotations for s in q.spans if q.type != "reported"]
    spans = _subtract(_merge([*frame, *quotation.cue]), [*content, *others])
    found = clauses(document.text, words(document.text, spans, document.sentences))
    return [c for c in found if any(w.span.overlaps(cue) for w in c.words for cue in quotation.cue)]


def _sentences(document: Document, span: Span) -> list[Sentence]:
    return [s for s in document.sentences if s.span.overlaps(span)]


def _merge(spans: Sequence[Span]) -> list[Span]:
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


def _evidence(reasons: Sequence[Reason], extra: Spans) -> Spans:
    spans = {span for reason in reasons for span in reason.evidence} | set(extra)
    return tuple(_merge(sorted(spans)))
