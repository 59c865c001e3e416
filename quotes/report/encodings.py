"""What the pictures share: colours, axes of groups, scales, and what a pointer on a mark tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Spec = dict[str, Any]
#: A text of the report by its key.
Text = Callable[[str], str]
FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
STEP = 24


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


def groups(offset: int = 0) -> Spec:
    """The axis of groups, in the order of the rows."""
    axis = {"title": None, "ticks": False, "domain": False, "labelPadding": 6, "offset": offset, "grid": False}
    return {"field": "label", "type": "nominal", "sort": None, "axis": axis}


def percent(field: str, **more: Any) -> Spec:
    """A channel of a quantity."""
    return {"field": field, "type": "quantitative", **more}


def faded(field: str = "small") -> Spec:
    """The opacity of marks: less where so few are behind them that they say little."""
    return {"condition": {"test": f"datum.{field}", "value": 0.35}, "value": 1}


def sides(ink: Ink, text: Text) -> Spec:
    """The scale of stances that a bar has room for."""
    return {
        "domain": [text("level.stance.against"), text("level.stance.mixed"), text("level.stance.favor")],
        "range": [ink.against, ink.mixed, ink.favor],
    }


_SHARES = frozenset(("share", "low", "high", "favor_share", "against_share", "speakers", "quotations"))


def tips(text: Text, *fields: str) -> list[Spec]:
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


def quoted(words: str) -> str:
    """A string of the expression language."""
    return "'" + words.replace("\\", "\\\\").replace("'", "\\'") + "'"
