"""An evaluation as readable tables; what was not scored has no line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from quotes.evaluate.bootstrap import Figure
from quotes.evaluate.calibration import Calibration
from quotes.evaluate.confusion import NOWHERE, Confusion
from quotes.evaluate.errors import Kind, Place
from quotes.evaluate.quotation import Report
from quotes.evaluate.report import Evaluation, Robust
from quotes.evaluate.stance import POSITIONS
from quotes.evaluate.stance import Report as StanceReport
from quotes.render.describe import note_line

#: Places shown for each kind of error.
PLACES = 3
_WIDTH = 34
_DETECTION = {
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "exact": "exact spans, among matched",
    "type": "type, among matched",
}
_ATTRIBUTION = {
    "name_f1": "name, end to end (F1)",
    "name": "name, among matched",
    "name_named": "name, among those with a name",
    "role": "role, among matched",
    "affiliation": "affiliation, among matched",
    "role_category": "role category, among matched",
    "spokesperson": "spokesperson, among matched",
}


def _given(names: Mapping[str, str]) -> dict[str, str]:
    """Labels for given quotations, where matched are all, and end to end is the same."""
    return {name: label.removesuffix(", among matched") for name, label in names.items() if name != "name_f1"}


def render(evaluation: Evaluation) -> str:
    """All that was scored, one table below the other."""
    found = evaluation
    blocks = [
        [_heading(found)],
        _published(found.quotations, found.parts) if found.quotations else [],
        list(_types(found)) if found.quotations else [],
        _figures("Detection, percent of quotations", found.detection, _DETECTION),
        _figures(
            "Names and roles, percent right", found.attribution, _given(_ATTRIBUTION) if found.given else _ATTRIBUTION
        ),
        _stance(found.stance, given=found.given) if found.stance else [],
        _calibration("Confidence (quotation and speaker right)", found.confidence),
        _calibration("Stance score (label right, among matched)", found.stance_score),
        *(_confusion(field, table) for field, table in (found.confusion or {}).items()),
        _errors(found.errors) if found.errors else [],
        _robustness(found.robustness) if found.robustness else [],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _heading(found: Evaluation) -> str:
    counts = found.counts
    heading = f"{counts['documents']} documents, {counts['gold']} gold quotations"
    if found.given:
        return heading + ", given to the stages after detection"
    return heading + f", {counts['predicted']} predicted, {counts['matched']} matched"


def _interval(interval: tuple[float, float] | None) -> str:
    return f"{interval[0]:5.1f} - {interval[1]:5.1f}" if interval else ""


def _published(report: Report, parts: Sequence[str]) -> list[str]:
    over = {"messages": "quote", "roles": ", ".join(parts[1:]), "joint": ", ".join(parts)}
    head = f"{'Published metric, percent':{_WIDTH}}{'P':>7}{'R':>7}{'F1':>7}  95% of F1"
    return [head] + [
        f"{name:{_WIDTH}}{s.precision:7.1f}{s.recall:7.1f}{s.f1:7.1f}  {_interval(s.interval):15}  "
        f"{over.get(name, '')}".rstrip()
        for name, s in report.scores.items()
    ]


def _types(found: Evaluation) -> Iterator[str]:
    yield f"{'Type':{_WIDTH}}{'gold':>7}{'found':>7}{'F1':>7}  tokens:{'P':>6}{'R':>7}{'F1':>7}  95% of F1"
    for name, score in found.quotations.types.items() if found.quotations else ():
        line = f"{name:{_WIDTH}}{score.gold:7}"
        recall, t = (found.detection or {}).get(f"recall_{name}"), (found.tokens or {}).get(name)
        if recall and t:
            line += f"{recall.value:7.1f}{score.f1:7.1f}{t.precision:15.1f}{t.recall:7.1f}{t.f1:7.1f}  "
            yield line + _interval(t.interval)
        elif score.predicted:
            yield f"{line}{'':14}  {score.predicted} predicted"


def _figures(title: str, figures: Mapping[str, Figure] | None, names: Mapping[str, str]) -> list[str]:
    if not figures:
        return []
    rows = [
        f"{label:{_WIDTH}}{figures[name].value:7.1f}  {_interval(figures[name].interval)}".rstrip()
        for name, label in names.items()
        if name in figures
    ]
    return [f"{title:{_WIDTH}}{'':7}  95%", *rows]


def _stance(report: StanceReport, *, given: bool) -> list[str]:
    title = "Stance, percent" if given else "Stance, percent among matched"
    head = f"{title:{_WIDTH}}{'gold':>7}{'found':>7}{'P':>7}{'R':>7}{'F1':>7}"
    lines = [head + ("" if given else "   F1 end to end")]
    for label, s in report.labels.items():
        line = f"{label:{_WIDTH}}{s.gold:7}{s.predicted:7}{s.precision:7.1f}{s.recall:7.1f}{s.f1:7.1f}"
        lines.append(line + ("" if given else f"{s.end_to_end:16.1f}"))
    positions = [label for label in POSITIONS if label in report.scored]
    names = {
        "accuracy": "accuracy",
        "macro4": f"macro-F1 of {', '.join(report.scored)}",
        "macro3_end_to_end": f"macro-F1 of {', '.join(positions)}{'' if given else ', end to end'}",
    }
    for name, figure in report.figures.items():
        lines.append(f"{names[name]:55}{figure.value:7.1f}  {_interval(figure.interval)}".rstrip())
    return lines


def _calibration(title: str, found: Calibration | None) -> list[str]:
    if found is None:
        return []
    lines = [
        title,
        f"{found.count} predictions, {100 * found.right:.1f}% right, expected calibration error {found.error:.3f}"
        + (f"; {100 * found.lowest_fifth:.0f}% of the errors in the lowest fifth" if found.lowest_fifth else ""),
        f"{'between':>12}{'count':>8}{'mean':>8}{'right':>8}",
    ]
    lines += [f"{f'{b.low:.1f} - {b.high:.1f}':>12}{b.count:8}{b.mean:8.2f}{b.right:8.2f}" for b in found.bins]
    if found.curve:
        steps = [point for k, point in enumerate(found.curve) if k in (1, 2, 4, 6, 8, 10, 12, 14, 16, 18)]
        lines.append("least probable, reviewed  " + "".join(f"{100 * share:5.0f}%" for share, _ in steps))
        lines.append("of all errors, found      " + "".join(f"{100 * errors:5.0f}%" for _, errors in steps))
    return lines


def _confusion(field: str, table: Confusion) -> list[str]:
    size = len(table.labels)
    alone = any(table.counts[size]) or any(row[size] for row in table.counts)  # missed or spurious quotations
    ends = (*table.labels, NOWHERE) if alone else table.labels
    numbers = [*(str(k + 1) for k in range(size)), *([NOWHERE] if alone else ())]
    note = f"; {NOWHERE}: no such quotation there" if alone else ""
    lines = [
        f"Confusion of {field.replace('_', ' ')} (rows: gold; columns: predicted{note})",
        f"{'':{_WIDTH}}" + "".join(f"{n:>5}" for n in numbers),
    ]
    for number, label, row in zip(numbers, ends, table.counts, strict=False):
        name = f"{number:>2} {label}" if label != NOWHERE else f" {NOWHERE}"
        lines.append(f"{name:{_WIDTH}}" + "".join(f"{count or '.':>5}" for count in row[: len(ends)]))
    return lines


def _errors(kinds: Sequence[Kind]) -> list[str]:
    lines = ["The commonest kinds of error (the quotation in ⟦ ⟧)"]
    field = ""
    for kind in kinds:
        if kind.field != field:
            field = kind.field
            lines.append(f"\n{field.replace('_', ' ')}")
        lines.append(f"{len(kind.places):5}  {kind.kind}")
        for place in kind.places[:PLACES]:
            lines += _place(place)
    return lines


def _place(place: Place) -> Iterator[str]:
    mention = f" ({place.mention})" if place.mention else ""
    yield f"         gold {place.gold}, got {place.got}{mention}"
    yield f"           {place.sentence}"
    yield from (f"           {note_line(note)}" for note in place.notes)
    yield f"           in {place.document}, at {place.start}"


def _robustness(rows: Sequence[Robust]) -> list[str]:
    printed = rows[0]
    lines = [
        f"{'Robustness, percent':{_WIDTH}}{'texts':>7}{'messages':>12}{'':8}{'joint':>12}{'':8}{'direct found':>12}"
    ]
    for row in rows:
        values = ((row.messages, printed.messages), (row.joint, printed.joint), (row.direct, printed.direct))
        cells = "".join(_compared(value, whole, same=row is printed) for value, whole in values)
        changed = "" if row is printed else str(row.changed)
        lines.append(f"{row.name:{_WIDTH}}{changed:>7}{cells}".rstrip())
    return lines


def _compared(value: float | None, whole: float | None, *, same: bool) -> str:
    if value is None or whole is None:
        return f"{'':20}"
    return f"{value:12.1f}" + (f"{'':8}" if same else f" ({value - whole:+5.1f})")
