"""A dataset to others: to the Hub, into other formats, without the articles' text and back."""

from __future__ import annotations
