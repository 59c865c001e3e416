"""One self-contained HTML page of annotated articles: no network, no script from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from quotes.document import Document, Quotation, Span, join
from quotes.render.describe import STANCE_SIGNS, note_line, part_lines
from quotes.render.segments import Segment, segments
from quotes.render.texts import texts


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    classes: str
    quotations: str
    starts: tuple[_Card, ...]


@dataclass(frozen=True, slots=True)
class _Card:
    number: int
    speaker: str
    details: str
    kind: str
    stance: str
    sign: str
    stance_label: str
    confidence: str
    parts: tuple[tuple[str, str], ...]
    flags: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Pieces of text, and the quotations that start in them, which stand beside them in the margin."""

    pieces: tuple[_Piece, ...]
    cards: tuple[_Card, ...] = ()


@dataclass(frozen=True, slots=True)
class _View:
    id: str
    heading: str
    facts: str
    paragraphs: tuple[_Paragraph, ...]


def render(documents: Sequence[Document], *, title: str | None = None, language: str = "en") -> str:
    """The page as text (UTF-8 when written): each article with its marks, the speakers in its margin; ``language`` is
    that of all words but the article's.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("quotes.render", "pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    words = texts(language)
    views = [_view(d, f"a{i}", words) for i, d in enumerate(documents, 1)]
    heading = title or (views[0].heading if len(views) == 1 else words["articles"].format(n=len(views)))
    return environment.get_template("article.html").render(
        title=heading, views=views, language=language, text=words.__getitem__, signs=STANCE_SIGNS
    )


def _view(document: Document, anchor: str, words: Mapping[str, str]) -> _View:
    article = document.article
    n = len(document.quotations)
    count = words["count.1"] if n == 1 else words["count"].format(n=n)
    facts = " · ".join(x for x in (article.id, article.source, article.published, article.url, count) if x)
    cards = tuple(_card(document, i, words) for i in range(n))
    return _View(anchor, article.title or article.id, facts, tuple(_paragraphs(document, anchor, cards)))


def _paragraphs(document: Document, anchor: str, cards: tuple[_Card, ...]) -> list[_Paragraph]:
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
    return _with_margin([p for p in paragraphs if any(piece.text.strip() for piece in p)], cards)


def _with_margin(paragraphs: list[list[_Piece]], cards: tuple[_Card, ...]) -> list[_Paragraph]:
    """Each quotation beside the paragraph that it starts in; one whose start is no text, beside the last."""
    found = [_Paragraph(tuple(p), tuple(card for piece in p for card in piece.starts)) for p in paragraphs]
    shown = {card.number for paragraph in found for card in paragraph.cards}
    rest = tuple(card for card in cards if card.number not in shown)
    if rest:
        last = found.pop() if found else _Paragraph(())
        found.append(replace(last, cards=last.cards + rest))
    return found


def _piece(document: Document, segment: Segment, span: Span, anchor: str, cards: tuple[_Card, ...]) -> _Piece:
    inside = segment.quotations("quote")
    around = segment.quotations("quote", "speaker", "cue", "frame", "addressee", "evidence")
    classes: list[str] = sorted({layer.part for layer in segment.layers})
    if inside:
        classes += [f"stance-{cards[inside[-1]].stance_label}", f"type-{document.quotations[inside[-1]].type}"]
        classes += ["nested"] if len(inside) > 1 else []
    starts = tuple(cards[i] for i in inside if document.quotations[i].spans[0].start == span.start)
    return _Piece(span.of(document.text), " ".join(classes), " ".join(f"{anchor}-q{i + 1}" for i in around), starts)


def _card(document: Document, index: int, words: Mapping[str, str]) -> _Card:
    quotation = document.quotations[index]
    speaker, details = _speaker(quotation, document.text, words)
    stance = quotation.stance
    label = stance.label if stance else "none"
    return _Card(
        number=index + 1,
        speaker=speaker,
        details=details,
        kind=words[f"type.{quotation.type}"] + (f", {words['nested']}" if quotation.parent else ""),
        stance=f"{words[f'stance.{label}']} ({stance.score:.2f})" if stance else words["unlabelled"],
        sign=STANCE_SIGNS[label],
        stance_label=label,
        confidence=f"{quotation.confidence:.2f}",
        parts=tuple((words[f"part.{name}"], part) for name, part in part_lines(document, quotation)),
        flags=tuple(flag.replace("_", " ") for flag in quotation.flags),
        notes=tuple(note_line(n) for n in quotation.notes),
    )


def _speaker(quotation: Quotation, text: str, words: Mapping[str, str]) -> tuple[str, str]:
    """Who speaks, as far as it is known, and what else is known of them."""
    speaker = quotation.speaker
    if speaker is None or (not speaker.mention and not speaker.name):
        return words["unknown"], ""
    who = speaker.name or f"“{join(speaker.mention, text)}” ({words['nameless']})"
    details = [x for x in (speaker.role.title, speaker.role.affiliation) if x]
    details += [words[f"category.{speaker.role.category}"]] if speaker.role.category != "unknown" else []
    details += [words["spokesperson"]] if speaker.is_spokesperson else []
    return who, ", ".join(details)
