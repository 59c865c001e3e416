"""Progress: a bar on a terminal, quiet lines elsewhere, JSON where asked for."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest

from quotes.corpora.articles import read
from quotes.document import Article, Document
from quotes.engine import events
from quotes.engine.progress import watched
from quotes.engine.tally import Tally, duration
from quotes.errors import DocumentError

NOTED = Article("c", "x", provenance=(("read.encoding", "converted"),))
RESULTS = [Document(Article("a", "x")), DocumentError("b", "read", "empty"), Document(NOTED)]


class Terminal(StringIO):
    """A standard error that is a terminal."""

    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, stream: StringIO, *, as_json: bool = False) -> str:
    monkeypatch.setattr("sys.stderr", stream)
    tally = Tally(tokens=100)
    tally.gauge.total, tally.gauge.readings = 100, 4
    tally.gauge.next_file(100)
    tally.gauge.reach(1.0)
    with events.shown(as_json=as_json):
        assert list(watched(RESULTS, tally, quiet_seconds=-1)) == RESULTS, "they pass unchanged"
    return stream.getvalue()


def test_quiet_lines_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole lines, no carriage returns: documents, quotations, failures, tokens a second, time left, notes."""
    text = shown(monkeypatch, StringIO())
    assert "\r" not in text
    assert text.splitlines()[0].startswith("1 documents, 0 quotations, 0 failures, ")
    assert text.splitlines()[-1].startswith("3 documents, 0 quotations, 1 failures, ")
    assert text.endswith("left\n")
    assert "c: encoding: converted\n" in text


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, with the share of the input, above it the notes; nothing of it stays."""
    monkeypatch.setattr("quotes.engine.progress._BAR_SECONDS", -1)
    text = shown(monkeypatch, Terminal())
    assert " 25%|" in text
    assert "2 documents, 0 quotations, 1 failures, " in text
    assert "c: encoding: converted\n" in text
    assert not text.rsplit("\r", 1)[-1].strip()


@pytest.mark.parametrize("stream", [StringIO(), Terminal()], ids=["pipe", "terminal"])
def test_json_lines(monkeypatch: pytest.MonkeyPatch, stream: StringIO) -> None:
    """Each line is an event with its time and words; numbers are numbers; on a terminal too."""
    lines = [json.loads(line) for line in shown(monkeypatch, stream, as_json=True).splitlines()]
    assert {"event", "time", "message"} <= set.intersection(*[set(line) for line in lines])
    assert [line["event"] for line in lines].count("note") == 1
    assert [line["signal"] for line in lines if line["event"] == "note"] == ["encoding"]
    last = lines[-1]
    assert (last["event"], last["documents"], last["failures"], last["tokens"]) == ("progress", 3, 1, 100)
    assert last["fraction"] == 0.75
    assert last["seconds_left"] is not None


def test_every_event_is_documented(monkeypatch: pytest.MonkeyPatch) -> None:
    """What progress and notes carry stands in the list of events."""
    for line in map(json.loads, shown(monkeypatch, StringIO(), as_json=True).splitlines()):
        assert f"``{line['event']}``" in (events.__doc__ or "")
        for key in line:
            assert f"``{key}``" in (events.__doc__ or ""), key


def test_without_a_command_events_go_to_logging_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A program that uses the library decides itself what it shows."""
    stream = StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    caplog.set_level("INFO", "quotes")
    list(watched(RESULTS, quiet_seconds=-1))
    assert stream.getvalue() == ""
    assert [record.event["event"] for record in caplog.records].count("progress") == 3  # type: ignore[attr-defined]


FILES = {
    "a.txt": "Der Sprecher sagte gestern in Berlin, er sei dagegen.",
    "b.jsonl": "".join(json.dumps({"text": f"Am Montag sagte sie in Bonn zum {i}. Mal ja."}) + "\n" for i in range(9)),
    "c.csv": "text\n" + "".join(f"Am Dienstag regnete es in Bremen {i} Stunden.\n" for i in range(9)),
}


@pytest.mark.parametrize("name", [*FILES, "."])
def test_the_share_of_the_input_that_is_read(name: str, tmp_path: Path) -> None:
    """It grows, never passes one, and is one at the end; for a folder over all of its files."""
    for file, text in FILES.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    tally = Tally()
    shares = []
    for _ in read([str(tmp_path / name)], gauge=tally.gauge):
        shares.append(tally.gauge.fraction or 0)
    assert shares == sorted(shares)
    assert tally.gauge.fraction == 1.0
    assert 0 < shares[0] <= shares[-1] <= 1
    assert tally.gauge.readings == len(shares)


@pytest.mark.parametrize(("seconds", "words"), [(7, "0:07"), (750.4, "12:30"), (10920, "3:02:00")])
def test_durations(seconds: float, words: str) -> None:
    """As a clock shows them."""
    assert duration(seconds) == words
