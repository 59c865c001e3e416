"""Tagger: part of speech, STTS tag with case and number, and morphological features, in two phases.

Phase one learns from GSD and PUD, whose features agree; its predictions then fill what HDT and PUD leave open, and
phase two learns from all. The parser reads case and number from the tag (``ART|Nom|Sing``), since Stanza's does not
read the features.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from quotes.evaluate.conllu import Row, Tree, conllu
from quotes.german.mood import konjunktiv
from quotes.neural.bilinear import speed_up
from quotes.train import loop
from quotes.train.augment import augmented
from quotes.train.treebank import Treebanks

log = logging.getLogger(__name__)

STEPS = 1700
SHORTHAND = "de_quotes"
_PHASE_ONE = 0.3
_BATCH_TOKENS = 450
_OPTIONS = (
    "--mode train --lang de --num_layers 2 --hidden_dim 160 --word_emb_dim 50 --word_cutoff 3 --char_emb_dim "
    "32 --char_hidden_dim 64 --transformed_dim 75 --tag_emb_dim 50 --deep_biaff_hidden_dim 100 "
    "--composite_deep_biaff_hidden_dim 40 --dropout 0.33 --word_dropout 0.2 --lr 0.003 --cpu"
)
_TRUSTED = frozenset({"Case", "Number", "Gender", "Degree", "Person", "PronType", "Definite"})
_NO_FEATURES = frozenset({"PUNCT", "ADP", "CCONJ", "SCONJ", "ADV"})
Tags = tuple[str, str, dict[str, str]]
_SAME = ({"NOUN", "PROPN"}, {"VERB", "AUX"})


def composite(row: Row) -> str:
    """The tag with case and number: ``ART|Nom|Sing``, ``_`` where the word has no tag."""
    if row.xpos == "_":
        return "_"
    case, number = (row.feats.get(name, "_").split(",")[0] for name in ("Case", "Number"))
    return f"{row.xpos.split('|')[0]}|{case}|{number}"


def with_composite(trees: Sequence[Tree]) -> list[Tree]:
    """The sentences with composite tags."""
    return [[replace(r, xpos=composite(r)) if r.is_word else r for r in tree] for tree in trees]


def document(trees: Sequence[Tree]) -> Any:
    """A Stanza document of the sentences."""
    from stanza.models.common.doc import Document
    from stanza.utils.conll import CoNLL

    return Document(CoNLL.conll2dict(input_str=conllu(trees))[0])


def first_phase(banks: Treebanks, work: Path, pretrain: Any, *, seed: int = 1, steps: int = STEPS) -> Any:
    """The tagger of GSD and PUD after its share of ``steps``; kept in ``work/tagger-1.pt`` and taken from there."""
    from stanza.models import tagger
    from stanza.models.pos.data import Dataset
    from stanza.models.pos.trainer import Trainer

    kept = work / "tagger-1.pt"
    if kept.is_file():
        return Trainer(model_file=str(kept), pretrain=pretrain, device="cpu")
    args = tagger.parse_args([*_OPTIONS.split(), "--shorthand", SHORTHAND])
    args.update(device="cpu", pretrain=pretrain is not None, save_dir="", wordvec_pretrain_file=None)
    gsd, pud, hdt = _augmented(banks, seed)
    blank = [[replace(r, feats={}) for r in tree] for tree in with_composite(hdt)]
    loop.seed_all(seed, 0)
    columns = tagger.tag_columns_from_args(args)
    vocab = Dataset.init_vocab([document(t) for t in (gsd, pud, blank)], args, columns)
    trainer = Trainer(args=args, vocab=vocab, pretrain=pretrain, device="cpu")
    log.info("%d parameters", sum(p.numel() for p in trainer.model.parameters() if p.requires_grad))
    plan = loop.Plan(int(steps * _PHASE_ONE), rate=0.003, seed=seed, hold=0.5)
    _phase(trainer, [gsd, pud], banks, pretrain, plan, work / "tagger-1.checkpoint.pt")
    trainer.save(str(kept))
    return trainer


def train(banks: Treebanks, work: Path, pretrain: Any, *, seed: int = 1, steps: int = STEPS) -> Any:
    """Train on ``banks``; returns Stanza's trainer. What an interrupted run needs is kept in ``work``."""
    trainer = first_phase(banks, work, pretrain, seed=seed, steps=steps)
    gsd, pud, hdt = _augmented(banks, seed)
    pud = with_composite(fill(pud, tag(trainer, pud, pretrain), features=False))
    hdt = with_composite(fill(hdt, tag(trainer, hdt, pretrain)))
    plan = loop.Plan(steps - int(steps * _PHASE_ONE), rate=0.003, seed=seed + 1, hold=0.35)
    _phase(trainer, [gsd, gsd + pud + hdt, pud + hdt], banks, pretrain, plan, work / "tagger-2.checkpoint.pt")
    return trainer


def _augmented(banks: Treebanks, seed: int) -> tuple[list[Tree], list[Tree], list[Tree]]:
    rng = random.Random(seed)
    gsd, pud, hdt = (augmented(banks.train[name], rng) for name in ("gsd", "pud", "hdt"))
    return with_composite(gsd), pud, hdt


def _phase(  # noqa: PLR0917 - called twice, all of it needed
    trainer: Any, parts: list[list[Tree]], banks: Treebanks, pretrain: Any, plan: loop.Plan, checkpoint: Path
) -> None:
    from stanza.models.pos.data import Dataset

    columns = trainer.model.tag_columns
    sets = [
        Dataset(document(t), trainer.args, pretrain, vocab=trainer.vocab, evaluation=False, tag_columns=columns)
        for t in parts
    ]
    speed_up(trainer.model)
    loop.train(
        trainer.model, list(trainer.optimizers.values()), lambda: trainer.update(_batch(sets)), plan, checkpoint,
        after=lambda step: _report(trainer, pretrain, banks.dev, step),
    )  # fmt: skip


def _batch(sets: Sequence[Any]) -> Any:
    chosen = random.choice(sets)
    items: list[Any] = []
    size = 0
    while size < _BATCH_TOKENS:
        item = chosen[random.randrange(len(chosen))]
        items.append(item)
        size += len(item[0].word)
    return chosen.collate_fn(items)


def tag(trainer: Any, trees: Sequence[Tree], pretrain: Any) -> list[list[Tags]]:
    """Part of speech, tag and features that ``trainer`` gives each word of each sentence."""
    import torch
    from stanza.models.common.utils import unsort
    from stanza.models.pos.data import Dataset

    data = Dataset(
        document(trees), trainer.args, pretrain, vocab=trainer.vocab, evaluation=True, sort_during_eval=True,
        tag_columns=trainer.model.tag_columns,
    )  # fmt: skip
    predicted: list[Any] = []
    order: list[int] = []
    with torch.no_grad():
        for batch in data.to_length_limited_loader(batch_size=100, maximum_tokens=2000):
            predicted += trainer.predict(batch)
            order.extend(batch.idx)
    return [[(u, x, _features(f)) for u, x, f in sentence] for sentence in unsort(predicted, order)]


def _features(text: str | None) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split("|")) if text and text != "_" else {}


def fill(trees: Sequence[Tree], predicted: Sequence[Sequence[Tags]], *, features: bool = True) -> list[Tree]:
    """The sentences with tags, and ``features``, that they leave open taken from predictions; what they say stays."""
    filled = []
    for tree, tags in zip(trees, predicted, strict=True):
        words = iter(tags)
        filled.append([_filled(row, *next(words), features) if row.is_word else row for row in tree])
    return filled


def _filled(row: Row, upos: str, xpos: str, feats: dict[str, str], features: bool) -> Row:
    agree = row.upos == upos or any({row.upos, upos} <= pair for pair in _SAME)
    tag = row.xpos if row.xpos != "_" else xpos.split("|", maxsplit=1)[0]
    if not features:
        return replace(row, xpos=tag)
    if row.upos in _NO_FEATURES:
        return replace(row, xpos=tag, feats={})
    if row.upos in ("VERB", "AUX"):
        merged = dict(row.feats or (feats if agree else {}))
        if merged.get("VerbForm") == "Fin":
            tense = konjunktiv(row.form, row.lemma, person=merged.get("Person"), number=merged.get("Number"))
            if tense:
                merged.update(Mood="Sub", Tense=tense)
        return replace(row, xpos=tag, feats=merged)
    if not agree:
        return replace(row, xpos=tag, feats={k: v for k, v in row.feats.items() if k in _TRUSTED})
    sure = {k: v for k, v in row.feats.items() if k in _TRUSTED and k in feats and "," not in v}
    return replace(row, xpos=tag, feats={**feats, **sure})


def _report(trainer: Any, pretrain: Any, dev: Sequence[Tree], step: int) -> None:
    right = {"upos": 0, "feats": 0}
    count = 0
    for tree, tags in zip(dev, tag(trainer, dev, pretrain), strict=True):
        for row, (upos, _, feats) in zip([r for r in tree if r.is_word], tags, strict=True):
            count += 1
            right["upos"] += row.upos == upos
            right["feats"] += row.feats == feats
    log.info("step %d, dev: upos %.2f, feats %.2f", step, *(100 * n / count for n in right.values()))
