"""The data model: spans are checked, substrings derived, ids stable."""

from __future__ import annotations

import pytest

from quotes.document import Article, Document, Quotation, Span, Token, hull, join, quotation_id

TEXT = "Öz 😀 sagte: „Ja.“"


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_a_span_runs_forward(start: int, end: int) -> None:
    """A span before the text or backwards is refused, and the message says what was got."""
    with pytest.raises(ValueError, match=rf"\[{start}, {end}\)"):
        Span(start, end)


def test_offsets_are_code_points() -> None:
    """An emoji counts as one."""
    assert Span(5, 10).of(TEXT) == "sagte"
    assert len(Span(5, 10)) == 5


def test_span_relations() -> None:
    """Touching spans do not overlap; a span contains itself."""
    assert not Span(0, 2).overlaps(Span(2, 4))
    assert Span(0, 3).overlaps(Span(2, 4))
    assert Span(0, 3).contains(Span(0, 3))
    assert not Span(0, 3).contains(Span(2, 4))


def test_hull_and_join() -> None:
    """Several spans: the stretch that holds them, and their words with one space between."""
    spans = (Span(12, 16), Span(0, 2))
    assert hull(spans) == Span(0, 16)
    assert join(spans, TEXT) == "„Ja. Öz"
    assert Quotation("q", "direct", spans).hull == Span(0, 16)


def test_features_by_name() -> None:
    """A feature is found by its whole name, and absence is None."""
    token = Token(Span(0, 2), "sein", "AUX", "Mood=Sub|Number[psor]=Sing", -1, "root")
    assert token.feat("Mood") == "Sub"
    assert token.feat("Number") is None
    assert Token(Span(0, 2), "x", "X", "", -1, "root").feat("Mood") is None


def test_ids_follow_document_spans_and_type() -> None:
    """The same quotation has the same id; another document, span or type another one; none reads as a number."""
    ids = {
        quotation_id("a", [Span(0, 2)], "direct"),
        quotation_id("b", [Span(0, 2)], "direct"),
        quotation_id("a", [Span(0, 3)], "direct"),
        quotation_id("a", [Span(0, 1), Span(1, 2)], "direct"),
        quotation_id("a", [Span(0, 2)], "indirect"),
    }
    assert len(ids) == 5
    assert quotation_id("a", [Span(0, 2)], "direct") in ids
    assert all(i.startswith("q-") and len(i) == 18 for i in ids)


def test_document_text_is_the_articles() -> None:
    """Offsets of a document count in its article's text."""
    assert Document(Article("a", TEXT)).text == TEXT
