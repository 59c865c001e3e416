"""What the page of an article says, in German and English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "de")
_FILE = Path(__file__).with_name("texts.tsv")


@cache
def texts(language: str) -> Mapping[str, str]:
    """All texts of a language (one of LANGUAGES) by key."""
    column = 1 + LANGUAGES.index(language)
    lines = _FILE.read_text(encoding="utf-8").splitlines()[2:]
    return {cells[0]: cells[column] for cells in (line.split("\t") for line in lines)}
