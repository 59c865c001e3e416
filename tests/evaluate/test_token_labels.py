"""Types as labels of tokens."""

from __future__ import annotations

from quotes.document import Quotation, Span
from quotes.evaluate.quotation import Pairing
from quotes.evaluate.token_labels import evaluate
from tests.evaluate.made import quotation

TOKENS = tuple(Span(i, i + 1) for i in range(60))


def scored(gold: tuple[Quotation, ...], found: tuple[Quotation, ...]) -> dict[str, tuple[float, float, float]]:
    scores = evaluate([Pairing(TOKENS, gold, found)], samples=5)
    return {name: (s.precision, s.recall, s.f1) for name, s in scores.items()}


def test_by_hand() -> None:
    """Tokens count, not quotations: two predictions of one gold quotation are as good as one."""
    gold = (quotation((0, 10)), quotation((20, 30), "indirect"))
    found = (quotation((0, 4)), quotation((4, 8)), quotation((20, 40), "indirect"))
    assert scored(gold, found) == {"direct": (100.0, 80.0, 88.9), "indirect": (50.0, 100.0, 66.7)}


def test_types_are_apart() -> None:
    """A token of a nested quotation bears both types; a type that the gold does not use has no score."""
    gold = (quotation((0, 10), "indirect"), quotation((2, 4)))
    assert scored(gold, (quotation((0, 10)),)) == {"direct": (20.0, 100.0, 33.3), "indirect": (0.0, 0.0, 0.0)}
    assert scored((), (quotation((0, 10)),)) == {}
