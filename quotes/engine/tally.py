"""What a run has done so far, and how far through its input it is."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from quotes.corpora.gauge import Gauge
from quotes.document import Document
from quotes.errors import DocumentError


@dataclass(slots=True)
class Tally:
    """Counts of a run. ``tokens`` are those that this run has parsed: what an interrupted run had finished costs none.

    ``gauge`` says how far the input is read.
    """

    documents: int = 0
    quotations: int = 0
    tokens: int = 0
    failures: int = 0
    gauge: Gauge = field(default_factory=Gauge)
    started: float = field(default_factory=time.monotonic)

    def add(self, result: Document | DocumentError) -> None:
        """Count one result."""
        self.documents += 1
        if isinstance(result, Document):
            self.quotations += len(result.quotations)
        else:
            self.failures += 1

    @property
    def seconds(self) -> float:
        """Since the run began."""
        return time.monotonic() - self.started

    @property
    def tokens_per_second(self) -> float:
        """Of all workers together, loading of models included."""
        return self.tokens / max(self.seconds, 1e-9)

    @property
    def fraction(self) -> float | None:
        """The share of the input that is done, by its bytes; ``None`` where its size is not known (standard input)."""
        read = self.gauge.fraction
        if read is None or not self.gauge.readings:
            return None
        return min(1.0, read * self.documents / self.gauge.readings)  # what is read waits for its turn

    @property
    def seconds_left(self) -> float | None:
        """At the rate so far; ``None`` while that is not known."""
        done = self.fraction
        return self.seconds * (1 - done) / done if done else None

    def describe(self) -> str:
        """One line for a user."""
        left = self.seconds_left
        words = [
            f"{self.documents:,} documents",
            f"{self.quotations:,} quotations",
            f"{self.failures:,} failures",
            f"{self.tokens_per_second:,.0f} tokens/s",
        ]
        return ", ".join([*words, f"{duration(left)} left"] if left is not None else words)


def duration(seconds: float) -> str:
    """``0:07``, ``12:30``, ``3:02:00``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
