"""Phrases in running text."""

from __future__ import annotations

import pytest

from quotes.document import Span
from quotes.german.phrases import Phrases, Word, clauses, words


def found(phrase: str, text: str) -> list[str]:
    run = words(text, [Span(0, len(text))])
    phrases = Phrases([(phrase, True)])
    return [
        " ".join(c.words[i].form for i in m.at) for c in clauses(text, run) for m in phrases.find(c.words)
    ]  # fmt: skip


CASES = [
    ("Luftschlag", "Er fordert Luftschläge.", ["Luftschläge"]),
    ("*einsatz", "der Kampfeinsatz und der Einsatz", ["Kampfeinsatz"]),
    ("Truppen*", "ein Truppenabzug", ["Truppenabzug"]),
    ("ab|lehnen", "Sie lehnt den Plan ab.", ["lehnt ab"]),
    ("ab|lehnen", "Sie hat den Plan abgelehnt.", ["abgelehnt"]),
    ("ab|lehnen", "Sie lehnt sich ab Montag an.", []),
    ("nach Haus holen", "Wir holen sie nach Hause.", ["holen nach Hause"]),
    ("=nur =mit", "nur ein Schiff mit Soldaten", []),
    ("=nur =mit", "nur mit Mandat", ["nur mit"]),
    ("Ziel/Zweck verfehlen", "Der Einsatz hat seinen Zweck verfehlt.", ["Zweck verfehlt"]),
    ("planen", "der Plan der Regierung", []),
    ("Plan", "wir planen", []),
    ("sichern", "sich selbst", []),
    ("Ziel verfehlen", "Das Ziel ist klar, wir haben es verfehlt.", []),
    ("Nato", "die Nato-Staaten", []),
]


@pytest.mark.parametrize(("phrase", "text", "expected"), CASES)
def test_a_phrase_is_found_in_its_forms(phrase: str, text: str, expected: list[str]) -> None:
    """Inflection, wildcards, separated particles at the clause's end, word order, and case."""
    assert found(phrase, text) == expected


def test_sentences_and_clauses_end_at_their_marks() -> None:
    """Commas and dashes end clauses, full stops sentences; ordinals and abbreviations of one letter do not."""
    text = "Am 3. Mai kam er, sah nichts – und ging. Warum? Niemand weiß es."
    split = clauses(text, words(text, [Span(0, len(text))]))
    assert [(len(c.words), c.sentence, c.question) for c in split] == [
        (5, 0, False),
        (2, 0, False),
        (2, 0, False),
        (1, 1, True),
        (3, 2, False),
    ]


def test_words_skip_html_entities_and_keep_offsets() -> None:
    """What is left of HTML is no word; hyphenated words are one; a word's span is its place in the text."""
    text = "&quot;Nato-Einsatz&quot; 🎈 jetzt"
    run = words(text, [Span(0, len(text))])
    assert [w.form for w in run] == ["Nato-Einsatz", "jetzt"]
    assert all(w.span.of(text) == w.form for w in run)
    assert isinstance(run[0], Word)
