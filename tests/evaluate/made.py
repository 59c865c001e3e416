"""Quotations and documents in a few words, for tests of scores."""

from __future__ import annotations

from quotes.document import (
    Article,
    Document,
    Note,
    Quotation,
    QuotationType,
    Role,
    RoleCategory,
    Span,
    Spans,
    Speaker,
    Stance,
    StanceLabel,
)
from quotes.evaluate.matching import Compared, compare

#: Each letter is a token.
TEXT = "-" * 120
Pair = tuple[int, int]


def spans(*pairs: Pair) -> Spans:
    return tuple(Span(a, b) for a, b in pairs)


def quotation(
    quote: Pair,
    type_: QuotationType = "direct",
    *,
    mention: Pair | None = None,
    name: str | None = None,
    role: str | None = None,
    affiliation: str | None = None,
    category: RoleCategory = "unknown",
    spokesperson: bool = False,
    stance: StanceLabel | None = None,
    score: float = 0.0,
    confidence: float = 0.0,
    notes: tuple[Note, ...] = (),
) -> Quotation:
    speaker = Speaker(
        spans(mention) if mention else (), name, is_spokesperson=spokesperson, role=Role(role, affiliation, category)
    )
    label = Stance("intervention", stance, score) if stance else None
    return Quotation("", type_, spans(quote), speaker=speaker, stance=label, confidence=confidence, notes=notes)


def document(*quotations: Quotation, text: str = TEXT, id_: str = "a") -> Document:
    return Document(Article(id_, text), quotations=quotations)


def compared(gold: tuple[Quotation, ...], found: tuple[Quotation, ...], text: str = TEXT) -> Compared:
    return compare(document(*gold, text=text), document(*found, text=text))
