"""Dependency trees with the weights of a Stanza graph parser (Dozat & Manning 2017): the same network, run faster.

Beside what ``tagging`` does, relations are scored only for the head that the tree gives each word, not for all pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from quotes.neural.products import linear
from quotes.neural.recurrent import Highway, batched
from quotes.neural.tagging import Tags
from quotes.neural.tree import best_tree
from quotes.neural.wordwise import ROOT, WordInputs

_BATCH_WORDS = 1200
# Words whose relations are scored together: more no longer fit a processor's cache.
_ROWS = 64
# Lemmas whose numbers are kept.
_KEPT = 60_000
Head = tuple[int, str]


class DependencyParser:
    """Heads and relations of the words of sentences; ``processor`` is the "depparse" of a Stanza pipeline."""

    def __init__(self, processor: Any) -> None:
        from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root
        from stanza.models.common.vocab import ROOT_ID, VOCAB_PREFIX_SIZE

        self._model = model = processor.trainer.model
        self._search, self._root = chuliu_edmonds_one_root, ROOT_ID
        self._inputs = WordInputs(model, processor.pretrain)
        self._encode = Highway(model.parserlstm, model.parserlstm_h_init, model.parserlstm_c_init)
        self._tags: dict[tuple[str, str], Tensor] = {}
        self._lemmas: dict[str, int] = {}
        names = model.vocab["deprel"]
        self._relations = [names.id2unit(k + VOCAB_PREFIX_SIZE) for k in range(model.num_relations)]

    def __call__(
        self, sentences: Sequence[Sequence[str]], tags: Sequence[Sequence[Tags]], lemmas: Sequence[Sequence[str]]
    ) -> list[list[Head]]:
        """For each word of each sentence its head (1 is the first word, 0 the root) and relation."""
        out: list[list[Head]] = [[] for _ in sentences]
        with torch.inference_mode():
            for indexes in batched([len(s) + 1 for s in sentences], _BATCH_WORDS):
                states, lengths = self._states(
                    [sentences[i] for i in indexes], [tags[i] for i in indexes], [lemmas[i] for i in indexes]
                )
                for i, found in zip(indexes, self._trees(states, lengths), strict=True):
                    out[i] = found
        return out

    def _states(
        self, sentences: list[Sequence[str]], tags: list[Sequence[Tags]], lemmas: list[Sequence[str]]
    ) -> tuple[Tensor, Tensor]:
        """The states (batch, n, size) with the root first, and the lengths (batch)."""
        lengths = torch.tensor([len(s) + 1 for s in sentences])
        inside = torch.arange(int(lengths.max()))[None] < lengths[:, None]
        words = self._inputs.vectors(torch.tensor(self._inputs.rows([w for s in sentences for w in (ROOT, *s)])))
        word, pretrained, characters = torch.split(words, self._inputs.widths, 1)
        lemma = self._model.lemma_emb(torch.tensor([k for s in lemmas for k in (self._root, *map(self._lemma, s))]))
        tag = torch.stack([vector for s in tags for vector in (self._tag(None), *map(self._tag, s))])
        x = torch.zeros(*inside.shape, words.shape[1] + lemma.shape[1] + tag.shape[1])
        x[inside] = torch.cat([pretrained, word, lemma, tag, characters], 1)
        return self._encode(x, lengths), lengths

    def _lemma(self, lemma: str) -> int:
        known = self._lemmas.get(lemma)
        if known is None:
            known = int(self._model.vocab["lemma"].unit2id(lemma))
            if len(self._lemmas) < _KEPT:
                self._lemmas[lemma] = known
        return known

    def _tag(self, tags: Tags | None) -> Tensor:
        """The vector of a part of speech and tag (size); of the root where None."""
        key = (tags.upos, tags.xpos) if tags else ("", "")
        known = self._tags.get(key)
        if known is None:
            model, vocab = self._model, self._model.vocab
            composed = isinstance(model.xpos_emb, nn.ModuleList)
            tables = model.xpos_emb if composed else [model.xpos_emb]
            found = vocab["xpos"].unit2id(tags.xpos) if tags else self._root
            parts = found if isinstance(found, list) else [found] * len(tables)
            known = model.upos_emb.weight[vocab["upos"].unit2id(tags.upos) if tags else self._root]
            for table, part in zip(tables, parts, strict=True):
                known = known + table.weight[part]
            self._tags[key] = known
        return known

    def _trees(self, states: Tensor, lengths: Tensor) -> list[list[Head]]:
        layer = self._model.unlabeled.scorer.W_bilin
        left, right = _sides(self._model.unlabeled, states)
        left = linear(left, layer.weight[:, :, 0].T)
        # Sentence by sentence: a product over the batch would round by the longest sentence in it.
        heads = [
            self._tree(a[:n] @ b[:n].T + layer.bias) for a, b, n in zip(left, right, lengths.tolist(), strict=True)
        ]
        relations = iter(self._labelled(states, heads))
        return [[(h, self._relations[next(relations)]) for h in found] for found in heads]

    def _tree(self, scores: Tensor) -> list[int]:
        """The heads of all words but the root, from the scores (n, n) of each word's heads."""
        scores.fill_diagonal_(-float("inf"))
        found = best_tree(scores.log_softmax(1).numpy(), self._search)
        return [int(head) for head in found[1:]]

    def _labelled(self, states: Tensor, heads: list[list[int]]) -> list[int]:
        """The relation of each word to its head, over all sentences of the batch."""
        layer = self._model.deprel.scorer.W_bilin
        left, right = _sides(self._model.deprel, states)
        row = torch.tensor([k for k, found in enumerate(heads) for _ in found])
        word = torch.tensor([j for found in heads for j in range(1, len(found) + 1)])
        left, right = left[row, word], right[row, torch.tensor([h for found in heads for h in found])]
        size, width, count = layer.weight.shape
        weight = layer.weight.reshape(size, width * count)
        out: list[int] = []
        for a, b in zip(torch.split(left, _ROWS), torch.split(right, _ROWS), strict=True):
            middle = linear(a, weight.T).view(-1, width, count)
            out += ((b[:, None] @ middle)[:, 0] + layer.bias).argmax(1).tolist()
        return out


def _sides(scorer: Any, states: Tensor) -> tuple[Tensor, Tensor]:
    """The two inputs of a biaffine layer, each with a 1 at its end: (batch, n, size) -> (batch, n, hidden + 1)."""
    left, right = (functional.relu(linear(states, layer.weight, layer.bias)) for layer in (scorer.W1, scorer.W2))
    return functional.pad(left, (0, 1), value=1.0), functional.pad(right, (0, 1), value=1.0)
