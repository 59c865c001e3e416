"""How far annotators agree: Krippendorff's alpha for labels, F1 for spans.

Alpha is the nominal one for any number of annotators and missing answers (Krippendorff, Content Analysis, 2018,
chapter 12): 1 - observed / expected disagreement over the pairable answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from quotes.decisions.book import Book
from quotes.decisions.model import LABELS, SPANS, Answer

DECISION = "decision"


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """Of one label: how many items several people decided on, in what share all agree, and alpha (``None`` where
    nothing is to be told apart: no item, or one value throughout).
    """

    name: str
    items: int
    agreed: float
    alpha: float | None


@dataclass(frozen=True, slots=True)
class SpanAgreement:
    """Of one kind of span, over all pairs of answers that keep the quotation: F1 of equal spans, and of code points."""

    name: str
    pairs: int
    exact: float
    overlap: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement over the items that two and more people decided on."""

    items: int
    annotators: tuple[str, ...]
    labels: tuple[LabelAgreement, ...]
    spans: tuple[SpanAgreement, ...]


def agreement(book: Book) -> Agreement:
    """How far those agree who decided on the same quotations; decisions on conflicts don't count."""
    units = []
    for id_, item in sorted(book.items.items()):
        answers = {name: a for name, a in book.answers(id_).items() if a.decides}
        if item.origin == "machine" and len(answers) > 1:
            units.append(answers)
    return of_answers(units)


def figures(found: Agreement) -> dict[str, float | int]:
    """The agreement as named figures; empty where nobody judged what another did."""
    if not found.items:
        return {}
    named: dict[str, float | int] = {"quotations judged by several": found.items, "annotators": len(found.annotators)}
    named |= {f"{label.name}, alpha": round(label.alpha, 4) for label in found.labels if label.alpha is not None}
    return named | {f"{span.name}, F1 of equal spans": round(span.exact, 4) for span in found.spans if span.pairs}


def of_answers(units: Sequence[Mapping[str, Answer]]) -> Agreement:
    """Agreement over items, each given as its answers by annotator."""
    names = tuple(sorted({name for unit in units for name in unit}))
    kept = [{n: a for n, a in unit.items() if a.status != "rejected"} for unit in units]
    labels = [_label(DECISION, [["reject" if a.status == "rejected" else "keep" for a in u.values()] for u in units])]
    for label in LABELS:
        labels.append(_label(label, [[a.values[label] for a in unit.values()] for unit in kept if len(unit) > 1]))
    return Agreement(len(units), names, tuple(labels), tuple(_span(part, kept) for part in SPANS))


def _label(name: str, units: Sequence[Sequence[Hashable]]) -> LabelAgreement:
    same = sum(len(set(unit)) == 1 for unit in units)
    return LabelAgreement(name, len(units), same / len(units) if units else 0.0, alpha(units))


def alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Krippendorff's alpha for nominal values, each unit given as its values in any order."""
    pairable = [Counter(unit) for unit in units if len(unit) > 1]
    totals: Counter[Hashable] = Counter()
    for unit in pairable:
        totals.update(unit)
    n = totals.total()
    expected = n * n - sum(c * c for c in totals.values())
    if not expected:
        return None
    # disagreeing pairs of each unit, weighted by its number of answers less one
    observed = sum((u.total() ** 2 - sum(c * c for c in u.values())) / (u.total() - 1) for u in pairable)
    return 1 - (n - 1) * observed / expected


def _span(part: str, units: Sequence[Mapping[str, Answer]]) -> SpanAgreement:
    pairs = [(a.values[part], b.values[part]) for unit in units for a, b in combinations(unit.values(), 2)]
    exact = [(_pairs(a), _pairs(b)) for a, b in pairs]
    points = [(_points(a), _points(b)) for a, b in pairs]
    return SpanAgreement(part, len(pairs), _f1(exact), _f1(points))


def _f1(pairs: Sequence[tuple[set[Any], set[Any]]]) -> float:
    """Micro F1 of sets against sets; 1 where all are empty."""
    both = sum(len(a & b) for a, b in pairs)
    sizes = sum(len(a) + len(b) for a, b in pairs)
    return 2 * both / sizes if sizes else 1.0


def _pairs(spans: Sequence[Mapping[str, int]]) -> set[tuple[int, int]]:
    return {(s["start"], s["end"]) for s in spans}


def _points(spans: Sequence[Mapping[str, int]]) -> set[int]:
    return {at for s in spans for at in range(s["start"], s["end"])}
