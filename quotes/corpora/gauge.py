"""How far through its inputs a reader is, in bytes of the files as they lie."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Gauge:
    """Filled in while inputs are read. ``total`` and ``before`` are bytes: of all files, and of those that are read to
    their end; ``size`` and ``within`` are the size of the file at hand and the share of it that is read. ``readings``
    counts articles and failures. ``total`` is ``None`` where an input has no size (standard input, the Hub).
    """

    total: int | None = None
    before: int = 0
    size: int = 0
    within: float = 0.0
    readings: int = 0

    def next_file(self, size: int) -> None:
        """The file at hand is read; one of this size is next."""
        self.before, self.size, self.within = self.before + self.size, size, 0.0

    def reach(self, share: float) -> None:
        """So much of the file at hand is read."""
        self.within = share

    @property
    def fraction(self) -> float | None:
        """The share of all bytes that is read, ``None`` where their number is not known."""
        if not self.total:
            return None
        return min(1.0, (self.before + self.within * self.size) / self.total)
