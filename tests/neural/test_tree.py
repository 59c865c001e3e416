"""Greedy-first maximum spanning trees."""

from __future__ import annotations

import numpy as np
import pytest

from quotes.neural.tree import best_tree, is_tree


@pytest.mark.parametrize(
    ("heads", "tree"),
    [([0, 0], True), ([0, 2, 0], True), ([0, 0, 0], False), ([0, 2, 1], False), ([0, 2, 3, 1, 0], False), ([0], True)],
)
def test_a_tree_has_one_root_and_no_cycle(heads: list[int], tree: bool) -> None:
    """Two words under the root, or a cycle, are no tree."""
    assert is_tree(heads) is tree


def test_the_tree_is_that_of_the_full_search() -> None:
    """Greedy heads are only taken where the full algorithm would give the same."""
    search = pytest.importorskip("stanza.models.common.chuliu_edmonds").chuliu_edmonds_one_root
    rng = np.random.default_rng(1)
    greedy = 0

    def counted(scores: np.ndarray) -> np.ndarray:
        nonlocal greedy
        greedy -= 1
        return search(scores)

    for size in range(2, 14):
        for _ in range(30):
            scores = rng.normal(size=(size, size)).astype("float32") * 3
            scores[:, size // 2] += 4  # most words hang on one, as in real sentences
            np.fill_diagonal(scores, -np.inf)
            greedy += 1
            assert best_tree(scores, counted).tolist() == search(scores).tolist()
    assert greedy > 10
