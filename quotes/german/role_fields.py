"""What a role is where no list knows the body that it is held in: by the field in a compound, else by the noun."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import cast

from quotes.document import RoleCategory
from quotes.resources import lexicon

_JOINTS = ("", "s", "es", "n", "en", "er")


@cache
def _fields() -> dict[str, RoleCategory]:
    return {
        row["stem"] + joint: cast(RoleCategory, row["category"]) for row in lexicon("role_fields") for joint in _JOINTS
    }


@cache
def _defaults() -> dict[str, RoleCategory]:
    return {row["noun"]: cast(RoleCategory, row["category"]) for row in lexicon("role_defaults")}


@lru_cache(maxsize=65536)
def field_category(modifier: str) -> RoleCategory:
    """The category of the field that the first part of a compound names, "unknown" where none does."""
    low = modifier.lower().rstrip("-")
    table = _fields()
    return next((table[low[at:]] for at in range(len(low)) if low[at:] in table), "unknown")


def default_category(entry: str) -> RoleCategory:
    """What holders of a noun are most often, "unknown" where they can be anything."""
    return _defaults().get(entry, "unknown")
