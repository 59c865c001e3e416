"""The dataset as the review shows it: documents, and units to judge, which are the program's rows and added ones.

Held in memory and read again when another version has taken the dataset's place on disk.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from quotes.dataset import shards
from quotes.dataset.decided import program_rows
from quotes.dataset.manifest import NAME, Manifest, read_manifest
from quotes.dataset.reasons import notes_in, read_lines
from quotes.dataset.rows import Row
from quotes.decisions.anchor import Anchor, match
from quotes.decisions.book import Book
from quotes.decisions.model import Item, values_of
from quotes.document import Note
from quotes.errors import DatasetError


@dataclass(frozen=True, slots=True)
class Unit:
    """One quotation to judge. ``id`` is that of its item in the log, or of the row where nobody has touched it.

    ``found``: the program finds it now; where not, ``row`` is what it was when it was touched or added.
    """

    id: str
    doc_id: str
    row: Row
    origin: str = "machine"
    found: bool = True


@dataclass(slots=True)
class _Document:
    row: Row
    rows: list[Row]
    reasons: str = ""
    units: list[Unit] = field(default_factory=list)
    stale: bool = True


class Catalog:
    """The documents and units of a dataset folder."""

    def __init__(self, folder: Path, book: Book) -> None:
        self.folder = folder
        self.book = book
        self._lock = threading.RLock()
        self._seen: tuple[int, int] | None = None
        self._documents: dict[str, _Document] = {}
        self._doc_of: dict[str, str] = {}
        self._items_of: dict[str, list[Item]] = {}
        self._items_read = 0
        #: Counts up whenever other units are there.
        self.generation = 0
        self.manifest = self._read()

    def refresh(self) -> bool:
        """Take in what has changed on disk; whether the dataset is another version now.

        Raises DatasetError where the dataset has gone.
        """
        with self._lock:
            self.book.refresh()
            changed = self._stamp() != self._seen
            if changed:
                self.manifest = self._read()
            self._take_items()
            return changed

    def documents(self) -> list[Row]:
        """The document rows, in the order of their ids."""
        return [d.row for d in self._documents.values()]

    def document(self, doc_id: str) -> Row | None:
        """The document row of that id."""
        found = self._documents.get(doc_id)
        return found.row if found else None

    def units(self, doc_id: str | None = None) -> Iterator[Unit]:
        """The units of a document in the order of the text, or of all documents."""
        if doc_id is not None:
            yield from self._units(doc_id)
            return
        for id_ in self._documents:
            yield from self._units(id_)

    def unit(self, id_: str) -> Unit | None:
        """The unit of that id, which may also be that of the program's row that an item stands for now."""
        doc_id = self._doc_of.get(id_)
        if doc_id is None:
            item = self.book.items.get(id_)
            doc_id = item.doc_id if item else None
        for unit in self._units(doc_id) if doc_id is not None else ():
            if id_ in (unit.id, unit.row["id"]):
                return unit
        return None

    def item(self, unit: Unit) -> Item:
        """The item of a unit: the one in the log, or a new one."""
        known = self.book.items.get(unit.id)
        if known is not None:
            return known
        sha256 = self._documents[unit.doc_id].row["sha256"]
        return Item(unit.id, unit.doc_id, sha256, "machine", unit.row, self.manifest.version)

    def notes(self, unit: Unit) -> tuple[Note, ...]:
        """Why the program decided as it did; empty where the dataset does not tell."""
        found = self._documents.get(unit.doc_id)
        return notes_in(found.reasons).get(unit.row["id"], ()) if found else ()

    def orphans(self) -> list[Item]:
        """Touched quotations whose document is gone or has another text now."""
        return [
            item
            for item in self.book.items.values()
            if item.origin != "document" and self._sha256(item.doc_id) != item.sha256
        ]

    def _sha256(self, doc_id: str) -> str | None:
        found = self._documents.get(doc_id)
        return found.row["sha256"] if found else None

    def _units(self, doc_id: str) -> list[Unit]:
        document = self._documents.get(doc_id)
        if document is None:
            return []
        items = self._items_of.get(doc_id, [])
        if document.stale:
            with self._lock:
                document.units, document.stale = _units(document, items, self.book), False
        return document.units

    def _take_items(self) -> None:
        for item in list(self.book.items.values())[self._items_read :]:
            self._items_read += 1
            if item.origin == "document":
                continue
            self._items_of.setdefault(item.doc_id, []).append(item)
            if self._doc_of.get(item.id) != item.doc_id and item.doc_id in self._documents:
                self._documents[item.doc_id].stale = True  # else the unit is there, under the row's id
                self.generation += 1

    def _stamp(self) -> tuple[int, int]:
        try:
            status = (self.folder / NAME).stat()
        except OSError as error:
            raise DatasetError(f"{self.folder}: the dataset has gone ({error.strerror}); put it back") from error
        return status.st_mtime_ns, status.st_ino

    def _read(self) -> Manifest:
        manifest = read_manifest(self.folder)
        if manifest is None:
            raise DatasetError(f"{self.folder}: got no dataset there; make one: quotes build INPUT -o {self.folder}")
        stamp = self._stamp()
        shards.check_files(self.folder, manifest.files)
        rows = program_rows(self.folder, shards.read_rows(self.folder, "quotations"))
        reasons = read_lines(self.folder)
        documents = {
            row["id"]: _Document(row, rows.get(row["id"], []), reasons.get(row["id"], ""))
            for row in shards.read_rows(self.folder, "documents")
        }
        with self._lock:
            self._documents, self._seen = documents, stamp
            self.generation += 1
            self._doc_of = {row["id"]: id_ for id_, document in documents.items() for row in document.rows}
            self._take_items()
        return manifest


def _units(document: _Document, items: Sequence[Item], book: Book) -> list[Unit]:
    here = [item for item in items if item.sha256 == document.row["sha256"]]
    found = match([_anchor(item, book) for item in here], document.rows)
    of_rows = {row_id: item_id for item_id, row_id in found.items()}
    doc_id = str(document.row["id"])
    units = [
        Unit(of_rows.get(str(row["id"])) or str(row["id"]), doc_id, row, _origin(of_rows, row, book))
        for row in document.rows
    ]
    units += [Unit(i.id, doc_id, dict(i.row), i.origin, found=False) for i in here if i.id not in found]
    return sorted(units, key=lambda u: (u.row["spans"][0]["start"], -u.row["spans"][-1]["end"], u.id))


def _origin(of_rows: dict[str, str], row: Row, book: Book) -> str:
    item = book.items.get(of_rows.get(row["id"], ""))
    return item.origin if item else "machine"


def _anchor(item: Item, book: Book) -> Anchor:
    answers = [*book.answers(item.id).values(), *filter(None, [book.final(item.id)])]
    decided = [a.values["spans"] for a in answers if a.status in ("accepted", "corrected")]
    rejects = bool(answers) and all(a.status == "rejected" for a in answers)
    return Anchor(item.id, (item.id,), (item.row["spans"], *decided), rejects)


def values_now(unit: Unit) -> dict[str, object]:
    """The program's values of a unit."""
    return values_of(unit.row)
