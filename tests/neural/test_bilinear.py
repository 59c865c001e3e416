"""Bilinear layers by matrix products."""

from __future__ import annotations

import pytest

from quotes.neural.bilinear import speed_up

torch = pytest.importorskip("torch")


@pytest.mark.parametrize("bias", [True, False])
def test_same_result_and_gradient(bias: bool) -> None:
    """The faster layer computes what torch's own does, forwards and backwards."""
    torch.manual_seed(1)
    layer = torch.nn.Bilinear(5, 4, 3, bias=bias)
    left, right = torch.randn(2, 7, 5), torch.randn(2, 7, 4)
    expected = layer(left, right)
    expected.sum().backward()
    gradient = layer.weight.grad.clone()
    layer.weight.grad = None
    speed_up(torch.nn.Sequential(layer))
    got = layer(left, right)
    got.sum().backward()
    assert torch.allclose(got, expected, atol=1e-6)
    assert torch.allclose(layer.weight.grad, gradient, atol=1e-5)
