"""Quotations as columns of small whole numbers: what all figures are counted from, here and in the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Small = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]

#: Stands for a day where an article has no date.
NO_DAY = -1_000_000
#: Stands for a yes or no that cannot be asked of a quotation.
NOT_ASKED = -1


@dataclass(frozen=True, slots=True)
class Facet:
    """What quotations are grouped by: entry i says that quotation ``rows[i]`` has the value ``levels[codes[i]]``.

    A quotation may have several entries (of two speakers, of three flags) or none (no name is known). Levels of an
    ``ordered`` facet have a natural order. ``values`` (0 or 1 an entry) is there where a yes or no belongs to the entry
    rather than to the quotation.
    """

    levels: tuple[str, ...]
    rows: Ints
    codes: Ints
    ordered: bool = False
    values: Small | None = None

    def within(self, mask: Mask) -> Facet:
        """The entries of the quotations that the mask (quotations,) holds."""
        keep = mask[self.rows]
        values = None if self.values is None else self.values[keep]
        return Facet(self.levels, self.rows[keep], self.codes[keep], self.ordered, values)


@dataclass(frozen=True, slots=True)
class Source:
    """A document as the report names it."""

    id: str
    title: str = ""
    url: str = ""
    outlet: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What a reader sees of a quotation: ``start`` and ``end`` are code points into the article, end exclusive, of the
    first and the last span.
    """

    id: str
    text: str
    start: int
    end: int
    speaker: str = ""
    role: str = ""
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A dataset: ``document`` (quotations,) points into ``documents``, ``stance`` is an index into STANCE_LABELS,
    ``day`` counts from 1970-01-01, ``confidence`` is a probability, ``measures`` are yes (1), no (0) or NOT_ASKED.
    ``judged`` is a table of its own: what the program said of the quotations that people decided on, rejected ones too.
    """

    name: str
    version: str
    documents: tuple[Source, ...]
    all_documents: int
    words: tuple[Words, ...]
    document: Ints
    stance: Small
    day: Ints
    confidence: npt.NDArray[np.float64]
    facets: Mapping[str, Facet]
    measures: Mapping[str, Small]
    failed: tuple[Mapping[str, Any], ...] = ()
    bad_dates: int = 0
    judged: Table | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.document)

    @property
    def everything(self) -> Mask:
        """The mask of all quotations."""
        return np.ones(len(self), dtype=np.bool_)
