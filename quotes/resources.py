"""The only loader of lexicons, schemas, prompts, targets, model folders and weights files.

A lexicon is a UTF-8 table under ``quotes/lexicon/``: tab-separated, ``#`` starts a comment line, the first line that
is no comment names the columns. An empty cell is an empty string.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from quotes.errors import InputError, ResourceError

PACKAGE = Path(__file__).resolve().parent
MODELS = PACKAGE / "models"
LEXICON = PACKAGE / "lexicon"
WEIGHTS = "weights.safetensors"


def schema_folder() -> Path:
    """The folder of row schemas, guidelines and targets: in a checkout beside the package, else inside it."""
    for folder in (PACKAGE / "_schema", PACKAGE.parent / "schema"):
        if folder.is_dir():
            return folder
    raise ResourceError(f"no schema folder beside or in {PACKAGE}; reinstall the package")


@cache
def lexicon(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``quotes/lexicon/NAME.tsv``, each a dict by column name.

    Raises ResourceError where the file is missing or a row has more cells than the header.
    """
    return table(LEXICON / f"{name}.tsv")


def table(path: Path) -> tuple[dict[str, str], ...]:
    """The rows of a table of the package in the form of a lexicon; raises as ``lexicon`` does."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ResourceError(f"table {path.stem!r}: {error}; reinstall the package") from error
    header: list[str] = []
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not header:
            header = cells
            continue
        if len(cells) > len(header):
            raise ResourceError(f"{path}:{number}: {len(cells)} cells, expected {len(header)}: {', '.join(header)}")
        rows.append(dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True)))
    return tuple(rows)


@cache
def schema(name: str) -> dict[str, Any]:
    """The JSON schema ``schema/NAME.schema.json``, as a dict (do not change it)."""
    path = schema_folder() / f"{name}.schema.json"
    try:
        loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ResourceError(f"schema {name!r}: {error}; reinstall the package") from error
    return loaded


@cache
def prompt(name: str) -> str:
    """The text of ``schema/prompts/NAME.md``.

    Raises ResourceError where it cannot be read.
    """
    path = schema_folder() / "prompts" / f"{name}.md"
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(f"prompt {name!r}: {error}; reinstall the package") from error


@cache
def guidelines() -> str:
    """The annotation guidelines, as Markdown. Raises ResourceError where they cannot be read."""
    path = schema_folder() / "guidelines.md"
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(f"guidelines: {error}; reinstall the package") from error


def model_folder(name: str) -> Path:
    """The folder of a bundled model, with its ``card.json``.

    Raises ResourceError where it is not there.
    """
    folder = MODELS / name
    if not (folder / "card.json").is_file():
        raise ResourceError(f"no bundled model {name!r} in {MODELS}; reinstall the package, or train it: quotes train")
    return folder


def own_model_folder(path: str, recipe: str) -> Path:
    """The folder of a model that a user has trained by ``quotes train RECIPE``.

    Raises InputError where there is none.
    """
    folder = Path(path).expanduser()
    if not (folder / "weights.safetensors").is_file():
        what = "holds no weights.safetensors" if folder.is_dir() else "is no folder"
        raise InputError(f"model {path}: it {what}; expected what `quotes train {recipe} --output FOLDER` has written")
    return folder


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """The form of a model's files: ``weights.safetensors`` with settings in its header, and a list of words beside it.

    ``form``: what the header calls it; ``words``: name of the list; ``key``: where the header has the list's hash;
    ``called``: the model in messages; ``recipe``: the command that trains it; ``framework``: of the tensors.
    """

    form: str
    words: str
    key: str
    called: str
    recipe: str
    framework: str

    def read(self, folder: Path) -> tuple[dict[str, Any], dict[str, Any], str]:
        """Header, tensors by name, and the list as one text; nothing that is read runs code.

        Raises ResourceError, which names the file and how to restore it, where one is missing, cut, or not this
        program's.
        """
        from safetensors import SafetensorError, safe_open

        path, beside = folder / WEIGHTS, folder / self.words
        try:
            with safe_open(path, self.framework) as file:
                header = json.loads((file.metadata() or {}).get("quotes", "{}"))
                stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no mapping)
        except (OSError, ValueError, SafetensorError) as error:
            raise self.broken(path, str(error)) from error
        if not isinstance(header, dict) or header.get("format") != self.form:
            found = header.get("format") if isinstance(header, dict) else header
            raise self.broken(path, f"format {found!r}, expected {self.form!r}")
        try:
            words = beside.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise self.broken(beside, str(error)) from error
        if text_sha256(words) != header.get(self.key):
            raise self.broken(beside, f"not the {self.key} of the weights beside it")
        return header, stored, words

    def broken(self, path: Path, reason: str) -> ResourceError:
        """The error for a file of this form that cannot be used."""
        bundled = PACKAGE in path.parents
        restore = (
            "restore it with `pip install --force-reinstall quotes-dataset-builder`" if bundled else "copy it anew"
        )
        return ResourceError(
            f"{path}: cannot be read as weights of the {self.called} ({reason}); {restore}, or train it: "
            f"`quotes train {self.recipe}`"
        )


def text_sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()
