"""Texts of local articles back into a dataset without text, each checked by its hash."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from quotes.corpora.articles import read
from quotes.dataset import aliases, card
from quotes.dataset.changes import Changes
from quotes.dataset.decided import Decided
from quotes.dataset.labelled import read_labelled
from quotes.dataset.layout import from_dict
from quotes.dataset.manifest import Manifest
from quotes.dataset.recipe import Recipe
from quotes.dataset.rows import document_row
from quotes.dataset.shards import encode, write_file
from quotes.dataset.speakers import speaker_rows
from quotes.dataset.state import Entry, State
from quotes.dataset.summary import summarise
from quotes.dataset.validate import DOCUMENT, QUOTATION, SPAN_COLUMNS
from quotes.dataset.version import Version, write
from quotes.document import Article
from quotes.errors import InputError
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
            f"the articles that it was made from: {say(absent[0])}; nothing written"
        )
    present = documents.keys() - {a.doc_id for a in absent}
    rows = _Rows(
        [_document(row, local) for id_, row in documents.items() if id_ in present],
        [
            _quotation(row, local.texts[documents[row["doc_id"]]["sha256"]])
            for row in rows_of(offsets, about["files"], "quotations")
            if row["doc_id"] in present
        ],
    )
    with new_folder(output) as fresh:
        identical = not absent and _write_whole(offsets, fresh, original, rows)
        if not identical:
            shutil.rmtree(fresh / "data", ignore_errors=True)
            _write_part(offsets, fresh, original, rows, absent)
    return Rehydrated(len(present), absent, identical)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Documents and quotations with text, in the order of their files."""

    documents: list[Row]
    quotations: list[Row]


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


def say(absent: Absent) -> str:
    """Why a document's text is not there, in words."""
    if absent.reason == "different":
        return f"{absent.doc_id} has another text (sha256 {str(absent.found)[:12]}, expected {absent.sha256[:12]})"
    return f"{absent.doc_id} is missing" + (f" ({absent.url})" if absent.url else "")


def _write_whole(offsets: Path, fresh: Path, original: Manifest, rows: _Rows) -> bool:
    """Write the dataset as it was; False where a file comes out otherwise (articles say else of themselves)."""
    documents, quotations = iter(rows.documents), iter(rows.quotations)
    for name, entry in original.files.items():
        config = name.split("/")[1]
        source = {"documents": documents, "quotations": quotations}.get(config) or rows_of(offsets, [name], config)
        if write_file(fresh / name, map(encode, islice(source, entry.rows))) != entry:
            return False
    shutil.copytree(offsets / ORIGINAL, fresh, dirs_exist_ok=True)
    return True


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


def _write_part(offsets: Path, fresh: Path, original: Manifest, rows: _Rows, absent: tuple[Absent, ...]) -> None:
    """A dataset of its own, of what is there: with its own manifest, card, speakers."""
    quotations: dict[str, list[str]] = {}
    for row in rows.quotations:
        quotations.setdefault(row["doc_id"], []).append(encode(row))
    entries = {
        row["id"]: Entry(encode(row), tuple(quotations.get(row["id"], ())))
        for row in sorted(rows.documents, key=lambda row: str(row["id"]))
    }
    items = {row["id"]: row["wikidata"] for row in rows_of(offsets, original.files, "speakers") if row["wikidata"]}
    people = speaker_rows(rows.quotations, {row["id"]: row["published"] for row in rows.documents}, items)
    table = offsets / ORIGINAL / aliases.NAME
    total = len(rows.documents) + len(absent)
    part = Version(
        name=f"{original.name} ({len(rows.documents)} of {total} documents)" if absent else original.name,
        number=original.version,
        parent=None,
        recipe=Recipe(**original.recipe, cards=original.models),
        labelled=read_labelled(original, entries),
        state=State(entries, tuple(map(encode, people))),
        summary=summarise(rows.quotations, documents=len(entries)),
        changes=Changes(tuple(entries), (), len(rows.quotations), 0, {}, (len(people), 0, 0)),
        aliases=aliases.read_aliases(table) if table.is_file() else aliases.Aliases(),
        errors=[],
        changelog=None,
        decided=Decided(entries),
        card=(offsets / ORIGINAL / card.NAME).read_text(encoding="utf-8"),
        layout=from_dict(original.layout),
    )
    write(fresh, part)
    if absent:
        lines = "".join(json.dumps(asdict(a), ensure_ascii=False) + "\n" for a in absent)
        (fresh / MISSING).write_text(lines, encoding="utf-8", newline="\n")
