"""Which label is taken for which: tables of gold against predicted labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from quotes.document import ROLE_CATEGORIES, STANCE_LABELS, Quotation
from quotes.evaluate.attribution import FIELDS
from quotes.evaluate.matching import Compared
from quotes.evaluate.stance import label_of

#: In the place of the predicted label of a missed quotation, and of the gold label of one too many.
NOWHERE = "-"


@dataclass(frozen=True, slots=True)
class Confusion:
    """``counts[i][j]``: quotations of gold label i and predicted label j; the last row and column are NOWHERE.

    ``labels`` are those that occur, in the order of the guidelines.
    """

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


def categories(items: Sequence[Compared]) -> Confusion:
    """The role categories."""
    return _table(items, lambda q: str(FIELDS["role_category"](q)), ROLE_CATEGORIES)


def stances(items: Sequence[Compared]) -> Confusion:
    """The stance labels."""
    return _table(items, label_of, STANCE_LABELS)


def _table(items: Sequence[Compared], label: Callable[[Quotation], str], order: Sequence[str]) -> Confusion:
    counts = Counter(cell for item in items for cell in _cells(item, label))
    used = {name for cell in counts for name in cell}
    labels = tuple(name for name in order if name in used)
    ends = (*labels, NOWHERE)
    return Confusion(labels, tuple(tuple(counts[a, b] for b in ends) for a in ends))


def _cells(item: Compared, label: Callable[[Quotation], str]) -> Iterator[tuple[str, str]]:
    yield from ((label(gold), label(found)) for gold, found in item.matched())
    yield from ((label(gold), NOWHERE) for gold in item.missed())
    yield from ((NOWHERE, label(found)) for found in item.spurious())
