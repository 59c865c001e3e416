"""Documents into a dataset folder: the first version, or the next one of a dataset that is there."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from quotes.dataset import card, changes, manifest, replace, shards
from quotes.dataset.changes import Changes, Entry
from quotes.dataset.manifest import Manifest, next_version, read_manifest
from quotes.dataset.recipe import Recipe
from quotes.dataset.rows import Row, dataset_id, document_row, to_rows, with_dataset_id
from quotes.dataset.summary import Summary, summarise
from quotes.dataset.validate import document_errors
from quotes.document import Document
from quotes.errors import DatasetError, DocumentError

STAGE = "dataset"
ERRORS = "errors.jsonl"

Result = Document | DocumentError


@dataclass(frozen=True, slots=True)
class Build:
    """What a build did. ``unchanged``: the dataset held all of it already, and nothing was written."""

    folder: Path
    version: str
    parent: str | None
    status: Literal["created", "extended", "unchanged"]
    changes: Changes
    failures: tuple[DocumentError, ...]
    summary: Summary


def build(
    results: Iterable[Result], folder: Path, recipe: Recipe, *, name: str | None = None, correction: bool = False
) -> Build:
    """Write documents as the dataset in ``folder``, or as the next version of the one that is there.

    Documents that the dataset holds and ``results`` lacks, or lists as failed, stay as they are. A DocumentError, and
    a document whose rows would break the schema, goes to ``errors.jsonl``. ``name`` is the card's title (default:
    that of the dataset, else the folder's name); ``correction`` marks a version in which people corrected. Rows are
    sorted by document id and position, so that their order does not depend on that of the input.

    Raises DatasetError where the folder holds something else, was changed by hand, or would hold no document at all;
    before the first result is asked for where possible, and with nothing changed.
    """
    replace.recover(folder)
    parent = read_manifest(folder)
    old = _load(folder, parent)
    collected, failures = _collect(results)
    new = dict(sorted({**old, **collected}.items()))
    if not new:
        reasons = "; ".join(str(failure) for failure in failures[:3]) or "the input held none"
        raise DatasetError(
            f"{folder}: got no document for a dataset, expected at least one ({reasons}); nothing written"
        )
    differences = changes.compare(old, new)
    summary = _summarise(new)
    errors = _errors(folder, failures, collected)
    if parent is not None and not differences:
        _update_errors(folder, errors)
        return Build(folder, parent.version, parent.parent, "unchanged", differences, failures, summary)
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
        if errors:
            shards.write_rows(fresh / ERRORS, errors)
    status: Literal["created", "extended"] = "extended" if parent else "created"
    return Build(folder, version.number, parent.version if parent else None, status, differences, failures, summary)


@dataclass(frozen=True, slots=True)
class _Version:
    """What is known of the version to write, apart from its rows."""

    name: str
    number: str
    parent: Manifest | None
    recipe: Recipe
    changes: Changes
    summary: Summary


def _load(folder: Path, parent: Manifest | None) -> dict[str, Entry]:
    """The documents of the dataset that is there, checked against its manifest."""
    if parent is None:
        return {}
    shards.check_files(folder, parent.files)
    quotations: dict[str, list[str]] = {}
    for row in shards.read_rows(folder, "quotations"):
        quotations.setdefault(row["doc_id"], []).append(shards.encode(row))
    return {
        row["id"]: Entry(shards.encode(row), tuple(quotations.get(row["id"], ())))
        for row in shards.read_rows(folder, "documents")
    }


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


def _summarise(entries: Mapping[str, Entry]) -> Summary:
    lines = (line for entry in entries.values() for line in entry.quotations)
    return summarise(map(json.loads, lines), documents=len(entries))


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


def _write(fresh: Path, version: _Version, entries: Mapping[str, Entry], changelog: str | None) -> None:
    documents = [entry.document for entry in entries.values()]
    quotations = [line for entry in entries.values() for line in entry.quotations]
    files = shards.write_shards(fresh, "documents", documents) | shards.write_shards(fresh, "quotations", quotations)
    new = Manifest(
        name=version.name,
        version=version.number,
        parent=version.parent.version if version.parent else None,
        recipe=version.recipe.as_dict(),
        inputs=_inputs(documents),
        counts=version.summary.as_dict(),
        content={"documents": shards.content_sha256(documents), "quotations": shards.content_sha256(quotations)},
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
