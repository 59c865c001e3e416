"""An affiliation tells a party's camp and a state, or nothing."""

from __future__ import annotations

import pytest

from quotes.german.ties import Tie, tie


@pytest.mark.parametrize(
    ("affiliation", "expected"),
    [
        ("SPD", Tie("SPD", "Deutschland")),
        ("CSU", Tie("Union", "Deutschland")),
        ("SPD-Fraktion", Tie("SPD", "Deutschland")),
        ("FDP", Tie("FDP")),
        ("AfD", Tie("AfD", "Deutschland")),
        ("Irak", Tie(state="Irak")),
        ("Bayern", Tie(state="Deutschland", region="Bayern")),
        ("US-Außenamt", Tie(state="USA")),
        ("Bundeswehr", Tie(state="Deutschland")),
        ("russisches Außenministerium", Tie(state="Russland")),
        ("bayerisches Umweltministerium", Tie(state="Deutschland", region="Bayern")),
        ("Deutsche Bank", Tie()),
        ("UN-Sicherheitsrat", Tie()),
        ("Nato", Tie()),
        ("Siemens", Tie()),
        ("", Tie()),
    ],
)
def test_ties(affiliation: str, expected: Tie) -> None:
    """Parties by their camp and state, bodies by their state; companies and unions of states tell none."""
    assert tie(affiliation) == expected
