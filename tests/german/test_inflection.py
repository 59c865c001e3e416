"""Inflection by rule: the forms that the lexicons' nouns take, and base forms back."""

from __future__ import annotations

import pytest

from quotes.german.inflection import body_forms, nominative_adjective, person_forms, plural_of, without_genitive


@pytest.mark.parametrize(
    ("noun", "forms"),
    [
        ("Präsident", {"präsident", "präsidenten", "präsidentin", "präsidentinnen"}),
        ("Sprecher", {"sprecher", "sprechers", "sprechern", "sprecherin", "sprecherinnen"}),
        ("Abgeordneter", {"abgeordneter", "abgeordnete", "abgeordneten", "abgeordnetem"}),
        ("Anwalt", {"anwalt", "anwalts", "anwälte", "anwälten"}),
        ("Experte", {"experte", "experten", "expertin"}),
        ("Klubobfrau", {"klubobfrau", "klubobfrauen"}),
        ("Fachleute", {"fachleute", "fachleuten"}),
    ],
)
def test_forms_of_people(noun: str, forms: set[str]) -> None:
    """Strong, weak and nominalised nouns, plurals with umlaut, and the feminine."""
    assert forms <= {form.text for form in person_forms(noun)}


@pytest.mark.parametrize(
    ("noun", "gender", "forms"),
    [
        ("Ministerium", "n", {"ministerium", "ministeriums", "ministerien"}),
        ("Behörde", "f", {"behörde", "behörden"}),
        ("Verband", "m", {"verband", "verbandes", "verbände", "verbänden"}),
        ("Rebellen", "p", {"rebellen"}),
        ("Parlament", "n", {"parlamente", "parlamenten"}),
    ],
)
def test_forms_of_bodies(noun: str, gender: str, forms: set[str]) -> None:
    """Cases and plural by gender."""
    assert forms <= {form.text for form in body_forms(noun, gender)}


@pytest.mark.parametrize(
    ("singular", "plural"),
    [("Experte", "Experten"), ("Arzt", "Ärzte"), ("Forscher", "Forscher"), ("Chef", "Chefs"), ("Beamter", "Beamte"),
     ("Professor", "Professoren"), ("Oberstaatsanwalt", "Oberstaatsanwälte"), ("Boss", "Bosse")],
)  # fmt: skip
def test_plural(singular: str, plural: str) -> None:
    """The nominative plural without article."""
    assert plural_of(singular) == plural


@pytest.mark.parametrize(
    ("word", "gender", "number", "base"),
    [("ehemaligen", "m", "Sing", "ehemaliger"), ("neue", "f", "Sing", "neue"), ("alten", "n", "Sing", "altes"),
     ("politischer", "m", "Plur", "politische"), ("Pariser", "m", "Sing", "Pariser"), ("rosa", "m", "Sing", "rosa")],
)  # fmt: skip
def test_nominative_adjective(word: str, gender: str, number: str, base: str) -> None:
    """The strong nominative; adjectives of towns and those without ending stay."""
    assert nominative_adjective(word, gender, number) == base


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("Steinmeiers", "Steinmeier"),
        ("Fabius'", "Fabius"),
        ("Fabius", "Fabius"),
        ("Bush's", "Bush"),
        ("Strauss", "Strauss"),
    ],
)
def test_genitive_of_names(name: str, base: str) -> None:
    """A genitive ending goes; an ending that cannot be one stays."""
    assert without_genitive(name) == base
