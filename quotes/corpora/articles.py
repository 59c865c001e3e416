"""Inputs to articles: one stream of articles and of failures, in which one bad input never stops the rest."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from textwrap import shorten
from typing import BinaryIO

from quotes.corpora import formats, sources
from quotes.corpora.dates import iso_date
from quotes.corpora.decode import STAGE, normalise, take_header
from quotes.corpora.gauge import Gauge
from quotes.corpora.inputs import HubInput, Input, InputFile, StandardInput, ending, expand
from quotes.corpora.language import verdict
from quotes.corpora.markup import Record
from quotes.corpora.sources import COLUMNS, UNKNOWN, Provenance
from quotes.document import Article, Note
from quotes.errors import DocumentError, InputError

#: Keys of ``Article.provenance`` that start so hold what was noted while the article was read.
NOTE_PREFIX = f"{STAGE}."

Reading = Article | DocumentError


def read(
    inputs: Sequence[str],
    *,
    any_language: bool = False,
    stdin: BinaryIO | None = None,
    provenance: Provenance = UNKNOWN,
    gauge: Gauge | None = None,
) -> Iterator[Reading]:
    """The articles of the inputs, in order, with a DocumentError of stage ``read`` for each that cannot be one.

    An input is a file, a folder, a glob, ``-`` (``stdin``, by default standard input) or ``hf:ORG/NAME``. An article
    keeps the id it is given, else it is its path relative to the input (with ``#n`` for the n-th row of a file).
    What reading changed or noticed stands in ``Article.provenance`` under keys that start with ``read.``, after
    columns that have no place in the model. A text that is not German is an error, with ``any_language`` a note.
    ``provenance`` says of an article what it does not say itself. ``gauge`` follows how far the inputs are read.

    Raises InputError before anything is read where an input is not there or of an unknown kind.
    """
    gauge = gauge or Gauge()
    items = expand(inputs)
    gauge.total = _bytes(items)
    expanded = [(item, _opener(item, stdin, gauge)) for item in items]
    return _read(expanded, any_language, provenance, gauge)


Opener = Callable[[], Iterator[formats.Row]]


def _bytes(items: Sequence[Input]) -> int | None:
    sizes = [_size(item) for item in items]
    return None if None in sizes else sum(size for size in sizes if size is not None)


def _size(item: Input) -> int | None:
    try:
        return item.path.stat().st_size if isinstance(item, InputFile) else None
    except OSError:  # gone meanwhile: reading it will say so
        return 0


def _opener(item: Input, stdin: BinaryIO | None, gauge: Gauge) -> Opener:
    if isinstance(item, HubInput):
        return formats.hub_rows(item.name)
    if isinstance(item, StandardInput):
        return lambda: formats.stream_rows(stdin or sys.stdin.buffer)
    return lambda: formats.rows(item.path, item.format, gauge.reach)


def _read(
    expanded: list[tuple[Input, Opener]], any_language: bool, provenance: Provenance, gauge: Gauge
) -> Iterator[Reading]:
    ids = Ids()
    for item, rows in expanded:
        gauge.next_file(_size(item) or 0)
        for reading, place in _items(item, rows, any_language, provenance):
            gauge.readings += 1
            again = ids.again(reading.id, place) if isinstance(reading, Article) else None
            yield again or reading
        gauge.reach(1.0)


class Ids:
    """The ids of a run's articles, with where each stands."""

    def __init__(self) -> None:
        self._places: dict[str, str] = {}

    def again(self, id_: str, place: str) -> DocumentError | None:
        """The failure of a second article of an id; of a first, which is kept in mind, ``None``."""
        if id_ not in self._places:
            self._places[id_] = place
            return None
        return _failed(
            id_,
            f"{place}: got the id {id_!r} a second time, after {self._places[id_]}; "
            "expected one article an id; give this one another id",
        )


def read_file(
    item: InputFile, *, any_language: bool = False, provenance: Provenance = UNKNOWN
) -> Iterator[tuple[Reading, str]]:
    """Each reading of one file with the place where it stands; ids may come twice."""
    return _items(item, _opener(item, None, Gauge()), any_language, provenance)


def _items(item: Input, rows: Opener, any_language: bool, provenance: Provenance) -> Iterator[tuple[Reading, str]]:
    """Each reading of one input with the place where it stands."""
    base, place = _base(item)
    if isinstance(item, InputFile) and item.format not in formats.FORMATS:
        yield _failed(base, f"got the ending {ending(item.path)}, which is not read; convert it or move it away"), place
        return
    described = sources.describe(item.path, item.root) if isinstance(item, InputFile) else {}
    try:
        for number, record, notes in rows():
            id_, at = (base, place) if number is None else (f"{base}#{number}", f"{place}, row {number}")
            if isinstance(record, InputError):
                yield _failed(id_, str(record)), at
                continue
            try:
                known = provenance.of(_given_id(record) or id_, described)
                yield _article(record, id_, known, notes, any_language), at
            except InputError as error:
                yield _failed(_given_id(record) or id_, str(error)), at
    except InputError as error:
        yield _failed(base, str(error)), place
    except Exception as error:  # a reader of foreign formats may trip over anything; the other inputs go on
        yield _failed(base, f"got a file that cannot be read ({type(error).__name__}: {error}); check it"), place


def _base(item: Input) -> tuple[str, str]:
    if isinstance(item, HubInput):
        return item.name, f"hf:{item.name}"
    if isinstance(item, StandardInput):
        return "stdin", "standard input"
    return item.id, str(item.path)


def _failed(id_: str, reason: str) -> DocumentError:
    return DocumentError(id_, STAGE, reason)


def _article(
    record: Record, id_: str, described: dict[str, object], notes: tuple[Note, ...], any_language: bool
) -> Article:
    text, text_notes = _text_of(record, is_row="#" in id_)
    text, header = take_header(text)
    found = [*notes, *text_notes]
    values = {**described, **{key: value for key, value in record.items() if value not in (None, "")}}
    if header:
        values.setdefault("published", header)
    found += _check_text(text, any_language)
    published, date_notes = _published(values.get("published"))
    found += date_notes
    title, url, source, licence = (_string(values.get(key)) for key in ("title", "url", "source", "licence"))
    others = {k: v for k, v in values.items() if k not in ("id", "text", *COLUMNS)}
    provenance = [(_string(key) or "", _plain(value)) for key, value in sorted(others.items(), key=lambda i: str(i[0]))]
    provenance += [(f"{NOTE_PREFIX}{note.signal}", note.detail) for note in found]
    return Article(_given_id(record) or id_, text, title, url, source, published, licence, tuple(provenance))


def _text_of(record: Record, is_row: bool) -> tuple[str, tuple[Note, ...]]:
    value = record.get("text")
    if value is None:
        columns = shorten(", ".join(map(str, record)), 100, placeholder=" ...") or "none"
        where = "a row" if is_row else "a document"
        raise InputError(f"got {where} without text (columns: {columns}), expected a column text; name it so")
    if not isinstance(value, str):
        raise InputError(f"got a text of type {type(value).__name__}, expected a string; correct the column text")
    normalised = normalise(value)
    return normalised.text, normalised.notes


def _check_text(text: str, any_language: bool) -> list[Note]:
    """Notes on the text; raises InputError where it is none, or not German."""
    if not text.strip():
        raise InputError("got an empty text, expected an article; remove it or add its text")
    if not any(c.isalpha() for c in text):
        raise InputError("got a text without a word, expected an article; remove it or add its text")
    found = verdict(text)
    if found.german:
        return []
    if not any_language:
        raise InputError(
            f"got a text that is not German (looks like {found.language!r}), expected German; "
            "it is skipped, --any-language keeps it"
        )
    return [Note(STAGE, "not_german", f"looks like {found.language!r}; the pipeline is made for German")]


def _published(value: object) -> tuple[str | None, list[Note]]:
    if value in (None, ""):
        return None, []
    published = iso_date(value)
    if published is None:
        detail = f"got {_plain(value)!r}, expected a date such as 2014-09-15; left empty"
        return None, [Note(STAGE, "published_unreadable", detail)]
    return published, []


def _given_id(record: Record) -> str | None:
    value = record.get("id")
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return normalise(str(value)).text or None


def _string(value: object) -> str | None:
    if value in (None, ""):
        return None
    return normalise(_plain(value)).text or None


def _plain(value: object) -> str:
    """A value of a foreign column as a string: strings as they are, the rest as JSON."""
    if isinstance(value, str):
        return normalise(value).text
    if isinstance(value, date | datetime):
        return value.isoformat()
    return normalise(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)).text
