"""Detection of quotations by rules: cases as data, and invariants on any text."""

from __future__ import annotations

import json
import random
import re
import time
from pathlib import Path
from typing import Any

import pytest

from quotes.document import Article, Document, Quotation, Sentence, Span, Token
from quotes.stages.detect import RuleDetector
from quotes.stages.parse import Parse

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases" / "quotations.json").read_text(encoding="utf-8")
)
_VERBS = {"sagte", "sei", "habe", "hat", "ist", "gesagt", "forderte", "wird", "zitiert", "steht"}


@pytest.fixture(scope="module")
def detected() -> dict[str, Document]:
    """All cases, parsed in one batch and detected."""
    documents = [Document(Article(case["label"], case["text"])) for case in CASES]
    return {d.article.id: d for d in RuleDetector()(Parse()(documents))}


def tagged(text: str, *, words_per_sentence: int = 10_000) -> Document:
    """A document with made-up tags: capitals are nouns, a few words verbs, signs punctuation."""
    sentences: list[Sentence] = []
    tokens: list[Token] = []

    def close() -> None:
        if tokens:
            sentences.append(Sentence(Span(tokens[0].span.start, tokens[-1].span.end), tuple(tokens)))
            tokens.clear()

    for match in re.finditer(r"\w+|[^\w\s]", text):
        word = match.group()
        upos = (
            "PUNCT" if not word[0].isalnum() else "VERB" if word in _VERBS else "NOUN" if word[0].isupper() else "ADV"
        )
        feats = "Mood=Sub|VerbForm=Fin" if word == "sei" else "VerbForm=Fin" if upos == "VERB" else ""
        tokens.append(Token(Span(*match.span()), word, upos, feats, -1, "dep"))
        if len(tokens) >= words_per_sentence or word == ".":
            close()
    close()
    return Document(Article("x", text), tuple(sentences))


def found(document: Document) -> list[Quotation]:
    return list(RuleDetector()([document])[0].quotations)


def shown(document: Document) -> list[tuple[str, list[str], list[str]]]:
    text = document.text
    return [(q.type, [s.of(text) for s in q.spans], [s.of(text) for s in q.cue]) for q in document.quotations]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_cases(case: dict[str, Any], detected: dict[str, Document]) -> None:
    """Type, spans and cue of each quotation are those of the case, and there are no others."""
    expected = [(q["type"], q["spans"], q["cue"]) for q in case["quotations"]]
    assert sorted(shown(detected[case["label"]])) == sorted(expected)


@pytest.mark.parametrize(
    "case", [c for c in CASES if any("parent" in q for q in c["quotations"])], ids=lambda c: c["label"]
)
def test_nesting(case: dict[str, Any], detected: dict[str, Document]) -> None:
    """A quotation inside another one knows which it is nested in."""
    document = detected[case["label"]]
    by_text = {tuple(s.of(document.text) for s in q.spans): q for q in document.quotations}
    for expected in case["quotations"]:
        inner = by_text[tuple(expected["spans"])]
        outer = case["quotations"][expected["parent"]] if "parent" in expected else None
        assert inner.parent == (by_text[tuple(outer["spans"])].id if outer else None)


@pytest.mark.parametrize(
    ("label", "signals"),
    [
        ("German marks, frame after", {"quotation_marks", "cue_verb"}),
        ("straight marks, frame before with colon", {"quotation_marks", "cue_verb", "colon"}),
        ("dass-clause", {"cue_verb", "dass_clause", "konjunktiv_1"}),
        ("verb-second Konjunktiv", {"cue_verb", "konjunktiv_1", "verb_second_complement"}),
        ("infinitive", {"cue_verb", "infinitive_clause"}),
        ("laut", {"preposition"}),
        ("interview", {"colon", "interview"}),
    ],
)
def test_signals(label: str, signals: set[str], detected: dict[str, Document]) -> None:
    """The signals of the first quotation of a case name what stands in the text."""
    assert signals <= set(detected[label].quotations[0].signals)


def test_the_rule_is_noted(detected: dict[str, Document]) -> None:
    """Every quotation has a note with its rule and precision, which is its confidence."""
    for document in detected.values():
        for quotation in document.quotations:
            note = quotation.notes[0]
            assert note.stage == "detect"
            assert note.score == quotation.confidence
            assert 0 < quotation.confidence < 1


def test_stray_marks_are_noted(detected: dict[str, Document]) -> None:
    """A mark without partner leaves a note on the document and a signal on the quotation."""
    document = detected["closing mark missing"]
    assert [n.signal for n in document.notes] == ["stray_mark"]
    assert "stray_mark" in document.quotations[0].signals


@pytest.mark.parametrize(
    "text",
    ["", '"', "„“”»«" * 500, '"' * 1001, "Wort " * 10_000, "Merkel sagte, " * 1_000, "nach Angaben von X, " * 1_000],
    ids=["empty", "one mark", "marks only", "odd marks", "long line", "frames only", "phrases only"],
)
def test_strange_texts_do_no_harm(text: str) -> None:
    """Marks only, endless lines and frames without anything said neither fail nor take long."""
    start = time.perf_counter()
    found(tagged(text))
    assert time.perf_counter() - start < 30


def test_empty_sentences() -> None:
    """A document without sentences, or with a sentence without words, has no quotations."""
    assert not found(Document(Article("x", "„Ja“, sagte er.")))
    assert not found(Document(Article("x", "Hallo."), (Sentence(Span(0, 0), ()),)))


def test_invariants_on_random_texts() -> None:
    """Ids are unique, spans hold words and lie in the text, a parent is another quotation of the document."""
    shuffle = random.Random(7)
    vocabulary = [
        "„",
        "“",
        '"',
        "sagte",
        "Merkel",
        "er",
        "sei",
        ",",
        ".",
        ":",
        "dass",
        "nach",
        "Angaben",
        "laut",
        "(",
        ")",
        "und",
        "wie",
        "so",
        "zu",
        "gehen",
        "hat",
        "gesagt",
        "»",
        "«",
        "der",
        "?",
        "'",
        "–",
        "zufolge",
        "wird",
        "von",
        "forderte",
        "auf",
        "zitiert",
        "das",
        "Demnach",
        "Bericht",
        "steht",
        "\n\n",
    ]
    for _ in range(150):
        text = " ".join(shuffle.choice(vocabulary) for _ in range(shuffle.randint(1, 60)))
        document = tagged(text, words_per_sentence=shuffle.choice([7, 20, 1000]))
        quotations = found(document)
        ids = {q.id for q in quotations}
        assert len(ids) == len(quotations)
        for quotation in quotations:
            assert all(len(s) and s.end <= len(text) for s in quotation.spans)
            assert quotation.parent is None or quotation.parent in ids - {quotation.id}
