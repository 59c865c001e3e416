"""Matrix products whose rows do not depend on each other."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional

# With fewer rows the mathematical libraries take another way, and round otherwise.
_ROWS = 4


def linear(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """``torch.nn.functional.linear`` for (..., in), where a row's result is the same however many stand beside it."""
    rows = x.reshape(-1, x.shape[-1])
    if len(rows) >= _ROWS or not len(rows):
        return functional.linear(x, weight, bias)
    filled = functional.pad(rows, (0, 0, 0, _ROWS - len(rows)))
    return functional.linear(filled, weight, bias)[: len(rows)].view(*x.shape[:-1], -1)
