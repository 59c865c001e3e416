"""Texts of local articles back into a dataset without text, each checked by its hash."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from quotes.corpora.articles import read
from quotes.dataset import card
from quotes.dataset.manifest import NAME, FileEntry, Manifest, read_manifest
from quotes.dataset.rows import document_row
from quotes.dataset.shards import content_sha256, encode, read_rows, write_file
from quotes.dataset.speakers import speaker_rows
from quotes.dataset.summary import summarise
from quotes.dataset.validate import DOCUMENT, QUOTATION, SPAN_COLUMNS
from quotes.document import Article
from quotes.errors import InputError
from quotes.publish import rights
from quotes.publish.folder import new_folder
from quotes.publish.offsets import ORIGINAL, Row, dataset_manifest, read_offsets, rows_of, short_provenance
from quotes.resources import schema

MISSING = "missing.jsonl"
Reason = Literal["missing", "different"]


@dataclass(frozen=True, slots=True)
class Absent:
    """A document whose text was not found. ``different``: an article with its id or address has another text."""

    doc_id: str
    reason: Reason
    url: str | None
    sha256: str
    found: str | None


@dataclass(frozen=True, slots=True)
class Rehydrated:
    """What was put back: documents with text, those without, and whether the result equals the dataset by byte."""

    documents: int
    absent: tuple[Absent, ...]
    identical: bool


@dataclass(frozen=True, slots=True)
class _Local:
    """Of the articles at hand: texts by hash, provenance by hash and id, hashes by id and by address."""

    texts: dict[str, str]
    provenance: dict[tuple[str, str | None], str | None]
    by_id: dict[str, str]
    by_url: dict[str, str]


def rehydrate(offsets: Path, inputs: Sequence[str], output: Path) -> Rehydrated:
    """Write the dataset that ``offsets`` was made from, as far as its texts are among the articles of ``inputs``.

    Articles are found by the hash of their text, whatever their name. Documents without text are left out with their
    quotations and listed in ``missing.jsonl``; the result is a dataset of its own then, with its own manifest and card.

    Raises InputError where ``offsets`` is no export without text or was changed, where no text was found, and where
    ``output`` is there; nothing is written then.
    """
    about = read_offsets(offsets)
    original = dataset_manifest(offsets / ORIGINAL)
    documents = {row["id"]: row for row in rows_of(offsets, about["files"], "documents")}
    local = _local(inputs, documents)
    absent = tuple(a for row in documents.values() if (a := _absent(row, local)))
    if len(absent) == len(documents):
        raise InputError(
            f"got articles of which none has the text of one of the {len(documents)} documents ({offsets}); expected "
            f"the articles that it was made from: {_say(absent[0])}; nothing written"
        )
    with new_folder(output) as fresh:
        present = documents.keys() - {a.doc_id for a in absent}
        files = _write(offsets, fresh, about["files"], documents, present, local)
        identical = files == original.files
        if identical:
            shutil.copytree(offsets / ORIGINAL, fresh, dirs_exist_ok=True)
        else:
            _finish_part(offsets, fresh, original, files, present, absent)
    return Rehydrated(len(present), absent, identical)


def _local(inputs: Sequence[str], documents: dict[str, Row]) -> _Local:
    wanted = {row["sha256"] for row in documents.values()}
    found = _Local({}, {}, {}, {})
    for reading in read(inputs, any_language=True):
        if not isinstance(reading, Article):
            continue
        row = document_row(reading)
        found.by_id[row["id"]] = row["sha256"]
        if row["url"]:
            found.by_url[row["url"]] = row["sha256"]
        if row["sha256"] in wanted:
            found.texts[row["sha256"]] = row["text"]
            found.provenance[row["sha256"], row["id"]] = row["provenance"]
            found.provenance.setdefault((row["sha256"], None), row["provenance"])
    return found


def _absent(row: Row, local: _Local) -> Absent | None:
    if row["sha256"] in local.texts:
        return None
    found = local.by_id.get(row["id"]) or local.by_url.get(row["url"] or "")
    return Absent(row["id"], "different" if found else "missing", row["url"], row["sha256"], found)


def _say(absent: Absent) -> str:
    if absent.reason == "different":
        return f"{absent.doc_id} has another text (sha256 {absent.found}, expected {absent.sha256})"
    return f"{absent.doc_id} is missing" + (f" ({absent.url})" if absent.url else "")


say = _say


def _write(
    offsets: Path,
    fresh: Path,
    names: Iterable[str],
    documents: dict[str, Row],
    present: set[str],
    local: _Local,
) -> dict[str, FileEntry]:
    """The data files of documents and quotations with text; of speakers only where nothing is left out."""
    files: dict[str, FileEntry] = {}
    for name in names:
        config = name.split("/")[1]
        if config == "speakers" and len(present) < len(documents):
            continue
        entry = write_file(fresh / name, (encode(row) for row in _filled(offsets, name, documents, present, local)))
        if entry.rows:
            files[name] = entry
        else:
            (fresh / name).unlink()
    return files


def _filled(offsets: Path, name: str, documents: dict[str, Row], present: set[str], local: _Local) -> Iterator[Row]:
    config = name.split("/")[1]
    for row in rows_of(offsets, [name], config):
        if config == "documents" and row["id"] in present:
            yield _document(row, local)
        elif config == "quotations" and row["doc_id"] in present:
            yield _quotation(row, local.texts[documents[row["doc_id"]]["sha256"]])
        elif config == "speakers":
            yield row


def _document(row: Row, local: _Local) -> Row:
    sha = row["sha256"]
    known = local.provenance.get((sha, row["id"]), local.provenance[sha, None])
    # Long values come from the article at hand where all short ones are the same, so that it is the same input.
    provenance = known if short_provenance(known) == row["provenance"] else row["provenance"]
    return _ordered({**row, "text": local.texts[sha], "provenance": provenance}, DOCUMENT)


def _quotation(row: Row, text: str) -> Row:
    words = {
        column: " ".join(text[s["start"] : s["end"]] for s in row[spans]) if row[spans] else None
        for spans, column in SPAN_COLUMNS
        if column
    }
    return _ordered({**row, **words}, QUOTATION)


def _ordered(row: Row, name: str) -> Row:
    """The row with its columns in the order of the schema, and any other after them."""
    columns = [column for column in schema(name)["properties"] if column in row]
    return {column: row[column] for column in [*columns, *(c for c in row if c not in columns)]}


def _finish_part(
    offsets: Path,
    fresh: Path,
    original: Manifest,
    files: dict[str, FileEntry],
    present: set[str],
    absent: tuple[Absent, ...],
) -> None:
    """Manifest, card and speakers of a dataset that is not the original one."""
    documents = list(read_rows(fresh, "documents"))
    quotations = list(read_rows(fresh, "quotations"))
    if absent:
        items = {row["id"]: row["wikidata"] for row in rows_of(offsets, original.files, "speakers") if row["wikidata"]}
        people = speaker_rows(quotations, {row["id"]: row["published"] for row in documents}, items)
        if people:
            name = next(name for name in original.files if name.startswith("data/speakers/"))
            files[name] = write_file(fresh / name, map(encode, people))
    summary = summarise(quotations, documents=len(documents))
    changed: dict[str, Any] = {
        "files": files,
        "counts": {**original.counts, **summary.as_dict()},
        "content": {
            config: content_sha256(encode(row) for row in read_rows(fresh, config)) for config in original.content
        },
    }
    if absent:
        changed["name"] = f"{original.name} ({len(present)} of {len(present) + len(absent)} documents)"
    manifest = dataclasses.replace(original, **changed)
    for path in (offsets / ORIGINAL).iterdir():
        shutil.copyfile(path, fresh / path.name)
    (fresh / NAME).write_text(manifest.dump(), encoding="utf-8", newline="\n")
    licences = rights.count(row["licence"] for row in documents)
    (fresh / "README.md").write_text(card.render(manifest, licences), encoding="utf-8", newline="\n")
    if absent:
        lines = "".join(json.dumps(dataclasses.asdict(a), ensure_ascii=False) + "\n" for a in absent)
        (fresh / MISSING).write_text(lines, encoding="utf-8", newline="\n")


def original_version(offsets: Path) -> str | None:
    """The version of the dataset that an export without text was made from."""
    manifest = read_manifest(offsets / ORIGINAL)
    return manifest.version if manifest else None
