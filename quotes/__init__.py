"""Quotations, speakers and stances from German news, as a versioned dataset."""

from __future__ import annotations

__version__ = "0.1.0"
