"""The journal keeps finished documents and survives a kill."""

from __future__ import annotations

from pathlib import Path

import pytest

from quotes.document import Article, Document, Note, Quotation, Role, Span, Speaker, Stance
from quotes.engine.journal import Journal, document_from_json, document_to_json
from quotes.errors import DocumentError

ARTICLE = Article("a", "„Ja“, sagte Öz 😀.", provenance=(("page", "1"),))
DOCUMENT = Document(
    ARTICLE,
    quotations=(
        Quotation(
            "q-1",
            "direct",
            (Span(0, 4),),
            cue=(Span(6, 11),),
            speaker=Speaker((Span(12, 14),), "Ayşe Öz", True, Role("Ministerin", "Land", "minister"), "spk-1"),
            stance=Stance("intervention", "favor", 0.75, (Span(1, 3),)),
            confidence=0.5,
            signals=("quotation_marks",),
            flags=("nested",),
            notes=(Note("detect", "marks", "„“", 0.9), Note("role", "none")),
        ),
    ),
    notes=(Note("parse", "x"),),
)


def test_a_document_survives_the_journal(tmp_path: Path) -> None:
    """What is put is what is got, field by field, also by the next process."""
    Journal(tmp_path / "j", "run").put(DOCUMENT)
    again = Journal(tmp_path / "j", "run")
    assert ARTICLE in again
    assert again.get(ARTICLE) == DOCUMENT
    assert document_from_json(document_to_json(DOCUMENT)) == DOCUMENT


def test_a_journal_of_other_settings_is_not_used(tmp_path: Path) -> None:
    """Results of other settings, code or models never mix in."""
    Journal(tmp_path / "j", "run").put(DOCUMENT)
    assert len(Journal(tmp_path / "j", "other run")) == 0


@pytest.mark.parametrize("cut", [1, 5, 70, 200])
def test_a_torn_last_line_is_dropped(tmp_path: Path, cut: int) -> None:
    """A kill in mid-write loses that document alone, and the journal goes on."""
    other = Document(Article("b", "Nein."))
    journal = Journal(tmp_path / "j", "run")
    journal.put(DOCUMENT)
    whole = (tmp_path / "j").read_bytes()
    journal.put(other)
    torn = (tmp_path / "j").read_bytes()
    (tmp_path / "j").write_bytes(torn[: max(len(whole), len(torn) - cut)])
    again = Journal(tmp_path / "j", "run")
    assert list(again.resume([ARTICLE, other.article])) == [DOCUMENT, other.article]
    failed = DocumentError("c", "read", "empty")
    assert list(again.keep([DOCUMENT, other, failed])) == [DOCUMENT, other, failed]
    assert Journal(tmp_path / "j", "run").get(other.article) == other


def test_a_finished_run_leaves_nothing(tmp_path: Path) -> None:
    """The journal goes when the output is complete."""
    journal = Journal(tmp_path / "j", "run")
    journal.remove()
    assert not (tmp_path / "j").exists()
