"""One self-contained HTML page of annotated articles: no network, no script from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quotes.document import Document, Span
from quotes.render.describe import TYPE_NAMES, note_line, part_lines, speaker_line, stance_line
from quotes.render.segments import Segment, segments


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    classes: str
    quotations: str
    numbers: tuple[int, ...]
    tip: str


@dataclass(frozen=True, slots=True)
class _Card:
    number: int
    speaker: str
    kind: str
    stance: str
    stance_label: str
    confidence: str
    words: str
    parts: tuple[tuple[str, str], ...]
    flags: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _View:
    id: str
    heading: str
    facts: str
    paragraphs: tuple[tuple[_Piece, ...], ...]
    cards: tuple[_Card, ...]


def render(documents: Sequence[Document], *, title: str | None = None) -> str:
    """The page as text (UTF-8 when written): each article with its marks, beside it a card for each quotation."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("quotes.render", "pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    views = [_view(d, f"a{i}") for i, d in enumerate(documents, 1)]
    heading = title or (views[0].heading if len(views) == 1 else f"{len(views)} articles")
    return environment.get_template("article.html").render(title=heading, views=views)


def _view(document: Document, anchor: str) -> _View:
    article = document.article
    facts = " · ".join(x for x in (article.id, article.source, article.published, article.url) if x)
    cards = tuple(_card(document, i) for i in range(len(document.quotations)))
    return _View(anchor, article.title or article.id, facts, tuple(_paragraphs(document, anchor, cards)), cards)


def _paragraphs(document: Document, anchor: str, cards: tuple[_Card, ...]) -> list[tuple[_Piece, ...]]:
    paragraphs: list[list[_Piece]] = [[]]
    for segment in segments(document):
        lines = segment.span.of(document.text).split("\n")
        at = segment.span.start
        for k, line in enumerate(lines):
            if k and paragraphs[-1]:
                paragraphs.append([])
            if line:
                paragraphs[-1].append(_piece(document, segment, Span(at, at + len(line)), anchor, cards))
            at += len(line) + 1
    return [tuple(p) for p in paragraphs if any(piece.text.strip() for piece in p)]


def _piece(document: Document, segment: Segment, span: Span, anchor: str, cards: tuple[_Card, ...]) -> _Piece:
    inside = segment.quotations("quote")
    around = segment.quotations("quote", "speaker", "cue", "frame", "addressee")
    classes: list[str] = sorted({layer.part for layer in segment.layers})
    if inside:
        classes += [f"stance-{cards[inside[-1]].stance_label}", f"type-{document.quotations[inside[-1]].type}"]
        classes += ["nested"] if len(inside) > 1 else []
    starts = tuple(i + 1 for i in inside if document.quotations[i].spans[0].start == span.start)
    tip = "\n".join(_tip(cards[i]) for i in around)
    return _Piece(
        span.of(document.text), " ".join(classes), " ".join(f"{anchor}-q{i + 1}" for i in around), starts, tip
    )


def _tip(card: _Card) -> str:
    lines = [f"[{card.number}] {card.speaker}", f"{card.kind} · stance {card.stance} · confidence {card.confidence}"]
    return "\n".join([*lines, *(f"– {note}" for note in card.notes)])


def _card(document: Document, index: int) -> _Card:
    quotation = document.quotations[index]
    return _Card(
        number=index + 1,
        speaker=speaker_line(quotation, document.text),
        kind=TYPE_NAMES[quotation.type] + (", nested" if quotation.parent else ""),
        stance=stance_line(quotation),
        stance_label=quotation.stance.label if quotation.stance else "none",
        confidence=f"{quotation.confidence:.2f}",
        words=" ".join(" ".join(s.of(document.text) for s in quotation.spans).split()),
        parts=tuple(part_lines(document, quotation)),
        flags=quotation.flags,
        notes=tuple(note_line(n) for n in quotation.notes),
    )
