"""Lemmas with a Stanza lemmatiser: its dictionary, then its network, asked once for each word and part of speech."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

_KEPT = 100_000
Pair = tuple[str, str]


class Lemmatizer:
    """Lemmas of words; ``processor`` is the "lemma" of a Stanza pipeline.

    The network says first whether a word is its own lemma, as it stands or in small letters; letter by letter it
    writes only the others, where Stanza writes all.
    """

    def __init__(self, processor: Any) -> None:
        self._trainer = processor.trainer
        self._trainer.model.eval()
        self._known: dict[Pair, str] = {}

    def __call__(self, pairs: Sequence[Pair]) -> list[str]:
        """The lemma of each word with its part of speech."""
        missing = [p for p in dict.fromkeys(pairs) if p not in self._known]
        if missing and len(self._known) + len(missing) > _KEPT:
            self._known, missing = {}, list(dict.fromkeys(pairs))
        unknown = []
        for pair in missing:
            found = self._trainer._lookup(*pair)
            if found is None:
                unknown.append(pair)
            else:
                self._known[pair] = found or "_"
        if unknown:
            self._known |= zip(unknown, self._written(unknown), strict=True)
        return [self._known[pair] for pair in pairs]

    def _written(self, pairs: list[Pair]) -> list[str]:
        lemmas = []
        with torch.inference_mode():
            edits = self._edits(pairs)
            open_ = [pair for pair, edit in zip(pairs, edits, strict=True) if edit == 0]
            written = dict(zip(open_, self._letters(open_), strict=True)) if open_ else {}
        for pair, edit in zip(pairs, edits, strict=True):
            word = pair[0]
            lemma = written[pair] if edit == 0 else word if edit == 1 else word.lower()
            lemmas.append(word if not lemma or "<UNK>" in lemma else lemma)
        return lemmas

    def _edits(self, pairs: list[Pair]) -> list[int]:
        """For each pair 0 (to be written), 1 (the word itself), 2 (in small letters)."""
        batch, order, _ = self._batch(pairs)
        model = self._trainer.model
        inputs, _, lengths, _ = model.embed(batch[0], batch[1], batch[4], None)
        edits = model.edit_clf(model.encode(inputs, lengths)[1][0]).argmax(1).tolist()
        return [edit for _, edit in sorted(zip(order, edits, strict=True))]

    def _letters(self, pairs: list[Pair]) -> list[str]:
        batch, order, vocab = self._batch(pairs)
        found, _ = self._trainer.predict((*batch, order, [p[0] for p in pairs]), 1, vocab)
        return list(found)

    def _batch(self, pairs: list[Pair]) -> tuple[tuple[Any, ...], list[int], Any]:
        """The tensors that Stanza's network takes, longest word first; the order of the pairs in them; the letters."""
        from stanza.models.common.vocab import DeltaVocab
        from stanza.models.lemma.vocab import MultiVocab

        vocab = self._trainer.vocab
        letters = DeltaVocab([word for word, _ in pairs], vocab["char"])
        order = sorted(range(len(pairs)), key=lambda i: -len(pairs[i][0]))
        rows = [letters.map(["<SOS>", *pairs[i][0], "<EOS>"]) for i in order]
        longest = len(rows[0])
        ids = torch.tensor([row + [0] * (longest - len(row)) for row in rows])
        tags = torch.tensor([vocab["pos"].unit2id(pairs[i][1]) for i in order])
        nothing = torch.zeros(len(pairs), 1, dtype=torch.long)
        return (ids, ids.eq(0), nothing, nothing, tags, nothing[:, 0]), order, MultiVocab({
            "char": letters, "pos": vocab["pos"],
        })  # fmt: skip
