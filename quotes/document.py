"""The data model: the one module of value types, standard library only.

Offsets are Unicode code points into ``Article.text`` as stored, end exclusive. A substring is derived from its
span, never kept beside it. Values are frozen; a stage returns a new value with ``dataclasses.replace``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

QuotationType = Literal["direct", "indirect", "indirect_free_indirect", "free_indirect", "reported"]
StanceLabel = Literal["favor", "against", "mixed", "none"]
RoleCategory = Literal[
    "head_of_state",
    "head_of_government",
    "minister",
    "legislature_party",
    "government",
    "international_organisation",
    "military",
    "police_judiciary",
    "armed_group",
    "civil_society",
    "business",
    "expert",
    "media",
    "individual",
    "unknown",
]
ReviewStatus = Literal["unreviewed", "accepted", "corrected", "rejected"]

QUOTATION_TYPES: tuple[QuotationType, ...] = get_args(QuotationType)
STANCE_LABELS: tuple[StanceLabel, ...] = get_args(StanceLabel)
ROLE_CATEGORIES: tuple[RoleCategory, ...] = get_args(RoleCategory)
REVIEW_STATUSES: tuple[ReviewStatus, ...] = get_args(ReviewStatus)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch ``[start, end)`` of a text, in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"span [{self.start}, {self.end}): expected 0 <= start <= end")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The words of the span."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether every code point of ``other`` lies in this span."""
        return self.start <= other.start and other.end <= self.end


Spans = tuple[Span, ...]


def hull(spans: Sequence[Span]) -> Span:
    """The smallest span that holds all of ``spans`` (at least one)."""
    return Span(min(s.start for s in spans), max(s.end for s in spans))


def join(spans: Iterable[Span], text: str) -> str:
    """The words of several spans, joined by one space."""
    return " ".join(s.of(text) for s in spans)


READING = "read"


@dataclass(frozen=True, slots=True)
class Article:
    """One text with where it comes from. ``published`` is an ISO 8601 date or time, where known.

    ``provenance`` keeps the columns that have no place here, and under keys that start with ``read.`` what was noted
    while the article was read.
    """

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    source: str | None = None
    published: str | None = None
    licence: str | None = None
    provenance: tuple[tuple[str, str], ...] = ()

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was noted while the article was read (converted, not German, a date that is none ...)."""
        prefix = f"{READING}."
        return tuple(Note(READING, k.removeprefix(prefix), v) for k, v in self.provenance if k.startswith(prefix))


@dataclass(frozen=True, slots=True)
class Token:
    """A syntactic word. Words of one multi-word token ("im" = in dem) share their span.

    ``feats`` is in the CoNLL-U form (``Mood=Sub|Number=Sing``, empty where there are none); ``head`` is the index
    of the head in ``Sentence.tokens``, -1 for the root.
    """

    span: Span
    lemma: str
    upos: str
    feats: str
    head: int
    deprel: str

    def feat(self, name: str) -> str | None:
        """The value of one morphological feature, ``None`` where the word has none of that name."""
        for pair in self.feats.split("|"):
            key, _, value = pair.partition("=")
            if key == name:
                return value
        return None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; its span runs from its first to its last token."""

    span: Span
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Entity:
    """A named entity: PER, ORG, LOC or OTH."""

    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class Note:
    """Why a stage decided as it did: the stage, the signal or rule, a score, and details in words."""

    stage: str
    signal: str
    detail: str = ""
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """What the article says a speaker is: the office in its words, whom it belongs to, and its category."""

    title: str | None = None
    affiliation: str | None = None
    category: RoleCategory = "unknown"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the mention in the text, the fullest proper name, and the role."""

    mention: Spans = ()
    name: str | None = None
    is_spokesperson: bool = False
    role: Role = Role()
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Stance:
    """The speaker's position toward a target: the label, its probability, and the words that carry it."""

    target: str
    label: StanceLabel = "none"
    score: float = 0.0
    evidence: Spans = ()


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation. ``parent`` is the id of the quotation it is nested in; ``signals`` name what stands in the
    text (marks, cue, Konjunktiv form, preposition); ``flags`` say why an annotator should look.
    """

    id: str
    type: QuotationType
    spans: Spans
    cue: Spans = ()
    frame: Spans = ()
    speaker: Speaker | None = None
    addressee: Spans = ()
    parent: str | None = None
    stance: Stance | None = None
    confidence: float = 0.0
    signals: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    review_status: ReviewStatus = "unreviewed"

    @property
    def hull(self) -> Span:
        """From the first to the last code point of the quotation."""
        return hull(self.spans)


@dataclass(frozen=True, slots=True)
class Document:
    """An article with all that the stages found in it. Quotations are in the order of their start."""

    article: Article
    sentences: tuple[Sentence, ...] = ()
    entities: tuple[Entity, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def text(self) -> str:
        """The article's text as stored."""
        return self.article.text


@dataclass(frozen=True, slots=True)
class Correction:
    """A human decision on one field of one quotation, anchored on article and spans."""

    article_id: str
    quotation_id: str
    spans: Spans
    field: str
    value: str | None
    by: str
    at: str


def quotation_id(article_id: str, spans: Sequence[Span], type_: QuotationType) -> str:
    """A stable id from document id, spans and type; the prefix keeps it from reading as a number or a date."""
    key = "\x1f".join([article_id, type_, *(f"{s.start}-{s.end}" for s in spans)])
    return "q-" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
