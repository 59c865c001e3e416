"""Text -> the tokens that the network reads: a fixed rule, so that training and use agree whatever the parser.

Sentence borders are given from outside (the parse, or a gold corpus); tokens never cross them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from quotes.document import Span

_WORD = r"[\w\u0300-\u036f\u00ad]"
_TOKEN = re.compile(rf"\d+(?:[.,:]\d+)*(?!\w)|{_WORD}+(?:[-’'‑]{_WORD}+)*[-‑]?|''|``|\.\.\.|[^\w\s]")
_DIGIT = re.compile(r"\d")
_BLANK_LINE = re.compile(r"\n[ \t\r\f\v\u00a0]*\n")
# Every glyph that German texts use to open or close a quotation, single ones apart (they are apostrophes as well).
DOUBLE_MARKS = frozenset('„“”"»«‟″＂') | {"''", "``"}
SINGLE_MARKS = frozenset("‚‘’'‹›`´")
MARKS = DOUBLE_MARKS | SINGLE_MARKS


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text, in parallel tuples of length n.

    ``words``: surface forms; ``starts``/``ends``: code points, end exclusive; ``sentences``: index of the sentence,
    rising; ``paragraph``: the token is the first after a blank line (or of the text); ``line``: the first of a line;
    ``spaced``: white space or the text's start comes before the token.
    """

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sentences: tuple[int, ...]
    paragraph: tuple[bool, ...]
    line: tuple[bool, ...]
    spaced: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.words)


def tokenize(text: str, sentences: Sequence[Span]) -> Tokens:
    """The tokens of ``text`` within ``sentences`` (sorted, disjoint); text outside them is read with the one before."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    sent: list[int] = []
    paragraph: list[bool] = []
    line: list[bool] = []
    spaced: list[bool] = []
    borders = [*(s.start for s in sentences[1:]), len(text)]
    begin = previous = 0
    for index, end in enumerate(borders):
        for match in _TOKEN.finditer(text, begin, end):
            gap = text[previous : match.start()]
            first = not words
            words.append(match.group())
            starts.append(match.start())
            ends.append(match.end())
            sent.append(index)
            paragraph.append(first or _BLANK_LINE.search(gap) is not None)
            line.append(first or "\n" in gap)
            spaced.append(first or bool(gap))
            previous = match.end()
        begin = end
    return Tokens(tuple(words), tuple(starts), tuple(ends), tuple(sent), tuple(paragraph), tuple(line), tuple(spaced))


def words_of(text: str) -> list[str]:
    """The surface forms of a text alone."""
    return _TOKEN.findall(text)


def normalise(word: str) -> str:
    """The form under which a word is looked up: composed, lower case, digits as 0, ß as ss, every mark as one."""
    if word in DOUBLE_MARKS:
        return '"'
    if word in SINGLE_MARKS:
        return "'"
    word = unicodedata.normalize("NFC", word).lower().replace("ß", "ss").replace("\u00ad", "").replace("‑", "-")
    return _DIGIT.sub("0", word)
