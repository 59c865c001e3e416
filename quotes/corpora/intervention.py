"""Gold quotations with speakers and stances: a folder with ``articles/*.txt`` and ``gold.jsonl``.

A row of ``gold.jsonl`` holds doc (the article's file name without ending), id, type, spans, cue, speaker_mention,
name, is_spokesperson, role, affiliation, role_category, addressee, stance; spans are ``[start, end)`` pairs of code
points into the file as it stands.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from quotes.corpora import packed
from quotes.corpora.wikinews import nest
from quotes.document import (
    QUOTATION_TYPES,
    ROLE_CATEGORIES,
    STANCE_LABELS,
    Article,
    Document,
    Quotation,
    Role,
    Span,
    Spans,
    Speaker,
    Stance,
    quotation_id,
)
from quotes.errors import InputError

TARGET = "intervention"


def read_intervention(folder: Path) -> list[Document]:
    """The gold documents of a folder, sorted by id, articles without quotations among them.

    Raises InputError where the folder is of another form, or a row names an article or a span that is not there.
    """
    articles = sorted((folder / "articles").glob("*.txt"))
    rows = folder / "gold.jsonl"
    if not articles or not rows.is_file():
        raise InputError(f"{folder}: got a folder without articles/*.txt and gold.jsonl, expected both; check the path")
    texts = {path.stem: packed.text(path) for path in articles}
    by_document: dict[str, list[Quotation]] = defaultdict(list)
    for number, line in enumerate(packed.text(rows).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            name = str(row["doc"])
            by_document[name].append(_quotation(row, name, texts[name]))
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"{rows}:{number}: got a broken gold row ({type(error).__name__}: {error})") from error
    return [
        Document(Article(name, text, source=folder.name), quotations=_ordered(by_document[name]))
        for name, text in texts.items()
    ]


def _ordered(quotations: Sequence[Quotation]) -> tuple[Quotation, ...]:
    return nest(sorted(quotations, key=lambda q: (q.hull.start, -q.hull.end)))


def _quotation(row: Mapping[str, Any], name: str, text: str) -> Quotation:
    spans = _spans(row["spans"], text)
    if not spans:
        raise ValueError("a quotation without spans")
    for column, labels in (("type", QUOTATION_TYPES), ("role_category", ROLE_CATEGORIES), ("stance", STANCE_LABELS)):
        if row[column] not in labels:
            raise ValueError(f"{column} {row[column]!r}, expected one of {', '.join(labels)}")
    speaker = Speaker(
        mention=_spans(row["speaker_mention"], text),
        name=row["name"],
        is_spokesperson=bool(row["is_spokesperson"]),
        role=Role(row["role"], row["affiliation"], row["role_category"]),
    )
    return Quotation(
        id=quotation_id(name, spans, row["type"]),
        type=row["type"],
        spans=spans,
        cue=_spans(row["cue"], text),
        speaker=speaker,
        addressee=_spans(row["addressee"], text),
        stance=Stance(TARGET, row["stance"], 1.0),
        confidence=1.0,
    )


def _spans(pairs: Sequence[Sequence[int]], text: str) -> Spans:
    spans = tuple(Span(start, end) for start, end in pairs)
    if any(span.end > len(text) for span in spans):
        raise ValueError(f"a span of {pairs} ends beyond the text of {len(text)} code points")
    return spans
