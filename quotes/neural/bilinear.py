"""Bilinear layers as two matrix products: what ``torch.nn.Bilinear`` computes, several times faster on a CPU."""

from __future__ import annotations

from typing import Any


def speed_up(model: Any) -> None:
    """Let every ``torch.nn.Bilinear`` of this one model (others are not touched) compute by matrix products."""
    import torch

    for module in model.modules():
        if isinstance(module, torch.nn.Bilinear):
            setattr(module, "forward", _Products(module))  # noqa: B010 - this one layer only


class _Products:
    def __init__(self, layer: Any) -> None:
        self.layer = layer

    def __call__(self, left: Any, right: Any) -> Any:
        """(..., I) and (..., J) to (..., O) under the layer's weight (O, I, J)."""
        weight = self.layer.weight
        size, rows, columns = weight.shape
        flat_left, flat_right = left.reshape(-1, rows), right.reshape(-1, columns)
        middle = flat_left @ weight.permute(1, 0, 2).reshape(rows, size * columns)
        out = (middle.view(-1, size, columns) @ flat_right.unsqueeze(2)).squeeze(2)
        out = out if self.layer.bias is None else out + self.layer.bias
        return out.view(*left.shape[:-1], size)
