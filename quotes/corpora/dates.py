"""Dates of publication as they come: ISO 8601, German, and mail style, to ISO 8601."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

_ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:[T ](?P<hour>\d\d)(?::?(?P<minute>\d\d))?(?::?(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"[ ]?(?P<zone>Z|UTC|[+-]\d\d:?\d\d)?)?)?)?"
)
_GERMAN = re.compile(
    r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})"
    r"(?:,?\s+(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d))?(?:\s*Uhr)?)?"
)


def iso_date(value: object) -> str | None:
    """The value as an ISO 8601 year, month, day, or time, as exact as it was given; ``None`` where it is no date.

    Times without a zone stay without one.
    """
    if isinstance(value, datetime):
        return value.replace(microsecond=0).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = str(value).strip()
    match = _ISO.fullmatch(text) or _GERMAN.fullmatch(text)
    if match:
        return _from_parts(match.groupdict())
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, IndexError):
        return None


def _from_parts(parts: dict[str, str | None]) -> str | None:
    year, month, day = (int(parts[key] or 1) for key in ("year", "month", "day"))
    hour, minute, second = (int(parts[key] or 0) for key in ("hour", "minute", "second"))
    try:
        moment = datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
    if parts["hour"] is not None:
        return moment.isoformat() + _zone(parts.get("zone"))
    given = 10 if parts["day"] else 7 if parts["month"] else 4
    return moment.date().isoformat()[:given]


def _zone(zone: str | None) -> str:
    if not zone:
        return ""
    if zone in {"Z", "UTC"}:
        return "+00:00"
    return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
