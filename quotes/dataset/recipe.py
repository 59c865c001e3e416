"""What decides a dataset's labels apart from its input: code, settings, models, lexicons, target, aliases, reviews."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from quotes.resources import LEXICON, PACKAGE, schema_folder

Setting = str | int | float | bool

#: The modules of the package that decide what a document's rows say.
_LABELLING = ("corpora", "document.py", "german", "judges", "linear", "neural", "pipeline.py", "stages", "target.py")


@dataclass(frozen=True, slots=True)
class Recipe:
    """Names and SHA-256 hashes; ``code`` is the package's version, a hash over its Python files, and one over those of
    them that read and label articles.

    ``aliases`` and ``reviews`` are filled in by the dataset, which keeps the table and the log of decisions. ``cards``
    says what the models' cards say of each: licence and scores; their hashes are among ``models``.
    """

    code: dict[str, str]
    configuration: dict[str, Setting] = field(default_factory=dict)
    models: dict[str, str] = field(default_factory=dict)
    lexicons: dict[str, str] = field(default_factory=dict)
    target: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    reviews: dict[str, str] = field(default_factory=dict)
    cards: dict[str, Any] = field(default_factory=dict, compare=False)

    def as_dict(self) -> dict[str, Any]:
        """The recipe as JSON values, without what the cards say."""
        values = asdict(self)
        del values["cards"]
        return values

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
        code={
            "package": "quotes-dataset-builder",
            "version": _version(),
            "sha256": folder_sha256(PACKAGE, "*.py"),
            "labelling_sha256": _labelling_sha256(),
        },
        configuration=dict(sorted(configuration.items())),
        models={name: folder_sha256(models[name]) for name in sorted(models)},
        lexicons={path.stem: file_sha256(path) for path in sorted(LEXICON.glob("*.tsv"))},
        target={"name": target_file.stem, "sha256": file_sha256(target_file)} if target_file.is_file() else {},
        cards={name: _card(models[name]) for name in sorted(models)},
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


def _labelling_sha256() -> str:
    digest = hashlib.sha256()
    for name in _LABELLING:
        path = PACKAGE / name
        digest.update(f"{name}\0{folder_sha256(path, '*.py') if path.is_dir() else file_sha256(path)}\n".encode())
    return digest.hexdigest()


def _card(model: Path) -> dict[str, Any]:
    """Licence and scores as a model's card has them; nothing where it has no card that can be read."""
    try:
        card = json.loads((model / "card.json").read_text(encoding="utf-8"))
        said = {"licence": card["licence"]} if isinstance(card.get("licence"), str) else {}
        return said | {"scores": list(_scores(card.get("scores") or {}))}
    except (OSError, ValueError, AttributeError):
        return {}


def _scores(scores: Mapping[str, Any]) -> Iterator[list[Any]]:
    """What was scored, figure, value in percent, and interval where there is one: F1 of each part of the cards that
    have it, and the plain figures from raw text of the others.
    """
    for part, said in scores.items():
        if not isinstance(said, dict):
            continue
        figures = said.get("scores")
        if isinstance(figures, dict):
            for figure, values in figures.items():
                if isinstance(values, dict) and isinstance(values.get("f1"), int | float):
                    yield [part, f"{figure} F1", float(values["f1"]), values.get("interval")]
        elif part == "raw":
            for figure, value in said.items():
                if isinstance(value, int | float):
                    yield [f"{scores.get('gold', part)}, raw text", figure, float(value), None]


def _version() -> str:
    from quotes import __version__

    return __version__
