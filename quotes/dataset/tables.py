"""The rows of a dataset into its data files, by split."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from quotes.dataset.layout import UNSPLIT, Layout, split_of
from quotes.dataset.manifest import FileEntry
from quotes.dataset.shards import write_shards
from quotes.dataset.state import State

#: Encoded rows by the first part of their files' names, in the order in which the files are read.
Parts = Mapping[str, Sequence[str]]


def arranged(state: State, layout: Layout) -> dict[str, Parts]:
    """The rows of each config as they go into files. Speakers speak in documents of all splits, and have none."""
    documents: dict[str, list[str]] = {}
    quotations: dict[str, list[str]] = {}
    for entry in state.entries.values():
        group = json.loads(entry.document)["duplicate_group"] if layout.splits else ""
        name = split_of(group, layout.splits) if layout.splits else UNSPLIT
        documents.setdefault(name, []).append(entry.document)
        quotations.setdefault(name, []).extend(entry.quotations)
    tables = {"documents": documents, "quotations": quotations, "speakers": {UNSPLIT: list(state.speakers)}}
    return {config: dict(sorted(parts.items())) for config, parts in tables.items()}


def lines(parts: Parts) -> list[str]:
    """All rows of a config in the order of its files."""
    return [line for part in parts.values() for line in part]


def write(folder: Path, tables: Mapping[str, Parts], layout: Layout) -> dict[str, FileEntry]:
    """Write the data files; their entries by path."""
    files: dict[str, FileEntry] = {}
    for config, parts in tables.items():
        for prefix, rows in parts.items():
            files |= write_shards(
                folder, config, rows, prefix=prefix, compress=bool(layout.compress), size=layout.shard_bytes or 0
            )
    return files
