"""Attribution of quotations by rules: speaker and addressee mentions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from quotes.document import Article, Document
from quotes.stages.attribute import RuleAttributor
from quotes.stages.detect import RuleDetector
from quotes.stages.parse import Parse

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases" / "quotations.json").read_text(encoding="utf-8")
)
MENTIONS = [
    ("Die Beamten wurden von der Richterin aufgefordert, die Akten zu holen.", "der Richterin", None),
    ("„Gut“, sagte die Trainerin, die seit Mai im Amt ist.", "die Trainerin", None),
    ("Der Plan sei gut, sagten Maier und Schulz.", "Maier und Schulz", None),
    ("Man werde warten, sagte er.", "er", None),
    ("Nach den Worten von Außenminister Paul Kern ist der Weg frei.", "den Worten von Außenminister Paul Kern", None),
    ("Seiner Meinung nach ist der Weg frei.", "Seiner Meinung", None),
    ("Die Frau, die gestern ankam, berichtete, der Weg sei frei.", "Die Frau", None),
    ("Am Montag sagte Kanzler Peter van Dyck in Bonn, der Weg sei frei.", "Kanzler Peter van Dyck", None),
    ("Den Plan kritisierte der Verband.", "der Verband", None),
    ("Im Gespräch mit der Zeitung sagte Paul Kern, der Weg sei frei.", "Paul Kern", "der Zeitung"),
]


def attributed(texts: list[tuple[str, str]]) -> dict[str, Document]:
    documents = Parse()([Document(Article(key, text)) for key, text in texts])
    return {d.article.id: d for d in RuleAttributor()(RuleDetector()(documents))}


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    """All texts of this module, attributed in one batch."""
    return attributed([(c["label"], c["text"]) for c in CASES] + [(m[0], m[0]) for m in MENTIONS])


def speakers(document: Document) -> list[tuple[list[str], str | None]]:
    text = document.text
    return [
        ([s.of(text) for s in q.spans], q.speaker.mention[0].of(text) if q.speaker and q.speaker.mention else None)
        for q in document.quotations
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_cases(case: dict[str, Any], documents: dict[str, Document], request: pytest.FixtureRequest) -> None:
    """The speaker and addressee mentions are those of the case."""
    if "known_failure" in case:
        request.applymarker(pytest.mark.xfail(reason=case["known_failure"], strict=True))
    document = documents[case["label"]]
    expected = [(q["spans"], q["speaker"]) for q in case["quotations"]]
    assert sorted(speakers(document), key=str) == sorted(expected, key=str)
    found = [s.of(document.text) for q in document.quotations for s in q.addressee]
    assert found == [q["addressee"] for q in case["quotations"] if "addressee" in q]


@pytest.mark.parametrize(("text", "speaker", "addressee"), MENTIONS, ids=[m[0] for m in MENTIONS])
def test_mentions(text: str, speaker: str, addressee: str | None, documents: dict[str, Document]) -> None:
    """The whole phrase that names the speaker is the mention, wherever it stands in the frame."""
    document = documents[text]
    assert document.quotations, "nothing detected"
    quotation = document.quotations[0]
    assert quotation.speaker is not None
    assert [s.of(text) for s in quotation.speaker.mention] == [speaker]
    assert [s.of(text) for s in quotation.addressee] == ([addressee] if addressee else [])


def test_confidence_and_notes(documents: dict[str, Document]) -> None:
    """Attribution leaves a note with its rule, and lowers the confidence by how often that rule is right."""
    for document in documents.values():
        for quotation in document.quotations:
            detect, attribute = quotation.notes
            assert (detect.stage, attribute.stage) == ("detect", "attribute")
            assert detect.score is not None
            assert attribute.score is not None
            assert quotation.confidence == pytest.approx(detect.score * attribute.score, abs=1e-4)


def test_nothing_to_do() -> None:
    """A document without quotations comes back as it is."""
    document = Document(Article("x", "Es regnet."))
    assert RuleAttributor()([document]) == [document]
