"""Names, roles, affiliations, categories and spokespersons against gold."""

from __future__ import annotations

import pytest

from quotes.evaluate.attribution import evaluate, normal
from tests.evaluate.made import compared, quotation

SPELLINGS = [
    ("Anna Muster", "anna  muster", True),
    ("Anna Mu\u0308ller", "Anna Müller", True),
    ("Anna und Bert", "Anna; Bert", True),
    ("Schröders", "Schröder", True),
    ("Anna", None, False),
    ("", None, True),
    (False, None, True),
]


@pytest.mark.parametrize(("a", "b", "same"), SPELLINGS)
def test_spelling(a: str | bool | None, b: str | bool | None, same: bool) -> None:
    """Case, white space, encoding, "und" and a genitive s make no difference."""
    assert (normal(a) == normal(b)) is same


def test_by_hand() -> None:
    """Among matched quotations none is right where the gold has none; end to end the missed and spurious count."""
    gold = (
        quotation((0, 10), name="Anna Muster", role="Ministerin", category="minister"),
        quotation((20, 30), name=None, affiliation="Irak"),
        quotation((40, 50), name="Bert Beispiel", spokesperson=True),
        quotation((60, 70), name="Carla"),
    )
    found = (
        quotation((0, 10), name="anna muster", role="Minister", category="minister"),
        quotation((20, 30), name=None, affiliation="Irak"),
        quotation((40, 50), name="Bert", spokesperson=False),
        quotation((80, 90), name="Dora"),
    )
    got = {name: figure.value for name, figure in evaluate([compared(gold, found)], samples=0).items()}
    assert got == {
        "name_f1": 50.0,  # two right of four predicted and of four in gold
        "name": 66.7,
        "name_named": 50.0,
        "role": 66.7,
        "affiliation": 100.0,
        "role_category": 100.0,
        "spokesperson": 66.7,
    }


def test_only_what_was_asked_for() -> None:
    """A field that gold or rows do not have is not scored."""
    item = compared((quotation((0, 9), role="Minister"),), (quotation((0, 9), role="Minister"),))
    assert set(evaluate([item], fields=("role",), samples=0)) == {"role"}


def test_nothing_named() -> None:
    """Without a name in the gold there is no figure over names, without quotations none at all."""
    item = compared((quotation((0, 9)),), (quotation((0, 9)),))
    assert "name_named" not in evaluate([item], samples=0)
    assert evaluate([], samples=0) == {}
