"""Which licences allow that a text is passed on. What is not known to allow it, does not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

UNSTATED = "unstated"

_CREATIVE_COMMONS = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(licenses|publicdomain)/([a-z-]+)/(\d\.\d)\b.*"
)
#: By the forms that ``normal`` gives. Licences without derivatives (nd) are left out: a text with labels may be one.
_OPEN = re.compile(
    r"cc0(-1\.0)?(-universal)?|cc-(zero|by|by-sa|by-nc|by-nc-sa)(-\d\.\d)?(-[a-z]{2,4})?"
    r"|public-domain(-mark)?(-1\.0)?|pdm(-1\.0)?|pddl(-1\.0)?|odc-by(-1\.0)?|odbl(-1\.0)?"
    r"|dl-de[-/](by|zero)[-/]2[-.]0|apache-2\.0|mit|gfdl(-1\.[123])?"
)


def may_pass_on(licence: str | None) -> bool:
    """Whether a licence, by name or address, is known to allow everybody to pass the text on."""
    return licence is not None and bool(_OPEN.fullmatch(normal(licence)))


def normal(licence: str) -> str:
    """A licence's name in one form: ``CC BY-SA 4.0``, ``cc_by_sa-4.0`` and its address are ``cc-by-sa-4.0``."""
    name = licence.strip().casefold()
    match = _CREATIVE_COMMONS.fullmatch(name)
    if match:
        kind, which, version = match.groups()
        if kind == "licenses":
            return f"cc-{which}-{version}"
        return f"cc0-{version}" if which == "zero" else f"public-domain-{which}-{version}"
    name = re.sub(r"[\s_]+", "-", name)
    return re.sub(r"^creative-commons-", "cc-", name)


def forbidden(licences: Mapping[str | None, int], allowed: Collection[str]) -> dict[str, int]:
    """The licences that do not allow it, with their numbers of articles; ``unstated`` for none. ``allowed`` names those
    for which somebody has said that it is allowed.
    """
    told = {normal(name) for name in allowed}
    return {
        name or UNSTATED: number
        for name, number in sorted(licences.items(), key=lambda item: (-item[1], str(item[0])))
        if not may_pass_on(name) and normal(name or UNSTATED) not in told
    }


def count(licences: Iterable[str | None]) -> Counter[str | None]:
    """How many articles have each licence; an empty one is none."""
    return Counter(name or None for name in licences)
