"""Konjunktiv by form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quotes.document import Span, Token
from quotes.german.mood import konjunktiv, mark_konjunktiv

CASES = json.loads((Path(__file__).parents[1] / "cases" / "konjunktiv.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['form']}-{c.get('person', '3')}")
def test_form_decides(case: dict[str, str]) -> None:
    """A form that no indicative has is Konjunktiv; one that an indicative has, too, is left open."""
    tense = konjunktiv(case["form"], case["lemma"], person=case.get("person", "3"), number=case.get("number", "Sing"))
    assert tense == case["tense"]


def token(text: str, word: str, **values: object) -> Token:
    start = text.index(word)
    defaults = {"lemma": word, "upos": "NOUN", "feats": "", "head": -1, "deprel": "root"}
    return Token(Span(start, start + len(word)), **{**defaults, **values})  # type: ignore[arg-type]


def marked(text: str, *tokens: Token) -> Token:
    return next(t for t in mark_konjunktiv(tokens, text) if t.upos in ("VERB", "AUX"))


VERB = "Mood=Ind|Number=Sing|Person=1|Tense=Pres|VerbForm=Fin"


def test_person_comes_from_the_subject() -> None:
    """A subject of the third person outweighs a tagger that took the verb for a first person."""
    text = "er komme"
    subject = token(text, "er", upos="PRON", feats="Number=Sing|Person=3", head=1, deprel="nsubj")
    verb = token(text, "komme", lemma="kommen", upos="VERB", feats=VERB)
    assert marked(text, subject, verb).feat("Mood") == "Sub"


def test_the_first_person_stays_indicative() -> None:
    """'ich komme' is no Konjunktiv, whatever person the tagger gave the verb."""
    text = "ich komme"
    subject = token(text, "ich", upos="PRON", feats="Number=Sing|Person=1", head=1, deprel="nsubj")
    verb = token(text, "komme", lemma="kommen", upos="VERB", feats=VERB.replace("Person=1", "Person=3"))
    assert marked(text, subject, verb).feat("Mood") == "Ind"


def test_an_auxiliary_has_the_subject_of_its_verb() -> None:
    """In 'er habe gelogen' the subject hangs on 'gelogen' and still decides for 'habe'."""
    text = "er habe gelogen"
    subject = token(text, "er", upos="PRON", feats="Number=Sing", head=2, deprel="nsubj")
    auxiliary = token(text, "habe", lemma="haben", upos="AUX", feats=VERB, head=2, deprel="aux")
    verb = token(text, "gelogen", lemma="lügen", upos="X")
    new = marked(text, subject, auxiliary, verb)
    assert (new.feat("Mood"), new.feat("Tense"), new.feat("VerbForm")) == ("Sub", "Pres", "Fin")


@pytest.mark.parametrize("feats", ["VerbForm=Inf", "Mood=Imp|Number=Sing|Person=2|VerbForm=Fin", ""])
def test_only_finite_verbs_are_marked(feats: str) -> None:
    """Infinitives, imperatives and words that the tagger gave no verbal features are left alone."""
    text = "wäre"
    assert marked(text, token(text, "wäre", lemma="sein", upos="AUX", feats=feats)).feats == feats


def test_nouns_are_left_alone() -> None:
    """'Stände' is a noun here."""
    text = "Stände"
    noun = token(text, "Stände")
    assert mark_konjunktiv([noun], text) == (noun,)
