"""The stance network: a BiLSTM over a quotation's window, attention over it, and the rules' verdict beside it.

Attention pooling after Yang et al. 2016 ("Hierarchical attention networks for document classification"), hidden target
terms after the idea of delexicalised stance models; word vectors are those of the bundled tagger and stay as they are.
Several networks of other seeds share the vectors, and their probabilities are averaged (Dietterich 2000).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from quotes.document import STANCE_LABELS, StanceLabel
from quotes.errors import ResourceError
from quotes.german.stance_rules import Topic
from quotes.neural.features import HASHED, UNKNOWN, Vocabulary
from quotes.neural.stance_features import COLUMNS, CUE, INSIDE, RULES, Window
from quotes.neural.weights import unpack
from quotes.resources import PACKAGE

FORMAT = "stance/1"
WEIGHTS, VOCABULARY = "weights.safetensors", "vocabulary.txt"
LABELS = len(STANCE_LABELS)
_SIZES = {name: size for name, size, _ in HASHED}
# Embeddings beside the words': column, values, dimensions.
_EMBEDDED = (
    ("prefix", _SIZES["p5"], 16), ("suffix", _SIZES["s4"], 12), ("place", 5, 8), ("term", 5, 10), ("polarity", 3, 8),
    ("verb", 4, 4),
)  # fmt: skip
_FAR = -1e4
_NONE = STANCE_LABELS.index("none")


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a network: words with padding and unknown, dimensions of their vectors, hidden units a direction."""

    words: int
    dimensions: int = 64
    hidden: int = 64
    members: int = 1


@dataclass(frozen=True, slots=True)
class Trust:
    """How probabilities become labels and scores.

    ``temperature`` divides the logarithms of the probabilities. Where an article is not about the target, a position
    less probable than ``off_topic`` is none.
    """

    temperature: float = 1.0
    off_topic: float = 0.5

    def label(self, guess: Guess, topic: Topic) -> tuple[StanceLabel, float]:
        """The label of a guess, and the probability that it is right."""
        best = int(guess.probabilities.argmax())
        label, score = STANCE_LABELS[best], float(guess.probabilities[best])
        if label != "none" and not topic.about and score < self.off_topic:
            return "none", max(float(guess.probabilities[_NONE]), 0.5)
        return label, score


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows as tensors: ``tokens`` (b, n, COLUMNS), padded by 0; ``lengths`` (b); ``rules`` (b, RULES)."""

    tokens: Tensor
    lengths: Tensor
    rules: Tensor


@dataclass(frozen=True, slots=True)
class Guess:
    """Probabilities (4, in the order of STANCE_LABELS) and the weight of each token of the window (n, sums to 1)."""

    probabilities: npt.NDArray[np.float64]
    attention: npt.NDArray[np.float64]


class Member(nn.Module):
    """One network. It reads word vectors that the caller looks up, so that several share one table."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.columns = nn.ModuleDict({name: nn.Embedding(n, d, padding_idx=0) for name, n, d in _EMBEDDED[:2]})
        self.small = nn.ModuleDict({name: nn.Embedding(n, d) for name, n, d in _EMBEDDED[2:]})
        size, hidden = shape.dimensions + sum(d for _, _, d in _EMBEDDED), shape.hidden
        self.right = nn.LSTM(size, hidden, batch_first=True)
        self.left = nn.LSTM(size, hidden, batch_first=True)
        self.attention = nn.Linear(2 * hidden, 2)
        self.rules = nn.Sequential(nn.Linear(RULES, 24), nn.ReLU())
        self.out = nn.Sequential(
            nn.Dropout(0.4), nn.Linear(6 * hidden + 24, 48), nn.ReLU(), nn.Dropout(0.3), nn.Linear(48, LABELS)
        )

    def forward(self, words: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
        """Logits (b, 4) and attention within the quotation and its cue (b, n), from word vectors (b, n, d)."""
        tokens, lengths = batch.tokens, batch.lengths
        embedded = [layer(tokens[..., i]) for i, layer in enumerate((*self.columns.values(), *self.small.values()), 1)]
        x = functional.dropout(torch.cat([words, *embedded], -1), 0.3, self.training)
        steps = torch.arange(tokens.shape[1])[None]
        there = steps < lengths[:, None]
        turned = torch.where(there, lengths[:, None] - 1 - steps, steps)
        right = self.right(x)[0]
        left = self.left(x.gather(1, turned[..., None].expand_as(x)))[0]
        left = left.gather(1, turned[..., None].expand_as(left))
        states = functional.dropout(torch.cat([right, left], -1), 0.3, self.training)
        inside = there & (tokens[..., 3] >= INSIDE) & (tokens[..., 3] <= CUE)
        scores = self.attention(states)
        said = scores[..., 0].masked_fill(~inside, _FAR).softmax(1)
        around = scores[..., 1].masked_fill(~there, _FAR).softmax(1)
        highest = states.masked_fill(~inside[..., None], -10.0).amax(1)
        pooled = [(said[..., None] * states).sum(1), (around[..., None] * states).sum(1), highest]
        return self.out(torch.cat([*pooled, self.rules(batch.rules)], -1)), said


class StanceNetwork(nn.Module):
    """The members over one table of word vectors; ``mean`` and ``deviation`` scale the numbers of the rules."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.word = nn.Embedding(shape.words, shape.dimensions, padding_idx=0)
        self.word.weight.requires_grad_(False)
        self.members = nn.ModuleList(Member(shape) for _ in range(shape.members))
        self.register_buffer("mean", torch.zeros(RULES))
        self.register_buffer("deviation", torch.ones(RULES))

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Mean probabilities of the members (b, 4), and their mean attention (b, n)."""
        words = self.word(batch.tokens[..., 0])
        scaled = Batch(batch.tokens, batch.lengths, (batch.rules - self.mean) / self.deviation)
        made = [member(words, scaled) for member in self.members]
        probabilities = torch.stack([logits.softmax(1) for logits, _ in made]).mean(0)
        return probabilities, torch.stack([attention for _, attention in made]).mean(0)


@dataclass(frozen=True, slots=True)
class StanceModel:
    """A network ready for use, with its words and how far it is trusted."""

    network: StanceNetwork
    vocabulary: Vocabulary
    trust: Trust

    def __call__(self, windows: Sequence[Window]) -> list[Guess]:
        """A guess for each window. All go through the network at once: give it those of one document."""
        if not windows:
            return []
        with torch.inference_mode():
            made, attention = self.network(batch(windows, self.vocabulary))
        probabilities = tempered(made.double().numpy(), self.trust.temperature)
        weights = attention.double().numpy()
        return [Guess(p, weights[i, : len(w)]) for i, (p, w) in enumerate(zip(probabilities, windows, strict=True))]


def batch(windows: Sequence[Window], vocabulary: Vocabulary) -> Batch:
    """The tensors of at least one window; one without tokens becomes a single token of padding."""
    lengths = [max(1, len(w)) for w in windows]
    tokens = torch.zeros(len(windows), max(lengths), COLUMNS, dtype=torch.long)
    for i, given in enumerate(windows):
        tokens[i, : len(given)] = torch.from_numpy(given.matrix(vocabulary))
    return Batch(tokens, torch.tensor(lengths), torch.tensor([w.rules for w in windows]))


def tempered(probabilities: npt.NDArray[np.float64], temperature: float) -> npt.NDArray[np.float64]:
    """Probabilities (n, 4) after temperature scaling (Guo et al. 2017), each row summing to 1."""
    scaled = np.maximum(probabilities, 1e-9) ** (1.0 / temperature)
    return np.asarray(scaled / scaled.sum(1, keepdims=True), np.float64)


def hide(tokens: Tensor, generator: torch.Generator) -> Tensor:
    """A copy of tokens (b, n, COLUMNS) in which some words, affixes and polarities are hidden, for training."""
    out = tokens.clone()
    for column, share, value in ((0, 0.12, UNKNOWN), (1, 0.1, 0), (2, 0.1, 0), (5, 0.1, 0)):
        chosen = (torch.rand(out.shape[:2], generator=generator) < share) & (out[..., 0] > 0)
        out[..., column].masked_fill_(chosen, value)
    return out


def save(folder: Path, model: StanceModel) -> None:
    """Write weights and vocabulary into ``folder``: embeddings as int8 rows with scales, the rest as half floats."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    words = "\n".join(model.vocabulary.words)
    header = {
        "format": FORMAT,
        "shape": asdict(model.network.shape),
        "trust": asdict(model.trust),
        "vocabulary": _digest(words),
    }
    save_file(_pack(model.network.state_dict()), folder / WEIGHTS, {"quotes": json.dumps(header)})
    # The library writes for the owner alone; a package's files are read by others too.
    (folder / WEIGHTS).chmod(0o644)
    (folder / VOCABULARY).write_text(words, encoding="utf-8")


def _pack(state: dict[str, Tensor]) -> dict[str, Tensor]:
    out: dict[str, Tensor] = {}
    for name, value in state.items():
        if name == "word.weight" or ".columns." in name:
            scale = (value.abs().amax(1, keepdim=True) / 127).clamp(min=1e-6)
            out[name + ".int8"] = (value / scale.half().float()).round().clamp(-127, 127).to(torch.int8)
            out[name + ".scale"] = scale.half()
        else:
            out[name] = value.half()
    return out


def load(folder: Path) -> StanceModel:
    """Read a model.

    Raises ResourceError, which names the file and how to restore it, where one is missing, cut, or not this program's.
    """
    from safetensors import SafetensorError, safe_open

    path = folder / WEIGHTS
    try:
        with safe_open(path, "pt") as file:
            header: Any = json.loads((file.metadata() or {}).get("quotes", "{}"))
            stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no mapping)
    except (OSError, ValueError, SafetensorError) as error:
        raise _broken(path, str(error)) from error
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        found = header.get("format") if isinstance(header, dict) else header
        raise _broken(path, f"format {found!r}, expected {FORMAT!r}")
    try:
        words = (folder / VOCABULARY).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise _broken(folder / VOCABULARY, str(error)) from error
    if _digest(words) != header.get("vocabulary"):
        raise _broken(folder / VOCABULARY, "not the vocabulary of the weights beside it")
    try:
        vocabulary = Vocabulary(words.split("\n"))
        network = StanceNetwork(Shape(**header["shape"]))
        network.load_state_dict(unpack(stored))
        trust = Trust(**header["trust"])
    except (RuntimeError, KeyError, TypeError, ValueError) as error:
        raise _broken(path, str(error).splitlines()[0]) from error
    if network.shape.words != len(vocabulary):
        raise _broken(path, f"{network.shape.words} word vectors for {len(vocabulary)} words")
    return StanceModel(network.requires_grad_(False).eval(), vocabulary, trust)


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def _broken(path: Path, reason: str) -> ResourceError:
    bundled = PACKAGE in path.parents
    restore = "restore it with `pip install --force-reinstall quotes-dataset-builder`" if bundled else "copy it anew"
    return ResourceError(
        f"{path}: cannot be read as weights of the stance network ({reason}); {restore}, or train it: "
        "`quotes train stance`"
    )
