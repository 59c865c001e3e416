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

    ``content`` holds a hash over the rows of each config in the order of its files, ``layout`` says how
    these are made (``Layout.as_dict``), ``inputs`` holds a hash over ids and texts of all documents, and
    ``recipe`` what the run that wrote this version used; ``labelled`` says which documents which recipe has labelled,
    since rows kept from a parent are its recipe's (``ids`` is null for all that no other entry lists). ``articles``
    counts the documents' sources and licences, ``models`` says what the cards of the models say, ``agreement`` how far
    annotators agreed, where some did, and ``texts`` holds a hash over what was generated of each text for people.
    """

    name: str
    version: str
    parent: str | None
    recipe: dict[str, Any]
    inputs: dict[str, Any]
    counts: dict[str, Any]
    content: dict[str, str]
    files: dict[str, FileEntry]
    labelled: list[dict[str, Any]] = field(default_factory=list)
    articles: dict[str, Any] = field(default_factory=dict)
    models: dict[str, Any] = field(default_factory=dict)
    agreement: dict[str, Any] | None = None
    texts: dict[str, str] = field(default_factory=dict)
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
        return parsed(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path}: got a manifest of something else ({error}), {advice}; nothing changed") from error


def parsed(text: str) -> Manifest:
    """The manifest of a file's text. Raises ValueError where it is none."""
    try:
        loaded = json.loads(text)
        if loaded["generator"] != GENERATOR:
            raise ValueError(f"generator is {loaded['generator']!r}")
        files = {name: FileEntry(**entry) for name, entry in loaded.pop("files").items()}
        return Manifest(files=files, **loaded)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error


def check_schema(parent: Manifest | None, folder: Path, *, relabel: bool) -> None:
    """Raise DatasetError where a dataset's rows are of other schemas than this program writes, and would stay."""
    if parent is None or not has_other_schema(parent):
        return
    others = {config: name for config, name in parent.schema.items() if SCHEMAS.get(config) != name}
    got = ", ".join(f"{config} of {name}" for config, name in sorted(others.items()))
    expected = ", ".join(SCHEMAS.get(config, "no such table") for config in sorted(others))
    if any(_major(name) > _major(SCHEMAS.get(config, "")) for config, name in others.items()):
        raise DatasetError(
            f"{folder}: got {got}, expected {expected}: a newer version of the program has written it; upgrade "
            "quotes-dataset-builder; nothing changed"
        )
    if not relabel:
        raise DatasetError(
            f"{folder}: got {got}, expected {expected}; tables do not mix schemas. To migrate: quotes build --relabel "
            f"--output {folder} labels all its documents anew, as version {next_version(parent, correction=False)}; "
            f"{parent.version} stays complete in versions/. Nothing changed"
        )


def has_other_schema(manifest: Manifest | None) -> bool:
    """Whether a dataset's rows are of another schema than this program writes."""
    return manifest is not None and any(SCHEMAS.get(config) != name for config, name in manifest.schema.items())


def _major(schema: str) -> int:
    number = schema.rpartition(".v")[2]
    return int(number) if number.isdigit() else 0


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
    if has_other_schema(parent):
        return f"{major + 1}.0.0"
    return f"{major}.{minor}.{patch + 1}" if correction else f"{major}.{minor + 1}.0"
