"""The card declares the licence that the articles have."""

from __future__ import annotations

import pytest

from quotes.dataset.card import hub_licence


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
