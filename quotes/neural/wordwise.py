"""What a tagger or parser of Stanza's reads of a word alone (vectors, characters), computed once for each word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from quotes.neural.products import linear

# Words whose vectors are kept; where a text brings more, all are computed anew.
_KEPT = 60_000
# The root of a sentence as the parser reads it.
ROOT = "\0root"


class WordInputs:
    """The inputs of a Stanza ``Tagger`` or graph parser that hang on the word form: (words) -> (words, size).

    ``size`` holds the frequent word's vector, the pretrained vector and the characters' state, each transformed, in
    this order. The character network sees words of one length together, so that a word's numbers do not depend on
    the words beside it.
    """

    def __init__(self, model: Any, pretrain: Any) -> None:
        from stanza.models.common.vocab import ROOT_ID

        self._model, self._root = model, ROOT_ID
        self._words, self._characters, self._pretrained = model.vocab["word"], model.vocab["char"], pretrain.vocab
        self._rows: dict[str, int] = {}
        self.widths = [
            model.word_emb.embedding_dim, model.trans_pretrained.out_features, model.trans_char.out_features,
        ]  # fmt: skip
        self.size = sum(self.widths)
        self._table = torch.zeros(0, self.size)

    def rows(self, words: Sequence[str]) -> list[int]:
        """The rows of the table for words; new ones are added."""
        new = dict.fromkeys(w for w in words if w not in self._rows)
        if new and len(self._rows) + len(new) > _KEPT:
            new = dict.fromkeys(words)
            self._rows, self._table = {}, self._table[:0]
        if new:
            self._add(list(new))
        return [self._rows[w] for w in words]

    def vectors(self, rows: Tensor) -> Tensor:
        """The table's rows at these numbers (...) -> (..., size)."""
        return self._table[rows]

    def _add(self, words: list[str]) -> None:
        by_length: dict[int, list[str]] = defaultdict(list)
        for word in words:
            by_length[1 if word == ROOT else len(word)].append(word)
        table = torch.cat([self._table, *(self._inputs(same) for same in by_length.values())])
        ordered = (word for same in by_length.values() for word in same)
        self._rows |= zip(ordered, range(len(self._table), len(table)), strict=True)
        self._table = table

    def _inputs(self, words: list[str]) -> Tensor:
        model, root = self._model, self._root
        ids = torch.tensor([root if w == ROOT else self._words.unit2id(w) for w in words])
        pretrained = torch.tensor([root if w == ROOT else self._pretrained.unit2id(w.lower()) for w in words])
        letters = torch.tensor([[root] if w == ROOT else self._characters.map(list(w)) for w in words])
        parts = [
            model.word_emb(ids),
            linear(model.pretrained_emb(pretrained), model.trans_pretrained.weight),
            linear(self._read(letters), model.trans_char.weight),
        ]
        return torch.cat(parts, 1)

    def _read(self, letters: Tensor) -> Tensor:
        """Characters (words, n) -> (words, size): the states of the character network, each weighted, summed up."""
        network = self._model.charmodel
        size = len(letters)
        first = (network.charlstm_h_init, network.charlstm_c_init)
        states = network.charlstm.lstm(
            network.char_emb(letters), tuple(s.expand(-1, size, -1).contiguous() for s in first)
        )
        weighted: Tensor = states[0] * torch.sigmoid(linear(states[0], network.char_attn.weight))
        return weighted.sum(1)
