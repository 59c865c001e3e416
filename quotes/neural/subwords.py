"""Tokens -> the subwords that an encoder reads: a few whole numbers for each token, behind its other columns.

Each token is cut by itself, with the space before it where print has one, so that a subword belongs to one token
whatever the encoder's tokenizer is, and a word is cut once however often it comes.
"""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np

from quotes.neural.features import Matrix
from quotes.neural.tokens import Tokens

# A token is read by its first subwords: longer ones are web addresses and the like. So a text's size stays bounded.
MOST = 16
_LONGEST_WORD = 100
_KEPT = 200_000
# Encoders that know no such limit, or a larger one, read windows of this many subwords all the same.
_WINDOW = 512
_SHORTEST_WINDOW = 16


class Subwords:
    """Cuts tokens with the tokenizer of a Hugging Face encoder.

    ``begin`` and ``end`` are the numbers that the encoder expects around a stretch of text, ``padding`` fills one up.
    """

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer
        self.begin, self.end = _frame(tokenizer)
        self.padding = int(tokenizer.pad_token_id or 0)
        self._cache: dict[str, tuple[int, ...]] = {}

    def __call__(self, tokens: Tokens) -> Matrix:
        """The subwords of each token (n, 16), int32: its number plus one, 0 behind the last."""
        out = np.zeros((len(tokens), MOST), np.int32)
        texts = [_readable(word, spaced) for word, spaced in zip(tokens.words, tokens.spaced, strict=True)]
        cut = self._cut(texts)
        for i, text in enumerate(texts):
            numbers = cut[text]
            out[i, : len(numbers)] = numbers
        return out

    def _cut(self, texts: list[str]) -> dict[str, tuple[int, ...]]:
        known = {text: self._cache[text] for text in texts if text in self._cache}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            read = self.tokenizer(new, add_special_tokens=False)["input_ids"]
            known |= {text: tuple(i + 1 for i in ids[:MOST]) for text, ids in zip(new, read, strict=True)}
            # Bounded, so that a text of ever new words cannot fill the memory.
            if len(self._cache) < _KEPT:
                self._cache |= {text: known[text] for text in new}
        return known

    def window(self, positions: int | None) -> int:
        """The subwords that fit between ``begin`` and ``end`` in an encoder of so many positions (None: any).

        Raises ValueError where hardly any do.
        """
        # Two positions are left free: some encoders count them from behind their padding's number.
        limits = (_WINDOW, self.tokenizer.model_max_length, positions - 2 if positions else _WINDOW)
        size = int(min(limits)) - len(self.begin) - len(self.end)
        if size < _SHORTEST_WINDOW:
            raise ValueError(f"it reads {size} subwords at once, expected {_SHORTEST_WINDOW} or more")
        return size


def _readable(word: str, spaced: bool) -> str:
    """A word as encoders know it: letters composed, soft hyphens out, lone surrogates replaced, of bounded length."""
    word = unicodedata.normalize("NFC", word[:_LONGEST_WORD]).replace("\u00ad", "").replace("‑", "-")
    word = word.encode("utf-8", "replace").decode("utf-8")
    return " " + word if spaced and word else word


def _frame(tokenizer: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The numbers that a tokenizer puts before and behind a text."""
    bare = tokenizer("a", add_special_tokens=False)["input_ids"]
    framed = tokenizer("a")["input_ids"]
    for at in range(len(framed) - len(bare) + 1):
        if framed[at : at + len(bare)] == bare:
            return tuple(framed[:at]), tuple(framed[at + len(bare) :])
    return (), ()
