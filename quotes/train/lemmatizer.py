"""Lemmatiser: a dictionary of the training words, and a character model for all others.

It learns from word forms, not from running text, each form with its part of speech once. HDT gives the lemma of a
compound's last part only ("Mitglied" for "Familienmitglied"), so its nouns are taken only where form and lemma begin
alike, and its determiners and pronouns, whose lemmas differ from GSD's, not at all.
"""

from __future__ import annotations

import logging
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quotes.evaluate.conllu import Row, Tree, conllu
from quotes.resources import lexicon
from quotes.train import loop
from quotes.train.treebank import Treebanks

log = logging.getLogger(__name__)

STEPS = 2000
_BATCH = 60
_MARKS = ".,;:!?()-–—\"„“”‚‘’»«›‹/'…"
_OPTIONS = (
    "--mode train --shorthand de_quotes --hidden_dim 120 --emb_dim 40 --pos_dim 40 --dropout 0.3 --emb_dropout 0.3 "
    "--cpu"
)
# GSD's lemma wins where the treebanks differ.
_WEIGHTS = {"gsd": 3, "pud": 1, "hdt": 1}


def triples(banks: Treebanks) -> list[tuple[str, str, str]]:
    """(form, part of speech, lemma) of the training data, each form and part of speech with its best attested lemma."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for name, trees in banks.train.items():
        for tree in trees:
            for row in tree:
                if row.is_word and _usable(row, name):
                    counts.setdefault((row.form, row.upos), Counter())[row.lemma] += _WEIGHTS[name]
    for form, lemma in irregular_forms():
        counts.setdefault((form, "VERB"), Counter())[lemma] += 1
    found = [(form, upos, c.most_common(1)[0][0]) for (form, upos), c in counts.items()]
    return found + [(mark, "PUNCT", mark) for mark in _MARKS]


def irregular_forms() -> Iterator[tuple[str, str]]:
    """(form, infinitive) of strong verbs, from the lexicons of principal parts and of Konjunktiv stems."""
    for row in lexicon("strong_verbs"):
        past = row["past"]
        plural = past + ("n" if past.endswith("e") else "en")
        subjunctive = row["subjunctive"]
        for form in (row["present"], past, plural, row["participle"], subjunctive, subjunctive + "n"):
            yield form, row["verb"]
    for row in lexicon("konjunktiv"):
        if row["endings"] != "open":  # auxiliaries are in the treebanks
            yield row["stem"] + "e", row["infinitive"]
            yield row["stem"] + "en", row["infinitive"]


def _usable(row: Row, source: str) -> bool:
    if row.lemma == "_" or row.upos == "PUNCT":
        return False
    if source != "hdt":
        return True
    if row.upos in ("DET", "PRON", "NUM"):
        return False
    return row.upos not in ("NOUN", "PROPN", "X", "ADJ") or row.form[:3].lower() == row.lemma[:3].lower()


def train(banks: Treebanks, work: Path, *, seed: int = 1, steps: int = STEPS) -> Any:
    """Train on ``banks``; returns Stanza's trainer. What an interrupted run needs is kept in ``work``."""
    from stanza.models import lemmatizer
    from stanza.models.common.doc import Document
    from stanza.models.lemma.data import DataLoader
    from stanza.models.lemma.trainer import Trainer
    from stanza.utils.conll import CoNLL

    args = lemmatizer.parse_args(_OPTIONS.split())
    args.update(device="cpu", save_dir="")
    words = triples(banks)
    random.Random(seed).shuffle(words)
    loop.seed_all(seed, 0)
    data = DataLoader(Document(CoNLL.conll2dict(input_str=conllu(_as_trees(words)))[0]), 1, args, evaluation=False)
    args.update(vocab_size=data.vocab["char"].size, pos_vocab_size=data.vocab["pos"].size)
    trainer = Trainer(args=args, vocab=data.vocab, device="cpu")
    trainer.train_dict(data.raw_data())
    examples = [batch[0] for batch in data.data]

    def update() -> float:
        data.data = [random.sample(examples, _BATCH)]
        return float(trainer.update(data[0]))

    plan = loop.Plan(steps, rate=0.003, seed=seed, hold=0.3)
    loop.train(trainer.model, [trainer.optimizer], update, plan, work / "lemmatizer.checkpoint.pt")
    return trainer


def _as_trees(words: list[tuple[str, str, str]]) -> list[Tree]:
    # Stanza reads words from sentences; a chain is the simplest tree
    rows = [Row("", form, lemma, upos, "_", {}, 0, "dep", glued=False) for form, upos, lemma in words]
    trees = []
    for start in range(0, len(rows), 25):
        tree = rows[start : start + 25]
        for number, row in enumerate(tree, 1):
            row.id, row.head, row.deprel = str(number), number - 1, "root" if number == 1 else "dep"
        trees.append(tree)
    return trees
