"""Parts of speech, tags and features with the weights of a Stanza tagger: the same network, run faster.

What hangs on a word's form alone is computed once for each word (``wordwise``), sequences are read in plain batches
(``recurrent``), and the biaffine classifiers, whose second input is one of a handful of part-of-speech vectors, are
folded into one matrix for each part of speech.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from quotes.neural.products import linear
from quotes.neural.recurrent import Highway, batched
from quotes.neural.wordwise import WordInputs

# Words, with padding, that go through the network together.
_BATCH_WORDS = 1200


@dataclass(frozen=True, slots=True)
class Tags:
    """Of a word: part of speech, tag with case and number, features ("Case=Nom|Number=Sing"; empty: none)."""

    upos: str
    xpos: str
    feats: str


class Tagger:
    """Tags for the words of sentences; ``processor`` is the "pos" of a Stanza pipeline with the project's form."""

    def __init__(self, processor: Any) -> None:
        self._model = model = processor.trainer.model
        self._inputs = WordInputs(model, processor.pretrain)
        self._encode = Highway(model.taggerlstm, model.taggerlstm_h_init, model.taggerlstm_c_init)
        self._upos = model.vocab["upos"]
        self._columns = [_Column(model, name) for name in ("xpos", "feats")]
        self._known: dict[tuple[int, ...], Tags] = {}

    def __call__(self, sentences: Sequence[Sequence[str]]) -> list[list[Tags]]:
        """One list of tags for each sentence (of one word at least), in their order."""
        out: list[list[Tags]] = [[] for _ in sentences]
        with torch.inference_mode():
            for indexes in batched([len(s) for s in sentences], _BATCH_WORDS):
                batch = [sentences[i] for i in indexes]
                for i, tags in zip(indexes, self._tags(batch), strict=True):
                    out[i] = tags
        return out

    def _tags(self, batch: Sequence[Sequence[str]]) -> Iterator[list[Tags]]:
        states = self._states(batch)
        model = self._model
        upos = _by(model.upos_clf, functional.relu(_by(model.upos_hid, states))).argmax(1)
        columns = [upos[:, None], *(column(states, upos) for column in self._columns)]
        rows = torch.cat(columns, 1).tolist()
        begin = 0
        for sentence in batch:
            end = begin + len(sentence)
            yield [self._name(tuple(row)) for row in rows[begin:end]]
            begin = end

    def _states(self, batch: Sequence[Sequence[str]]) -> Tensor:
        """The states (words, size) of all words of the batch."""
        lengths = torch.tensor([len(s) for s in batch])
        inside = torch.arange(int(lengths.max()))[None] < lengths[:, None]
        rows = torch.tensor(self._inputs.rows([w for s in batch for w in s]))
        x = torch.zeros(*inside.shape, self._inputs.size)
        x[inside] = self._inputs.vectors(rows)
        return self._encode(x, lengths)[inside]

    def _name(self, row: tuple[int, ...]) -> Tags:
        known = self._known.get(row)
        if known is None:
            xpos, feats = self._columns
            cut = 1 + xpos.parts
            names = self._upos.id2unit(row[0]), xpos.name(row[1:cut]), feats.name(row[cut:])
            known = self._known[row] = Tags(names[0], names[1], "" if names[2] == "_" else names[2])
        return known


def _by(layer: nn.Linear, x: Tensor) -> Tensor:
    return linear(x, layer.weight, layer.bias)


class _Column:
    """A column of tags, of one part or composed of several, each classified over state and part of speech."""

    def __init__(self, model: Any, name: str) -> None:
        self._hidden, self._vocab = model.tag_hid[name], model.vocab[name]
        found = model.tag_clf[name]
        self._composed = isinstance(found, nn.ModuleList)
        layers = [clf.W_bilin for clf in (found if self._composed else [found])]
        self._sizes = [layer.weight.shape[0] for layer in layers]
        self.parts = len(layers)
        parents = functional.pad(model.upos_emb.weight.detach(), (0, 1), value=1.0)
        weight = torch.cat([layer.weight.detach() for layer in layers])  # (values of all parts, hidden + 1, parent + 1)
        self._weights = torch.einsum("ohp,up->uoh", weight, parents).contiguous()
        self._bias = torch.cat([layer.bias.detach() for layer in layers])

    def __call__(self, states: Tensor, upos: Tensor) -> Tensor:
        """(words, size) and parts of speech (words) -> the best value of each part (words, parts)."""
        hidden = functional.pad(functional.relu(_by(self._hidden, states)), (0, 1), value=1.0)
        scores = torch.empty(len(hidden), len(self._bias))
        for number in set(upos.tolist()):
            chosen = upos == number
            scores[chosen] = linear(hidden[chosen], self._weights[number], self._bias)
        return torch.stack([part.argmax(1) for part in torch.split(scores, self._sizes, 1)], 1)

    def name(self, values: Sequence[int]) -> str:
        """The tag of the values of its parts."""
        return str(self._vocab.id2unit(list(values) if self._composed else values[0]))
