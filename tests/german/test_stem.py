"""Stems and verb forms."""

from __future__ import annotations

import pytest

from quotes.german.stem import closed_class, keys, stem

SAME = [
    ("ablehnen", "abgelehnt"),
    ("ablehnen", "abzulehnen"),
    ("ablehnen", "ablehnte"),
    ("ausschließen", "ausgeschlossen"),
    ("ausschließen", "auszuschließen"),
    ("abziehen", "abgezogen"),
    ("eingreifen", "eingegriffen"),
    ("fordern", "gefordert"),
    ("verlängern", "verlängerte"),
    ("Luftschlag", "Luftschlägen"),
    ("Einsatz", "Einsätze"),
    ("Mission", "Missionen"),
    ("Mandat", "Mandats"),
    ("sinnlos", "sinnlose"),
    ("richtig", "richtiger"),
    ("bitten", "bat"),
]
APART = [("Krieg", "Kriegsende"), ("verlangen", "verlängern"), ("fahren", "Gefahr"), ("bitten", "gebe")]


@pytest.mark.parametrize(("base", "form"), SAME)
def test_a_form_is_found_under_its_base(base: str, form: str) -> None:
    """Inflected, irregular and separable forms share a key with the base form."""
    assert stem(base) in keys(form)


@pytest.mark.parametrize(("base", "form"), APART)
def test_other_words_stay_apart(base: str, form: str) -> None:
    """Compounds, umlauts of verbs and nouns in "ge-" are words of their own."""
    assert stem(base) not in keys(form)


def test_function_words_are_only_themselves() -> None:
    """ "sich" is no form of "sichern"."""
    assert keys("sich") == {"sich"}
    assert "auf" in closed_class("particle")
