"""What a dataset folder holds, in memory: its rows, encoded, and the table of aliases that it keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from quotes.dataset import aliases, identity, reasons, replace, shards
from quotes.dataset.aliases import Aliases
from quotes.dataset.labelled import Labelled, read_labelled
from quotes.dataset.lock import locked
from quotes.dataset.manifest import SCHEMAS, Manifest, read_manifest
from quotes.dataset.recipe import file_sha256
from quotes.errors import DatasetError


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in a dataset: its row and its quotations' rows, encoded, and the line with the reasons for them, which
    is no part of what it holds.
    """

    document: str
    quotations: tuple[str, ...]
    reasons: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class State:
    """The rows of a dataset, encoded: documents with their quotations by id, and speakers; of one that was loaded also
    the speakers' ids by document and name.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    speakers: tuple[str, ...] = ()
    ids: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """A dataset folder that is open for its next version: where it is, its title, its manifest (``None`` where there
    is no dataset yet), its rows, what labelled them, and the alias table that holds for the next version.
    """

    folder: Path
    name: str
    parent: Manifest | None
    state: State
    labelled: Labelled
    aliases: Aliases


@contextmanager
def opened(folder: Path, given: Aliases | None = None) -> Iterator[Held]:
    """Open a dataset folder, or the place of one, to write its next version: nobody else can while the block runs.

    What a killed run left is tidied up. ``given`` takes the place of the alias table that the dataset keeps.

    Raises DatasetError where another run writes it, it holds something else, or was changed by hand.
    """
    name, folder = folder.absolute().name, folder.resolve()
    with locked(folder):
        replace.recover(folder)
        parent = read_manifest(folder)
        state = load(folder, parent)
        table = _alias_table(folder, parent, given)
        labelled = read_labelled(parent, state.entries)
        yield Held(folder, parent.name if parent else name, parent, state, labelled, table)


def load(folder: Path, parent: Manifest | None) -> State:
    """The rows of a dataset, checked against its manifest; nothing where there is none."""
    if parent is None:
        return State()
    shards.check_files(folder, parent.files)
    quotations: dict[str, list[str]] = {}
    ids: dict[tuple[str, str], str] = {}
    of_today = parent.schema.get("quotations") == SCHEMAS["quotations"]
    for row in shards.read_rows(folder, "quotations"):
        quotations.setdefault(row["doc_id"], []).append(shards.encode(row))
        ids.update(identity.known_ids([row]) if of_today else {})
    lines = reasons.read_lines(folder)
    entries = {
        row["id"]: Entry(shards.encode(row), tuple(quotations.get(row["id"], ())), lines.get(row["id"], ""))
        for row in shards.read_rows(folder, "documents")
    }
    return State(entries, tuple(map(shards.encode, shards.read_rows(folder, "speakers"))), ids)


def _alias_table(folder: Path, parent: Manifest | None, given: Aliases | None) -> Aliases:
    """The table that holds: the one given, else the one that the dataset keeps.

    Raises DatasetError where the dataset's own is not as it was written, so that nobody's edits are lost.
    """
    path = folder / aliases.NAME
    recorded = (parent.recipe.get("aliases") or {}).get("sha256") if parent else None
    found = file_sha256(path) if path.is_file() else None
    if found != recorded and not (given is not None and found is None):
        what = "is missing" if found is None else "was changed after it was built"
        raise DatasetError(
            f"{path}: {what}; expected the table as the dataset keeps it: restore it, or move yours out of the "
            "dataset and give it with --aliases"
        )
    if given is not None:
        return given
    return aliases.read_aliases(path) if found else Aliases()
