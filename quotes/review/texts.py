"""What the pages say, in German and English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from quotes.resources import table

LANGUAGES = ("de", "en")
_FILE = Path(__file__).with_name("texts.tsv")


@cache
def texts(language: str) -> Mapping[str, str]:
    """All texts of a language (one of LANGUAGES) by key."""
    return {row["key"]: row[language] for row in table(_FILE)}


def preferred(accept: str) -> str:
    """The language that an ``Accept-Language`` header asks for first; English where it is neither."""
    for part in accept.split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in LANGUAGES:
            return code
    return "en"
