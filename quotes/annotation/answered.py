"""What one person made of one document in another tool, as the tool wrote it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quotes.annotation.sheet import Link, Mark
from quotes.annotation.units import Pair
from quotes.corpora import packed
from quotes.errors import InputError

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """Marks and links of one document by one person. Spans are in the unit of the tool.

    ``where`` names file and place for messages; ``who`` is empty where the tool does not say. ``words`` are those that
    the tool says marks hold, by mark id. ``with_parts`` is False where the tool told no links. ``only`` is the id of
    the one quotation that the answer is about, which it may reject (``rejects``); without it, it is about them all.
    """

    where: str
    who: str
    doc_id: str
    version: str
    text: str
    marks: tuple[Mark, ...] = ()
    links: tuple[Link, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    with_parts: bool = True
    only: str | None = None
    rejects: bool = False


def pair_of(where: str, start: object, end: object) -> Pair:
    """A span as a tool gave it. Raises InputError where it is none."""
    if isinstance(start, int) and isinstance(end, int) and not isinstance(start, bool) and 0 <= start < end:
        return start, end
    raise InputError(f"{where}: got a mark from {start!r} to {end!r}, expected whole numbers, the first one smaller")


def value_of(where: str, holder: object, name: str, kind: type, *, or_else: Any = None) -> Any:
    """The value of that name and kind in a JSON object; ``or_else`` where it is absent and this is not ``None``.

    Raises InputError for an object without it, or with another kind of value.
    """
    if not isinstance(holder, dict):
        raise InputError(f"{where}: got {str(holder)[:60]!r}, expected a JSON object")
    value = holder.get(name)
    if value is None and or_else is not None:
        return or_else
    if not isinstance(value, kind):
        raise InputError(f"{where}: got {name} {str(value)[:60]!r}, expected a {kind.__name__}")
    return value


def json_list(path: Path, expected: str) -> list[Any]:
    """A file that holds a JSON list, or a JSON object a line. Raises InputError for another one."""
    text = packed.text(path)
    try:
        if text.lstrip().startswith("["):
            found = json.loads(text)
        else:
            found = [json.loads(line) for line in text.split("\n") if line.strip()]
    except ValueError as error:
        raise InputError(f"{path}: got no JSON ({error}), expected {expected}") from error
    if not isinstance(found, list) or not all(isinstance(value, dict) for value in found):
        raise InputError(f"{path}: got other JSON, expected {expected}")
    return found
