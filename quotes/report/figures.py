"""The figures of a report: what each shows of which columns, and its rows for one table or two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from quotes.report import numbers, times
from quotes.report.bootstrap import Weights
from quotes.report.numbers import Row
from quotes.report.table import Mask, Table

Picture = Literal["balance", "share", "lines", "volume", "dots", "curve"]
SECTIONS = ("stand", "time", "how", "who", "trust")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: ``picture`` says how it is drawn and so what is counted, ``facet`` by what, ``measure`` (of ``share``
    alone) which yes is a share of the facet's level; without it the level is a share of all quotations.
    """

    id: str
    section: str
    picture: Picture
    facet: str = ""
    measure: str = ""
    top: int = 15

    @property
    def judged(self) -> bool:
        """Whether it counts what the program said of the quotations that people decided on."""
        return self.measure in {"right", "kept"}


FIGURES = (
    Figure("stance-by-speaker", "stand", "balance", "speaker", top=20),
    Figure("stance-by-category", "stand", "balance", "category"),
    Figure("stance-by-party", "stand", "balance", "party"),
    Figure("stance-by-state", "stand", "balance", "state"),
    Figure("stance-by-outlet", "stand", "balance", "outlet"),
    Figure("stance-over-time", "time", "lines"),
    Figure("quotations-over-time", "time", "volume"),
    Figure("positions", "time", "dots", "speaker", top=20),
    Figure("types", "how", "share", "type"),
    Figure("stance-by-cue", "how", "balance", "cue"),
    Figure("direct-by-outlet", "how", "share", "outlet", "direct"),
    Figure("konjunktiv-by-type", "how", "share", "type", "konjunktiv"),
    Figure("categories", "who", "share", "category"),
    Figure("naming", "who", "share", "naming"),
    Figure("spokespersons-by-category", "who", "share", "category", "spokesperson"),
    Figure("who-to-whom", "who", "share", "pair"),
    Figure("concentration", "who", "curve", "speaker"),
    Figure("confidence", "trust", "share", "confidence"),
    Figure("flags", "trust", "share", "flag"),
    Figure("review", "trust", "share", "review"),
    Figure("stance-by-review", "trust", "balance", "review"),
    Figure("calibration", "trust", "share", "confidence", "right"),
    Figure("kept-by-field", "trust", "share", "field", "kept"),
)


@dataclass(frozen=True, slots=True)
class Side:
    """A table, the quotations of it that count, how often each draw counts each document; and the same of what people
    decided on.
    """

    table: Table
    mask: Mask
    weight: Weights
    judged: Side | None = None


def rows_of(figure: Figure, sides: Sequence[Side]) -> list[list[Row]]:
    """The rows of a figure for each side; all sides have the same groups and periods' unit."""
    if figure.judged:
        sides = [side.judged for side in sides if side.judged is not None]
    pairs = [(side.table, side.mask) for side in sides]
    if figure.picture in {"lines", "volume"}:
        unit = times.unit_of(pairs)
        return [times.over_time(s.table, s.mask, s.weight, unit) for s in sides]
    if figure.picture == "curve":
        return [numbers.lorenz(s.table, s.mask, figure.facet)[0] for s in sides]
    stanced = figure.picture in {"balance", "dots"}
    levels = numbers.groups(pairs, figure.facet, figure.top, stanced=stanced)
    if figure.picture == "dots":
        return [times.positions(s.table, s.mask, levels) for s in sides]
    if figure.picture == "balance":
        return [numbers.stance(s.table, s.mask, s.weight, figure.facet, levels) for s in sides]
    if figure.measure:
        return [numbers.rate(s.table, s.mask, s.weight, figure.facet, levels, measure=figure.measure) for s in sides]
    return [numbers.count(s.table, s.mask, s.weight, figure.facet, levels) for s in sides]


def as_json(figure: Figure) -> dict[str, Any]:
    """A figure as the page's script reads it."""
    names = ("id", "section", "picture", "facet", "measure", "top", "judged")
    return {name: getattr(figure, name) for name in names}
