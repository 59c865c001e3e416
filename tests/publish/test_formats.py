"""Exports hold all that the dataset holds, typed as their readers expect."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import datasets
import duckdb
import pandas as pd
import pytest

from quotes.dataset import read_rows
from quotes.dataset.layout import Layout
from quotes.errors import InputError
from quotes.publish.conll import document_lines
from quotes.publish.formats import export
from tests.publish.examples import articles, dataset

LAYOUT = Layout(splits=(("train", 0.5), ("test", 0.5)), compress=True)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return dataset(tmp_path / "made ü", articles(tmp_path / "in"), LAYOUT)


def test_parquet(made: Path, tmp_path: Path, hf_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal to the JSONL through datasets, with labels; strings, times and structs for pandas and DuckDB."""
    monkeypatch.setattr("datasets.config.HF_HUB_OFFLINE", True)
    out = tmp_path / "made-parquet"
    export(made, out, "parquet")
    for config in ("quotations", "documents", "speakers"):
        ours = datasets.load_dataset(str(made), config, cache_dir=str(hf_cache))
        theirs = datasets.load_dataset(str(out), config, cache_dir=str(hf_cache))
        assert {name: list(split) for name, split in theirs.items()} == {n: list(s) for n, s in ours.items()}
        assert all(theirs[name].features == ours[name].features for name in ours)
    frame = pd.concat(pd.read_parquet(path) for path in sorted((out / "data" / "documents").iterdir()))
    assert str(frame["published"].dtype).startswith("datetime64")
    table = duckdb.read_parquet(f"{out}/data/quotations/*.parquet")
    rows = table.project("type, spans[1]['start']").fetchall()
    assert {row[0] for row in rows} == {"direct"}


def test_csv(made: Path, tmp_path: Path) -> None:
    """Every value comes back: text with line breaks, nothing as empty, lists as JSON; Excel sees UTF-8."""
    out = tmp_path / "csv"
    export(made, out, "csv")
    paths = sorted((out / "data" / "documents").iterdir())
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in paths)
    found: dict[str, dict[str, Any]] = {}
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as file:
            found |= {row["id"]: row for row in csv.DictReader(file)}
    for row in read_rows(made, "documents"):
        cells = {k: json.dumps(v) if isinstance(v, list) else v or "" for k, v in row.items()}
        assert found[row["id"]] == cells


def spans_of(lines: list[str], column: int) -> dict[str, list[tuple[int, int]]]:
    """Spans of a column by quotation number, read back from the lines."""
    found: dict[str, list[tuple[int, int]]] = {}
    for line in lines:
        cells = line.split("\t")
        if len(cells) < 10 or cells[column] == "_":
            continue
        for mark in cells[column].split("|"):
            kind, number = mark.split(":")
            spans = found.setdefault(number, [])
            if kind.startswith("B"):
                spans.append((int(cells[2]), int(cells[3])))
            else:
                spans[-1] = (spans[-1][0], int(cells[3]))
    return found


def test_conll(made: Path, tmp_path: Path) -> None:
    """Quotations and speakers can be read back, span by span; labels stand above."""
    out = tmp_path / "conll"
    export(made, out, "conll")
    lines = "\n".join(p.read_text(encoding="utf-8") for p in sorted((out / "data/documents").iterdir())).split("\n")
    start = next(i for i, line in enumerate(lines) if line == "# newdoc id = a")
    end = next((i for i in range(start + 1, len(lines)) if lines[i].startswith("# newdoc")), len(lines))
    quotations = [row for row in read_rows(made, "quotations") if row["doc_id"] == "a"]
    assert len(quotations) == 2
    for column, name in ((4, "spans"), (7, "speaker_spans")):
        expected = {str(i): [(s["start"], s["end"]) for s in row[name]] for i, row in enumerate(quotations, 1)}
        assert spans_of(lines[start:end], column) == {k: v for k, v in expected.items() if v}
    labels = json.loads(lines[start + 7].partition(" = ")[2] if lines[start + 7].startswith("# quotation") else "{}")
    labels = labels or next(
        json.loads(x.partition(" = ")[2]) for x in lines[start:end] if x.startswith("# quotation 1")
    )
    assert labels["speaker_name"] == "Eva Muster"
    assert labels["id"] == quotations[0]["id"]


def test_conll_cuts_words_where_a_span_does() -> None:
    """A token belongs to each span that covers part of it; nested ones are joined; line breaks are empty lines."""
    text = "Er sagt:\nNein."
    document = {"id": "x\ty", "text": text, "title": None}
    base = {name: [] for name in ("cue_spans", "frame_spans", "speaker_spans", "addressee_spans", "stance_evidence")}
    quotations = [
        base | {"type": "direct", "spans": [{"start": 9, "end": 14}]},
        base | {"type": "indirect", "spans": [{"start": 10, "end": 13}]},
    ]
    lines = list(document_lines(document, quotations))
    assert lines[0] == "# newdoc id = x y"
    assert [line.split("\t")[1:5] if line else "" for line in lines[3:]] == [
        ["Er", "0", "2", "_"],
        ["sagt", "3", "7", "_"],
        [":", "7", "8", "_"],
        "",
        ["Nein", "9", "13", "B-direct:1|B-indirect:2"],
        [".", "13", "14", "I-direct:1"],
        "",
    ]


def test_a_folder_that_is_there_stays(made: Path, tmp_path: Path) -> None:
    """Nothing is overwritten."""
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="is there already"):
        export(made, tmp_path / "x", "csv")
    assert [p.name for p in (tmp_path / "x").iterdir()] == ["mine.txt"]
