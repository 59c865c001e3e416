"""Workers: the same results in the same order as one process gives."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest

from quotes.dataset.rows import to_rows
from quotes.document import Article, Document
from quotes.engine.local import run
from quotes.engine.progress import watched
from quotes.errors import DocumentError, ResourceError
from quotes.pipeline import Settings

TEXTS = [
    "„Das ist falsch“, sagte Ministerin Anna Beispiel.",
    "Karl Muster erklärte, er sei dagegen.",
    "Am Dienstag regnete es in Bremen.",
    "Laut Polizei gab es keine Verletzten.",
    "Der Sprecher wies das zurück: »Nein.«",
]


def test_workers_change_nothing() -> None:
    """Two processes give what one gives, a failure in its place."""
    failed = DocumentError("x", "read", "empty")
    articles = [Article(f"a{i}", text) for i, text in enumerate(TEXTS)]
    items = [*articles[:2], failed, *articles[2:]]
    settings = Settings(detector="rules")
    alone = list(run(items, settings, workers=1, batch_size=2))
    both = list(run(iter(items), settings, workers=2, batch_size=2))
    assert str(alone[2]) == str(both[2]) == str(failed)
    assert [to_rows(d) for d in alone if isinstance(d, Document)] == [
        to_rows(d) for d in both if isinstance(d, Document)
    ]
    assert [r.article.id if isinstance(r, Document) else "x" for r in both] == ["a0", "a1", "x", "a2", "a3", "a4"]


def test_workers_tell_why_they_cannot_start(tmp_path: Path) -> None:
    """A model that cannot be loaded is the same error with two processes as with one."""
    (tmp_path / "weights.safetensors").write_bytes(b"no weights")
    settings = Settings(detector=f"learned:{tmp_path}")
    for workers in (1, 2):
        with pytest.raises(ResourceError, match=r"weights\.safetensors: cannot be read"):
            list(run([Article("a", TEXTS[0])], settings, workers=workers))


def test_progress_is_quiet_lines_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where standard error is no terminal, a line now and then counts what is done; results pass unchanged."""
    stream = StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    results = list(watched([Document(Article("a", "x")), DocumentError("b", "read", "empty")], quiet_seconds=-1))
    assert len(results) == 2
    assert stream.getvalue().splitlines()[-1] == "2 documents, 0 quotations, 1 failures"
