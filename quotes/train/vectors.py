"""Word vectors for tagger and parser: skip-gram (Mikolov et al. 2013) over plenary debates, eight bits a number.

A narrow window makes words alike that stand in the same syntactic place. Only the Bundestag's debates are read: they
are in the public record, so that the models stay free of non-commercial data.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from quotes.errors import InputError

DIMENSIONS = 64
WORDS = 60_000
RAW = "bundestag-17-18.txt.xz"
SOURCE = "Bundestag plenary debates, terms 17-18 (public record)"

_WORD = re.compile(r"\d+(?:[.,]\d+)*|\w+(?:[-’']\w+)*|[^\w\s]")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ„\"»])")


def raw_text(folder: Path) -> Path:
    """The raw text's file in ``folder`` or in ``raw-german`` beside it.

    Raises InputError where it is in neither.
    """
    for path in (folder / RAW, folder.parent / "raw-german" / RAW, folder / "raw-german" / RAW):
        if path.is_file():
            return path
    raise InputError(f"no {RAW} in {folder} or in raw-german beside it; word vectors are trained from it")


def sentences(lines: Iterable[str]) -> Iterator[list[str]]:
    """Lower-case words and marks of each sentence of more than three; the digits of numbers become 0."""
    for line in lines:
        for sentence in _SENTENCE_END.split(line.strip()):
            words = [_plain(word.lower()) for word in _WORD.findall(sentence)]
            if len(words) > 3:
                yield words


def _plain(word: str) -> str:
    return re.sub(r"\d", "0", word) if word[0].isdigit() else word


def train(folder: Path, work: Path, *, seed: int = 1, epochs: int = 2) -> tuple[list[str], Any]:
    """The most frequent words and their vectors (n, DIMENSIONS) as float32.

    One worker, so that the same seed gives the same vectors.
    """
    from gensim.models import Word2Vec
    from gensim.models.word2vec import LineSentence

    corpus = work / "vectors.corpus.txt"
    with lzma.open(raw_text(folder), "rt", encoding="utf-8") as lines, corpus.open("w", encoding="utf-8") as out:
        out.writelines(" ".join(words) + "\n" for words in sentences(lines))
    model = Word2Vec(
        LineSentence(str(corpus)), vector_size=DIMENSIONS, window=3, min_count=8, sg=1, negative=5, epochs=epochs,
        workers=1, sample=1e-4, seed=seed,
    )  # fmt: skip
    corpus.unlink()
    return model.wv.index_to_key[:WORDS], model.wv.vectors[:WORDS].astype("float32")


def save(words: list[str], vectors: Any, path: Path) -> None:
    """Write words and vectors, each vector as eight-bit integers with one scale."""
    import torch

    values = torch.from_numpy(vectors)
    values = values / values.norm(dim=1).mean()
    scale = values.abs().amax(dim=1, keepdim=True).clamp_min(1e-8) / 127
    packed = (values / scale).round().to(torch.int8)
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"words": "\n".join(words), "vectors": packed, "scale": scale.half()}, path)
