"""Texts as others print, type or scan them: a gold document changed, its quotations and tokens moved along.

A change is a list of edits of the text; spans move with it exactly, so that each holds the same words as before, as
far as they are still there. What loses all its words is gone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from quotes.document import Document, Quotation, Span, Spans
from quotes.german.marks import Pair, pair_marks


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """``[start, end)`` of a text is replaced by ``text``; where start is end, ``text`` is put in there."""

    start: int
    end: int
    text: str


Change = Callable[[str], Iterable[Edit]]


class Mover:
    """The text after edits (disjoint, in any order), and where its spans are then."""

    def __init__(self, text: str, edits: Iterable[Edit]) -> None:
        self.edits = sorted(set(edits))
        self._starts = [e.start for e in self.edits]
        self._shifts = [0]
        kept, at = [], 0
        for edit in self.edits:
            if edit.start < at:
                raise ValueError(f"edits overlap at {edit.start}")
            kept += [text[at : edit.start], edit.text]
            at = edit.end
            self._shifts.append(self._shifts[-1] + len(edit.text) - (edit.end - edit.start))
        self.text = "".join([*kept, text[at:]])

    def span(self, span: Span) -> Span | None:
        """Where a span is after the edits; ``None`` where nothing of it is left.

        An edit that a border of the span cuts belongs to it whole, what is put in at a border does not.
        """
        start, end = self._start(span.start), self._end(span.end)
        return Span(start, end) if start < end else None

    def _start(self, at: int) -> int:
        k = bisect_left(self._starts, at)  # the edits before k start before the span
        while k < len(self.edits) and self.edits[k].start == self.edits[k].end == at:
            k += 1
        if k and self.edits[k - 1].end > at:
            return self.edits[k - 1].start + self._shifts[k - 1]
        return at + self._shifts[k]

    def _end(self, at: int) -> int:
        k = bisect_left(self._starts, at)
        if k and self.edits[k - 1].end > at:
            edit = self.edits[k - 1]
            return edit.start + self._shifts[k - 1] + len(edit.text)
        return at + self._shifts[k]

    def spans(self, spans: Iterable[Span]) -> Spans:
        """Where spans are; those of which nothing is left are gone."""
        return tuple(moved for span in spans if (moved := self.span(span)))


def perturb(document: Document, tokens: Spans, change: Change) -> tuple[Document, Spans]:
    """The document as ``change`` leaves it, and its tokens."""
    mover = Mover(document.text, change(document.text))
    article = replace(document.article, text=mover.text)
    quotations = tuple(moved for q in document.quotations if (moved := _moved(q, mover)))
    return Document(article, quotations=quotations), mover.spans(tokens)


def _moved(quotation: Quotation, mover: Mover) -> Quotation | None:
    spans = mover.spans(quotation.spans)
    if not spans:
        return None
    speaker = quotation.speaker
    return replace(
        quotation,
        spans=spans,
        cue=mover.spans(quotation.cue),
        frame=mover.spans(quotation.frame),
        addressee=mover.spans(quotation.addressee),
        speaker=replace(speaker, mention=mover.spans(speaker.mention)) if speaker else None,
    )


def _edges(pairs: Iterable[Pair]) -> Iterator[tuple[Pair, Span, Span]]:
    """Each pair with the span of its opening and of its closing mark (empty where that is missing)."""
    for pair in pairs:
        span = pair.span
        yield pair, Span(span.start, span.start + pair.open_width), Span(span.end - pair.close_width, span.end)


def restyled(opening: str, closing: str, inner: tuple[str, str] | None = None) -> Change:
    """Pairs of double marks take the glyphs ``opening`` and ``closing``; pairs of single marks those of ``inner``."""

    def change(text: str) -> Iterator[Edit]:
        for pair, first, last in _edges(pair_marks(text).pairs):
            glyphs = inner if pair.single else (opening, closing)
            if glyphs:
                yield Edit(first.start, first.end, glyphs[0])
            if glyphs and last:
                yield Edit(last.start, last.end, glyphs[1])

    return change


def unclosed(text: str) -> Iterator[Edit]:
    """All closing marks are missing."""
    yield from (Edit(last.start, last.end, "") for _, _, last in _edges(pair_marks(text).pairs) if last)


def unmarked(text: str) -> Iterator[Edit]:
    """All quotation marks are missing, those without a partner too."""
    gone = {span for _, first, last in _edges(pair_marks(text).pairs) for span in (first, last) if span}
    paired = {at for span in gone for at in range(span.start, span.end)}
    gone |= {Span(at, at + 1) for at, char in enumerate(text) if char in _GLYPHS and at not in paired}
    yield from (Edit(span.start, span.end, "") for span in sorted(gone))


# What is no apostrophe, and so a mark even without a partner.
_GLYPHS = frozenset('„“”"»«‟‚›‹')


_BLANK = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")
_GAP = re.compile(r"[ \t]*\n\s*|[ \t]+")
_SENTENCE_BEFORE = re.compile(r"[.!?…][“”\"«»’‘']?$")
_SENTENCE_AFTER = re.compile(r"[\"„“»«‚‘'–-]?\s?[A-ZÄÖÜ]")
_ABBREVIATION = re.compile(r"(?:^|\W)(?:\d+|\w|Dr|Prof|Nr|St|Mio|Mrd|bzw|ca|vgl|usw|Abs|Art)\.$")
_WORD = re.compile(r"[^\W\d_]+")
# A syllable starts with the consonant before a vowel, so that a word is broken where print breaks it, as a rule.
_SYLLABLE = re.compile(r"(?<=[^\W\d_])(?=(?:ch|sch|st|[bcdfghjklmnpqrstvwxzß])[aeiouäöüy])", re.IGNORECASE)
_WIDTH = 60


def lowered(text: str) -> Iterator[Edit]:
    """Lower case throughout."""
    for at, letter in enumerate(text):  # letter by letter, so that no token is cut by an edit
        if letter.isupper() and len(letter.lower()) == 1:
            yield Edit(at, at + 1, letter.lower())


def without_blank_lines(text: str) -> Iterator[Edit]:
    """Paragraphs follow each other without a blank line."""
    yield from (Edit(m.start(), m.end(), "\n") for m in _BLANK.finditer(text))


def line_for_line(text: str) -> Iterator[Edit]:
    """Each sentence on a line of its own, no blank lines; sentence ends by a plain rule."""
    for gap in _GAP.finditer(text):
        before = text[max(0, gap.start() - 6) : gap.start()]
        ends = _SENTENCE_BEFORE.search(before) and _SENTENCE_AFTER.match(text, gap.end())
        if gap.group() != "\n" and ("\n" in gap.group() or (ends and not _ABBREVIATION.search(before))):
            yield Edit(gap.start(), gap.end(), "\n")


def broken(text: str) -> Iterator[Edit]:
    """Lines of some 60 code points, as a scan of a narrow column has them; words at their ends are broken by "-"."""
    at = 0  # where the line starts
    for match in _WORD.finditer(text):
        newline = text.rfind("\n", at, match.start())
        at = newline + 1 if newline >= at else at
        if match.end() - at <= _WIDTH:
            continue
        place = _break(match)
        if place is not None:
            yield Edit(place, place, "-\n")
            at = place
        elif match.start() > at and text[match.start() - 1] == " ":
            yield Edit(match.start() - 1, match.start(), "\n")
            at = match.start()


def _break(word: re.Match[str]) -> int | None:
    """Where a long word is broken: the syllable nearest to its middle, three letters from its ends."""
    places = [m.start() for m in _SYLLABLE.finditer(word.group()) if 3 <= m.start() <= len(word.group()) - 3]
    middle = len(word.group()) / 2
    return word.start() + min(places, key=lambda p: abs(p - middle)) if places else None


CHANGES: dict[str, Change] = {
    '"…"': restyled('"', '"'),
    "»…«": restyled("»", "«"),
    "«…»": restyled("«", "»"),
    "“…”": restyled("“", "”"),
    "''…''": restyled("''", "''"),
    "‚…‘": restyled("‚", "‘", ("„", "“")),
    "'…'": restyled("'", "'", ('"', '"')),
    "closing marks missing": unclosed,
    "all marks missing": unmarked,
    "lower case": lowered,
    "no blank lines": without_blank_lines,
    "a sentence a line": line_for_line,
    "words broken at line ends": broken,
}
