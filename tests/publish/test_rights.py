"""Only what is known to be open may be passed on; names and addresses of one licence are one."""

from __future__ import annotations

import pytest

from quotes.publish.rights import forbidden, may_pass_on, normal

OPEN = [
    "CC0-1.0", "cc0", "CC BY 4.0", "CC-BY-SA-3.0-DE", "cc_by_nc_sa 4.0", "Creative Commons BY 4.0", "MIT", "Apache-2.0",
    "https://creativecommons.org/licenses/by-sa/4.0/deed.de", "http://creativecommons.org/publicdomain/zero/1.0/",
    "ODbL-1.0", "dl-de/by-2-0", "Public Domain",
]  # fmt: skip
CLOSED = [
    None, "", "unknown", "unknown; not for redistribution", "All rights reserved", "CC BY-ND 4.0", "CC BY-NC-ND 4.0",
    "https://creativecommons.org/licenses/by-nd/4.0/", "not CC0", "cc-by-4.0 or proprietary", "© dpa", "commit",
]  # fmt: skip


@pytest.mark.parametrize("licence", OPEN)
def test_open(licence: str) -> None:
    """Open licences in the forms that people write."""
    assert may_pass_on(licence)


@pytest.mark.parametrize("licence", CLOSED)
def test_not_known_to_be_open(licence: str | None) -> None:
    """Unknown, closed, without derivatives, and names that only hold an open one."""
    assert not may_pass_on(licence)


def test_forbidden_ones_are_counted_but_for_those_allowed() -> None:
    """The most frequent first; somebody's word counts for the licence named, in any case and spacing."""
    licences = {"CC0-1.0": 9, None: 3, "© dpa": 5, "Verlag  X": 1}
    assert list(forbidden(licences, ()).items()) == [("© dpa", 5), ("unstated", 3), ("Verlag  X", 1)]
    assert forbidden(licences, ["unstated", "verlag x"]) == {"© dpa": 5}
    assert normal(" CC BY-SA 4.0 ") == "cc-by-sa-4.0"
