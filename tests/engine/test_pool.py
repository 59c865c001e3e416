"""Workers that die are replaced and their work is done again; nothing is lost, nothing comes twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from quotes.document import Article, Document
from quotes.engine.local import run
from quotes.engine.pool import DEATHS, can_share
from quotes.errors import DocumentError, ResourceError
from quotes.judges.settings import NliSettings
from quotes.pipeline import Settings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers are forks on Linux alone")
SETTINGS = Settings(detector="rules")


class Dangerous:
    """A stage that does what a text says: kills its process always or once, fails, or nothing."""

    name = "danger"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, documents: Sequence[Document]) -> list[Document]:
        for document in documents:
            mark = self.folder / document.article.id
            if document.text == "Gift" or (document.text == "einmal" and not mark.exists()):
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            if document.text == "langsam":
                time.sleep(0.3)
            if document.text == "Fehler":
                raise ValueError("this one alone")
        return list(documents)


@pytest.fixture(autouse=True)
def stages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotes.pipeline.stages", lambda _: [Dangerous(tmp_path)])


def outcomes(texts: Sequence[str], **options: int) -> list[str]:
    """``a3`` for a document, ``a3 STAGE`` for a failure, in the order they came."""
    items = [Article(f"a{i}", text) for i, text in enumerate(texts)]
    results = run(items, SETTINGS, workers=2, batch_size=4, share=True, **options)
    return [f"{r.document_id} {r.stage}" if isinstance(r, DocumentError) else r.article.id for r in results]


CASES = {
    "nobody dies": (["gut"] * 9, {}),
    "one worker dies once": (["gut"] * 5 + ["einmal"] + ["gut"] * 6, {}),
    "one document kills all": (["gut"] * 5 + ["Gift"] + ["gut"] * 14, {5: "worker"}),
    "several, beside one that only fails": (["Gift", "gut", "Fehler", "Gift"] * 3, None),
    "the slow ones come first": (["langsam"] * 4 + ["gut"] * 30, {}),
}


@pytest.mark.parametrize(("texts", "failed"), CASES.values(), ids=CASES)
def test_every_document_comes_once_in_its_place(texts: list[str], failed: dict[int, str] | None) -> None:
    """Also of the chunk in which a worker died, all others are there."""
    stage = {"Gift": " worker", "Fehler": " danger"}
    assert outcomes(texts) == [f"a{i}{stage.get(text, '')}" for i, text in enumerate(texts)]
    assert failed is None or {i for i, t in enumerate(texts) if t in stage} == set(failed)


def test_a_document_that_kills_workers_is_named_with_the_reason() -> None:
    """How many died, how, and what to do."""
    items = [Article(f"a{i}", text) for i, text in enumerate(["gut"] * 7 + ["Gift"])]
    *_, last = run(items, SETTINGS, workers=2, batch_size=2, share=True)
    assert isinstance(last, DocumentError)
    assert f"{DEATHS} workers died over this document (4 characters), the last killed (SIGKILL" in last.reason
    assert "try it alone" in last.reason


def test_workers_that_never_begin_end_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not an endless loop of replacements."""
    monkeypatch.setattr("quotes.engine.pool.serve", lambda *_: os._exit(3))
    with pytest.raises(
        ResourceError, match=r"3 workers in a row died before they did anything, the last with exit code 3"
    ):
        outcomes(["gut"] * 20)


def test_input_is_read_as_it_is_needed() -> None:
    """The window is bounded, so that memory does not grow with the input."""
    read = 0

    def articles():  # type: ignore[no-untyped-def]
        nonlocal read
        for i in range(1000):
            read += 1
            yield Article(f"a{i}", "gut")

    results = run(articles(), SETTINGS, workers=2, batch_size=4, share=True)
    next(results)
    assert read <= 4 * 2 * 4 + 8
    results.close()


def test_models_are_shared_only_where_that_is_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a judge, or beside threads, or on another system, workers start anew."""
    monkeypatch.setattr("threading.active_count", lambda: 1)
    assert can_share(SETTINGS)
    assert not can_share(Settings(judge=NliSettings("a/b", cache=None)))
    monkeypatch.setattr("threading.active_count", lambda: 2)
    assert not can_share(SETTINGS)
    monkeypatch.undo()
    monkeypatch.setattr("sys.platform", "darwin")
    assert not can_share(SETTINGS)


PROGRAM = """
import sys, time
from quotes import pipeline
from quotes.document import Article
from quotes.engine.local import run
class Slow:
    name = "slow"
    def __call__(self, documents):
        time.sleep(60)
pipeline.stages = lambda settings: [Slow()]
print("up", flush=True)
try:
    list(run([Article(f"a{i}", "x") for i in range(40)], pipeline.Settings(), workers=2))
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "kill -9"])
def test_an_end_of_the_parent_is_an_end_of_all(sent: signal.Signals) -> None:
    """In the middle of long work, within a second; no worker stays behind."""
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdout=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )
    assert program.stdout is not None
    program.stdout.readline()
    deadline = time.monotonic() + 10
    while len(_of_session(program.pid)) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    workers = _of_session(program.pid) - {program.pid}
    assert len(workers) == 2
    start = time.monotonic()
    program.send_signal(sent)
    assert program.wait(timeout=10) == (130 if sent == signal.SIGINT else -9)
    assert time.monotonic() - start < 1
    while _of_session(program.pid) and time.monotonic() - start < 5:
        time.sleep(0.05)
    assert not _of_session(program.pid)
    program.stdout.close()


def _of_session(session: int) -> set[int]:
    """The processes of a session that are not dead."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.add(int(stat.parent.name))
    return found
