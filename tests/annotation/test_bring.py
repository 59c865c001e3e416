"""There and back: exported, changed as annotators do in the tool, imported, applied."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from quotes.annotation import TOOLS as EXPORTED
from quotes.annotation.bring import Brought, Wishes, bring_in
from quotes.annotation.export import export_for
from quotes.annotation.units import Offsets
from quotes.dataset import shards
from quotes.decisions.book import Book
from quotes.decisions.log import Log, log_path
from quotes.decisions.model import FIELDS, Event
from quotes.engine.apply import apply_reviews, write_gold
from quotes.errors import InputError
from tests.annotation.tools import TOOLS, LabelStudio
from tests.dataset.examples import TEXT
from tests.review import made

ANNA = Wishes({"": "Anna"})
#: A text with the quotation after an emoji, umlauts before it.
AFTER = made.HOSTILE


def events(folder: Path) -> list[Event]:
    log = Log(log_path(folder))
    try:
        return list(Book(log).events.values())
    finally:
        log.close()


def rows(folder: Path) -> list[dict[str, Any]]:
    return list(shards.read_rows(folder, "quotations"))


def there_and_back(tmp_path: Path, tool: str, *changes: tuple[str, ...], **wishes: Any) -> tuple[Path, Brought]:
    folder = made.dataset(tmp_path)
    export_for(folder, tmp_path / "out", tool)
    person = TOOLS[tool](tmp_path / "out")
    for name, *given in changes:
        getattr(person, name)(*given)
    return folder, bring_in(folder, [person.save(tmp_path)], tool, Wishes({"": "Anna"}, **wishes))


@pytest.mark.parametrize("tool", TOOLS)
def test_untouched_is_accepted(tmp_path: Path, tool: str) -> None:
    """What comes back as it went out is accepted with the same values, after emoji, markup and right-to-left text."""
    folder, done = there_and_back(tmp_path, tool)
    assert done.problems == []
    assert dict(done.counts) == {"accepted": 3, "loose": 0}
    before = {row["id"]: row for row in rows(folder)}
    assert {e.who for e in events(folder)} == {"Anna"}
    apply_reviews(folder)
    after = {row["id"]: row for row in rows(folder)}
    assert before.keys() == after.keys()
    for id_, row in after.items():
        assert row["review_status"] == "accepted"
        assert {name: row[name] for name in FIELDS} == {name: before[id_][name] for name in FIELDS}


@pytest.mark.parametrize("tool", TOOLS)
def test_changes_reach_the_rows(tmp_path: Path, tool: str) -> None:
    """A stance is corrected, a quotation rejected, a missed one added with its speaker, in the next version."""
    folder, done = there_and_back(
        tmp_path,
        tool,
        ("set_stance", "a.txt", "mixed"),
        ("set_name", "a.txt", "Eva Müller"),
        ("remove", "a.txt", "indirect"),
        ("add", "a.txt", TEXT, "Sie bleibe dabei.", "Reportern"),
    )
    assert done.problems == []
    assert dict(done.counts) == {"corrected": 1, "rejected": 1, "added": 1, "accepted": 1, "loose": 0}
    apply_reviews(folder)
    found = {row["text"]: row for row in rows(folder)}
    assert set(found) == {"„Nein 😀“", "„Nein“", "Sie bleibe dabei."}
    assert found["„Nein 😀“"]["stance"] == "mixed"
    assert found["„Nein 😀“"]["cue"] == "sagte"
    assert found["„Nein 😀“"]["speaker_name"] == ("Eva Muster" if tool == "doccano" else "Eva Müller")
    assert found["Sie bleibe dabei."]["type"] == "indirect"
    assert found["Sie bleibe dabei."]["speaker"] == "Reportern"
    assert found["Sie bleibe dabei."]["review_status"] == "corrected"


@pytest.mark.parametrize("tool", ["label-studio", "doccano"])
@pytest.mark.parametrize("told", [True, False])
def test_utf16_offsets_are_seen(tmp_path: Path, tool: str, told: bool) -> None:
    """A tool that counts UTF-16 gets right spans back into the log, after an emoji, told or not."""
    folder = made.dataset(tmp_path)
    export_for(folder, tmp_path / "out", tool)
    person = TOOLS[tool](tmp_path / "out", unit="utf-16")  # type: ignore[call-arg]
    person.add("a.txt", TEXT, "Sie bleibe dabei.", "Reportern")
    wishes = Wishes({"": "Anna"}, unit="utf-16" if told else None)
    done = bring_in(folder, [person.save(tmp_path)], tool, wishes)
    assert done.problems == []
    apply_reviews(folder)
    assert {row["text"] for row in rows(folder)} == {"„Nein 😀“", "Nein", "„Nein“", "Sie bleibe dabei."}


@pytest.mark.parametrize("tool", ["label-studio", "doccano", "argilla"])
def test_export_in_utf16(tmp_path: Path, tool: str) -> None:
    """With that unit, the quotation after an emoji starts where a browser counts it."""
    folder = made.dataset(tmp_path)
    starts = {}
    for unit in ("code-points", "utf-16"):
        export_for(folder, tmp_path / unit, tool, unit)  # type: ignore[arg-type]
        starts[unit] = "".join(p.read_text(encoding="utf-8") for p in (tmp_path / unit).rglob("*.json*"))
    start = AFTER.index("„Nein“")
    (units, _) = Offsets(AFTER).out((start, start + 1), "utf-16")
    name = "start_offset" if tool == "doccano" else "start"
    assert f'"{name}": {start},' in starts["code-points"]
    assert f'"{name}": {units},' in starts["utf-16"]
    assert units == len(AFTER[:start].encode("utf-16-le")) // 2 > start


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """Twice is once; what the person has decided otherwise since stays, unless the file is to replace it."""
    folder, _ = there_and_back(tmp_path, "label-studio")
    count = len(events(folder))
    file = tmp_path / "project-1.json"
    again = bring_in(folder, [file], "label-studio", ANNA)
    assert (again.counts["known"], again.counts["accepted"], len(events(folder))) == (3, 0, count)
    anna = made.person(folder)
    unit = rows(folder)[0]["id"]
    anna.get(f"/work?scope=all&status=all&item={unit}")
    anna.post("/act", action="reject")
    kept = bring_in(folder, [file], "label-studio", ANNA)
    assert (kept.counts["kept"], kept.counts["known"]) == (1, 2)
    assert events(folder)[-1].after.status == "rejected"  # type: ignore[union-attr]
    replaced = bring_in(folder, [file], "label-studio", Wishes({"": "Anna"}, replace=True))
    assert replaced.counts["accepted"] == 1
    last = events(folder)[-1]
    assert (last.before.status, last.after.status) == ("rejected", "accepted")  # type: ignore[union-attr]


def test_two_people_are_two_lanes(tmp_path: Path) -> None:
    """Annotators keep their names, the last answer of each counts, who skipped a task has none."""
    folder = made.dataset(tmp_path)
    export_for(folder, tmp_path / "out", "label-studio")
    person = LabelStudio(tmp_path / "out", who=1)
    for task in person.tasks:
        first = task["annotations"][0]
        other = json.loads(json.dumps(first)) | {"completed_by": {"id": 2, "email": "b@example.org"}}
        for one in other["result"]:
            if one.get("from_name") == "stance":
                one["value"]["choices"] = ["favor"]
        older = {**other, "updated_at": "2025-01-01", "result": []}
        skipped = {**first, "completed_by": 3, "was_cancelled": True}
        task["annotations"] += [other, older, skipped]
    done = bring_in(folder, [person.save(tmp_path)], "label-studio", Wishes({"1": "Anna <b>"}))
    assert done.people == {"Anna <b>", "b@example.org"}
    assert (done.counts["accepted"], done.counts["corrected"], done.counts["rejected"]) == (3, 3, 0)
    assert len(apply_reviews(folder).decided.settled.conflicts) == 3


def test_whole_documents_become_gold(tmp_path: Path) -> None:
    """With that wish, documents count as checked as a whole, so that they are gold; the silent one too."""
    folder, done = there_and_back(tmp_path, "label-studio", whole=True)
    assert done.counts["documents"] == 3
    apply_reviews(folder)
    assert write_gold(folder, tmp_path / "gold") == (3, 3)


def argilla(tmp_path: Path, *responses: dict[str, Any]) -> tuple[Path, Brought]:
    """The records as ``Dataset.records.to_json`` gives them back, with responses of one user."""
    folder = made.dataset(tmp_path)
    export_for(folder, tmp_path / "out", "argilla")
    records = json.loads((tmp_path / "out" / "records.json").read_text(encoding="utf-8"))
    by_text = {r["suggestions"]["type"]["value"] + r["metadata"]["doc_id"]: r for r in records}
    assert len(by_text) == 3
    for record, given in zip(by_text.values(), responses, strict=True):
        asked = {name: one["value"] for name, one in record["suggestions"].items()} if given.pop("all", False) else {}
        record["responses"] = {k: [{"value": v, "user_id": "u-1"}] for k, v in (asked | given).items()}
    file = tmp_path / "records.json"
    file.write_text(json.dumps(records), encoding="utf-8")
    return folder, bring_in(folder, [file], "argilla", Wishes({"u-1": "Öz"}))


def test_argilla(tmp_path: Path) -> None:
    """All questions answered with the suggestions accepts; a stance alone corrects; reject rejects."""
    folder, done = argilla(
        tmp_path,
        {"decision": "accept", "all": True},
        {"decision": "accept", "stance": "favor", "speaker_name": "Eva"},
        {"decision": "reject"},
    )
    assert done.problems == []
    assert dict(done.counts) == {"accepted": 1, "corrected": 1, "rejected": 1, "loose": 0}
    apply_reviews(folder)
    statuses = sorted((row["review_status"], row["stance"], row["speaker_name"] or "") for row in rows(folder))
    assert [s[0] for s in statuses] == ["accepted", "corrected"]
    assert statuses[1][1:] == ("favor", "Eva")


def test_argilla_without_a_decision(tmp_path: Path) -> None:
    """A draft without a decision is none; pre-filled suggestions decide nothing."""
    folder, done = argilla(tmp_path, {}, {"stance": "favor"}, {})
    assert (dict(done.counts), events(folder)) == ({}, [])


def test_overlapping_spans_stay_whole(tmp_path: Path) -> None:
    """Changed spans come back as they were drawn."""
    folder = made.dataset(tmp_path)
    export_for(folder, tmp_path / "out", "label-studio")
    person = LabelStudio(tmp_path / "out")
    for one in person.results("a.txt"):
        if "value" in one and one["value"]["text"] == "„Nein 😀“":
            one["value"] |= {"end": TEXT.index(" die"), "text": TEXT[: TEXT.index(" die")]}
    bring_in(folder, [person.save(tmp_path)], "label-studio", ANNA)
    apply_reviews(folder)
    assert "„Nein 😀“, sagte" in {row["text"] for row in rows(folder)}


def broken(tmp_path: Path, change: Any) -> Brought:
    folder = made.dataset(tmp_path)
    export_for(folder, tmp_path / "out", "label-studio")
    person = LabelStudio(tmp_path / "out")
    change(person.tasks[0])
    return bring_in(folder, [person.save(tmp_path)], "label-studio", ANNA)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t["annotations"][0]["result"][0]["value"].update(end=9_999), "no place in the text"),
        (lambda t: t["data"].update(text="Anderer Text"), "another text"),
        (lambda t: t["data"].update(doc_id="fremd"), "'fremd', expected one of the dataset"),
        (lambda t: t["data"].update(version="9.9.9"), "version 9.9.9"),
    ],
)
def test_one_bad_answer_stops_no_other(tmp_path: Path, change: Any, said: str) -> None:
    """What fits nothing is named and left out; the other documents are taken."""
    done = broken(tmp_path, change)
    assert len(done.problems) == 1
    assert said in done.problems[0]
    assert 1 <= done.counts["accepted"] < 3


@pytest.mark.parametrize("tool", EXPORTED)
def test_another_file_is_refused(tmp_path: Path, tool: str) -> None:
    """A file that is no export of the tool is an error that says what was expected; nothing is written."""
    folder = made.dataset(tmp_path)
    (tmp_path / "x.json").write_text('[{"id": 1}]', encoding="utf-8")
    with pytest.raises(InputError, match="expected"):
        bring_in(folder, [tmp_path / "x.json"], tool, ANNA)
    assert events(folder) == []


def test_a_name_is_needed(tmp_path: Path) -> None:
    """Where neither the tool nor the user names the annotator, nothing is taken."""
    folder = made.dataset(tmp_path)
    export_for(folder, tmp_path / "out", "doccano")
    done = bring_in(folder, [tmp_path / "out" / "documents.jsonl"], "doccano", Wishes())
    assert len(done.problems) == 3
    assert "--annotator" in done.problems[0]
    assert events(folder) == []
