"""The best dependency tree: greedy heads first, and the full search only where they form no tree.

Chu-Liu/Edmonds (Chu & Liu 1965; Edmonds 1967) begins with each word's best head; where those already form a tree with
one root, that tree is the maximum, and nothing else need be computed. That holds for most sentences.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]
Heads = npt.NDArray[np.int64]


def best_tree(scores: Scores, search: Callable[[Scores], Heads]) -> Heads:
    """Heads (n,) of the best tree under ``scores`` (n, n), where row i scores the heads of word i and 0 is the root.

    ``search`` is the full algorithm, called with the scores where the greedy heads have a cycle or several roots.
    """
    greedy = np.where(np.eye(len(scores), dtype=bool), -np.inf, scores).argmax(axis=1)
    greedy[0] = 0
    heads: list[int] = greedy.tolist()
    return greedy if is_tree(heads) else search(scores)


def is_tree(heads: list[int]) -> bool:
    """Whether ``heads`` (word 0 is the root's own place) is one tree with exactly one word under the root."""
    if heads[1:].count(0) != 1:
        return len(heads) == 1
    reached = bytearray(len(heads))
    reached[0] = 1
    for word in range(1, len(heads)):
        path: list[int] = []
        while not reached[word]:
            if len(path) > len(heads):
                return False
            path.append(word)
            word = heads[word]  # noqa: PLW2901 - the walk goes on from the head
        for seen in path:
            reached[seen] = 1
    return True
