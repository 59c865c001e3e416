"""What a report says, in German and English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from quotes.resources import table

LANGUAGES = ("en", "de")
_FILE = Path(__file__).with_name("texts.tsv")


@cache
def texts(language: str) -> Mapping[str, str]:
    """All texts of a language (one of LANGUAGES) by key."""
    return {row["key"]: row[language] for row in table(_FILE)}


def filled(words: str, /, **values: Any) -> str:
    """A text with the names in braces replaced by values; values that hold braces stay as they are."""
    parts = words.split("{")
    return parts[0] + "".join(
        f"{values[name]}{rest}" if close and name in values else "{" + part
        for part in parts[1:]
        for name, close, rest in [part.partition("}")]
    )


def level(language: str, facet: str, name: str) -> str:
    """A value of a facet in words; names of people, parties and outlets are what they are."""
    known = texts(language).get(f"level.{facet}.{name}")
    return known or (name.replace("_", " ") if facet == "flag" else name)
