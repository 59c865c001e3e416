"""What people write into a dataset card, which stays when the card is made anew.

Text of their own stands between ``<!-- yours: NAME -->`` and ``<!-- end -->``; a block with a name that the card does
not have by itself goes to its end. Keys of the front matter that the program does not write stay too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

# a block whose end was lost does not run on into the next one
_BLOCK = re.compile(r"(<!-- yours: *([\w-]+)[^>]*-->\n)((?:(?!<!-- yours:).)*?)(<!-- end -->)", re.S)
_HINT = "text here is kept when the card is made anew"
#: The keys of the front matter that the program writes.
GENERATED = (
    "pretty_name",
    "language",
    "license",
    "license_name",
    "multilinguality",
    "source_datasets",
    "annotations_creators",
    "language_creators",
    "task_categories",
    "size_categories",
    "tags",
    "configs",
    "dataset_info",
)


@dataclass(frozen=True, slots=True)
class Kept:
    """Blocks of text by name, and keys of the front matter."""

    blocks: dict[str, str] = field(default_factory=dict)
    front: dict[str, Any] = field(default_factory=dict)


def kept(card: str | None) -> Kept:
    """What people wrote into a card; nothing where there is none."""
    front, body = split(card or "")
    blocks = {name: text for _, name, text, _ in _BLOCK.findall(body) if text.strip()}
    return Kept(blocks, {key: value for key, value in front.items() if key not in GENERATED})


def block(name: str, mine: Kept) -> str:
    """The block of this name with what somebody wrote into it."""
    return f"<!-- yours: {name} ({_HINT}) -->\n{mine.blocks.get(name, '')}<!-- end -->"


def others(mine: Kept, names: Iterable[str]) -> list[str]:
    """The blocks that people made themselves."""
    return [block(name, mine) for name in mine.blocks if name not in set(names)]


def generated_sha256(card: str) -> str:
    """SHA-256 over what the program wrote of a card: blank blocks, and only its own keys of the front matter."""
    import yaml  # comes with datasets

    front, body = split(card)
    ours = yaml.safe_dump({key: front[key] for key in GENERATED if key in front}, allow_unicode=True)
    standard = set(STANDARD)
    blank = _BLOCK.sub(lambda m: m[1] + m[4] if m[2] in standard else "", body)
    return hashlib.sha256(f"{ours}\0{blank.rstrip()}".encode()).hexdigest()


#: The blocks that every card has.
STANDARD = ("about", "sources", "limits", "licence", "citation")


def split(card: str) -> tuple[dict[str, Any], str]:
    """Front matter and body of a card; an empty dict where there is no front matter that can be read."""
    import yaml

    if not card.startswith("---\n"):
        return {}, card
    matter, rule, body = card[4:].partition("\n---\n")
    try:
        front = yaml.safe_load(matter) if rule else None
    except yaml.YAMLError:
        front = None
    return (front, body) if isinstance(front, dict) else ({}, body)
