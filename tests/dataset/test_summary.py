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
    assert found.as_dict()["speakers"] == 1


def test_speakers_are_counted_by_id() -> None:
    """One speaker under several names is one; each of joint speakers is counted."""
    [first, _] = to_rows(document())
    named = [("Muster", "s-1"), ("Eva Muster; UN", "s-1; s-2"), ("Eva Muster", "s-3")]
    found = summarise([{**first, "speaker_name": name, "speaker_id": id_} for name, id_ in named])
    assert [(s.name, s.quotations) for s in found.speakers] == [("Eva Muster", 2), ("Eva Muster", 1), ("UN", 1)]


def test_summary_of_nothing() -> None:
    """No rows give zeros."""
    assert summarise([]).quotations == 0
