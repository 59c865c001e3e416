"""The rows of a dataset into its data files, by split."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from quotes.dataset.layout import UNSPLIT, Layout, Splits, split_of
from quotes.dataset.manifest import FileEntry
from quotes.dataset.shards import content_sha256, write_shards
from quotes.dataset.state import State


def write(folder: Path, state: State, layout: Layout) -> tuple[dict[str, FileEntry], dict[str, str]]:
    """Write the data files; their entries by path, and the hash of each config's rows in the order of its files."""
    files: dict[str, FileEntry] = {}
    content: dict[str, str] = {}
    for config, parts in _tables(state, layout.splits or ()).items():
        for prefix in sorted(parts):
            files |= write_shards(
                folder,
                config,
                parts[prefix],
                prefix=prefix,
                compress=bool(layout.compress),
                size=layout.shard_bytes or 0,
            )
        content[config] = content_sha256(line for prefix in sorted(parts) for line in parts[prefix])
    return files, content


def _tables(state: State, splits: Splits) -> dict[str, Mapping[str, Iterable[str]]]:
    """The rows by config and first part of the file name. Speakers speak in documents of all splits, and have none."""
    documents: dict[str, list[str]] = {}
    quotations: dict[str, list[str]] = {}
    for entry in state.entries.values():
        name = split_of(json.loads(entry.document)["duplicate_group"], splits) if splits else UNSPLIT
        documents.setdefault(name, []).append(entry.document)
        quotations.setdefault(name, []).extend(entry.quotations)
    return {"documents": documents, "quotations": quotations, "speakers": {UNSPLIT: state.speakers}}
