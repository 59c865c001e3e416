"""Documents to flat rows and back. The columns and their order are those of the row schemas."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from quotes.document import (
    Article,
    Document,
    Quotation,
    Role,
    Span,
    Spans,
    Speaker,
    Stance,
    join,
    quotation_id,
)

Row = dict[str, Any]

TARGET = "intervention"
ID_PREFIX = "doc:"
#: ``Article.provenance`` keys that start so are notes of reading, and become the column ``notes``.
NOTE_KEY = "read."
#: The provenance key that keeps a date of publication that is less exact than the column, or no date.
PUBLISHED_AS_GIVEN = "published_as_given"

_DATE = re.compile(r"\s*[+-]?\d{4}-\d\d?(-\d\d?)?([T ]\d\d.*)?\s*")
_NUMBER = re.compile(r"\s*[+-]?(\d[\d_.,]*|\.\d+)([eE][+-]?\d+)?\s*")
_WORDS_OF_TABLES = frozenset({"", "nan", "na", "n/a", "null", "none", "inf", "-inf", "infinity", "true", "false"})
_SURROGATE = re.compile("[\ud800-\udfff]")


def to_rows(document: Document) -> list[Row]:
    """One row for each quotation, in their order, with the columns of ``quotation.v1``. Scores have four digits."""
    text = document.text
    return [_quotation_row(quotation, document.article.id, text) for quotation in document.quotations]


def document_row(article: Article) -> Row:
    """The row of ``document.v1``: the article, its provenance as a JSON object, and a hash of its text."""
    text = clean(article.text)
    published = utc_timestamp(article.published)
    others = {clean(k): clean(v) for k, v in article.provenance if not k.startswith(NOTE_KEY)}
    if article.published and published != article.published:
        others[PUBLISHED_AS_GIVEN] = clean(article.published)
    notes = [f"{k.removeprefix(NOTE_KEY)}: {v}" for k, v in article.provenance if k.startswith(NOTE_KEY)]
    return {
        "id": clean(article.id),
        "text": text,
        "title": unmistakable(article.title),
        "url": unmistakable(article.url),
        "source": unmistakable(article.source),
        "published": published,
        "licence": unmistakable(article.licence),
        "provenance": json.dumps(others, ensure_ascii=False, sort_keys=True) if others else None,
        "notes": [clean(note) for note in notes],
        "sha256": text_sha256(text),
        "duplicate_group": None,  # told by the other documents of a dataset
    }


def from_rows(document: Mapping[str, Any], quotations: Iterable[Mapping[str, Any]]) -> Document:
    """The document of a document row and its quotation rows, without parse and notes of stages."""
    return Document(article_of(document), quotations=tuple(_quotation(row) for row in quotations))


def text_sha256(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(clean(text).encode("utf-8")).hexdigest()


def dataset_id(id_: str) -> str:
    """The id as it can stand in a dataset: loaders rewrite what reads as a date or number, so that gets a prefix."""
    id_ = clean(id_)
    mistakable = _DATE.fullmatch(id_) or _NUMBER.fullmatch(id_) or id_.strip().lower() in _WORDS_OF_TABLES
    return ID_PREFIX + id_ if mistakable else id_


def with_dataset_id(document: Document) -> Document:
    """The document under its id in a dataset; ids of quotations are made anew from it, parents too."""
    old, new = document.article.id, dataset_id(document.article.id)
    if new == old:
        return document
    renamed = {
        q.id: quotation_id(new, q.spans, q.type)
        for q in document.quotations
        if q.id == quotation_id(old, q.spans, q.type)
    }
    quotations = tuple(
        replace(q, id=renamed.get(q.id, q.id), parent=renamed.get(q.parent, q.parent) if q.parent else None)
        for q in document.quotations
    )
    return replace(document, article=replace(document.article, id=new), quotations=quotations)


def clean(text: str) -> str:
    """The text with each lone surrogate, which no file can hold, replaced by U+FFFD; offsets stay."""
    return _SURROGATE.sub("\ufffd", text)


def utc_timestamp(published: str | None) -> str | None:
    """An ISO 8601 year, month, day or time as ``YYYY-MM-DDTHH:MM:SSZ``; ``None`` where it is none.

    Missing parts are the first, a time without a zone counts as UTC. All values of the column have this one form,
    because loaders guess a column's type from its values.
    """
    if not published:
        return None
    full = published.strip().replace("Z", "+00:00")
    full += {4: "-01-01", 7: "-01"}.get(len(full), "")
    try:
        moment = datetime.fromisoformat(full)
        moment = moment.astimezone(timezone.utc) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def unmistakable(value: str | None) -> str | None:
    """A string that a loader leaves alone: a title that is a date gets a space at its end."""
    if value is None:
        return None
    value = clean(value)
    return value + " " if _DATE.fullmatch(value) and not value.endswith(" ") else value


def _quotation_row(q: Quotation, doc_id: str, text: str) -> Row:
    speaker = q.speaker or Speaker()
    stance = q.stance or Stance(TARGET)
    return {
        "id": q.id,
        "doc_id": clean(doc_id),
        "type": q.type,
        "text": clean(join(q.spans, text)),
        "spans": _pairs(q.spans),
        "cue": _words(q.cue, text),
        "cue_spans": _pairs(q.cue),
        "frame_spans": _pairs(q.frame),
        "speaker": _words(speaker.mention, text),
        "speaker_spans": _pairs(speaker.mention),
        "speaker_name": unmistakable(speaker.name),
        "speaker_id": unmistakable(speaker.id),
        "speaker_role": unmistakable(speaker.role.title),
        "speaker_affiliation": unmistakable(speaker.role.affiliation),
        "speaker_role_category": speaker.role.category,
        "speaker_is_spokesperson": speaker.is_spokesperson,
        "addressee": _words(q.addressee, text),
        "addressee_spans": _pairs(q.addressee),
        "parent_id": q.parent,
        "stance_target": stance.target,
        "stance": stance.label,
        "stance_score": round(float(stance.score), 4),
        "stance_evidence": _pairs(stance.evidence),
        "confidence": round(float(q.confidence), 4),
        "signals": list(q.signals),
        "flags": list(q.flags),
        "review_status": q.review_status,
        "quote_group": None,
    }


def _pairs(spans: Spans) -> list[dict[str, int]]:
    return [{"start": span.start, "end": span.end} for span in spans]


def _words(spans: Spans, text: str) -> str | None:
    return clean(join(spans, text)) if spans else None


def _spans(pairs: Sequence[Mapping[str, int]]) -> Spans:
    return tuple(Span(pair["start"], pair["end"]) for pair in pairs)


def article_of(row: Mapping[str, Any]) -> Article:
    """The article of a document row, also of one of an older schema: ``document_row`` gives the row again."""
    others: dict[str, str] = json.loads(row.get("provenance") or "{}")
    published = others.pop(PUBLISHED_AS_GIVEN, row.get("published"))
    notes = [note.partition(": ") for note in row.get("notes") or ()]
    provenance = [*others.items(), *((NOTE_KEY + signal, detail) for signal, _, detail in notes)]
    return Article(
        row["id"],
        row["text"],
        row.get("title"),
        row.get("url"),
        row.get("source"),
        published,
        row.get("licence"),
        tuple(provenance),
    )


def _quotation(row: Mapping[str, Any]) -> Quotation:
    role = Role(row["speaker_role"], row["speaker_affiliation"], row["speaker_role_category"])
    speaker = Speaker(
        mention=_spans(row["speaker_spans"]),
        name=row["speaker_name"],
        is_spokesperson=row["speaker_is_spokesperson"],
        role=role,
        id=row["speaker_id"],
    )
    stance = Stance(row["stance_target"], row["stance"], row["stance_score"], _spans(row["stance_evidence"]))
    return Quotation(
        id=row["id"],
        type=row["type"],
        spans=_spans(row["spans"]),
        cue=_spans(row["cue_spans"]),
        frame=_spans(row["frame_spans"]),
        speaker=None if speaker == Speaker() else speaker,
        addressee=_spans(row["addressee_spans"]),
        parent=row["parent_id"],
        stance=stance,
        confidence=row["confidence"],
        signals=tuple(row["signals"]),
        flags=tuple(row["flags"]),
        review_status=row["review_status"],
    )
