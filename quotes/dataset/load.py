"""A dataset folder through ``datasets.load_dataset``, as its users load it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quotes.dataset.manifest import Manifest, read_manifest
from quotes.dataset.summary import Summary, summarise
from quotes.errors import DatasetError


@dataclass(frozen=True, slots=True)
class Loaded:
    """A dataset as it was loaded: its folder, its manifest, and counts over its rows."""

    folder: Path
    manifest: Manifest
    summary: Summary
    failed: int


def load(folder: Path) -> Loaded:
    """Load all configs of a dataset and count what they hold.

    Raises DatasetError where the folder holds no dataset of this project, or datasets cannot load it.
    """
    from datasets import load_dataset
    from datasets.exceptions import DatasetsError
    from datasets.utils.logging import disable_progress_bar

    manifest = read_manifest(folder)
    if manifest is None:
        raise DatasetError(f"{folder}: got no dataset there (manifest.json); make one: quotes build INPUT -o {folder}")
    disable_progress_bar()
    try:
        # The card declares no config for a table without a row, which datasets cannot load.
        has_quotations = bool(manifest.counts["quotations"])
        quotations = load_dataset(str(folder), "quotations") if has_quotations else {}
        documents = load_dataset(str(folder), "documents")
        if manifest.counts.get("speakers"):
            load_dataset(str(folder), "speakers")
    except (DatasetsError, ValueError, OSError) as error:
        raise DatasetError(f"{folder}: datasets could not load it: {error}; build it anew") from error
    errors = folder / "errors.jsonl"
    failed = len(errors.read_text(encoding="utf-8").splitlines()) if errors.is_file() else 0
    rows = (row for split in quotations.values() for row in _with_names(split))
    return Loaded(folder, manifest, summarise(rows, documents=sum(map(len, documents.values()))), failed)


def _with_names(table: Any) -> Iterator[Mapping[str, Any]]:
    """The rows with label names in the place of label numbers."""
    from datasets import ClassLabel

    labels = {name: feature for name, feature in table.features.items() if isinstance(feature, ClassLabel)}
    for row in table:
        yield row | {name: feature.int2str(row[name]) for name, feature in labels.items()}
