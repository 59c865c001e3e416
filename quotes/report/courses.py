"""Pictures with a course: shares, numbers and positions over time, and the Lorenz curve."""

from __future__ import annotations

from quotes.report.encodings import STEP, Ink, Spec, Text, faded, groups, percent, quoted, tips
from quotes.report.figures import Figure


def _when(text: Text) -> Spec:
    return {
        "field": "period",
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": {"title": None, "grid": False, "labelOverlap": True, "tickCount": 5, "format": "%Y-%m-%d"},
    }


def lines(figure: Figure, text: Text, ink: Ink) -> Spec:
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
        share = percent(
            f"{name}_share",
            axis={"title": text("axis.taking"), "format": ".0%", "tickCount": 5},
            scale={"domain": [0, 1]},
        )
        layers.append(
            {
                "mark": {"type": "area", "opacity": 0.18},
                "encoding": {"y": percent(f"{name}_low"), "y2": {"field": f"{name}_high"}, "color": colour},
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
                    "opacity": faded(),
                    "tooltip": tips(text, "period", "n", "favor", "against", "mixed", f"{name}_share"),
                },
            }
        )
    return {"height": 260, "encoding": {"x": _when(text)}, "layer": layers}


def volume(figure: Figure, text: Text, ink: Ink) -> Spec:
    """How many quotations a period has, by stance."""
    names = ("favor", "mixed", "against", "none")
    words = {name: text(f"level.stance.{name}") for name in names}
    change = " : ".join(f"datum.key === '{n}' ? {quoted(words[n])}" for n in names) + " : ''"
    order = " : ".join(f"datum.key === '{n}' ? {i}" for i, n in enumerate(names)) + " : 9"
    return {
        "height": 150,
        "transform": [
            {"fold": list(names), "as": ["key", "number"]},
            {"calculate": change, "as": "stance"},
            {"calculate": order, "as": "order"},
        ],
        "mark": {"type": "bar", "cursor": "pointer", "width": {"band": 0.8}, "stroke": ink.line, "strokeWidth": 1},
        "encoding": {
            "x": {
                "field": "period",
                "type": "ordinal",
                "axis": {"title": None, "labelAngle": -40, "labelOverlap": True},
            },
            "y": percent("number", axis={"title": text("axis.quotations"), "tickMinStep": 1, "tickCount": 4}),
            "order": {"field": "order"},
            "color": {
                "field": "stance",
                "type": "nominal",
                "scale": {"domain": list(words.values()), "range": [ink.favor, ink.mixed, ink.against, ink.none]},
            },
            "tooltip": tips(text, "period", "n", *names),
        },
    }


def dots(figure: Figure, text: Text, ink: Ink) -> Spec:
    """When a speaker took which position; the line runs from the first word to the last."""
    order = ("favor", "mixed", "against")
    words = [text(f"level.stance.{name}") for name in order]
    change = " : ".join(f"datum.position === '{n}' ? {quoted(w)}" for n, w in zip(order, words, strict=True)) + " : ''"
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
            "tooltip": tips(text, "day", "favor", "against", "mixed", "first", "last"),
        },
    }
    return {"height": {"step": STEP}, "encoding": {"y": groups()}, "layer": [span, dot]}


def curve(figure: Figure, text: Text, ink: Ink) -> Spec:
    """The Lorenz curve, and the line of perfect evenness."""
    x = percent(
        "speakers", axis={"title": text("axis.speakers"), "format": ".0%", "tickCount": 5}, scale={"domain": [0, 1]}
    )
    y = {"axis": {"title": text("axis.cumulative"), "format": ".0%", "tickCount": 5}, "scale": {"domain": [0, 1]}}
    return {
        "height": 260,
        "encoding": {"x": x},
        "layer": [
            {
                "mark": {"type": "line", "color": ink.soft, "strokeDash": [4, 4]},
                "encoding": {"y": percent("even", **y)},
            },
            {
                "mark": {"type": "area", "color": ink.bar, "opacity": 0.2, "line": {"color": ink.bar}},
                "encoding": {"y": percent("quotations", **y), "tooltip": tips(text, "speakers", "quotations")},
            },
        ],
    }
