"""The figures as Vega-Lite specifications. The page and the SVG files draw the same ones, in other inks.

The rows come under the data name ``rows``; each has, beside its numbers, ``label`` (the group in words) and ``info``
(its counts in words).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quotes.report.bars import balance, share
from quotes.report.courses import curve, dots, lines, volume
from quotes.report.encodings import FONT, Ink, Spec, Text
from quotes.report.figures import Figure


def picture(figure: Figure, text: Text, ink: Ink) -> Spec:
    """The specification of a figure, without its rows and its width."""
    draw = {
        "balance": balance,
        "share": share,
        "lines": lines,
        "volume": volume,
        "dots": dots,
        "curve": curve,
    }[figure.picture]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": text(f"figure.{figure.id}"),
        "data": {"name": "rows"},
        "background": None,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": _config(ink),
        **draw(figure, text, ink),
    }


def _config(ink: Ink) -> Spec:
    axis = {"labelColor": ink.ink, "titleColor": ink.soft, "gridColor": ink.line, "domainColor": ink.line}
    return {
        "font": FONT,
        "axis": {**axis, "tickColor": ink.line, "labelFontSize": 12, "titleFontWeight": "normal", "labelLimit": 250},
        "legend": {
            "labelColor": ink.ink,
            "titleColor": ink.soft,
            "orient": "top",
            "labelFontSize": 12,
            "title": None,
            "symbolOpacity": 1,
        },
        "view": {"stroke": None},
        "text": {"color": ink.ink, "font": FONT},
        "rule": {"color": ink.ink},
    }


def drawn(spec: Mapping[str, Any], rows: list[dict[str, Any]], width: int) -> Spec:
    """A specification with its rows and a width in pixels."""
    return {**spec, "data": {"name": "rows", "values": rows}, "width": width}
