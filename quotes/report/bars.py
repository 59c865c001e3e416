"""Bars: diverging ones of stances, and those of shares."""

from __future__ import annotations

from quotes.report.encodings import STEP, Ink, Spec, Text, faded, groups, percent, sides, tips
from quotes.report.figures import Figure


def balance(figure: Figure, text: Text, ink: Ink) -> Spec:
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
                "x": percent("from", axis=axis, scale=scale),
                "x2": {"field": "to"},
                "color": {"datum": text(f"level.stance.{name}"), "scale": sides(ink, text)},
                "opacity": faded(),
                "tooltip": tips(text, "favor", "against", "mixed", "none", "balance", "low", "high", "documents"),
            },
        }
        for name, (a, b) in part.items()
    ]
    limits = {
        "transform": [{"filter": "datum.low !== null"}],
        "mark": {"type": "rule", "strokeWidth": 2},
        "encoding": {"x": percent("low"), "x2": {"field": "high"}, "opacity": faded()},
    }
    dot = {
        "transform": [{"filter": "datum.balance !== null"}],
        "mark": {"type": "point", "filled": True, "size": 55, "color": ink.ink, "stroke": "white", "opacity": 1},
        "encoding": {"x": percent("balance"), "opacity": faded()},
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
        "height": {"step": STEP},
        "transform": [{"filter": "datum.taking > 0"}],
        "encoding": {"y": groups()},
        "layer": [*bars, zero, limits, dot, counts],
    }


def share(figure: Figure, text: Text, ink: Ink) -> Spec:
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
    room = {"name": "counts-room", "mark": {"type": "point", "opacity": 0}, "encoding": {"x": percent("room")}}
    bar = {
        "mark": {"type": "bar", "height": {"band": 0.72}, "color": ink.bar, "cursor": "pointer"},
        "encoding": {
            "x": percent("share", axis=axis, scale=scale),
            "opacity": faded(),
            "tooltip": tips(text, "n", *(["yes"] if figure.measure else []), "share", "low", "high", "documents"),
        },
    }
    limits = {
        "transform": [{"filter": "datum.low !== null"}],
        "mark": {"type": "rule", "strokeWidth": 2},
        "encoding": {"x": percent("low"), "x2": {"field": "high"}, "opacity": faded()},
    }
    counts = {
        "name": "counts",
        "mark": {"type": "text", "align": "left", "fontSize": 11, "dx": 6, "color": ink.soft},
        "encoding": {"x": percent("edge"), "text": {"field": "info"}},
    }
    promised = {
        "transform": [{"calculate": "toNumber(slice(datum.group, 0, 3)) + 0.05", "as": "promised"}],
        "mark": {"type": "tick", "thickness": 2, "size": 20, "color": ink.favor},
        "encoding": {"x": percent("promised")},
    }
    return {
        "height": {"step": STEP},
        "transform": [{"calculate": edge, "as": "edge"}, {"calculate": "datum.edge * 1.4", "as": "room"}],
        "encoding": {"y": groups()},
        "layer": [bar, limits, counts] + ([] if figure.measure else [room]) + [promised] * (figure.measure == "right"),
    }
