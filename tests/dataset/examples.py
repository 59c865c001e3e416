"""Documents for the tests of the dataset."""

from __future__ import annotations

from quotes.dataset import Recipe
from quotes.document import Article, Document, Quotation, Role, Span, Speaker, Stance, quotation_id

RECIPE = Recipe({"package": "quotes-dataset-builder", "version": "0.1.0", "sha256": "0" * 64}, models={"m": "1" * 64})
TEXT = "„Nein 😀“, sagte die Sprecherin Eva Muster (SPD) am Montag zu Reportern. Sie bleibe dabei."


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def document(id_: str = "a.txt", *, name: str | None = "Eva Muster", **article: str) -> Document:
    """An article with a direct quotation and one nested in it (for the test's sake)."""
    outer = quotation_id(id_, [span("„Nein 😀“")], "direct")
    quotations = (
        Quotation(
            id=outer,
            type="direct",
            spans=(span("„Nein 😀“"),),
            cue=(span("sagte"),),
            frame=(span(", sagte die Sprecherin Eva Muster (SPD) am Montag zu Reportern."),),
            speaker=Speaker(
                (span("die Sprecherin Eva Muster (SPD)"),),
                name,
                True,
                Role("Sprecherin", "SPD", "legislature_party"),
                "s-1",
            ),
            addressee=(span("Reportern"),),
            stance=Stance("intervention", "against", 0.87654321, (span("Nein"),)),
            confidence=0.9,
            signals=("quotation_marks", "cue_verb"),
        ),
        Quotation(
            id=quotation_id(id_, [span("Nein")], "indirect"),
            type="indirect",
            spans=(span("Nein"),),
            parent=outer,
            flags=("nested",),
        ),
    )
    return Document(Article(id_, TEXT, **article), quotations=quotations)


def silent(id_: str = "b.txt") -> Document:
    """An article without a quotation."""
    return Document(Article(id_, "Es regnet in Berlin."))
