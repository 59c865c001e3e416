"""An evaluation as tables."""

from __future__ import annotations

from dataclasses import replace

from quotes.document import Note
from quotes.evaluate.report import Robust, Wanted, score, score_given
from quotes.render.evaluation import render
from tests.evaluate.made import compared, quotation

GOLD = (
    quotation((0, 10), mention=(12, 14), name="Anna", category="minister", stance="favor"),
    quotation((20, 30), "indirect", name=None, stance="none"),
)
NOTE = Note("resolve", "no_name", "sie", 0.5)
FOUND = (
    quotation((0, 10), mention=(12, 14), category="minister", stance="none", score=0.6, confidence=0.8, notes=(NOTE,)),
    quotation((50, 60), "reported", stance="none", confidence=0.3),
)
ITEM = compared(GOLD, FOUND)
ALL = Wanted(samples=3, confusion=True, errors=2)


def lines(text: str, start: str) -> list[str]:
    plain = [" ".join(line.split()) for line in text.splitlines()]
    return [line for line in plain if line.startswith(start)]


def test_all_tables() -> None:
    """Every table that was scored is there, with its figures."""
    text = render(score([ITEM], ALL))
    assert text.startswith("1 documents, 2 gold quotations, 2 predicted, 1 matched")
    assert lines(text, "messages")[0].startswith("messages 50.0 50.0 50.0")
    assert lines(text, "direct ") == ["direct 1 100.0 100.0 100.0 100.0 100.0 100.0 - 100.0"]
    assert lines(text, "reported") == ["reported 0 1 predicted"]
    assert lines(text, "name, among matched")[0].startswith("name, among matched 0.0")
    assert lines(text, "macro-F1 of favor, none")
    assert "2 predictions, 50.0% right" in text
    assert lines(text, "1 minister") == ["1 minister 1 . ."]
    assert lines(text, "1 none given (no_name)") == ["1 none given (no_name)"]
    assert lines(text, "resolve: no_name, sie") == ["resolve: no_name, sie (0.50)"]


def test_what_was_not_scored_has_no_line() -> None:
    """Gold without names and stances, predictions without probabilities."""
    text = render(score([ITEM], Wanted(samples=0), parts=("quote", "cue"), fields=(), probabilities=()))
    for absent in ("name", "Stance", "stance", "calibration", "speaker", "frame", "Robustness", "Confusion"):
        assert absent not in text


def test_given_quotations() -> None:
    """Nothing is said of detection, and no column is end to end."""
    text = render(score_given([compared(GOLD, GOLD)], Wanted(samples=0)))
    assert text.startswith("1 documents, 2 gold quotations, given to the stages after detection")
    assert "Detection" not in text
    assert "F1 end to end" not in text


def test_robustness() -> None:
    """Differences are to the texts as printed; gold without direct quotations leaves that column empty."""
    rows = (Robust("as printed", 0, 90.0, 80.0, 70.0), Robust("lower case", 9, 85.5, 81.0, 70.0))
    text = render(replace(score([ITEM], Wanted(samples=0)), robustness=rows))
    assert lines(text, "lower case") == ["lower case 9 85.5 ( -4.5) 81.0 ( +1.0) 70.0 ( +0.0)"]
    bare = tuple(replace(row, direct=None) for row in rows)
    text = render(replace(score([ITEM], Wanted(samples=0)), robustness=bare))
    assert lines(text, "as printed") == ["as printed 90.0 80.0"]
