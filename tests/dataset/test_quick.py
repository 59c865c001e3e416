"""The quick checks accept only what the validator accepts."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from quotes.dataset import document_row, speaker_rows, to_rows
from quotes.dataset.quick import compiled
from quotes.resources import schema
from tests.dataset.examples import document

VALUES: list[Any] = [
    None,
    True,
    0,
    1,
    -1,
    0.5,
    1.5,
    "",
    "x",
    "direct",
    "favor",
    "q-" + "0" * 16,
    "0" * 64,
    "2018-06-05T10:00:00Z",
    [],
    ["x"],
    [1],
    [{}],
    [{"start": 0, "end": 1}],
    [{"start": -1, "end": 1}],
    [{"start": 0, "end": 0}],
    [{"start": True, "end": 1}],
    [{"start": 0, "end": 1, "x": 1}],
    {},
    {"start": 0, "end": 1},
]
ROWS = {
    "quotation.v1": to_rows(document())[0],
    "document.v1": document_row(document().article),
    "speaker.v1": speaker_rows(to_rows(document()), {})[0],
}


@pytest.mark.parametrize("name", ROWS)
def test_agrees_with_the_validator(name: str) -> None:
    """For every column and every kind of value, and for missing and unknown columns."""
    quick, validator = compiled(schema(name)), Draft202012Validator(schema(name))
    row = ROWS[name]
    assert quick(row)
    for column in row:
        for value in VALUES:
            changed = {**row, column: value}
            assert quick(changed) == validator.is_valid(changed), (column, value)
        missing = {k: v for k, v in row.items() if k != column}
        assert not quick(missing)
        assert not quick({**missing, "other": 1})
    for value in (None, [], "x", {}, {**row, "other": 1}):
        assert not quick(value)


@pytest.mark.parametrize("bad", [{"oneOf": []}, {"type": "object", "properties": {}, "required": []}])
def test_unknown_schema_is_refused(bad: dict[str, Any]) -> None:
    """A keyword that is not known, and an open object, are errors, not silently valid."""
    with pytest.raises(ValueError, match="expected"):
        compiled(bad)
