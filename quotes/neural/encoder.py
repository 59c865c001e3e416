"""An own encoder in place of the word vectors: a Hugging Face model reads the text, and is trained with the rest.

The states of a token's subwords are averaged and projected to the dimensions of a word vector; all behind that is the
network as it is. Texts longer than the encoder reads at once go through it in windows that overlap, and each subword is
taken from the window in which it stands further from the edges.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from quotes.neural.features import COLUMNS
from quotes.neural.subwords import Subwords

# Windows that go through the encoder together. In training the states within it are computed anew for each such group
# on the way back: kept, they would take about a gigabyte a window at the usual size.
_TOGETHER = 4


class Window(NamedTuple):
    """A window over subwords: those from ``low`` to ``high`` are read, those from ``first`` to ``last`` are kept."""

    low: int
    high: int
    first: int
    last: int


def windows(count: int, size: int) -> Iterator[Window]:
    """Windows of at most ``size`` subwords over ``count``; what they keep lies side by side and is the whole."""
    context = size // 4
    step = size - 2 * context
    number = 1 + max(0, -(-(count - size) // step)) if count else 0
    for k in range(number):
        first = k * step + context if k else 0
        last = (k + 1) * step + context if k + 1 < number else count
        yield Window(k * step, min(count, k * step + size), first, last)


class EncodedWords(nn.Module):
    """Word vectors from an encoder: features (batch, n, columns with subwords) -> (batch, n, dimensions).

    ``encoder`` is a Hugging Face model whose first output is its states (batch, subwords, size). A token without
    subwords has a vector of its own, which is learned.

    Raises ValueError where the encoder reads too little at once.
    """

    def __init__(self, encoder: Any, subwords: Subwords, dimensions: int) -> None:
        super().__init__()
        self.encoder, self.subwords = encoder, subwords
        self.size = subwords.window(getattr(encoder.config, "max_position_embeddings", None))
        self.projection = nn.Linear(encoder.config.hidden_size, dimensions)
        self.nothing = nn.Parameter(torch.zeros(dimensions))

    def forward(self, features: Tensor) -> Tensor:
        """The vectors of the tokens; only the columns behind the plain network's are read."""
        pieces = features[..., COLUMNS:]
        there = pieces > 0
        numbers, counts = pieces[there] - 1, there.sum(-1)
        states = self._states(torch.split(numbers, counts.sum(-1).tolist()))
        token = torch.arange(counts.numel()).repeat_interleave(counts.flatten())
        total = states.new_zeros(counts.numel(), states.shape[1]).index_add(0, token, states)
        mean = total.view(*counts.shape, -1) / counts.clamp(min=1)[..., None]
        return torch.where(counts[..., None] > 0, self.projection(mean), self.nothing)

    def _states(self, rows: Sequence[Tensor]) -> Tensor:
        """The states of all subwords (total, size), row after row."""
        jobs = [(row, window) for row in rows for window in windows(len(row), self.size)]
        parts = [torch.zeros(0, self.projection.in_features)]
        again = self.training and torch.is_grad_enabled() and len(jobs) > _TOGETHER
        for i in range(0, len(jobs), _TOGETHER):
            group = jobs[i : i + _TOGETHER]
            parts += checkpoint(self._read, group, use_reentrant=False) if again else self._read(group)
        return torch.cat(parts)

    def _read(self, jobs: Sequence[tuple[Tensor, Window]]) -> list[Tensor]:
        """What each window keeps."""
        before, after = (torch.tensor(x, dtype=torch.long) for x in (self.subwords.begin, self.subwords.end))
        texts = [torch.cat([before, row[w.low : w.high], after]) for row, w in jobs]
        ids = nn.utils.rnn.pad_sequence(texts, batch_first=True, padding_value=self.subwords.padding)
        lengths = torch.tensor([len(text) for text in texts])
        mask = (torch.arange(ids.shape[1]) < lengths[:, None]).long()
        states = self.encoder(input_ids=ids, attention_mask=mask)[0]
        moved = [len(before) - w.low for _, w in jobs]
        return [states[k, w.first + by : w.last + by] for k, ((_, w), by) in enumerate(zip(jobs, moved, strict=True))]
