"""The errors that the library raises on purpose; each message says what was got, what was expected, what to do."""

from __future__ import annotations


class QuotesError(Exception):
    """Base of all errors that a caller may want to show to a user as they are."""


class InputError(QuotesError):
    """An input file, column or argument cannot be read as what it should be."""


class ResourceError(QuotesError):
    """A lexicon, schema, target or model of the package is missing or broken."""


class DatasetError(QuotesError):
    """A dataset folder is not in the state that an operation needs."""


class ServiceError(QuotesError):
    """A service that a run depends on cannot be reached or refuses to work; going on would only fail again."""


class DocumentError(QuotesError):
    """One document could not be processed; the rest of a run goes on."""

    def __init__(self, document_id: str, stage: str, reason: str) -> None:
        super().__init__(f"{document_id}: stage {stage}: {reason}")
        self.document_id = document_id
        self.stage = stage
        self.reason = reason

    def __reduce__(self) -> tuple[type[DocumentError], tuple[str, str, str]]:
        """Pickle by the three parts, so that a worker process can hand the error over."""
        return DocumentError, (self.document_id, self.stage, self.reason)
