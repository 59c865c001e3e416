"""Every error in a row is found, and named with its row and column."""

from __future__ import annotations

from typing import Any

import pytest

from quotes.dataset import document_errors, document_row, schema_errors, speaker_errors, speaker_rows, to_rows
from tests.dataset.examples import document


def rows() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    doc = document()
    return document_row(doc.article), to_rows(doc)


def test_all_schema_errors_are_listed() -> None:
    """Not only the first one; an unknown column is one."""
    _, [row, _] = rows()
    row.update(type="shouted", stance_score=2, extra=1)
    del row["flags"]
    found = "\n".join(schema_errors(row, "quotation.v1"))
    for word in ("shouted", "stance_score", "extra", "flags"):
        assert word in found
    assert len(found.splitlines()) == 4


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"doc_id": "other"}, "doc_id"),
        ({"parent_id": "q-0000000000000000"}, "parent_id"),
        ({"spans": [{"start": 0, "end": 999}]}, "spans.0"),
        ({"spans": [{"start": 3, "end": 3}]}, "spans.0"),
        ({"spans": [{"start": 5, "end": 8}, {"start": 0, "end": 2}]}, "before the span before it ends"),
        ({"text": "Ja"}, "text: is 'Ja'"),
        ({"cue": None}, "cue: is None"),
        ({"id": "1"}, "id"),
    ],
)
def test_errors_against_the_text(change: dict[str, Any], expected: str) -> None:
    """Spans lie in the text in order, words are those of the spans, parents and documents are there."""
    doc, [first, second] = rows()
    first.update(change)
    assert any(expected in error for error in document_errors(doc, [first, second]))


def test_errors_of_the_document() -> None:
    """A hash that is not the text's, a doubled quotation, a document row that breaks the schema."""
    doc, [first, second] = rows()
    assert "stands twice" in document_errors(doc, [first, first])[0]
    assert "sha256" in document_errors({**doc, "sha256": "0" * 64}, [first, second])[0]
    assert "title" in document_errors({**doc, "title": 5}, [])[0]
    assert "row" in document_errors({"id": "x"}, [])[0]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"quotations": 0}, "quotations: 0 is less"),
        ({"quotations": 2}, "quotations: is 2, expected 1"),
        ({"documents": 2}, "documents: is 2, expected 1"),
        ({"favor": 1}, "favor: is 1, expected 0"),
        ({"id": "s-2"}, "s-1 is no speaker"),
        ({"id": "1"}, "id: '1' does not match"),
        ({"category": "king"}, "'king' is not one of"),
        ({"first": "gestern"}, "first: 'gestern' does not match"),
        ({"wikidata": "567"}, "wikidata: '567' does not match"),
    ],
)
def test_errors_of_the_speakers(change: dict[str, Any], expected: str) -> None:
    """Each row is of the schema, and counts the quotations that name it."""
    _, quotations = rows()
    [speaker] = speaker_rows(quotations, {"a.txt": "2024-05-01T00:00:00Z"})
    assert speaker_errors([speaker], quotations) == []
    assert any(expected in error for error in speaker_errors([{**speaker, **change}], quotations))


def test_errors_of_the_speakers_together() -> None:
    """Ids are unique and sorted; a quotation has as many as it has names."""
    _, quotations = rows()
    [speaker] = speaker_rows(quotations, {})
    assert any("not unique" in error for error in speaker_errors([speaker, speaker], quotations))
    quotations[0]["speaker_name"] = "Eva Muster; UN"
    assert any("an id for each" in error for error in speaker_errors([speaker], quotations))
