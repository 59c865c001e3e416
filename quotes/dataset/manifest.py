"""``manifest.json``: what a dataset version is made of. It holds no clock time: the same input gives the same bytes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from quotes.dataset.validate import DOCUMENT, QUOTATION, SPEAKER
from quotes.errors import DatasetError

NAME = "manifest.json"
GENERATOR = "quotes-dataset-builder"
SCHEMAS = {"quotations": QUOTATION, "documents": DOCUMENT, "speakers": SPEAKER}


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A data file: its hash, and its rows."""

    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """One version of a dataset.

    ``content`` holds a hash over the rows of each config in the order of its files, ``layout`` how these are made
    (``Layout.as_dict``), ``inputs`` a hash over ids and texts of all documents, and ``recipe`` what the run that wrote
    this version used (rows kept from a parent are its parent's).
    """

    name: str
    version: str
    parent: str | None
    recipe: dict[str, Any]
    inputs: dict[str, Any]
    counts: dict[str, Any]
    content: dict[str, str]
    files: dict[str, FileEntry]
    schema: dict[str, str] = field(default_factory=lambda: dict(SCHEMAS))
    generator: str = GENERATOR
    layout: dict[str, Any] = field(default_factory=dict)

    def dump(self) -> str:
        """The manifest as it stands in its file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a dataset folder; ``None`` where the folder is not there or empty.

    Raises DatasetError where the folder holds something else.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return None
    advice = "expected a dataset folder, an empty folder or none; name another folder with --output"
    if not folder.is_dir():
        raise DatasetError(f"{folder}: got a file, {advice}")
    path = folder / NAME
    if not path.is_file():
        held = ", ".join(sorted(p.name for p in folder.iterdir())[:3])
        raise DatasetError(f"{folder}: got a folder that holds something else ({held} ...), {advice}; nothing changed")
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
        if loaded["generator"] != GENERATOR:
            raise ValueError(f"generator is {loaded['generator']!r}")
        files = {name: FileEntry(**entry) for name, entry in loaded.pop("files").items()}
        return Manifest(files=files, **loaded)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DatasetError(f"{path}: got a manifest of something else ({error}), {advice}; nothing changed") from error


def next_version(parent: Manifest | None, *, correction: bool) -> str:
    """The version after ``parent``: a major where a config's schema is another, a patch where people corrected, else a
    minor, also where a config is new; 1.0.0 at first.
    """
    if parent is None:
        return "1.0.0"
    try:
        major, minor, patch = (int(part) for part in parent.version.split("."))
    except ValueError as error:
        raise DatasetError(f"got the version {parent.version!r}, expected one such as 1.2.0; correct it") from error
    if any(SCHEMAS.get(config) != schema for config, schema in parent.schema.items()):
        return f"{major + 1}.0.0"
    return f"{major}.{minor}.{patch + 1}" if correction else f"{major}.{minor + 1}.0"
