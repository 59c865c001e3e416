"""The Redewiedergabe corpus (Brunner et al. 2020) as gold documents: speech, thought and writing in texts of 1840-1919.

Tab-separated, ``# file = NAME`` before each text and a header line in it; of the columns of a token are used: 0 its
word, 5 whether a sentence starts, 6 labels such as ``direct.speech.1|indirect.thought.2``, 7 to 9 the frame, speaker
and cue ("intexpr") of the numbered quotations. The corpus keeps no white space and no paragraphs: a text is made from
its words, with no space before closing punctuation and inside of quotation marks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path

from quotes.corpora import packed
from quotes.corpora.wikinews import GoldDocument, nest, runs
from quotes.document import Article, Document, Quotation, QuotationType, Span, Speaker, quotation_id
from quotes.errors import InputError

LICENCE = "CC BY-NC-SA 4.0"
TYPES: dict[str, QuotationType] = {
    "direct": "direct",
    "indirect": "indirect",
    "reported": "reported",
    "freeIndirect": "free_indirect",
    "indirect freeIndirect": "indirect_free_indirect",
}
#: The parts that the corpus annotates.
PARTS = ("quote", "speaker", "cue", "frame")
_COLUMNS = 10
_PART_NAMES = {"frame": "frame", "speaker": "speaker", "intexpr": "cue"}
_LABEL = re.compile(r"(.+?)\.(?:.*\.)?(\d+)(?:\.|$)")

_BEFORE_NO_SPACE = frozenset([*".,;:?!)]…“”‘«‹", "..."])
_AFTER_NO_SPACE = frozenset("([„‚»›")
# Closes what is open, a German opening mark too, else opens.
_STRAIGHT = '"'


def read_redewiedergabe(path: Path) -> Iterator[GoldDocument]:
    """The documents of a file of the corpus (``.tsv``, also packed), texts without any quotation among them.

    Raises InputError for a file that is not of the corpus's form.
    """
    lines = packed.text(path).split("\n")
    name = None
    for is_head, block in groupby(lines, key=lambda line: line.startswith("# file")):
        if is_head:
            name = list(block)[-1].partition("=")[2].strip()
            continue
        if name is None:
            raise InputError(f"{path}: got {lines[0][:40]!r} first, expected `# file = NAME` as in Redewiedergabe")
        yield _document(name, _tokens(path, name, list(block)))


def _tokens(path: Path, name: str, lines: Sequence[str]) -> list[list[str]]:
    rows = [line.split("\t") for line in lines if line.strip()]
    short = next((row for row in rows if len(row) < _COLUMNS), None)
    if short is not None:
        raise InputError(f"{path}: text {name}: got a line of {len(short)} cells ({short[:3]}), expected {_COLUMNS}")
    return [row for row in rows if row[0] != "tok"]


def _document(name: str, rows: Sequence[Sequence[str]]) -> GoldDocument:
    text, tokens = written([row[0] or "-" for row in rows])
    found = sorted(_annotations(rows), key=lambda item: (item[1]["quote"][0], -item[1]["quote"][-1]))
    offsets = dict(enumerate(tokens))
    quotations = nest([_quotation(name, type_, parts, offsets) for type_, parts in found])
    starts = [i for i, row in enumerate(rows) if not i or row[5] == "yes"]
    return GoldDocument(
        document=Document(Article(name, text, source="Redewiedergabe", licence=LICENCE), quotations=quotations),
        tokens=tokens,
        sentences=tuple(pairwise([*starts, len(rows)])),
        ids=tuple(range(len(found))),
        parts=tuple(parts for _, parts in found),
    )


def _annotations(rows: Sequence[Sequence[str]]) -> Iterator[tuple[QuotationType, dict[str, tuple[int, ...]]]]:
    types: dict[int, QuotationType] = {}
    parts: dict[tuple[int, str], list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        for label, number in _labels(row[6]):
            if label in TYPES:
                types.setdefault(number, TYPES[label])
                parts[number, "quote"].append(i)
        for label, number in (pair for cell in row[7:_COLUMNS] for pair in _labels(cell)):
            if label in _PART_NAMES:
                parts[number, _PART_NAMES[label]].append(i)
    for number, type_ in types.items():
        yield type_, {part: tuple(parts[number, part]) for part in PARTS}


def _labels(cell: str) -> Iterator[tuple[str, int]]:
    """The (name, number) pairs of a cell such as ``direct.speech.1|indirect.thought.2.nonfact``."""
    for label in cell.split("|"):
        match = _LABEL.match(label)
        if match:
            yield match.group(1).split(".")[0], int(match.group(2))


def _quotation(
    name: str, type_: QuotationType, parts: dict[str, tuple[int, ...]], offsets: dict[int, Span]
) -> Quotation:
    spans = {part: runs(ids, offsets) for part, ids in parts.items()}
    return Quotation(
        id=quotation_id(name, spans["quote"], type_),
        type=type_,
        spans=spans["quote"],
        cue=spans["cue"],
        frame=spans["frame"],
        speaker=Speaker(mention=spans["speaker"]) if spans["speaker"] else None,
        confidence=1.0,
    )


def written(words: Sequence[str]) -> tuple[str, tuple[Span, ...]]:
    """A text of words and signs with white space set by rule, and the span of each of them."""
    text, spans, glued, opened = "", [], True, False
    for word in words:
        opening = word in _AFTER_NO_SPACE or (word == _STRAIGHT and not opened)
        closing = word in _BEFORE_NO_SPACE or word.startswith("'s") or (word == _STRAIGHT and opened)
        if word in "„“”" or word == _STRAIGHT:
            opened = opening
        text += "" if glued or closing else " "
        spans.append(Span(len(text), len(text) + len(word)))
        text += word
        glued = opening
    return text, tuple(spans)
