"""Cuts a text where any annotation starts or ends, so that nested and overlapping spans can be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from quotes.document import Document, Quotation, Span

Part = Literal["quote", "cue", "frame", "speaker", "addressee", "evidence"]


@dataclass(frozen=True, slots=True)
class Layer:
    """One part of one quotation (by its index in the document), somewhere in the text."""

    part: Part
    quotation: int
    span: Span


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that all of ``layers`` cover and no annotation border cuts."""

    span: Span
    layers: tuple[Layer, ...]

    def quotations(self, *parts: Part) -> tuple[int, ...]:
        """The quotations that this segment belongs to as one of ``parts``, outermost first."""
        return tuple(dict.fromkeys(layer.quotation for layer in self.layers if layer.part in parts))


def layers(document: Document) -> list[Layer]:
    """All parts of all quotations, longest span first within a part."""
    found = [layer for i, q in enumerate(document.quotations) for layer in _layers_of(q, i)]
    return sorted(found, key=lambda x: (-len(x.span), x.span.start, x.quotation))


def _layers_of(quotation: Quotation, index: int) -> list[Layer]:
    parts: list[tuple[Part, Sequence[Span]]] = [
        ("quote", quotation.spans),
        ("frame", quotation.frame),
        ("cue", quotation.cue),
        ("speaker", quotation.speaker.mention if quotation.speaker else ()),
        ("addressee", quotation.addressee),
        ("evidence", quotation.stance.evidence if quotation.stance else ()),
    ]
    return [Layer(part, index, span) for part, spans in parts for span in spans if len(span)]


def segments(document: Document) -> list[Segment]:
    """The whole text in segments, in order; together they give the text back."""
    every = layers(document)
    starts: dict[int, list[Layer]] = {}
    for layer in every:
        starts.setdefault(layer.span.start, []).append(layer)
    borders = sorted({0, len(document.text), *(b for x in every for b in (x.span.start, x.span.end))})
    cut: list[Segment] = []
    open_layers: list[Layer] = []
    for start, end in pairwise(borders):
        open_layers = [x for x in open_layers if x.span.end > start] + starts.get(start, [])
        open_layers.sort(key=lambda x: (-len(x.span), x.quotation))
        cut.append(Segment(Span(start, end), tuple(open_layers)))
    return cut
