"""Every text is there in both languages, and every label of the data has one."""

from __future__ import annotations

from string import Formatter

import pytest

from quotes.decisions.model import FIELDS, LABELS, SPANS, STATUSES
from quotes.document import QUOTATION_TYPES, ROLE_CATEGORIES, STANCE_LABELS
from quotes.review.texts import preferred, texts
from quotes.stages.flag import FLAGS


def test_both_languages_say_the_same_things() -> None:
    """No text is empty, and both fill in the same places."""
    german, english = texts("de"), texts("en")
    assert german.keys() == english.keys()
    for key, text in german.items():
        assert text
        assert english[key]
        fields = [{name for _, name, _, _ in Formatter().parse(t) if name} for t in (text, english[key])]
        assert fields[0] == fields[1], key


@pytest.mark.parametrize(
    ("prefix", "names"),
    [
        ("type", QUOTATION_TYPES),
        ("stance", STANCE_LABELS),
        ("category", ROLE_CATEGORIES),
        ("flag", FLAGS),
        ("part", SPANS),
        ("field", LABELS),
        ("answer", STATUSES),
    ],
)
def test_every_label_has_words(prefix: str, names: tuple[str, ...]) -> None:
    """A label that the data can have is never shown as a missing key."""
    assert {f"{prefix}.{name}" for name in names} <= texts("de").keys()
    assert set(FIELDS) == {*LABELS, *SPANS}


@pytest.mark.parametrize(
    ("header", "language"),
    [("de-DE,de;q=0.9,en;q=0.8", "de"), ("en-US,en;q=0.5", "en"), ("fr,de;q=0.3", "de"), ("", "en"), ("fr", "en")],
)
def test_the_browser_s_language_is_taken(header: str, language: str) -> None:
    """The first of the two that the browser names, else English."""
    assert preferred(header) == language
