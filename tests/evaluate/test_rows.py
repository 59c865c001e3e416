"""Quotations from rows that somebody brings."""

from __future__ import annotations

from typing import Any

import pytest

from quotes.errors import InputError
from quotes.evaluate.rows import columns_of, quotation_of
from tests.evaluate.made import spans

ROW: dict[str, Any] = {"doc_id": "a", "type": "direct", "spans": [{"start": 0, "end": 3}]}
WRONG: list[dict[str, Any]] = [
    {"doc_id": "a", "type": "direct"},
    {"type": "direct", "spans": [{"start": 0, "end": 3}]},
    {**ROW, "type": "loud"},
    {**ROW, "spans": [[0, 3]]},
    {**ROW, "spans": [{"start": 4, "end": 3}]},
    {**ROW, "spans": []},
    {**ROW, "stance": "neutral"},
    {**ROW, "speaker_role_category": "king"},
    {**ROW, "speaker_name": 5},
    {**ROW, "confidence": "high"},
]


def test_bare_row() -> None:
    """Document, type and spans are enough; what has no column is none."""
    read = quotation_of(ROW)
    assert (read.type, read.spans, read.stance) == ("direct", spans((0, 3)), None)
    assert read.id.startswith("q-")


def test_full_row() -> None:
    """Speaker, role, stance and confidence come with their columns."""
    speaker = {"speaker_name": "Anna", "speaker_role": "Wirtin", "speaker_affiliation": None}
    speaker |= {"speaker_role_category": "business", "speaker_is_spokesperson": True}
    said = {"stance": "favor", "stance_target": "intervention", "stance_score": 0.7, "confidence": 0.4}
    read = quotation_of({**ROW, "id": "q-1", "speaker_spans": [{"start": 4, "end": 6}], **speaker, **said})
    assert read.speaker is not None
    assert (read.speaker.mention, read.speaker.name, read.speaker.is_spokesperson) == (spans((4, 6)), "Anna", True)
    assert (read.speaker.role.title, read.speaker.role.affiliation, read.speaker.role.category) == (
        "Wirtin", None, "business",
    )  # fmt: skip
    assert read.stance is not None
    assert (read.stance.label, read.stance.score, read.confidence, read.id) == ("favor", 0.7, 0.4, "q-1")


@pytest.mark.parametrize("row", WRONG)
def test_wrong_rows(row: dict[str, Any]) -> None:
    """A row that lacks a column or holds what it cannot is an error that says what was expected."""
    with pytest.raises(InputError, match="expected the columns"):
        quotation_of(row)


def test_columns() -> None:
    """What all rows have a column for can be scored; no rows lack nothing."""
    assert columns_of([{**ROW, "speaker_name": None, "stance": "none"}, {**ROW, "speaker_name": "A"}]) == {"name"}
    assert "confidence" in columns_of([])
