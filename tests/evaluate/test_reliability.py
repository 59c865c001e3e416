"""The reliability picture."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from quotes.errors import InputError
from quotes.evaluate.calibration import calibrate
from quotes.evaluate.reliability import picture_of
from quotes.evaluate.report import Evaluation

SVG = "{http://www.w3.org/2000/svg}"
BARE = Evaluation({"documents": 1, "gold": 1, "predicted": 1, "matched": 1}, ("quote",))
JUDGED = [(0.25, False), (0.25, True), (0.85, True), (0.85, True), (0.95, True)]


def words(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own


def test_counts_and_figures() -> None:
    """It is well-formed, and holds the count of each bin and the figures in words."""
    svg = picture_of(replace(BARE, confidence=calibrate(JUDGED)))
    found = words(svg)
    assert {"Confidence: quotation and speaker right", "2", "1"} <= set(found)
    assert any(w.startswith("5 predictions, 80.0% right") for w in found)
    assert "50% in 20%" in found
    assert len(list(ElementTree.fromstring(svg).iter(f"{SVG}rect"))) == 1 + 3  # noqa: S314 - the ground and three bins


def test_a_row_for_each() -> None:
    """Confidence and stance score stand below each other; without errors the curve says so."""
    both = replace(BARE, confidence=calibrate(JUDGED), stance_score=calibrate([(0.5, True)]))
    found = words(picture_of(both))
    assert "Stance score: label right, among matched quotations" in found
    assert "no errors" in found


def test_nothing_to_draw() -> None:
    """Without probabilities there is no picture."""
    with pytest.raises(InputError, match="to draw"):
        picture_of(BARE)
