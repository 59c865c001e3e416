"""Stance labels against gold."""

from __future__ import annotations

import pytest

from quotes.evaluate.stance import evaluate
from tests.evaluate.made import compared, quotation


def test_by_hand() -> None:
    """Labels are scored among matched quotations, and end to end with what was missed and what is too many."""
    gold = (
        quotation((0, 10), stance="favor"), quotation((20, 30), stance="favor"),
        quotation((40, 50), stance="none"), quotation((60, 70), stance="against"),
    )  # fmt: skip
    found = (
        quotation((0, 10), stance="favor"), quotation((20, 30), stance="none"),
        quotation((40, 50), stance="none"), quotation((80, 90), stance="favor"),
    )  # fmt: skip
    report = evaluate([compared(gold, found)], samples=0)
    favor = report.labels["favor"]
    assert (favor.gold, favor.predicted, favor.precision, favor.recall, favor.f1) == (2, 2, 100.0, 50.0, 66.7)
    assert favor.end_to_end == 50.0
    assert report.scored == ("favor", "against", "none")
    got = {name: figure.value for name, figure in report.figures.items()}
    assert got["accuracy"] == 66.7
    # favor 2/3, none 2/3, against 0 (missed): mean of three labels that the gold has
    assert got["macro4"] == pytest.approx(44.4)
    # favor 1/2, against 0
    assert got["macro3_end_to_end"] == 25.0


def test_label_that_the_gold_does_not_use() -> None:
    """A label that is only predicted is shown, and no part of the means."""
    report = evaluate([compared((quotation((0, 9), stance="none"),), (quotation((0, 9), stance="mixed"),))], samples=5)
    assert set(report.labels) == {"none", "mixed"}
    assert report.scored == ("none",)
    assert "macro3_end_to_end" not in report.figures


def test_nothing() -> None:
    """No quotations, no figures."""
    assert evaluate([], samples=0).figures == {}
