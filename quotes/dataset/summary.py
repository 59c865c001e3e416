"""What is in a dataset, in counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from quotes.dataset.speakers import best_name, speakers_of
from quotes.document import QUOTATION_TYPES, ROLE_CATEGORIES, STANCE_LABELS


@dataclass(frozen=True, slots=True)
class SpeakerCount:
    """A named speaker (by the id): how many quotations, and how many of each stance."""

    name: str
    quotations: int
    stances: dict[str, int]


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over quotation rows. Types, stances and categories come in the order of the guidelines, zeros included
    for types and stances; flags and speakers by number, the largest first. ``review`` counts review statuses.
    """

    documents: int
    documents_with_quotations: int
    quotations: int
    types: dict[str, int]
    stances: dict[str, int]
    categories: dict[str, int]
    flags: dict[str, int]
    flagged: int
    named: int
    speakers: tuple[SpeakerCount, ...] = ()
    review: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The counts as JSON values; of the speakers their number."""
        names = ("documents", "documents_with_quotations", "quotations", "flagged", "named")
        tables = ("types", "stances", "categories", "flags", "review")
        return {name: getattr(self, name) for name in (*names, *tables)} | {"speakers": len(self.speakers)}


def summarise(rows: Iterable[Mapping[str, Any]], documents: int | None = None) -> Summary:
    """Count quotation rows. ``documents`` is the number of all documents, those without a quotation included
    (default: those that the rows name).
    """
    types: Counter[str] = Counter()
    stances: Counter[str] = Counter()
    categories: Counter[str] = Counter()
    flags: Counter[str] = Counter()
    review: Counter[str] = Counter()
    speakers: dict[str, Counter[str]] = {}
    names: dict[str, Counter[str]] = {}
    holders: set[str] = set()
    flagged = named = total = 0
    for row in rows:
        total += 1
        holders.add(row["doc_id"])
        types[row["type"]] += 1
        stances[row["stance"]] += 1
        categories[row["speaker_role_category"]] += 1
        flags.update(row["flags"])
        review[row["review_status"]] += 1
        flagged += bool(row["flags"])
        named += bool(row["speaker_name"])
        for id_, name in speakers_of(row):
            speakers.setdefault(id_, Counter())[row["stance"]] += 1
            names.setdefault(id_, Counter())[name] += 1
    return Summary(
        documents=len(holders) if documents is None else documents,
        documents_with_quotations=len(holders),
        quotations=total,
        types={name: types[name] for name in QUOTATION_TYPES},
        stances={name: stances[name] for name in STANCE_LABELS},
        categories={name: categories[name] for name in ROLE_CATEGORIES if categories[name]},
        flags=dict(sorted(flags.items(), key=lambda item: (-item[1], item[0]))),
        flagged=flagged,
        named=named,
        speakers=_speakers(speakers, names),
        review=dict(sorted(review.items())),
    )


def _speakers(counts: Mapping[str, Counter[str]], names: Mapping[str, Counter[str]]) -> tuple[SpeakerCount, ...]:
    found = [
        SpeakerCount(best_name(names[id_]), stances.total(), {label: stances[label] for label in STANCE_LABELS})
        for id_, stances in counts.items()
    ]
    return tuple(sorted(found, key=lambda s: (-s.quotations, s.name)))
