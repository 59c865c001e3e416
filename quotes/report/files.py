"""The figures as files: a picture (SVG) and the numbers behind it (CSV) for each."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quotes.report.bootstrap import seeds, weights
from quotes.report.encodings import PAPER
from quotes.report.figures import FIGURES, Figure, Side, rows_of
from quotes.report.numbers import Row
from quotes.report.page import plotter
from quotes.report.pictures import drawn, picture
from quotes.report.table import Table
from quotes.report.texts import filled, level, texts

WIDTH = 520


def side_of(table: Table) -> Side:
    """A table with all of its quotations."""
    judged = None if table.judged is None else side_of(table.judged)
    return Side(table, table.everything, weights(seeds(d.id for d in table.documents)), judged)


def write_figures(folder: Path, tables: Sequence[Table], labels: Sequence[str], *, language: str) -> list[Path]:
    """Write ``ID.csv`` for each figure that has rows, and its picture as ``ID.svg`` (of two tables: side by side).

    The folder is made where it is missing. Raises InputError where the plotting library is not installed.
    """
    convert = plotter()
    folder.mkdir(parents=True, exist_ok=True)
    sides = [side_of(table) for table in tables]
    written = []
    for figure in FIGURES:
        rows = rows_of(figure, sides)
        if not any(_is_drawn(figure, row) for side in rows for row in side):
            continue
        path = folder / f"{figure.id}.csv"
        path.write_text(as_csv(rows, labels), encoding="utf-8", newline="")
        path.with_suffix(".svg").write_text(as_svg(convert, figure, rows, labels, language), encoding="utf-8")
        written += [path, path.with_suffix(".svg")]
    return written


def as_csv(rows: Sequence[Sequence[Row]], labels: Sequence[str]) -> str:
    """Rows as CSV with a header; of two tables with the column ``dataset`` first. Empty cells are unknown."""
    several = len(rows) > 1
    names = list(dict.fromkeys(name for side in rows for row in side for name in row))
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["dataset"] * several + names)
    for side, label in zip(rows, labels, strict=True):
        writer.writerows([label] * several + [row[name] for name in names] for row in side)
    return buffer.getvalue()


def as_svg(convert: Any, figure: Figure, rows: Sequence[Sequence[Row]], labels: Sequence[str], language: str) -> str:
    """A figure as SVG, in colours for paper; of two tables one beside the other."""
    words = texts(language)
    spec = picture(figure, words.__getitem__, PAPER)
    head = {key: spec.pop(key) for key in ("$schema", "background", "config", "autosize", "description")}
    head["autosize"], head["background"] = {"type": "pad"}, "white"
    panels: list[dict[str, Any]] = []
    for side, label in zip(rows, labels, strict=True):
        data = drawn(spec, decorated(figure, side, language), WIDTH)
        data.pop("$schema", None)
        data["data"] = {"values": data["data"]["values"]}
        panels.append({**data, "title": {"text": label, "anchor": "start"}} if len(rows) > 1 else data)
    title = {"text": words[f"figure.{figure.id}"], "anchor": "start", "offset": 12}
    whole = {**head, **panels[0]} if len(panels) == 1 else {**head, "hconcat": panels}
    svg: str = convert.vegalite_to_svg(
        {**whole, "title": title},
        format_locale=_LOCALES[language],
        time_format_locale=_LOCALES[language],
    )
    return svg


_LOCALES = {"de": "de-DE", "en": "en-GB"}


def decorated(figure: Figure, rows: Sequence[Row], language: str) -> list[Row]:
    """Rows with ``label`` and ``info``, as the pictures need them."""
    words = texts(language)
    pattern = words[f"info.{'rate' if figure.measure else figure.picture}"]
    found = []
    for row in rows:
        share = (
            "–" if row.get("share") is None else f"{row['share']:.0%}".replace("%", " %" if language == "de" else "%")
        )
        label = level(language, figure.facet, row["group"]) if "group" in row else row.get("period", "")
        label += (" ⇄" if row.get("changed") else "") + (" °" if row.get("small") else "")
        found.append({**row, "label": label, "info": filled(pattern, **{**row, "share": share})})
    return found


def _is_drawn(figure: Figure, row: Row) -> bool:
    """Whether a row has anything to show."""
    if figure.picture == "balance":
        return bool(row["taking"])
    return figure.picture != "lines" or row["favor_share"] is not None
