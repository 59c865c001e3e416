"""Long texts in pieces: where a text may be cut so that no sentence is.

A piece never crosses a blank line. A paragraph that is longer than the limits is cut after the last sure sentence end
inside them (a word of four or more letters, a final mark, space, a capital), else at the last white space, else in the
middle of whatever it is, so that any text, a single line of half a million marks too, is worked on in bounded memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quotes.document import Span

# No news sentence comes near these; they bound the parser's work, which grows with the square of a sentence's tokens.
MAX_CHARACTERS = 2000
MAX_TOKENS = 400

# What a sentence splitter takes for white space: \s and the C1 control characters.
_BLANK_LINE = re.compile(r"\n[\s\u0080-\u009f]*\n|\r[\s\u0080-\u009f]*\r")
_ROUGH_TOKEN = re.compile(r"\w+|[^\w\s]")
_CLOSING = "”“\"'»«’‘›‹)\\]"
_SURE_END = re.compile(rf"(?<=[a-zäöüß]{{4}})[.!?…][{_CLOSING}]*\s+(?=[„“”\"»«‚‘›‹(\[]*[A-ZÄÖÜ])")


def pieces(text: str, *, characters: int = MAX_CHARACTERS, tokens: int = MAX_TOKENS) -> Iterator[Span]:
    """The pieces of a text from left to right, each with something in it that is not white space.

    No piece is longer than ``characters`` code points or has more than ``tokens`` words and marks.
    """
    start = 0
    for gap in _BLANK_LINE.finditer(text):
        yield from _paragraph(text, start, gap.start(), characters, tokens)
        start = gap.end()
    yield from _paragraph(text, start, len(text), characters, tokens)


def _paragraph(text: str, start: int, end: int, characters: int, tokens: int) -> Iterator[Span]:
    while start < end:
        stop = _stop(text, start, end, characters, tokens)
        if text[start:stop].strip():
            yield Span(start, stop)
        start = stop


def _stop(text: str, start: int, end: int, characters: int, tokens: int) -> int:
    limit = min(end, start + characters)
    for count, token in enumerate(_ROUGH_TOKEN.finditer(text, start, limit)):
        if count == tokens:
            limit = token.start()
            break
    if limit == end:
        return end
    ends = [match.end() for match in _SURE_END.finditer(text, start, limit)]
    if ends:
        return ends[-1]
    spaces = [match.end() for match in re.finditer(r"\s+", text[start:limit])]
    return start + spaces[-1] if spaces else limit
