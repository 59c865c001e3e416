"""Documents of a dataset with everybody's id and the table of speakers, decided anew over all rows."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping

from quotes.dataset import identity, shards, speakers
from quotes.dataset.aliases import Alias, Aliases
from quotes.dataset.rows import Row
from quotes.dataset.state import Entry, State
from quotes.dataset.summary import Summary, summarise
from quotes.dataset.validate import speaker_errors
from quotes.errors import DatasetError

#: The columns that identity, speakers and summary read; the rest of a row need not be held in memory.
_READ = frozenset((*identity.COLUMNS, *speakers.COLUMNS, "id", "type", "flags", "review_status"))


def identified(
    entries: Mapping[str, Entry], table: Aliases, before: Mapping[tuple[str, str], str]
) -> tuple[State, Summary, tuple[Alias, ...]]:
    """The dataset of these documents with everybody's id and the speakers, its counts, and alias lines of nobody.

    Raises DatasetError where the speakers would break their schema or not fit the quotations.
    """
    rows = [_read(line) for entry in entries.values() for line in entry.quotations]
    decided = identity.identify(rows, table, before)
    changed = {row["id"]: id_ for row, id_ in zip(rows, decided.ids, strict=True) if row["speaker_id"] != id_}
    for row in rows:
        row["speaker_id"] = changed.get(row["id"], row["speaker_id"])
    published = {id_: json.loads(entry.document)["published"] for id_, entry in entries.items()}
    found = speakers.speaker_rows(rows, published, table.wikidata())
    errors = speaker_errors(found, rows)
    if errors:
        raise DatasetError(f"got speakers that do not fit the quotations: {'; '.join(errors[:5])}; nothing written")
    known = {id_: _with_ids(entry, changed) for id_, entry in entries.items()} if changed else entries
    state = State(known, tuple(map(shards.encode, found)))
    return state, summarise(rows, documents=len(entries)), decided.unmatched


def _read(line: str) -> Row:
    return {column: value for column, value in json.loads(line).items() if column in _READ}


def _with_ids(entry: Entry, ids: Mapping[str, str | None]) -> Entry:
    """The document with other speaker ids in the quotations (by id) that get one."""
    rows = (json.loads(line) for line in entry.quotations)
    lines = (shards.encode({**row, "speaker_id": ids[row["id"]]}) if row["id"] in ids else None for row in rows)
    new = tuple(fresh or line for fresh, line in zip(lines, entry.quotations, strict=True))
    return dataclasses.replace(entry, quotations=new)
