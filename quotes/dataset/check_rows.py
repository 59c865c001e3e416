"""All rows of a dataset folder against schemas, texts and each other, line by line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from quotes.dataset.lines import Line, read_lines
from quotes.dataset.manifest import SCHEMAS
from quotes.dataset.problem import Problem
from quotes.dataset.rows import text_sha256
from quotes.dataset.validate import SpeakerCounts, schema_errors, text_errors
from quotes.document import Span, quotation_id

Tables = Mapping[str, Sequence[Path]]
Row = Mapping[str, Any]
#: The order in which tables are read: what others point to comes first.
ORDER = ("documents", "speakers", "quotations")


class RowCheck:
    """Reads each file once; only ids and the places of texts are kept.

    ``rows`` counts the rows of each table, ``hashes`` has the SHA-256 over its lines, ``inputs`` one over ids and texts
    of the documents, ``columns`` the columns of its first row; all are filled as ``problems`` is run through.
    """

    def __init__(self, folder: Path, tables: Tables, *, own_ids: bool) -> None:
        """``own_ids``: the ids of quotations are those that this project makes from document, spans and type."""
        self._folder, self._tables, self._own_ids = folder, tables, own_ids
        self.rows: dict[str, int] = {}
        self.hashes: dict[str, str] = {}
        self.inputs = hashlib.sha256()
        self.columns: dict[str, frozenset[str]] = {}
        self._texts = _Texts()
        self._of: dict[str, str] = {}  # quotation id -> document id
        self._parents: list[tuple[str, int, str, str, str]] = []
        self._speakers: dict[str, tuple[str, int, Row]] = {}

    def problems(self) -> Iterator[Problem]:
        """Everything that is wrong."""
        for config in ORDER:
            if config in self._tables:
                yield from self._table(config)
        for file, number, id_, parent, doc_id in self._parents:
            if parent == id_ or self._of.get(parent) != doc_id:
                yield Problem(file, number, "parent_id", f"{parent} is no other quotation of the document {doc_id!r}")

    def _table(self, config: str) -> Iterator[Problem]:
        check = {"documents": self._document, "quotations": self._quotation, "speakers": self._speaker}[config]
        digest = hashlib.sha256()
        self._counts = (
            SpeakerCounts(self._speakers) if config == "quotations" and self._tables.get("speakers") else None
        )
        self.rows[config] = 0
        for path in self._tables[config]:
            file = path.relative_to(self._folder).as_posix()
            offset = 0
            for line in read_lines(path):
                self.rows[config] += line.row is not None
                digest.update(line.raw + b"\n")
                yield from check(path, file, line, offset)
                offset += len(line.raw) + 1
        self.hashes[config] = digest.hexdigest()
        if self._counts is not None:
            for file, number, row in self._speakers.values():
                yield from _said(file, number, self._counts.speaker_errors(row))

    def _valid(self, config: str, file: str, line: Line) -> Iterator[Problem]:
        """What breaks the schema; nothing where the row keeps it."""
        if line.row is None:
            yield Problem(file, line.number, None, line.error or "got no row")
            return
        self.columns.setdefault(config, frozenset(line.row))
        yield from _said(file, line.number, schema_errors(line.row, SCHEMAS[config]))

    def _document(self, path: Path, file: str, line: Line, offset: int) -> Iterator[Problem]:
        found = list(self._valid("documents", file, line))
        yield from found
        row = line.row
        if row is None or not isinstance(id_ := row.get("id"), str):
            return
        if self._texts.has(id_):
            yield Problem(file, line.number, "id", f"{id_!r} stands twice; expected one row a document")
        if isinstance(text := row.get("text"), str):
            self._texts.put(id_, text, path, offset)
            if "sha256" in row and row["sha256"] != text_sha256(text):
                yield Problem(file, line.number, "sha256", "is not that of the text; the text or the hash was changed")
            self.inputs.update(f"{id_}\0{row.get('sha256')}\n".encode())

    def _speaker(self, path: Path, file: str, line: Line, offset: int) -> Iterator[Problem]:
        found = list(self._valid("speakers", file, line))
        yield from found
        if line.row is None or found:
            return
        if line.row["id"] in self._speakers:
            yield Problem(file, line.number, "id", f"{line.row['id']!r} stands twice; expected one row a speaker")
        self._speakers[line.row["id"]] = file, line.number, line.row

    def _quotation(self, path: Path, file: str, line: Line, offset: int) -> Iterator[Problem]:
        found = list(self._valid("quotations", file, line))
        yield from found
        row = line.row
        if row is None or not isinstance(id_ := row.get("id"), str):
            return
        if id_ in self._of:
            yield Problem(file, line.number, "id", f"{id_!r} stands twice; expected one row a quotation")
        self._of[id_] = str(row.get("doc_id"))
        if not found:
            yield from self._whole_quotation(file, line.number, row)

    def _whole_quotation(self, file: str, number: int, row: Row) -> Iterator[Problem]:
        """A row that keeps the schema, against its document and its speakers."""
        doc_id = row["doc_id"]
        if row["parent_id"] is not None:
            self._parents.append((file, number, row["id"], row["parent_id"], doc_id))
        if self._own_ids and row["review_status"] != "corrected":
            spans = tuple(Span(span["start"], span["end"]) for span in row["spans"] if span["start"] < span["end"])
            if len(spans) == len(row["spans"]) and row["id"] != (stable := quotation_id(doc_id, spans, row["type"])):
                yield Problem(file, number, "id", f"is {row['id']}, but document, spans and type make {stable}")
        if self._counts is not None:
            yield from _said(file, number, self._counts.quotation_errors(row))
        if not self._tables.get("documents"):
            return
        text = self._texts.get(doc_id)
        if text is None:
            yield Problem(file, number, "doc_id", f"{doc_id!r} is no document of the dataset")
        else:
            yield from _said(file, number, text_errors(row, text))


class _Texts:
    """The texts of documents by id: where they stand in plain files, or themselves of packed ones."""

    def __init__(self) -> None:
        self._places: dict[str, tuple[Path, int] | str] = {}
        self._last: tuple[str, str | None] = ("", None)

    def has(self, id_: str) -> bool:
        return id_ in self._places

    def put(self, id_: str, text: str, path: Path, offset: int) -> None:
        self._places[id_] = text if path.suffix == ".gz" else (path, offset)

    def get(self, id_: str) -> str | None:
        """The text; rows of one document follow each other as a rule, so the last one is kept."""
        if self._last[0] != id_ or self._last[1] is None:
            self._last = id_, self._read(id_)
        return self._last[1]

    def _read(self, id_: str) -> str | None:
        import json

        place = self._places.get(id_)
        if place is None or isinstance(place, str):
            return place
        path, offset = place
        with path.open("rb") as file:
            file.seek(offset)
            return str(json.loads(file.readline())["text"])


def _said(file: str, number: int, errors: Iterator[str] | list[str]) -> Iterator[Problem]:
    for error in errors:
        column, _, message = error.partition(": ")
        yield Problem(file, number, column, message)
