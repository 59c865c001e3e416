"""Why the program decided as it did: the notes of all quotations, kept beside the rows for those who review them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from quotes.dataset import shards
from quotes.dataset.rows import clean
from quotes.document import Document, Note

#: A line for each document with a quotation: ``doc_id`` and ``notes``, a list of notes for each quotation by its id.
NAME = "reasons.jsonl.gz"


def reasons_of(document: Document) -> str:
    """The line of a document; empty where it has no quotation."""
    notes = {q.id: [_as_json(note) for note in q.notes] for q in document.quotations}
    return shards.encode({"doc_id": document.article.id, "notes": notes}) if notes else ""


def dump(lines: Iterable[str]) -> bytes:
    """The file of these lines: the same lines give the same bytes. Empty where there is none."""
    text = "".join(line + "\n" for line in lines if line)
    return gzip.compress(text.encode("utf-8"), mtime=0) if text else b""


def read_lines(folder: Path) -> dict[str, str]:
    """The lines of a dataset by document id; empty for a dataset without the file."""
    path = folder / NAME
    if not path.is_file():
        return {}
    return {row["doc_id"]: shards.encode(row) for row in shards.read_file(path)}


def notes_in(line: str) -> dict[str, tuple[Note, ...]]:
    """The notes of a document's line, by quotation id."""
    if not line:
        return {}
    found: Mapping[str, list[dict[str, Any]]] = json.loads(line)["notes"]
    return {id_: tuple(Note(**note) for note in notes) for id_, notes in found.items()}


def _as_json(note: Note) -> dict[str, Any]:
    score = None if note.score is None else round(float(note.score), 4)
    return {"stage": note.stage, "signal": note.signal, "detail": clean(note.detail), "score": score}
