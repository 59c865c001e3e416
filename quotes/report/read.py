"""A dataset folder, or quotation rows as JSON Lines, to a table. Columns that are not known here are passed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from quotes.dataset.decided import MACHINE, machine_rows
from quotes.dataset.manifest import read_manifest
from quotes.dataset.shards import read_file, read_rows
from quotes.document import QUOTATION_TYPES, REVIEW_STATUSES, ROLE_CATEGORIES, STANCE_LABELS
from quotes.errors import DatasetError, InputError
from quotes.report.columns import Columns
from quotes.report.judged import verdicts
from quotes.report.table import Source, Table

Row = dict[str, Any]
#: What a row has where the column is missing (rows of other tools, of earlier versions).
DEFAULTS: Mapping[str, Any] = {
    "id": "",
    "type": "direct",
    "text": "",
    "spans": (),
    "cue": None,
    "cue_spans": (),
    "frame_spans": (),
    "speaker": None,
    "speaker_spans": (),
    "speaker_name": None,
    "speaker_id": None,
    "speaker_role": None,
    "speaker_affiliation": None,
    "speaker_role_category": "unknown",
    "speaker_is_spokesperson": False,
    "addressee": None,
    "addressee_spans": (),
    "parent_id": None,
    "stance": "none",
    "stance_evidence": (),
    "confidence": 0.0,
    "signals": (),
    "flags": (),
    "review_status": "unreviewed",
}
_LABELS = {
    "type": QUOTATION_TYPES,
    "stance": STANCE_LABELS,
    "speaker_role_category": ROLE_CATEGORIES,
    "review_status": REVIEW_STATUSES,
}


def read(path: Path) -> Table:
    """Read a dataset folder as ``quotes build`` writes it, or a file of quotation rows (.jsonl, .jsonl.gz).

    Raises InputError or DatasetError where it is neither, or a row is none.
    """
    if path.is_dir():
        return _folder(path)
    if not path.is_file():
        raise InputError(f"{path}: got nothing there, expected a dataset folder (quotes build) or rows as .jsonl")
    if not path.name.endswith((".jsonl", ".jsonl.gz")):
        raise InputError(f"{path}: got another ending, expected a dataset folder or rows as .jsonl or .jsonl.gz")
    columns = Columns(path.name.removesuffix(".gz").removesuffix(".jsonl"), "")
    for row in _checked(path, read_file(path)):
        columns.add(row, _source(row, row["doc_id"]))
    return columns.table()


def texts(path: Path, wanted: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The ids and texts of documents of a dataset folder, those of ``wanted``; none for rows without documents."""
    if path.is_dir():
        ids = set(wanted)
        yield from ((row["id"], row["text"]) for row in read_rows(path, "documents") if row["id"] in ids)


def _folder(folder: Path) -> Table:
    manifest = read_manifest(folder)
    if manifest is None:
        raise DatasetError(f"{folder}: got no dataset there (manifest.json); make one: quotes build INPUT -o {folder}")
    sources = {row["id"]: _source(row, row["id"]) for row in read_rows(folder, "documents")}
    errors = folder / "errors.jsonl"
    failed = tuple(read_file(errors)) if errors.is_file() else ()
    columns = Columns(manifest.name, manifest.version, sources, failed)
    program = machine_rows(folder)
    held: dict[str, list[Row]] = {id_: [] for id_ in program}
    for row in _checked(folder, read_rows(folder, "quotations")):
        columns.add(row, sources.get(row["doc_id"], Source(row["doc_id"])))
        if row["doc_id"] in held:
            held[row["doc_id"]].append(row)
    judged = Columns(manifest.name, manifest.version, sources)
    for id_, rows in program.items():
        _judge(judged, list(_checked(folder / MACHINE, rows)), held[id_], sources.get(id_, Source(id_)))
    return replace(columns.table(), judged=judged.table())


def _judge(judged: Columns, program: Sequence[Row], held: Sequence[Row], source: Source) -> None:
    """Add the program's rows that people decided on, with what they decided as the status."""
    for row, now in verdicts(program, held):
        judged.decided[row["id"]] = now
        judged.add({**row, "review_status": now["review_status"] if now else "rejected"}, source)


def _checked(path: Path, rows: Iterable[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        # an export of offsets alone has spans in the place of words
        if not isinstance(row.get("doc_id"), str) or not (isinstance(row.get("text"), str) or row.get("spans")):
            raise InputError(f"{path}: row {number} has no doc_id or no text, expected quotation rows (quotes extract)")
        full = {**DEFAULTS, **{name: value for name, value in row.items() if value is not None}}
        for name, labels in _LABELS.items():
            if full[name] not in labels:
                raise InputError(
                    f"{path}: row {number}: got {name} {full[name]!r}, expected one of {', '.join(labels)}"
                )
        if not isinstance(full["confidence"], int | float):
            raise InputError(f"{path}: row {number}: got confidence {full['confidence']!r}, expected a number")
        yield full


def _source(row: Mapping[str, Any], id_: str) -> Source:
    title, url, outlet, published = (str(row.get(name) or "") for name in ("title", "url", "source", "published"))
    return Source(id_, title, url, outlet, published)
