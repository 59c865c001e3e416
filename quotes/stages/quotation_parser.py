"""Detect and attribute by the learned parser: spans, type, nesting, cue, frame, speaker mention, addressee."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from quotes.document import QUOTATION_TYPES, Document, Note, Quotation, Spans, Speaker, hull, join, quotation_id
from quotes.german.signals import signals
from quotes.resources import model_folder

if TYPE_CHECKING:
    from quotes.neural.parser import Found

MODEL = "quotation-parser"
# A quotation of the rules explains one of the network from this overlap (F1 of code points) on.
_FITS = 0.5
_NEAR = 64  # quotations of the rules that start before the end of one and are looked at
_LAYOUT = frozenset({"interview", "colon"})
_RULE_SIGNALS = frozenset({"interview", "stray_mark"})


class QuotationParser:
    """The stage that finds quotations and who said them, with a trained network on the CPU.

    Documents come with the sentences of ``Parse`` and the quotations of the rules, which the network reads as hints
    and whose place its own take. Each is read by itself, so that a text gives the same quotations whatever stands
    beside it. ``folder`` takes the place of the bundled model's folder.

    Raises ResourceError where the weights are missing, broken or foreign.
    """

    name = "detect"

    def __init__(self, folder: Path | None = None) -> None:
        from quotes.neural.parser import QuotationModel
        from quotes.neural.weights import load

        self._model = QuotationModel(load(folder or model_folder(MODEL)))

    def __call__(self, documents: Sequence[Document]) -> list[Document]:
        """The documents with their quotations, in the order given; quotations they had before are replaced."""
        return [_read(d, found) for d, found in zip(documents, self._model.together(documents), strict=True)]


def _read(document: Document, found: Sequence[Found]) -> Document:
    rules = sorted(document.quotations, key=lambda q: q.hull.start)
    answers = {q.hull.start: q.spans for q in rules if _is_answer(q)}
    quotations = nest(_unique(_quotation(document, _whole(one, answers)) for one in found))
    starts = [s.span.start for s in document.sentences]
    explained = (_explained(document, q, _fitting(q, rules)) for q in quotations)
    named = tuple(_signalled(_near(document, q, starts), q, rule) for q, rule in explained)
    return replace(document, quotations=named)


def _is_answer(rule: Quotation) -> bool:
    """Whether the rules found a speech without marks behind a name and a colon: an interview answer, a statement."""
    return rule.type == "direct" and "quotation_marks" not in rule.signals and not _LAYOUT.isdisjoint(rule.signals)


def _whole(found: Found, answers: Mapping[int, Spans]) -> Found:
    """A direct quotation with the whole answer that begins where it does, as the layout shows it: marks inside an
    answer mislead the network.
    """
    spans = answers.get(found.spans[0].start)
    return found if spans is None or found.type != "direct" else replace(found, spans=spans)


def _fitting(quotation: Quotation, rules: Sequence[Quotation]) -> Quotation | None:
    """The quotation of the rules (sorted by start) that shares most with this one, where that is half and more."""
    best, score = None, _FITS
    end = bisect_right(rules, quotation.hull.end, key=lambda q: q.hull.start)
    for rule in rules[max(0, end - _NEAR) : end]:
        if rule.hull.end > quotation.hull.start:
            shared = _shared(quotation.spans, rule.spans) + 0.01 * (rule.type == quotation.type)
            if shared > score:
                best, score = rule, shared
    return best


def _shared(a: Spans, b: Spans) -> float:
    """F1 of the code points of two lists of spans."""
    both = sum(max(0, min(x.end, y.end) - max(x.start, y.start)) for x in a for y in b)
    return 2 * both / (sum(map(len, a)) + sum(map(len, b)))


def _explained(document: Document, quotation: Quotation, rule: Quotation | None) -> tuple[Quotation, Quotation | None]:
    """The quotation with what the rules say of it: their reasons where they agree, else that they do not."""
    if rule is None:
        note = Note("detect", "no_rule", "no rule finds this quotation")
        return replace(quotation, notes=(*quotation.notes, note)), None
    notes = [*quotation.notes, *rule.notes]
    theirs = rule.speaker.mention if rule.speaker else ()
    ours = quotation.speaker.mention if quotation.speaker else ()
    if theirs != ours and not (theirs and ours and hull(theirs).overlaps(hull(ours))):
        notes.append(Note("attribute", "rules_differ", join(theirs, document.text) if theirs else "no speaker"))
    return replace(quotation, notes=tuple(notes)), rule


def _signalled(near: Document, quotation: Quotation, rule: Quotation | None) -> Quotation:
    """The quotation with its signals, and with those of the rules that only they can see."""
    own = signals(near, quotation)
    theirs = [s for s in (rule.signals if rule else ()) if s in _RULE_SIGNALS]
    return replace(quotation, signals=tuple(dict.fromkeys((*own, *theirs))))


def _near(document: Document, quotation: Quotation, starts: Sequence[int]) -> Document:
    """The document with the sentences alone that the quotation and its cue touch: signals look at no others."""
    touched = hull((*quotation.spans, *quotation.cue))
    first = max(0, bisect_right(starts, touched.start) - 1)
    return replace(document, sentences=document.sentences[first : bisect_right(starts, touched.end)], quotations=())


def _quotation(document: Document, found: Found) -> Quotation:
    notes = [Note("detect", "quotation_parser", f"labels {found.evidence[0]:.2f}", found.confidence)]
    if found.speaker:
        sure = math.exp(min(0.0, found.evidence[4]))
        notes.append(
            Note("detect", "speaker", "first word of the mention, against all others and nobody", round(sure, 4))
        )
    else:
        notes.append(Note("detect", "no_speaker", "no token near it was taken as its speaker"))
    return Quotation(
        id=quotation_id(document.article.id, found.spans, found.type),
        type=found.type,
        spans=found.spans,
        cue=found.cue,
        frame=found.frame,
        speaker=Speaker(mention=found.speaker) if found.speaker else None,
        addressee=found.addressee,
        confidence=found.confidence,
        notes=tuple(notes),
    )


def _unique(quotations: Iterable[Quotation]) -> list[Quotation]:
    """One quotation for each stretch of words, the most confident, in the order of their begin, outer ones first.

    Two layers may claim the same words: they are of one type all the same.
    """
    best: dict[Spans, Quotation] = {}
    for quotation in quotations:
        held = best.get(quotation.spans)
        if held is None or quotation.confidence > held.confidence:
            best[quotation.spans] = quotation
    return sorted(best.values(), key=lambda q: (q.hull.start, -q.hull.end, QUOTATION_TYPES.index(q.type)))


def nest(quotations: Sequence[Quotation]) -> tuple[Quotation, ...]:
    """Set ``parent``: the smallest quotation whose spans hold all of the inner one's, and are not the same stretch.

    ``quotations`` are sorted by their begin, outer ones first; only those that are still open are looked at, so that
    many quotations cost little.
    """
    out: list[Quotation] = []
    opened: list[Quotation] = []
    for quotation in quotations:
        hull = quotation.hull
        opened = [q for q in opened if q.hull.end > hull.start]
        holders = [q for q in opened if q.hull != hull and _holds(q, quotation)]
        parent = min(holders, key=lambda q: len(q.hull)).id if holders else None
        out.append(replace(quotation, parent=parent))
        opened.append(quotation)
    return tuple(out)


def _holds(outer: Quotation, inner: Quotation) -> bool:
    return all(any(o.contains(i) for o in outer.spans) for i in inner.spans)
