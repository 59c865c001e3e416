"""``quotes evaluate`` as a user types it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from click.testing import CliRunner, Result

from quotes.cli.evaluate import evaluate
from quotes.document import Article, Document
from quotes.errors import DocumentError
from quotes.pipeline import Settings
from tests.engine import made_gold as made


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return made.folder_of_articles(tmp_path / "gold")


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    return made.jsonl(tmp_path / "rows.jsonl", made.rows())


def run(*arguments: object) -> Result:
    return CliRunner().invoke(evaluate, [str(a) for a in arguments])


def test_table(gold: Path, rows: Path) -> None:
    """Rows are scored against a folder of gold, as tables."""
    result = run("--gold", gold, "--rows", rows)
    assert result.exit_code == 0, result.output
    assert "1 documents, 2 gold quotations, 2 predicted" in result.output
    for table in ("messages", "Detection", "Names and roles", "Stance", "Confidence"):
        assert table in result.output


def test_json(gold: Path, rows: Path) -> None:
    """With --json all is one JSON object."""
    result = run("--gold", gold, "--rows", rows, "--json", "--samples", 0, "--confusion", "--errors", 1)
    found = json.loads(result.stdout)
    assert found["scores"]["messages"]["f1"] == 100.0
    assert found["attribution"]["name"]["value"] == 100.0
    assert found["confusion"]["stance"]["labels"] == ["against", "none"]
    assert found["errors"] == []


def test_picture(gold: Path, rows: Path, tmp_path: Path) -> None:
    """--picture writes an SVG file beside the tables."""
    result = run("--gold", gold, "--rows", rows, "--picture", tmp_path / "p.svg")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "p.svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize("content", ["no json", '{"doc_id": "a"}'])
def test_broken_rows(gold: Path, rows: Path, content: str) -> None:
    """Rows that cannot be read end the command with a message that says what was expected."""
    rows.write_text(content, encoding="utf-8")
    result = run("--gold", gold, "--rows", rows)
    assert result.exit_code == 2
    assert "expected" in result.output


def test_odd_rows_are_said(gold: Path, rows: Path) -> None:
    """Rows of other documents are left out, which stands on standard error."""
    made.jsonl(rows, [*made.rows(), {**made.rows()[0], "doc_id": "b"}])
    result = run("--gold", gold, "--rows", rows, "--json")
    assert "1 rows of documents that are not scored" in result.stderr
    assert json.loads(result.stdout)["predicted"] == 2


@pytest.mark.parametrize("options", [("--rows", "ROWS", "--perturb"), ("--rows", "ROWS", "--gold-quotations"),
                                     ("--gold-quotations", "--perturb"), ("--part", "3/2")])  # fmt: skip
def test_what_does_not_go_together(gold: Path, rows: Path, options: tuple[str, ...]) -> None:
    """Wrong usage ends with 2 and says what to do."""
    result = run("--gold", gold, *(str(rows) if o == "ROWS" else o for o in options))
    assert result.exit_code == 2
    assert "leave out" in result.output or "expected" in result.output


@pytest.mark.parametrize("detector", ["magic", "learned:", "learned:no-folder"])
def test_no_such_detector(gold: Path, detector: str) -> None:
    """A detector that is none, and a folder without a model, are wrong usage."""
    result = run("--gold", gold, "--detector", detector)
    assert result.exit_code == 2
    assert "expected" in result.stderr


class Fake:
    """A pipeline that finds nothing, remembers its settings, and fails where the test says so."""

    asked: ClassVar[list[Settings]] = []
    fail = False

    def __init__(self, settings: Settings) -> None:
        self.asked.append(settings)

    def run(self, articles: Iterable[Article]) -> Iterator[Document | DocumentError]:
        for article in articles:
            yield DocumentError(article.id, "parse", "ValueError: no") if self.fail else Document(article)

    def label(self, documents: Iterable[Document]) -> Iterator[Document]:
        yield from documents


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> type[Fake]:
    monkeypatch.setattr("quotes.pipeline.Pipeline", Fake)
    monkeypatch.setattr(Fake, "asked", [])
    return Fake


def test_without_rows_the_pipeline_reads(gold: Path, fake: type[Fake]) -> None:
    """Without rows, the texts go through the pipeline with the models that were asked for."""
    result = run("--gold", gold, "--detector", "learned", "--target", "sanctions.toml", "--perturb")
    assert result.exit_code == 0, result.output
    assert "0 predicted" in result.output
    assert "all marks missing" in result.output
    assert fake.asked == [Settings(detector="learned", target="sanctions.toml")]


def test_gold_quotations(gold: Path, fake: type[Fake]) -> None:
    """The gold's quotations are given to the later stages."""
    result = run("--gold", gold, "--gold-quotations")
    assert "given to the stages after detection" in result.output


def test_failed_documents(gold: Path, fake: type[Fake], monkeypatch: pytest.MonkeyPatch) -> None:
    """A document that fails is named on standard error, and the exit code says so; the scores are there."""
    monkeypatch.setattr(fake, "fail", True)
    result = run("--gold", gold)
    assert result.exit_code == 1
    assert "a: stage parse: ValueError: no" in result.stderr
    assert "0 predicted" in result.stdout


def test_gold_rows(rows: Path, tmp_path: Path) -> None:
    """Rows are gold with --documents."""
    documents = made.jsonl(tmp_path / "in.jsonl", [{"id": "a", "text": made.TEXT}])
    result = run("--gold", rows, "--documents", documents, "--rows", rows)
    assert result.exit_code == 0, result.output
    assert "2 matched" in result.output
