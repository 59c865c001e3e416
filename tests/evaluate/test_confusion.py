"""Which label is taken for which."""

from __future__ import annotations

from quotes.evaluate.confusion import categories, stances
from tests.evaluate.made import compared, quotation

ITEM = compared(
    (
        quotation((0, 10), category="minister", stance="favor"),
        quotation((20, 30), category="military", stance="none"),
        quotation((40, 50), category="minister", stance="none"),
    ),
    (
        quotation((0, 10), category="minister", stance="against"),
        quotation((20, 30), category="expert", stance="none"),
        quotation((60, 70), category="expert", stance="favor"),
    ),
)


def test_categories() -> None:
    """Rows are gold, columns predicted, the last of both for what has no partner; unused labels have none."""
    table = categories([ITEM])
    assert table.labels == ("minister", "military", "expert")
    assert table.counts == ((1, 0, 0, 1), (0, 0, 1, 0), (0, 0, 0, 0), (0, 0, 1, 0))


def test_stances() -> None:
    """Stance labels likewise."""
    table = stances([ITEM])
    assert table.labels == ("favor", "against", "none")
    assert table.counts == ((0, 1, 0, 0), (0, 0, 0, 0), (0, 0, 1, 1), (1, 0, 0, 0))


def test_nothing() -> None:
    """Without quotations there is the empty corner."""
    assert stances([]).counts == ((0,),)
