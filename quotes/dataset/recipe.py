"""What decides a dataset's labels apart from its input: code, settings, models, lexicons, target, aliases, reviews."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from quotes.resources import LEXICON, PACKAGE, schema_folder

Setting = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Recipe:
    """Names and SHA-256 hashes; ``code`` is the package's version and a hash over its Python files.

    ``aliases`` and ``reviews`` are filled in by the dataset, which keeps the table and the log of decisions.
    """

    code: dict[str, str]
    configuration: dict[str, Setting] = field(default_factory=dict)
    models: dict[str, str] = field(default_factory=dict)
    lexicons: dict[str, str] = field(default_factory=dict)
    target: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    reviews: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The recipe as JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Recipe:
        """The recipe of a manifest; what an earlier program did not record is empty."""
        return cls(**{f.name: value[f.name] for f in fields(cls) if f.name in value})


def make_recipe(
    configuration: Mapping[str, Setting],
    *,
    models: Mapping[str, Path] = MappingProxyType({}),
    target: str | Path = "intervention",
) -> Recipe:
    """The recipe of a run with these settings and models (their folders by name), of the package as it is now.

    ``target`` is the name of a bundled stance target or the path of a target file.
    """
    bundled = schema_folder() / "targets" / f"{target}.toml"
    target_file = bundled if isinstance(target, str) and bundled.is_file() else Path(target)
    return Recipe(
        code={"package": "quotes-dataset-builder", "version": _version(), "sha256": _package_sha256()},
        configuration=dict(sorted(configuration.items())),
        models={name: folder_sha256(models[name]) for name in sorted(models)},
        lexicons={path.stem: file_sha256(path) for path in sorted(LEXICON.glob("*.tsv"))},
        target={"name": target_file.stem, "sha256": file_sha256(target_file)} if target_file.is_file() else {},
    )


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def folder_sha256(folder: Path, pattern: str = "*") -> str:
    """SHA-256 over the relative paths and hashes of a folder's files, hidden ones and caches left out."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob(pattern)):
        relative = path.relative_to(folder)
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in relative.parts):
            digest.update(f"{relative.as_posix()}\0{file_sha256(path)}\n".encode())
    return digest.hexdigest()


def _package_sha256() -> str:
    return folder_sha256(PACKAGE, "*.py")


def _version() -> str:
    from quotes import __version__

    return __version__
