"""An article for the terminal: quotations coloured by stance and numbered, then what is known of each."""

from __future__ import annotations

import click

from quotes.document import Document, Quotation
from quotes.render.describe import TYPE_NAMES, note_line, part_lines, speaker_line, stance_line
from quotes.render.segments import Segment, segments

STANCE_COLOURS = {"favor": "blue", "against": "red", "mixed": "magenta", "none": "green"}


def render(document: Document, *, reasons: bool = True) -> str:
    """The text with its marks, then a numbered list of quotations; ANSI colours (click strips them where needed)."""
    article = document.article
    head = " · ".join(x for x in (article.title, article.source, article.published) if x)
    body = "".join(_segment(document, s) for s in segments(document))
    count = len(document.quotations)
    lines = [
        click.style(article.id, bold=True) + (f"  {head}" if head else ""),
        "",
        body.strip("\n"),
        "",
        click.style(f"{count} quotation{'' if count == 1 else 's'}", bold=True),
    ]
    for number, quotation in enumerate(document.quotations, 1):
        lines += ["", *_card(document, quotation, number, reasons)]
    return "\n".join(lines) + "\n"


def _colour(quotation: Quotation) -> str:
    return STANCE_COLOURS[quotation.stance.label if quotation.stance else "none"]


def _segment(document: Document, segment: Segment) -> str:
    words = segment.span.of(document.text)
    numbers = "".join(
        f"[{i + 1}]" for i in segment.quotations("quote") if document.quotations[i].spans[0].start == segment.span.start
    )
    inside = segment.quotations("quote")
    if inside:
        inner = document.quotations[inside[-1]]
        colour = _colour(inner)
        return click.style(numbers, fg=colour, bold=True) + click.style(words, fg=colour)
    if segment.quotations("speaker"):
        return click.style(words, bold=True)
    if segment.quotations("cue"):
        return click.style(words, underline=True)
    return words


def _card(document: Document, quotation: Quotation, number: int, reasons: bool) -> list[str]:
    head = click.style(f"[{number}]", fg=_colour(quotation), bold=True)
    kind = TYPE_NAMES[quotation.type] + (", nested" if quotation.parent else "")
    lines = [
        f"{head} {click.style(speaker_line(quotation, document.text), bold=True)}",
        f"    {kind} · stance {stance_line(quotation)} · confidence {quotation.confidence:.2f}",
    ]
    parts = "  ".join(f"{name}: {words}" for name, words in part_lines(document, quotation))
    if parts:
        lines.append(f"    {parts}")
    if quotation.flags:
        lines.append("    " + click.style("look at: " + ", ".join(quotation.flags), fg="yellow"))
    if reasons:
        lines += [click.style(f"    {note_line(note)}", dim=True) for note in quotation.notes]
    return lines
