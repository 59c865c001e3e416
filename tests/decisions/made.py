"""Items, answers and books for the tests of decisions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from quotes.dataset.rows import text_sha256, to_rows
from quotes.decisions.book import Book, Change
from quotes.decisions.log import Log, log_path
from quotes.decisions.model import Answer, Item, Status, values_of
from tests.dataset.examples import TEXT, document

ROWS = to_rows(document())


def item(number: int = 0, **changed: Any) -> Item:
    """The item of a quotation of the example document."""
    made = Item(ROWS[number]["id"], "a.txt", text_sha256(TEXT), "machine", ROWS[number], "1.0.0")
    return replace(made, **changed)


def answer(status: Status = "accepted", number: int = 0, **values: Any) -> Answer:
    """An answer to it, with other values."""
    return Answer(status, values_of(ROWS[number]) | values)


def change(of: Item, given: Answer, version: int = 0, lane: str | None = None) -> Change:
    """A change of kind ``decide``."""
    return Change(of, version, "decide", given, lane)


def book(folder: Path) -> Book:
    """A book over a new or existing log."""
    return Book(Log(log_path(folder)))
