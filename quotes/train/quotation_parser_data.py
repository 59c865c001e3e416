"""Gold of the quotation parser as samples over the network's own tokens: wikinews, Redewiedergabe, treebanks."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from quotes.corpora import read_wikinews
from quotes.corpora.marked import read_marked
from quotes.document import Document, Quotation, QuotationType, Span
from quotes.neural.network import TYPE_INDEX
from quotes.neural.reading import Reading, covered
from quotes.neural.tokens import MARKS, Tokens, tokenize

LITERATURE_TYPES: dict[str, QuotationType] = {
    "direct": "direct",
    "indirect": "indirect",
    "reported": "reported",
    "freeIndirect": "free_indirect",
    "indirect freeIndirect": "indirect_free_indirect",
}


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold quotation over token indexes: type index, the quote's tokens, and those of each of ``ROLES``."""

    type: int
    quote: tuple[int, ...]
    roles: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """A text with its gold; ``domain`` is an index of ``network.DOMAINS``; ``reading`` is what parse and rules say."""

    id: str
    tokens: Tokens
    gold: tuple[Gold, ...]
    domain: int = 0
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Treebank:
    """A stretch of a treebank: tokens, and for each one label of every auxiliary layer."""

    tokens: Tokens
    labels: tuple[tuple[int, ...], ...]


def wikinews(path: Path) -> Iterator[Sample]:
    """The documents of the German news quotation attribution dataset (see ``corpora.wikinews``)."""
    for item in read_wikinews(path):
        sentences = [Span(item.tokens[b].start, item.tokens[e - 1].end) for b, e in item.sentences if e > b]
        tokens = tokenize(item.document.text, sentences)
        yield Sample(item.document.article.id, tokens, gold_of(item.document.quotations, tokens))


def articles(folder: Path) -> Iterator[Sample]:
    """The project's own gold articles (``corpora.marked``) as samples; a summary has no cue, as in the news corpus."""
    for document in read_marked(folder):
        yield marked_sample(document)


def marked_sample(document: Document) -> Sample:
    """A gold article over the network's tokens, with sentences by a plain rule."""
    quotations = [replace(q, cue=(), frame=()) if q.type == "reported" else q for q in document.quotations]
    tokens = tokenize(document.text, split_sentences(document.text))
    return Sample(document.article.id, tokens, gold_of(quotations, tokens))


def split_sentences(text: str) -> list[Span]:
    """Sentences by a plain rule: a stop, a space, a capital; a closed mark after a stop; a line break."""
    starts = [0]
    for i, char in enumerate(text[:-1]):
        end = char in ".!?" and text[i + 1] == " " and text[i + 2 : i + 3].isupper() and not text[i - 1].isdigit()
        closed = char in "“" and text[i - 1] in ".!?" and text[i + 1] == " "
        if end or closed or char == "\n":
            starts.append(i + 1)
    return [Span(a, b) for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]


def gold_of(quotations: Iterable[Quotation], tokens: Tokens) -> tuple[Gold, ...]:
    """Gold over token indexes: the tokens that share a code point with each part."""
    out = []
    for q in quotations:
        mention = q.speaker.mention if q.speaker else ()
        roles = tuple(covered(spans, tokens) for spans in (mention, q.cue, q.frame, q.addressee))
        gold = Gold(TYPE_INDEX[q.type], covered(q.spans, tokens), roles)
        if gold.quote:
            out.append(gold)
    return tuple(out)


_NO_SPACE = frozenset(".,;:?!)…")


def plain_tokens(words: Sequence[str], sentences: Sequence[int], paragraphs: Sequence[bool]) -> Tokens:
    """Tokens of a corpus that keeps no white space: it is set by rule, marks opening and closing in turn."""
    spaced, opened, glue = [], False, False
    starts, position = [], 0
    for i, word in enumerate(words):
        space = not glue and word not in _NO_SPACE
        glue = word == "("
        if paragraphs[i]:
            opened = False
        if word in MARKS:
            space, glue = (False, False) if opened else (True, True)
            opened = not opened
        spaced.append(space or i == 0)
        position += spaced[-1]
        starts.append(position)
        position += len(word)
    ends = [s + len(w) for s, w in zip(starts, words, strict=True)]
    flags = tuple(paragraphs)
    return Tokens(tuple(words), tuple(starts), tuple(ends), tuple(sentences), flags, flags, tuple(spaced))


_LABEL = re.compile(r"^(.+?)\.(?:.*\.)?(\d+)(?:\.|$)")


def _labels(cell: str) -> Iterator[tuple[str, int]]:
    """The (name, number) pairs of a cell such as ``direct.speech.1|indirect.thought.2.nonfact``."""
    for label in cell.split("|"):
        match = _LABEL.match(label)
        if match:
            yield match.group(1).split(".")[0], int(match.group(2))


def literature(path: Path, longest: int = 500) -> Iterator[Sample]:
    """Redewiedergabe (Brunner et al. 2020), train part, in stretches of at most ``longest`` tokens."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows: list[list[str]] = []
        name = ""
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if line.startswith("# file"):
                yield from _literary(name, rows, longest)
                rows, name = [], line.split("=", 1)[1].strip()
            elif len(cells) >= 10 and cells[0] != "tok":
                rows.append(cells)
        yield from _literary(name, rows, longest)


def _literary(name: str, rows: list[list[str]], longest: int) -> Iterator[Sample]:
    begin = 0
    while begin < len(rows):
        end = min(len(rows), begin + longest)
        while begin + longest // 2 < end < len(rows) and rows[end][5] != "yes":
            end -= 1
        yield _stretch(f"{name}-{begin}", rows[begin:end])
        begin = end


def _stretch(name: str, rows: list[list[str]]) -> Sample:
    sentences, current = [], 0
    quotes: dict[int, tuple[int, list[int]]] = {}
    roles: dict[str, dict[int, list[int]]] = {"frame": {}, "speaker": {}, "intexpr": {}}
    for i, row in enumerate(rows):
        current += bool(i) and row[5] == "yes"
        sentences.append(current)
        for label, number in _labels(row[6]):
            if label in LITERATURE_TYPES:
                kind = TYPE_INDEX[LITERATURE_TYPES[label]]
                quotes.setdefault(number, (kind, []))[1].append(i)
        for cell in row[7:10]:
            for label, number in _labels(cell):
                if label in roles:
                    roles[label].setdefault(number, []).append(i)
    gold = tuple(
        Gold(
            kind,
            tuple(quote),
            tuple(tuple(roles.get(r, {}).get(number, ())) for r in ("speaker", "intexpr", "frame", "addressee")),
        )
        for number, (kind, quote) in quotes.items()
    )
    words = [row[0] or "-" for row in rows]
    return Sample(name, plain_tokens(words, sentences, [i == 0 for i in range(len(rows))]), gold, 1)


_CASES = {"Nom": 1, "Acc": 2, "Dat": 3, "Gen": 4}
_MOODS = {"Ind": 1, "Sub": 2, "Imp": 3}


def treebanks(paths: Iterable[Path], sentences: int = 10) -> Iterator[Treebank]:
    """Stretches of ``sentences`` sentences from CoNLL-U files (gzip), surface tokens of multi-word tokens."""
    tags: dict[str, int] = {}
    relations: dict[str, int] = {}
    for path in paths:
        block: list[tuple[str, tuple[int, ...], int]] = []
        count = 0
        for sentence in _conllu(path):
            block += [(form, _auxiliary(cells, tags, relations), count) for form, cells in sentence]
            count += 1
            if count == sentences:
                yield _bank(block)
                block, count = [], 0
        if block:
            yield _bank(block)


def _bank(block: list[tuple[str, tuple[int, ...], int]]) -> Treebank:
    words = ["„" if form in ('"', "``") else form for form, _, _ in block]
    tokens = plain_tokens(words, [s for _, _, s in block], [i == 0 for i in range(len(block))])
    return Treebank(tokens, tuple(labels for _, labels, _ in block))


def _conllu(path: Path) -> Iterator[list[tuple[str, list[str]]]]:
    """Sentences as (surface form, cells of its first word)."""
    sentence: list[tuple[str, list[str]]] = []
    surface, skip = "", 0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if len(cells) == 10 and "-" in cells[0]:
                first, last = cells[0].split("-")
                surface, skip = cells[1], int(last)
                if int(first) > skip:
                    surface, skip = "", 0
            elif len(cells) == 10 and cells[0].isdigit():
                if surface or int(cells[0]) > skip:
                    sentence.append((surface or cells[1], cells))
                surface = ""
            elif not line.strip():
                if sentence:
                    yield sentence
                sentence, surface, skip = [], "", 0
    if sentence:
        yield sentence


def _auxiliary(cells: list[str], tags: dict[str, int], relations: dict[str, int]) -> tuple[int, ...]:
    feats = dict(pair.split("=", 1) for pair in cells[5].split("|") if "=" in pair)
    mood, form = _MOODS.get(feats.get("Mood", ""), 0), feats.get("VerbForm")
    verb = {"Inf": 4, "Part": 5}.get(form or "", mood or (8 if form == "Fin" else 0))
    head = int(cells[6]) - int(cells[0]) if cells[6].isdigit() and cells[6] != "0" else 0
    size = abs(head)
    far = 1 if size == 1 else 2 if size == 2 else 3 if size == 3 else 4 if size <= 6 else 5 if size <= 12 else 6
    return (
        min(tags.setdefault(cells[3], len(tags)), 17),
        min(relations.setdefault(cells[7].split(":")[0], len(relations)), 47),
        verb,
        _CASES.get(feats.get("Case", ""), 0),
        0 if not head else far + (6 if head > 0 else 0),
    )
