"""The bundled networks run by the project's own code, beside Stanza's run of the same weights."""

from __future__ import annotations

from typing import Any

import pytest

from quotes.neural.german_parser import GermanParser, Word
from quotes.stages.parse import load_pipeline

TEXTS = (
    "Der Präsident sagte am Freitag im Bundestag, die Lage sei ernst. „Wir brauchen Hilfe“, so Fuad Massum.",
    "Ja.",
    "Verteidigungsministerin Ursula von der Leyen (CDU) kündigte gestern zum dritten Mal weitere Lieferungen an.\n\n"
    "Die EU-Außenbeauftragte widersprach: »Das geht so nicht.« Auf www.beispiel.de stand nichts davon!",
    "DIE LAGE IST ERNST, SCHREIBT DIE ZEITUNG; Qwrzlpf und Schtzngrmm bestätigten es beim 3. Treffen (siehe S. 14).",
    "\n\n  Ein   eingerückter Satz mit\tTabulator und „Marken‘.  \n \nNoch   einer",
    "Er ging, sie blieb, und niemand wusste am Ende der Woche noch, warum eigentlich alle gekommen waren. " * 25,
)


@pytest.fixture(scope="module")
def pipeline() -> Any:
    return load_pipeline("bundled")


@pytest.fixture(scope="module")
def parser(pipeline: Any) -> GermanParser:
    return GermanParser(pipeline)


def by_stanza(pipeline: Any, text: str) -> list[list[Word]]:
    return [
        [
            Word(t.start_char, t.end_char, w.lemma, w.upos, w.feats or "", w.head - 1, w.deprel)
            for t in sentence.tokens
            for w in t.words
        ]
        for sentence in pipeline(text).sentences
    ]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_the_result_is_stanzas(pipeline: Any, parser: GermanParser, text: str) -> None:
    """Sentences, tokens, words, lemmas, tags, features, heads and relations are those of Stanza's own run."""
    assert parser([text])[0] == by_stanza(pipeline, text)


def test_texts_do_not_change_each_other(parser: GermanParser) -> None:
    """Together, alone, and after others, a text gives the same."""
    together = parser(TEXTS)
    assert [parser([text])[0] for text in reversed(TEXTS)] == together[::-1]


def test_known_words_are_forgotten_at_their_limit(
    pipeline: Any, parser: GermanParser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory is bounded: where more words come than are kept, the tables are begun anew, with the same result."""
    monkeypatch.setattr("quotes.neural.wordwise._KEPT", 30)
    monkeypatch.setattr("quotes.neural.lemmas._KEPT", 30)
    small = GermanParser(pipeline)
    assert [small([text])[0] for text in TEXTS] == [parser([text])[0] for text in TEXTS]


def test_a_word_that_is_too_long_is_its_own_lemma(parser: GermanParser) -> None:
    """The networks do not see it; the text's letters stay."""
    text = "Er sagte " + "a" * 1500 + " und ging."
    longest = max((w for s in parser([text])[0] for w in s), key=lambda w: w.end - w.start)
    assert longest.end - longest.start < 1500 or longest.lemma == text[longest.start : longest.end]


def test_nothing_gives_nothing(parser: GermanParser) -> None:
    """No text, an empty one, blanks alone: no sentence."""
    assert parser([]) == []
    assert parser(["", " \n\n "]) == [[], []]
