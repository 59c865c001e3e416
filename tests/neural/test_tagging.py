"""Batches of sentences by length."""

from __future__ import annotations

import pytest

from quotes.neural.tagging import batched

CASES = [
    ([3, 9, 1], 100),
    ([5] * 40, 50),
    ([200, 3, 3, 2], 50),
    ([1], 1),
    ([], 10),
    ([1000, 400, 12, 12, 11, 3], 1000),
]


@pytest.mark.parametrize(("lengths", "limit"), CASES)
def test_every_sequence_is_in_one_batch(lengths: list[int], limit: int) -> None:
    """Each index once; a batch of several stays within the limit with its padding, and holds none much shorter."""
    batches = list(batched(lengths, limit))
    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    for batch in batches:
        longest = max(lengths[i] for i in batch)
        assert len(batch) == 1 or longest * len(batch) <= limit
        assert all(2 * lengths[i] + 8 >= longest for i in batch)
