"""The log of decisions: one SQLite file that is only ever added to.

It is in WAL mode with ``synchronous=FULL``: what ``append`` has returned from is on the disk. Triggers refuse to
change or delete what is there, whoever asks. Several processes may read and write at once.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from quotes.decisions.model import Answer, Event, Item
from quotes.errors import DatasetError

FOLDER = "reviews"
NAME = "decisions.sqlite"
SCHEMA_VERSION = 1
#: "quot" in ASCII, so that ``file`` and other programs can tell what the database is.
APPLICATION_ID = 0x71756F74
_WAIT_MS = 15_000

_SCHEMA = """
CREATE TABLE item (
  id TEXT PRIMARY KEY, doc_id TEXT NOT NULL, sha256 TEXT NOT NULL, origin TEXT NOT NULL, row TEXT NOT NULL,
  version TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE TABLE event (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL, item TEXT NOT NULL REFERENCES item(id),
  lane TEXT NOT NULL, kind TEXT NOT NULL, before TEXT, after TEXT, seconds REAL NOT NULL, request TEXT NOT NULL,
  undoes INTEGER
) STRICT;
CREATE TABLE setting (seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL
) STRICT;
CREATE INDEX event_item ON event (item, lane, seq);
CREATE INDEX event_request ON event (request);
"""
_TRIGGERS = "".join(
    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'the log of decisions is only added to'); END;\n"
    for table in ("item", "event", "setting")
    for verb in ("UPDATE", "DELETE")
)


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event before it is in the log. ``item`` is written with it where the log does not have it."""

    who: str
    item: Item
    lane: str
    kind: str
    before: Answer | None
    after: Answer | None
    seconds: float
    request: str
    undoes: int | None = None


class Log:
    """The open log of a dataset. Safe to use from several threads; a transaction holds the others off.

    Raises DatasetError where the file is none of this project's, or of a newer version.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self._lock = threading.RLock()
        try:
            if not read_only:
                path.parent.mkdir(parents=True, exist_ok=True)
            mode = "ro" if read_only else "rwc"
            address = f"file:{_quoted(path)}?mode={mode}"
            self._db = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)
            self._db.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")
            self._prepare(read_only)
        except sqlite3.Error as error:
            raise DatasetError(
                f"{path}: got no log of decisions ({error}), expected one as review writes it"
            ) from error

    def _prepare(self, read_only: bool) -> None:
        # Tables first: another process may make them now, and what tells whose they are comes with them.
        tables = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        application = self._db.execute("PRAGMA application_id").fetchone()[0]
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if tables and application != APPLICATION_ID:
            raise DatasetError(
                f"{self.path}: got another program's database, expected a log of decisions; move it away"
            )
        if version > SCHEMA_VERSION:
            raise DatasetError(
                f"{self.path}: got a log of version {version}, this program knows versions up to {SCHEMA_VERSION}; "
                "use a newer one: pip install --upgrade quotes-dataset-builder"
            )
        if read_only:
            return
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        if not tables:
            with self.transaction():
                if not self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                    for statement in _statements(_SCHEMA + _TRIGGERS):
                        self._db.execute(statement)
                    self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                    self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the log for writing; all that is appended inside is kept together, or nothing of it.

        Raises DatasetError where the disk is full or the file cannot be written.
        """
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                try:
                    yield
                    self._db.execute("COMMIT")
                except BaseException:
                    if self._db.in_transaction:
                        self._db.execute("ROLLBACK")
                    raise
            except sqlite3.Error as error:
                raise DatasetError(
                    f"{self.path}: not saved ({error}); make room or repair it, then try again"
                ) from error

    def append(self, new: NewEvent) -> Event:
        """Add an event (inside ``transaction``), and its item where it is new."""
        at, item = _now(), new.item
        self._db.execute(
            "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            (item.id, item.doc_id, item.sha256, item.origin, _dump(dict(item.row)), item.version, at),
        )
        before, after = (None if a is None else _dump(a.as_json()) for a in (new.before, new.after))
        row = (at, new.who, item.id, new.lane, new.kind, before, after, new.seconds, new.request, new.undoes)
        cursor = self._db.execute(
            "INSERT INTO event (at, who, item, lane, kind, before, after, seconds, request, undoes) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        seq = int(cursor.lastrowid or 0)
        return Event(
            seq, at, new.who, item.id, new.lane, new.kind, new.before, new.after, new.seconds, new.request, new.undoes
        )

    def events(self, after: int = 0) -> list[Event]:
        """The events after the one of that ``seq``, in their order."""
        with self._lock:
            return [_event(row) for row in self._db.execute("SELECT * FROM event WHERE seq > ? ORDER BY seq", (after,))]

    def items(self, ids: Iterable[str]) -> dict[str, Item]:
        """The items of these ids, as they were when they were first touched."""
        with self._lock:
            query = "SELECT id, doc_id, sha256, origin, row, version FROM item WHERE id = ?"
            rows = [self._db.execute(query, (id_,)).fetchone() for id_ in ids]
        return {row[0]: Item(row[0], row[1], row[2], row[3], json.loads(row[4]), row[5]) for row in rows if row}

    def setting(self, name: str, default: str) -> str:
        """The value that a setting was last given."""
        query = "SELECT value FROM setting WHERE name = ? ORDER BY seq DESC LIMIT 1"
        with self._lock:
            row = self._db.execute(query, (name,)).fetchone()
        return str(row[0]) if row else default

    def set(self, name: str, value: str) -> None:
        """Give a setting a value."""
        with self.transaction():
            self._db.execute("INSERT INTO setting (at, name, value) VALUES (?, ?, ?)", (_now(), name, value))

    def close(self) -> None:
        """Close the file; the log cannot be used afterwards."""
        with self._lock:
            self._db.close()


def log_path(dataset: Path) -> Path:
    """Where the log of a dataset lies."""
    return dataset / FOLDER / NAME


def _event(row: tuple[Any, ...]) -> Event:
    before, after = (None if text is None else Answer.from_json(json.loads(text)) for text in row[6:8])
    return Event(row[0], row[1], row[2], row[3], row[4], row[5], before, after, row[8], row[9], row[10])


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one, because ``executescript`` would commit what is under way."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _quoted(path: Path) -> str:
    from urllib.parse import quote

    return quote(str(path.absolute()))


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
