"""What an annotator should look at, and why: flags from the fields and notes that the stages before left.

``schema/guidelines.md`` says what each flag means. A flag is meant to be rare: what is usual in news is not flagged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quotes.document import Document, Note, Quotation, Span, join
from quotes.german.stem import closed_class

FLAGS = (
    "not_german",
    "unresolved_speaker",
    "pronoun_unresolved",
    "ambiguous_name",
    "doubtful_name",
    "stray_mark",
    "low_confidence",
    "long_span",
    "nested",
    "stance_uncertain",
    "stance_conflict",
    "stance_context",
    "stance_failed",
)


class Flagger:
    """Sets the flags of all quotations.

    ``doubtful_name``: a name whose resolution is less sure than this is flagged: another person stood as near, or the
    words fit only loosely. ``low_confidence``: a quotation less probable than this is flagged. ``long_span``: so many
    code points and more in a quotation are. ``uncertain_stance``: a stance other than none less probable than this is.
    ``conflict``: reasons on the weaker side that sum to this and more, where the label is not mixed, are a conflict.
    """

    name = "flag"

    def __init__(
        self,
        *,
        doubtful_name: float = 0.66,
        low_confidence: float = 0.35,
        long_span: int = 600,
        uncertain_stance: float = 0.55,
        conflict: float = 1.0,
    ) -> None:
        self.doubtful_name = doubtful_name
        self.low_confidence = low_confidence
        self.long_span = long_span
        self.uncertain_stance = uncertain_stance
        self.conflict = conflict

    def __call__(self, documents: Sequence[Document]) -> list[Document]:
        """Replace the flags of each quotation, in the order of ``FLAGS``, and note the reason for each."""
        return [self._document(document) for document in documents]

    def _document(self, document: Document) -> Document:
        by_id = {q.id: q for q in document.quotations}
        flagged = []
        for quotation in document.quotations:
            reasons = self._reasons(document, quotation, by_id.get(quotation.parent or ""))
            notes = tuple(Note(self.name, flag, reasons[flag]) for flag in FLAGS if flag in reasons)
            kept = tuple(n for n in quotation.notes if n.stage != self.name)
            flags = tuple(n.signal for n in notes)
            flagged.append(replace(quotation, flags=flags, notes=kept + notes))
        return replace(document, quotations=tuple(flagged))

    def _reasons(self, document: Document, quotation: Quotation, parent: Quotation | None) -> dict[str, str]:
        reasons: dict[str, str] = {}
        if any(n.signal == "not_german" for n in document.notes):
            reasons["not_german"] = "the document does not read as German"
        reasons |= _speaker(document, quotation) | self._doubt(quotation)
        if "stray_mark" in quotation.signals:
            reasons["stray_mark"] = "a quotation mark has no partner"
        if quotation.confidence < self.low_confidence:
            reasons["low_confidence"] = f"{quotation.confidence:.2f}"
        length = sum(len(span) for span in quotation.spans)
        if length >= self.long_span:
            reasons["long_span"] = f"{length} code points"
        if parent is not None and _another_voice(quotation, parent):
            reasons["nested"] = "another speaker's words inside a quotation"
        return reasons | self._stance(quotation)

    def _doubt(self, quotation: Quotation) -> dict[str, str]:
        """A name that was given although the way to it is not sure."""
        note = next((n for n in quotation.notes if n.stage == "resolve"), None)
        named = quotation.speaker is not None and quotation.speaker.name is not None
        if not named or note is None or note.score is None or note.score >= self.doubtful_name:
            return {}
        return {"doubtful_name": f"{note.detail} ({note.score:.2f})"}

    def _stance(self, quotation: Quotation) -> dict[str, str]:
        stance = quotation.stance
        if stance is None:
            return {}
        notes = [n for n in quotation.notes if n.stage == "stance"]
        reasons: dict[str, str] = {}
        rules = {n.signal for n in notes}
        if stance.label != "none" and stance.score < self.uncertain_stance:
            reasons["stance_uncertain"] = f"{stance.label} {stance.score:.2f}"
        values = [n.score for n in notes if n.score is not None and n.signal not in _DECISIONS]
        weaker = min(sum(v for v in values if v > 0), -sum(v for v in values if v < 0))
        judged = {n.signal: n.detail for n in quotation.notes if n.stage == "stance_judge"}
        if "disagrees" in judged:
            reasons["stance_conflict"] = f"the judge says {stance.label}, {judged['disagrees']}"
        elif opposed := _opposed(notes):
            reasons["stance_conflict"] = f"the model says {opposed[0]}, the rules {opposed[1]}"
        elif stance.label != "mixed" and weaker >= self.conflict:
            reasons["stance_conflict"] = f"reasons on both sides, the weaker {weaker:.1f}"
        outside = stance.evidence and not any(_touches(e, quotation.spans) for e in stance.evidence)
        if stance.label != "none" and (outside or (not judged and rules & _FROM_CONTEXT)):
            reasons["stance_context"] = "the words that carry it stand outside, or name no target"
        if "failed" in judged:
            reasons["stance_failed"] = judged["failed"]
        return reasons


_DECISIONS = frozenset(
    {
        "article_off_topic",
        "balanced",
        "both_sides",
        "conditional",
        "elaboration",
        "learned",
        "left_open",
        "no_position",
        "one_form_not_another",
        "sum_of_reasons",
        "weightiest",
    }
)


_FROM_CONTEXT = frozenset({"context_only", "elaboration"})
_OPPOSITE = {"favor": "against", "against": "favor"}


def _opposed(notes: Sequence[Note]) -> tuple[str, str] | None:
    """The labels of model and rules where they take opposite sides."""
    said = {n.signal: n.detail for n in notes}
    learned = said.get("learned", "")
    ruled = next((n.detail for n in notes if n.signal in ("sum_of_reasons", "elaboration")), "")
    return (learned, ruled) if _OPPOSITE.get(learned) == ruled and ruled else None


def _speaker(document: Document, quotation: Quotation) -> dict[str, str]:
    speaker = quotation.speaker
    if speaker is None or not speaker.mention:
        return {"unresolved_speaker": "no words name the speaker"}
    reasons: dict[str, str] = {}
    mention = join(speaker.mention, document.text).strip()
    if speaker.name is None and mention.lower() in closed_class("pronoun"):
        reasons["pronoun_unresolved"] = mention
    for note in quotation.notes:
        if note.stage == "resolve" and "ambiguous" in note.signal:
            reasons["ambiguous_name"] = note.detail or mention
    return reasons


def _another_voice(quotation: Quotation, parent: Quotation) -> bool:
    """Whether a nested quotation has a speaker of its own; a marked fragment shares cue and speaker with its host."""
    if set(quotation.cue) & set(parent.cue):
        return False
    mine = quotation.speaker.mention if quotation.speaker else ()
    return bool(mine) and mine != (parent.speaker.mention if parent.speaker else ())


def _touches(span: Span, spans: Sequence[Span]) -> bool:
    return any(span.overlaps(other) for other in spans)
