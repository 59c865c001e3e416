"""What is flagged, and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quotes.document import Article, Document, Note, Quotation, Role, Span, Speaker, Stance
from quotes.resources import schema_folder
from quotes.stages.flag import FLAGS, Flagger

TEXT = "„Der Einsatz hilft“, sagte er. Anna Kurz nannte das falsch. " + "x" * 700
QUOTE = Span(0, 19)
KURZ = Speaker(mention=(Span(31, 40),), name="Anna Kurz", role=Role())
PLAIN = Quotation("q", "direct", (QUOTE,), cue=(Span(21, 26),), speaker=KURZ, confidence=0.9)


def flags(*quotations: Quotation, notes: tuple[Note, ...] = (), **settings: float) -> list[tuple[str, ...]]:
    document = Document(Article("d", TEXT), quotations=quotations, notes=notes)
    return [q.flags for q in Flagger(**settings)([document])[0].quotations]  # type: ignore[arg-type]


def stance(label: str, score: float, evidence: Span = QUOTE) -> Stance:
    return Stance("intervention", label, score, (evidence,))  # type: ignore[arg-type]


CASES = [
    ("unresolved_speaker", replace(PLAIN, speaker=None)),
    ("unresolved_speaker", replace(PLAIN, speaker=Speaker())),
    ("pronoun_unresolved", replace(PLAIN, speaker=Speaker(mention=(Span(27, 29),)))),
    ("ambiguous_name", replace(PLAIN, notes=(Note("resolve", "ambiguous_surname", "Kurz"),))),
    ("doubtful_name", replace(PLAIN, notes=(Note("resolve", "role_nearby", "die Frau -> Anna Kurz", 0.6),))),
    ("stray_mark", replace(PLAIN, signals=("stray_mark",))),
    ("low_confidence", replace(PLAIN, confidence=0.2)),
    ("long_span", replace(PLAIN, spans=(Span(0, 650),))),
    ("stance_uncertain", replace(PLAIN, stance=stance("favor", 0.5))),
    ("stance_context", replace(PLAIN, stance=stance("favor", 0.7, Span(31, 40)))),
    (
        "stance_conflict",
        replace(
            PLAIN,
            stance=stance("favor", 0.7),
            notes=(Note("stance", "success", "", 2.0), Note("stance", "risk", "", -1.2)),
        ),
    ),
]


@pytest.mark.parametrize(("flag", "quotation"), CASES)
def test_each_reason_sets_its_flag(flag: str, quotation: Quotation) -> None:
    """One reason, one flag, and a note that says it."""
    assert flags(quotation) == [(flag,)]


def test_a_plain_quotation_has_no_flag() -> None:
    """A named speaker, a pronoun with a name, a sure stance, none without evidence: nothing to look at."""
    pronoun = replace(PLAIN, speaker=replace(KURZ, mention=(Span(27, 29),)))
    sure = replace(PLAIN, stance=stance("favor", 0.7))
    silent = replace(PLAIN, stance=Stance("intervention", "none", 0.4))
    assert flags(PLAIN, pronoun, sure, silent) == [(), (), (), ()]


def test_unnamed_speakers_are_ordinary() -> None:
    """A mention without a proper name is no fault: many sources have none."""
    assert flags(replace(PLAIN, speaker=replace(KURZ, name=None))) == [()]


def test_a_foreign_document_is_flagged_throughout() -> None:
    """The document's note reaches all its quotations."""
    assert flags(PLAIN, PLAIN, notes=(Note("read", "not_german", ""),)) == [("not_german",)] * 2


def test_only_another_voice_makes_nesting_worth_a_look() -> None:
    """A marked fragment shares cue and speaker with its host and is not flagged."""
    host = replace(PLAIN, id="host", type="indirect")
    fragment = replace(PLAIN, parent="host")
    voice = replace(PLAIN, parent="host", cue=(), speaker=replace(KURZ, mention=(Span(1, 4),)))
    assert flags(host, fragment, voice) == [(), (), ("nested",)]


def test_thresholds_are_settings() -> None:
    """A caller can look closer or less close."""
    assert flags(PLAIN, low_confidence=0.95) == [("low_confidence",)]
    assert flags(replace(PLAIN, confidence=0.2), low_confidence=0.1) == [()]


def test_flagging_again_changes_nothing() -> None:
    """Flags and their notes are replaced, not added to."""
    document = Document(Article("d", TEXT), quotations=(replace(PLAIN, speaker=None),))
    once = Flagger()([document])
    assert Flagger()(once) == once


def test_the_guidelines_explain_every_flag() -> None:
    """Annotators find each flag in the guidelines."""
    guidelines = (schema_folder() / "guidelines.md").read_text(encoding="utf-8")
    assert [flag for flag in FLAGS if f"`{flag}`" not in guidelines] == []
