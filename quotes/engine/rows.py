"""Quotation rows that somebody brings, as gold or to be scored."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quotes.corpora import packed, read
from quotes.dataset.rows import clean
from quotes.document import Article, Document, Quotation, join
from quotes.errors import DocumentError, InputError
from quotes.evaluate.rows import columns_of, quotation_of

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Predicted:
    """Predicted quotations by document id, what their rows have columns for, and what is odd about them, in words."""

    documents: Mapping[str, tuple[Quotation, ...]]
    columns: frozenset[str]
    remarks: tuple[str, ...] = ()


def row_lines(path: Path) -> Iterator[Row]:
    """The rows of a JSONL file, also packed. Raises InputError for a line that is no object."""
    for number, line in enumerate(packed.text(path).split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise InputError(f"{path}:{number}: got no JSON ({error}), expected one row a line") from error
            if not isinstance(row, dict):
                raise InputError(f"{path}:{number}: got JSON that is no object, expected one row a line")
            yield row


def articles_of(source: str) -> list[Article]:
    """The articles of an input of ``quotes extract``, in whatever language.

    Raises InputError for the first that cannot be read.
    """
    articles = []
    for reading in read([source], any_language=True):
        if isinstance(reading, DocumentError):
            raise InputError(f"{source}: {reading}")
        articles.append(reading)
    return articles


def documents_of(path: Path, rows: Sequence[Row], articles: Iterable[Article]) -> list[Document]:
    """The articles with the quotations of their rows; rows that a review rejected are left out.

    Raises InputError for a row of another document, or whose spans do not hold its text.
    """
    texts = {article.id: article for article in articles}
    found: dict[str, list[Quotation]] = defaultdict(list)
    for row in rows:
        if row.get("review_status") == "rejected":
            continue
        one, id_ = quotation_of(row), str(row["doc_id"])
        if id_ not in texts:
            known = f"which are {next(iter(texts))!r} ..." if texts else "of which there are none"
            raise InputError(f"{path}: row {one.id} is of document {id_!r}, none of the documents, {known}")
        if not fits(row, one, texts[id_].text):
            raise InputError(f"{path}: row {one.id}: its spans do not hold its text in document {id_!r}")
        found[id_].append(one)
    return [Document(article, quotations=_in_order(found[id_])) for id_, article in texts.items()]


def _in_order(quotations: Iterable[Quotation]) -> tuple[Quotation, ...]:
    return tuple(sorted(quotations, key=lambda q: (q.hull.start, -q.hull.end)))


def fits(row: Row, quotation: Quotation, text: str) -> bool:
    """Whether the quotation lies in the text and is the row's words there, where the row has them."""
    if quotation.hull.end > len(text):
        return False
    return not isinstance(row.get("text"), str) or row["text"] == clean(join(quotation.spans, text))


def read_predicted(path: Path, texts: Mapping[str, str]) -> Predicted:
    """The rows of a JSONL file as predictions for texts by document id; rows of other documents are left out.

    Raises InputError for a line that is no row, and where no row is of one of the texts.
    """
    rows = list(row_lines(path))
    documents: dict[str, list[Quotation]] = defaultdict(list)
    foreign: list[str] = []
    odd: list[str] = []
    for row in rows:
        found, id_ = quotation_of(row), str(row["doc_id"])
        if id_ not in texts:
            foreign.append(id_)
            continue
        documents[id_].append(found)
        if not fits(row, found, texts[id_]):
            odd.append(id_)
    if rows and not documents:
        raise InputError(
            f"{path}: got rows of other documents only ({foreign[0]!r} ...), expected ids of the gold such as "
            f"{next(iter(texts))!r}; extract from the gold's texts under their ids"
        )
    ordered = {id_: tuple(quotations) for id_, quotations in documents.items()}
    return Predicted(ordered, columns_of(rows), tuple(_remarks(path, foreign, odd)))


def _remarks(path: Path, foreign: Sequence[str], odd: Sequence[str]) -> Iterator[str]:
    if foreign:
        yield f"{path}: {len(foreign)} rows of documents that are not scored ({foreign[0]!r} ...) are left out"
    if odd:
        yield f"{path}: {len(odd)} rows have words that are not at their spans ({odd[0]!r} ...): made from other texts?"
