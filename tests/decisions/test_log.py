"""The log is only added to, by several processes at once, and is picky about what it opens."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from quotes.decisions.log import Log, NewEvent, log_path
from quotes.decisions.model import Answer
from quotes.errors import DatasetError
from tests.decisions.made import answer, item


def _event(request: str = "r") -> NewEvent:
    return NewEvent(
        "Anna", item(), "Anna", "decide", None, Answer("accepted", {"speaker_name": "Jürgen 😀 Öz"}, "ä"), 1.5, request
    )


def test_what_was_appended_is_read_back(tmp_path: Path) -> None:
    """An event and its item come back as they were written, also from another connection."""
    log = Log(log_path(tmp_path))
    with log.transaction():
        written = log.append(_event())
    again = Log(log_path(tmp_path), read_only=True)
    assert again.events() == [written]
    assert again.items([item().id]) == {item().id: item()}
    assert again.events(after=written.seq) == []


@pytest.mark.parametrize("table", ["event", "item", "setting"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET at = 'never'"])
def test_nothing_that_is_there_can_be_changed(tmp_path: Path, table: str, statement: str) -> None:
    """Any program that changes or deletes rows of the log is refused by the file itself."""
    log = Log(log_path(tmp_path))
    log.set("overlap", "2")
    with log.transaction():
        log.append(_event())
    other = sqlite3.connect(log_path(tmp_path))
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        other.execute(statement.format(table))


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    """What was appended before an error inside a transaction is not kept."""
    log = Log(log_path(tmp_path))
    with pytest.raises(ZeroDivisionError), log.transaction():
        log.append(_event())
        _ = 1 / 0
    assert log.events() == []


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path) -> None:
    """Where the file cannot grow, the error says that it was not saved; what was saved stays, and later saves work."""
    log = Log(log_path(tmp_path))
    with log.transaction():
        log.append(_event())
    pages = log._db.execute("PRAGMA page_count").fetchone()[0]
    log._db.execute(f"PRAGMA max_page_count = {pages}")
    big = NewEvent("Anna", item(id="q-big", row={"text": "x" * 100_000}), "Anna", "decide", None, answer(), 0, "r2")
    with pytest.raises(DatasetError, match=r"not saved.*full"), log.transaction():
        log.append(big)
    assert len(log.events()) == 1
    log._db.execute("PRAGMA max_page_count = 100000")
    with log.transaction():
        log.append(big)
    assert len(log.events()) == 2


def test_a_newer_log_is_left_alone(tmp_path: Path) -> None:
    """A log of a later version is refused with what to do."""
    Log(log_path(tmp_path)).close()
    with sqlite3.connect(log_path(tmp_path)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(DatasetError, match=r"version 99.*newer"):
        Log(log_path(tmp_path))


@pytest.mark.parametrize("content", [b"no database at all, but long enough to look like one" * 20, None])
def test_another_file_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """A file that is no database, and a database of something else, are refused and stay as they are."""
    path = log_path(tmp_path)
    path.parent.mkdir()
    if content:
        path.write_bytes(content)
    else:
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE other (x)")
    before = path.read_bytes()
    with pytest.raises(DatasetError, match="expected"):
        Log(path)
    assert path.read_bytes() == before


def test_settings_keep_their_last_value(tmp_path: Path) -> None:
    """A setting has its default until it is set, then what it was last set to."""
    log = Log(log_path(tmp_path))
    assert log.setting("overlap", "1") == "1"
    log.set("overlap", "2")
    log.set("overlap", "3")
    assert Log(log_path(tmp_path)).setting("overlap", "1") == "3"


_WRITER = """
import sys
from pathlib import Path
from quotes.decisions.book import Book
from quotes.decisions.log import Log
from tests.decisions.made import answer, change, item
book = Book(Log(Path(sys.argv[1])))
for i in range(40):
    book.record(sys.argv[2], [change(item(id=f"q-{i}"), answer())], request=f"{sys.argv[2]}-{i}")
    print(i, flush=True)
"""


def test_several_processes_write_at_once_and_a_killed_one_loses_nothing(tmp_path: Path) -> None:
    """Four processes write 40 decisions each, one of them is killed: every decision that was reported is there."""
    path = log_path(tmp_path)
    names = ["a", "b", "c", "killed"]
    running = {
        n: subprocess.Popen([sys.executable, "-c", _WRITER, str(path), n], stdout=subprocess.PIPE, text=True)
        for n in names
    }
    killed = running["killed"]
    assert killed.stdout is not None
    reported = [killed.stdout.readline() for _ in range(10)]
    killed.kill()
    reported += killed.stdout.read().splitlines()
    for name in names[:3]:
        assert running[name].communicate(timeout=120)[0].split()[-1] == "39"
    killed.wait(timeout=30)
    events = Log(path).events()
    by_name = {n: [e for e in events if e.who == n] for n in names}
    assert [len(by_name[n]) for n in names[:3]] == [40, 40, 40]
    assert len(by_name["killed"]) >= len(reported) >= 10
