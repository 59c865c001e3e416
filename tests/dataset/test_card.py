"""The card declares the licence that the articles have, and explains every label."""

from __future__ import annotations

import pytest

from quotes.dataset.card_texts import CATEGORY_MEANINGS, STANCE_MEANINGS, TYPE_MEANINGS
from quotes.dataset.licence import hub_licence
from quotes.document import QUOTATION_TYPES, ROLE_CATEGORIES, STANCE_LABELS


@pytest.mark.parametrize(
    ("licences", "expected"),
    [
        ({}, "unknown"),
        ({None: 3}, "unknown"),
        ({"CC0-1.0": 3}, "cc0-1.0"),
        ({"CC BY-NC-SA 4.0": 3}, "cc-by-nc-sa-4.0"),
        ({"CC0-1.0": 3, None: 1}, "other"),
        ({"house rules": 3}, "other"),
    ],
)
def test_hub_licence(licences: dict[str | None, int], expected: str) -> None:
    """One known licence is declared, several or foreign ones are "other", none is "unknown"."""
    assert hub_licence(licences) == expected


def test_every_label_is_explained() -> None:
    """The card's tables have a meaning for each label."""
    assert tuple(TYPE_MEANINGS) == QUOTATION_TYPES
    assert tuple(STANCE_MEANINGS) == STANCE_LABELS
    assert tuple(CATEGORY_MEANINGS) == ROLE_CATEGORIES
