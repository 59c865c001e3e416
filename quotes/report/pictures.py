"""The figures as Vega-Lite specifications. The page and the SVG files draw the same ones, in other inks.

The rows come under the data name ``rows``; each has, beside its numbers, ``label`` (the group in words) and ``info``
(its counts in words).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from quotes.report.figures import Figure

Spec = dict[str, Any]
#: A text of the report by its key.
Text = Callable[[str], str]
FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_STEP = 24


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours, as anything that a fill of an SVG takes."""

    ink: str
    soft: str
    line: str
    favor: str
    against: str
    mixed: str
    none: str
    bar: str


#: Okabe and Ito's blue and vermillion with a reddish purple: told apart in all common forms of colour blindness.
PAPER = Ink("#1c1e21", "#5b626b", "#d5d9de", "#0072b2", "#d55e00", "#aa4499", "#c3c9d0", "#4a6a85")
#: The page's own colours: what is light, dark or printed is decided by its style sheet.
PAGE = Ink(*(f"var(--{name})" for name in ("ink", "soft", "line", "favor", "against", "mixed", "none", "bar")))


def picture(figure: Figure, text: Text, ink: Ink) -> Spec:
    """The specification of a figure, without its rows and its width."""
    draw = {
        "balance": _balance,
        "share": _share,
        "lines": _lines,
        "volume": _volume,
        "dots": _dots,
        "curve": _curve,
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


def _groups(offset: int = 0) -> Spec:
    """The axis of groups, in the order of the rows."""
    axis = {"title": None, "ticks": False, "domain": False, "labelPadding": 6, "offset": offset, "grid": False}
    return {"field": "label", "type": "nominal", "sort": None, "axis": axis}


def _percent(field: str, **more: Any) -> Spec:
    return {"field": field, "type": "quantitative", **more}


def _faded(field: str = "small") -> Spec:
    return {"condition": {"test": f"datum.{field}", "value": 0.35}, "value": 1}


def _sides(ink: Ink, text: Text) -> Spec:
    """The scale of stances that a bar has room for."""
    return {
        "domain": [text("level.stance.against"), text("level.stance.mixed"), text("level.stance.favor")],
        "range": [ink.against, ink.mixed, ink.favor],
    }


def _balance(figure: Figure, text: Text, ink: Ink) -> Spec:
    """Diverging bars: against to the left, favor to the right, mixed half to each side; the dot and its line are the
    balance with its limits, which is also the sum of the bar's two ends.
    """
    part = {"against": ("-datum.against - datum.mixed / 2", "-datum.mixed / 2")}
    part["mixed"] = ("-datum.mixed / 2", "datum.mixed / 2")
    part["favor"] = ("datum.mixed / 2", "datum.favor + datum.mixed / 2")
    end = text("axis.balance")
    axis = {
        "title": end,
        "values": [-1, -0.5, 0, 0.5, 1],
        "labelExpr": "format(abs(datum.value), '.0%')",
        "titleAnchor": "start",
    }
    scale = {"domain": [-1, 1.75], "nice": False}
    bars = [
        {
            "transform": [
                {"calculate": f"({a}) / datum.taking", "as": "from"},
                {"calculate": f"({b}) / datum.taking", "as": "to"},
            ],
            "mark": {"type": "bar", "height": {"band": 0.72}, "cursor": "pointer"},
            "encoding": {
                "x": _percent("from", axis=axis, scale=scale),
                "x2": {"field": "to"},
                "color": {"datum": text(f"level.stance.{name}"), "scale": _sides(ink, text)},
                "opacity": _faded(),
                "tooltip": _tips(text, "favor", "against", "mixed", "none", "balance", "low", "high", "documents"),
            },
        }
        for name, (a, b) in part.items()
    ]
    limits = {
        "transform": [{"filter": "datum.low !== null"}],
        "mark": {"type": "rule", "strokeWidth": 2},
        "encoding": {"x": _percent("low"), "x2": {"field": "high"}, "opacity": _faded()},
    }
    dot = {
        "transform": [{"filter": "datum.balance !== null"}],
        "mark": {"type": "point", "filled": True, "size": 55, "color": ink.ink, "stroke": "white", "opacity": 1},
        "encoding": {"x": _percent("balance"), "opacity": _faded()},
    }
    zero = {
        "mark": {"type": "rule", "color": ink.soft},
        "encoding": {"x": {"datum": 0}, "y": {"value": 0}, "y2": {"value": "height"}},
    }
    counts = {
        "name": "counts",
        "mark": {"type": "text", "align": "left", "fontSize": 11, "color": ink.soft},
        "encoding": {"x": {"datum": 1.06}, "text": {"field": "info"}},
    }
    return {
        "height": {"step": _STEP},
        "transform": [{"filter": "datum.taking > 0"}],
        "encoding": {"y": _groups()},
        "layer": [*bars, zero, limits, dot, counts],
    }


def _share(figure: Figure, text: Text, ink: Ink) -> Spec:
    """Bars from zero with their limits."""
    shown = "datum.value > 1.001 ? '' : format(datum.value, '.0%')"
    axis = {
        "title": text(f"axis.{figure.measure or 'share'}"),
        "labelExpr": shown,
        "titleAnchor": "start",
        "tickCount": 5,
    }
    scale: Spec = {"zero": True, "nice": False}
    edge = "max(datum.share || 0, datum.high || 0)"
    if figure.measure:
        scale, axis["values"], edge = {"domain": [0, 1.5], "nice": False}, [0, 0.25, 0.5, 0.75, 1], "1"
    room = {"name": "counts-room", "mark": {"type": "point", "opacity": 0}, "encoding": {"x": _percent("room")}}
    bar = {
        "mark": {"type": "bar", "height": {"band": 0.72}, "color": ink.bar, "cursor": "pointer"},
        "encoding": {
            "x": _percent("share", axis=axis, scale=scale),
            "opacity": _faded(),
            "tooltip": _tips(text, "n", *(["yes"] if figure.measure else []), "share", "low", "high", "documents"),
        },
    }
    limits = {
        "transform": [{"filter": "datum.low !== null"}],
        "mark": {"type": "rule", "strokeWidth": 2},
        "encoding": {"x": _percent("low"), "x2": {"field": "high"}, "opacity": _faded()},
    }
    counts = {
        "name": "counts",
        "mark": {"type": "text", "align": "left", "fontSize": 11, "dx": 6, "color": ink.soft},
        "encoding": {"x": _percent("edge"), "text": {"field": "info"}},
    }
    return {
        "height": {"step": _STEP},
        "transform": [{"calculate": edge, "as": "edge"}, {"calculate": "datum.edge * 1.4", "as": "room"}],
        "encoding": {"y": _groups()},
        "layer": [bar, limits, counts] + ([] if figure.measure else [room]),
    }


def _when(text: Text) -> Spec:
    return {
        "field": "period",
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": {"title": None, "grid": False, "labelOverlap": True, "tickCount": 5, "format": "%Y-%m-%d"},
    }


def _lines(figure: Figure, text: Text, ink: Ink) -> Spec:
    """The shares of favor and against, smoothed, each with its band."""
    layers: list[Spec] = []
    for name in ("favor", "against"):
        colour = {
            "datum": text(f"level.stance.{name}"),
            "scale": {
                "domain": [text("level.stance.favor"), text("level.stance.against")],
                "range": [ink.favor, ink.against],
            },
        }
        share = _percent(
            f"{name}_share",
            axis={"title": text("axis.taking"), "format": ".0%", "tickCount": 5},
            scale={"domain": [0, 1]},
        )
        layers.append(
            {
                "mark": {"type": "area", "opacity": 0.18},
                "encoding": {"y": _percent(f"{name}_low"), "y2": {"field": f"{name}_high"}, "color": colour},
            }
        )
        layers.append(
            {
                "mark": {"type": "line", "strokeWidth": 2.5, "strokeDash": [1, 0] if name == "favor" else [7, 3]},
                "encoding": {"y": share, "color": colour},
            }
        )
        layers.append(
            {
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 45,
                    "cursor": "pointer",
                    "shape": "triangle-up" if name == "favor" else "triangle-down",
                },
                "encoding": {
                    "y": share,
                    "color": colour,
                    "opacity": _faded(),
                    "tooltip": _tips(text, "period", "n", "favor", "against", "mixed", f"{name}_share"),
                },
            }
        )
    return {"height": 260, "encoding": {"x": _when(text)}, "layer": layers}


def _volume(figure: Figure, text: Text, ink: Ink) -> Spec:
    """How many quotations a period has, by stance."""
    names = ("favor", "mixed", "against", "none")
    words = {name: text(f"level.stance.{name}") for name in names}
    change = " : ".join(f"datum.key === '{n}' ? {_quoted(words[n])}" for n in names) + " : ''"
    order = " : ".join(f"datum.key === '{n}' ? {i}" for i, n in enumerate(names)) + " : 9"
    return {
        "height": 150,
        "transform": [
            {"fold": list(names), "as": ["key", "number"]},
            {"calculate": change, "as": "stance"},
            {"calculate": order, "as": "order"},
        ],
        "mark": {"type": "bar", "cursor": "pointer", "width": {"band": 0.8}},
        "encoding": {
            "x": {
                "field": "period",
                "type": "ordinal",
                "axis": {"title": None, "labelAngle": -40, "labelOverlap": True},
            },
            "y": _percent("number", axis={"title": text("axis.quotations"), "tickMinStep": 1, "tickCount": 4}),
            "order": {"field": "order"},
            "color": {
                "field": "stance",
                "type": "nominal",
                "scale": {"domain": list(words.values()), "range": [ink.favor, ink.mixed, ink.against, ink.none]},
            },
            "tooltip": _tips(text, "period", "n", *names),
        },
    }


def _dots(figure: Figure, text: Text, ink: Ink) -> Spec:
    """When a speaker took which position; the line runs from the first word to the last."""
    order = ("favor", "mixed", "against")
    words = [text(f"level.stance.{name}") for name in order]
    change = " : ".join(f"datum.position === '{n}' ? {_quoted(w)}" for n, w in zip(order, words, strict=True)) + " : ''"
    axis = {"title": None, "labelOverlap": True, "format": "%Y-%m-%d", "tickCount": 5}
    when = {"type": "temporal", "scale": {"type": "utc"}, "axis": axis}
    span = {
        "mark": {"type": "rule", "color": ink.line, "strokeWidth": 3},
        "encoding": {"x": {"field": "first", **when}, "x2": {"field": "last"}},
    }
    dot = {
        "transform": [{"calculate": change, "as": "stance"}],
        "mark": {"type": "point", "filled": True, "cursor": "pointer", "opacity": 0.95},
        "encoding": {
            "x": {"field": "day", **when},
            "size": {"field": "n", "type": "quantitative", "scale": {"range": [70, 260]}, "legend": None},
            "color": {
                "field": "stance",
                "type": "nominal",
                "scale": {"domain": words, "range": [ink.favor, ink.mixed, ink.against]},
            },
            "shape": {
                "field": "stance",
                "type": "nominal",
                "scale": {"domain": words, "range": ["triangle-up", "diamond", "triangle-down"]},
            },
            "tooltip": _tips(text, "day", "favor", "against", "mixed", "first", "last"),
        },
    }
    return {"height": {"step": _STEP}, "encoding": {"y": _groups()}, "layer": [span, dot]}


def _curve(figure: Figure, text: Text, ink: Ink) -> Spec:
    """The Lorenz curve, and the line of perfect evenness."""
    x = _percent(
        "speakers", axis={"title": text("axis.speakers"), "format": ".0%", "tickCount": 5}, scale={"domain": [0, 1]}
    )
    y = {"axis": {"title": text("axis.cumulative"), "format": ".0%", "tickCount": 5}, "scale": {"domain": [0, 1]}}
    return {
        "height": 260,
        "encoding": {"x": x},
        "layer": [
            {
                "mark": {"type": "line", "color": ink.soft, "strokeDash": [4, 4]},
                "encoding": {"y": _percent("even", **y)},
            },
            {
                "mark": {"type": "area", "color": ink.bar, "opacity": 0.2, "line": {"color": ink.bar}},
                "encoding": {"y": _percent("quotations", **y), "tooltip": _tips(text, "speakers", "quotations")},
            },
        ],
    }


_SHARES = frozenset(("share", "low", "high", "favor_share", "against_share", "speakers", "quotations"))


def _tips(text: Text, *fields: str) -> list[Spec]:
    """What a pointer on a mark tells."""
    tips: list[Spec] = (
        [{"field": "label", "type": "nominal", "title": " "}] if fields[0] not in {"period", "speakers"} else []
    )
    for field in fields:
        tip: Spec = {"field": field, "title": text(f"column.{field}")}
        if field in _SHARES:
            tip |= {"type": "quantitative", "format": ".0%"}
        elif field == "balance":
            tip |= {"type": "quantitative", "format": "+.0%"}
        else:
            tip |= {"type": "nominal"}
        tips.append(tip)
    return tips


def _quoted(words: str) -> str:
    """A string of the expression language."""
    return "'" + words.replace("\\", "\\\\").replace("'", "\\'") + "'"


def drawn(spec: Mapping[str, Any], rows: list[dict[str, Any]], width: int) -> Spec:
    """A specification with its rows and a width in pixels."""
    return {**spec, "data": {"name": "rows", "values": rows}, "width": width}
