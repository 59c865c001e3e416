"""What holds by many answers: agreement, or the decision on a conflict; drafts and skips hold nothing."""

from __future__ import annotations

from pathlib import Path

from quotes.decisions.book import Change
from quotes.decisions.model import Answer
from quotes.decisions.settle import settle
from tests.decisions.made import answer, book, change, item


def test_what_all_agree_on_holds(tmp_path: Path) -> None:
    """Two equal answers are one decision by both, whatever their notes."""
    it, b = item(), book(tmp_path)
    b.record("Anna", [change(it, answer("corrected", stance="none"))], request="1")
    b.record("Ben", [change(it, Answer("corrected", answer(stance="none").values, "sure"))], request="2")
    (decision,) = settle(b).decisions
    assert decision.by == ("Anna", "Ben")
    assert decision.answer.values["stance"] == "none"


def test_a_conflict_waits_until_it_is_decided(tmp_path: Path) -> None:
    """Two answers that differ hold nothing; the third decision does."""
    it, b = item(), book(tmp_path)
    b.record("Anna", [change(it, answer())], request="1")
    b.record("Ben", [change(it, answer("rejected"))], request="2")
    assert [set(c.answers) for c in settle(b).conflicts] == [{"Anna", "Ben"}]
    assert settle(b).decisions == ()
    b.record("Cem", [Change(it, 0, "adjudicate", answer("rejected"), "")], request="3")
    (decision,) = settle(b).decisions
    assert (decision.answer.status, decision.by, decision.adjudicated) == ("rejected", ("Cem",), True)
    assert settle(b).conflicts == ()


def test_drafts_and_skips_hold_nothing(tmp_path: Path) -> None:
    """A changed field without a decision is a draft and is counted; a skip is neither."""
    b = book(tmp_path)
    b.record("Anna", [change(item(), answer("open", stance="favor"))], request="1")
    b.record("Anna", [change(item(1), answer("skipped", 1))], request="2")
    settled = settle(b)
    assert (settled.decisions, settled.conflicts) == ((), ())
    assert [draft.id for draft in settled.drafts] == [item().id]


def test_an_item_that_was_attached_elsewhere_holds_nothing(tmp_path: Path) -> None:
    """What was moved to another quotation decides there alone."""
    b = book(tmp_path)
    b.record("Anna", [change(item(), answer("moved")), change(item(1), answer(number=1))], request="1")
    assert [d.item.id for d in settle(b).decisions] == [item(1).id]


def test_checked_documents_are_told_with_their_text(tmp_path: Path) -> None:
    """A document of which somebody said that nothing is missing is known by id and hash."""
    b = book(tmp_path)
    document = item(id="d-1", origin="document", row={})
    b.record("Anna", [change(document, Answer("accepted"))], request="1")
    assert settle(b).checked_documents() == {("a.txt", document.sha256)}
    assert settle(b).of_documents() == {}
