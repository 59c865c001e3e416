"""A speaker's row counts all that the quotations say of the speaker."""

from __future__ import annotations

from typing import Any

import pytest

from quotes.dataset import speaker_errors, speaker_rows
from quotes.dataset.speakers import COLUMNS, best_name
from quotes.resources import schema


def rows(*told: Any) -> list[dict[str, Any]]:
    return [dict(zip(COLUMNS, values, strict=True)) for values in told]


TOLD = rows(
    ("a", "Anna Reuter; UN", "s-1; s-2", "Ministerin", "Hessen", "minister", False, "favor"),
    ("a", "Anna Reuter", "s-1", "Ministerin", "Hessen", "minister", False, "none"),
    ("b", "Reuter", "s-1", "Sprecherin", "SPD", "legislature_party", True, "against"),
    ("c", "Uno", "s-2", None, None, "international_organisation", False, "mixed"),
    ("c", None, None, "Augenzeuge", None, "individual", False, "none"),
)
PUBLISHED = {"a": "2024-05-01T00:00:00Z", "b": "2023-01-01T00:00:00Z", "c": None}


def test_columns_are_the_schema_s() -> None:
    """Names and order of the columns are those of the schema file."""
    assert list(speaker_rows(TOLD, PUBLISHED)[0]) == list(schema("speaker.v1")["properties"])


def test_values() -> None:
    """Full name and other names, what is told by frequency, counts by stance; joint speakers count for each."""
    found = speaker_rows(TOLD, PUBLISHED, {"s-2": "Q1065"})
    assert found == [
        {
            "id": "s-1",
            "name": "Anna Reuter",
            "aliases": ["Reuter"],
            "wikidata": None,
            "category": "minister",
            "roles": ["Ministerin", "Sprecherin"],
            "affiliations": ["Hessen", "SPD"],
            "quotations": 3,
            "documents": 2,
            "spokesperson": 1,
            "favor": 1,
            "against": 1,
            "mixed": 0,
            "none": 1,
            "first": "2023-01-01T00:00:00Z",
            "last": "2024-05-01T00:00:00Z",
        },
        {
            "id": "s-2",
            "name": "Uno",
            "aliases": ["UN"],
            "wikidata": "Q1065",
            "category": "international_organisation",
            "roles": [],
            "affiliations": [],
            "quotations": 2,
            "documents": 2,
            "spokesperson": 0,
            "favor": 1,
            "against": 0,
            "mixed": 1,
            "none": 0,
            "first": "2024-05-01T00:00:00Z",
            "last": "2024-05-01T00:00:00Z",
        },
    ]
    assert speaker_errors(found, TOLD) == []
    assert speaker_rows([], {}) == []


def test_an_id_counts_once_in_a_quotation() -> None:
    """Also where two of its names are joined."""
    [row] = speaker_rows(rows(("a", "UN; Uno", "s-2; s-2", None, None, "unknown", False, "none")), {})
    assert (row["quotations"], row["name"], row["aliases"]) == (1, "UN", [])


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([(None, "unknown")], "unknown"),
        ([(None, "individual"), (None, "unknown")], "individual"),
        ([(None, "individual"), (None, "individual"), ("Minister", "minister")], "minister"),
        ([("Stürmer", "individual"), ("Stürmer", "individual"), ("Minister", "minister")], "individual"),
        ([("Experte", "expert"), ("Minister", "minister")], "minister"),
    ],
)
def test_category(told: list[tuple[str | None, str]], expected: str) -> None:
    """The one told most, the first in the guidelines of several; private without a role only where nothing is told."""
    given = rows(*(("a", "Anna Reuter", "s-1", role, None, category, False, "none") for role, category in told))
    assert speaker_rows(given, {})[0]["category"] == expected


def test_best_name() -> None:
    """A full name before more frequent short forms, a body's usual name before its others, else the most frequent."""
    assert (
        best_name({"Steinmeier": 9, "F.-W. Steinmeier": 3, "Frank-Walter Steinmeier": 1}) == "Frank-Walter Steinmeier"
    )
    assert best_name({"UN": 9, "Vereinte Nationen": 1}) == "Vereinte Nationen"
    assert best_name({"UN": 9, "UNO": 10}) == "UNO"
    assert best_name({"Siegmar Gabriel": 1, "Sigmar Gabriel": 2}) == "Sigmar Gabriel"


def test_dates_as_names_are_made_unmistakable() -> None:
    """A loader would rewrite them."""
    [row] = speaker_rows(rows(("a", "2024-05-01 ", "s-1", None, None, "unknown", False, "none")), {})
    assert row["name"] == "2024-05-01 "
