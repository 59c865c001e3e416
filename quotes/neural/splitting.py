"""Text to sentences and words with Stanza's tokenizer weights: the same network over characters, run faster.

Stanza computes features by character and function, packs sequences and builds an object for each word; here features
come from a table by character, paragraphs share plain batches, and the result is spans. What is found is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from quotes.neural.products import linear
from quotes.neural.recurrent import BothWays, batched

_BREAK = re.compile(r"\n[\s\u0080-\u009f]*\n")
_SPACE = re.compile(r"[\s\u0080-\u009f]")
# A longer paragraph is read in windows of this many characters, each begun at the last sentence end found.
_WINDOW = 1000
_BATCH_CHARACTERS = 8_000
# Labels of a character: 0 goes on, 1 ends a word, 2 a sentence, 3 a multi-word token, 4 that and a sentence.
_SENTENCE_ENDS, _MULTI_WORD = (2, 4), (3, 4)
# What stands for a word that is too long for the networks.
TOO_LONG = "<UNK>"


@dataclass(frozen=True, slots=True)
class Surface:
    """A token of the text: code points ``start`` to ``end`` (exclusive), and its syntactic words ("im": in, dem)."""

    start: int
    end: int
    words: tuple[str, ...]


@dataclass(slots=True)
class _Paragraph:
    """The characters of a paragraph without repeated blanks, their places in the text, and the labels so far."""

    letters: list[str]
    places: list[int]
    labels: list[npt.NDArray[np.int64]] = field(default_factory=list)
    done: int = 0


class Splitter:
    """Sentences of words from a text; ``tokenize`` and ``mwt`` are the two processors of a Stanza pipeline.

    Only networks of the form that the project trains are read: two layers (hierarchical), multi-word tokens, no
    dictionary, no convolution; their features hang on the character alone.
    """

    def __init__(self, tokenize: Any, mwt: Any) -> None:
        self._vocab, self._expand = tokenize.vocab, mwt.trainer.dict_expansion
        model, options = tokenize.trainer.model, tokenize.trainer.args
        self._skip_newline = bool(options.get("skip_newline"))
        self._temperature = float(options["hier_invtemp"])
        self._functions = list(options["feat_funcs"])
        self._embedding = model.embeddings.weight.detach()
        self._first, self._second = BothWays(model.rnn), BothWays(model.rnn2)
        names = ("tok", "sent", "mwt")
        self._outer = _joined([getattr(model, f"{name}_clf") for name in names])
        self._inner = _joined([getattr(model, f"{name}_clf2") for name in names])
        self._known: dict[str, tuple[int, tuple[float, ...]]] = {}

    def __call__(self, texts: Sequence[str]) -> list[list[list[Surface]]]:
        """For each text its sentences, each a list of tokens; what is no letter for the network (blanks) is in none."""
        of_text = [[p for p in self._paragraphs(text) if p.letters] for text in texts]
        open_ = [p for paragraphs in of_text for p in paragraphs]
        while open_:
            lengths = [min(_WINDOW, len(p.letters) - p.done) for p in open_]
            for batch in batched(lengths, _BATCH_CHARACTERS):
                self._label([open_[i] for i in batch])
            open_ = [p for p in open_ if p.done < len(p.letters)]
        return [[s for p in paragraphs for s in self._sentences(p)] for paragraphs in of_text]

    def _paragraphs(self, text: str) -> Iterator[_Paragraph]:
        begin = 0
        for match in [*_BREAK.finditer(text), None]:
            end = match.start() if match else len(text)
            letters: list[str] = []
            places: list[int] = []
            for place, letter in enumerate(text[begin:end].rstrip(), begin):
                if letter == "\n" and self._skip_newline:
                    continue
                plain = " " if _SPACE.match(letter) else letter
                if plain == " " and letters and letters[-1] == " ":
                    continue
                letters.append(plain)
                places.append(place)
            yield _Paragraph(letters, places)
            begin = match.end() if match else end

    def _label(self, batch: Sequence[_Paragraph]) -> None:
        windows = [p.letters[p.done : p.done + _WINDOW] for p in batch]
        lengths = [len(w) for w in windows]
        with torch.inference_mode():
            labels = self._scores(batch, windows, lengths).argmax(2).numpy()
        for paragraph, found, length in zip(batch, labels, lengths, strict=True):
            ends = np.flatnonzero(np.isin(found[:length], _SENTENCE_ENDS))
            last = paragraph.done >= len(paragraph.letters) - _WINDOW
            step = length if last or not len(ends) else int(ends[-1]) + 1
            paragraph.labels.append(found[:step])
            paragraph.done += step

    def _scores(self, batch: Sequence[_Paragraph], windows: list[list[str]], lengths: list[int]) -> Tensor:
        longest = max(lengths) + 1  # the network learned with a padding character behind each text
        ids = np.zeros((len(windows), longest), np.int64)
        features = np.zeros((len(windows), longest, len(self._functions)), np.float32)
        for row, (paragraph, letters) in enumerate(zip(batch, windows, strict=True)):
            known = [self._character(letter) for letter in letters]
            ids[row, : len(known)] = [k[0] for k in known]
            features[row, : len(known)] = [k[1] for k in known]
            for column, name in enumerate(self._functions):
                if name == "start_of_para" and paragraph.done == 0:
                    features[row, 0, column] = 1
                if name == "end_of_para" and paragraph.done + len(known) == len(paragraph.letters):
                    features[row, len(known) - 1, column] = 1
        x = torch.cat([self._embedding[torch.from_numpy(ids)], torch.from_numpy(features)], 2)
        size = torch.tensor(lengths) + 1
        states = self._first(x, size)
        outer = linear(states, *self._outer)
        damped = states * (1 - torch.sigmoid(-outer[..., :1] * self._temperature)) if self._temperature > 0 else states
        scores = outer + linear(self._second(damped, size), *self._inner)
        yes, no = functional.logsigmoid(scores), functional.logsigmoid(-scores)
        word, end, several = yes.unbind(2)
        no_word, no_end, no_several = no.unbind(2)
        one, more = no_several, several
        labels = [no_word, word + no_end + one, word + end + one, word + no_end + more, word + end + more]
        return torch.stack(labels, 2)

    def _character(self, letter: str) -> tuple[int, tuple[float, ...]]:
        known = self._known.get(letter)
        if known is None:
            from stanza.models.tokenization.data import PER_CHAR_FEAT_FUNCS

            functions = [PER_CHAR_FEAT_FUNCS.get(name) for name in self._functions]
            features = tuple(float(f(letter)) if f else 0.0 for f in functions)
            known = self._known[letter] = (self._vocab.unit2id(letter), features)
        return known

    def _sentences(self, paragraph: _Paragraph) -> Iterator[list[Surface]]:
        from stanza.models.tokenization.utils import update_pred_regex

        labels = np.concatenate(paragraph.labels)
        labels[-1] = 2 if labels[-1] <= 2 else 4
        labels = update_pred_regex(paragraph.letters, labels)
        sentence: list[Surface] = []
        begin = 0
        for end in np.flatnonzero(labels).tolist():
            found = self._surface(paragraph, begin, end + 1, several=labels[end] in _MULTI_WORD)
            begin = end + 1
            sentence += [found] if found else []
            if labels[end] in _SENTENCE_ENDS and sentence:
                yield sentence
                sentence = []
        if sentence:
            yield sentence

    def _surface(self, paragraph: _Paragraph, begin: int, end: int, *, several: bool) -> Surface | None:
        letters, places = paragraph.letters, paragraph.places
        while begin < end and letters[begin] == " ":
            begin += 1
        while begin < end and letters[end - 1] == " ":
            end -= 1
        if begin == end:
            return None
        text = self._vocab.normalize_token("".join(letters[begin:end]))
        words = tuple((self._expand(text) or text).split(" ")) if several else (text,)
        if len(words) == 1:
            words = (text if len(text) <= _WINDOW else TOO_LONG,)
        return Surface(places[begin], places[end - 1] + 1, words)


def _joined(layers: Sequence[Any]) -> tuple[Tensor, Tensor | None]:
    """Several linear layers over one input as one."""
    weight = torch.cat([layer.weight.detach() for layer in layers])
    bias = None if layers[0].bias is None else torch.cat([layer.bias.detach() for layer in layers])
    return weight, bias
