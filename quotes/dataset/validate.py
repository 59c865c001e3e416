"""Whether rows are what the schemas and the text say: every error, not only the first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from quotes.dataset.quick import Check, compiled
from quotes.dataset.rows import text_sha256
from quotes.document import STANCE_LABELS
from quotes.german.name_forms import JOINT, joint_names
from quotes.resources import schema

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

QUOTATION = "quotation.v1"
DOCUMENT = "document.v1"
SPEAKER = "speaker.v1"
SPAN_COLUMNS = (
    ("spans", "text"),
    ("cue_spans", "cue"),
    ("frame_spans", None),
    ("speaker_spans", "speaker"),
    ("addressee_spans", "addressee"),
    ("stance_evidence", None),
)


def schema_errors(row: object, name: str) -> list[str]:
    """What in a row breaks the schema ``name`` (QUOTATION, DOCUMENT or SPEAKER), as ``column: reason``."""
    if _plainly_valid(name)(row):
        return []
    errors = sorted(_validator(name).iter_errors(row), key=lambda e: [str(p) for p in e.absolute_path])
    return [f"{'.'.join(map(str, error.absolute_path)) or 'row'}: {error.message}" for error in errors]


def document_errors(document: Mapping[str, Any], quotations: Sequence[Mapping[str, Any]]) -> list[str]:
    """Everything that is wrong with a document row and its quotation rows, each with the id of its row.

    Beside the schemas: spans lie in the text, in order and without overlap; a column of words holds the words of its
    spans; the hash is the text's; ids are unique; a parent is another quotation of the same document.
    """
    errors = [f"document {_id(document)}: {e}" for e in schema_errors(document, DOCUMENT)]
    if errors:
        return errors
    if document["sha256"] != text_sha256(document["text"]):
        errors.append(f"document {document['id']}: sha256: is not that of the text")
    known = {_id(row) for row in quotations}
    seen: set[str] = set()
    for row in quotations:
        found = schema_errors(row, QUOTATION) or list(_row_errors(row, document, known, seen))
        errors += [f"quotation {_id(row)}: {e}" for e in found]
    return errors


def speaker_errors(speakers: Sequence[Mapping[str, Any]], quotations: Iterable[Mapping[str, Any]]) -> list[str]:
    """Everything that is wrong with the speaker rows of a dataset, given all its quotation rows.

    Beside the schema: ids are unique and in order; a quotation has as many ids as names; every id has a row, and a row
    counts its quotations, by stance too, and their documents.
    """
    errors = [f"speaker {_id(row)}: {e}" for row in speakers for e in schema_errors(row, SPEAKER)]
    if errors:
        return errors
    ids = [row["id"] for row in speakers]
    if ids != sorted(set(ids)):
        errors.append("speakers: ids are not unique and sorted")
    counted = SpeakerCounts(ids)
    for row in quotations:
        errors += [f"quotation {_id(row)}: {e}" for e in counted.quotation_errors(row)]
    for row in speakers:
        errors += [f"speaker {_id(row)}: {e}" for e in counted.speaker_errors(row)]
    return errors


class SpeakerCounts:
    """Quotations counted by speaker, to hold the speakers' rows against: first all quotations, then the speakers."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._stances: dict[str, Counter[str]] = {id_: Counter() for id_ in ids}
        self._documents: dict[str, set[str]] = {id_: set() for id_ in self._stances}

    def quotation_errors(self, row: Mapping[str, Any]) -> Iterator[str]:
        """Count a quotation row; what is wrong with its speakers, as ``column: reason``."""
        names, of_row = joint_names(row["speaker_name"] or ""), (row["speaker_id"] or "").split(JOINT)
        if len(names) != len(list(filter(None, of_row))):
            yield f"speaker_id: is {row['speaker_id']!r}, expected an id for each of {names}"
        for id_ in filter(None, dict.fromkeys(of_row)):
            if id_ in self._stances:
                self._stances[id_][row["stance"]] += 1
                self._documents[id_].add(row["doc_id"])
            else:
                yield f"speaker_id: {id_} is no speaker"

    def speaker_errors(self, row: Mapping[str, Any]) -> Iterator[str]:
        """What a speaker's row counts wrong, as ``column: reason``."""
        stances = self._stances[row["id"]]
        expected = {"quotations": stances.total(), "documents": len(self._documents[row["id"]])}
        expected.update({name: stances[name] for name in STANCE_LABELS})
        for column, number in expected.items():
            if row[column] != number:
                yield f"{column}: is {row[column]}, expected {number}"


def _row_errors(row: Mapping[str, Any], document: Mapping[str, Any], known: set[str], seen: set[str]) -> Iterator[str]:
    if row["id"] in seen:
        yield "id: stands twice in the document"
    seen.add(row["id"])
    if row["doc_id"] != document["id"]:
        yield f"doc_id: is {row['doc_id']!r}, expected {document['id']!r}"
    if row["parent_id"] is not None and (row["parent_id"] not in known or row["parent_id"] == row["id"]):
        yield f"parent_id: {row['parent_id']} is no other quotation of the document"
    yield from text_errors(row, document["text"])


def text_errors(row: Mapping[str, Any], text: str) -> Iterator[str]:
    """What in a quotation row does not fit the text of its document, as ``column: reason``."""
    for column, words in SPAN_COLUMNS:
        spans = row[column]
        yield from _span_errors(spans, column, text)
        if words:
            expected = " ".join(text[s["start"] : s["end"]] for s in spans) if spans else None
            if row[words] != expected:
                yield f"{words}: is {row[words]!r}, but {column} holds {expected!r}"


def _span_errors(spans: Sequence[Mapping[str, int]], column: str, text: str) -> Iterator[str]:
    end = 0
    for i, span in enumerate(spans):
        if not span["start"] < span["end"] <= len(text):
            yield f"{column}.{i}: [{span['start']}, {span['end']}) is no stretch of a text of {len(text)} code points"
        elif span["start"] < end:
            yield f"{column}.{i}: starts at {span['start']}, before the span before it ends ({end})"
        end = max(end, span["end"])


def _id(row: object) -> str:
    return str(row.get("id")) if isinstance(row, Mapping) else repr(row)[:40]


@cache
def _plainly_valid(name: str) -> Check:
    return compiled(schema(name))


@cache
def _validator(name: str) -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema(name))
