"""Documents into a dataset folder: the first version, or the next one of a dataset that is there."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from quotes.dataset import aliases as alias_table
from quotes.dataset import card, changes, identity, manifest, replace, shards, speakers
from quotes.dataset.aliases import Alias, Aliases
from quotes.dataset.changes import Changes, Entry
from quotes.dataset.manifest import Manifest, next_version, read_manifest
from quotes.dataset.recipe import Recipe, file_sha256
from quotes.dataset.rows import Row, dataset_id, document_row, to_rows, with_dataset_id
from quotes.dataset.summary import Summary, summarise
from quotes.dataset.validate import document_errors, speaker_errors
from quotes.document import Document
from quotes.errors import DatasetError, DocumentError

STAGE = "dataset"
ERRORS = "errors.jsonl"

Result = Document | DocumentError


@dataclass(frozen=True, slots=True)
class Build:
    """What a build did. ``unchanged``: the dataset held all of it already, and nothing was written. ``unmatched`` are
    the lines of the alias table that no speaker of the dataset has to do with.
    """

    folder: Path
    version: str
    parent: str | None
    status: Literal["created", "extended", "unchanged"]
    changes: Changes
    failures: tuple[DocumentError, ...]
    summary: Summary
    unmatched: tuple[Alias, ...] = ()


def build(
    results: Iterable[Result],
    folder: Path,
    recipe: Recipe,
    *,
    name: str | None = None,
    correction: bool = False,
    aliases: Aliases | None = None,
) -> Build:
    """Write documents as the dataset in ``folder``, or as the next version of the one that is there.

    Documents that the dataset holds and ``results`` lacks, or lists as failed, stay as they are. A DocumentError, and
    a document whose rows would break the schema, goes to ``errors.jsonl``. ``name`` is the card's title (default:
    that of the dataset, else the folder's name); ``correction`` marks a version in which people corrected. ``aliases``
    replaces the table of decisions by hand that the dataset keeps (``None``: it stays; an empty one: it goes). Rows are
    sorted by document id and position, so that their order does not depend on that of the input. Who is who is decided
    anew over all rows (``identity``): the ids of documents that stay may change too, which counts as a change of them.

    Raises DatasetError where the folder holds something else, was changed by hand, or would hold no document at all;
    before the first result is asked for where possible, and with nothing changed.
    """
    replace.recover(folder)
    parent = read_manifest(folder)
    old = _load(folder, parent)
    table = _alias_table(folder, parent, aliases)
    collected, failures = _collect(results)
    entries = dict(sorted({**old.entries, **collected}.items()))
    if not entries:
        reasons = "; ".join(str(failure) for failure in failures[:3]) or "the input held none"
        raise DatasetError(
            f"{folder}: got no document for a dataset, expected at least one ({reasons}); nothing written"
        )
    new, summary, unmatched = _identified(entries, table, old.ids)
    differences = changes.compare(old.entries, new.entries, (old.speakers, new.speakers))
    errors = _errors(folder, failures, collected)
    recipe = dataclasses.replace(recipe, aliases=table.as_recipe())
    if parent is not None and not differences and parent.recipe.get("aliases", {}) == recipe.aliases:
        _update_errors(folder, errors)
        return Build(folder, parent.version, parent.parent, "unchanged", differences, failures, summary, unmatched)
    version = _Version(
        name=name or (parent.name if parent else folder.absolute().name),
        number=next_version(parent, correction=correction),
        parent=parent,
        recipe=recipe,
        changes=differences,
        summary=summary,
    )
    changelog = _changelog(folder)
    with replace.new_state(folder, keep_as=parent.version if parent else None) as fresh:
        _write(fresh, version, new, changelog)
        if table.lines:
            (fresh / alias_table.NAME).write_text(table.dump(), encoding="utf-8", newline="\n")
        if errors:
            shards.write_rows(fresh / ERRORS, errors)
    before = parent.version if parent else None
    status: Literal["created", "extended"] = "extended" if parent else "created"
    return Build(folder, version.number, before, status, differences, failures, summary, unmatched)


@dataclass(frozen=True, slots=True)
class _Version:
    """What is known of the version to write, apart from its rows."""

    name: str
    number: str
    parent: Manifest | None
    recipe: Recipe
    changes: Changes
    summary: Summary


@dataclass(frozen=True, slots=True)
class _State:
    """The rows of a dataset, encoded: documents with their quotations by id, and speakers; of one that was loaded also
    the speakers' ids by document and name.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    speakers: tuple[str, ...] = ()
    ids: Mapping[tuple[str, str], str] = field(default_factory=dict)


def _load(folder: Path, parent: Manifest | None) -> _State:
    """The dataset that is there, checked against its manifest."""
    if parent is None:
        return _State()
    shards.check_files(folder, parent.files)
    quotations: dict[str, list[str]] = {}
    ids: dict[tuple[str, str], str] = {}
    for row in shards.read_rows(folder, "quotations"):
        quotations.setdefault(row["doc_id"], []).append(shards.encode(row))
        ids.update(identity.known_ids([row]))
    entries = {
        row["id"]: Entry(shards.encode(row), tuple(quotations.get(row["id"], ())))
        for row in shards.read_rows(folder, "documents")
    }
    return _State(entries, tuple(map(shards.encode, shards.read_rows(folder, "speakers"))), ids)


def _alias_table(folder: Path, parent: Manifest | None, given: Aliases | None) -> Aliases:
    """The table that holds: the one given, else the one that the dataset keeps.

    Raises DatasetError where the dataset's own is not as it was written, so that nobody's edits are lost.
    """
    path = folder / alias_table.NAME
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
    return alias_table.read_aliases(path) if found else Aliases()


def _collect(results: Iterable[Result]) -> tuple[dict[str, Entry], tuple[DocumentError, ...]]:
    entries: dict[str, Entry] = {}
    failures: list[DocumentError] = []
    for result in results:
        if isinstance(result, DocumentError):
            failures.append(result)
            continue
        document, quotations = _rows(result)
        errors = document_errors(document, quotations)
        if document["id"] in entries:
            errors = [f"got the id {document['id']!r} a second time; expected one article an id", *errors]
        if errors:
            failures.append(DocumentError(document["id"], STAGE, "; ".join(errors[:5])))
            continue
        entries[document["id"]] = Entry(shards.encode(document), tuple(shards.encode(row) for row in quotations))
    return entries, tuple(failures)


def _rows(document: Document) -> tuple[Row, list[Row]]:
    document = with_dataset_id(document)
    quotations = sorted(to_rows(document), key=lambda r: (r["spans"][0]["start"], -r["spans"][-1]["end"], r["id"]))
    return document_row(document.article), quotations


#: The columns that identity, speakers and summary read; the rest of a row need not be held in memory.
_READ = frozenset((*identity.COLUMNS, *speakers.COLUMNS, "id", "type", "flags"))


def _identified(
    entries: Mapping[str, Entry], table: Aliases, before: Mapping[tuple[str, str], str]
) -> tuple[_State, Summary, tuple[Alias, ...]]:
    """The dataset of these documents with everybody's id and the speakers, its counts, and alias lines of nobody.

    Raises DatasetError where the speakers would break their schema or not fit the quotations.
    """
    rows = [_read(line) for entry in entries.values() for line in entry.quotations]
    decided = identity.identify(rows, table, before)
    changed = {row["id"]: id_ for row, id_ in zip(rows, decided.ids, strict=True) if row["speaker_id"] != id_}
    for row in rows:
        row["speaker_id"] = changed.get(row["id"], row["speaker_id"])
    published = {id_: json.loads(entry.document)["published"] for id_, entry in entries.items()}
    found = speakers.speaker_rows(rows, published, table.wikidata())
    errors = speaker_errors(found, rows)
    if errors:
        raise DatasetError(f"got speakers that do not fit the quotations: {'; '.join(errors[:5])}; nothing written")
    identified = {id_: _with_ids(entry, changed) for id_, entry in entries.items()} if changed else entries
    state = _State(identified, tuple(map(shards.encode, found)))
    return state, summarise(rows, documents=len(entries)), decided.unmatched


def _read(line: str) -> Row:
    return {column: value for column, value in json.loads(line).items() if column in _READ}


def _with_ids(entry: Entry, ids: Mapping[str, str | None]) -> Entry:
    """The document with other speaker ids in the quotations (by id) that get one."""
    rows = (json.loads(line) for line in entry.quotations)
    lines = (shards.encode({**row, "speaker_id": ids[row["id"]]}) if row["id"] in ids else None for row in rows)
    new = tuple(fresh or line for fresh, line in zip(lines, entry.quotations, strict=True))
    return dataclasses.replace(entry, quotations=new)


def _errors(folder: Path, failures: Iterable[DocumentError], collected: Mapping[str, Entry]) -> list[Row]:
    """The rows of errors.jsonl: this run's, and earlier ones of inputs that this run did not touch."""
    rows = [{"doc_id": dataset_id(f.document_id), "stage": f.stage, "reason": _writable(f.reason)} for f in failures]
    touched = {row["doc_id"] for row in rows} | collected.keys()
    path = folder / ERRORS
    earlier = [row for row in shards.read_file(path) if row["doc_id"] not in touched] if path.is_file() else []
    return sorted([*earlier, *rows], key=lambda row: (row["doc_id"], row["stage"], row["reason"]))


def _writable(text: str) -> str:
    """A message as a file can hold it."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _update_errors(folder: Path, errors: list[Row]) -> None:
    """Replace errors.jsonl, which is no part of a version's content, where it changed."""
    path = folder / ERRORS
    if not errors:
        path.unlink(missing_ok=True)
        return
    fresh = folder / f".{ERRORS}.new"
    shards.write_rows(fresh, errors)
    fresh.replace(path)


def _changelog(folder: Path) -> str | None:
    path = folder / "CHANGELOG.md"
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _write(fresh: Path, version: _Version, state: _State, changelog: str | None) -> None:
    documents = [entry.document for entry in state.entries.values()]
    tables = {
        "documents": documents,
        "quotations": [line for entry in state.entries.values() for line in entry.quotations],
        "speakers": state.speakers,
    }
    files = {
        path: e for config, lines in tables.items() for path, e in shards.write_shards(fresh, config, lines).items()
    }
    new = Manifest(
        name=version.name,
        version=version.number,
        parent=version.parent.version if version.parent else None,
        recipe=version.recipe.as_dict(),
        inputs=_inputs(documents),
        counts=version.summary.as_dict(),
        content={config: shards.content_sha256(lines) for config, lines in tables.items()},
        files=files,
    )
    licences = Counter(json.loads(line)["licence"] for line in documents)
    section = changes.entry(new, version.changes, version.parent)
    for file, text in (
        (manifest.NAME, new.dump()),
        ("README.md", card.render(new, licences)),
        ("CHANGELOG.md", changes.changelog(section, changelog)),
    ):
        (fresh / file).write_text(text, encoding="utf-8", newline="\n")


def _inputs(documents: Iterable[str]) -> dict[str, Any]:
    """How many articles went in, and a hash over their ids and texts."""
    digest = hashlib.sha256()
    number = 0
    for line in documents:
        row = json.loads(line)
        digest.update(f"{row['id']}\0{row['sha256']}\n".encode())
        number += 1
    return {"documents": number, "sha256": digest.hexdigest()}
