"""Agreement by published worked examples and by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from quotes.decisions.agreement import alpha, of_answers
from tests.decisions.made import answer

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011): examples A (binary) and C (nominal,
# many observers, missing data), by unit.
A = ("0100000000", "1110010010")
FOUR = [
    "111",
    "2232",
    "3333",
    "3333",
    "2222",
    "1234",
    "4444",
    "1121",
    "2222",
    "555",
    "11",
    "3",
]
EXAMPLES = [
    ("two observers, two values", [a + b for a, b in zip(*A, strict=True)], 0.095),
    ("four observers, missing answers", FOUR, 0.743),
]


@pytest.mark.parametrize(("what", "units", "expected"), EXAMPLES, ids=[e[0] for e in EXAMPLES])
def test_alpha_as_published(what: str, units: Sequence[str], expected: float) -> None:
    """Alpha of the worked examples, to three digits."""
    assert alpha(units) == pytest.approx(expected, abs=0.0006), what


@pytest.mark.parametrize("units", [[], ["a"], ["aa", "aa"]])
def test_alpha_is_undefined_where_nothing_is_told_apart(units: list[str]) -> None:
    """Without pairs or with one value throughout there is no alpha rather than a perfect one."""
    assert alpha(units) is None


def test_agreement_on_labels_and_spans() -> None:
    """Labels count where both keep the quotation; spans give F1 of equal spans and of code points."""
    units = [
        {"Anna": answer(), "Ben": answer("corrected", stance="favor", spans=[{"start": 0, "end": 7}])},
        {"Anna": answer(), "Ben": answer()},
        {"Anna": answer("rejected"), "Ben": answer()},
    ]
    found = of_answers(units)
    labels = {label.name: label for label in found.labels}
    assert (found.items, found.annotators) == (3, ("Anna", "Ben"))
    assert (labels["decision"].items, labels["decision"].agreed) == (3, pytest.approx(2 / 3))
    assert (labels["stance"].items, labels["stance"].agreed) == (2, 0.5)
    assert labels["type"].alpha is None
    quotation = found.spans[0]
    assert (quotation.name, quotation.pairs, quotation.exact) == ("spans", 2, 0.5)
    assert 0.5 < quotation.overlap < 1
