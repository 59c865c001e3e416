"""Articles and gold corpora in: one module a format."""

from __future__ import annotations

from quotes.corpora.articles import read
from quotes.corpora.intervention import read_intervention
from quotes.corpora.wikinews import GoldDocument, read_wikinews

__all__ = ["GoldDocument", "read", "read_intervention", "read_wikinews"]
