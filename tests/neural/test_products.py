"""Rows of matrix products."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from quotes.neural.products import linear


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 50])
def test_a_row_does_not_depend_on_its_number(size: int) -> None:
    """In parts of any size, down to one row, the product has the same bits as in one piece."""
    torch.manual_seed(1)
    x, weight, bias = torch.randn(200, 300), torch.randn(120, 300), torch.randn(120)
    parts = torch.cat([linear(part, weight, bias) for part in torch.split(x, size)])
    assert torch.equal(parts, functional.linear(x, weight, bias))


def test_shapes_are_kept() -> None:
    """Leading dimensions stay, no rows stay none, a missing bias is none."""
    weight = torch.randn(2, 5)
    assert linear(torch.randn(1, 3, 5), weight).shape == (1, 3, 2)
    assert linear(torch.randn(0, 5), weight).shape == (0, 2)
