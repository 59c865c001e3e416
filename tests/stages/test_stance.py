"""Stance of quotations, toward the bundled target and toward one of a user's own."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from quotes.document import Article, Document, Quotation, Span, Speaker
from quotes.german.stance_rules import probability
from quotes.linear.stance_model import load as load_model
from quotes.resources import model_folder
from quotes.stages.parse import Parse
from quotes.stages.stance import StanceLabeler
from quotes.target import load
from tests.stages.stance_cases import CASES, document
from tests.stages.stance_cases import load as load_cases

LEAD, SENTENCES = load_cases("stance.json")
_, SANCTIONS = load_cases("sanctions.json")


@cache
def labeler(target: str = "intervention") -> StanceLabeler:
    return StanceLabeler(load(CASES / target if target.endswith(".toml") else target))


@cache
def labelled(name: str, target: str) -> tuple[Document, ...]:
    lead, cases = load_cases(name)
    documents = Parse()([document(lead, case, n) for n, case in enumerate(cases)])
    return tuple(labeler(target)(documents))


def one(text: str, part: str, cue: str = "", *, type_: str = "direct", lead: str = LEAD) -> Quotation:
    case = {"text": text, "type": type_, "quotation": [part], "cue": [cue] if cue else []}
    return labeler()([document(lead, case)])[0].quotations[0]


def _params() -> list[object]:
    marks = [
        [pytest.mark.xfail(strict=True, reason=case["known_failure"])] if "known_failure" in case else []
        for case in SENTENCES
    ]
    return [pytest.param(n, marks=m, id=f"{n}-{SENTENCES[n]['stance']}") for n, m in enumerate(marks)]


@pytest.mark.parametrize("number", _params())
def test_the_label_follows_the_guidelines(number: int) -> None:
    """Each sentence has the label that schema/guidelines.md gives it."""
    stance = labelled("stance.json", "intervention")[number].quotations[0].stance
    assert stance is not None
    assert stance.label == SENTENCES[number]["stance"], SENTENCES[number]["text"]


@pytest.mark.parametrize("number", range(len(SANCTIONS)))
def test_another_target_is_a_file(number: int) -> None:
    """A target of a user's own needs no code: here sanctions, for which intervention lies beside the target."""
    stance = labelled("sanctions.json", "sanctions.toml")[number].quotations[0].stance
    assert stance is not None
    assert (stance.target, stance.label) == ("sanctions", SANCTIONS[number]["stance"])


def test_evidence_lies_in_the_text_and_only_under_a_position() -> None:
    """Evidence spans are within the text; a quotation without a position has none; scores are probabilities."""
    for found in labelled("stance.json", "intervention"):
        stance = found.quotations[0].stance
        assert stance is not None
        assert 0 < stance.score < 1
        assert all(span.end <= len(found.text) for span in stance.evidence)
        assert bool(stance.evidence) == (stance.label != "none")


def test_every_decision_leaves_notes() -> None:
    """The notes end with the rule that decided, after the reasons that it weighed."""
    quotation = one("„Bomben sind Wahnsinn“, sagte er.", "„Bomben sind Wahnsinn“", "sagte")
    assert [n.signal for n in quotation.notes] == ["wrongness", "sum_of_reasons"]
    assert quotation.notes[0].detail == "Wahnsinn"


def test_an_article_about_something_else_has_no_positions() -> None:
    """Without enough terms of the target an article is not about it, whatever its quotations judge."""
    lead = "Der Gemeinderat spricht über das neue Schwimmbad."
    quotation = one("„Das ist Wahnsinn“, sagte er.", "„Das ist Wahnsinn“", "sagte", lead=lead)
    assert quotation.stance is not None
    assert (quotation.stance.label, quotation.stance.evidence) == ("none", ())
    assert quotation.notes[-1].signal == "article_off_topic"


def test_a_document_without_quotations_stays_as_it_is() -> None:
    """Nothing to label, nothing changed."""
    empty = Document(Article("a", "Kein Zitat."))
    assert labeler()([empty]) == [empty]


def test_labelling_again_changes_nothing() -> None:
    """A second run replaces the first one's notes."""
    first = list(labelled("stance.json", "intervention")[:5])
    assert labeler()(first) == first


def test_words_without_the_target_are_marked_as_read_from_context() -> None:
    """An evaluation that names no target counts less, and says so."""
    quotation = one("„Das ist unverantwortlich“, sagte er.", "„Das ist unverantwortlich“", "sagte")
    assert quotation.stance is not None
    assert quotation.stance.label == "against"
    assert quotation.notes[-1].signal == "context_only"


def test_a_quotation_right_after_goes_on_with_the_position() -> None:
    """A direct quotation without a position of its own elaborates what the same speaker said right before."""
    text = f"{LEAD}\n\nDie Ministerin forderte Luftschläge. „Schauen Sie auf die Karte“, sagte sie."
    speaker = Speaker(name="Eva Holm", mention=(Span(0, 1),))
    demand, picture = (_at(text, "Die Ministerin forderte Luftschläge."), _at(text, "„Schauen Sie auf die Karte“"))
    quotations = (
        Quotation("a", "reported", (demand,), speaker=speaker),
        Quotation("b", "direct", (picture,), speaker=speaker),
    )
    found = labeler()([Document(Article("d", text), quotations=quotations)])[0].quotations
    assert [q.stance.label for q in found if q.stance] == ["favor", "favor"]
    assert found[1].notes[-1].signal == "elaboration"
    other = replace(quotations[1], speaker=Speaker(name="Udo Kern", mention=(Span(0, 1),)))
    alone = labeler()([Document(Article("d", text), quotations=(quotations[0], other))])[0].quotations[1]
    assert alone.stance is not None
    assert alone.stance.label == "none"


def test_a_fragment_is_read_with_its_sentence() -> None:
    """A marked fragment has the position of the sentence around it."""
    text = f"{LEAD}\n\nSie nannte den Militäreinsatz „eine Torheit“."
    fragment = Document(Article("d", text), quotations=(Quotation("a", "direct", (_at(text, "„eine Torheit“"),)),))
    stance = labeler()(Parse()([fragment]))[0].quotations[0].stance
    assert stance is not None
    assert stance.label == "against"
    assert "Militäreinsatz" in [s.of(text) for s in stance.evidence]


def test_words_of_another_speaker_inside_do_not_count() -> None:
    """The outer quotation has only what its own speaker adds."""
    text = f"{LEAD}\n\nEr berichtete, die Partei sage, der Luftschlag sei ein Verbrechen."
    outer = _at(text, "die Partei sage, der Luftschlag sei ein Verbrechen")
    inner, cue = _at(text, "der Luftschlag sei ein Verbrechen"), _at(text, "sage")
    quotations = (
        Quotation("a", "indirect", (outer,), cue=(_at(text, "berichtete"),)),
        Quotation("b", "indirect", (inner,), cue=(cue,), parent="a"),
    )
    found = labeler()(Parse()([Document(Article("d", text), quotations=quotations)]))[0].quotations
    assert [q.stance.label for q in found if q.stance] == ["none", "against"]


def test_more_evidence_gives_a_higher_probability() -> None:
    """The probability rises with the margin, and stays below what rules can promise."""
    assert probability(0.6) < probability(2.0) < probability(9.0) <= 0.75


def _at(text: str, part: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part))


@cache
def learned(target: str = "intervention") -> StanceLabeler:
    model = load_model(model_folder("stance"))
    return StanceLabeler(load(CASES / target if target.endswith(".toml") else target), model)


def test_the_model_labels_most_sentences_as_the_guidelines_do() -> None:
    """The rules' own sentences: the model has not seen them."""
    found = learned()(labelled("stance.json", "intervention"))
    labels = [d.quotations[0].stance.label for d in found if d.quotations[0].stance]
    right = sum(label == case["stance"] for label, case in zip(labels, SENTENCES, strict=True))
    assert right >= 0.8 * len(SENTENCES)


def test_the_model_serves_another_target() -> None:
    """It was trained on intervention; terms are hidden from it, so it reads sanctions as well."""
    found = learned("sanctions.toml")(labelled("sanctions.json", "sanctions.toml"))
    labels = [d.quotations[0].stance.label for d in found if d.quotations[0].stance]
    assert sum(label == case["stance"] for label, case in zip(labels, SANCTIONS, strict=True)) >= 7


def test_the_model_gives_reasons() -> None:
    """A position has evidence within the text, a probability and a note of the model; none has no evidence."""
    for found in learned()(labelled("stance.json", "intervention")):
        quotation = found.quotations[0]
        stance = quotation.stance
        assert stance is not None
        assert 0.25 <= stance.score <= 1
        assert bool(stance.evidence) == (stance.label != "none")
        assert all(span.end <= len(found.text) for span in stance.evidence)
        said = {n.signal: n.detail for n in quotation.notes}
        assert said["learned"] == stance.label


def test_an_article_without_a_hint_is_not_read_by_the_model() -> None:
    """Its quotations are none, with the share of none that training found in such articles."""
    lead = "Der Gemeinderat spricht über das neue Schwimmbad."
    case = {"text": "„Das ist Wahnsinn“, sagte er.", "type": "direct", "quotation": ["„Das ist Wahnsinn“"], "cue": []}
    quotation = learned()([document(lead, case)])[0].quotations[0]
    assert [n.signal for n in quotation.notes] == ["article_off_topic"]
    assert quotation.stance is not None
    assert (quotation.stance.label, quotation.stance.evidence) == ("none", ())
    assert quotation.stance.score > 0.9
