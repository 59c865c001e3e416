"""The typed features of all configs, as ``datasets`` needs them: in the card, and for rows in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quotes.dataset.validate import DOCUMENT, QUOTATION, SPEAKER
from quotes.resources import schema

if TYPE_CHECKING:
    from datasets import Features

#: Columns of times: a date in a string column would come back rewritten.
TIMES = frozenset(("published", "first", "last"))


def quotation_features() -> Features:
    """The features of the config ``quotations``, in the order of the schema's columns."""
    return _features(QUOTATION)


def document_features() -> Features:
    """The features of the config ``documents``; ``published`` is a time in UTC."""
    return _features(DOCUMENT)


def speaker_features() -> Features:
    """The features of the config ``speakers``; ``first`` and ``last`` are times in UTC."""
    return _features(SPEAKER)


def _features(name: str) -> Features:
    from datasets import Features

    return Features({column: _feature(column, kind) for column, kind in schema(name)["properties"].items()})


def _feature(column: str, kind: dict[str, Any]) -> Any:
    """The feature of one column, read off its JSON schema, so that schema and features cannot drift apart."""
    from datasets import ClassLabel, List, Value

    if column in TIMES:
        return Value("timestamp[us, tz=UTC]")
    if "enum" in kind:
        return ClassLabel(names=kind["enum"])
    if kind["type"] == "array":
        is_text = kind["items"].get("type") == "string"
        return List(Value("string") if is_text else {"start": Value("int32"), "end": Value("int32")})
    scalar = {"boolean": "bool", "number": "float64", "integer": "int64"}.get(str(kind["type"]), "string")
    return Value(scalar)
