"""The log of decisions on a dataset, applied to all its documents."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from quotes.dataset import shards
from quotes.dataset.groups import quote_group
from quotes.dataset.reviewed import Orphan, Outcome, review
from quotes.dataset.rows import Row
from quotes.dataset.state import Entry
from quotes.decisions.agreement import agreement as agreement_of
from quotes.decisions.agreement import figures
from quotes.decisions.book import Book
from quotes.decisions.log import Log, log_path
from quotes.decisions.settle import Settled, settle

#: The program's rows of the documents that people decided on; part of a version.
MACHINE = "machine.jsonl"


@dataclass(frozen=True, slots=True)
class Decided:
    """Documents after people's decisions. ``machine`` holds the program's rows of those with decisions that were
    applied, as lines of ``machine.jsonl``; ``digest`` stands for all decisions that hold.
    """

    entries: Mapping[str, Entry]
    machine: tuple[str, ...] = ()
    outcome: Outcome = field(default_factory=Outcome)
    settled: Settled = field(default_factory=lambda: Settled((), (), ()))
    digest: str = ""
    agreement: Mapping[str, float | int] = field(default_factory=dict)

    def holds_in(self, folder: Path) -> bool:
        """Whether the dataset in ``folder`` has these rows of the program."""
        path = folder / MACHINE
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        return lines == list(self.machine)

    def as_recipe(self) -> dict[str, str]:
        """The decisions as a recipe records them; empty where none was applied."""
        applied = sum(self.outcome.counts[name] for name in ("accepted", "corrected", "rejected", "added"))
        return {"decisions": str(applied), "sha256": self.digest} if applied else {}


def decided(folder: Path, entries: Mapping[str, Entry], fresh: Collection[str]) -> Decided:
    """The documents with the decisions in the log of the dataset in ``folder``, on top of the program's rows.

    ``fresh`` are the ids of the documents that the program has just worked on; of the others with decisions, its rows
    are those in ``machine.jsonl``. Raises DatasetError for a log that cannot be read.
    """
    before = {id_: rows for id_, rows in machine_rows(folder).items() if id_ in entries and id_ not in fresh}
    settled, agreement = _read(folder)
    of_documents = settled.of_documents()
    outcome, machine, made = Outcome(), [], dict(entries)
    outcome.orphans += [
        Orphan(d, "document_gone") for id_ in sorted(of_documents.keys() - entries.keys()) for d in of_documents[id_]
    ]
    for id_ in sorted(before.keys() | (of_documents.keys() & entries.keys())):
        rows = before.get(id_)
        # who is who is decided over all rows, after this
        rows = [json.loads(s) | {"speaker_id": None} for s in entries[id_].quotations] if rows is None else rows
        document = json.loads(entries[id_].document)
        reviewed = review(document, rows, of_documents.get(id_, ()))
        outcome.add(reviewed)
        made[id_] = replace(entries[id_], quotations=_lines(reviewed.rows, document))
        if reviewed.applied:
            machine.append(shards.encode({"doc_id": id_, "quotations": rows}))
    return Decided(made, tuple(machine), outcome, settled, _digest(settled), agreement)


def _lines(rows: tuple[Row, ...], document: Row) -> tuple[str, ...]:
    """The rows, encoded, each with the group of its words as they are now."""
    story = document["duplicate_group"] or ""
    groups = ({"quote_group": quote_group(r["text"], story) if r["type"] == "direct" else None} for r in rows)
    return tuple(shards.encode(row | group) for row, group in zip(rows, groups, strict=True))


def read_settled(folder: Path) -> Settled:
    """What holds by the log of a dataset; nothing where it has none."""
    return _read(folder)[0]


def _read(folder: Path) -> tuple[Settled, dict[str, float | int]]:
    """What holds by the log of a dataset, and how far its annotators agree, where several judged the same."""
    path = log_path(folder)
    if not path.is_file():
        return Settled((), (), ()), {}
    log = Log(path)
    try:
        book = Book(log)
        return settle(book), figures(agreement_of(book))
    finally:
        log.close()


def machine_rows(folder: Path) -> dict[str, list[Row]]:
    """The program's rows of the documents with decisions, by document id."""
    path = folder / MACHINE
    return {line["doc_id"]: line["quotations"] for line in shards.read_file(path)} if path.is_file() else {}


def program_entries(folder: Path, entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """The documents of a dataset with their rows as the program has them."""
    machine = {id_: tuple(map(shards.encode, rows)) for id_, rows in machine_rows(folder).items() if id_ in entries}
    return {**entries, **{id_: replace(entries[id_], quotations=rows) for id_, rows in machine.items()}}


def program_rows(folder: Path, rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows as the program has them, by document id, given those of the dataset."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["doc_id"], []).append(row)
    return found | machine_rows(folder)


def _digest(settled: Settled) -> str:
    decisions: list[Any] = [
        [d.item.id, d.item.doc_id, d.item.sha256, d.answer.status, dict(d.answer.values)]
        for d in settled.decisions
        if d.item.origin != "document"
    ]
    return hashlib.sha256(json.dumps(decisions, sort_keys=True).encode()).hexdigest()
