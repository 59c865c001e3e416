"""What a page holds of a table: packed columns and words, in as many bytes as the page has room for.

Documents are taken in a random order that their ids give, so that what has no room is left out by whole documents, and
intervals over documents stay right.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from quotes.report.bootstrap import seeds
from quotes.report.table import Facet, Ints, Mask, Table

#: Code points of the article shown before and after a quotation.
CONTEXT = 160
#: More quotations than these make filters slow and the columns alone large.
MOST_ROWS = 120_000
#: So many of the quotations that people decided on are in a page with the program's words.
MOST_JUDGED = 5_000

#: Asks for the texts of documents by their ids.
Texts = Callable[[Iterable[str]], Iterable[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Payload:
    """Packed data (gzip, base64), the quotations that it counts and those whose words it has."""

    data: str
    table: Table
    words: int


def pack(table: Table, room: int, texts: Texts) -> Payload:
    """Pack a table into at most ``room`` bytes: with words and context, else without context, else with the words
    of some documents, else with no more quotations than the columns have room for.
    """
    kept, judged = sample(table, MOST_ROWS), _judged(table, room // 4)
    while True:
        columns = _columns(kept) | {"judged": judged}
        free = room - len(_packed(columns))
        if free > room // 4 or len(kept) < 2:
            break
        kept = sample(kept, int(len(kept) * 0.8))
    order = _order(kept)
    around = _contexts(kept, texts) if len(kept) <= 20_000 else {}
    share = 1.0
    for attempt in range(12):
        chosen = set(order[: round(share * len(order))].tolist())
        words = _words(kept, chosen, around if attempt == 0 else {})
        data = _packed({**columns, **words})
        if len(data) <= room:
            break
        if attempt:
            share *= max(0.1, min(0.9, 0.95 * free / max(1, len(data) - (room - free))))
    return Payload(data, kept, sum(w != 0 for w in words["words"]))


def _judged(table: Table, room: int) -> dict[str, Any] | None:
    """What the program said of quotations that people decided on, with all its words; a sample where it is too much."""
    if table.judged is None:
        return None
    part = sample(table.judged, MOST_JUDGED)
    while True:
        data = {**_columns(part), **_words(part, set(range(len(part.documents))), {})}
        if len(part.documents) < 2 or len(_packed(data)) <= room:
            return data
        part = sample(part, len(part) // 2)


def sample(table: Table, most: int) -> Table:
    """The table, or where it has more than ``most`` quotations, those of randomly drawn documents that have no more."""
    if len(table) <= most:
        return table
    order = _order(table)
    sizes = np.bincount(table.document, minlength=len(table.documents))[order]
    chosen = np.zeros(len(table.documents), dtype=np.bool_)
    chosen[order[: max(1, int(np.searchsorted(np.cumsum(sizes), most, side="right")))]] = True
    return narrowed(table, chosen[table.document])


def narrowed(table: Table, mask: Mask) -> Table:
    """The table of the quotations of a mask, and of their documents."""
    documents = np.unique(table.document[mask])
    place = np.full(len(table.documents), -1, dtype=np.int32)
    place[documents] = np.arange(len(documents), dtype=np.int32)
    row = (np.cumsum(mask) - 1).astype(np.int32)
    return replace(
        table,
        documents=tuple(table.documents[i] for i in documents),
        words=tuple(words for words, keep in zip(table.words, mask, strict=True) if keep),
        document=place[table.document[mask]],
        stance=table.stance[mask],
        day=table.day[mask],
        confidence=table.confidence[mask],
        facets={name: _moved(facet.within(mask), row) for name, facet in table.facets.items()},
        measures={name: answers[mask] for name, answers in table.measures.items()},
    )


def _moved(facet: Facet, row: Ints) -> Facet:
    """A facet whose rows and levels are numbered anew, without levels that do not occur."""
    used, codes = np.unique(facet.codes, return_inverse=True)
    levels = tuple(facet.levels[i] for i in used)
    return replace(facet, levels=levels, rows=row[facet.rows], codes=codes.astype(np.int32))


def _order(table: Table) -> Ints:
    """The documents in a random order, the same each time."""
    return np.argsort(seeds("order " + d.id for d in table.documents), kind="stable").astype(np.int32)


def _columns(table: Table) -> dict[str, Any]:
    return {
        "seeds": seeds(d.id for d in table.documents).tolist(),
        "document": table.document.tolist(),
        "stance": table.stance.tolist(),
        "day": table.day.tolist(),
        "confidence": np.rint(table.confidence * 10_000).astype(int).tolist(),
        "facets": {name: _facet(facet, len(table)) for name, facet in table.facets.items()},
        "measures": {name: answers.tolist() for name, answers in table.measures.items()},
    }


def _facet(facet: Facet, size: int) -> dict[str, Any]:
    found: dict[str, Any] = {"levels": facet.levels, "codes": facet.codes.tolist(), "ordered": facet.ordered}
    if not (len(facet.rows) == size and np.array_equal(facet.rows, np.arange(size))):
        found["rows"] = facet.rows.tolist()
    if facet.values is not None:
        found["values"] = facet.values.tolist()
    return found


def _words(table: Table, chosen: set[int], around: dict[int, tuple[str, str]]) -> dict[str, Any]:
    """The words of quotations of the chosen documents (0 in the place of others), and these documents."""
    words = [
        (w.id, w.text, w.start, w.end, w.speaker, w.role, w.affiliation, *around.get(i, ())) if d in chosen else 0
        for i, (w, d) in enumerate(zip(table.words, table.document.tolist(), strict=True))
    ]
    sources = [
        (s.id, s.title, s.url, s.outlet, s.published) if i in chosen else 0 for i, s in enumerate(table.documents)
    ]
    return {"words": words, "sources": sources}


def _contexts(table: Table, texts: Texts) -> dict[int, tuple[str, str]]:
    """The article's words before and after each quotation, by its row."""
    rows: dict[str, list[int]] = {}
    for i, d in enumerate(table.document.tolist()):
        rows.setdefault(table.documents[d].id, []).append(i)
    found = {}
    for id_, text in texts(rows):
        for i in rows[id_]:
            words = table.words[i]
            before = text[max(0, words.start - CONTEXT) : words.start].rpartition("\n")[2]
            after = text[words.end : words.end + CONTEXT].partition("\n")[0]
            found[i] = (before, after)
    return found


def _packed(data: dict[str, Any]) -> str:
    encoded = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return base64.b64encode(gzip.compress(encoded, 6, mtime=0)).decode("ascii")
