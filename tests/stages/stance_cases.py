"""Documents from the stance cases: a lead, then one sentence with one quotation in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from quotes.document import Article, Document, Quotation, Span, Spans

CASES = Path(__file__).parent.parent / "cases"


def load(name: str) -> tuple[str, list[dict[str, Any]]]:
    """The lead and the cases of ``tests/cases/NAME``."""
    table = json.loads((CASES / name).read_text(encoding="utf-8"))
    return table["article"], table["cases"]


def document(lead: str, case: dict[str, Any], number: int = 0) -> Document:
    """The document of one case; quotation and cue are found in their order."""
    text = f"{lead}\n\n{case['text']}"
    start = len(lead) + 2
    quotation = Quotation(
        f"c{number}",
        case["type"],
        _spans(text, case["quotation"], start),
        cue=_spans(text, case["cue"], start),
        confidence=0.9,
    )
    return Document(Article(f"c{number}", text), quotations=(quotation,))


def _spans(text: str, parts: list[str], start: int) -> Spans:
    spans = []
    for part in parts:
        start = text.index(part, start)
        spans.append(Span(start, start + len(part)))
        start += len(part)
    return tuple(spans)
