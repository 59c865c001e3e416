"""The INPUTs of a command to the files behind them: files, folders, globs, standard input, datasets of the Hub."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from quotes.corpora import sources
from quotes.errors import InputError

STDIN = "-"
HUB = "hf:"
PACKED = (".gz", ".zst")
ENDINGS = (".txt", ".jsonl", ".json", ".csv", ".tsv", ".parquet", ".html", ".htm", ".xml")
#: What the manifest of a built dataset holds.
GENERATOR = b'"generator": "quotes-dataset-builder"'
#: Files that people put beside articles and that are none.
COMPANIONS = re.compile(r"(sources\.toml|(readme|licen[cs]e|changelog|notice)(\.(md|txt|rst))?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read. ``id`` is its path relative to the input that named it, ``root`` that input's folder."""

    path: Path
    id: str
    root: Path

    @property
    def format(self) -> str:
        """The ending that decides how the file is read, without ``.gz`` and ``.zst``, in small letters."""
        return ending(self.path)


@dataclass(frozen=True, slots=True)
class HubInput:
    """A dataset of the Hugging Face Hub (or a folder that ``datasets`` loads)."""

    name: str


@dataclass(frozen=True, slots=True)
class StandardInput:
    """Standard input: JSONL where its first line is a JSON object, else one text."""


Input = InputFile | HubInput | StandardInput


def ending(path: Path) -> str:
    """``.jsonl`` for ``a.jsonl.gz``; empty where the name has no ending."""
    name = path.name.lower()
    for packed in PACKED:
        name = name.removesuffix(packed)
    return Path(name).suffix


def expand(inputs: Sequence[str]) -> list[Input]:
    """Every file, once, in the order of the inputs; within a folder or glob sorted by path.

    Raises InputError for a path that is not there, a glob or folder without a file, a file whose ending is unknown,
    and a ``sources.toml`` that cannot be read: before any work, so that a slip costs no half-done run.
    """
    if not inputs:
        raise InputError("got no input, expected a file, a folder, a glob, - or hf:ORG/NAME; name one")
    found: list[Input] = []
    seen: set[Path] = set()
    for given in inputs:
        for item in _expand_one(given):
            if isinstance(item, InputFile):
                resolved = item.path.resolve()
                if resolved in seen:
                    continue
                seen.add(resolved)
                sources.describe(item.path, item.root)
            found.append(item)
    return found


def _expand_one(given: str) -> Iterator[Input]:
    if given == STDIN:
        yield StandardInput()
        return
    if given.startswith(HUB):
        yield HubInput(_hub_name(given))
        return
    path = Path(given)
    if path.is_dir():
        yield from _folder(path)
    elif path.exists():
        _check_ending(path)
        yield InputFile(path, path.name, path.parent)
    elif glob.has_magic(given):
        yield from _glob(given)
    else:
        raise InputError(f"{given}: no such file or folder; check the path (relative paths start at {Path.cwd()})")


def _folder(folder: Path) -> Iterator[InputFile]:
    datasets = _datasets(folder)
    if folder in datasets:
        raise InputError(
            f"{folder}: got a built dataset, expected articles; name {folder / 'data' / 'documents'} for its articles"
        )
    paths = [
        p
        for p in folder.rglob("*")
        if p.is_file() and _is_article(p.relative_to(folder)) and not datasets.intersection(p.parents)
    ]
    if not paths:
        raise InputError(f"{folder}: got a folder without articles, expected files ending in {_listed()}")
    for path in sorted(paths, key=lambda p: p.relative_to(folder).as_posix()):
        yield InputFile(path, path.relative_to(folder).as_posix(), folder)


def _datasets(folder: Path) -> set[Path]:
    """The folders within ``folder`` that are built datasets: an earlier run's output is not the next one's input."""
    return {path.parent for path in folder.rglob("manifest.json") if GENERATOR in path.read_bytes()}


def _glob(pattern: str) -> Iterator[InputFile]:
    fixed = Path(pattern)
    while glob.has_magic(str(fixed)):
        fixed = fixed.parent
    matches = sorted(Path(p) for p in glob.glob(pattern, recursive=True))  # noqa: PTH207 - absolute patterns too
    paths = [p for p in matches if p.is_file() and _is_article(p.relative_to(fixed))]
    if not paths:
        raise InputError(f"{pattern}: no file matches; quote the pattern, and check it with ls")
    for path in paths:
        yield InputFile(path, path.relative_to(fixed).as_posix(), fixed)


def _is_article(relative: Path) -> bool:
    hidden = any(part.startswith(".") for part in relative.parts)
    return not hidden and not COMPANIONS.fullmatch(relative.name)


def _check_ending(path: Path) -> None:
    if ending(path) not in ("", *ENDINGS):
        raise InputError(f"{path}: got the ending {path.suffix}, expected one of {_listed()}; convert the file")


def _hub_name(given: str) -> str:
    name = given.removeprefix(HUB)
    if not name:
        raise InputError(f"{given}: got no name, expected hf:ORG/NAME, as in hf:my-group/my-articles")
    return name


def _listed() -> str:
    return ", ".join(ENDINGS) + " (also with .gz or .zst)"
