"""Parse: text to sentences, words, lemmas, morphology and dependencies, with exact offsets. Stanza is imported here.

The bundled German pipeline (``quotes/models/german``) is the project's own; its card says what it was trained from
and how well it does. Three things are added to what Stanza does:

* texts are worked on in pieces that end where a sentence does (``german.pieces``), so that length costs no memory;
* the tree search runs only for sentences whose best heads form no tree (``neural.tree``), with the same result;
* finite verbs in a form that only the Konjunktiv has are marked so (``german.mood``): ``Mood=Sub``.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from quotes.document import Document, Sentence, Span, Token
from quotes.errors import InputError, ResourceError
from quotes.german.mood import mark_konjunktiv
from quotes.german.pieces import pieces
from quotes.neural.bilinear import speed_up
from quotes.neural.word_vectors import load_pretrain
from quotes.resources import model_folder

PROCESSORS = ("tokenize", "mwt", "pos", "lemma", "depparse")
# Characters that go through the networks together: more wins little speed and costs memory.
_BATCH_CHARACTERS = 40_000
_UNKNOWN = "<UNK>"
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
        self.pipeline = load_pipeline(parser, folder=folder)

    def __call__(self, documents: Sequence[Document]) -> list[Document]:
        """The documents with their sentences, in the order given.

        The result for a document does not depend on the documents beside it or before it.
        """
        return [replace(document, sentences=tuple(self._sentences(document.text))) for document in documents]

    def _sentences(self, text: str) -> Iterator[Sentence]:
        # One document at a time: rounding in the networks depends on what shares a batch, and would flip a head or a
        # word end once in some ten thousand words. It costs a twentieth of the speed.
        for batch in _batches(text):
            cleaned = [clean(span.of(text)) for span in batch]
            parsed = self.pipeline.bulk_process([letters for letters, _ in cleaned])
            for span, (_, places), result in zip(batch, cleaned, parsed, strict=True):
                found = (_sentence(s, span.start, places, text) for s in result.sentences if s.words)
                yield from (self._marked(sentence, text) for sentence in found)

    def _marked(self, sentence: Sentence, text: str) -> Sentence:
        return replace(sentence, tokens=mark_konjunktiv(sentence.tokens, text)) if self.form_rule else sentence


def clean(text: str) -> tuple[str, list[int]]:
    """The text without characters that nobody sees (soft hyphens, joiners, byte order marks), and for each code point
    that stays its place in ``text``, with the length of ``text`` at the end.
    """
    places = [i for i, letter in enumerate(text) if letter not in _INVISIBLE]
    return "".join(text[i] for i in places), [*places, len(text)]


def load_pipeline(parser: str, *, folder: Path | None = None) -> Any:
    """The Stanza pipeline of that name; ``folder`` takes the place of the bundled model's folder.

    Raises InputError for an unknown name, ResourceError where it cannot be loaded.
    """
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
    pipeline = stanza.Pipeline(
        "de", dir=str(folder), download_method=None, processors=",".join(PROCESSORS), use_gpu=False,
        logging_level="ERROR", depparse_resolve_head_constraints=False,
        foundation_cache=cache, **options,
    )  # fmt: skip
    speed_up(pipeline.processors["pos"].trainer.model)
    _decode_faster(pipeline.processors["depparse"].trainer.model)
    return pipeline


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


def _decode_faster(model: Any) -> None:
    # set on this one object: other pipelines in the process keep Stanza's own decoder
    from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root
    from stanza.models.common.vocab import VOCAB_PREFIX_SIZE

    from quotes.neural.tree import best_tree

    def predict(*inputs: Any, resolve_head_constraints: bool = False) -> list[list[list[Any]]]:
        arcs, labels = model.forward_scores(*inputs)[:2]
        arcs, labels = arcs.log_softmax(2).numpy(), labels.argmax(3).numpy()
        lengths = inputs[-3]
        result = []
        for i, n in enumerate(lengths):
            heads = best_tree(arcs[i][:n, :n], chuliu_edmonds_one_root)[1:]
            names = model.vocab["deprel"].unmap([labels[i][j][h] + VOCAB_PREFIX_SIZE for j, h in enumerate(heads, 1)])
            result.append([[head, name] for head, name in zip(heads, names, strict=True)])
        return result

    model.predict = predict


def _batches(text: str) -> Iterator[list[Span]]:
    batch: list[Span] = []
    size = 0
    for span in pieces(text):
        if not _VISIBLE.search(clean(span.of(text))[0]):
            continue
        if batch and size + len(span) > _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
        batch.append(span)
        size += len(span)
    if batch:
        yield batch


def _sentence(parsed: Any, offset: int, places: list[int], text: str) -> Sentence:
    tokens = []
    for token in parsed.tokens:
        span = Span(offset + places[token.start_char], offset + places[token.end_char - 1] + 1)
        tokens += [_token(word, span, text) for word in token.words]
    return Sentence(Span(tokens[0].span.start, tokens[-1].span.end), tuple(tokens))


def _token(word: Any, span: Span, text: str) -> Token:
    # a word that is too long for the networks comes back as <UNK>
    lemma = span.of(text) if word.lemma in (None, _UNKNOWN) else word.lemma
    return Token(span, lemma, word.upos or "X", word.feats or "", int(word.head) - 1, word.deprel)
