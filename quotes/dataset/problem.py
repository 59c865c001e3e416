"""What is wrong with a dataset folder, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """A file of the folder (its path in it), the line (from 1) and column where there is one, and what is wrong."""

    file: str
    line: int | None
    field: str | None
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found. ``rows`` counts the rows by table; ``unchecked`` says what could not be checked, and why."""

    folder: Path
    version: str | None
    rows: Mapping[str, int]
    problems: tuple[Problem, ...]
    unchecked: tuple[str, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong with what was checked."""
        return not self.problems
