"""Where the speaker of each quotation stands on the target: favor, against, mixed or none.

A learned model decides the label, rules find the words that carry it; without a model the rules decide alone.
See ``schema/guidelines.md`` for the labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quotes.document import STANCE_LABELS, Document, Note, Quotation, Spans, Stance, StanceLabel
from quotes.german.opinion import OpinionReader, Reason
from quotes.german.polarity import Term
from quotes.german.stance_rules import StanceRules, Topic, Verdict, merge
from quotes.target import Target

if TYPE_CHECKING:
    from quotes.linear.stance_model import StanceModel

ELABORATION_REACH = 160
UNHINTED = 0.99  # the share of none in articles that do not hint at the target, for the rules


@dataclass(frozen=True, slots=True)
class _Decision:
    """A label with its probability and evidence, and why."""

    label: StanceLabel
    score: float
    evidence: Spans
    notes: tuple[Note, ...]


def rules_for(target: Target) -> StanceRules:
    """The rules that read a text with respect to ``target``."""
    reader = OpinionReader(
        ((term, Term(group.polarity, group.specific, group.name)) for group in target.classes for term in group.terms),
        ((word, predicate.polarity, predicate.reproach) for predicate in target.predicates for word in predicate.words),
        target.anaphors,
        target.conditions,
        target.adversaries,
    )
    return StanceRules(reader, target.topic_minimum)


class StanceLabeler:
    """Labels the stance of every quotation toward one target, by rules alone where ``model`` is None."""

    name = "stance"

    def __init__(self, target: Target, model: StanceModel | None = None) -> None:
        self.target = target
        self._model = model
        self._rules = rules_for(target)

    def __call__(self, documents: Sequence[Document]) -> list[Document]:
        """Set ``stance`` of all quotations and add a note for each reason."""
        return [self._document(document) for document in documents]

    def _document(self, document: Document) -> Document:
        if not document.quotations:
            return document
        topic = self._rules.topic(document)
        if not topic.hinted:
            decision = self._unhinted(topic)
            return replace(document, quotations=tuple(self._set(q, decision) for q in document.quotations))
        verdicts = [self._rules.judge(document, q, topic) for q in document.quotations]
        ruled: list[Quotation] = []
        decisions: list[_Decision] = []
        for quotation, verdict in zip(document.quotations, verdicts, strict=True):
            decision = self._ruled(document, quotation, verdict, topic, ruled)
            ruled.append(self._set(quotation, decision))
            decisions.append(decision)
        if self._model is not None:
            decisions = self._learned(document, topic, verdicts, decisions, self._model)
        done = zip(document.quotations, decisions, strict=True)
        return replace(document, quotations=tuple(self._set(q, d) for q, d in done))

    def _unhinted(self, topic: Topic) -> _Decision:
        """The decision on every quotation of an article that does not touch the target."""
        score = UNHINTED if self._model is None else self._model.off_topic
        detail = f"{len(topic.places)} terms of the target"
        return _Decision("none", score, (), (Note(self.name, "article_off_topic", detail, score),))

    def _ruled(
        self, document: Document, quotation: Quotation, verdict: Verdict, topic: Topic, before: Sequence[Quotation]
    ) -> _Decision:
        """The rules' decision; ``before``: the quotations before this one with the rules' labels."""
        if not topic.about:
            detail = f"{len(topic.places)} terms of the target"
            return _Decision("none", 0.9, (), (Note(self.name, "article_off_topic", detail, 0.9),))
        reading, label, score, rule = verdict.reading, verdict.label, verdict.score, verdict.rule
        said = _elaborated(quotation, before)
        if rule == "no_position" and said is not None and said.stance and not (reading.about or reading.near):
            label, score, rule = said.stance.label, 0.5, "elaboration"
        reasons = _reasons(verdict, label)
        notes = [Note(self.name, r.rule, r.words, round(r.value, 2)) for r in reading.reasons]
        if reading.conditional and label == "mixed":
            notes.append(Note(self.name, "condition", " ".join(s.of(document.text) for s in reading.conditional)))
        notes.append(Note(self.name, rule, label, score))
        evidence = _evidence(verdict, label)
        if rule == "elaboration" and said is not None and said.stance:
            evidence = said.stance.evidence
        if label != "none" and reasons and all(r.inherited for r in reasons):
            notes.append(Note(self.name, "context_only", "the quotation does not name the target"))
        return _Decision(label, score, evidence, tuple(notes))

    def _learned(
        self,
        document: Document,
        topic: Topic,
        verdicts: Sequence[Verdict],
        ruled: Sequence[_Decision],
        model: StanceModel,
    ) -> list[_Decision]:
        """The model's decisions, with the rules' evidence where they found some, and with their notes."""
        from quotes.linear.stance_evidence import weightiest
        from quotes.linear.stance_window import Windows

        window = Windows(document, topic, self._rules.marks(document))
        windows = [window(q, verdict) for q, verdict in zip(document.quotations, verdicts, strict=True)]
        out = []
        for given, guess, verdict, by_rules in zip(windows, model(windows), verdicts, ruled, strict=True):
            label, score = guess.label, round(float(guess.probabilities.max()), 4)
            notes = [*by_rules.notes, Note(self.name, "learned", label, score)]
            evidence = _evidence(verdict, label) or (by_rules.evidence if by_rules.label == label else ())
            if label != "none" and not evidence and len(given):
                evidence = weightiest(document, given, guess.contributions[:, STANCE_LABELS.index(label)])
                words = " ".join(s.of(document.text) for s in evidence)
                notes.append(Note(self.name, "weightiest", words))
            out.append(_Decision(label, score, evidence, tuple(notes)))
        return out

    def _set(self, quotation: Quotation, made: _Decision) -> Quotation:
        kept = tuple(n for n in quotation.notes if n.stage != self.name)
        stance = Stance(self.target.name, made.label, made.score, made.evidence)
        return replace(quotation, stance=stance, notes=kept + made.notes)


def _reasons(verdict: Verdict, label: StanceLabel) -> list[Reason]:
    """The reasons that speak for a label: all for mixed, those of its side for a position, and for none."""
    return [r for r in verdict.reading.reasons if label == "mixed" or (r.value > 0) == (label == "favor")]


def _evidence(verdict: Verdict, label: StanceLabel) -> Spans:
    """The words that the rules found for a label, sorted and merged."""
    if label == "none":
        return ()
    extra = verdict.reading.conditional if label == "mixed" else ()
    return tuple(merge(sorted({span for r in _reasons(verdict, label) for span in r.evidence} | set(extra))))


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
