"""Answers by person, undone and redone as events, never overwritten unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from quotes.decisions.book import Change, NothingLeftError, StaleError
from tests.decisions.made import answer, book, change, item


def test_an_answer_is_the_person_s_own(tmp_path: Path) -> None:
    """Two people answer one item, each in a lane of their own, with before, after and seconds on record."""
    it, b = item(), book(tmp_path)
    b.record("Anna", [change(it, answer("open", stance="favor"))], request="1", seconds=2.5)
    version = b.version(it.id, "Anna")
    (event,) = b.record("Anna", [change(it, answer("rejected"), version)], request="2", seconds=99_999)
    b.record("Ben", [change(it, answer())], request="3")
    assert (event.before, event.after) == (answer("open", stance="favor"), answer("rejected"))
    assert event.seconds == 3600
    assert b.answers(it.id) == {"Anna": answer("rejected"), "Ben": answer()}


def test_a_restart_comes_back_where_it_was(tmp_path: Path) -> None:
    """A book over the same file holds the same answers and the same history of undo and redo."""
    it, b = item(), book(tmp_path)
    b.record("Anna", [change(it, answer())], request="1")
    b.undo("Anna", last=b.last_action("Anna"), request="2")
    again = book(tmp_path)
    assert again.answer(it.id, "Anna") is None
    again.undo("Anna", last=again.last_action("Anna", redo=True), request="3", redo=True)
    assert again.answer(it.id, "Anna") == answer()
    assert b.refresh() == 3
    assert b.answer(it.id, "Anna") == answer()


def test_two_windows_do_not_overwrite_each_other(tmp_path: Path) -> None:
    """A change of an answer that has changed since is refused, and nothing is written."""
    it, one, two = item(), book(tmp_path), book(tmp_path)
    one.record("Anna", [change(it, answer("rejected"))], request="1")
    with pytest.raises(StaleError, match="changed since"):
        two.record("Anna", [change(it, answer())], request="2")
    assert two.answer(it.id, "Anna") == answer("rejected")
    with pytest.raises(StaleError):
        two.undo("Anna", last=0, request="3")
    assert len(one.log.events()) == 1


def test_a_save_sent_twice_counts_once(tmp_path: Path) -> None:
    """The same request again gives the events of the first, whatever the version."""
    it, b = item(), book(tmp_path)
    first = b.record("Anna", [change(it, answer())], request="1")
    assert b.record("Anna", [change(it, answer())], request="1") == first
    done = b.undo("Anna", last=b.last_action("Anna"), request="2")
    assert b.undo("Anna", last=77, request="2") == done
    assert len(b.log.events()) == 2


def test_undo_and_redo_go_back_and_forth_without_end(tmp_path: Path) -> None:
    """All can be undone to the first and redone to the last, by events; a new action ends what could be redone."""
    b, items = book(tmp_path), [item(id=f"q-{i}") for i in range(30)]
    for i, it in enumerate(items):
        b.record("Anna", [change(it, answer(stance="favor"))], request=f"do {i}")
    for i in range(30):
        b.undo("Anna", last=b.last_action("Anna"), request=f"undo {i}")
    assert not any(b.answer(it.id, "Anna") for it in items)
    with pytest.raises(NothingLeftError):
        b.undo("Anna", last=0, request="one more")
    for i in range(29):
        b.undo("Anna", last=b.last_action("Anna", redo=True), request=f"redo {i}", redo=True)
    assert [b.answer(it.id, "Anna") is not None for it in items] == [True] * 29 + [False]
    b.record("Anna", [change(items[29], answer("rejected"), b.version("q-29", "Anna"))], request="new")
    assert b.last_action("Anna", redo=True) == 0
    b.undo("Anna", last=b.last_action("Anna"), request="last")
    assert b.answer("q-29", "Anna") is None
    assert b.answer("q-28", "Anna") == answer(stance="favor")
    assert len(b.log.events()) == 30 + 30 + 29 + 2


def test_an_action_of_several_changes_is_undone_as_one(tmp_path: Path) -> None:
    """What one request wrote goes and comes back together."""
    one, two, b = item(), item(1), book(tmp_path)
    b.record("Anna", [change(one, answer("moved")), change(two, answer(number=1))], request="1")
    b.undo("Anna", last=b.last_action("Anna"), request="2")
    assert (b.answer(one.id, "Anna"), b.answer(two.id, "Anna")) == (None, None)
    b.undo("Anna", last=b.last_action("Anna", redo=True), request="3", redo=True)
    assert b.answer(one.id, "Anna") == answer("moved")
    b.undo("Anna", last=b.last_action("Anna"), request="4")
    assert b.last_action("Anna") == 0


def test_one_person_s_undo_leaves_the_others_alone(tmp_path: Path) -> None:
    """Undo takes back the person's own last action, not the last of all."""
    it, b = item(), book(tmp_path)
    b.record("Anna", [change(it, answer())], request="1")
    b.record("Ben", [change(it, answer("rejected"))], request="2")
    b.undo("Anna", last=b.last_action("Anna"), request="3")
    assert b.answers(it.id) == {"Ben": answer("rejected")}


def test_a_shared_decision_is_not_undone_over_another_s(tmp_path: Path) -> None:
    """The decision on a conflict is everybody's: who decided first cannot undo what another decided after."""
    it, b = item(), book(tmp_path)
    b.record("Anna", [Change(it, 0, "adjudicate", answer(), "")], request="1")
    b.record("Ben", [Change(it, 1, "adjudicate", answer("rejected"), "")], request="2")
    with pytest.raises(StaleError, match="somebody else"):
        b.undo("Anna", last=b.last_action("Anna"), request="3")
    b.undo("Ben", last=b.last_action("Ben"), request="4")
    assert b.final(it.id) == answer()
