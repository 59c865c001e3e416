"""A text is refused as foreign only where it clearly is."""

from __future__ import annotations

import pytest

from quotes.corpora.language import verdict

GERMAN = [
    "„Nein.“",
    "Merkel: Ja.",
    "Moskau Washington Berlin",
    "12 34",
    "Paris (dpa) - US-Präsident Obama.",
    "„We will not send troops. It is not in our interest, and it never was“, sagte Smith am Montag in London.",
    "Dr Bundesrat het gseit, dass mer da nöd mitmached und au susch nüt chönd tue für die andere.",
    "„Wir greifen an“, sagte er. „Wir greifen nicht an“, sagte sie. „Wir warten“, sagten beide.",
]
FOREIGN = {
    "en": "The government said on Monday that it would send troops to the region, as the president had demanded.",
    "fr": "Le président a dit lundi que la France allait intervenir en Irak avec ses alliés dans la région.",
    "nl": "De regering zei maandag dat zij troepen naar de regio wil sturen, zoals de president eiste.",
    "da": "Regeringen sagde mandag, at den vil sende tropper til regionen, som præsidenten krævede det.",
    "ru": "Правительство заявило о вводе войск",
}


@pytest.mark.parametrize("text", GERMAN)
def test_german_passes(text: str) -> None:
    """Short texts, names, dialect, and German articles with foreign quotations count as German."""
    assert verdict(text).german


@pytest.mark.parametrize("language", FOREIGN)
def test_foreign_is_named(language: str) -> None:
    """A sentence in another language is recognised, and the language named."""
    found = verdict(FOREIGN[language])
    assert (found.german, found.language) == (False, language)
