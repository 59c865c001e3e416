"""Numbers over time: stance by period, and the positions of speakers by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

import numpy as np

from quotes.document import STANCE_LABELS
from quotes.report.bootstrap import Weights, interval
from quotes.report.numbers import Row, is_small
from quotes.report.table import NO_DAY, Mask, Table

Unit = Literal["day", "week", "month", "year"]
UNITS: tuple[Unit, ...] = ("day", "week", "month", "year")
#: A period should hold that many quotations that take a stance, on average, and a picture at most so many periods.
_WANTED = 5
_PERIODS = 120
#: Weights of the periods around one, nearest in the middle: a triangle, so that no far period weighs as a near one.
KERNEL = (1, 2, 3, 2, 1)
_EPOCH = date(1970, 1, 1)
_FAVOR, _AGAINST, _NONE = (STANCE_LABELS.index(name) for name in ("favor", "against", "none"))


def day_of(number: int) -> date:
    """The date of a day counted from 1970-01-01."""
    return _EPOCH + timedelta(days=number)


def start_of(number: int, unit: Unit) -> int:
    """The first day of the period that a day falls into; weeks begin on Monday."""
    day = day_of(number)
    if unit == "week":
        return number - day.weekday()
    first = {"day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}[unit]
    return (first - _EPOCH).days


def next_start(start: int, unit: Unit) -> int:
    """The first day of the period after the one that begins at ``start``."""
    if unit in {"day", "week"}:
        return start + (1 if unit == "day" else 7)
    return start_of(start + (31 if unit == "month" else 366), unit)


def unit_of(sides: Sequence[tuple[Table, Mask]]) -> Unit:
    """The finest unit whose periods are not too many and hold enough quotations with a stance; the same for all."""
    dated = [table.day[mask & (table.day != NO_DAY)] for table, mask in sides]
    taking = [table.day[mask & (table.day != NO_DAY) & (table.stance != _NONE)] for table, mask in sides]
    days, stanced = np.concatenate(dated), np.concatenate(taking)
    for unit in UNITS:
        size = {"day": 1, "week": 7, "month": 30.4375, "year": 365.25}[unit]
        periods = (int(days.max()) - int(days.min())) / size + 1 if len(days) else 1
        filled = len({start_of(int(d), unit) for d in np.unique(stanced)})
        if periods <= _PERIODS and len(stanced) >= _WANTED * filled:
            return unit
    return "year" if len(days) and int(days.max()) - int(days.min()) > 365.25 * 10 else "month"


def over_time(table: Table, mask: Mask, weight: Weights, unit: Unit) -> list[Row]:
    """For each period from the first to the last, empty ones too: counts by stance, and the smoothed shares of favor
    and against among the quotations that take a stance, with limits. Smoothed over five periods by KERNEL.
    """
    used = np.flatnonzero(mask & (table.day != NO_DAY))
    if not len(used):
        return []
    starts = [start_of(int(d), unit) for d in table.day[used]]
    periods = [min(starts)]
    while periods[-1] < max(starts):
        periods.append(next_start(periods[-1], unit))
    place = {start: i for i, start in enumerate(periods)}
    at = np.array([place[start] for start in starts])
    size = len(table.documents)
    tally = np.zeros((len(periods), len(STANCE_LABELS)), dtype=np.int64)
    np.add.at(tally, (at, table.stance[used]), 1)
    by_period = [used[at == i] for i in range(len(periods))]
    rows: list[Row] = []
    for i, start in enumerate(periods):
        near = [(i + k - 2, w) for k, w in enumerate(KERNEL) if 0 <= i + k - 2 < len(periods)]
        parts = {label: np.zeros(size, dtype=np.int64) for label in (_FAVOR, _AGAINST, _NONE)}
        for j, w in near:
            quotations = by_period[j]
            for label in (_FAVOR, _AGAINST):
                hits = table.document[quotations[table.stance[quotations] == label]]
                parts[label] += w * np.bincount(hits, minlength=size)
            hits = table.document[quotations[table.stance[quotations] != _NONE]]
            parts[_NONE] += w * np.bincount(hits, minlength=size)
        whole = parts[_NONE]
        n = int(sum(tally[j].sum() - tally[j][_NONE] for j, _ in near))
        row: Row = {"period": day_of(start).isoformat(), "n": int(tally[i].sum())}
        row |= {label: int(tally[i][k]) for k, label in enumerate(STANCE_LABELS)}
        for name, label in (("favor", _FAVOR), ("against", _AGAINST)):
            low, high = interval(parts[label], whole, weight)
            share = int(parts[label].sum()) / int(whole.sum()) if whole.any() else None
            row |= {f"{name}_share": share, f"{name}_low": low, f"{name}_high": high}
        rows.append({**row, "small": is_small(n, int((whole > 0).sum()))})
    return rows


def position(favor: int, against: int) -> str:
    """What the quotations of a day come to."""
    return "favor" if favor > against else "against" if against > favor else "mixed"


def positions(table: Table, mask: Mask, levels: Sequence[str]) -> list[Row]:
    """For each speaker and day with a quotation that takes a stance: counts, what they come to, the speaker's first and
    last word of all, and whether the first and last day with a stance come to something else.
    """
    facet = table.facets["speaker"].within(mask & (table.day != NO_DAY))
    rows: list[Row] = []
    for level in levels:
        code = facet.levels.index(level) if level in facet.levels else -1
        said = facet.rows[facet.codes == code]
        taking = said[table.stance[said] != _NONE]
        days = sorted({int(d) for d in table.day[taking]})
        mine: list[Row] = []
        for day in days:
            counts = np.bincount(table.stance[taking[table.day[taking] == day]], minlength=len(STANCE_LABELS))
            label = position(int(counts[_FAVOR]), int(counts[_AGAINST]))
            row: Row = {"group": level, "day": day_of(day).isoformat(), "n": int(counts.sum()), "position": label}
            mine.append(row | {name: int(counts[k]) for k, name in enumerate(STANCE_LABELS[:3])})
        changed = bool(mine) and mine[0]["position"] != mine[-1]["position"]
        first, last = (day_of(int(f(table.day[said]))).isoformat() if len(said) else "" for f in (np.min, np.max))
        rows += [row | {"first": first, "last": last, "changed": changed} for row in mine]
    return rows
