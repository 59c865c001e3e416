"""What the program said of the quotations that people decided on, and what became of each.

A dataset keeps the program's rows of the documents with decisions (``machine.jsonl``). A row of the dataset that a
person accepted or corrected belongs to the program's row of the same id, the same spans, or most of the same words; a
row of the program that has gone was rejected. So it is told for each version, also where the log of decisions is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quotes.decisions.anchor import Anchor, match, overlap

Row = Mapping[str, Any]
#: What two mentions share of their union to count as the same: a token F1 of 0.5, by which confidence is calibrated.
SAME = 1 / 3


def verdicts(program: Sequence[Row], held: Sequence[Row]) -> Iterator[tuple[Row, Row | None]]:
    """The program's rows of a document that people decided on, each with the row that holds now, None if rejected."""
    decided = [row for row in held if row["review_status"] != "unreviewed"]
    left = {row["id"] for row in held if row["review_status"] == "unreviewed"}
    rows = [row for row in program if row["id"] not in left]
    found = match([Anchor(row["id"], (row["id"],), (row["spans"],)) for row in decided], rows)
    now = {found[row["id"]]: row for row in decided if row["id"] in found}
    yield from ((row, now.get(row["id"])) for row in rows)


def is_right(program: Row, held: Row | None) -> bool:
    """Whether people kept the quotation, with about the same mention of its speaker and the same name."""
    return (
        held is not None
        and is_same(program, held, "speaker_name")
        and _same_mention(program["speaker_spans"], held["speaker_spans"])
    )


def is_same(program: Row, held: Row, field: str) -> bool:
    """Whether a field was left as it was; no value and an empty one are the same."""
    return bool((program[field] or None) == (held[field] or None))


def _same_mention(a: Sequence[Mapping[str, int]], b: Sequence[Mapping[str, int]]) -> bool:
    return (not a and not b) or overlap(a, b) >= SAME
