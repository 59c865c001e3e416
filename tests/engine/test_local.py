"""Workers: the same results in the same order as one process gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from quotes.dataset.rows import to_rows
from quotes.document import Article, Document
from quotes.engine.local import cores, run
from quotes.engine.tally import Tally
from quotes.errors import DocumentError, ResourceError
from quotes.pipeline import Settings

TEXTS = [
    "„Das ist falsch“, sagte Ministerin Anna Beispiel.",
    "Karl Muster erklärte, er sei dagegen.",
    "Am Dienstag regnete es in Bremen.",
    "Laut Polizei gab es keine Verletzten.",
    "Der Sprecher wies das zurück: »Nein.«",
]


@pytest.mark.parametrize("share", [True, False], ids=["forks", "started anew"])
def test_workers_change_nothing(share: bool) -> None:
    """Two processes give what one gives, a failure in its place; both count the same tokens."""
    failed = DocumentError("x", "read", "empty")
    articles = [Article(f"a{i}", text) for i, text in enumerate(TEXTS)]
    items = [*articles[:2], failed, *articles[2:]]
    settings = Settings(detector="rules")
    one, two = Tally(), Tally()
    alone = list(run(items, settings, workers=1, batch_size=2, tally=one))
    both = list(run(iter(items), settings, workers=2, batch_size=2, tally=two, share=share))
    assert one.tokens == two.tokens > 20
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
            list(run([Article("a", TEXTS[0])] * 3, settings, workers=workers, batch_size=1))


def test_what_is_finished_needs_no_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that has nothing to do loads nothing."""
    monkeypatch.setattr("quotes.pipeline.stages", lambda _: pytest.fail("loaded"))
    items = [Document(Article("a", "x")), DocumentError("b", "read", "empty")] * 20
    for workers in (1, 2):
        assert list(run(items, Settings(), workers=workers)) == items


QUOTAS = {"max 100000": 8, "200000 100000": 2, "50000 100000": 1, "9900000 100000": 8, "": 8}


@pytest.mark.parametrize(("quota", "expected"), QUOTAS.items(), ids=list(QUOTAS))
def test_cores_that_may_be_used(quota: str, expected: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container's quota counts, and never less than one core."""
    (tmp_path / "cpu.max").write_text(quota, encoding="utf-8")
    monkeypatch.setattr("quotes.engine.local._QUOTA", tmp_path / "cpu.max")
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(8)), raising=False)
    assert cores() == expected
