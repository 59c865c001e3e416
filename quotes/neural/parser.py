"""A text in, its quotations out: windows over the networks, so that memory stays bounded whatever the length.

Networks that were trained from different seeds read a text together: the mean of what they say decides (Hansen &
Salamon 1990, neural network ensembles), and how far they differ is evidence for the confidence.

Texts go through the encoder together, each to its own length: what stands beside a text does not change its result.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from quotes.document import QUOTATION_TYPES, Document, QuotationType, Span, Spans
from quotes.neural.decode import (
    Floats,
    Run,
    Settings,
    TaggedSpan,
    TokenQuotation,
    Window,
    complete_names,
    complete_quote,
    merge,
    read_roles,
    tagged_spans,
    take_in_marks,
)
from quotes.neural.features import HASHED, Matrix
from quotes.neural.network import AFTER, BEFORE, LONGEST, TYPE_INDEX, Candidate, PairScores, QuotationNetwork
from quotes.neural.reading import Hints, Reading, read
from quotes.neural.tokens import Tokens, tokenize
from quotes.neural.weights import Model

# A text of up to CORE + 2 * CONTEXT tokens is read in one piece.
CORE, CONTEXT = 1024, 192
_KEPT = 16
_CANDIDATES = 16
# Tokens, with padding, that go through the encoder together.
_BATCH_TOKENS = 4_000
_MARKS_COLUMN = 1 + len(HASHED) + 2


@dataclass(frozen=True, slots=True)
class Found:
    """A quotation over the text, in code points; ``evidence`` is what the confidence was computed from."""

    type: QuotationType
    spans: Spans
    speaker: Spans
    cue: Spans
    frame: Spans
    addressee: Spans
    confidence: float
    evidence: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """A text's tagged spans with their windows, sorted by begin, and the state of its quotation marks, a token each."""

    tokens: Tokens
    windows: tuple[Window, ...]
    marks: tuple[int, ...]


class States:
    """The encoder's states of a text, computed window by window and kept for the last few windows."""

    def __init__(self, network: QuotationNetwork, features: Matrix) -> None:
        self._network, self._features, self._n = network, features, len(features)
        self._kept: OrderedDict[int, Tensor] = OrderedDict()
        self.windows = max(1, -(-self._n // CORE)) if self._n > CORE + 2 * CONTEXT else 1

    def __len__(self) -> int:
        """The number of tokens."""
        return self._n

    @classmethod
    def of(cls, network: QuotationNetwork, features: Sequence[Matrix]) -> list[States]:
        """The states of texts; those of one window are computed together, the longest first."""
        texts = [cls(network, f) for f in features]
        short = sorted((t for t in texts if t.windows == 1 and t._n), key=lambda t: -t._n)
        while short:
            size = max(1, _BATCH_TOKENS // short[0]._n)
            cls._together(network, short[:size])
            short = short[size:]
        return texts

    @staticmethod
    def _together(network: QuotationNetwork, texts: Sequence[States]) -> None:
        features = torch.zeros(len(texts), texts[0]._n, texts[0]._features.shape[1], dtype=torch.long)
        for row, text in zip(features, texts, strict=True):
            row[: text._n] = torch.from_numpy(text._features.astype(np.int64))
        states = network.encode(features, torch.tensor([t._n for t in texts]))
        for row, text in zip(states, texts, strict=True):
            text._kept[0] = row[: text._n].clone()

    def window(self, k: int) -> tuple[int, Tensor]:
        """The first token of window ``k`` and the states (m, 2 hidden) of its core."""
        if k not in self._kept:
            self._kept[k] = self._compute(k)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return k * CORE, self._kept[k]

    def _compute(self, k: int) -> Tensor:
        begin, end = (0, self._n) if self.windows == 1 else (k * CORE, min(self._n, (k + 1) * CORE))
        low, high = max(0, begin - CONTEXT), min(self._n, end + CONTEXT)
        features = torch.from_numpy(self._features[low:high].astype(np.int64))[None]
        states = self._network.encode(features, torch.tensor([high - low]))[0]
        return states[begin - low : end - low].clone()

    def slice(self, low: int, high: int) -> Tensor:
        """The states of tokens ``low`` to ``high``."""
        if self.windows == 1:
            return self.window(0)[1][low:high]
        parts = []
        for k in range(low // CORE, (high - 1) // CORE + 1):
            first, states = self.window(k)
            parts.append(states[max(0, low - first) : high - first])
        return torch.cat(parts)


def _end(span: TaggedSpan) -> int:
    """The end of a span as far as the pair scorer looks."""
    return min(span.end, span.begin + LONGEST)


def _chunks(spans: Sequence[TaggedSpan], n: int) -> Iterator[tuple[list[TaggedSpan], int, int]]:
    """Spans (sorted by begin) in groups that lie within a few windows, each with the slice of tokens it needs."""
    some: list[TaggedSpan] = []
    low = high = 0
    for span in spans:
        first, last = max(0, span.begin - BEFORE), min(n, _end(span) + AFTER)
        if some and (len(some) == _CANDIDATES or last - low > 3 * CORE):
            yield some, low, high
            some = []
        if not some:
            low, high = first, last
        some.append(span)
        high = max(high, last)
    if some:
        yield some, low, high


def _tagged(network: QuotationNetwork, states: States) -> list[Tensor]:
    """The log-probabilities (n, labels) of each layer."""
    scores: list[list[Tensor]] = [[] for _ in network.tags]
    for k in range(states.windows):
        h = states.window(k)[1]
        for layer, head in zip(scores, network.tags, strict=True):
            layer.append(functional.log_softmax(head(h), -1))
    return [torch.cat(layer) for layer in scores]


def _windows(spans: Sequence[TaggedSpan], scores: Sequence[PairScores], low: int) -> Iterator[Window]:
    """The windows of spans, with the mean of what the networks say; tokens of ``scores`` count from ``low`` on."""
    logits = torch.stack([s.logits for s in scores]).mean(0).numpy()
    starts = torch.stack([s.starts for s in scores])
    mean = (starts.logsumexp(0) - math.log(len(scores))).numpy()
    favourites = starts.argmax(-1)
    agreed = (favourites == favourites[0]).all(0).tolist()
    one = scores[0]
    hints, widths = one.hints.numpy(), one.valid.sum(1).tolist()
    for i, (span, width) in enumerate(zip(spans, widths, strict=True)):
        own = np.append(mean[i, :width], mean[i, -1])
        yield Window(span, logits[i, :width].copy(), own, hints[i, :width].copy(), low + one.first[i], agreed[i])


def _from(hints: Hints, offset: int) -> Callable[[Candidate, int, int], Floats]:
    """The hints for candidates and windows over tokens that are counted from ``offset`` on."""

    def known(c: Candidate, low: int, high: int) -> Floats:
        return hints.pair(QUOTATION_TYPES[c.type], c.begin + offset, c.end + offset, low + offset, high + offset)

    return known


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text as the networks read it, before any threshold.

    ``states``: of each network; ``labels``: log-probabilities of each layer by each network (networks, n, labels);
    ``marks``: the state of its quotation marks, a token each.
    """

    tokens: Tokens
    hints: Hints
    states: tuple[States, ...]
    labels: tuple[Floats, ...]
    marks: tuple[int, ...]


class QuotationModel:
    """The trained parser, ready for texts."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def __call__(self, document: Document) -> list[Found]:
        """The quotations of a parsed document, sorted by their begin; those that it holds are read as hints."""
        return self.together([document])[0]

    def together(self, documents: Sequence[Document]) -> list[list[Found]]:
        """The same for each of several documents, faster."""
        tokens = [tokenize(d.text, [s.span for s in d.sentences]) for d in documents]
        readings = [read(d, t) for d, t in zip(documents, tokens, strict=True)]
        return [
            [self._placed(q, prepared.tokens) for q in self._found(prepared)]
            for prepared in self.prepare(tokens, readings)
        ]

    def parse_tokens(self, tokens: Tokens, reading: Reading | None = None) -> list[TokenQuotation]:
        """The quotations of one text over token indexes."""
        return self._found(next(iter(self.prepare([tokens], [reading]))))

    def _found(self, prepared: Prepared) -> list[TokenQuotation]:
        settings = self.model.settings
        return self.assemble(self.score(prepared, settings.outside), settings)

    def prepare(self, tokens: Sequence[Tokens], readings: Sequence[Reading | None]) -> Iterator[Prepared]:
        """The part of the work that no threshold changes: features, and the log-probabilities of the labels."""
        features = [self.model.vocabulary.matrix(t, r) for t, r in zip(tokens, readings, strict=True)]
        with torch.inference_mode():
            by_network = [States.of(network, features) for network in self.model.networks]
        for text, reading, matrix, *states in zip(tokens, readings, features, *by_network, strict=True):
            with torch.inference_mode():
                labels = self._labels(states) if len(text) else ()
            hints = Hints(reading.hints if reading else None)
            yield Prepared(text, hints, tuple(states), labels, tuple(matrix[:, _MARKS_COLUMN].tolist()))

    def score(self, prepared: Prepared, outside: Sequence[float]) -> Scored:
        """What the network says of a text, before the thresholds that turn it into quotations."""
        spans = []
        for i, (layer, bias) in enumerate(zip(prepared.labels, outside, strict=False)):
            spans += tagged_spans(layer, i, bias)
        with torch.inference_mode():
            windows = self._link(prepared, sorted(spans, key=lambda s: (s.begin, s.end)))
        return Scored(prepared.tokens, tuple(windows), prepared.marks)

    @staticmethod
    def assemble(scored: Scored, settings: Settings) -> list[TokenQuotation]:
        """Quotations from scores: roles by threshold, parts joined, marks taken in; sorted by begin, longest first."""
        sentences = scored.tokens.sentences
        found = [read_roles(w, sentences, settings) for w in scored.windows]
        merged = [take_in_marks(q, scored.marks) for q in merge(found)]
        merged = [complete_names(q, scored.tokens.words, sentences) for q in merged]
        merged = [complete_quote(q, scored.tokens.words, sentences) for q in merged]
        return sorted(merged, key=lambda q: (q.quote[0][0], -q.quote[-1][1]))

    def _labels(self, states: Sequence[States]) -> tuple[Floats, ...]:
        by_network = [_tagged(net, of) for net, of in zip(self.model.networks, states, strict=True)]
        return tuple(torch.stack(layer).numpy() for layer in zip(*by_network, strict=True))

    def _link(self, prepared: Prepared, spans: Sequence[TaggedSpan]) -> list[Window]:
        out: list[Window] = []
        for some, low, high in _chunks(spans, len(prepared.tokens)):
            # Spans near each other share one slice of the text: that is then all that is in memory.
            sentences = torch.tensor(prepared.tokens.sentences[low:high])
            moved = [Candidate(0, s.begin - low, _end(s) - low, TYPE_INDEX[s.type]) for s in some]
            asked = cache(_from(prepared.hints, low))
            scores = [
                network.pair(states.slice(low, high)[None], moved, [sentences], asked)
                for network, states in zip(self.model.networks, prepared.states, strict=True)
            ]
            out += _windows(some, scores, low)
        return out

    def _placed(self, quotation: TokenQuotation, tokens: Tokens) -> Found:
        def spans(runs: Sequence[Run]) -> Spans:
            return tuple(Span(tokens.starts[a], tokens.ends[b - 1]) for a, b in runs)

        q = quotation
        confidence = round(self.model.calibration.probability(q.evidence), 4)
        return Found(
            q.type, spans(q.quote), spans(q.speaker), spans(q.cue), spans(q.frame), spans(q.addressee), confidence,
            q.evidence,
        )  # fmt: skip
