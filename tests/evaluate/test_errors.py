"""The commonest kinds of error."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quotes.document import Document, Note, Quotation, Sentence, Span
from quotes.evaluate.errors import commonest, sentence
from quotes.evaluate.matching import compare
from tests.evaluate.made import compared, document, quotation

RESOLVED = Note("resolve", "no_name", "sie -> no name", 0.5)
LABELLED = Note("role", "default", "", 0.4)
DECIDED = (Note("stance", "harm", "schaden", -1.0), Note("stance", "sum_of_reasons", "against", 0.6))
GOLD = quotation((0, 10), mention=(12, 14), name="Anna", role="Ministerin", category="minister", stance="favor")

CASES: list[tuple[str, Quotation, str, str]] = [
    ("name", replace(GOLD, speaker=replace(GOLD.speaker, name=None)), "none given (no_name)", "Anna/-"),  # type: ignore[type-var]
    ("name", replace(GOLD, speaker=replace(GOLD.speaker, name="Bert")), "another one (no_name)", "Anna/Bert"),  # type: ignore[type-var]
    ("name", quotation((0, 10), mention=(20, 24), name="Bert"), "another one, of a wrong mention", "Anna/Bert"),
    ("role", quotation((0, 10), mention=(12, 14)), "none given (default)", "Ministerin/-"),
    ("affiliation", quotation((0, 10), mention=(12, 14), affiliation="SPD"), "given where there is none (default)",
     "-/SPD"),
    ("role_category", quotation((0, 10), mention=(12, 14), category="expert"), "minister read as expert (default)",
     "minister/expert"),
    ("spokesperson", quotation((0, 10), mention=(12, 14), spokesperson=True), "told of one who is none", "no/yes"),
    ("stance", quotation((0, 10), stance="against"), "favor read as against (sum_of_reasons)", "favor/against"),
    ("detection", quotation((0, 10), "reported"), "direct read as reported", "direct/reported"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "found", "kind", "values"), CASES, ids=[f"{c[0]}: {c[2]}" for c in CASES])
def test_kinds(field: str, found: Quotation, kind: str, values: str) -> None:
    """A kind says what was taken for what, and which rule decided or that the mention is wrong already."""
    found = replace(found, notes=(RESOLVED, LABELLED, *DECIDED))
    [got] = [k for k in commonest([compared((GOLD,), (found,))]) if k.field == field]
    assert got.kind == kind
    assert f"{got.places[0].gold}/{got.places[0].got}" == values


def test_notes_are_those_that_explain() -> None:
    """A name error brings the notes of attribution and resolution, a stance error those of stance."""
    found = quotation((0, 10), mention=(12, 14), stance="against", notes=(RESOLVED, LABELLED, *DECIDED))
    kinds = {k.field: k.places[0].notes for k in commonest([compared((GOLD,), (found,))])}
    assert kinds["name"] == (RESOLVED,)
    assert kinds["stance"] == DECIDED


def test_without_mention() -> None:
    """Where neither gold nor prediction has a mention, that is the reason."""
    gold, found = quotation((0, 10), name="Anna"), quotation((0, 10))
    assert [k.kind for k in commonest([compared((gold,), (found,))])] == ["none given, without a mention"]


def test_detection() -> None:
    """Missed and spurious quotations are kinds by their type."""
    item = compared((quotation((0, 10)), quotation((20, 30))), (quotation((50, 60), "reported"),))
    assert [(k.kind, len(k.places)) for k in commonest([item], fields=("detection",))] == [
        ("direct not found", 2), ("reported found where the gold has none", 1),
    ]  # fmt: skip


def test_the_commonest_first_and_no_more_than_asked_for() -> None:
    """Of each field the commonest kinds."""
    gold = tuple(quotation((k, k + 10), category="minister") for k in (0, 20, 40))
    found = (quotation((0, 10), category="media"), *(quotation((k, k + 10), category="expert") for k in (20, 40)))
    kinds = commonest([compared(gold, found)], fields=("role_category",), most=1)
    assert [(k.kind, len(k.places)) for k in kinds] == [("minister read as expert, without a mention", 2)]


TWO = "Es regnet. „Ja“, sagte\nAnna. Ende."


def test_sentence_of_the_parse() -> None:
    """The sentences that quotation, cue and frame touch, on one line, the quotation marked."""
    parsed = Document(document(text=TWO).article, sentences=(Sentence(Span(0, 10), ()), Sentence(Span(11, 28), ())))
    assert sentence(parsed, quotation((11, 15))) == "⟦„Ja“⟧, sagte Anna."


def test_sentence_by_signs() -> None:
    """Without a parse the sentence is told by its end signs."""
    assert sentence(document(text=TWO), quotation((11, 15))) == "⟦„Ja“⟧, sagte Anna."
    split = replace(quotation((0, 2)), spans=(Span(3, 9), Span(30, 34)))
    assert sentence(document(text=TWO), split) == "Es ⟦regnet⟧. „Ja“, sagte Anna. E⟦nde.⟧"


def test_document_is_named() -> None:
    """A place says where it is."""
    gold = document(quotation((3, 9)), text=TWO, id_="doc-7")
    [kind] = commonest([compare(gold, document(text=TWO))])
    assert (kind.places[0].document, kind.places[0].start) == ("doc-7", 3)
