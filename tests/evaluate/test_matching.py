"""Which predicted quotation is which gold quotation."""

from __future__ import annotations

import pytest

from quotes.document import Span
from quotes.evaluate.matching import compare, given
from tests.evaluate.made import Pair, compared, document, quotation

CASES: list[tuple[str, list[Pair], list[Pair], list[Pair]]] = [
    ("equal spans", [(0, 10)], [(0, 10)], [(0, 0)]),
    ("half of it", [(0, 10)], [(0, 4)], [(0, 0)]),
    ("less than half of it", [(0, 10)], [(0, 3)], []),
    ("one to one", [(0, 10)], [(0, 9), (0, 10)], [(0, 1)]),
    ("the best sum, not the best first", [(0, 10), (0, 20)], [(0, 20), (0, 12)], [(0, 1), (1, 0)]),
    ("nothing predicted", [(0, 10)], [], []),
    ("nothing in gold", [], [(0, 10)], []),
]


@pytest.mark.parametrize(("gold", "found", "pairs"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_pairs(gold: list[Pair], found: list[Pair], pairs: list[Pair]) -> None:
    """Quotations are matched one to one by overlap, F1 of a half and more."""
    item = compared(tuple(quotation(g) for g in gold), tuple(quotation(f) for f in found))
    assert list(item.pairs) == pairs
    assert len(list(item.missed())) == len(gold) - len(pairs)
    assert len(list(item.spurious())) == len(found) - len(pairs)


def test_overlap_is_over_tokens_where_the_gold_has_them() -> None:
    """Three short tokens of four are most of a quotation whose fourth token is long."""
    tokens = (Span(0, 1), Span(1, 2), Span(2, 3), Span(3, 60))
    gold, found = document(quotation((0, 60))), document(quotation((0, 3)))
    assert compare(gold, found, tokens).pairs == ((0, 0),)
    assert compare(gold, found).pairs == ()


def test_given_quotations_are_themselves() -> None:
    """Two gold quotations of the same words are not confused; a document that failed has none."""
    gold = document(quotation((0, 9), "direct"), quotation((0, 9), "indirect"))
    assert given(gold, gold).pairs == ((0, 0), (1, 1))
    assert given(gold, document()).pairs == ()


def test_pairing_takes_words_of_the_text_where_the_gold_has_no_tokens() -> None:
    """The published metric is over words and signs then."""
    gold = document(text="Ja, nein.")
    assert [t.of("Ja, nein.") for t in compare(gold, gold).pairing.tokens] == ["Ja", ",", "nein", "."]
