"""Quotations from rows as ``quotes extract`` writes them, or as a person or another tool made them in that form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from quotes.document import (
    QUOTATION_TYPES,
    ROLE_CATEGORIES,
    STANCE_LABELS,
    Quotation,
    Role,
    Span,
    Spans,
    Speaker,
    Stance,
    quotation_id,
)
from quotes.errors import InputError

#: What can be scored, and the column of a row that says it.
COLUMNS = {
    "speaker": "speaker_spans",
    "cue": "cue_spans",
    "frame": "frame_spans",
    "addressee": "addressee_spans",
    "name": "speaker_name",
    "role": "speaker_role",
    "affiliation": "speaker_affiliation",
    "role_category": "speaker_role_category",
    "spokesperson": "speaker_is_spokesperson",
    "stance": "stance",
    "confidence": "confidence",
    "stance_score": "stance_score",
}


def columns_of(rows: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """What of COLUMNS all rows have; everything where there is no row."""
    return frozenset(COLUMNS).intersection(*({k for k, column in COLUMNS.items() if column in row} for row in rows))


def quotation_of(row: Mapping[str, Any]) -> Quotation:
    """A quotation from a row: type and spans, and what else of a row's columns is there.

    Raises InputError where ``doc_id``, ``type`` or ``spans`` is missing, or a column holds what it cannot.
    """
    try:
        document, spans = str(row["doc_id"]), _spans(row["spans"])
        if not spans:
            raise ValueError("no spans")
        type_ = _label("type", row["type"], QUOTATION_TYPES)
        return Quotation(
            id=row.get("id") or quotation_id(document, spans, type_),
            type=type_,
            spans=spans,
            cue=_spans(row.get("cue_spans")),
            frame=_spans(row.get("frame_spans")),
            speaker=_speaker(row),
            addressee=_spans(row.get("addressee_spans")),
            parent=row.get("parent_id"),
            stance=_stance(row),
            confidence=float(row.get("confidence") or 0.0),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        place = row.get("doc_id") if isinstance(row, Mapping) else row
        raise InputError(
            f"row of document {place!r}: {type(error).__name__}: {error}; expected the columns doc_id, "
            "type, spans (and cue_spans, speaker_name, stance ...) as `quotes extract` writes them"
        ) from error


def _speaker(row: Mapping[str, Any]) -> Speaker:
    category = _label("speaker_role_category", row.get("speaker_role_category") or "unknown", ROLE_CATEGORIES)
    return Speaker(
        mention=_spans(row.get("speaker_spans")),
        name=_words(row, "speaker_name"),
        is_spokesperson=bool(row.get("speaker_is_spokesperson")),
        role=Role(_words(row, "speaker_role"), _words(row, "speaker_affiliation"), category),
    )


def _stance(row: Mapping[str, Any]) -> Stance | None:
    if row.get("stance") is None:
        return None
    label = _label("stance", row["stance"], STANCE_LABELS)
    return Stance(str(row.get("stance_target") or ""), label, float(row.get("stance_score") or 0.0))


def _label(column: str, value: Any, labels: tuple[Any, ...]) -> Any:
    if value not in labels:
        raise ValueError(f"{column} is {value!r}, expected one of {', '.join(labels)}")
    return value


def _words(row: Mapping[str, Any], column: str) -> str | None:
    value = row.get(column)
    if value is not None and not isinstance(value, str):
        raise TypeError(f"{column} is {value!r}, expected a string or null")
    return value or None


def _spans(value: Any) -> Spans:
    return tuple(Span(s["start"], s["end"]) for s in value or ())
