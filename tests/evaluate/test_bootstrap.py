"""Figures over documents and their intervals."""

from __future__ import annotations

import numpy as np

from quotes.evaluate.bootstrap import Figure, f1, figures, share


def test_figure_is_of_all_documents_and_interval_of_draws() -> None:
    """The value is that of the sums; the interval holds it, and is the same for the same seed."""
    tallies = np.array([[1.0, 2.0], [0.0, 2.0], [2.0, 2.0]])
    [drawn] = figures(tallies, lambda row: {"right": row[0] / row[1]}, samples=200).values()
    assert drawn.value == 50.0
    assert drawn.interval is not None
    assert drawn.interval[0] < 50.0 < drawn.interval[1]
    assert figures(tallies, lambda row: {"right": row[0] / row[1]}, samples=200)["right"] == drawn


def test_no_samples_no_interval() -> None:
    """Without draws there is the value alone; without documents too."""
    assert figures(np.ones((2, 1)), lambda row: {"x": row[0] / 2}, samples=0) == {"x": Figure(100.0)}
    assert figures(np.zeros((0, 1)), lambda row: {"x": row[0]}) == {"x": Figure(0.0)}


def test_what_a_draw_cannot_say_is_left_out_of_it() -> None:
    """A figure that is over nothing in some draws has its interval from the others."""
    tallies = np.array([[1.0, 1.0], [0.0, 0.0]])
    [drawn] = figures(tallies, lambda row: {"x": row[0] / row[1]} if row[1] else {}, samples=50).values()
    assert drawn == Figure(100.0, (100.0, 100.0))


def test_nothing_is_nought() -> None:
    """Shares of nothing and the mean of two noughts are nought."""
    assert (share(1, 0), f1(0, 0), f1(0.5, 1)) == (0.0, 0.0, 2 / 3)
