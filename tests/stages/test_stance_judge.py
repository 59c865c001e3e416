"""The judge's stage: its label and score, evidence only where it stands in the text, rules kept, failures flagged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from quotes.document import Article, Document, Note, Quotation, Role, Sentence, Span, Speaker, Stance
from quotes.judges.question import Failure, Outcome, Question, Verdict
from quotes.judges.spending import Spending
from quotes.stages.flag import Flagger
from quotes.stages.stance_judge import AFTER, BEFORE, HEAD, WHOLE, StanceJudge, question, quoted
from quotes.target import load

TEXT = "Anna Beispiel nannte den Einsatz am Montag „einen schweren Fehler“. Ein Fehler war auch der Regen."
QUOTE = Span(43, 66)
RULES = Note("stance", "wrongness", "Fehler", -1.0)
QUOTATION = Quotation(
    "q",
    "direct",
    (QUOTE,),
    cue=(Span(14, 20),),
    speaker=Speaker((Span(0, 13),), "Anna Beispiel", role=Role("Ministerin", "SPD")),
    stance=Stance("intervention", "against", 0.6, (Span(59, 65),)),
    confidence=0.9,
    notes=(RULES,),
)
DOCUMENT = Document(
    Article("d", TEXT), sentences=(Sentence(Span(0, 67), ()), Sentence(Span(68, 98), ())), quotations=(QUOTATION,)
)


class Fixed:
    """A judge that says always the same."""

    kind, model, version = "endpoint", "tiny", "stance.v1"

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome

    def digest(self, question: Question) -> str:
        return question.quotation

    def ask(self, questions: Sequence[Question]) -> Iterator[Outcome]:
        return iter([self.outcome] * len(questions))

    def take_spending(self) -> Spending:
        return Spending(requests=1)


def stage(outcome: Outcome) -> StanceJudge:
    return StanceJudge(Fixed(outcome), load("intervention"))


def judged(outcome: Outcome, document: Document = DOCUMENT) -> Quotation:
    return Flagger()(stage(outcome)([document]))[0].quotations[0]


def test_label_score_and_evidence_are_the_judges() -> None:
    """Who judged stands in a note, beside what the rules said."""
    found = judged(Verdict("against", 0.95, ("schweren Fehler", "den Einsatz"), "against"))
    assert found.stance is not None
    assert (found.stance.label, found.stance.score) == ("against", 0.95)
    assert [s.of(TEXT) for s in found.stance.evidence] == ["den Einsatz", "schweren Fehler"]
    assert found.notes == (RULES, Note("stance_judge", "endpoint", "tiny stance.v1: against", 0.95))
    assert found.flags == ()


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("Fehler", Span(59, 65)),
        ("  Fehler ", Span(59, 65)),
        ("Einsatz", Span(25, 32)),
        ("Regen", None),
        ("fehler", None),
        ("Fehle", None),
        ("Wahnsinn", None),
        ("", None),
        (" ", None),
        (".*", None),
    ],
)
def test_only_words_that_stand_there_are_evidence(words: str, span: Span | None) -> None:
    """Whole words of the quotation first, then of its sentence, letter by letter; of another sentence none."""
    assert quoted(DOCUMENT, QUOTATION, words) == span


def test_evidence_that_is_not_there_is_dropped_and_said() -> None:
    """The rules' evidence stays only under the same label."""
    found = judged(Verdict("against", 0.9, ("ein Irrsinn",)))
    assert found.stance is not None
    assert found.stance.evidence == (Span(59, 65),)
    assert found.notes[-1] == Note("stance_judge", "evidence_not_found", "1 of 1")
    found = judged(Verdict("mixed", 0.9, ("ein Irrsinn",)))
    assert found.stance is not None
    assert found.stance.evidence == ()


def test_none_has_no_evidence() -> None:
    """Whatever the judge quotes for it."""
    found = judged(Verdict("none", 0.9, ("Fehler",)))
    assert found.stance == Stance("intervention", "none", 0.9, ())


def test_opposite_sides_are_a_conflict() -> None:
    """Rules and judge, one for and one against: flagged, with both in the note; anything else is not."""
    found = judged(Verdict("favor", 0.9, ("Fehler",)))
    assert found.flags == ("stance_conflict",)
    assert Note("stance_judge", "disagrees", "the rules say against") in found.notes
    assert found.notes[-1] == Note("flag", "stance_conflict", "the judge says favor, the rules say against")
    assert judged(Verdict("mixed", 0.9, ("Fehler",))).flags == ()
    assert judged(Verdict("none", 0.9)).flags == ()


def test_what_rules_read_from_context_is_not_held_against_a_judge() -> None:
    """A note of the rules on their own label does not flag the judge's."""
    context = replace(QUOTATION, notes=(RULES, Note("stance", "context_only", "")))
    document = replace(DOCUMENT, quotations=(context,))
    assert judged(Verdict("against", 0.9, ("Fehler",)), document).flags == ()
    assert Flagger()([document])[0].quotations[0].flags == ("stance_context",)


def test_a_failure_is_none_and_flagged() -> None:
    """Score 0, no evidence, the reason in a note, the rules' notes kept."""
    found = judged(Failure("no answer within 60 s"))
    assert found.stance == Stance("intervention", "none", 0.0, ())
    assert found.flags == ("stance_failed",)
    assert RULES in found.notes
    assert found.notes[-1] == Note("flag", "stance_failed", "no answer within 60 s")


def test_judging_again_replaces_the_notes() -> None:
    """The same twice changes nothing; a later answer takes the place of a failure."""
    once = stage(Verdict("against", 0.9, ("Fehler",)))([DOCUMENT])
    assert stage(Verdict("against", 0.9, ("Fehler",)))(once) == once
    failed = stage(Failure("slow"))([DOCUMENT])
    assert not [n for n in stage(Verdict("none", 0.9))(failed)[0].quotations[0].notes if n.signal == "failed"]


def test_documents_keep_their_order_and_their_emptiness() -> None:
    """All quotations of a batch are asked at once; a document without any comes back as it was."""
    empty = Document(Article("e", "Nichts."))
    found = stage(Verdict("none", 0.9))([empty, DOCUMENT, empty])
    assert [d.article.id for d in found] == ["e", "d", "e"]
    assert found[0] == empty


def test_a_judge_sees_speaker_quotation_and_sentence() -> None:
    """The speaker with name, role and affiliation; the whole of a short article, after its title."""
    asked = question(replace(DOCUMENT, article=Article("d", TEXT, title="Streit um Einsatz")), QUOTATION)
    assert asked.speaker == "Anna Beispiel, Ministerin, SPD"
    assert asked.quotation == "„einen schweren Fehler“"
    assert asked.sentence == TEXT[:67]
    assert asked.passage == f"Streit um Einsatz\n\n{TEXT}"
    unknown = question(DOCUMENT, replace(QUOTATION, speaker=None))
    assert unknown.speaker == ""


def test_of_a_long_article_a_judge_sees_a_part() -> None:
    """Its head and what is around the quotation, whole words, gaps marked."""
    text = "Anfang des Artikels. " + "wort " * 2000 + TEXT + " ende" * 2000
    start = text.index("„einen")
    place = Quotation("q", "direct", (Span(start, start + len(QUOTE)),))
    passage = question(Document(Article("d", text), quotations=(place,)), place).passage
    assert passage.startswith("Anfang des Artikels.")
    assert "„einen schweren Fehler“" in passage
    assert passage.count("[…]") == 2
    assert len(passage) < HEAD + BEFORE + AFTER + 200 < WHOLE + 200
    assert set(passage.replace("[…]", "").replace(TEXT, "").split()) <= {
        "Anfang",
        "des",
        "Artikels.",
        "wort",
        "ende",
        "wor",
    }
