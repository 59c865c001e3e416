"""Role: what the article says a speaker is, whom the role belongs to, its category, and who speaks for another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quotes.document import Document, Note, Quotation, Role
from quotes.german.events import Referent
from quotes.german.reference import Discourse
from quotes.german.standing import Standing, standing_of


class RoleLabeler:
    """The stage that fills ``Speaker.role`` and ``Speaker.is_spokesperson``.

    ``keep_origin`` keeps in a role's title the adjective of the state that is its affiliation ("irakischer Präsident");
    without it that state stands in the affiliation alone, and only what the affiliation does not say stays in the title
    ("russischer Botschafter bei der UNO" of the "UNO").
    """

    name = "role"

    def __init__(self, *, keep_origin: bool = False) -> None:
        self.keep_origin = keep_origin

    def __call__(self, documents: Sequence[Document]) -> list[Document]:
        """The documents with roles of all speakers, in the order given; names are taken as they stand."""
        return [self._document(document) for document in documents]

    def _document(self, document: Document) -> Document:
        if not document.quotations:
            return document
        discourse = Discourse(document)
        quotations = tuple(
            self._quotation(discourse, quotation, referent)
            for quotation, referent in zip(document.quotations, discourse.referents, strict=True)
        )
        return replace(document, quotations=quotations)

    def _quotation(self, discourse: Discourse, quotation: Quotation, referent: Referent) -> Quotation:
        speaker = quotation.speaker
        if speaker is None:
            return quotation
        standing = standing_of(discourse, discourse.named(referent, speaker.name), keep_origin=self.keep_origin)
        role = Role(_plain(standing.title), _plain(standing.affiliation), standing.category)
        note = Note(self.name, standing.signal, _detail(standing), standing.score)
        labelled = replace(speaker, role=role, is_spokesperson=standing.spokesperson)
        return replace(quotation, speaker=labelled, notes=(*quotation.notes, note))


def _plain(words: str | None) -> str | None:
    """One space between words, whatever line ends the article has there."""
    return " ".join((words or "").split()) or None


def _detail(standing: Standing) -> str:
    return "; ".join(
        filter(None, [standing.title, standing.affiliation and f"of {standing.affiliation}", standing.why])
    )
