"""Counts over rows."""

from __future__ import annotations

import json

from quotes.dataset import summarise, to_rows
from tests.dataset.examples import document


def test_summary() -> None:
    """By type, stance, category, flag and speaker; a flagged row counts once."""
    rows = [*to_rows(document()), *to_rows(document("c.txt", name=None))]
    found = summarise(rows, documents=5)
    assert (found.documents, found.documents_with_quotations, found.quotations) == (5, 2, 4)
    assert found.types["direct"] == 2
    assert found.types["reported"] == 0
    assert found.stances == {"favor": 0, "against": 2, "mixed": 0, "none": 2}
    assert found.categories == {"legislature_party": 2, "unknown": 2}
    assert (found.flags, found.flagged, found.named) == ({"nested": 2}, 2, 1)
    assert [(s.name, s.quotations, s.stances["against"]) for s in found.speakers] == [("Eva Muster", 1, 1)]
    assert json.loads(json.dumps(found.as_dict()))["quotations"] == 4


def test_summary_of_nothing() -> None:
    """No rows give zeros."""
    assert summarise([]).quotations == 0
