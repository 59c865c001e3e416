"""Pairing of quotation marks of every kind, paragraph by paragraph.

Directional marks say themselves what they open; straight ones and marks that German and English use in opposite
ways are decided by the white space around them and by what is open. A mark that finds no partner is stray and
never reaches beyond its paragraph, unless the next paragraph repeats the opening mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from quotes.document import Span
from quotes.german.verbs import announcing_forms
from quotes.resources import lexicon

_COMMA = re.compile(r",\s*([^\W\d_]+)\s+[^\W\d_]+")
# Deeper nesting than a quotation in a quotation in a quotation is a sign of stray marks, not of nesting.
MAX_DEPTH = 3
_BREAK = re.compile(r"\n[ \t\r]*\n\s*|(?<=[.!?:…“”\"»«)])[ \t\r]*\n\s*")
_OPENING_CONTEXT = frozenset("([{–—-/:;,…\n\t\r \u00a0\u2009\u202f")
_CLOSING_CONTEXT = frozenset(")]},.;:!?–—-/…\n\t\r \u00a0\u2009\u202f")
# What an apostrophe at the start of a word stands for: "'s", "'ne", "'68".
_CLITIC = re.compile(r"['’‘](?:s|n|ne|nen|nem|ner|rein|raus|runter|rauf|ran|mal|\d\d)\b")


@dataclass(frozen=True, slots=True)
class Pair:
    """A stretch in quotation marks, marks included.

    ``closed`` is false where the closing mark is missing; ``span`` then ends with the paragraph. ``depth`` counts
    the pairs around it. ``single`` tells single marks (‚‘) from double ones.
    """

    span: Span
    open_width: int
    close_width: int
    closed: bool
    single: bool
    depth: int

    @property
    def inner(self) -> Span:
        """The words between the marks."""
        return Span(self.span.start + self.open_width, max(self.span.end - self.close_width, self.span.start + 1))


@dataclass(frozen=True, slots=True)
class Marks:
    """All pairs of a text in the order of their start, and the offsets of marks without a partner."""

    pairs: tuple[Pair, ...]
    strays: tuple[int, ...]


@dataclass(slots=True)
class _Open:
    at: int
    mark: str


@cache
def _table() -> dict[str, tuple[frozenset[str], str]]:
    return {row["open"]: (frozenset(row["close"].split()), row["level"]) for row in lexicon("marks")}


@cache
def _pattern() -> re.Pattern[str]:
    marks = set(_table()) | {mark for closers, _ in _table().values() for mark in closers}
    return re.compile("|".join(re.escape(mark) for mark in sorted(marks, key=len, reverse=True)))


def paragraphs(text: str) -> Iterator[Span]:
    """The paragraphs of a text: parts between blank lines, or between line ends that follow the end of a sentence."""
    at = 0
    for gap in _BREAK.finditer(text):
        if gap.start() > at:
            yield Span(at, gap.start())
        at = gap.end()
    if at < len(text):
        yield Span(at, len(text))


def _apostrophe(text: str, at: int, mark: str, single_open: bool) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if mark not in ("'", "’", "‘"):
        return False
    if before.isalnum() and after.isalnum():
        return True
    if not before.isalnum() and _CLITIC.match(text, at) and not single_open:
        return True
    # A genitive as in "Fabius' Worte": a mark after s, x or z that nothing has opened.
    return before.isalnum() and not single_open


def _can_open(text: str, at: int, mark: str) -> bool:
    before = text[at - 1] if at else " "
    end = at + len(mark)
    after = text[end] if end < len(text) else " "
    return (before in _OPENING_CONTEXT or before in _table()) and not after.isspace()


def _can_close(text: str, at: int, mark: str) -> bool:
    before = text[at - 1] if at else " "
    end = at + len(mark)
    after = text[end] if end < len(text) else " "
    return not before.isspace() and (after in _CLOSING_CONTEXT or not after.isalnum())


def _closes(stack: list[_Open], mark: str) -> int | None:
    """The index in the stack of the innermost mark that ``mark`` may close."""
    table = _table()
    for index in range(len(stack) - 1, -1, -1):
        if mark in table[stack[index].mark][0]:
            return index
    return None


def _ambiguous(mark: str) -> bool:
    return mark in ('"', "&quot;", "'", "''", "“", "”", "’", "‘", "»", "«", "›", "‹")


class _Paragraph:
    """Marks of one paragraph; ``stack`` holds what is open at its end."""

    def __init__(self, text: str, pairs: list[Pair], strays: list[int]) -> None:
        self.text = text
        self.pairs = pairs
        self.strays = strays
        self.stack: list[_Open] = []
        self.balanced = False

    def run(self, span: Span) -> None:
        self.balanced = self._straight_marks_nest(span)
        for found in _pattern().finditer(self.text, span.start, span.end):
            self._take(found.start(), found.group())

    def _straight_marks_nest(self, span: Span) -> bool:
        """Whether the straight marks of a paragraph pair like brackets, each told by the white space around it."""
        depth, deepest = 0, 0
        for found in re.finditer('"', self.text[span.start : span.end]):
            at = span.start + found.start()
            opens, closes = _can_open(self.text, at, '"'), _can_close(self.text, at, '"')
            if opens == closes:
                return False
            depth += 1 if opens else -1
            deepest = max(deepest, depth)
            if depth < 0 or depth > 2:
                return False
        return depth == 0 and deepest == 2

    def _take(self, at: int, mark: str) -> None:
        single_open = any(_table()[item.mark][1] == "single" for item in self.stack)
        if _apostrophe(self.text, at, mark, single_open):
            return
        index = _closes(self.stack, mark)
        opens = mark in _table() and (not _ambiguous(mark) or _can_open(self.text, at, mark))
        closes = index is not None and (not opens or _can_close(self.text, at, mark))
        if closes and opens and index is not None:
            # Both are possible ("A" - "B"): an open mark of the same sign is closed, unless white space forbids it.
            closes = not self.text[at - 1].isspace()
        if closes and index is not None:
            self._close(index, at, mark)
        elif opens:
            self._open(at, mark)
        elif index is not None and not self.text[at - 1 : at].isspace():
            self._close(index, at, mark)
        else:
            self.strays.append(at)

    def _open(self, at: int, mark: str) -> None:
        same = [item for item in self.stack if item.mark == mark and not (mark == '"' and self.balanced)]
        # A straight or German mark does not nest in itself: the earlier one has lost its partner.
        if same or len(self.stack) >= MAX_DEPTH:
            lost = same[-1] if same else self.stack[0]
            cut = self.stack.index(lost)
            for item in self.stack[cut:]:
                self._lose(item, at)
            del self.stack[cut:]
        self.stack.append(_Open(at, mark))

    def _close(self, index: int, at: int, mark: str) -> None:
        for item in self.stack[index + 1 :]:
            self._lose(item, at)
        opened = self.stack[index]
        del self.stack[index:]
        single = _table()[opened.mark][1] == "single"
        span = Span(opened.at, at + len(mark))
        self.pairs.append(Pair(span, len(opened.mark), len(mark), True, single, len(self.stack)))

    def _lose(self, item: _Open, end: int) -> None:
        """Record a mark without partner; its stretch ends where the next mark makes it impossible."""
        if _table()[item.mark][1] == "single":
            return
        self.strays.append(item.at)
        framed = frame_after(self.text, Span(item.at, end))
        stop = framed if framed is not None else len(self.text[item.at : end].rstrip()) + item.at
        if stop > item.at + len(item.mark):
            self.pairs.append(Pair(Span(item.at, stop), len(item.mark), 0, False, False, 0))


def pair_marks(text: str) -> Marks:
    """Pair the quotation marks of ``text``.

    Runs in linear time. Pairs never cross each other; an unclosed one ends at the latest with its paragraph.
    """
    pairs: list[Pair] = []
    strays: list[int] = []
    carried: _Open | None = None
    spans = list(paragraphs(text))
    for number, span in enumerate(spans):
        state = _Paragraph(text, pairs, strays)
        if carried is not None:
            # The opening mark that this paragraph repeats belongs to the quotation that goes on.
            state.stack.append(carried)
            repeated = len(carried.mark) if text.startswith(carried.mark, span.start) else 0
            state.run(Span(min(span.start + repeated, span.end), span.end))
        else:
            state.run(span)
        carried = None
        if state.stack:
            outer, rest = state.stack[0], state.stack[1:]
            for item in rest:
                state._lose(item, span.end)
            nearer = next(p for p in spans if p.start <= outer.at < p.end) if outer.at < span.start else span
            if _repeated(text, spans, number, outer) and frame_after(text, Span(outer.at, span.end)) is None:
                carried = outer
            else:
                # What several paragraphs opened and none closed costs its first paragraph only.
                state._lose(outer, nearer.end)
    return Marks(
        tuple(sorted(_without_crossing(pairs), key=lambda p: (p.span.start, -p.span.end))), tuple(sorted(strays))
    )


def _repeated(text: str, spans: list[Span], number: int, outer: _Open) -> bool:
    """Whether the next paragraph starts with the mark that is still open, as a running quotation repeats it."""
    if number + 1 >= len(spans) or _table()[outer.mark][1] != "double":
        return False
    following = spans[number + 1]
    if text.startswith(outer.mark, following.start):
        return True
    # Not repeated, but closed: the first mark of the next paragraph can only be a closing one.
    mark = _pattern().search(text, following.start, following.end)
    if mark is None or mark.group() not in _table()[outer.mark][0]:
        return False
    closes = _can_close(text, mark.start(), mark.group())
    return closes and not (_ambiguous(mark.group()) and _can_open(text, mark.start(), mark.group()))


def frame_after(text: str, span: Span) -> int | None:
    """Where in an unclosed quotation a frame begins (", sagte X", ", so X"): the offset of its comma, or None."""
    for comma in _COMMA.finditer(text, span.start + 2, span.end):
        if comma.group(1).lower() in announcing_forms() or comma.group(1) == "so":
            return comma.start()
    return None


def _without_crossing(pairs: list[Pair]) -> list[Pair]:
    """Drop unclosed stretches that cross or hold a closed pair's edge; closed ones never cross."""
    closed = sorted((p for p in pairs if p.closed), key=lambda p: p.span.start)
    kept = list(closed)
    for lost in (p for p in pairs if not p.closed):
        end = lost.span.end
        for other in closed:
            if other.span.start >= end:
                break
            if other.span.end > lost.span.start and not lost.span.contains(other.span):
                end = min(end, max(other.span.start, lost.span.start))
        if end > lost.span.start + lost.open_width:
            kept.append(Pair(Span(lost.span.start, end), lost.open_width, 0, False, False, lost.depth))
    return kept
