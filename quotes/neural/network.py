"""The network: sub-word embeddings, two bidirectional LSTM layers over the text, span layers, and a pair scorer.

Quotations are tagged in three layers of BIO labels (direct; the indirect family; reported), so that a direct
quotation can stand inside an indirect one. For each span, the pair scorer looks at a window of tokens around it and
scores each as speaker, cue, frame, addressee, or another part of the same quotation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from quotes.document import QUOTATION_TYPES, QuotationType
from quotes.neural.features import HASHED, SMALL
from quotes.neural.reading import PAIR_CHANNELS, READING, Floats

LAYERS: tuple[tuple[QuotationType, ...], ...] = (
    ("direct",),
    ("indirect", "indirect_free_indirect", "free_indirect"),
    ("reported",),
)
ROLES = ("speaker", "cue", "frame", "addressee")
CHANNELS = (*ROLES, "quote")
# The last channel scores each token as the first of the speaker's mention, against all others and against none.
START = len(CHANNELS)
TYPE_INDEX: dict[QuotationType, int] = {name: i for i, name in enumerate(QUOTATION_TYPES)}
# The pair scorer sees this many tokens before a span and after it; of a longer span, only its first part.
BEFORE, AFTER, LONGEST = 170, 60, 600
DOMAINS = ("news", "literature")
# Weights of an own encoder, which are stored apart and learn at their own rate.
ENCODER = "word.encoder."
# Labels of the auxiliary layers that are learned from treebanks: part of speech, relation, mood, case, head.
AUXILIARY = (18, 48, 12, 6, 14)


def distance_bucket(distance: int) -> int:
    """A class (1-27) for a signed distance in tokens, finer near zero (14)."""
    size = abs(distance)
    if size >= 5:
        size = 5 + int(math.log2(size / 5) * 1.5) if size < 160 else 13
    return 14 + (1 if distance > 0 else -1) * min(size, 13)


_BUCKETS = torch.tensor([distance_bucket(d) for d in range(-BEFORE - LONGEST - 1, AFTER + LONGEST + 2)])


def _buckets(distance: Tensor) -> Tensor:
    return _BUCKETS[distance + BEFORE + LONGEST + 1]


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes that tell one network from another."""

    words: int
    word_dimensions: int = 96
    hidden: int = 128
    pair: int = 96


@dataclass(frozen=True, slots=True)
class Candidate:
    """A tagged span, for the pair scorer: the row of the batch, first token, token after the last, type index."""

    row: int
    begin: int
    end: int
    type: int

    @property
    def window(self) -> tuple[int, int]:
        """The span's end, no further than ``LONGEST`` tokens from its begin, and the same plus ``AFTER``."""
        end = min(self.end, self.begin + LONGEST)
        return end, end + AFTER


@dataclass(frozen=True, slots=True)
class PairScores:
    """Scores of the windows of candidates.

    ``logits`` (candidates, width, 5); ``starts`` (candidates, width + 1): log-probability of each token to be the first
    of the speaker's mention, and last that there is none; ``first`` token of each window; ``valid`` (candidates,
    width): cells within the text; ``hints`` (candidates, width, 7).
    """

    logits: Tensor
    starts: Tensor
    first: list[int]
    valid: Tensor
    hints: Tensor


class Words(nn.Embedding):
    """A vector for each word of the vocabulary: features (batch, n, columns) -> (batch, n, dimensions)."""

    def forward(self, input: Tensor) -> Tensor:
        """The vectors of the numbers in the first column."""
        return super().forward(input[..., 0])


class QuotationNetwork(nn.Module):
    """Tags quotations and links them to their parts; see the module's docstring.

    ``word`` takes the place of the word vectors: a module from features (batch, n, columns) to vectors (batch, n,
    ``shape.word_dimensions``), such as ``encoder.EncodedWords``.
    """

    def __init__(self, shape: Shape, word: nn.Module | None = None) -> None:
        super().__init__()
        self.shape = shape
        self.word = Words(shape.words, shape.word_dimensions, padding_idx=0) if word is None else word
        self.columns = nn.ModuleList([nn.Embedding(n, d, padding_idx=0) for _, n, d in HASHED])
        self.columns.extend([nn.Embedding(n, d) for _, n, d in SMALL + READING])
        for table in self.columns:
            nn.init.normal_(table.weight, 0, 0.3)  # type: ignore[arg-type]
        wide = 2 * shape.hidden
        inputs = shape.word_dimensions + sum(d for _, _, d in HASHED + SMALL + READING)
        self.forward1 = nn.LSTM(inputs, shape.hidden, batch_first=True)
        self.backward1 = nn.LSTM(inputs, shape.hidden, batch_first=True)
        self.forward2 = nn.LSTM(wide, shape.hidden, batch_first=True)
        self.backward2 = nn.LSTM(wide, shape.hidden, batch_first=True)
        self.domain = nn.Embedding(len(DOMAINS), wide)
        nn.init.zeros_(self.domain.weight)
        self.tags = nn.ModuleList([nn.Linear(wide, 1 + 2 * len(layer)) for layer in LAYERS])
        self.roles = nn.Linear(wide, len(ROLES))
        self.auxiliary = nn.ModuleList([nn.Linear(wide, n) for n in AUXILIARY])
        pair = shape.pair
        self.pair_token = nn.Linear(wide, pair)
        self.pair_span = nn.Linear(3 * wide, pair)
        self.pair_gate = nn.Linear(3 * wide, pair)
        self.pair_type = nn.Embedding(len(QUOTATION_TYPES), pair)
        self.pair_begin = nn.Embedding(28, pair)
        self.pair_end = nn.Embedding(28, pair)
        self.pair_sentence = nn.Embedding(16, pair)
        self.pair_hint = nn.Linear(PAIR_CHANNELS, pair)
        self.near = nn.Conv1d(pair, pair, 5, padding=2)
        self.far = nn.Conv1d(pair, pair, 5, padding=4, dilation=2)
        self.pair_out = nn.Linear(pair + len(ROLES), START + 1)
        self.pair_none = nn.Linear(pair, 1)

    def embed(self, features: Tensor) -> Tensor:
        """Features (batch, n, columns) -> inputs (batch, n, dimensions), with word dropout in training."""
        if self.training:
            features = features.clone()
            words = features[..., 0]
            words[(torch.rand(words.shape) < 0.08) & (words > 0)] = 1
            gone = torch.rand(words.shape) < 0.04
            for i in range(1, len(HASHED) + 1):
                features[..., i][gone] = 0
        parts = [self.word(features)]
        parts += [table(features[..., i]) for i, table in enumerate(self.columns, 1)]
        return functional.dropout(torch.cat(parts, -1), 0.25, self.training)

    def encode(self, features: Tensor, lengths: Tensor, *, domain: int = 0, shallow: bool = False) -> Tensor:
        """States (batch, n, 2 hidden) of the second layer, or of the first where ``shallow``."""
        steps = torch.arange(features.shape[1])[None]
        # Reversing by index: packed sequences are many times slower on a CPU.
        turned = torch.where(steps < lengths[:, None], lengths[:, None] - 1 - steps, steps)
        x = self._layer(self.forward1, self.backward1, self.embed(features), turned)
        if shallow:
            return x
        return self._layer(self.forward2, self.backward2, x + self.domain.weight[domain], turned)

    def _layer(self, ahead: nn.LSTM, back: nn.LSTM, x: Tensor, turned: Tensor) -> Tensor:
        right = ahead(x)[0]
        left = back(x.gather(1, turned[..., None].expand_as(x)))[0]
        both = torch.cat([right, left.gather(1, turned[..., None].expand_as(left))], -1)
        return functional.dropout(both, 0.4, self.training)

    def pair(
        self,
        states: Tensor,
        candidates: Sequence[Candidate],
        sentences: Sequence[Tensor],
        known: Callable[[Candidate, int, int], Floats],
    ) -> PairScores:
        """Score the tokens around each candidate.

        ``states`` (batch, n, 2 hidden); ``sentences``: for each row the sentence index of its tokens, (n of the row);
        ``known``: what the rules say for a candidate of the tokens from one to another (width, ``PAIR_CHANNELS``).
        """
        spans, windows = [], []
        for c in candidates:
            end, limit = c.window
            h = states[c.row]
            spans.append(torch.cat([h[c.begin], h[c.end - 1], h[c.begin : end].mean(0)]))
            windows.append((max(0, c.begin - BEFORE), min(len(sentences[c.row]), limit)))
        width = max(high - low for low, high in windows)
        index = torch.zeros(len(candidates), width, dtype=torch.long)
        begin, end_, sentence = torch.zeros_like(index), torch.zeros_like(index), torch.zeros_like(index)
        valid = torch.zeros_like(index, dtype=torch.bool)
        hint = torch.zeros(len(candidates), width, PAIR_CHANNELS)
        for k, (c, (low, high)) in enumerate(zip(candidates, windows, strict=True)):
            at = torch.arange(low, high)
            m = high - low
            index[k, :m], valid[k, :m] = at, True
            hint[k, :m] = torch.from_numpy(known(c, low, high))
            end = c.window[0]
            begin[k, :m], end_[k, :m] = _buckets(at - c.begin), _buckets(at - (end - 1))
            of_token = sentences[c.row]
            there = of_token[low:high]
            steps = (there - of_token[c.begin]).clamp(max=0) + (there - of_token[end - 1]).clamp(min=0)
            inside = (at >= c.begin) & (at < end)
            sentence[k, :m] = torch.where(inside, 0, 8 + steps.clamp(-6, 6))
        rows = torch.tensor([c.row for c in candidates])[:, None]
        types = torch.tensor([c.type for c in candidates])
        span = torch.stack(spans)
        # Tokens are mapped once, not once for each window that they are in.
        z = self.pair_token(states)[rows, index] * torch.sigmoid(self.pair_gate(span))[:, None]
        own = self.pair_span(span) + self.pair_type(types)
        z = z + own[:, None]
        z = z + self.pair_begin(begin) + self.pair_end(end_) + self.pair_sentence(sentence) + self.pair_hint(hint)
        z = functional.dropout(functional.relu(z), 0.25, self.training) * valid[..., None]
        u = z.transpose(1, 2)
        u = u + functional.relu(self.near(u))
        u = functional.dropout(u, 0.25, self.training) * valid[:, None]
        u = (u + functional.relu(self.far(u))).transpose(1, 2)
        u = functional.dropout(u, 0.25, self.training)
        logits = self.pair_out(torch.cat([u, self.roles(states)[rows, index]], -1))
        starts = logits[..., START].masked_fill(~valid, -1e4)
        starts = torch.cat([starts, self.pair_none(functional.relu(own))], 1).log_softmax(1)
        return PairScores(logits[..., :START], starts, [low for low, _ in windows], valid, hint)
