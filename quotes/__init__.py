"""Quotations, speakers and stances from German news, as a versioned dataset.

>>> from quotes import Pipeline, to_rows
>>> pipeline = Pipeline()
>>> rows = to_rows(pipeline.extract("„Das ist richtig“, sagte Außenministerin Anna Beispiel (SPD)."))  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quotes.document import (
    Article,
    Document,
    Entity,
    Note,
    Quotation,
    Role,
    Sentence,
    Span,
    Speaker,
    Stance,
    Token,
)
from quotes.errors import DatasetError, DocumentError, InputError, QuotesError, ResourceError
from quotes.pipeline import Pipeline, Settings

if TYPE_CHECKING:
    from quotes.dataset.rows import from_rows, to_rows
    from quotes.engine.build import build_dataset

__version__ = "0.1.0"

__all__ = [
    "Article",
    "DatasetError",
    "Document",
    "DocumentError",
    "Entity",
    "InputError",
    "Note",
    "Pipeline",
    "Quotation",
    "QuotesError",
    "ResourceError",
    "Role",
    "Sentence",
    "Settings",
    "Span",
    "Speaker",
    "Stance",
    "Token",
    "build_dataset",
    "from_rows",
    "to_rows",
]

# Names whose modules import more than the standard library: brought in when first asked for.
_LATER = {
    "to_rows": "quotes.dataset.rows",
    "from_rows": "quotes.dataset.rows",
    "build_dataset": "quotes.engine.build",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
