"""Parser: dependencies by deep biaffine attention (Dozat & Manning 2017), Stanza's graph parser, on predicted tags.

The tags that it learns from are those of the tagger's first phase: on HDT, which that phase never saw, they have the
errors that tags of new text have.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from quotes.evaluate.conllu import Row, Tree
from quotes.train import loop, tagger
from quotes.train.augment import augmented
from quotes.train.speech import with_speech
from quotes.train.treebank import Treebanks

log = logging.getLogger(__name__)

STEPS = 1800
_BATCH_TOKENS = 500
_WINDOW = 150
_OPTIONS = (
    "--mode train --lang de --shorthand de_quotes --no_ufeats --num_layers 2 --hidden_dim 200 --word_emb_dim "
    "50 --tag_emb_dim 50 --char_emb_dim 32 --char_hidden_dim 64 --transformed_dim 75 --deep_biaff_hidden_dim "
    "120 --word_cutoff 3 --optim adam --lr 0.002 --beta2 0.95 --weight_decay 0 --dropout 0.33 --word_dropout "
    "0.2 --no_linearization --no_distance --no_second_optim --no_checkpoint --cpu"
)


def train(
    banks: Treebanks, work: Path, pretrain: Any, *, seed: int = 1, steps: int = STEPS, tagger_steps: int = tagger.STEPS
) -> Any:
    """Train on ``banks``; returns Stanza's trainer. What an interrupted run needs is kept in ``work``."""
    from stanza.models import parser
    from stanza.models.depparse.data import DataLoader, Dataset
    from stanza.models.depparse.trainer import GraphTrainer

    tags = tagger.first_phase(banks, work, pretrain, seed=seed, steps=tagger_steps)
    args = parser.parse_args(_OPTIONS.split())
    args.update(
        device="cpu", pretrain=pretrain is not None, save_dir="", wordvec_pretrain_file=None, augment_nopunct=0.1
    )
    trees = training_trees(banks, random.Random(seed))
    trees = retagged(trees, tags, pretrain)
    dev = retagged(banks.dev, tags, pretrain)
    loop.seed_all(seed, 0)
    data = Dataset(tagger.document(trees), args, pretrain, evaluation=False)
    trainer = GraphTrainer(args=args, vocab=data.vocab, pretrain=pretrain, device="cpu")
    log.info(
        "%d sentences, %d parameters", len(data), sum(p.numel() for p in trainer.model.parameters() if p.requires_grad)
    )

    order = sorted(range(len(data)), key=lambda i: len(data.data[i][0]))

    def update() -> float:
        items = [data[order[place]] for place in neighbours(data.lengths, order)]
        return float(step(trainer, DataLoader.collate(items)))

    def report(step: int) -> None:
        log.info("step %d, dev: uas %.2f, las %.2f", step, *attachment(trainer, pretrain, dev, banks.dev))

    plan = loop.Plan(steps, rate=0.002, seed=seed, hold=0.35)
    optimizers = list(trainer.optimizer.values())
    loop.train(trainer.model, optimizers, update, plan, work / "parser.checkpoint.pt", after=report)
    return trainer


def neighbours(lengths: Sequence[int], order: Sequence[int]) -> Iterator[int]:
    """Places in ``order`` (sentences by length) for one batch: around a random one, so that little is padding."""
    centre = random.randrange(len(order))
    low, high = max(0, centre - _WINDOW), min(len(order), centre + _WINDOW)
    size = 0
    while size < _BATCH_TOKENS:
        place = random.randrange(low, high)
        size += lengths[order[place]]
        yield place


def step(trainer: Any, batch: Any) -> Any:
    """One step of Stanza's trainer, with its own loss; relations are scored for the gold heads only, which is all that
    the loss looks at, and a third cheaper than for all pairs.
    """
    import torch
    from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
    from stanza.models.depparse.trainer import unpack_batch

    model = trainer.model
    model.train()
    inputs, _, word_order, lengths, word_lengths, text = unpack_batch(batch, "cpu")
    padding, heads, deprels = inputs[1], inputs[-2], inputs[-1]
    states = model.embed(*inputs, word_order, lengths, word_lengths, text)
    arcs = model.unlabeled(model.drop(states), model.drop(states)).squeeze(3)
    arcs = arcs.masked_fill(torch.eye(arcs.size(-1), dtype=torch.bool), -float("inf"))[:, 1:]
    arcs = arcs.masked_fill(padding.unsqueeze(1), -float("inf"))
    real = ~padding[:, 1:]
    loss = model.crit(arcs[real], heads[real])
    scorer = model.deprel
    dependents = scorer.dropout(torch.relu(scorer.W1(model.drop(states[:, 1:][real]))))
    governors = states.gather(1, heads.unsqueeze(2).expand(-1, -1, states.size(2)))[real]
    governors = scorer.dropout(torch.relu(scorer.W2(model.drop(governors))))
    loss = loss + model.crit(_bilinear(scorer.scorer.W_bilin, dependents, governors), deprels[real] - VOCAB_PREFIX_SIZE)
    loss = loss / inputs[2].size(0)
    for optimizer in trainer.optimizer.values():
        optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), trainer.args["max_grad_norm"])
    for optimizer in trainer.optimizer.values():
        optimizer.step()
    return loss.item()


def _bilinear(layer: Any, left: Any, right: Any) -> Any:
    """(n, I) and (n, J) to (n, O) under a pairwise layer's weight (I, J, O), whose inputs have a one at the end."""
    import torch

    left, right = (torch.cat([x, x.new_ones(len(x), 1)], 1) for x in (left, right))
    rows, columns, size = layer.weight.shape
    middle = (left @ layer.weight.reshape(rows, columns * size)).view(-1, columns, size)
    return (right.unsqueeze(1) @ middle).squeeze(1) + layer.bias


def training_trees(banks: Treebanks, rng: random.Random) -> list[Tree]:
    """GSD twice with marks drawn anew, PUD and HDT once, and sentences of all as direct speech in a frame."""
    names = ("gsd", "gsd", "pud", "hdt")
    trees = [tree for name in names for tree in augmented(banks.train[name], rng)]
    known = {row.deprel for tree in banks.train["gsd"] + banks.train["pud"] for row in tree}
    trees = [[_known(row, known) for row in tree] for tree in trees]
    return trees + with_speech([*banks.train["gsd"], *banks.train["pud"]], rng)


def _known(row: Row, known: set[str]) -> Row:
    if row.deprel in known or not row.is_word:
        return row
    base = row.deprel.split(":")[0]
    return replace(row, deprel=base if base in known else "dep")


def retagged(trees: Sequence[Tree], trainer: Any, pretrain: Any) -> list[Tree]:
    """The sentences with the tags and features that the tagger ``trainer`` predicts."""
    result = []
    for tree, tags in zip(trees, tagger.tag(trainer, trees, pretrain), strict=True):
        words = iter(tags)
        rows = []
        for row in tree:
            if row.is_word:
                upos, xpos, feats = next(words)
                rows.append(replace(row, upos=upos, xpos=xpos or "_", feats=feats))
            else:
                rows.append(row)
        result.append(rows)
    return result


def attachment(trainer: Any, pretrain: Any, tagged: Sequence[Tree], gold: Sequence[Tree]) -> tuple[float, float]:
    """Unlabelled and labelled attachment in percent of the words of ``gold``."""
    import torch
    from stanza.models.depparse.data import DataLoader
    from stanza.models.parser import predict_dataset

    loader = DataLoader(
        tagger.document(tagged),
        3000,
        trainer.args,
        pretrain,
        vocab=trainer.vocab,
        evaluation=True,
        sort_during_eval=True,
    )
    with torch.no_grad():
        predicted = predict_dataset(trainer, loader)
    words = [row for tree in gold for row in tree if row.is_word]
    pairs = [(int(head), deprel) for sentence in predicted for head, deprel in sentence]
    unlabelled = sum(row.head == head for row, (head, _) in zip(words, pairs, strict=True))
    labelled = sum((row.head, row.deprel) == pair for row, pair in zip(words, pairs, strict=True))
    return 100 * unlabelled / len(words), 100 * labelled / len(words)
