"""Gold corpora become documents with quotations whose spans hold the annotated words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from quotes.corpora import read_intervention, read_wikinews
from quotes.corpora.wikinews import token_offsets
from quotes.document import Span, join
from quotes.errors import InputError

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "data"
TEXT = "Er sagte „Ja“ und ging .  Sie, sagte er, nicht."
ATTRIBUTES = {
    "documentName": "d1",
    "id": 4,
    "name": "Max Muster",
    "is_spokesperson": True,
    "role": "Sprecher",
    "affiliation": "SPD",
    "role_category": "legislature_party",
    "stance": "favor",
}


def part(*ids: int) -> dict[str, Any]:
    return {"spans": [], "text": "", "tokenIds": list(ids)}


def raw() -> dict[str, Any]:
    """Two sentences; the first token of the second is spelled otherwise than the text."""
    return {
        "documentName": "d1",
        "originalText": TEXT,
        "sentences": [
            {
                "begin": 0,
                "end": 8,
                "charBegin": 0,
                "charEnd": 24,
                "tokens": ["Er", "sagte", "„", "Ja", "“", "und", "ging", "."],
            },
            {
                "begin": 8,
                "end": 15,
                "charBegin": 26,
                "charEnd": 47,
                "tokens": ["SIE", ",", "sagte", "er", ",", "nicht", "."],
            },
        ],
        "annotations": [
            {
                "id": 4,
                "type": "Indirect",
                "quote": part(8, 9, 13, 14),
                "speaker": part(11),
                "cue": part(10),
                "frame": part(10, 11),
                "addressee": part(),
            },
            {"id": 2, "type": "Direct", "quote": part(2, 3, 4), "speaker": part(0), "cue": part(1)},
            {"id": 3, "type": "Reported", "quote": part(0, 1, 2, 3, 4), "speaker": part()},
            {"id": 9, "type": "Direct", "quote": part(), "speaker": part()},
        ],
    }


def test_wikinews_lines_and_files(tmp_path: Path) -> None:
    """JSON Lines and the published form of one file a document give the same; an annotation without words is none."""
    (tmp_path / "a.jsonl").write_text(json.dumps(raw()) + "\n\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "d1.json").write_text(json.dumps(raw()))
    [gold] = read_wikinews(tmp_path / "a.jsonl")
    assert [gold] == list(read_wikinews(tmp_path / "folder"))
    assert gold.ids == (3, 2, 4)
    assert gold.sentences == ((0, 8), (8, 15))
    assert gold.parts[1]["quote"] == (2, 3, 4)
    assert len(gold.tokens) == 15


def test_wikinews_spans_and_nesting(tmp_path: Path) -> None:
    """Runs of tokens are spans; the smaller quotation within a larger one has it as parent."""
    (tmp_path / "a.jsonl").write_text(json.dumps(raw()))
    [gold] = read_wikinews(tmp_path / "a.jsonl")
    outer, inner, last = gold.document.quotations
    assert join(inner.spans, TEXT) == "„Ja“"
    assert inner.parent == outer.id
    assert outer.speaker is None
    assert [s.of(TEXT) for s in last.spans] == ["Sie,", "nicht."]
    assert last.type == "indirect"
    assert last.parent is None


def test_wikinews_attribution(tmp_path: Path) -> None:
    """Names, roles and stances come from the attribution file, by document and id."""
    (tmp_path / "a.jsonl").write_text(json.dumps(raw()))
    (tmp_path / "b.jsonl").write_text(json.dumps(ATTRIBUTES))
    [gold] = read_wikinews(tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    last = gold.document.quotations[2]
    assert last.speaker is not None
    assert (last.speaker.name, last.speaker.role.title, last.speaker.is_spokesperson) == (
        "Max Muster",
        "Sprecher",
        True,
    )
    assert last.stance is not None
    assert last.stance.label == "favor"


def test_token_offsets_of_unfindable_token() -> None:
    """A token that the text spells otherwise stands where the one before it ended."""
    assert token_offsets(raw())[8] == Span(26, 29)


@pytest.mark.parametrize("content", ["{", '{"originalText": "x"}', "[]"])
def test_wikinews_of_another_form(tmp_path: Path, content: str) -> None:
    """What is no document of the corpus is named with its place."""
    (tmp_path / "a.jsonl").write_text(content)
    with pytest.raises(InputError, match=r"a\.jsonl"):
        list(read_wikinews(tmp_path / "a.jsonl"))


def gold_row(**changes: Any) -> dict[str, Any]:
    row = {
        "doc": "01",
        "id": 1,
        "type": "direct",
        "spans": [[9, 13]],
        "cue": [[3, 8]],
        "speaker_mention": [[0, 2]],
        "name": None,
        "is_spokesperson": False,
        "role": None,
        "affiliation": None,
        "role_category": "unknown",
        "addressee": [],
        "stance": "none",
    }
    return {**row, **changes}


def gold_folder(folder: Path, *rows: dict[str, Any]) -> Path:
    (folder / "articles").mkdir()
    (folder / "articles" / "01.txt").write_text(TEXT)
    (folder / "articles" / "02.txt").write_text("Nichts.")
    (folder / "gold.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows) + "\n")
    return folder


def test_intervention(tmp_path: Path) -> None:
    """Rows become quotations of their article, sorted and nested; an article without rows is there too."""
    documents = read_intervention(gold_folder(tmp_path, gold_row(), gold_row(id=2, type="reported", spans=[[0, 24]])))
    assert [(d.article.id, len(d.quotations)) for d in documents] == [("01", 2), ("02", 0)]
    outer, inner = documents[0].quotations
    assert join(inner.spans, TEXT) == "„Ja“"
    assert join(inner.cue, TEXT) == "sagte"
    assert inner.parent == outer.id


@pytest.mark.parametrize(
    "row", [gold_row(doc="09"), gold_row(spans=[[0, 99]]), gold_row(spans=[[5, 1]]), {"doc": "01"}]
)
def test_intervention_broken_row(tmp_path: Path, row: dict[str, Any]) -> None:
    """A row for a missing article, with a span outside the text, or without columns is named by its line."""
    with pytest.raises(InputError, match=r"gold\.jsonl:1"):
        read_intervention(gold_folder(tmp_path, row))


def test_intervention_of_another_form(tmp_path: Path) -> None:
    """A folder without articles and gold.jsonl."""
    with pytest.raises(InputError, match=r"gold\.jsonl"):
        read_intervention(tmp_path)


@pytest.mark.corpus
def test_real_corpora() -> None:
    """The corpora are read whole."""
    if not CORPORA.is_dir():
        pytest.skip("no corpora beside the checkout")
    gold = list(read_wikinews(CORPORA / "wikinews-quotations" / "dev.jsonl"))
    assert (len(gold), sum(len(g.document.quotations) for g in gold)) == (150, 653)
    documents = read_intervention(CORPORA / "intervention-dev")
    assert (len(documents), sum(len(d.quotations) for d in documents)) == (40, 453)
