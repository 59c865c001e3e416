"""What the page of an article says, in German and English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from quotes.resources import table

LANGUAGES = ("en", "de")
_FILE = Path(__file__).with_name("texts.tsv")


@cache
def texts(language: str) -> Mapping[str, str]:
    """All texts of a language (one of LANGUAGES) by key."""
    return {row["key"]: row[language] for row in table(_FILE)}
