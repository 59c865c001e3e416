"""The report as one page that needs no network: pictures, tables, filters, and the quotations behind them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from quotes.errors import InputError
from quotes.report.bootstrap import DRAWS, THRESHOLDS
from quotes.report.encodings import PAGE
from quotes.report.figures import FIGURES, SECTIONS, Figure, as_json
from quotes.report.payload import Payload, pack
from quotes.report.pictures import picture
from quotes.report.read import texts as texts_of
from quotes.report.table import NO_DAY, Table
from quotes.report.texts import filled, texts

#: The page stays below this many bytes.
LIMIT = 6_000_000
FACTS = ("quotations", "documents", "favor", "against", "mixed", "none", "balance", "named", "flagged", "reviewed")
_LOCALES = {"de": "de-DE", "en": "en-GB"}
_PAGES = Path(__file__).with_name("pages")


def render(tables: Sequence[Table], paths: Sequence[Path], *, language: str) -> str:
    """The page (UTF-8 when written) of one table, or of two side by side; ``paths`` is where they were read.

    Raises InputError where the plotting library is not installed.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    convert = plotter()
    library = _library()
    words = texts(language)
    room = (LIMIT - len(library.encode()) - 250_000) // len(tables)
    packed = [pack(table, room, partial(texts_of, path)) for table, path in zip(tables, paths, strict=True)]
    labels = side_labels(tables, paths)
    environment = Environment(
        loader=FileSystemLoader(_PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    sides = [
        {"label": label, "notes": _notes(table, payload, language), "failed": table.failed}
        for table, payload, label in zip(tables, packed, labels, strict=True)
    ]
    setup = {
        "language": language,
        "texts": words,
        "draws": DRAWS,
        "thresholds": THRESHOLDS,
        "formats": _formats(convert, language),
        "figures": [as_json(figure) for figure in FIGURES],
        "pictures": {figure.id: picture(figure, words.__getitem__, PAGE) for figure in FIGURES},
        "sides": [
            {"label": label, "path": path.as_posix(), "folder": path.is_dir()}
            for path, label in zip(paths, labels, strict=True)
        ],
    }
    script = "".join(_read(name) for name in ("numbers.js", "report.js"))
    return environment.get_template("report.html").render(
        language=language,
        title=title_of(labels, language),
        text=words.__getitem__,
        facts=FACTS,
        sides=sides,
        sections=[_section(section, language) for section in SECTIONS],
        setup=Markup(json.dumps(setup, ensure_ascii=False).replace("<", "\\u003c")),  # noqa: S704 (no tag can be in it)
        payloads=[payload.data for payload in packed],
        style=Markup(_read("report.css")),  # noqa: S704 (a file of the package)
        library=Markup(library.replace("</script", "<\\/script")),  # noqa: S704 (the plotting library)
        script=Markup(script),  # noqa: S704 (files of the package)
    )


def plotter() -> Any:
    """The module that brings Vega-Lite, for pages and SVG. Raises InputError where it is not installed."""
    try:
        import vl_convert
    except ImportError as error:
        raise InputError(
            "a report needs vl-convert-python, which is not installed; get it: "
            "pip install 'quotes-dataset-builder[report]'"
        ) from error
    return vl_convert


@cache
def _library() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, which takes seconds to put together."""
    script: str = plotter().javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return script


def side_labels(tables: Sequence[Table], paths: Sequence[Path]) -> list[str]:
    """A label for each table: its name and version, with its path where two would have the same."""
    labels = [f"{table.name} {table.version}".strip() for table in tables]
    if len(set(labels)) < len(labels):
        return [f"{label} ({path})" for label, path in zip(labels, paths, strict=True)]
    return labels


def title_of(labels: Sequence[str], language: str) -> str:
    """The heading of a page."""
    words = texts(language)
    if len(labels) == 1:
        return filled(words["title"], name=labels[0])
    return filled(words["title.compare"], a=labels[0], b=labels[1])


def _section(section: str, language: str) -> dict[str, Any]:
    words = texts(language)
    figures = [
        {"id": f.id, "title": words[f"figure.{f.id}"], "note": words[f"note.{f.id}"], "empty": words[_empty(f)]}
        for f in FIGURES
        if f.section == section
    ]
    title, note = words[f"section.{section}"], words[f"section.{section}.note"]
    return {"id": section, "title": title, "note": note, "figures": figures}


def _empty(figure: Figure) -> str:
    if figure.section == "time":
        return "empty.time"
    return "empty.review" if figure.judged else "empty"


def _notes(table: Table, payload: Payload, language: str) -> list[str]:
    """What a reader must know before the pictures."""
    words, kept = texts(language), len(payload.table)
    notes = [] if len(table) else [words["note.none"]]
    notes += [words["note.one"]] if len(table.documents) == 1 else []
    notes += [words["note.single"]] if len(table.facets["speaker"].levels) == 1 else []
    notes += [words["note.undated"]] if len(table) and (table.day == NO_DAY).all() else []
    if kept < len(table):
        notes.append(filled(words["note.sampled"], rows=number(kept, language), all=number(len(table), language)))
    if payload.words < kept:
        notes.append(filled(words["note.words"], words=number(payload.words, language), rows=number(kept, language)))
    if table.bad_dates:
        notes.append(filled(words["note.dates"], n=number(table.bad_dates, language)))
    return notes


def number(value: int, language: str) -> str:
    """A whole number with separators of thousands."""
    return f"{value:,}".replace(",", "." if language == "de" else ",")


def _formats(convert: Any, language: str) -> dict[str, Any]:
    locale = _LOCALES[language]
    return {"number": convert.get_format_locale(locale), "time": convert.get_time_format_locale(locale)}


def _read(name: str) -> str:
    return (_PAGES / name).read_text(encoding="utf-8")
