"""Documents of a dataset folder by their ids, with the quotations that the dataset has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from quotes.dataset.manifest import read_manifest
from quotes.dataset.reasons import notes_in, read_lines
from quotes.dataset.rows import from_rows
from quotes.dataset.shards import read_rows
from quotes.document import Document
from quotes.errors import DatasetError, InputError


def look_up(folder: Path, ids: Sequence[str]) -> list[Document]:
    """The documents of these ids, in this order, with the program's reasons where the dataset keeps them.

    Raises DatasetError where the folder holds no dataset, InputError where it has no document of an id.
    """
    if read_manifest(folder) is None:
        raise DatasetError(f"{folder}: got no dataset there (manifest.json); make one: quotes build INPUT -o {folder}")
    wanted = set(ids)
    articles = {row["id"]: row for row in read_rows(folder, "documents") if row["id"] in wanted}
    missing = [id_ for id_ in ids if id_ not in articles]
    if missing:
        raise InputError(f"{folder}: got the id {missing[0]!r}, expected one of its documents (data/documents)")
    rows = [row for row in read_rows(folder, "quotations") if row["doc_id"] in wanted]
    reasons = read_lines(folder)
    return [
        _with_notes(from_rows(articles[id_], [r for r in rows if r["doc_id"] == id_]), reasons.get(id_, ""))
        for id_ in ids
    ]


def _with_notes(document: Document, line: str) -> Document:
    """The document with the notes of its quotations; one that people moved has another id, and no reasons."""
    notes = notes_in(line)
    return replace(document, quotations=tuple(replace(q, notes=notes.get(q.id, ())) for q in document.quotations))
