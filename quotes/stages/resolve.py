"""Resolve: speaker mentions to the fullest proper name that the article gives, one identity per speaker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quotes.document import Document, Note, Quotation, Speaker
from quotes.german.events import Referent
from quotes.german.name_forms import JOINT, joint_names, speaker_id
from quotes.german.reference import Discourse


class Resolver:
    """The stage that gives speakers their names and ids; both are ``None`` for who has no name in the article.

    The id is the name's: whether two articles mean one person is for the dataset to say, which sees both.

    ``floor`` is the score under which a name is not given: a wrong name is worse than none.
    """

    name = "resolve"

    def __init__(self, *, floor: float = 0.5) -> None:
        self.floor = floor

    def __call__(self, documents: Sequence[Document]) -> list[Document]:
        """The documents with names and ids of all speakers that have a mention, in the order given."""
        return [self._document(document) for document in documents]

    def _document(self, document: Document) -> Document:
        if not document.quotations:
            return document
        discourse = Discourse(document)
        quotations = tuple(
            self._quotation(quotation, referent)
            for quotation, referent in zip(document.quotations, discourse.referents, strict=True)
        )
        return replace(document, quotations=quotations)

    def _quotation(self, quotation: Quotation, referent: Referent) -> Quotation:
        speaker = quotation.speaker
        if speaker is None:
            return quotation
        # a line end inside a name is no part of it
        name = " ".join((referent.name or "").split()) or None
        if referent.score < self.floor:
            name = None
        note = Note(self.name, referent.signal, referent.chain, round(referent.score, 2))
        ids = JOINT.join(map(speaker_id, joint_names(name))) if name else None
        resolved: Speaker = replace(speaker, name=name, id=ids)
        return replace(quotation, speaker=resolved, notes=(*quotation.notes, note))
