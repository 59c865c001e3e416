"""The annotation guidelines as sections to show beside a field."""

from __future__ import annotations

import re
from functools import cache

from quotes.resources import guidelines

#: The sections of the guidelines that each field is decided by.
SECTIONS = {
    "quotation": (1, 3, 4, 8),
    "type": (2,),
    "speaker": (5,),
    "stance": (6,),
    "flags": (7,),
}


@cache
def section(name: str) -> str:
    """The HTML of the sections for a field (one of SECTIONS), made from the project's own text alone."""
    from markdown_it import MarkdownIt

    parts = re.split(r"(?m)^## (?=\d)", guidelines())[1:]
    numbered = {int(part.split(" ", 1)[0]): part for part in parts}
    text = "\n\n".join(f"## {numbered[number]}" for number in SECTIONS[name])
    return str(MarkdownIt("commonmark", {"html": False}).enable("table").render(text))
