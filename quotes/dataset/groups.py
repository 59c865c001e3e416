"""One story in many outlets: which documents are nearly the same text, which direct quotations the same words."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from quotes.dataset.minhash import Fingerprints, components, fingerprints, words
from quotes.dataset.shards import encode
from quotes.dataset.state import Entry

#: From this share of common word triples on, two documents are one story: copies, reprints, edited agency text.
OVERLAP = 0.5
#: A direct quotation of at least as many words is the same wherever it stands; a shorter one ("Nein") only within
#: one story.
WORDS = 5
#: The note of a document that stands for others.
NOTE = "duplicate: "

Entries = Mapping[str, Entry]
Row = dict[str, Any]


def grouped(
    before: Entries, collected: Entries, *, one_per_story: bool = False
) -> tuple[dict[str, Entry], tuple[str, ...]]:
    """The documents of a dataset and new ones with the columns ``duplicate_group`` and ``quote_group`` filled, sorted
    by id, and the ids of those left out.

    A document without duplicates is a group of its own; one of ``before`` keeps its group as long as it keeps its text.
    ``one_per_story`` leaves out new documents of a group that has another: the earliest published stays, of these the
    longest; of ``before`` all stay. The note ``duplicate`` of one that stays names those left out, with source and
    address. The order of documents plays no part.
    """
    entries = _with_columns(dict(sorted({**before, **collected}.items())), before)
    return _representatives(entries, before) if one_per_story else (entries, ())


def is_as_read(stored: Row, read: Row) -> bool:
    """Whether a stored document row is that of an article as it was read now, apart from its id and from what the
    other documents decide.
    """
    notes = [note for note in stored.get("notes", ()) if not note.startswith(NOTE)]
    own = {"id": None, "duplicate_group": None}
    return {**stored, "notes": notes, **own} == {"duplicate_group": None, **read, **own}


def _with_columns(entries: Entries, before: Entries) -> dict[str, Entry]:
    hashes: list[str] = []
    fixed: list[str | None] = []

    def texts() -> Iterator[str]:  # one at a time: all of a large dataset are not held twice
        for entry in entries.values():
            row = json.loads(entry.document)
            hashes.append(row["sha256"])
            fixed.append(_group_before(row, before))
            yield row["text"]

    prints = fingerprints(texts())
    groups = _document_groups(prints, hashes, fixed)
    return {id_: _with_groups(entry, group) for (id_, entry), group in zip(entries.items(), groups, strict=True)}


def _representatives(entries: Entries, before: Entries) -> tuple[dict[str, Entry], tuple[str, ...]]:
    members: dict[str, list[Row]] = {}
    for entry in entries.values():
        row = json.loads(entry.document)
        members.setdefault(row["duplicate_group"], []).append(row)
    left_out: list[str] = []
    kept = dict(entries)
    for group in members.values():
        staying = [row for row in group if row["id"] in before] or [min(group, key=_precedence)]
        leaving = [row for row in group if all(row is not other for other in staying)]
        left_out += [row["id"] for row in leaving]
        for row in leaving:
            del kept[row["id"]]
        first = min(staying, key=_precedence)
        kept[first["id"]] = _with_notes(kept[first["id"]], first, leaving, before.get(first["id"]))
    return kept, tuple(sorted(left_out))


def quote_group(text: str, document_group: str) -> str:
    """The group of a direct quotation: of its words, marks and case left out."""
    found = words(text)
    key = " ".join(found) if len(found) >= WORDS else f"{document_group} {' '.join(found)}"
    return f"u-{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _group_before(row: Row, before: Entries) -> str | None:
    if row["id"] not in before:
        return None
    old = json.loads(before[row["id"]].document)
    group: str | None = old.get("duplicate_group")
    return group if old["sha256"] == row["sha256"] else None


def _document_groups(prints: Fingerprints, hashes: list[str], fixed: list[str | None]) -> list[str]:
    groups = list(fixed)
    for members, touched in components(prints, OVERLAP, fixed):
        group = min(touched) if touched else f"g-{min(hashes[i] for i in members)[:16]}"
        for i in members:
            groups[i] = group
    return [group or "" for group in groups]


def _with_groups(entry: Entry, group: str) -> Entry:
    row = json.loads(entry.document)
    quotations = tuple(_quotation(line, group) for line in entry.quotations)
    if row.get("duplicate_group") == group and quotations == entry.quotations:
        return entry
    return dataclasses.replace(entry, document=encode(_filled(row, "duplicate_group", group)), quotations=quotations)


def _quotation(line: str, group: str) -> str:
    row = json.loads(line)
    found = quote_group(row["text"], group) if row["type"] == "direct" else None
    if "quote_group" in row and row["quote_group"] == found:
        return line
    return encode(_filled(row, "quote_group", found))


def _filled(row: Row, column: str, value: str | None) -> Row:
    return {**row, column: value}


def _precedence(row: Row) -> tuple[str, int, str]:
    return row["published"] or "9999", -len(row["text"]), row["id"]


def _with_notes(entry: Entry, row: Row, leaving: Iterable[Row], old: Entry | None) -> Entry:
    known = json.loads(old.document)["notes"] if old else []
    notes = {note for note in (*known, *row["notes"]) if note.startswith(NOTE)}
    notes |= {NOTE + ", ".join(filter(None, (r["id"], r["source"], r["url"]))) for r in leaving}
    if notes <= set(row["notes"]):
        return entry
    others = [note for note in row["notes"] if not note.startswith(NOTE)]
    return dataclasses.replace(entry, document=encode({**row, "notes": [*others, *sorted(notes)]}))
