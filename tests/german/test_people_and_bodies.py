"""Words read as nouns for people, as bodies, as states: alone, inflected, and as the last part of a compound."""

from __future__ import annotations

import pytest

from quotes.errors import ResourceError
from quotes.german.bodies import (
    body_noun,
    category_of_name,
    known_at,
    known_stem,
    state_of_adjective,
    state_of_inhabitant,
)
from quotes.german.people import is_weak_form, nominative, party_of_member, person_noun
from quotes.german.word_classes import word_class


@pytest.mark.parametrize(
    ("word", "category", "modifier"),
    [
        ("Verteidigungsministerin", "minister", "Verteidigungs"),
        ("Ministers", "minister", ""),
        ("Fraktionschefs", "legislature_party", ""),
        ("SPD-Abgeordneten", "legislature_party", "SPD"),
        ("Chirurgen", "expert", ""),
        ("Wüstenforscherin", "expert", "Wüsten"),
        ("Oberstabsfeldwebel", "military", ""),
        ("Landesbischöfin", "civil_society", "Landes"),
    ],
)
def test_person_nouns(word: str, category: str, modifier: str) -> None:
    """An office is found in any form, and in compounds that no list holds by their last part."""
    noun = person_noun(word)
    assert noun is not None
    assert (noun.category, noun.modifier) == (category, modifier)


@pytest.mark.parametrize("word", ["Hoffmann", "Zimmermann", "Kommentar", "Donnerstag", "gut", "Demonstanten"])
def test_words_that_end_like_a_noun_for_people(word: str) -> None:
    """Surnames and other words that only end like one are none."""
    assert person_noun(word) is None


def test_spokespeople() -> None:
    """Sprecher and its compounds speak for another."""
    assert all(
        (noun := person_noun(w)) and noun.spokesperson for w in ("Sprecherin", "Polizeisprecher", "Pressesprecher")
    )
    assert not (noun := person_noun("Chef")) or not noun.spokesperson


def test_nominative_of_a_person_noun() -> None:
    """Gender and number come from the phrase where the form leaves them open."""
    noun = person_noun("Abgeordneten")
    assert noun is not None
    assert nominative(noun, gender="m", plural=False) == "Abgeordneter"
    assert nominative(noun, gender="f", plural=False) == "Abgeordnete"
    assert nominative(noun, gender="m", plural=True) == "Abgeordnete"
    assert is_weak_form("Präsidenten") and not is_weak_form("Sprechern")
    assert party_of_member("Sozialdemokrat") == "SPD"


@pytest.mark.parametrize(
    ("word", "category", "named"),
    [
        ("Verteidigungsministeriums", "government", True),
        ("Ministerium", "government", False),
        ("Regierung", "government", False),
        ("Bundespolizei", "police_judiciary", True),
        ("Oberverwaltungsgericht", "police_judiciary", True),
        ("Bauernverband", "business", True),
        ("Staatsfernsehen", "media", False),
        ("Rebellen", "armed_group", False),
    ],
)
def test_body_nouns(word: str, category: str, named: bool) -> None:
    """General nouns for bodies with their category, and whether they serve as a name."""
    noun = body_noun(word)
    assert noun is not None
    assert (noun.category, noun.named) == (category, named)


def test_no_body() -> None:
    """Other words are no bodies."""
    assert body_noun("Donnerstag") is None
    assert body_noun("so") is None


@pytest.mark.parametrize(
    ("words", "name", "length"),
    [
        ("Vereinten Nationen", "Vereinte Nationen", 2),
        ("Auswärtigen Amtes sagte", "Auswärtiges Amt", 2),
        ("auswärtige Amt", "Auswärtiges Amt", 2),
        ("Weißen Hauses", "Weißes Haus", 2),
        ("Grünen", "Grüne", 1),
        ("Iraks Präsident", "Irak", 1),
        ("Human Rights Watch", "Human Rights Watch", 3),
        ("IS kam", "Islamischer Staat", 1),
    ],
)
def test_known_names(words: str, name: str, length: int) -> None:
    """Proper names of bodies and states, inflected as they stand in text, the longest first."""
    found = known_at(words.split(), 0)
    assert found is not None
    assert (found[0].name, found[1]) == (name, length)


def test_no_known_name() -> None:
    """Part of a name is no name."""
    assert known_at(["Vereinten"], 0) is None
    assert known_at(["und", "Nationen"], 0) is None
    assert known_at(["„"], 0) is None


@pytest.mark.parametrize(
    ("adjective", "state"),
    [("irakischen", "Irak"), ("US-amerikanische", "USA"), ("bayerischer", "Bayern"), ("britisches", "Großbritannien"),
     ("pro-russischen", None), ("politische", None)],
)  # fmt: skip
def test_states_of_adjectives(adjective: str, state: str | None) -> None:
    """Adjectives of states and regions in all forms; what is for or against a state is not of it."""
    assert state_of_adjective(adjective) == state


def test_inhabitants() -> None:
    """Nouns for inhabitants give state and gender."""
    assert state_of_inhabitant("Niederländer") == ("Niederlande", "m")
    assert state_of_inhabitant("Tirolerin") == ("Tirol", "f")
    assert state_of_inhabitant("Französin") == ("Frankreich", "f")
    assert state_of_inhabitant("Tisch") is None


def test_first_parts_of_compounds() -> None:
    """What stands before a hyphen names a party, a state or a body."""
    assert (known := known_stem("Linken")) is not None and known.name == "Linke"
    assert (known := known_stem("US")) is not None and known.name == "USA"
    assert (known := known_stem("Human Rights Watch")) is not None and known.category == "civil_society"
    assert known_stem("Wüsten") is None


def test_category_of_an_unlisted_name() -> None:
    """The words of a name show what it is the name of."""
    assert category_of_name("Civic Party") == "legislature_party"
    assert category_of_name("Northgate Systems") == "business"
    assert category_of_name("Verband Deutscher Reeder") == "business"
    assert category_of_name("Neue Zeitung") == "media"
    assert category_of_name("Xyz") == "unknown"


def test_unknown_word_class() -> None:
    """A class that the table lacks is a broken installation."""
    with pytest.raises(ResourceError, match="no class 'nothing'"):
        word_class("nothing")
