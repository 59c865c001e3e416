"""Dates of publication keep the exactness that they were given in."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest

from quotes.corpora.dates import iso_date


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2018", "2018"),
        ("2018-06", "2018-06"),
        (" 2018-06-01 ", "2018-06-01"),
        ("2014-09-15T10:00:00+02:00", "2014-09-15T10:00:00+02:00"),
        ("2014-09-15 10:00", "2014-09-15T10:00:00"),
        ("2014-09-15T10:00:00.123Z", "2014-09-15T10:00:00+00:00"),
        ("2014-09-15T10:00:00+0200", "2014-09-15T10:00:00+02:00"),
        ("15.09.2014", "2014-09-15"),
        ("15. 9. 2014, 18:30 Uhr", "2014-09-15T18:30:00"),
        ("Mon, 15 Sep 2014 10:00:00 +0200", "2014-09-15T10:00:00+02:00"),
        (date(2014, 9, 15), "2014-09-15"),
        (datetime(2014, 9, 15, 10, tzinfo=timezone.utc), "2014-09-15T10:00:00+00:00"),
        (2014, "2014"),
        ("gestern", None),
        ("2014-13-01", None),
        ("31.02.2014", None),
        ("99", None),
    ],
)
def test_iso_date(given: object, expected: str | None) -> None:
    """ISO, German and mail dates are read; what is no date is None."""
    assert iso_date(given) == expected
