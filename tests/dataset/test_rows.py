"""Rows have exactly the schema's columns, and hold all that a document holds."""

from __future__ import annotations

import dataclasses

import pytest

from quotes.dataset import dataset_id, document_errors, document_row, from_rows, to_rows, with_dataset_id
from quotes.dataset.rows import utc_timestamp
from quotes.document import Article, Document, Stance, quotation_id
from quotes.resources import schema
from tests.dataset.examples import TEXT, document, silent


def test_columns_are_the_schema_s() -> None:
    """Names and order of the columns are those of the schema files."""
    assert list(to_rows(document())[0]) == list(schema("quotation.v1")["properties"])
    assert list(document_row(document().article)) == list(schema("document.v1")["properties"])


def test_values() -> None:
    """Words are those of the spans, scores have four digits, what is missing is null or empty."""
    first, second = to_rows(document())
    assert first["text"] == "„Nein 😀“"
    assert first["spans"] == [{"start": 0, "end": 8}]
    assert first["speaker"] == "die Sprecherin Eva Muster (SPD)"
    assert first["stance_score"] == 0.8765
    assert second["parent_id"] == first["id"]
    assert (second["speaker"], second["speaker_spans"], second["speaker_role_category"]) == (None, [], "unknown")
    assert (second["stance"], second["stance_target"]) == ("none", "intervention")


def test_rows_pass_validation() -> None:
    """What to_rows and document_row give is valid."""
    for doc in (document(), silent()):
        assert document_errors(document_row(doc.article), to_rows(doc)) == []


def test_round_trip() -> None:
    """From rows comes the same document, but for scores beyond four digits and absent stances."""
    article = {"title": "T", "url": "https://example.org", "source": "S", "licence": "CC0-1.0", "published": "2018-06"}
    doc = document(**article)
    provenance = (("page", "3"), ("read.encoding_converted", "read as cp1252"))
    doc = dataclasses.replace(doc, article=dataclasses.replace(doc.article, provenance=provenance))
    back = from_rows(document_row(doc.article), to_rows(doc))
    assert back.article == doc.article
    first, second = doc.quotations
    assert first.stance is not None
    assert back.quotations[0] == dataclasses.replace(first, stance=dataclasses.replace(first.stance, score=0.8765))
    assert back.quotations[1] == dataclasses.replace(second, stance=Stance("intervention"))


@pytest.mark.parametrize(
    ("id_", "prefixed"),
    [
        ("01", True),
        ("2024-05-01", True),
        ("2024-05-01T10:00:00Z", True),
        ("2024-05", True),
        ("-1.5e3", True),
        ("1,000", True),
        ("NaN", True),
        ("null", True),
        ("a.txt", False),
        ("doc:01", False),
        ("2024-05-01-x", False),
        ("000_eb07cb67dff6d22f.txt", False),
        ("a.jsonl#1", False),
    ],
)
def test_dataset_id(id_: str, prefixed: bool) -> None:
    """An id that reads as a date or number gets a prefix, any other stays."""
    assert dataset_id(id_) == ("doc:" + id_ if prefixed else id_)


def test_renamed_document_keeps_its_ids_consistent() -> None:
    """Ids of quotations follow from the document's id in the dataset, and parents follow them."""
    renamed = with_dataset_id(document("01"))
    assert renamed.article.id == "doc:01"
    for quotation in renamed.quotations:
        assert quotation.id == quotation_id("doc:01", quotation.spans, quotation.type)
    assert renamed.quotations[1].parent == renamed.quotations[0].id
    assert with_dataset_id(document()) == document()


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (None, None),
        ("2018", "2018-01-01T00:00:00Z"),
        ("2018-06", "2018-06-01T00:00:00Z"),
        ("2018-06-05", "2018-06-05T00:00:00Z"),
        ("2018-06-05T10:00:00", "2018-06-05T10:00:00Z"),
        ("2018-06-05T10:00:00+02:00", "2018-06-05T08:00:00Z"),
        ("2018-06-05T10:00:00Z", "2018-06-05T10:00:00Z"),
        ("gestern", None),
    ],
)
def test_published_has_one_form(published: str | None, expected: str | None) -> None:
    """Every date becomes a time in UTC of one form; what is no date becomes null, kept as given."""
    assert utc_timestamp(published) == expected
    row = document_row(Article("a", "Text", published=published))
    assert row["published"] == expected
    assert from_rows(row, []).article.published == published


def test_title_that_is_a_date_is_made_unmistakable() -> None:
    """A loader would rewrite a column of dates; a space at the end keeps it from that."""
    assert document_row(Article("a", "Text", title="2024-05-01"))["title"] == "2024-05-01 "


def test_lone_surrogates_become_replacement_characters() -> None:
    """A half character, which no file can hold, is replaced one for one, in text and words alike."""
    doc = document()
    text = TEXT.replace("😀", "\ud83d")
    broken = Document(dataclasses.replace(doc.article, text=text), quotations=doc.quotations)
    row, rows = document_row(broken.article), to_rows(broken)
    assert row["text"] == text.replace("\ud83d", "\ufffd")
    assert document_errors(row, rows) == []
