"""How far probabilities can be trusted."""

from __future__ import annotations

import pytest

from quotes.document import Quotation, Span
from quotes.evaluate.calibration import Bin, calibrate, judge_quotations, judge_stances
from quotes.evaluate.quotation import Pairing
from tests.evaluate.made import compared, quotation

TOKENS = tuple(Span(i, i + 1) for i in range(60))
GOLD = quotation((0, 10), mention=(12, 14))
CASES: list[tuple[str, Quotation, Quotation, bool]] = [
    ("both right", GOLD, quotation((0, 10), mention=(12, 14)), True),
    ("both overlap by half", GOLD, quotation((0, 4), mention=(12, 13)), True),
    ("another type", GOLD, quotation((0, 10), "reported", mention=(12, 14)), True),
    ("quotation overlaps too little", GOLD, quotation((0, 3), mention=(12, 14)), False),
    ("another mention", GOLD, quotation((0, 10), mention=(15, 17)), False),
    ("no mention where there is one", GOLD, quotation((0, 10)), False),
    ("no mention in both", quotation((0, 10)), quotation((0, 10)), True),
    ("a mention where there is none", quotation((0, 10)), quotation((0, 10), mention=(12, 14)), False),
]


@pytest.mark.parametrize(("gold", "found", "right"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_right(gold: Quotation, found: Quotation, right: bool) -> None:
    """A prediction is right where quotation and mention overlap the gold's by a half, or neither has a mention."""
    assert [r for _, r in judge_quotations([Pairing(TOKENS, (gold,), (found,))])] == [right]


def test_what_is_too_many_is_wrong() -> None:
    """A prediction without a partner counts as an error, with its confidence."""
    found = (quotation((0, 10), mention=(12, 14), confidence=0.9), quotation((30, 40), confidence=0.2))
    assert judge_quotations([Pairing(TOKENS, (GOLD,), found)]) == [(0.9, True), (0.2, False)]


def test_stances() -> None:
    """A matched label is right where it is the gold's; a prediction without a label is not judged."""
    gold = (quotation((0, 10), stance="favor"), quotation((20, 30)), quotation((40, 50)))
    found = (quotation((0, 10), stance="favor", score=0.7), quotation((20, 30), stance="mixed", score=0.6),
             quotation((40, 50)))  # fmt: skip
    assert judge_stances([compared(gold, found)]) == [(0.7, True), (0.6, False)]


def test_error_and_bins() -> None:
    """The error is the distance of mean probability and share right over bins, by their counts; 1 is in the last."""
    found = calibrate([(0.1, False), (0.1, False), (0.9, True), (1.0, False)])
    assert found is not None
    assert found.bins == (Bin(0.1, 0.2, 2, 0.1, 0.0), Bin(0.9, 1.0, 2, 0.95, 0.5))
    assert (found.count, found.right, found.error) == (4, 0.25, pytest.approx(0.275))


def test_review_curve() -> None:
    """Errors are found in the order of probability; where it is equal, evenly."""
    found = calibrate([(0.1, False), (0.5, False), (0.5, True), (0.9, True), (0.9, True)])
    assert found is not None
    curve = dict(found.curve)
    assert (curve[0.0], curve[0.1], curve[0.2], curve[0.4], curve[0.6], curve[1.0]) == (0, 0.25, 0.5, 0.75, 1, 1)
    assert found.lowest_fifth == 0.5
    assert len(found.curve) == 21


def test_no_errors_and_no_predictions() -> None:
    """Without an error there is no curve, without a prediction nothing."""
    found = calibrate([(0.4, True)])
    assert found is not None
    assert (found.curve, found.lowest_fifth) == ((), None)
    assert calibrate([]) is None
