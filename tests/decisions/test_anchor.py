"""Decisions find their quotation again by id, by spans, by overlap; a rejection needs more of it."""

from __future__ import annotations

import pytest

from quotes.decisions.anchor import Anchor, match, overlap, same_words


def spans(*pairs: tuple[int, int]) -> list[dict[str, int]]:
    return [{"start": a, "end": b} for a, b in pairs]


def row(id_: str, *pairs: tuple[int, int]) -> dict[str, object]:
    return {"id": id_, "spans": spans(*pairs)}


CASES = [
    ("the same id", Anchor("k", ("a",), (spans((0, 10)),)), [row("b", (0, 10)), row("a", (50, 60))], "a"),
    ("the same spans, another type", Anchor("k", ("x",), (spans((0, 10)),)), [row("a", (0, 10))], "a"),
    ("the spans as corrected", Anchor("k", ("x",), (spans((0, 4)), spans((0, 10)))), [row("a", (0, 10))], "a"),
    ("an end that moved", Anchor("k", ("x",), (spans((0, 10)),)), [row("a", (0, 12))], "a"),
    ("the nearer of two", Anchor("k", ("x",), (spans((0, 10)),)), [row("a", (0, 15)), row("b", (0, 11))], "b"),
    ("too little in common", Anchor("k", ("x",), (spans((0, 10)),)), [row("a", (0, 30))], None),
    ("rejected, half in common", Anchor("k", ("x",), (spans((0, 10)),), rejects=True), [row("a", (0, 15))], None),
    ("rejected, nearly the same", Anchor("k", ("x",), (spans((0, 10)),), rejects=True), [row("a", (0, 11))], "a"),
    ("elsewhere", Anchor("k", ("x",), (spans((0, 10)),)), [row("a", (20, 30))], None),
]


@pytest.mark.parametrize(("what", "anchor", "rows", "expected"), CASES, ids=[c[0] for c in CASES])
def test_a_decision_finds_its_quotation(what: str, anchor: Anchor, rows: list[dict], expected: str | None) -> None:
    """By id before spans before overlap."""
    assert match([anchor], rows).get("k") == expected, what


def test_a_row_belongs_to_one_decision() -> None:
    """Of two decisions that fit one row, the better one has it."""
    anchors = [Anchor("far", ("x",), (spans((0, 14)),)), Anchor("near", ("y",), (spans((0, 11)),))]
    assert match(anchors, [row("a", (0, 10))]) == {"near": "a"}


def test_overlap_is_a_share_of_the_union() -> None:
    """Half of ten and half of ten others share a third; pieces count together; nothing shared is 0."""
    assert overlap(spans((0, 10)), spans((5, 15))) == pytest.approx(1 / 3)
    assert overlap(spans((0, 5), (10, 15)), spans((0, 15))) == pytest.approx(10 / 15)
    assert overlap(spans((0, 5)), spans((5, 9))) == 0


def test_words_are_found_in_another_text_only_where_there_is_one_place() -> None:
    """Spans move with their words; where these stand nowhere or twice, nothing is guessed."""
    assert same_words(spans((2, 4), (6, 8)), "ab XX y ZZ", "😀 ab XX y ZZ") == spans((4, 6), (8, 10))
    assert same_words(spans((0, 2)), "XX", "XX und XX") is None
    assert same_words(spans((0, 2)), "XX", "YY") is None
