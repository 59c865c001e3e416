"""Decisions make rows: kept, changed, removed, added; those that fit nowhere are told, never dropped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from quotes.dataset.reviewed import Outcome, review
from quotes.dataset.rows import document_row, text_sha256, to_rows
from quotes.dataset.validate import document_errors
from quotes.decisions.model import SPANS, Answer, Item, values_of
from quotes.decisions.settle import Decision
from quotes.document import Article
from tests.dataset.examples import TEXT, document, span

ROWS = to_rows(document())
DOCUMENT = document_row(Article("a.txt", TEXT))
SHA = text_sha256(TEXT)


def spans(words: str) -> list[dict[str, int]]:
    found = span(words)
    return [{"start": found.start, "end": found.end}]


def decision(status: Any = "accepted", number: int = 0, origin: Any = "machine", **values: Any) -> Decision:
    item = Item(ROWS[number]["id"], "a.txt", SHA, origin, ROWS[number], "1.0.0")
    return Decision(item, Answer(status, values_of(ROWS[number]) | values), ("Anna",), 1)


def added(words: str, **values: Any) -> Decision:
    blank: Any = {name: [] for name in SPANS}
    row = {**ROWS[0], **blank, "id": "q-" + "0" * 16, "spans": spans(words), "type": "indirect", "signals": []}
    return Decision(
        Item(row["id"], "a.txt", SHA, "added", row), Answer("corrected", values_of(row) | values), ("A",), 1
    )


def test_accepted_is_kept_with_certainty() -> None:
    """Nothing but status, scores and flags changes, and the row stays valid."""
    reviewed = review(DOCUMENT, ROWS, [decision()])
    assert document_errors(DOCUMENT, reviewed.rows) == []
    first = reviewed.rows[0]
    expected = {**ROWS[0], "review_status": "accepted", "confidence": 1.0, "stance_score": 1.0, "flags": []}
    assert first == expected
    assert list(first) == list(ROWS[0])
    assert reviewed.rows[1] == ROWS[1]


def test_corrected_spans_and_type_give_words_and_id_anew() -> None:
    """Words follow spans, the id follows spans and type, and nested rows follow the id."""
    given = decision("corrected", spans=spans("„Nein 😀“, sagte"), type="indirect", speaker_spans=spans("Eva Muster"))
    reviewed = review(DOCUMENT, ROWS, [given])
    outer, inner = reviewed.rows
    assert (outer["text"], outer["speaker"], outer["type"]) == ("„Nein 😀“, sagte", "Eva Muster", "indirect")
    assert outer["id"] != ROWS[0]["id"]
    assert inner["parent_id"] == outer["id"]
    assert document_errors(DOCUMENT, reviewed.rows) == []


def test_rejected_leaves_and_what_was_nested_moves_up() -> None:
    """The row goes; a row inside it has no parent, or the parent's parent."""
    reviewed = review(DOCUMENT, ROWS, [decision("rejected")])
    assert [row["id"] for row in reviewed.rows] == [ROWS[1]["id"]]
    assert reviewed.rows[0]["parent_id"] is None
    assert reviewed.applied[0].row is None


def test_what_people_added_is_a_row_in_its_place() -> None:
    """An added quotation is valid, sorted by its start and nested where it lies inside another."""
    reviewed = review(DOCUMENT, ROWS, [added("Sie bleibe dabei."), added("😀")])
    assert [row["text"] for row in reviewed.rows] == ["„Nein 😀“", "Nein", "😀", "Sie bleibe dabei."]
    assert reviewed.rows[2]["parent_id"] == ROWS[0]["id"]
    assert document_errors(DOCUMENT, reviewed.rows) == []


def test_decisions_hold_when_the_models_find_it_elsewhere() -> None:
    """Where a new model moves the end, changes type and speaker, what people decided holds in its place."""
    moved = {**ROWS[0], "id": "q-" + "a" * 16, "spans": spans("„Nein 😀“,"), "type": "reported", "speaker_name": "X"}
    reviewed = review(DOCUMENT, [moved], [decision("corrected", speaker_name="Eva Muster-Mann")])
    (row,) = reviewed.rows
    assert (row["speaker_name"], row["text"], row["id"]) == ("Eva Muster-Mann", "„Nein 😀“", ROWS[0]["id"])


def test_decisions_hold_when_the_models_no_longer_find_it() -> None:
    """A kept quotation stands by itself; a rejected one has nothing to reject; both are counted."""
    outcome = Outcome()
    reviewed = review(DOCUMENT, [], [decision(), decision("rejected", 1)])
    outcome.add(reviewed)
    assert [row["id"] for row in reviewed.rows] == [ROWS[0]["id"]]
    assert (outcome.counts["alone"], outcome.counts["rejected"], outcome.orphans) == (1, 1, [])


def test_another_text_makes_orphans() -> None:
    """Where the article's text has changed, nothing is applied, and every decision is told."""
    changed = document_row(Article("a.txt", TEXT + " Neu."))
    reviewed = review(changed, ROWS, [decision(), decision("rejected", 1)])
    assert list(reviewed.rows) == ROWS
    assert [o.reason for o in reviewed.orphans] == ["text_changed", "text_changed"]


def test_two_that_make_the_same_row_differently_leave_one_as_orphan() -> None:
    """Two people who add the same quotation with other stances: one holds, the other is told; equal ones are one."""
    same = added("Sie bleibe dabei.")
    other = replace(added("Sie bleibe dabei.", stance="favor"), item=replace(same.item, id="q-" + "1" * 16))
    assert [o.reason for o in review(DOCUMENT, ROWS, [same, other]).orphans] == ["same_as_another"]
    twin = replace(same, item=replace(same.item, id="q-" + "1" * 16))
    reviewed = review(DOCUMENT, ROWS, [same, twin])
    assert (len(reviewed.rows), reviewed.orphans) == (3, ())


def test_values_that_no_row_can_have_make_an_orphan() -> None:
    """A decision that breaks the schema is told with the reason; the program's row stays."""
    reviewed = review(DOCUMENT, ROWS, [decision("corrected", stance="maybe")])
    assert list(reviewed.rows) == ROWS
    assert reviewed.orphans[0].reason == "invalid"
    assert "maybe" in reviewed.orphans[0].detail


def test_the_outcome_says_where_people_differ() -> None:
    """Of the kept quotations that the program found, each field counts how often people changed it."""
    outcome = Outcome()
    given = [decision("corrected", stance="mixed"), decision("accepted", 1), added("Sie bleibe dabei.")]
    outcome.add(review(DOCUMENT, ROWS, given))
    assert outcome.counts == {"accepted": 1, "corrected": 1, "added": 1, "alone": 0}
    assert outcome.fields["stance"] == (2, 1)
    assert outcome.fields["spans"] == (2, 0)


@pytest.mark.parametrize("decisions", [[], [decision("rejected"), decision("corrected", 1, stance="favor")]])
def test_applying_is_a_function_of_the_machine_s_rows(decisions: list[Decision]) -> None:
    """The same rows and decisions give the same result, and the rows given are left as they are."""
    before = [dict(row) for row in ROWS]
    assert review(DOCUMENT, ROWS, decisions) == review(DOCUMENT, ROWS, decisions)
    assert before == ROWS
