"""A JSON schema as plain Python checks: several times faster than a validator, which is asked only where these say no.

Only the keywords that the row schemas use are known; a schema with another one is refused, so that none is missed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any], bool]
Schema = Mapping[str, Any]

_TYPES: dict[str, Check] = {
    "string": lambda v: isinstance(v, str),
    "boolean": lambda v: isinstance(v, bool),
    "null": lambda v: v is None,
    "array": lambda v: isinstance(v, list),
    "object": lambda v: isinstance(v, dict),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
}
_SILENT = frozenset({"$schema", "$id", "$defs", "title", "description"})


def compiled(schema: Schema) -> Check:
    """Whether a value is plainly valid. False may also mean: valid, but written in an unusual way (1.0 for 1).

    Raises ValueError for a schema with a keyword that is not known here.
    """
    return _compile(schema, schema.get("$defs", {}))


def _compile(schema: Schema, definitions: Mapping[str, Schema]) -> Check:
    if "$ref" in schema:
        return _compile(definitions[str(schema["$ref"]).rpartition("/")[2]], definitions)
    names = sorted(schema.keys() - _SILENT, key=lambda name: (name != "type", name))  # the others rely on the type
    checks = [_keyword(name, schema, definitions) for name in names]
    known = [check for check in checks if check is not None]
    return lambda value: all(check(value) for check in known)


def _keyword(name: str, schema: Schema, definitions: Mapping[str, Schema]) -> Check | None:
    """The check of one keyword; None where another keyword's check does its work."""
    wanted = schema[name]
    if name == "type":
        types = [_TYPES[t] for t in ([wanted] if isinstance(wanted, str) else wanted)]
        return types[0] if len(types) == 1 else lambda v: any(check(v) for check in types)
    if name == "properties":
        return _properties(schema, definitions)
    if name == "items":
        item = _compile(wanted, definitions)
        return lambda v: all(map(item, v))
    if name == "pattern":
        search = re.compile(wanted).search
        return lambda v: v is None or bool(search(v))
    simple: dict[str, Check | None] = {
        "enum": lambda v: v in wanted,
        "minLength": lambda v: len(v) >= wanted,
        "minItems": lambda v: len(v) >= wanted,
        "minimum": lambda v: bool(v >= wanted),
        "maximum": lambda v: bool(v <= wanted),
        "required": None,
        "additionalProperties": None,
    }
    if name not in simple:
        raise ValueError(f"got the schema keyword {name!r}, expected one of those known here; add it")
    return simple[name]


def _properties(schema: Schema, definitions: Mapping[str, Schema]) -> Check:
    """All columns, no other one, each valid: what a closed schema with every column required says."""
    properties = schema["properties"]
    if schema.get("additionalProperties") is not False or set(schema.get("required", ())) != set(properties):
        raise ValueError("got an open object schema, expected a closed one whose columns are all required")
    columns = [(name, _compile(kind, definitions)) for name, kind in properties.items()]

    def check(value: Any) -> bool:
        return len(value) == len(columns) and all(name in value and valid(value[name]) for name, valid in columns)

    return check
