"""A judge's stance in the place of the model's or the rules': its label, its score, and the words that it quotes,
where they really stand.

What these found stays in the notes, and its evidence where the judge agrees and quotes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from quotes.document import Document, Note, Quotation, Span, Spans, Stance, StanceLabel, hull, join
from quotes.judges.cache import Cache
from quotes.judges.consult import consult
from quotes.judges.question import Judge, Outcome, Question, Verdict
from quotes.judges.spending import Meter, Spending
from quotes.target import Target

# Code points of an article that a judge sees: all of a short one; of a long one its head and what is around.
WHOLE = 4000
HEAD = 800
BEFORE = 2200
AFTER = 800
_GAP = "\n[…]\n"
_OPPOSITE: dict[StanceLabel, StanceLabel] = {"favor": "against", "against": "favor"}


class StanceJudge:
    """Asks a judge about every quotation of a batch of documents at once."""

    name = "stance_judge"

    def __init__(self, judge: Judge, target: Target, cache: Cache | None = None) -> None:
        self.judge = judge
        self.target = target
        self.cache = cache
        self._meter = Meter()

    def __call__(self, documents: Sequence[Document]) -> list[Document]:
        """Replace label, score and evidence of each stance, and note who judged; a quotation that the judge failed on
        gets ``none`` with score 0 and a note of the reason.

        Raises ServiceError where the judge cannot work at all.
        """
        questions = [question(document, quotation) for document in documents for quotation in document.quotations]
        outcomes = iter(consult(self.judge, questions, self.cache, self._meter) if questions else [])
        return [
            replace(d, quotations=tuple(self._judged(d, q, next(outcomes)) for q in d.quotations)) for d in documents
        ]

    def take_spending(self) -> Spending:
        """What judging cost since this was last asked."""
        return self._meter.take() + self.judge.take_spending()

    def _judged(self, document: Document, quotation: Quotation, outcome: Outcome) -> Quotation:
        kept = tuple(n for n in quotation.notes if n.stage != self.name)
        if not isinstance(outcome, Verdict):
            stance = Stance(self.target.name, "none", 0.0, ())
            return replace(quotation, stance=stance, notes=(*kept, Note(self.name, "failed", outcome.reason)))
        evidence, notes = self._evidence(document, quotation, outcome)
        stance = Stance(self.target.name, outcome.label, outcome.score, evidence)
        return replace(quotation, stance=stance, notes=(*kept, self._verdict_note(outcome), *notes))

    def _verdict_note(self, verdict: Verdict) -> Note:
        version = f" {self.judge.version}" if self.judge.version else ""
        return Note(self.name, self.judge.kind, f"{self.judge.model}{version}: {verdict.raw}", verdict.score)

    def _evidence(self, document: Document, quotation: Quotation, verdict: Verdict) -> tuple[Spans, list[Note]]:
        notes = []
        before = quotation.stance.label if quotation.stance else "none"
        if _OPPOSITE.get(verdict.label) == before:
            learned = any(n.signal == "learned" for n in quotation.notes if n.stage == "stance")
            notes.append(Note(self.name, "disagrees", f"the {'model says' if learned else 'rules say'} {before}"))
        if verdict.label == "none":
            return (), notes
        found = [quoted(document, quotation, words) for words in verdict.evidence]
        spans = tuple(sorted({span for span in found if span is not None}))
        if None in found:
            notes.append(Note(self.name, "evidence_not_found", f"{found.count(None)} of {len(found)}"))
        if not spans and quotation.stance and before == verdict.label:
            spans = quotation.stance.evidence
        return spans, notes


def question(document: Document, quotation: Quotation) -> Question:
    """What a judge sees of a quotation."""
    sentence = _sentence(document, quotation)
    return Question(
        passage=_passage(document, hull((sentence, *quotation.spans))),
        speaker=_speaker(document, quotation),
        quotation=join(quotation.spans, document.text),
        sentence=sentence.of(document.text),
    )


def quoted(document: Document, quotation: Quotation, words: str) -> Span | None:
    """Where the words stand, letter by letter and as whole words, in the quotation, else in its sentence."""
    if not words.strip():
        return None
    exact = re.compile(rf"(?<!\w){re.escape(words.strip())}(?!\w)")
    for span in (*quotation.spans, _sentence(document, quotation)):
        match = exact.search(document.text, span.start, span.end)
        if match:
            return Span(*match.span())
    return None


def _sentence(document: Document, quotation: Quotation) -> Span:
    """From the start of the first to the end of the last sentence that holds a part of the quotation or its cue."""
    own = hull((*quotation.spans, *quotation.cue))
    return hull((own, *(s.span for s in document.sentences if s.span.overlaps(own))))


def _passage(document: Document, around: Span) -> str:
    """The article, with its title; of a long one the head and the sentences before and after."""
    text = document.text
    if len(text) > WHOLE:
        start, end = _border(text, around.start - BEFORE), _border(text, around.end + AFTER)
        parts = (text[:HEAD], text[start:end]) if start > HEAD else (text[:end],)
        text = _GAP.join(parts) + (_GAP if end < len(text) else "")
    title = document.article.title
    return f"{title}\n\n{text}" if title and not text.startswith(title) else text


def _border(text: str, place: int) -> int:
    """The next end of a line or space at or after ``place``, so that no word is cut."""
    match = re.compile(r"\s").search(text, max(0, place))
    return match.start() if match and place > 0 else (0 if place <= 0 else len(text))


def _speaker(document: Document, quotation: Quotation) -> str:
    speaker = quotation.speaker
    if speaker is None:
        return ""
    name = speaker.name or join(speaker.mention, document.text)
    return ", ".join(part for part in (name, speaker.role.title, speaker.role.affiliation) if part)
