"""The bundled German pipeline, run faster than Stanza runs it, with the same weights and the same result.

Stanza loads and checks the models; what they compute is computed by ``splitting``, ``tagging``, ``lemmas`` and
``dependencies``: sequences in plain rather than packed batches, what hangs on a word alone only once for each word, no
object for each word. One thing differs: Stanza's splitter reads all the padding behind a paragraph, which hangs on the
texts beside it; here each has one padding character, as most had in training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from quotes.neural.dependencies import DependencyParser, Head
from quotes.neural.lemmas import Lemmatizer
from quotes.neural.splitting import TOO_LONG, Splitter, Surface
from quotes.neural.tagging import Tagger, Tags


@dataclass(frozen=True, slots=True)
class Word:
    """A syntactic word: code points of its token, ``start`` to ``end`` (exclusive), and what is said of it.

    ``head``: the place of its head in the sentence, the first word is 0, -1 for the root.
    """

    start: int
    end: int
    lemma: str
    upos: str
    feats: str
    head: int
    deprel: str


class GermanParser:
    """Texts to sentences of words; ``pipeline`` is a Stanza pipeline with the project's own five processors."""

    def __init__(self, pipeline: Any) -> None:
        processors = pipeline.processors
        self._split = Splitter(processors["tokenize"], processors["mwt"])
        self._tag = Tagger(processors["pos"])
        self._lemmatize = Lemmatizer(processors["lemma"])
        self._parse = DependencyParser(processors["depparse"])

    def __call__(self, texts: Sequence[str]) -> list[list[list[Word]]]:
        """For each text its sentences, each with one word at least."""
        split = self._split(texts)
        sentences = [sentence for text in split for sentence in text]
        forms = [[word for token in sentence for word in token.words] for sentence in sentences]
        tags = self._tag(forms)
        pairs = [(w, t.upos) for row in zip(forms, tags, strict=True) for w, t in zip(*row, strict=True)]
        lemma = iter(self._lemmatize(pairs))
        lemmas = [[next(lemma) for _ in words] for words in forms]
        trees = self._parse(forms, tags, lemmas)
        parsed = iter([_sentence(*row) for row in zip(sentences, lemmas, tags, trees, strict=True)])
        return [[_known(next(parsed), text) for _ in found] for found, text in zip(split, texts, strict=True)]


def _sentence(tokens: list[Surface], lemmas: list[str], tags: list[Tags], tree: list[Head]) -> list[Word]:
    places = [token for token in tokens for _ in token.words]
    return [
        Word(token.start, token.end, lemma, tag.upos, tag.feats, head - 1, deprel)
        for token, lemma, tag, (head, deprel) in zip(places, lemmas, tags, tree, strict=True)
    ]


def _known(sentence: list[Word], text: str) -> list[Word]:
    """The sentence; a word that is too long for the networks is its own lemma."""
    return [replace(w, lemma=text[w.start : w.end]) if w.lemma == TOO_LONG else w for w in sentence]
