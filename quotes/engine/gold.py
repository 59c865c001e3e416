"""Gold of every form that can be scored against, told apart by what is there."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from quotes.corpora import packed, read_intervention, read_wikinews, redewiedergabe
from quotes.corpora.marked import read_marked
from quotes.dataset.shards import read_rows
from quotes.document import Article, Document, Spans
from quotes.engine.rows import articles_of, documents_of, row_lines
from quotes.errors import InputError
from quotes.evaluate.quotation import PARTS
from quotes.evaluate.report import FIELDS
from quotes.evaluate.rows import columns_of

FORMS = (
    "the German news quotation format (JSON, JSONL, or a folder of it), a folder with articles/ and gold.jsonl, "
    "marked articles (.txt), a Redewiedergabe table (.tsv), a dataset folder, or quotation rows with --documents"
)


@dataclass(frozen=True, slots=True)
class GoldText:
    """A gold document, and its own tokens (sorted, disjoint; none where the corpus keeps none)."""

    document: Document
    tokens: Spans = ()


@dataclass(frozen=True, slots=True)
class Gold:
    """Gold texts, and what they annotate: ``parts`` of PARTS, ``fields`` of FIELDS."""

    texts: tuple[GoldText, ...]
    parts: tuple[str, ...] = PARTS
    fields: tuple[str, ...] = FIELDS


@dataclass(frozen=True, slots=True)
class Part:
    """The texts whose id's CRC-32, divided by ``of``, leaves ``number``: a share of a corpus, always the same one.

    ``0/10`` is the tenth that the training of the quotation parser keeps apart.
    """

    number: int
    of: int

    @classmethod
    def parse(cls, value: str) -> Part:
        """``N/M`` with 0 <= N < M. Raises InputError for anything else."""
        match = re.fullmatch(r"(\d+)/(\d+)", value)
        if not match or int(match[1]) >= int(match[2]):
            raise InputError(f"part {value!r}: expected N/M with N from 0 to M - 1, as in 0/10")
        return cls(int(match[1]), int(match[2]))

    def __contains__(self, id_: str) -> bool:
        return zlib.crc32(id_.encode("utf-8", "surrogatepass")) % self.of == self.number


def read_gold(
    path: Path, *, attribution: Path | None = None, documents: str | None = None, part: Part | None = None
) -> Gold:
    """The gold at ``path``, of any of FORMS, or a part of it.

    ``attribution`` is for the news format; without it, ``STEM-attribution.jsonl`` beside the gold is taken where it is
    there. ``documents`` is the input (as ``quotes extract`` takes it) that gold rows were made from.

    Raises InputError where the gold is of no known form, broken, or holds no text.
    """
    reader = _reader(path)
    if attribution is not None and reader is not _news:
        raise InputError(f"{path}: got an attribution file for gold that is not of the news format; leave it out")
    if documents is not None and reader is not _row_file:
        raise InputError(f"{path}: got documents for gold that brings its texts; leave them out")
    if reader is _news:
        gold = _news(path, attribution)
    elif reader is _row_file:
        gold = _row_file(path, documents)
    else:
        gold = reader(path)
    texts = tuple(text for text in gold.texts if part is None or text.document.article.id in part)
    if not texts:
        raise InputError(f"{path}: got no text to score{' in this part' if part else ''}, expected {FORMS}")
    return replace(gold, texts=texts)


def _reader(path: Path) -> Callable[[Path], Gold]:
    """The reader of the form that lies at a path."""
    if not path.is_dir():
        name = path.name.removesuffix(".gz").removesuffix(".zst")
        if name.endswith((".txt", ".tsv")):
            return _marked if name.endswith(".txt") else _literature
        if not name.endswith((".json", ".jsonl")):
            raise InputError(f"{path}: got a file of another kind, expected {FORMS}")
        return _row_file if "doc_id" in _first_object(path) else _news
    if (path / "gold.jsonl").is_file():
        return _intervention
    if (path / "data" / "documents").is_dir():
        return _dataset
    if any(path.glob("*.txt")):
        return _marked
    if any(path.rglob("*.json")):
        return _news
    raise InputError(f"{path}: got a folder without gold, expected {FORMS}")


def _first_object(path: Path) -> dict[str, Any]:
    """The first line as a JSON object; empty where it is none, as in a JSON file of several lines."""
    lines = packed.content(path).decode("utf-8", "replace").split("\n")
    try:
        value = json.loads(next((line for line in lines if line.strip()), ""))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _intervention(path: Path) -> Gold:
    parts = tuple(part for part in PARTS if part != "frame")
    return Gold(tuple(GoldText(document) for document in read_intervention(path)), parts)


def _marked(path: Path) -> Gold:
    return Gold(tuple(GoldText(document) for document in read_marked(path)))


def _literature(path: Path) -> Gold:
    texts = tuple(GoldText(item.document, item.tokens) for item in redewiedergabe.read_redewiedergabe(path))
    return Gold(texts, redewiedergabe.PARTS, ())


def _news(path: Path, attribution: Path | None = None) -> Gold:
    beside = path.parent / f"{path.name.split('.')[0]}-attribution.jsonl"
    file = attribution or (beside if beside.is_file() else None)
    texts = tuple(GoldText(item.document, item.tokens) for item in read_wikinews(path, file))
    bare = [(t.document.article.id, q) for t in texts for q in t.document.quotations if q.stance is None]
    if file is not None and bare:
        name, first = bare[0]
        raise InputError(
            f"{file}: got no row for {len(bare)} quotations, the first of them {first.type} at {first.hull.start} of "
            f"{name!r}; expected one for each annotation of {path}"
        )
    return Gold(texts, fields=FIELDS if file else ())


def _dataset(path: Path) -> Gold:
    articles = [Article(str(row["id"]), row["text"]) for row in read_rows(path, "documents")]
    return _rows(path, list(read_rows(path, "quotations")), articles)


def _row_file(path: Path, documents: str | None = None) -> Gold:
    if documents is None:
        raise InputError(f"{path}: got quotation rows as gold, which lack their texts; name these with --documents")
    return _rows(path, list(row_lines(path)), articles_of(documents))


def _rows(path: Path, rows: list[dict[str, Any]], articles: list[Article]) -> Gold:
    columns = columns_of(rows)
    return Gold(
        tuple(GoldText(document) for document in documents_of(path, rows, articles)),
        tuple(part for part in PARTS if part == "quote" or part in columns),
        tuple(field for field in FIELDS if field in columns),
    )
