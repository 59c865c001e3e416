"""The results of a run as rows: documents that keep the schema and their text, and the failures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from quotes.dataset import replace, shards
from quotes.dataset.reasons import reasons_of
from quotes.dataset.rows import Row, dataset_id, document_row, to_rows, with_dataset_id
from quotes.dataset.state import Entry
from quotes.dataset.validate import document_errors
from quotes.document import Document
from quotes.errors import DocumentError

STAGE = "dataset"
ERRORS = "errors.jsonl"

Result = Document | DocumentError


def collect(results: Iterable[Result]) -> tuple[dict[str, Entry], tuple[DocumentError, ...]]:
    """The documents by id, and what failed: also a second document of an id, and one whose rows break the schema."""
    entries: dict[str, Entry] = {}
    failures: list[DocumentError] = []
    for result in results:
        if isinstance(result, DocumentError):
            failures.append(result)
            continue
        document, quotations = rows_of(result)
        errors = document_errors(document, quotations)
        if document["id"] in entries:
            errors = [f"got the id {document['id']!r} a second time; expected one article an id", *errors]
        if errors:
            failures.append(DocumentError(document["id"], STAGE, "; ".join(errors[:5])))
            continue
        entries[document["id"]] = Entry(
            shards.encode(document),
            tuple(shards.encode(row) for row in quotations),
            reasons_of(with_dataset_id(result)),
        )
    return entries, tuple(failures)


def rows_of(document: Document) -> tuple[Row, list[Row]]:
    """The document row and the quotation rows as a dataset holds them: under its id, in the order of the text."""
    document = with_dataset_id(document)
    quotations = sorted(to_rows(document), key=lambda r: (r["spans"][0]["start"], -r["spans"][-1]["end"], r["id"]))
    return document_row(document.article), quotations


def error_rows(folder: Path, failures: Iterable[DocumentError], collected: Mapping[str, Entry]) -> list[Row]:
    """The rows of errors.jsonl: this run's, and earlier ones of inputs that this run did not touch."""
    rows = [{"doc_id": dataset_id(f.document_id), "stage": f.stage, "reason": _writable(f.reason)} for f in failures]
    touched = {row["doc_id"] for row in rows} | collected.keys()
    path = folder / ERRORS
    earlier = [row for row in shards.read_file(path) if row["doc_id"] not in touched] if path.is_file() else []
    return sorted([*earlier, *rows], key=lambda row: (row["doc_id"], row["stage"], row["reason"]))


def update_errors(folder: Path, errors: list[Row]) -> None:
    """Replace errors.jsonl of a dataset that gets no new version, where it changed."""
    path = folder / ERRORS
    text = "".join(shards.encode(row) + "\n" for row in errors)
    if not errors:
        path.unlink(missing_ok=True)
    elif not path.is_file() or path.read_text(encoding="utf-8") != text:
        replace.write_within(path, text)


def _writable(text: str) -> str:
    """A message as a file can hold it."""
    return text.encode("utf-8", "replace").decode("utf-8")
