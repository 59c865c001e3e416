"""Detection: found, exact, of the right type."""

from __future__ import annotations

from quotes.evaluate.detection import evaluate
from tests.evaluate.made import compared, quotation


def test_by_hand() -> None:
    """Recall counts gold, precision predictions; exact and type are among the matched; a type's recall is its own."""
    item = compared(
        (quotation((0, 10)), quotation((20, 30), "indirect"), quotation((40, 50), "indirect")),
        (quotation((0, 10)), quotation((20, 29), "reported")),
    )
    got = {name: figure.value for name, figure in evaluate([item], samples=0).items()}
    assert got == {
        "precision": 100.0, "recall": 66.7, "f1": 80.0, "exact": 50.0, "type": 50.0,
        "recall_direct": 100.0, "recall_indirect": 50.0,
    }  # fmt: skip


def test_nothing_matched() -> None:
    """Without a match nothing is said of spans and types."""
    item = compared((quotation((0, 10)),), (quotation((50, 60)),))
    assert set(evaluate([item], samples=3)) == {"precision", "recall", "f1", "recall_direct"}
