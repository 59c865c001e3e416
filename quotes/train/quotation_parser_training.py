"""The training loop of the quotation parser: batches, losses, schedule, checkpoints that a stopped run resumes from."""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from quotes.document import QUOTATION_TYPES
from quotes.neural.features import Matrix, Vocabulary
from quotes.neural.network import CHANNELS, ENCODER, LAYERS, ROLES, Candidate, PairScores, QuotationNetwork
from quotes.neural.reading import Floats, Hint, Hints
from quotes.train.quotation_parser_augment import restyle
from quotes.train.quotation_parser_data import Gold, Sample, Treebank

log = logging.getLogger(__name__)
IGNORED = -100
# Articles with ids of this form follow the news corpus, which leaves many summaries unmarked: what is not marked as
# reported there may be, and nothing is learned from it. How much to leave out is learned from the corpus itself.
_SUMMARIES_LEFT = "press-"
_AVERAGE_EVERY = 4
# Index of a type -> (layer, place in the layer).
_PLACE = {}
for _layer, _names in enumerate(LAYERS):
    for _k, _name in enumerate(_names):
        _PLACE[_name] = (_layer, _k)


@dataclass(frozen=True, slots=True)
class Plan:
    """The settings of a run. Weights were set once by hand; the log tells what each gave."""

    epochs: int = 22
    batch: int = 8
    longest: int = 500
    rate: float = 2e-3
    # Of an own encoder, where there is one: it is trained already, and only adapts.
    encoder_rate: float = 3e-5
    seed: int = 1
    # Weight of the treebank loss and of the literary batches, and the part of the run in which the latter appear.
    treebank: float = 0.6
    literature: float = 0.7
    literature_until: float = 0.6
    # Made articles an epoch (``quotation_parser_examples``).
    examples: int = 80
    # Part of the texts that are taken as printed, in other marks, without hints, without parse and hints.
    printed: float = 0.55
    restyled: float = 0.3
    unhinted: float = 0.05
    unread: float = 0.08
    # Addressees are rare among the tokens of a window; reported among those of a text.
    addressee: float = 3.0
    reported: float = 1.6
    # Weight of the loss on the first token of the speaker's mention.
    start: float = 0.15


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sample as the network reads it: features, BIO labels (n, 3), role labels (n, 4), anchors."""

    features: Matrix
    labels: npt.NDArray[np.int64]
    roles: npt.NDArray[np.float32]
    sentences: npt.NDArray[np.int64]
    anchors: tuple[tuple[int, int, Gold], ...]
    domain: int
    hints: Hints


def runs(ids: Sequence[int]) -> list[tuple[int, int]]:
    """Rising indexes as half-open stretches."""
    out: list[tuple[int, int]] = []
    for i in ids:
        if out and out[-1][1] == i:
            out[-1] = (out[-1][0], i + 1)
        else:
            out.append((i, i + 1))
    return out


def targets(
    sample: Sample,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32], tuple[tuple[int, int, Gold], ...]]:
    """BIO labels (``IGNORED`` where they are not known), role labels, and the stretches (first, end, gold) from which
    the pair scorer starts.
    """
    n = len(sample.tokens)
    labels = np.zeros((n, len(LAYERS)), np.int64)
    roles = np.zeros((n, len(ROLES)), np.float32)
    anchors = []
    for gold in sorted(sample.gold, key=lambda g: -len(g.quote)):
        layer, place = _PLACE[QUOTATION_TYPES[gold.type]]
        stretches = runs(gold.quote)
        longest = max(end - begin for begin, end in stretches)
        for begin, end in stretches:
            if end - begin < min(3, longest):
                continue
            # Within a layer the outer quotation stays, but for the direct ones, where the inner is written over it.
            if layer == 1 and labels[begin:end, layer].any():
                continue
            labels[begin, layer] = 1 + 2 * place
            labels[begin + 1 : end, layer] = 2 + 2 * place
            anchors.append((begin, end, gold))
        for k, ids in enumerate(gold.roles):
            roles[list(ids), k] = 1
    if sample.id.startswith(_SUMMARIES_LEFT):
        summaries = labels[:, _PLACE["reported"][0]]
        summaries[summaries == 0] = IGNORED
    return labels, roles, tuple(anchors)


def pieces(sample: Sample, vocabulary: Vocabulary, longest: int) -> list[Piece]:
    """The sample in stretches of at most ``longest`` tokens that end with a sentence where they can."""
    labels, roles, anchors = targets(sample)
    features = vocabulary.matrix(sample.tokens, sample.reading)
    hints = Hints(sample.reading.hints if sample.reading else None)
    sentences = np.array(sample.tokens.sentences, np.int64)
    out, begin, n = [], 0, len(sample.tokens)
    while begin < n:
        end = min(n, begin + longest)
        while begin + 50 < end < n and sentences[end] == sentences[end - 1]:
            end -= 1
        inside = tuple((a - begin, b - begin, _shift(g, begin, end)) for a, b, g in anchors if begin <= a and b <= end)
        out.append(
            Piece(
                features[begin:end], labels[begin:end], roles[begin:end], sentences[begin:end], inside, sample.domain,
                Hints([h for hint in hints.near(begin, end) if (h := _shift_hint(hint, begin, end)).quote]),
            )
        )  # fmt: skip
        begin = end
    return out


def _shift_hint(hint: Hint, begin: int, end: int) -> Hint:
    def moved(ids: Sequence[int]) -> tuple[int, ...]:
        return tuple(i - begin for i in ids if begin <= i < end)

    return replace(hint, quote=moved(hint.quote), roles=tuple(moved(r) for r in hint.roles))


def _shift(gold: Gold, begin: int, end: int) -> Gold:
    def moved(ids: Sequence[int]) -> tuple[int, ...]:
        return tuple(i - begin for i in ids if begin <= i < end)

    return replace(gold, quote=moved(gold.quote), roles=tuple(moved(r) for r in gold.roles))


def padded(matrices: Sequence[Matrix]) -> tuple[Tensor, Tensor]:
    """Feature matrices as one tensor (batch, n, columns), and their lengths."""
    lengths = torch.tensor([len(m) for m in matrices])
    out = torch.zeros(len(matrices), int(lengths.max()), matrices[0].shape[1], dtype=torch.long)
    for i, m in enumerate(matrices):
        out[i, : len(m)] = torch.from_numpy(m.astype(np.int64))
    return out, lengths


def hints_of(batch: Sequence[Piece]) -> Callable[[Candidate, int, int], Floats]:
    """What the rules say for candidates of a batch, as the pair scorer asks for it."""

    def known(c: Candidate, low: int, high: int) -> Floats:
        return batch[c.row].hints.pair(QUOTATION_TYPES[c.type], c.begin, c.end, low, high)

    return known


def parted(network: QuotationNetwork) -> list[list[nn.Parameter]]:
    """The weights that learn at one rate: the network's own, then those of its encoder, where it has one."""
    own = [p for name, p in network.named_parameters() if not name.startswith(ENCODER)]
    encoder = [p for name, p in network.named_parameters() if name.startswith(ENCODER)]
    return [own, encoder] if encoder else [own]


class Trainer:
    """One run over texts, literature and treebanks; ``train`` goes on from the last checkpoint in its folder.

    ``texts``: for each text its variants, the printed one first; ``made``: made articles, of which some are taken each
    epoch.
    """

    def __init__(
        self,
        network: QuotationNetwork,
        vocabulary: Vocabulary,
        plan: Plan,
        *,
        texts: Sequence[Sequence[Sample]],
        made: Sequence[Sample] = (),
        literature: Sequence[Sample] = (),
        banks: Sequence[Treebank] = (),
    ) -> None:
        self.network, self.vocabulary, self.plan = network, vocabulary, plan
        self.texts, self.made, self.rng = list(texts), list(made), random.Random(plan.seed)
        self.literature = [p for s in literature for p in pieces(s, vocabulary, plan.longest)]
        read = sorted(
            ((vocabulary.matrix(b.tokens), np.array(b.labels)) for b in banks if len(b.tokens) < 600),
            key=lambda bank: len(bank[0]),
        )
        self.banks = [read[i : i + 8] for i in range(0, len(read), 8)]
        count = min(plan.examples, len(self.made))
        count += sum(len(pieces(s[0], vocabulary, plan.longest)) for s in self.texts)
        self.steps = plan.epochs * math.ceil(count / plan.batch)
        self.step = 0
        groups = [{"params": group} for group in parted(network)]
        self.optimizer = torch.optim.Adam(groups, lr=plan.rate, betas=(0.9, 0.98), fused=True)
        self.average = {k: v.clone() for k, v in network.state_dict().items()}

    def train(self, folder: Path) -> dict[str, Tensor]:
        """Run to the end, with a checkpoint after each epoch; return the averaged weights."""
        begun = self._resume(folder / "checkpoint.pt")
        start = time.monotonic()
        for epoch in range(begun, self.plan.epochs):
            torch.manual_seed(self.plan.seed * 1000 + epoch)
            self.rng = random.Random(self.plan.seed * 1000 + epoch)
            losses = [self._step(batch) for batch in self._batches()]
            means = np.mean(np.array(losses), 0).round(3).tolist()
            log.info("epoch %d: tags, roles, pairs %s, %.0f s", epoch, means, time.monotonic() - start)
            self._save(folder / "checkpoint.pt", epoch + 1)
        return self.average

    def _resume(self, path: Path) -> int:
        if not path.is_file():
            return 0
        state = torch.load(path, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.average, self.step = state["average"], state["step"]
        return int(state["epoch"])

    def _save(self, path: Path, epoch: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        state = {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "average": self.average,
            "step": self.step,
            "epoch": epoch,
        }
        part = path.with_suffix(".part")
        torch.save(state, part)
        part.replace(path)

    def _batches(self) -> list[list[Piece]]:
        plan, rng = self.plan, self.rng
        some = rng.sample(self.made, min(plan.examples, len(self.made)))
        drawn = [v[0] if len(v) == 1 or rng.random() < plan.printed else rng.choice(v[1:]) for v in self.texts]
        return self._grouped(
            [p for s in (*drawn, *some) for p in pieces(self._changed(s), self.vocabulary, plan.longest)]
        )

    def _changed(self, sample: Sample) -> Sample:
        """The sample in other marks, or with less known about it, at random."""
        if self.rng.random() < self.plan.restyled:
            sample = restyle(sample, self.rng)
        chance = self.rng.random()
        if sample.reading is not None and chance < self.plan.unread:
            return replace(sample, reading=None)
        if sample.reading is not None and chance < self.plan.unread + self.plan.unhinted:
            return replace(sample, reading=replace(sample.reading, hints=None))
        return sample

    def _grouped(self, read: list[Piece]) -> list[list[Piece]]:
        order = sorted(read, key=lambda p: len(p.features) + self.rng.random() * 60)
        size = self.plan.batch
        groups = [order[i : i + size] for i in range(0, len(order), size)]
        self.rng.shuffle(groups)
        return groups

    def _rate(self) -> float:
        done = self.step / self.steps
        warm = min(1.0, (self.step + 1) / 150)
        return warm * (0.5 * (1 + math.cos(math.pi * max(0.0, done - 0.3) / 0.7))) + 0.01

    def _step(self, batch: list[Piece]) -> tuple[float, float, float]:
        plan, done = self.plan, min(1.0, self.step / self.steps)
        self.network.train()
        for group, rate in zip(self.optimizer.param_groups, (plan.rate, plan.encoder_rate), strict=False):
            group["lr"] = rate * self._rate()
        loss, shown = self.loss(batch)
        # The two side tasks take turns: a step then costs half more than news alone.
        if self.step % 2 == 0 and self.literature and done < plan.literature_until:
            some = self.rng.sample(self.literature, min(3, len(self.literature)))
            loss = loss + plan.literature * (1 - done / plan.literature_until) ** 0.5 * self.loss(some)[0]
        elif self.step % 2 == 1 and self.banks:
            loss = loss + plan.treebank * max(0.3, 1 - done / 0.6) * self._bank_loss(self.rng.choice(self.banks))
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), 2.0)
        self.optimizer.step()
        self.step += 1
        if self.step % _AVERAGE_EVERY == 0:
            decay = min(0.98, (1 + self.step) / (10 + self.step))
            for name, value in self.network.state_dict().items():
                self.average[name].mul_(decay).add_(value, alpha=1 - decay)
        return shown

    def loss(self, batch: list[Piece]) -> tuple[Tensor, tuple[float, float, float]]:
        """The summed loss of tags, token roles and pairs, and the three apart."""
        net = self.network
        features, lengths = padded([p.features for p in batch])
        states = net.encode(features, lengths, domain=batch[0].domain)
        width = features.shape[1]
        labels = torch.full((len(batch), width, len(LAYERS)), IGNORED)
        roles = torch.zeros(len(batch), width, len(ROLES))
        for i, p in enumerate(batch):
            labels[i, : len(p.labels)] = torch.from_numpy(p.labels)
            roles[i, : len(p.roles)] = torch.from_numpy(p.roles)
        mask = torch.arange(width)[None] < lengths[:, None]
        tags = torch.zeros(())
        for i, head in enumerate(net.tags):
            logits = head(states).transpose(1, 2)
            weight = torch.ones(logits.shape[1])
            if LAYERS[i] == ("reported",):
                weight[1:] = self.plan.reported
            tags = tags + functional.cross_entropy(
                logits, labels[..., i], weight, ignore_index=IGNORED, label_smoothing=0.03
            )
        role = functional.binary_cross_entropy_with_logits(net.roles(states)[mask], roles[mask])
        pairs = self._pair_loss(states, batch)
        return tags + 0.5 * role + pairs, (tags.item(), role.item(), pairs.item())

    def _pair_loss(self, states: Tensor, batch: list[Piece]) -> Tensor:
        candidates, golds = [], []
        for row, piece in enumerate(batch):
            n = len(piece.features)
            for begin, end, gold in piece.anchors:
                # The tagger errs by a few tokens; the scorer learns to bear it.
                jitter = self.rng.random() < 0.4
                first = max(0, min(begin + self.rng.randint(-3, 3), end - 1)) if jitter else begin
                last = min(n, max(first + 1, end + self.rng.randint(-3, 3))) if jitter else end
                candidates.append(Candidate(row, first, last, gold.type))
                golds.append(gold)
        if not candidates:
            return torch.zeros(())
        scores = self.network.pair(states, candidates, [torch.from_numpy(p.sentences) for p in batch], hints_of(batch))
        wanted = torch.zeros_like(scores.logits)
        for k, gold in enumerate(golds):
            size = int(scores.valid[k].sum())
            for channel, ids in enumerate((*gold.roles, gold.quote)):
                at = [i - scores.first[k] for i in ids if 0 <= i - scores.first[k] < size]
                wanted[k, at, channel] = 1
        positive = torch.ones(len(CHANNELS))
        positive[ROLES.index("addressee")] = self.plan.addressee
        loss = functional.binary_cross_entropy_with_logits(scores.logits, wanted, reduction="none", pos_weight=positive)
        if batch[0].domain:
            # The literary corpus has no addressees.
            loss = loss * torch.tensor([1.0, 1.0, 1.0, 0.0, 1.0])
        roles = (loss * scores.valid[..., None]).sum(1).mean(0).sum() / 25
        return roles + self.plan.start * self._start_loss(scores, golds)

    @staticmethod
    def _start_loss(scores: PairScores, golds: Sequence[Gold]) -> Tensor:
        """The mean negative log-probability of the speaker's first token, or of none; those out of reach are left."""
        losses = []
        for k, gold in enumerate(golds):
            at = gold.roles[0][0] - scores.first[k] if gold.roles[0] else scores.starts.shape[1] - 1
            if not gold.roles[0] or 0 <= at < int(scores.valid[k].sum()):
                losses.append(-scores.starts[k, at])
        return torch.stack(losses).mean() if losses else torch.zeros(())

    def _bank_loss(self, group: Sequence[tuple[Matrix, npt.NDArray[np.int64]]]) -> Tensor:
        features, lengths = padded([m for m, _ in group])
        states = self.network.encode(features, lengths, shallow=True)
        heads = self.network.auxiliary
        labels = torch.full((*features.shape[:2], len(heads)), IGNORED)
        for i, (_, y) in enumerate(group):
            labels[i, : len(y)] = torch.from_numpy(y)
        losses = [
            functional.cross_entropy(head(states).transpose(1, 2), labels[..., i], ignore_index=IGNORED)
            for i, head in enumerate(heads)
        ]
        return torch.stack(losses).mean()
