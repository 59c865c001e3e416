"""Tokenizer: words and sentence ends, letter by letter, from running text built of the treebanks' sentences.

Sentences are strung into paragraphs of a few each, marks and datelines are drawn anew for every copy, and a paragraph
never ends inside a sentence.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quotes.evaluate.conllu import Tree, surface_of
from quotes.train import loop
from quotes.train.abbreviations import with_abbreviations
from quotes.train.augment import augmented
from quotes.train.treebank import Treebanks

log = logging.getLogger(__name__)

STEPS = 1500
COPIES = 3
_OPTIONS = (
    "--mode train --lang de --shorthand de_quotes --max_seqlen 150 --batch_size 24 --dropout 0.25 "
    "--unit_dropout 0.1 --use_mwt --cpu"
)
_WITHOUT_END = 0.07
_PARAGRAPHS = (1, 1, 2, 3, 4, 6, 8)


def labelled(trees: Sequence[Tree]) -> tuple[str, str]:
    """A paragraph of sentences and a label for each of its code points.

    0 inside a token, 1 its last letter, 2 a sentence's last, 3 and 4 the same for a multi-word token.
    """
    text, labels = "", ""
    for tree in trees:
        rows = surface_of(tree)
        for position, row in enumerate(rows):
            last = position == len(rows) - 1
            label = (1 if row.is_word else 3) + last
            text += row.form + ("" if row.glued and not last else " ")
            labels += "0" * (len(row.form) - 1) + str(label) + ("" if row.glued and not last else "0")
    return text.rstrip(), labels[: len(text.rstrip())]


def without_end(tree: Tree) -> Tree:
    """The sentence without its full stop, as headlines and captions have none."""
    return tree[:-1] if len(tree) > 3 and tree[-1].form == "." else tree


def paragraphs(trees: Sequence[Tree], rng: random.Random) -> list[tuple[str, str]]:
    """Text and labels of paragraphs of one to eight sentences, in the order given."""
    result = []
    start = 0
    while start < len(trees):
        size = rng.choice(_PARAGRAPHS)
        result.append(labelled(trees[start : start + size]))
        start += size
    return result


def train(banks: Treebanks, work: Path, *, seed: int = 1, steps: int = STEPS) -> Any:
    """Train on ``banks``; returns Stanza's trainer. What an interrupted run needs is kept in ``work``."""
    from stanza.models import tokenizer
    from stanza.models.tokenization.data import DataLoader
    from stanza.models.tokenization.trainer import Trainer

    files = _write(banks, work, random.Random(seed))
    args = tokenizer.parse_args(_OPTIONS.split())
    args.update(feat_funcs=tokenizer.DEFAULT_FEAT_FUNCS, feat_dim=len(tokenizer.DEFAULT_FEAT_FUNCS))
    args.update(device="cpu", num_dict_feat=0, lr0=0.003, last_char_drop_prob=0.1)
    loop.seed_all(seed, 0)
    data = DataLoader(args, input_files=files, dictionary=None, mwt_expansions={})
    args["vocab_size"] = len(data.vocab)
    trainer = Trainer(args=args, vocab=data.vocab, device="cpu")

    def update() -> float:
        batch = data.next(unit_dropout=args["unit_dropout"], feat_unit_dropout=args["feat_unit_dropout"])
        return float(trainer.update(batch))

    plan = loop.Plan(steps, rate=0.003, seed=seed, hold=0.3)
    loop.train(trainer.model, [trainer.optimizer], update, plan, work / "tokenizer.checkpoint.pt")
    for path in files.values():
        Path(path).unlink()
    return trainer


def _write(banks: Treebanks, work: Path, rng: random.Random) -> dict[str, str]:
    made: list[tuple[str, str]] = []
    for _ in range(COPIES):
        for name in ("gsd", "gsd", "pud", "hdt"):
            trees = banks.train[name]
            turn = rng.randrange(len(trees))
            new = with_abbreviations(augmented(trees[turn:] + trees[:turn], rng), rng)
            made += paragraphs([without_end(tree) if rng.random() < _WITHOUT_END else tree for tree in new], rng)
    files = {"txt": work / "tokenizer.txt", "label": work / "tokenizer.labels"}
    files["txt"].write_text("\n\n".join(text for text, _ in made), encoding="utf-8")
    files["label"].write_text("\n\n".join(labels for _, labels in made), encoding="utf-8")
    return {name: str(path) for name, path in files.items()}
