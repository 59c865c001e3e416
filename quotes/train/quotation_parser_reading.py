"""Training samples as the pipeline would read them: parsed, with the rules' quotations, in print and changed.

The network reads what parse and rules say of a text, so training texts go through both. Each text is read as it
stands and in ``variants`` changed forms (marks, layout, case), for which parse and rules see the changed text. What
was read is kept in a file of JSON Lines: a stopped run goes on behind its last line, and only new texts are read later.
"""

from __future__ import annotations

import json
import logging
import random
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from quotes.document import QUOTATION_TYPES, Article, Document, Span
from quotes.neural.reading import Hint, Reading, read
from quotes.neural.tokens import Tokens, tokenize
from quotes.train.quotation_parser_augment import augment
from quotes.train.quotation_parser_data import Gold, Sample

log = logging.getLogger(__name__)
_BATCH = 16


def spell(tokens: Tokens) -> tuple[str, list[Span]]:
    """The text of tokens after their flags of white space, and the span of each token in it."""
    out: list[str] = []
    spans: list[Span] = []
    length = 0
    for i, word in enumerate(tokens.words):
        gap = "" if i == 0 else "\n\n" if tokens.paragraph[i] else "\n" if tokens.line[i] else " " * tokens.spaced[i]
        out += (gap, word)
        length += len(gap)
        spans.append(Span(length, length + len(word)))
        length += len(word)
    return "".join(out), spans


def variant(sample: Sample, number: int) -> tuple[str, tuple[Gold, ...], list[Span]]:
    """The text of a sample as it is (``number`` 0) or changed, its gold over old tokens, and their new places."""
    if number:
        rng = random.Random(zlib.crc32(f"{sample.id} {number}".encode()))
        sample = augment(sample, rng, always=True)
    text, spans = spell(sample.tokens)
    return text, sample.gold, spans


class Reader:
    """Parse and rules, loaded once."""

    def __init__(self) -> None:
        from quotes.stages.attribute import RuleAttributor
        from quotes.stages.detect import RuleDetector
        from quotes.stages.parse import Parse

        self._stages = (Parse(), RuleDetector(), RuleAttributor())

    def __call__(self, documents: Sequence[Document]) -> list[Document]:
        """The documents with sentences and the rules' quotations."""
        done = list(documents)
        for stage in self._stages:
            done = stage(done)
        return done


def prepare(
    samples: Sequence[Sample],
    path: Path,
    *,
    variants: int,
    reader: Callable[[Sequence[Document]], list[Document]] | None = None,
) -> None:
    """Read each sample in its variants into ``path``; what stands there is kept where it is of one of the samples."""
    wanted = {(s.id, v): s for v in range(variants + 1) for s in samples}
    done = _kept(path, wanted)
    jobs = [(s, v) for (name, v), s in wanted.items() if (name, v) not in done]
    path.parent.mkdir(parents=True, exist_ok=True)
    if not jobs:
        return
    reader = reader or Reader()
    with path.open("a", encoding="utf-8") as out:
        for begin in range(0, len(jobs), _BATCH):
            rows = _rows(jobs[begin : begin + _BATCH], reader)
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            out.flush()
            log.info("read %d of %d texts", len(done) + begin + len(rows), len(wanted))


def _kept(path: Path, wanted: Mapping[tuple[str, int], Sample]) -> set[tuple[str, int]]:
    """Id and variant of the samples that were read before; lines that are cut, or of other texts, are taken away."""
    if not path.is_file():
        return set()
    done: dict[tuple[str, int], str] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line) if line.endswith("\n") else {}
            key = (str(row.get("id")), int(row.get("variant", -1)))
            if key in wanted and row.get("source") == _source(wanted[key]):
                done[key] = line
    part = path.with_suffix(".part")
    part.write_text("".join(done.values()), encoding="utf-8")
    part.replace(path)
    return set(done)


def _source(sample: Sample) -> int:
    """A checksum of a sample's words and gold: a text that was changed is read anew."""
    return zlib.crc32(repr((sample.tokens.words, sample.gold)).encode())


def _rows(
    jobs: Sequence[tuple[Sample, int]], reader: Callable[[Sequence[Document]], list[Document]]
) -> list[dict[str, Any]]:
    made = [variant(sample, number) for sample, number in jobs]
    documents = reader([Document(Article(s.id, text)) for (s, _), (text, _, _) in zip(jobs, made, strict=True)])
    return [
        _row(sample, number, gold=gold, spans=spans, document=document)
        for (sample, number), (_, gold, spans), document in zip(jobs, made, documents, strict=True)
    ]


def _row(
    sample: Sample, number: int, *, gold: Sequence[Gold], spans: Sequence[Span], document: Document
) -> dict[str, Any]:
    sentences = [s.span for s in document.sentences]
    tokens = tokenize(document.text, sentences)
    known = read(document, tokens)
    return {
        "id": sample.id,
        "variant": number,
        "source": _source(sample),
        "domain": sample.domain,
        "text": document.text,
        "sentences": [[s.start, s.end] for s in sentences],
        "parse": known.parse.tolist(),
        "hints": [[h.type, h.trust, h.quote, h.roles] for h in known.hints or ()],
        "gold": [_moved(g, spans, tokens) for g in gold],
    }


def _moved(gold: Gold, spans: Sequence[Span], tokens: Tokens) -> list[Any]:
    from quotes.neural.reading import covered

    def ids(old: Iterable[int]) -> tuple[int, ...]:
        return covered(tuple(spans[i] for i in old), tokens)

    return [gold.type, ids(gold.quote), [ids(role) for role in gold.roles]]


def load(path: Path) -> Iterator[tuple[int, Sample]]:
    """The samples of a file that ``prepare`` wrote, each with the number of its variant."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            tokens = tokenize(row["text"], [Span(a, b) for a, b in row["sentences"]])
            gold = tuple(
                Gold(kind, tuple(quote), tuple(tuple(role) for role in roles))
                for kind, quote, roles in row["gold"]
                if quote
            )
            known = tuple(
                Hint(kind, trust, tuple(quote), tuple(tuple(role) for role in roles))
                for kind, trust, quote, roles in row["hints"]
                if kind in QUOTATION_TYPES
            )
            parse = np.array(row["parse"], np.int32).reshape(len(tokens), -1)
            sample = Sample(row["id"], tokens, gold, row["domain"], Reading(parse, known))
            yield row["variant"], replace(sample)
