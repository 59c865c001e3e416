"""How far confidence and stance score can be trusted, as a picture (SVG) of their own tables, without a library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from quotes.errors import InputError
from quotes.evaluate.calibration import Calibration
from quotes.evaluate.report import Evaluation

CONFIDENCE = "Confidence: quotation and speaker right"
_SIDE = 300  # of a panel's plot, in pixels
_LEFT, _TOP, _GAP = 70, 62, 90
_ROW = _SIDE + 140
_WIDTH = 2 * (_SIDE + _LEFT) + _GAP
_INK, _GREY, _BAR, _LINE, _DOT = "#222222", "#767676", "#9ecae1", "#08519c", "#d94801"
_STYLE = "font-family: sans-serif; font-size: 12px"


def picture_of(evaluation: Evaluation) -> str:
    """An SVG document: a row for each of confidence and stance score that was judged; on the left the share right
    against the probability, with counts, on the right the errors that a review of the least probable finds.

    Raises InputError where neither was judged.
    """
    titles = {CONFIDENCE: evaluation.confidence}
    titles |= {"Stance score: label right, among matched quotations": evaluation.stance_score}
    rows = [(title, found) for title, found in titles.items() if found is not None]
    if not rows:
        raise InputError("got no confidence and no stance score to draw; expected gold and rows that have them")
    return picture(rows)


def picture(rows: Sequence[tuple[str, Calibration]]) -> str:
    """An SVG document with a row of two plots for each title and what was judged."""
    height = _ROW * len(rows)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
        f'viewBox="0 0 {_WIDTH} {height}" style="{_STYLE}" role="img">',
        f"<title>{escape('; '.join(title for title, _ in rows))}</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="white"/>',
    ]
    for k, (title, found) in enumerate(rows):
        lines += _row(title, found, k * _ROW)
    return "\n".join([*lines, "</svg>", ""])


def _row(title: str, found: Calibration, top: int) -> Iterator[str]:
    yield f'<g transform="translate(0 {top})">'
    summary = f"{found.count} predictions, {100 * found.right:.1f}% right, calibration error {found.error:.3f}"
    yield _text(_LEFT, 22, title, weight="bold", anchor="start")
    yield _text(_LEFT, 42, summary, anchor="start", colour=_GREY)
    yield f'<g transform="translate({_LEFT} {_TOP})">'
    yield from _reliability(found)
    yield "</g>"
    yield f'<g transform="translate({2 * _LEFT + _SIDE + _GAP // 2} {_TOP})">'
    yield from _review(found)
    yield "</g></g>"


def _reliability(found: Calibration) -> Iterator[str]:
    for b in found.bins:
        x, width, y = _x(b.low) + 1, _x(b.high) - _x(b.low) - 2, _y(b.right)
        yield f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{_SIDE - y:.1f}" fill="{_BAR}"/>'
    yield from _axes("probability given (numbers: predictions in each tenth)", "share right")
    yield _path([(0, 0), (1, 1)], _GREY, dashed=True)
    for b in found.bins:
        yield f'<circle cx="{_x(b.mean):.1f}" cy="{_y(b.right):.1f}" r="4" fill="{_DOT}"/>'
    for b in found.bins:
        yield _text((_x(b.low) + _x(b.high)) / 2, _SIDE - 6, str(b.count), size=11)


def _review(found: Calibration) -> Iterator[str]:
    yield from _axes("share reviewed, least probable first", "share of all errors found")
    yield _path([(0, 0), (1, 1)], _GREY, dashed=True)
    if not found.curve:
        yield _text(_SIDE / 2, _SIDE / 2, "no errors")
        return
    yield _path(found.curve, _LINE)
    for share, errors in found.curve:
        if round(share, 2) in (0.1, 0.2, 0.4):
            yield f'<circle cx="{_x(share):.1f}" cy="{_y(errors):.1f}" r="4" fill="{_DOT}"/>'
            label = f"{100 * errors:.0f}% in {100 * share:.0f}%"
            yield _text(_x(share) + 8, _y(errors) + 14, label, anchor="start", size=11, halo=True)


def _axes(across: str, up: str) -> Iterator[str]:
    for k in range(6):
        at = k / 5
        yield f'<line x1="0" x2="{_SIDE}" y1="{_y(at):.1f}" y2="{_y(at):.1f}" stroke="#e5e5e5"/>'
        yield _text(-8, _y(at) + 4, f"{100 * at:.0f}%", anchor="end", colour=_GREY)
        yield _text(_x(at), _SIDE + 18, f"{100 * at:.0f}%", colour=_GREY)
    yield f'<path d="M0 0V{_SIDE}H{_SIDE}" fill="none" stroke="{_INK}"/>'
    yield _text(_SIDE / 2, _SIDE + 40, across)
    middle = f"{-_LEFT + 18} {_SIDE / 2:.0f}"
    yield f'<text transform="translate({middle}) rotate(-90)" text-anchor="middle" fill="{_INK}">{escape(up)}</text>'


def _x(share: float) -> float:
    return share * _SIDE


def _y(share: float) -> float:
    return (1 - share) * _SIDE


def _path(points: Sequence[tuple[float, float]], colour: str, *, dashed: bool = False) -> str:
    steps = "L".join(f"{_x(a):.1f} {_y(b):.1f}" for a, b in points)
    dash = ' stroke-dasharray="4 4"' if dashed else ""
    return f'<path d="M{steps}" fill="none" stroke="{colour}" stroke-width="{1 if dashed else 2}"{dash}/>'


def _text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "middle",
    colour: str = _INK,
    size: int = 12,
    weight: str = "normal",
    halo: bool = False,
) -> str:
    style = f'font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" fill="{colour}"'
    if halo:  # readable over lines
        style += ' stroke="white" stroke-width="3" paint-order="stroke"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(words)}</text>'
