"""Word vectors for the quotation parser: skip-gram over all raw German that is at hand (Mikolov et al. 2013)."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from quotes.neural.tokens import normalise, words_of

DIMENSIONS = 96
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ„\"»])")
# News is a hundredth of the raw text: it is repeated, so that its words and its turns of phrase count.
_NEWS_REPEATS = 6


def raw_text(data: Path) -> Iterator[str]:
    """The paragraphs of all raw German under ``data``: debates once, news several times; missing files are left out."""
    yield from _lines(data / "raw-german/bundestag-17-18.txt.xz")
    yield from _lines(data / "raw-german/germaparl.txt.gz")
    for _ in range(_NEWS_REPEATS):
        yield from (x.split(";", 1)[-1].strip().strip("'") for x in _lines(data / "news-10kgnad/test.csv.gz"))
        yield from (json.loads(x)["originalText"] for x in _lines(data / "wikinews-quotations/train.jsonl"))


def _lines(path: Path) -> Iterator[str]:
    if not path.is_file():
        return
    packed = {".xz": lzma.LZMAFile, ".gz": gzip.GzipFile}.get(path.suffix)
    with packed(path) if packed else path.open("rb") as raw:
        yield from io.TextIOWrapper(raw, encoding="utf-8")


def write_corpus(paragraphs: Iterable[str], path: Path) -> int:
    """Write normalised sentences, one a line, tokens parted by a space; return the number of tokens."""
    count = 0
    with path.open("w", encoding="utf-8") as out:
        for paragraph in paragraphs:
            for sentence in _SENTENCE.split(paragraph):
                words = [normalise(word) for word in words_of(sentence)]
                if len(words) > 3:
                    out.write(" ".join(words) + "\n")
                    count += len(words)
    return count


def train_vectors(
    corpus: Path, *, dimensions: int = DIMENSIONS, words: int = 50_000, epochs: int = 3, minimum: int = 6
) -> tuple[list[str], npt.NDArray[np.float32]]:
    """The ``words`` most frequent words and their vectors (n, dimensions); one worker, so that it is repeatable."""
    from gensim.models import Word2Vec
    from gensim.models.word2vec import LineSentence

    model = Word2Vec(
        LineSentence(str(corpus)), vector_size=dimensions, window=5, min_count=minimum, sg=1, negative=5,
        epochs=epochs, workers=1, sample=1e-4, seed=1,
    )  # fmt: skip
    return model.wv.index_to_key[:words], model.wv.vectors[:words].astype("float32")
