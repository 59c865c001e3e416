"""``quotes evaluate`` as a user types it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from quotes.cli.evaluate import evaluate
from quotes.document import Article, Document
from quotes.pipeline import Settings

TEXT = "„Nein“, sagte Anna."


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "01.txt").write_text(TEXT, encoding="utf-8")
    row = {
        "doc": "01", "id": 1, "type": "direct", "spans": [[0, 6]], "text": "„Nein“", "cue": [[8, 13]],
        "speaker_mention": [[14, 18]], "name": "Anna", "is_spokesperson": False, "role": None, "affiliation": None,
        "role_category": "individual", "addressee": [], "stance": "none", "note": "",
    }  # fmt: skip
    (folder / "gold.jsonl").write_text(json.dumps(row), encoding="utf-8")
    return folder


def rows(path: Path, **changes: object) -> Path:
    row = {"doc_id": "01", "type": "direct", "spans": [{"start": 0, "end": 6}], **changes}
    row["speaker_spans"] = [{"start": 14, "end": 18}]
    path.write_text(json.dumps(row) + "\n\n", encoding="utf-8")
    return path


def test_table(gold: Path, tmp_path: Path) -> None:
    """Rows are scored against a folder of gold, as a table."""
    result = CliRunner().invoke(evaluate, ["--gold", str(gold), "--rows", str(rows(tmp_path / "rows.jsonl"))])
    assert result.exit_code == 0, result.output
    assert "1 documents, 1 gold quotations, 1 predicted" in result.output
    assert "messages" in result.output


def test_json(gold: Path, tmp_path: Path) -> None:
    """With --json the scores are one JSON object."""
    path = rows(tmp_path / "rows.jsonl")
    result = CliRunner().invoke(evaluate, ["--gold", str(gold), "--rows", str(path), "--json", "--samples", "0"])
    assert json.loads(result.output)["scores"]["messages"]["f1"] == 100.0


@pytest.mark.parametrize("detector", ["magic", "learned:", "learned:no-folder"])
def test_no_such_detector(gold: Path, detector: str) -> None:
    """A detector that is none, and a folder without a model, are wrong usage."""
    result = CliRunner().invoke(evaluate, ["--gold", str(gold), "--detector", detector])
    assert result.exit_code == 2
    assert "expected" in result.output


@pytest.mark.parametrize("content", ["no json", '{"doc_id": "01"}'])
def test_broken_rows(gold: Path, tmp_path: Path, content: str) -> None:
    """Rows that cannot be read end the command with a message that says what was expected."""
    path = tmp_path / "rows.jsonl"
    path.write_text(content, encoding="utf-8")
    result = CliRunner().invoke(evaluate, ["--gold", str(gold), "--rows", str(path)])
    assert result.exit_code == 2
    assert "expected" in result.output


def test_without_rows_the_pipeline_reads(gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without rows, the texts go through the pipeline with the detector that was asked for."""
    asked = []

    class Fake:
        def __init__(self, settings: Settings) -> None:
            asked.append(settings.detector)

        def extract_batch(self, articles: list[Article]) -> list[Document]:
            return [Document(article) for article in articles]

    monkeypatch.setattr("quotes.pipeline.Pipeline", Fake)
    result = CliRunner().invoke(evaluate, ["--gold", str(gold), "--detector", "learned"])
    assert result.exit_code == 0, result.output
    assert "0 predicted" in result.output
    assert asked == ["learned"]
