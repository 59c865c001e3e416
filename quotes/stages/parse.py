"""Parse: text to sentences, words, lemmas, morphology and dependencies, with exact offsets. Stanza is imported here.

The bundled German pipeline (``quotes/models/german``) is the project's own; its card says what it was trained from
and how well it does. Three things are added to what Stanza does:

* texts are worked on in pieces that end where a sentence does (``german.pieces``), so that length costs no memory;
* the bundled networks are run by code of the project's own (``neural.german_parser``), several times faster;
* finite verbs in a form that only the Konjunktiv has are marked so (``german.mood``): ``Mood=Sub``.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from quotes.document import Document, Sentence, Span, Token
from quotes.errors import InputError, ResourceError
from quotes.german.mood import mark_konjunktiv
from quotes.german.pieces import pieces
from quotes.neural.german_parser import GermanParser, Word
from quotes.neural.splitting import TOO_LONG
from quotes.neural.word_vectors import load_pretrain
from quotes.resources import model_folder

PROCESSORS = ("tokenize", "mwt", "pos", "lemma", "depparse")
# Characters that go through the networks together: more wins little speed and costs memory.
_BATCH_CHARACTERS = 100_000
_VISIBLE = re.compile(r"[^\s\u0080-\u009f]")  # what Stanza does not take for white space
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f")


class Parse:
    """The stage that gives a document its sentences.

    ``parser`` is "bundled" (nothing is downloaded), "stanza" (the official German default package) or
    "stanza:PACKAGE"; the official ones are downloaded by Stanza at first use. ``threads`` is the number of torch's
    threads in this process; one is fastest for several processes side by side. ``form_rule`` marks sure Konjunktiv
    forms; ``folder`` takes the place of the bundled model's.

    Raises InputError for another ``parser``, ResourceError where a model is missing, altered or cannot be downloaded.
    """

    name = "parse"

    def __init__(
        self, parser: str = "bundled", *, threads: int = 1, form_rule: bool = True, folder: Path | None = None
    ) -> None:
        import torch

        torch.set_num_threads(threads)
        self.parser = parser
        self.form_rule = form_rule
        self._read = load(parser, folder=folder)

    def __call__(self, documents: Sequence[Document]) -> list[Document]:
        """The documents with their sentences, in the order given.

        The result for a document does not depend on the documents beside it or before it.
        """
        found: list[list[Sentence]] = [[] for _ in documents]
        for batch in _batches(documents):
            cleaned = [clean(span.of(documents[i].text)) for i, span in batch]
            parsed = self._read([letters for letters, _ in cleaned])
            for (i, span), (_, places), sentences in zip(batch, cleaned, parsed, strict=True):
                text = documents[i].text
                found[i] += [self._marked(_sentence(words, span.start, places), text) for words in sentences]
        return [replace(d, sentences=tuple(of_one)) for d, of_one in zip(documents, found, strict=True)]

    def _marked(self, sentence: Sentence, text: str) -> Sentence:
        return replace(sentence, tokens=mark_konjunktiv(sentence.tokens, text)) if self.form_rule else sentence


def clean(text: str) -> tuple[str, list[int]]:
    """The text without characters that nobody sees (soft hyphens, joiners, byte order marks), and for each code point
    that stays its place in ``text``, with the length of ``text`` at the end.
    """
    places = [i for i, letter in enumerate(text) if letter not in _INVISIBLE]
    return "".join(text[i] for i in places), [*places, len(text)]


Reader = Callable[[Sequence[str]], list[list[list[Word]]]]


def load(parser: str, *, folder: Path | None = None) -> Reader:
    """What reads texts into sentences of words, by that name; ``folder`` takes the place of the bundled model's folder.

    Raises InputError for an unknown name, ResourceError where it cannot be loaded.
    """
    pipeline = load_pipeline(parser, folder=folder)
    return GermanParser(pipeline) if parser == "bundled" else _Official(pipeline)


def load_pipeline(parser: str, *, folder: Path | None = None) -> Any:
    """The Stanza pipeline of that name, for Stanza's own run of it; raises as ``load`` does."""
    logging.getLogger("stanza").setLevel(logging.ERROR)
    if parser == "bundled":
        return _bundled(folder or model_folder("german"))
    if parser == "stanza" or (parser.startswith("stanza:") and parser != "stanza:"):
        return _official(parser.partition(":")[2] or "default")
    raise InputError(f"parser {parser!r}: expected bundled, stanza or stanza:PACKAGE")


def _bundled(folder: Path) -> Any:
    import stanza
    from stanza.models.common.foundation_cache import FoundationCache

    check_weights(folder)
    vectors = folder / "de" / "pretrain" / "quotes.pt"
    cache, options = FoundationCache(), {}
    if vectors.is_file():
        cache.pretrains[str(vectors)] = load_pretrain(vectors)
        options = {f"{processor}_pretrain_path": str(vectors) for processor in ("pos", "depparse")}
    with _no_optimizers():
        return stanza.Pipeline(
            "de", dir=str(folder), download_method=None, processors=",".join(PROCESSORS), use_gpu=False,
            logging_level="ERROR", depparse_resolve_head_constraints=False, foundation_cache=cache, **options,
        )  # fmt: skip


@contextmanager
def _no_optimizers() -> Iterator[None]:
    """Let Stanza's trainers load without optimisers: nothing is trained here, and torch takes two seconds for them."""
    from stanza.models.common import utils

    kept = utils.get_optimizer, utils.get_split_optimizer
    utils.get_optimizer, utils.get_split_optimizer = (lambda *_, **__: None), (lambda *_, **__: {})
    try:
        yield
    finally:
        utils.get_optimizer, utils.get_split_optimizer = kept


def _official(package: str) -> Any:
    import stanza

    try:
        return stanza.Pipeline(
            "de", package=package, processors=",".join(PROCESSORS), use_gpu=False, logging_level="ERROR",
        )  # fmt: skip
    except Exception as error:  # Stanza raises whatever its downloader, its resource list or torch does
        raise ResourceError(
            f"Stanza's German package {package!r} could not be loaded: {error}. It is downloaded at first use, which "
            "needs the network and an existing package name; --parser bundled needs neither"
        ) from error


class _Official:
    """A package of Stanza's own, run by Stanza: a text at a time, since its rounding depends on the batch."""

    def __init__(self, pipeline: Any) -> None:
        self._pipeline = pipeline

    def __call__(self, texts: Sequence[str]) -> list[list[list[Word]]]:
        return [[_words(s, text) for s in self._pipeline(text).sentences if s.words] for text in texts]


def _words(parsed: Any, text: str) -> list[Word]:
    return [
        Word(
            token.start_char, token.end_char,
            text[token.start_char : token.end_char] if word.lemma in (None, TOO_LONG) else word.lemma,
            word.upos or "X", word.feats or "", int(word.head) - 1, word.deprel,
        )
        for token in parsed.tokens
        for word in token.words
    ]  # fmt: skip


def check_weights(folder: Path) -> None:
    """Compare each weights file with the sha256 in the card.

    Raises ResourceError that names the file where one is missing or differs.
    """
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    for name, expected in card["files"].items():
        path = folder / name
        got = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "no file"
        if got != expected:
            raise ResourceError(
                f"{path}: sha256 is {got[:16]}, expected {expected[:16]} as in card.json; restore the file: "
                "'pip install --force-reinstall quotes-dataset-builder', in a checkout 'git checkout -- quotes/models'"
            )


def _batches(documents: Iterable[Document]) -> Iterator[list[tuple[int, Span]]]:
    """Pieces of texts, each with its document's number, in batches."""
    batch: list[tuple[int, Span]] = []
    size = 0
    for i, document in enumerate(documents):
        for span in pieces(document.text):
            if not _VISIBLE.search(clean(span.of(document.text))[0]):
                continue
            if batch and size + len(span) > _BATCH_CHARACTERS:
                yield batch
                batch, size = [], 0
            batch.append((i, span))
            size += len(span)
    if batch:
        yield batch


def _sentence(words: Sequence[Word], offset: int, places: list[int]) -> Sentence:
    tokens = tuple(
        Token(
            Span(offset + places[w.start], offset + places[w.end - 1] + 1), w.lemma, w.upos, w.feats, w.head, w.deprel,
        )
        for w in words
    )  # fmt: skip
    return Sentence(Span(tokens[0].span.start, tokens[-1].span.end), tokens)
