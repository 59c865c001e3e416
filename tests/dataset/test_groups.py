"""One story, many outlets: groups in the rows of a dataset, stable as it grows."""

from __future__ import annotations

import dataclasses
import gzip
import itertools
import json
from pathlib import Path
from typing import Any

import datasets
import pytest

from quotes.dataset import build, groups, read_manifest, read_rows
from quotes.dataset.groups import quote_group
from quotes.dataset.layout import Layout
from quotes.document import Article, Document, Quotation, Span, quotation_id
from tests.dataset.test_build import RECIPE, state

STORY = (
    "Der Außenminister hat am Montag in Berlin den Abzug der Truppen aus dem Norden gefordert. "
    "„Wir müssen jetzt endlich aus diesem Krieg heraus“, sagte er nach der Sitzung des Kabinetts. "
    "Die Opposition begrüßte den Vorstoß, verlangte aber einen festen Zeitplan. „Nein“, rief ein Abgeordneter."
)
OTHER = "In Wien ist am Samstag die Ausstellung über das Barock eröffnet worden. „Nein“, meinte die Kuratorin dazu."
QUOTED = ("„Wir müssen jetzt endlich aus diesem Krieg heraus“", "„Nein“")


def article(id_: str, text: str = STORY, **fields: str) -> Document:
    quotations = tuple(
        Quotation(quotation_id(id_, [span], "direct"), "direct", spans=(span,))
        for words in QUOTED
        if words in text
        for span in [Span(text.index(words), text.index(words) + len(words))]
    )
    return Document(Article(id_, text, **fields), quotations=quotations)


def edited(id_: str) -> Document:
    return article(id_, STORY.replace("am Montag", "zu Wochenbeginn") + " (dpa)")


def rows(folder: Path, config: str) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in read_rows(folder, config)}


def document_groups(folder: Path) -> dict[str, str]:
    return {id_: row["duplicate_group"] for id_, row in rows(folder, "documents").items()}


def test_groups_are_in_the_rows(tmp_path: Path) -> None:
    """Copies and edited copies share a group; a long quotation is the same everywhere, a short one in one story."""
    folder = build([article("a"), edited("b"), article("c", OTHER)], tmp_path / "d", RECIPE).folder
    found = document_groups(folder)
    assert found["a"] == found["b"] != found["c"]
    by_words: dict[tuple[str, str], str] = {
        (row["doc_id"], row["text"]): row["quote_group"] for row in read_rows(folder, "quotations")
    }
    assert by_words["a", QUOTED[0]] == by_words["b", QUOTED[0]]
    assert by_words["a", "„Nein“"] == by_words["b", "„Nein“"] != by_words["c", "„Nein“"]
    assert quote_group("»wir müssen JETZT endlich,\naus diesem Krieg heraus«", "g-x") == by_words["a", QUOTED[0]]


def test_order_plays_no_part(tmp_path: Path) -> None:
    """The same documents in any order give the same bytes."""
    documents = [article("a"), edited("b"), article("c", OTHER)]
    states = []
    for i, order in enumerate(itertools.permutations(documents)):
        states.append(state(build(order, tmp_path / str(i), RECIPE, name="x").folder))
    assert all(found == states[0] for found in states)


def test_groups_stay_as_the_dataset_grows(tmp_path: Path) -> None:
    """New copies join a group; a group's id never changes, also where the new text alone would have given another."""
    folder = build([edited("b"), article("c", OTHER)], tmp_path / "d", RECIPE).folder
    before = document_groups(folder)
    build([article(f"a{i}", STORY + f" Teil {i}.") for i in range(20)], folder, RECIPE)
    after = document_groups(folder)
    assert {id_: after[id_] for id_ in before} == before
    assert {after[f"a{i}"] for i in range(20)} == {before["b"]}


def test_a_document_between_two_stories_joins_one(tmp_path: Path) -> None:
    """Two groups that exist stay two, and keep their splits."""
    half = STORY.split()
    first, second = " ".join(half[:-12]), " ".join(half[12:])
    between = " ".join(half)
    folder = build([article("a", first)], tmp_path / "d", RECIPE).folder
    build([article("z", OTHER)], folder, RECIPE)
    build([article("b", second + " " + OTHER)], folder, RECIPE)
    before = document_groups(folder)
    build([article("m", between)], folder, RECIPE)
    after = document_groups(folder)
    assert {id_: after[id_] for id_ in before} == before
    assert after["m"] in before.values()


def test_one_per_story(tmp_path: Path) -> None:
    """The earliest is taken in, its notes name the others; building again changes nothing, and so do new copies."""
    documents = [
        article("a", published="2020-02-02", source="Blatt B", url="https://b.example/1"),
        dataclasses.replace(edited("b"), article=dataclasses.replace(edited("b").article, published="2020-02-01")),
        article("c", OTHER),
    ]
    done = build(documents, tmp_path / "d", RECIPE, layout=Layout(one_per_story=True))
    assert done.left_out == ("a",)
    found = rows(done.folder, "documents")
    assert set(found) == {"b", "c"}
    assert found["b"]["notes"] == ["duplicate: a, Blatt B, https://b.example/1"]
    assert found["c"]["notes"] == []
    assert {row["doc_id"] for row in read_rows(done.folder, "quotations")} == {"b", "c"}
    assert build(documents, done.folder, RECIPE, layout=Layout(one_per_story=True)).status == "unchanged"
    assert build([documents[1]], done.folder, RECIPE, layout=Layout(one_per_story=True)).status == "unchanged"
    done = build([article("new", published="1999")], done.folder, RECIPE, layout=Layout(one_per_story=True))
    assert done.left_out == ("new",)
    assert set(rows(done.folder, "documents")) == {"b", "c"}


def test_splits_follow_stories_and_stay(tmp_path: Path) -> None:
    """Copies are in one split, every split loads typed, nothing moves as the dataset grows, the layout is kept."""
    layout = Layout(splits=(("train", 0.5), ("test", 0.5)), compress=True, shard_bytes=2_000)
    stories = [article(f"s{i}", f"{OTHER} {' '.join(f'Das war {i}-{j}.' for j in range(40))}") for i in range(30)]
    folder = build([article("a"), edited("b"), *stories], tmp_path / "d", RECIPE, layout=layout).folder

    def splits() -> dict[str, str]:
        found = {}
        for path in sorted((folder / "data" / "documents").iterdir()):
            assert path.name.endswith(".jsonl.gz")
            for line in gzip.decompress(path.read_bytes()).splitlines():
                found[json.loads(line)["id"]] = path.name.partition("-")[0]
        return found

    before = splits()
    assert before["a"] == before["b"]
    assert set(before.values()) == {"train", "test"}
    assert len(list((folder / "data" / "documents").iterdir())) > 2
    build([article(f"t{i}", " ".join(f"Neu war z{i}-{j}." for j in range(40))) for i in range(10)], folder, RECIPE)
    after = splits()
    assert {id_: after[id_] for id_ in before} == before
    manifest = read_manifest(folder)
    assert manifest is not None
    assert manifest.layout == layout.as_dict()
    loaded = datasets.load_dataset(str(folder), "documents", cache_dir=str(tmp_path / "cache"))
    assert list(loaded) == ["train", "test"]
    assert sum(map(len, loaded.values())) == 42
    quotations = datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
    assert {row["doc_id"] for row in quotations["test"]} <= {id_ for id_, name in after.items() if name == "test"}
    assert quotations["train"].features["quote_group"].dtype == "string"


def test_another_layout_is_a_new_version(tmp_path: Path) -> None:
    """The same documents in other files: the next version, with a line in the changelog, once."""
    folder = build([article("a"), article("c", OTHER)], tmp_path / "d", RECIPE).folder
    done = build([article("a")], folder, RECIPE, layout=Layout(compress=True))
    assert (done.status, done.version) == ("extended", "1.1.0")
    assert "- Files: one split, compressed." in (folder / "CHANGELOG.md").read_text()
    assert build([article("a")], folder, RECIPE, layout=Layout(compress=True)).status == "unchanged"
    assert build([article("a")], folder, RECIPE).status == "unchanged"


def test_a_dataset_without_the_columns_gets_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier version of the program built is filled in at the next build."""
    monkeypatch.setattr(groups, "grouped", lambda before, given, **_: (dict(sorted({**before, **given}.items())), ()))
    folder = build([article("a"), article("c", OTHER)], tmp_path / "d", RECIPE).folder
    monkeypatch.undo()
    assert set(document_groups(folder).values()) == {None}
    build([edited("b")], folder, RECIPE)
    found = document_groups(folder)
    assert found["a"] == found["b"] != found["c"]
