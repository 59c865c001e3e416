"""What changed from one side to the other: documents, quotations, speakers, and their fields."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from quotes.diff.match import match_documents, match_quotations
from quotes.diff.side import Row, Side, Table
from quotes.errors import InputError

#: Columns of labels: for these it is counted which label became which.
LABELS = ("type", "stance", "speaker_role_category", "speaker_is_spokesperson", "review_status", "category")
#: Columns that a row under another id has otherwise by necessity.
_IDS = frozenset(("id", "doc_id"))


@dataclass(frozen=True, slots=True)
class Changed:
    """A row on both sides. ``before_id`` is its id on the first side where it had another; ``fields`` hold the values
    before and after of each column that differs; ``of`` says what the row is, in words.
    """

    id: str
    before_id: str | None
    doc_id: str
    matched: str
    overlap: float
    of: str
    fields: dict[str, tuple[Any, Any]]


@dataclass(slots=True)
class TableDifference:
    """The difference of one config. Rows of documents come without their text, with its number of ``characters``.

    ``columns`` counts changed rows by column, ``labels`` how often a label became another, by column;
    ``only_before`` and ``only_after`` are columns that one side lacks, which are not compared row by row.
    """

    name: str
    added: list[Row] = field(default_factory=list)
    removed: list[Row] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    unchanged: int = 0
    columns: Counter[str] = field(default_factory=Counter)
    labels: dict[str, Counter[tuple[Any, Any]]] = field(default_factory=lambda: defaultdict(Counter))
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class Difference:
    """Two sides (as named, with name and version where they are datasets) and the difference of each common config."""

    before: Mapping[str, str | None]
    after: Mapping[str, str | None]
    tables: dict[str, TableDifference]
    ignored: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(self.tables.values())

    def as_dict(self) -> dict[str, Any]:
        """All of it as JSON values."""
        tables = {name: _as_dict(table) for name, table in self.tables.items()}
        return {"before": dict(self.before), "after": dict(self.after), "ignored": list(self.ignored), **tables}


def compare(before: Side, after: Side, *, ignore: Collection[str] = ()) -> Difference:
    """The difference of two sides. Columns in ``ignore`` are not compared.

    Documents and quotations are matched by id; of the rest, documents by equal text, then by similar text, and
    quotations of one document by their overlap (where its text differs, by their words).

    Raises InputError where the sides have no table in common, or no row has an ignored column.
    """
    common = [
        name for name in ("documents", "quotations", "speakers") if name in before.tables and name in after.tables
    ]
    if not common:
        raise InputError(
            f"got {before.given} with {', '.join(before.tables)} and {after.given} with {', '.join(after.tables)}; "
            "expected the same kind of rows on both sides"
        )
    known = {column for side in (before, after) for name in common for column in side.tables[name].columns}
    unknown = sorted(set(ignore) - known)
    if unknown:
        raise InputError(f"got the column {unknown[0]!r} to ignore, expected one of {', '.join(sorted(known))}")
    tables = {}
    moved: dict[str, str] = {}
    rewritten: set[str] = set()
    if "documents" in common:
        tables["documents"], moved, rewritten = _documents(
            before.tables["documents"], after.tables["documents"], ignore
        )
    if "quotations" in common:
        tables["quotations"] = _quotations(before, after, moved, rewritten, ignore)
    if "speakers" in common:
        tables["speakers"] = _speakers(before.tables["speakers"], after.tables["speakers"], ignore)
    return Difference(_title(before), _title(after), tables, tuple(sorted(ignore)))


def _title(side: Side) -> dict[str, str | None]:
    return {"given": side.given, "name": side.name, "version": side.version}


class _Comparison:
    """One table: which rows stay, and the fields that differ."""

    def __init__(self, before: Table, after: Table, ignore: Collection[str]) -> None:
        self.before, self.after = before, after
        self.shared = (before.columns & after.columns) - set(ignore)
        self.found = TableDifference(
            before.name,
            only_before=tuple(sorted(before.columns - after.columns - set(ignore))),
            only_after=tuple(sorted(after.columns - before.columns - set(ignore))),
        )
        self.gone = [id_ for id_ in before.places if id_ not in after.places]
        self.new = [id_ for id_ in after.places if id_ not in before.places]

    def rest(self) -> Iterator[str]:
        """The ids on both sides whose lines differ; the others are counted."""
        for id_, place in self.before.places.items():
            other = self.after.places.get(id_)
            if other is None:
                continue
            if place.digest == other.digest:
                self.found.unchanged += 1
            else:
                yield id_

    def add(self, old: Row, new: Row, matched: str = "id", overlap: float = 1.0) -> None:
        """Compare two rows that are one."""
        moved = old["id"] != new["id"]
        columns = sorted(self.shared - _IDS) if moved else sorted(self.shared)
        fields = {c: (old.get(c), new.get(c)) for c in columns if old.get(c) != new.get(c)}
        if not fields and not moved:
            self.found.unchanged += 1
            return
        self.found.columns.update(list(fields))
        for column in LABELS:
            if column in fields:
                self.found.labels[column][fields[column]] += 1
        before_id = old["id"] if moved else None
        doc_id = str(new.get("doc_id", new["id"]))
        self.found.changed.append(Changed(new["id"], before_id, doc_id, matched, overlap, _words(new), fields))


def _documents(
    before: Table, after: Table, ignore: Collection[str]
) -> tuple[TableDifference, dict[str, str], set[str]]:
    """The difference of the documents; ids before by id after where another; ids (after) of documents whose text is
    another.
    """
    work = _Comparison(before, after, ignore)
    rewritten: set[str] = set()
    moved: dict[str, str] = {}
    for id_ in work.rest():
        old, new = before.row(id_), after.row(id_)
        if old.get("text") != new.get("text"):
            rewritten.add(id_)
        work.add(old, new)
    gone, new_ones = {i: before.row(i) for i in work.gone}, {i: after.row(i) for i in work.new}
    for old_id, new_id, matched, overlap in match_documents(gone, new_ones):
        if matched == "overlap":
            rewritten.add(new_id)
        moved[new_id] = old_id
        work.add(gone.pop(old_id), new_ones.pop(new_id), matched, round(overlap, 4))
    work.found.removed = [_without_text(row) for row in gone.values()]
    work.found.added = [_without_text(row) for row in new_ones.values()]
    return work.found, moved, rewritten


def _without_text(row: Row) -> Row:
    return {**{k: v for k, v in row.items() if k != "text"}, "characters": len(row.get("text") or "")}


def _quotations(
    before: Side, after: Side, moved: Mapping[str, str], rewritten: Collection[str], ignore: Collection[str]
) -> TableDifference:
    first, second = before.tables["quotations"], after.tables["quotations"]
    work = _Comparison(first, second, ignore)
    staying = list(work.rest())
    gone, new = _by_document(work.gone, first), _by_document(work.new, second)
    renamed: dict[str, str] = {}
    waiting = []
    for doc_id, ids in new.items():
        old_ids = gone.get(moved.get(doc_id, doc_id), [])
        old_rows, new_rows = [first.row(i) for i in old_ids], [second.row(i) for i in ids]
        pairs = match_quotations(old_rows, new_rows, same_text=doc_id not in rewritten)
        for pair in pairs:
            old, row = old_rows[pair.before], new_rows[pair.after]
            renamed[old["id"]] = row["id"]
            waiting.append((old["id"], row["id"], pair.by, pair.overlap))
    for old_id, new_id, by, overlap in [*((i, i, "id", 1.0) for i in staying), *waiting]:
        old = first.row(old_id)
        # A parent that only got another id is the same parent.
        if old.get("parent_id") in renamed:
            old["parent_id"] = renamed[old["parent_id"]]
        work.add(old, second.row(new_id), by, overlap)
    taken = set(renamed.values())
    work.found.removed = [first.row(i) for i in work.gone if i not in renamed]
    work.found.added = [second.row(i) for i in work.new if i not in taken]
    return work.found


def _by_document(ids: Iterable[str], table: Table) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for id_ in ids:
        found.setdefault(table.places[id_].doc_id, []).append(id_)
    return found


def _speakers(before: Table, after: Table, ignore: Collection[str]) -> TableDifference:
    work = _Comparison(before, after, ignore)
    for id_ in work.rest():
        work.add(before.row(id_), after.row(id_))
    work.found.removed = [before.row(i) for i in work.gone]
    work.found.added = [after.row(i) for i in work.new]
    return work.found


def _words(row: Row) -> str:
    """What a row is, for people: a quotation's words, a document's title, a speaker's name."""
    if "spans" in row:
        return str(row.get("text") or "")
    return str(row.get("title") or row.get("name") or "")


def _as_dict(table: TableDifference) -> dict[str, Any]:
    return {
        "counts": {
            "added": len(table.added),
            "removed": len(table.removed),
            "changed": len(table.changed),
            "unchanged": table.unchanged,
        },
        "columns": dict(sorted(table.columns.items())),
        "labels": {
            column: [{"before": a, "after": b, "rows": n} for (a, b), n in frequent(counts)]
            for column, counts in sorted(table.labels.items())
        },
        "columns_only_before": list(table.only_before),
        "columns_only_after": list(table.only_after),
        "added": table.added,
        "removed": table.removed,
        "changed": [_changed(row) for row in table.changed],
    }


def _changed(row: Changed) -> dict[str, Any]:
    return {
        "id": row.id,
        "before_id": row.before_id,
        "doc_id": row.doc_id,
        "matched": row.matched,
        "overlap": row.overlap,
        "of": row.of,
        "fields": {column: {"before": a, "after": b} for column, (a, b) in row.fields.items()},
    }


def frequent(counts: Counter[tuple[Any, Any]]) -> list[tuple[tuple[Any, Any], int]]:
    """Changes of labels (before, after) with their numbers, the most frequent first."""
    return sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
