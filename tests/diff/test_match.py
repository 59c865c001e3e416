"""Matching by overlap: one-to-one, the best first, and not by chance."""

from __future__ import annotations

from typing import Any

import pytest

from quotes.diff.match import match_documents, match_quotations

Row = dict[str, Any]


def quotation(text: str, *spans: tuple[int, int], type_: str = "direct") -> Row:
    return {"text": text, "type": type_, "spans": [{"start": a, "end": b} for a, b in spans]}


CASES = {
    "moved border": ([quotation("a b c", (0, 9))], [quotation("a b", (0, 6))], [(0, 0)]),
    "apart": ([quotation("a", (0, 9))], [quotation("a", (9, 20))], []),
    "too little": ([quotation("a b", (0, 100))], [quotation("b", (95, 120))], []),
    "other words": ([quotation("x", (0, 9))], [quotation("y", (0, 9))], []),
    "best first": (
        [quotation("a b", (0, 10)), quotation("a b", (0, 20))],
        [quotation("a b", (0, 19)), quotation("a b", (0, 9))],
        [(0, 1), (1, 0)],
    ),
    "same type first": (
        [quotation("a", (0, 9), type_="indirect"), quotation("a", (0, 9))],
        [quotation("a", (0, 9))],
        [(1, 0)],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_quotations_of_one_text(name: str) -> None:
    """Spans decide."""
    before, after, expected = CASES[name]
    assert sorted((p.before, p.after) for p in match_quotations(before, after, same_text=True)) == expected


def test_quotations_of_a_rewritten_text() -> None:
    """Words decide, wherever they stand."""
    before = [quotation("Wir helfen dem Land", (0, 19)), quotation("Nein danke", (30, 40))]
    after = [quotation("Ganz etwas anderes", (0, 18)), quotation("Wir helfen dem ganzen Land", (500, 526))]
    assert [(p.before, p.after) for p in match_quotations(before, after, same_text=False)] == [(0, 1)]


def test_documents_by_text_then_by_similarity() -> None:
    """An equal text under another id is the same document, then a similar one; others are not."""
    story = "Der Minister hat am Montag in Berlin erklärt, dass die Regierung den Einsatz im Süden verlängern will."
    before = {"a": {"text": story}, "b": {"text": f"{story} Das Parlament entscheidet im Herbst über das Mandat."}}
    after = {
        "x": {"text": f"{story} Das Parlament entscheidet im Winter über das Mandat."},
        "y": {"text": story},
        "z": {"text": "Im Zoo ist ein Elefant geboren worden, und alle freuen sich darüber sehr."},
    }
    found = match_documents(before, after)
    assert [(a, b, how) for a, b, how, _ in found] == [("a", "y", "text"), ("b", "x", "overlap")]
    assert 0.5 <= found[1][3] < 1
