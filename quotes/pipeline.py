"""The stages in their order, and the runner: a loop over stages that lets one bad document fail alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from quotes.document import Document


class Stage(Protocol):
    """A step of the pipeline: documents in, the same documents in the same order out, with more in them."""

    name: str

    def __call__(self, documents: Sequence[Document]) -> list[Document]:
        """Return one document for each given one, in their order."""
        ...
