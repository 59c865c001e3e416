"""Tokens -> the integer matrix that the network reads: word, hashed affixes, shape, verb form, marks, position."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from quotes import resources
from quotes.neural.marks import SIZES, STATES, mark_states
from quotes.neural.reading import READING, Reading
from quotes.neural.tokens import DOUBLE_MARKS, MARKS, Tokens, normalise

Matrix = npt.NDArray[np.int32]

# Columns of the matrix: name, number of values, dimensions of the embedding. The word's number is the vocabulary's.
HASHED: tuple[tuple[str, int, int], ...] = (
    ("p5", 8000, 32), ("p3", 3000, 12), ("s2", 600, 8), ("s3", 3000, 16), ("s4", 6000, 16),
)  # fmt: skip
SMALL: tuple[tuple[str, int, int], ...] = (
    ("shape", 20, 8), ("verb", 4, 4), ("marks", STATES, 8), ("marked", SIZES, 6), ("position", 10, 8), ("comma", 6, 4),
)  # fmt: skip
OWN = 1 + len(HASHED) + len(SMALL)
COLUMNS = OWN + len(READING)
UNKNOWN = 1
# A word that is not known is read as the longest known word that it ends with: the head of a compound.
_SHORTEST_HEAD = 5
_PUNCTUATION = {
    ".": 1, ",": 2, ":": 3, "(": 6, ")": 7, "–": 8, "-": 8, "—": 8, "?": 9, "!": 9, ";": 10, "[": 6, "]": 7, "…": 9,
}  # fmt: skip


def _bucket(text: str, size: int) -> int:
    return 1 + zlib.crc32(text.encode("utf-8", "surrogatepass")) % (size - 1)


def shape(word: str) -> int:
    """The class (1-19) of a word's outward form: punctuation by kind, digits, capitals."""
    if word in _PUNCTUATION:
        return _PUNCTUATION[word]
    if word in MARKS:
        return 4 if word in DOUBLE_MARKS else 5
    if any(c.isdigit() for c in word):
        return 11 if word.isdigit() else 12
    if word[0].isupper():
        return (13 if len(word) > 1 else 14) if word.isupper() else 16 if "-" in word else 15
    return 17 if word.isalpha() else 19 if "-" in word else 18


class Vocabulary:
    """The words that have a vector, and the rules that turn any word into its columns.

    ``subwords`` gives each token's pieces for an encoder (n, pieces), which stand behind the other columns; None where
    the network has no encoder.
    """

    def __init__(self, words: Iterable[str], subwords: Callable[[Tokens], Matrix] | None = None) -> None:
        self.words, self.subwords = tuple(words), subwords
        self._ids = {word: i for i, word in enumerate(self.words, 2)}
        classes = {"k1": 1, "k2": 2, "modal": 3}
        self._verbs = {normalise(r["form"]): classes[r["class"]] for r in resources.lexicon("parser_verb_forms")}
        self._cache: dict[str, tuple[int, ...]] = {}

    def __len__(self) -> int:
        """The number of word vectors, padding (0) and the unknown word (1) included."""
        return len(self.words) + 2

    def word_id(self, form: str) -> int:
        """The number of a normalised form, or of the longest known word that it ends with."""
        found = self._ids.get(form)
        if found is not None:
            return found
        for start in range(1, min(len(form), 60) - _SHORTEST_HEAD + 1):
            found = self._ids.get(form[start:])
            if found is not None:
                return found
        return UNKNOWN

    def columns(self, word: str) -> tuple[int, ...]:
        """The columns that hang on the word alone: number, hashed affixes, shape, verb form."""
        known = self._cache.get(word)
        if known is None:
            form = normalise(word) or "\u00ad"
            affixes = (form[:5], form[:3], form[-2:], form[-3:], form[-4:])
            hashed = (_bucket(name + a, n) for (name, n, _), a in zip(HASHED, affixes, strict=True))
            known = (self.word_id(form), *hashed, shape(word), self._verbs.get(form, 0))
            # Bounded, so that a text of ever new words cannot fill the memory.
            if len(self._cache) < 200_000:
                self._cache[word] = known
        return known

    def matrix(self, tokens: Tokens, reading: Reading | None = None) -> Matrix:
        """The features of a text, int32: (n, 23), and an encoder's subwords behind them where there is one.

        The columns of ``reading`` are 0 where there is none.
        """
        own = self._own(tokens, reading)
        return own if self.subwords is None else np.hstack([own, self.subwords(tokens)])

    def _own(self, tokens: Tokens, reading: Reading | None) -> Matrix:
        n = len(tokens)
        out = np.zeros((n, COLUMNS), np.int32)
        if not n:
            return out
        states, sizes = mark_states(tokens)
        lexical = [self.columns(word) for word in tokens.words]
        width = len(lexical[0])
        out[:, :width] = lexical
        out[:, width] = states
        out[:, width + 1] = sizes
        out[:, width + 2], out[:, width + 3] = _positions(tokens)
        if reading is not None:
            out[:, OWN:] = reading.columns()
        return out


def _positions(tokens: Tokens) -> tuple[list[int], list[int]]:
    """Where in its sentence each token stands (0-9), and how many commas came before it there (0-5)."""
    position, commas = [], []
    begin = count = 0
    n = len(tokens)
    for i in range(n):
        if i and tokens.sentences[i] != tokens.sentences[i - 1]:
            begin, count = i, 0
        offset = i - begin
        last = i + 1 == n or tokens.sentences[i + 1] != tokens.sentences[i]
        if offset == 0:
            value = 5 if tokens.paragraph[i] else 8 if tokens.line[i] else 1
        elif offset <= 3:
            value = offset + 1
        elif last:
            value = 6
        else:
            value = 7 if count == 0 and offset < 12 else 0
        position.append(value)
        commas.append(min(count, 5))
        count += tokens.words[i] == ","
    return position, commas
