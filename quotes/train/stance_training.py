"""Training of the stance network: samples from gold texts, one member of it, probabilities that are right on average.

The gold texts are all of one question. So that the network serves others, and says ``none`` of what is not about the
target, part of each pass are windows as a reader would see them whose target the text does not name; their label is
none.
"""

from __future__ import annotations

import logging
import random
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from quotes.document import STANCE_LABELS, Document, Stance, StanceLabel
from quotes.neural.features import Vocabulary
from quotes.neural.stance import Batch, Member, Shape, StanceModel, StanceNetwork, Trust, batch, hide, tempered
from quotes.neural.stance_features import Window, window, without_target
from quotes.stages.stance import StanceLabeler, rules_for
from quotes.target import Target

log = logging.getLogger(__name__)
Probabilities = npt.NDArray[np.float64]
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to train; ``foreign``: windows without a target in each pass, as a share of the samples."""

    epochs: int = 8
    rate: float = 2.5e-3
    size: int = 24
    foreign: float = 0.15
    members: int = 3
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Sample:
    """A gold quotation: its article, window and label; whether the article names its target enough to be about it;
    the rules' label, and the cue's and the quotation's words for baselines.
    """

    article: str
    window: Window
    label: StanceLabel
    about: bool
    rules: StanceLabel
    cue: str
    text: str


def samples(gold: Sequence[Document], target: Target) -> list[Sample]:
    """The samples of parsed gold documents, in their order."""
    rules, labeler = rules_for(target), StanceLabeler(target, None)
    out = []
    for document in gold:
        bare = tuple(replace(q, stance=None, notes=()) for q in document.quotations)
        unlabelled = replace(document, quotations=bare)
        topic = rules.topic(unlabelled)
        labelled = labeler([unlabelled])[0].quotations
        for given, quotation, found in zip(document.quotations, bare, labelled, strict=True):
            made = window(unlabelled, quotation, rules.judge(unlabelled, quotation, topic), topic)
            cue, said = (" ".join(s.of(document.text) for s in spans) for spans in (given.cue, given.spans))
            by_rules = (found.stance or Stance("")).label
            label = (given.stance or Stance("")).label
            out.append(Sample(document.article.id, made, label, topic.about, by_rules, cue, said))
    return out


def fold(article: str) -> int:
    """The fold (from 0 to FOLDS) of an article, by a hash of its id."""
    return zlib.crc32(article.encode()) % FOLDS


def new_network(vocabulary: Vocabulary, vectors: npt.NDArray[np.float32], given: Sequence[Sample]) -> StanceNetwork:
    """A network without members over ``vectors`` (words + 2, d), the rules' numbers scaled after ``given``."""
    network = StanceNetwork(Shape(len(vocabulary), vectors.shape[1], members=0))
    network.word.weight.data.copy_(torch.from_numpy(vectors))
    rules = torch.tensor([s.window.rules for s in given])
    network.mean.copy_(rules.mean(0))
    network.deviation.copy_(rules.std(0).clamp(min=0.1))
    return network


def train_member(network: StanceNetwork, vocabulary: Vocabulary, given: Sequence[Sample], plan: Plan) -> None:
    """Train one more member of ``network`` on ``given``; ``plan.seed`` fixes weights, order and dropout."""
    torch.manual_seed(plan.seed)
    rng, generator = random.Random(plan.seed), torch.Generator().manual_seed(plan.seed)
    member = Member(network.shape).train()
    real = [_Example(s.window, STANCE_LABELS.index(s.label), vocabulary) for s in given]
    foreign = [_Example(without_target(s.window), STANCE_LABELS.index("none"), vocabulary) for s in given]
    each_pass = len(real) + round(plan.foreign * len(real))
    steps = plan.epochs * -(-each_pass // plan.size)
    optimizer = torch.optim.Adam(member.parameters(), lr=plan.rate, betas=(0.9, 0.98))
    weight = _weights(given)
    step = 0
    for epoch in range(plan.epochs):
        total = 0.0
        drawn = real + rng.sample(foreign, each_pass - len(real))
        for group in _groups(drawn, plan.size, rng):
            optimizer.param_groups[0]["lr"] = (
                plan.rate * min(1.0, (step + 1) / 50) * 0.5 * (1 + float(np.cos(np.pi * min(1.0, step / steps))))
            )
            total += _step(_loss(network, member, group, weight, generator), member, optimizer)
            step += 1
        log.info("seed %d, pass %d of %d: loss %.3f", plan.seed, epoch + 1, plan.epochs, total / steps * plan.epochs)
    network.members.append(member.eval())
    network.shape = replace(network.shape, members=len(network.members))


class _Example:
    """A window as numbers, and its label."""

    def __init__(self, given: Window, label: int, vocabulary: Vocabulary) -> None:
        made = batch([given], vocabulary)
        self.tokens, self.rules, self.label = made.tokens[0], made.rules[0], label


def _weights(given: Sequence[Sample]) -> torch.Tensor:
    """The weight of each label: rare ones count more, after the root of their share."""
    counts = Counter(s.label for s in given)
    return torch.tensor([(len(given) / 4 / max(1, counts[label])) ** 0.5 for label in STANCE_LABELS])


def _groups(given: Sequence[_Example], size: int, rng: random.Random) -> list[list[_Example]]:
    """Batches of windows of like length, in a random order."""
    order = sorted(given, key=lambda e: len(e.tokens) + 15 * rng.random())
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    rng.shuffle(groups)
    return groups


def _loss(
    network: StanceNetwork, member: nn.Module, group: Sequence[_Example], weight: torch.Tensor, chance: torch.Generator
) -> torch.Tensor:
    tokens = nn.utils.rnn.pad_sequence([e.tokens for e in group], batch_first=True)
    rules = (torch.stack([e.rules for e in group]) - network.mean) / network.deviation
    rules = rules * (torch.rand(len(group), 1, generator=chance) >= 0.15)
    made = Batch(hide(tokens, chance), torch.tensor([len(e.tokens) for e in group]), rules)
    logits, _ = member(network.word(made.tokens[..., 0]), made)
    wanted = torch.tensor([e.label for e in group])
    return functional.cross_entropy(logits, wanted, weight, label_smoothing=0.05)


def _step(loss: torch.Tensor, member: nn.Module, optimizer: torch.optim.Optimizer) -> float:
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(member.parameters(), 2.0)
    optimizer.step()
    return loss.item()


def predict(network: StanceNetwork, vocabulary: Vocabulary, given: Sequence[Sample]) -> Probabilities:
    """The network's own probabilities (n, 4) for samples, before any scaling."""
    model = StanceModel(network, vocabulary, Trust())
    out = [model([s.window for s in given[i : i + 64]]) for i in range(0, len(given), 64)]
    return np.array([guess.probabilities for part in out for guess in part]).reshape(-1, len(STANCE_LABELS))


def cross_validate(
    vocabulary: Vocabulary, vectors: npt.NDArray[np.float32], given: Sequence[Sample], plan: Plan
) -> Probabilities:
    """Probabilities (n, 4) of each sample by one member that was trained on the other folds."""
    out = np.zeros((len(given), len(STANCE_LABELS)))
    for number in range(FOLDS):
        rest = [s for s in given if fold(s.article) != number]
        held = [i for i, s in enumerate(given) if fold(s.article) == number]
        if not rest or not held:
            continue
        network = new_network(vocabulary, vectors, rest)
        train_member(network, vocabulary, rest, plan)
        out[held] = predict(network, vocabulary, [given[i] for i in held])
    return out


def temperature(probabilities: Probabilities, labels: Sequence[StanceLabel]) -> float:
    """The temperature at which the labels are most probable (Guo et al. 2017)."""
    from scipy.optimize import minimize_scalar

    wanted = np.array([STANCE_LABELS.index(label) for label in labels])
    rows = np.arange(len(wanted))

    def loss(t: float) -> float:
        return float(-np.log(tempered(probabilities, t)[rows, wanted]).mean())

    return round(float(minimize_scalar(loss, bounds=(0.3, 3.0), method="bounded").x), 3)
