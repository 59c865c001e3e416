"""The difference of two datasets: tables for the terminal, or one self-contained page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from quotes.diff.compare import Changed, Difference, TableDifference, frequent

#: Characters of a value that a line of the terminal shows.
SHOWN = 60
#: Rows of each kind on the page; a page with more would not open.
ON_PAGE = 2_000


def render(difference: Difference, *, limit: int) -> str:
    """Counts by table, what changed by column and label, then up to ``limit`` rows of each kind; ANSI colours."""
    lines = [click.style(f"{_name(difference.before)}  →  {_name(difference.after)}", bold=True), ""]
    if difference.ignored:
        lines += [f"not compared: {', '.join(difference.ignored)}", ""]
    lines += _counts(difference)
    if not difference:
        return "\n".join([*lines, "", "No difference.", ""])
    for table in difference.tables.values():
        lines += _columns(table) + _labels(table)
    for table in difference.tables.values():
        lines += _rows(table, limit)
    return "\n".join(lines) + "\n"


def page(difference: Difference) -> str:
    """The page as text (UTF-8 when written), without network and script."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("quotes.render", "pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("diff.html").render(
        before=_name(difference.before),
        after=_name(difference.after),
        ignored=difference.ignored,
        tables=[_view(table) for table in difference.tables.values()],
        any=bool(difference),
    )


def _name(side: Mapping[str, str | None]) -> str:
    title = " ".join(filter(None, (side["name"], side["version"])))
    return f"{title} ({side['given']})" if title else str(side["given"])


def _counts(difference: Difference) -> list[str]:
    head = f"{'':<12}{'added':>10}{'removed':>10}{'changed':>10}{'unchanged':>11}"
    rows = [
        f"{name:<12}"
        + click.style(f"{len(t.added):>10,}", fg="green" if t.added else None)
        + click.style(f"{len(t.removed):>10,}", fg="red" if t.removed else None)
        + click.style(f"{len(t.changed):>10,}", fg="yellow" if t.changed else None)
        + f"{t.unchanged:>11,}"
        for name, t in difference.tables.items()
    ]
    return [head, *rows]


def _columns(table: TableDifference) -> list[str]:
    lines = []
    for what, columns in (("only before", table.only_before), ("only after", table.only_after)):
        if columns:
            lines.append(f"{table.name}: columns {what}, not compared: {', '.join(columns)}")
    if table.columns:
        most = sorted(table.columns.items(), key=lambda item: (-item[1], item[0]))
        lines.append(f"{table.name}: fields changed: " + ", ".join(f"{name} {n:,}" for name, n in most))
    return ["", *lines] if lines else []


def _labels(table: TableDifference) -> list[str]:
    lines = []
    for column, counts in sorted(table.labels.items()):
        shown = ", ".join(f"{short(a)} → {short(b)} {n:,}" for (a, b), n in frequent(counts)[:8])
        lines.append(f"  {column}: {shown}" + (f", … {len(counts) - 8} more" if len(counts) > 8 else ""))
    return lines


def _rows(table: TableDifference, limit: int) -> list[str]:
    lines: list[str] = []
    for sign, what, colour, rows in (("-", "removed", "red", table.removed), ("+", "added", "green", table.added)):
        if rows and limit:
            lines += ["", click.style(f"{table.name} {what}", bold=True)]
            lines += [click.style(f"  {sign} {row['id']}", fg=colour) + f"  {_gist(row)}" for row in rows[:limit]]
            lines += _more(len(rows) - limit)
    if table.changed and limit:
        lines += ["", click.style(f"{table.name} changed", bold=True)]
        for row in table.changed[:limit]:
            lines += [click.style(f"  ~ {row.id}", fg="yellow") + f"  {_cut(row.of)}{_matched(row)}"]
            lines += [f"      {column}: {_cut(short(a))} → {_cut(short(b))}" for column, (a, b) in row.fields.items()]
        lines += _more(len(table.changed) - limit)
    return lines


def _more(number: int) -> list[str]:
    return [f"  … and {number:,} more (--limit N shows more, --json all)"] if number > 0 else []


def _matched(row: Changed) -> str:
    return f"  (was {row.before_id}, by {row.matched} {row.overlap:.2f})" if row.before_id else ""


def _gist(row: Mapping[str, Any]) -> str:
    """A row in a few words: title and length of a document, speaker and words of a quotation, name of a speaker."""
    if "spans" in row:
        who = row.get("speaker_name") or row.get("speaker") or "speaker unknown"
        labels = ", ".join(filter(None, (row.get("type"), row.get("stance"))))
        return f"{_cut(str(row.get('text') or ''))}  {who} ({labels}) in {row.get('doc_id')}"
    title = row.get("title") or row.get("name") or ""
    size = f"{row['characters']:,} characters" if "characters" in row else ""
    return "  ".join(filter(None, (_cut(str(title)), size)))


def short(value: object) -> str:
    """A value of a row on one line: spans as [start, end), lists by their items, nothing as –."""
    if value is None:
        return "–"
    if isinstance(value, list):
        return ", ".join(_item(item) for item in value) or "(none)"
    return str(value) if isinstance(value, str | bool | int | float) else json.dumps(value, ensure_ascii=False)


def _item(item: object) -> str:
    if isinstance(item, dict) and item.keys() == {"start", "end"}:
        return f"[{item['start']}, {item['end']})"
    return str(item)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def _view(table: TableDifference) -> dict[str, Any]:
    return {
        "name": table.name,
        "counts": (len(table.added), len(table.removed), len(table.changed), table.unchanged),
        "columns": sorted(table.columns.items(), key=lambda item: (-item[1], item[0])),
        "only_before": table.only_before,
        "only_after": table.only_after,
        "labels": [
            (column, [(short(a), short(b), n) for (a, b), n in frequent(counts)])
            for column, counts in sorted(table.labels.items())
        ],
        "lists": [
            (what, [(row["id"], _gist(row)) for row in rows[:ON_PAGE]], len(rows))
            for what, rows in (("added", table.added), ("removed", table.removed))
            if rows
        ],
        "changed": [_changed(row) for row in table.changed[:ON_PAGE]],
        "more": max(0, len(table.changed) - ON_PAGE),
    }


def _changed(row: Changed) -> dict[str, Any]:
    fields = [(column, *_marked(a, b)) for column, (a, b) in row.fields.items()]
    return {"id": row.id, "of": row.of, "doc_id": row.doc_id, "matched": _matched(row).strip(), "fields": fields}


Pieces = Sequence[tuple[bool, str]]


def _marked(before: object, after: object) -> tuple[Pieces, Pieces]:
    """Both values cut into stretches that are on one side only (True) or on both; long ones on both are shortened."""
    from difflib import SequenceMatcher

    if not (isinstance(before, str) and isinstance(after, str)) or max(len(before), len(after)) < SHOWN:
        return [(True, short(before))], [(True, short(after))]
    first, second = re.findall(r"\S+\s*|\s+", before), re.findall(r"\S+\s*|\s+", after)
    blocks = SequenceMatcher(None, first, second).get_opcodes()
    return (
        _shortened((tag != "equal", "".join(first[a:b])) for tag, a, b, _, _ in blocks if b > a),
        _shortened((tag != "equal", "".join(second[c:d])) for tag, _, _, c, d in blocks if d > c),
    )


def _shortened(pieces: Iterable[tuple[bool, str]]) -> Pieces:
    return [(new, text if new or len(text) < 200 else f"{_start(text)} […] {_end(text)}") for new, text in pieces]


def _start(text: str) -> str:
    return text[:90].rsplit(" ", 1)[0]


def _end(text: str) -> str:
    return text[-90:].partition(" ")[2]
