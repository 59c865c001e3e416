"""Licences of articles as the Hub names them."""

from __future__ import annotations

from collections.abc import Mapping

#: Licences by the name that the Hub knows; any other is "other", none is "unknown".
HUB_LICENCES = {
    "cc0": "cc0-1.0",
    "cc0-1.0": "cc0-1.0",
    "cc-by-4.0": "cc-by-4.0",
    "cc-by-sa-4.0": "cc-by-sa-4.0",
    "cc-by-sa-3.0": "cc-by-sa-3.0",
    "cc-by-nc-4.0": "cc-by-nc-4.0",
    "cc-by-nc-sa-4.0": "cc-by-nc-sa-4.0",
    "cc-by-nd-4.0": "cc-by-nd-4.0",
    "apache-2.0": "apache-2.0",
    "mit": "mit",
}


def hub_licence(licences: Mapping[str | None, int]) -> str:
    """The licence to declare for articles with these licences (and how many have each)."""
    known = {_hub_name(name) for name in licences}
    if len(known) == 1:
        return known.pop()
    return "other" if known else "unknown"


def _hub_name(licence: str | None) -> str:
    if not licence:
        return "unknown"
    return HUB_LICENCES.get(licence.lower().replace(" ", "-"), "other")
