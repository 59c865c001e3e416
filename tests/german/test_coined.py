"""Nouns for people that no list has, by their endings, and fields of work in compounds."""

from __future__ import annotations

import pytest

from quotes.german.coined import coined_noun
from quotes.german.role_fields import default_category, field_category


@pytest.mark.parametrize(
    ("word", "gender", "category"),
    [
        ("Meeresbiologe", "m", "expert"),
        ("Meeresbiologin", "f", "expert"),
        ("Korbmacher", "m", "individual"),
        ("Trafikantin", "f", "individual"),
    ],
)
def test_ending_shows_a_person(word: str, gender: str, category: str) -> None:
    """Professions of learning are experts, all others private people."""
    noun = coined_noun(word)
    assert noun is not None
    assert (noun.gender, noun.category, noun.nominative) == (gender, category, word)


@pytest.mark.parametrize("word", ["Mannheimer", "Berg", "Regierung", "trafikantin", "Zeitung"])
def test_other_words_are_no_people(word: str) -> None:
    """Inhabitants in -er, short words and things are none."""
    assert coined_noun(word) is None


@pytest.mark.parametrize(
    ("modifier", "category"),
    [
        ("Werft", "business"),
        ("Elternbeirats", "civil_society"),
        ("UN-Missions", "international_organisation"),
        ("Kreisbauern", "business"),
        ("Xyz", "unknown"),
        ("", "unknown"),
    ],
)
def test_field_of_a_compound(modifier: str, category: str) -> None:
    """The last part of what stands before the noun decides, with or without a joint."""
    assert field_category(modifier) == category


def test_default_is_what_a_noun_most_often_means() -> None:
    """A managing director is of a firm; a spokeswoman can be anybody's."""
    assert default_category("Geschäftsführer") == "business"
    assert default_category("Sprecher") == "unknown"
