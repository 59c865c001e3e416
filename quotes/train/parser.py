"""Parser: dependencies by deep biaffine attention (Dozat & Manning 2017), Stanza's graph parser, on predicted tags.

The tags that it learns from are those of the tagger's first phase: on HDT, which that phase never saw, they have the
errors that tags of new text have.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from quotes.evaluate.conllu import Row, Tree
from quotes.train import loop, tagger
from quotes.train.augment import augmented
from quotes.train.speech import with_speech
from quotes.train.treebank import Treebanks

log = logging.getLogger(__name__)

STEPS = 1500
_BATCH_TOKENS = 500
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

    def update() -> float:
        items: list[Any] = []
        size = 0
        while size < _BATCH_TOKENS:
            items.append(data[random.randrange(len(data))])
            size += len(items[-1][0])
        return float(trainer.update(DataLoader.collate(items))[0])

    def report(step: int) -> None:
        log.info("step %d, dev: uas %.2f, las %.2f", step, *attachment(trainer, pretrain, dev, banks.dev))

    plan = loop.Plan(steps, rate=0.002, seed=seed, hold=0.35)
    optimizers = list(trainer.optimizer.values())
    loop.train(trainer.model, optimizers, update, plan, work / "parser.checkpoint.pt", after=report)
    return trainer


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
