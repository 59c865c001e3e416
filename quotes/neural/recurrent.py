"""Bidirectional LSTM layers over plain batches.

Packed sequences, which Stanza uses, are many times slower on a CPU. Here the backward direction reads each sequence
turned round by index, so that padding stands at the end for both directions and touches no result.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from quotes.neural.products import linear


class BothWays:
    """The bidirectional one-layer ``layer`` as two LSTMs of one direction: (batch, n, in) -> (batch, n, 2 hidden).

    ``start``: its first states (h, c), each (2, hidden); zeros where None.
    """

    def __init__(self, layer: nn.LSTM, start: tuple[Tensor, Tensor] | None = None) -> None:
        self._ahead, self._back = _one_way(layer, ""), _one_way(layer, "_reverse")
        self._start = start

    def __call__(self, x: Tensor, lengths: Tensor) -> Tensor:
        """The states; ``lengths`` (batch) are those of the sequences, whose padding stands at the end."""
        steps = torch.arange(x.shape[1])[None]
        turned = torch.where(steps < lengths[:, None], lengths[:, None] - 1 - steps, steps)
        right = self._ahead(x, self._first(0, len(x)))[0]
        left = self._back(x.gather(1, turned[..., None].expand_as(x)), self._first(1, len(x)))[0]
        return torch.cat([right, left.gather(1, turned[..., None].expand_as(left))], -1)

    def _first(self, direction: int, size: int) -> tuple[Tensor, Tensor] | None:
        if self._start is None:
            return None
        h, c = (state[direction][None, None].expand(1, size, -1).contiguous() for state in self._start)
        return h, c


def _one_way(layer: nn.LSTM, suffix: str) -> nn.LSTM:
    out = nn.LSTM(layer.input_size, layer.hidden_size, batch_first=True)
    out.load_state_dict({name: getattr(layer, name + suffix) for name in out.state_dict()})
    return out.requires_grad_(False).eval()


class Highway:
    """Stanza's ``HighwayLSTM``, both ways, for use only, with its learned first states (layers * 2, 1, hidden)."""

    def __init__(self, lstm: Any, h: Tensor, c: Tensor) -> None:
        self._layers = []
        for k in range(lstm.num_layers):
            start = (h[2 * k : 2 * k + 2, 0].detach(), c[2 * k : 2 * k + 2, 0].detach())
            around = (lstm.gate[k], lstm.highway[k])
            weight = torch.cat([layer.weight.detach() for layer in around])
            bias = torch.cat([layer.bias.detach() for layer in around])
            self._layers.append((BothWays(lstm.lstm[k].lstm, start), weight, bias))

    def __call__(self, x: Tensor, lengths: Tensor) -> Tensor:
        """(batch, n, in) -> (batch, n, 2 hidden)."""
        for layer, weight, bias in self._layers:
            gate, carried = linear(x, weight, bias).chunk(2, -1)
            x = layer(x, lengths) + torch.sigmoid(gate) * torch.tanh(carried)
        return x


def batched(lengths: Sequence[int], limit: int) -> Iterator[list[int]]:
    """Indexes of sequences of similar length together, up to ``limit`` cells with padding (one at least)."""
    batch: list[int] = []
    longest = 0
    for i in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        longest = longest if batch else lengths[i]
        # A batch of long sentences is not filled up with short ones: padding costs as much as words.
        if batch and (longest * (len(batch) + 1) > limit or 2 * lengths[i] + 8 < longest):
            yield batch
            batch, longest = [], lengths[i]
        batch.append(i)
    if batch:
        yield batch
