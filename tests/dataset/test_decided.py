"""The log of a dataset makes its rows whenever a version is written, on top of what the program says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from quotes.dataset import build, read_manifest, read_rows
from quotes.dataset.decided import MACHINE
from quotes.dataset.reasons import notes_in, read_lines
from quotes.dataset.recipe import Recipe
from quotes.decisions.model import Answer, document_item_id
from quotes.document import Document, Note
from quotes.engine.apply import apply_reviews, write_gold
from quotes.engine.gold import read_gold
from quotes.errors import DatasetError
from tests.dataset.examples import document, silent
from tests.decisions.made import answer, book, change, item

RECIPE = Recipe({"package": "quotes-dataset-builder", "version": "0", "sha256": "0" * 64})


def rows(folder: Path) -> dict[str, dict]:
    return {row["id"]: row for row in read_rows(folder, "quotations")}


def made(tmp_path: Path, *documents: Document) -> Path:
    build(documents or (document(), silent()), tmp_path / "d", RECIPE)
    return tmp_path / "d"


def test_apply_writes_a_patch_version_and_undoing_it_another(tmp_path: Path) -> None:
    """Decisions change rows; applying again changes nothing; an undone decision gives the program's row back."""
    folder = made(tmp_path)
    before, b = rows(folder), book(folder)
    b.record("Anna", [change(item(), answer("corrected", speaker_name="Eva Anders"))], request="1")
    b.record("Anna", [change(item(1), answer("rejected", 1))], request="2")
    done = apply_reviews(folder)
    assert (done.version, done.status, done.decided.outcome.fields["speaker_name"]) == ("1.0.1", "extended", (1, 1))
    (row,) = rows(folder).values()
    assert (row["speaker_name"], row["review_status"]) == ("Eva Anders", "corrected")
    assert row["speaker_id"] != before[row["id"]]["speaker_id"]
    assert apply_reviews(folder).status == "unchanged"
    for number in range(2):
        b.undo("Anna", last=b.last_action("Anna"), request=f"undo {number}")
    assert apply_reviews(folder).version == "1.0.2"
    assert rows(folder) == before
    assert not (folder / MACHINE).exists()
    assert (folder / "versions" / "1.0.1" / MACHINE).is_file()


def test_the_version_tells_what_people_decided(tmp_path: Path) -> None:
    """Counts stand in manifest, card and changelog; the card stays loadable; the log goes along."""
    folder = made(tmp_path)
    b = book(folder)
    b.record("Anna", [change(item(), answer("corrected", stance="mixed"))], request="1")
    apply_reviews(folder)
    manifest = read_manifest(folder)
    assert manifest is not None
    assert manifest.counts["reviews"] == {"corrected": 1}
    assert manifest.recipe["reviews"]["decisions"] == "1"
    assert "| corrected | 1 | a field or a span changed |" in (folder / "README.md").read_text(encoding="utf-8")
    assert "- Decided by people: 1 corrected." in (folder / "CHANGELOG.md").read_text(encoding="utf-8")
    b.record("Anna", [change(item(1), answer("rejected", 1))], request="2")  # the same connection, after the exchange
    assert len(book(folder).items) == 2


def test_decisions_outlive_a_new_run_of_the_models(tmp_path: Path) -> None:
    """A build whose models say otherwise keeps what people decided, and takes the rest from the models."""
    folder = made(tmp_path)
    book(folder).record("Anna", [change(item(), answer("corrected", speaker_name="Eva Anders"))], request="1")
    apply_reviews(folder)
    again = document(name="Somebody Else")
    done = build([again], folder, RECIPE)
    assert done.decided.outcome.counts["corrected"] == 1
    assert rows(folder)[item().id]["speaker_name"] == "Eva Anders"
    (line,) = (folder / MACHINE).read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["quotations"][0]["speaker_name"] == "Somebody Else"
    assert build([again], folder, RECIPE).status == "unchanged"


def test_a_changed_article_makes_orphans_that_stay_in_the_log(tmp_path: Path) -> None:
    """Where the text is another, the decision is told as an orphan, and holds again when the old text is back."""
    folder = made(tmp_path)
    book(folder).record("Anna", [change(item(), answer("corrected", stance="mixed"))], request="1")
    old = document()
    changed = replace(old, article=replace(old.article, text=old.text + " Mehr."))
    assert [o.reason for o in build([changed], folder, RECIPE).decided.outcome.orphans] == ["text_changed"]
    assert rows(folder)[item().id]["stance"] == "against"
    assert build([old], folder, RECIPE).decided.outcome.orphans == []
    assert rows(folder)[item().id]["stance"] == "mixed"


def test_apply_needs_a_dataset_with_decisions(tmp_path: Path) -> None:
    """Without a dataset, or without a log, the error says what to do."""
    with pytest.raises(DatasetError, match="quotes build"):
        apply_reviews(tmp_path / "none")
    with pytest.raises(DatasetError, match="quotes review"):
        apply_reviews(made(tmp_path))


def test_reasons_are_kept_for_review(tmp_path: Path) -> None:
    """The notes of the stages can be read back by quotation, also after a version that brings none for a document."""
    old = document()
    noted = replace(old.quotations[0], notes=(Note("resolve", "chain", "er -> Muster\n😀", 0.5), Note("flag", "x")))
    folder = made(tmp_path, replace(old, quotations=(noted, *old.quotations[1:])))
    build([silent()], folder, RECIPE)
    assert notes_in(read_lines(folder)["a.txt"])[item().id] == noted.notes
    assert notes_in("") == {}


def test_gold_holds_only_what_was_checked_as_a_whole(tmp_path: Path) -> None:
    """A document counts once it was checked and all its rows are decided; evaluate reads the folder."""
    folder = made(tmp_path)
    b = book(folder)
    b.record("Anna", [change(item(), answer()), change(item(1), answer("rejected", 1))], request="1")
    apply_reviews(folder)
    with pytest.raises(DatasetError, match="checked as a whole"):
        write_gold(folder, tmp_path / "gold")
    checked = item(id=document_item_id("a.txt"), origin="document", row={})
    b.record("Anna", [change(checked, Answer("accepted"))], request="2")
    assert write_gold(folder, tmp_path / "gold") == (1, 1)
    (text,) = read_gold(tmp_path / "gold").texts
    assert [q.id for q in text.document.quotations] == [item().id]
    with pytest.raises(DatasetError, match="there already"):
        write_gold(folder, tmp_path / "gold")
    assert write_gold(folder, tmp_path / "labels", all_decided=True) == (1, 1)
