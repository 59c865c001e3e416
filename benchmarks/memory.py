"""Peak memory of ``quotes extract`` and ``quotes build`` by the number of documents: which of it grows.

usage: python benchmarks/memory.py [--documents 1000 10000 100000] [--workers 1] [--json FILE]

Documents are tiny and different; detection is by rules over a parse of one token a word, so that a hundred thousand end
in minutes. What networks need is a constant beside it. Each run is a process of its own.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from quotes import pipeline
from quotes.document import Document, Sentence, Span, Token

COMMANDS = ("extract", "build")


class Words:
    """A parse that takes no time."""

    name = "parse"

    def __call__(self, documents: Sequence[Document]) -> list[Document]:
        """Each text as one sentence."""
        return [replace(d, sentences=(_sentence(d.text),)) for d in documents]


def _sentence(text: str) -> Sentence:
    spans = [Span(*match.span()) for match in re.finditer(r"\w+|[^\w\s]", text)]
    return Sentence(Span(0, len(text)), tuple(Token(s, s.of(text), "X", "", s.start - 1, "dep") for s in spans))


def stages(_: pipeline.Settings) -> list[pipeline.Stage]:
    """Detection by rules alone."""
    from quotes.stages.detect import RuleDetector

    return [Words(), RuleDetector()]


def measure(command: str, count: int, workers: int, folder: str) -> tuple[float, float]:
    """Peak memory of this process in MB, and seconds."""
    from quotes.engine.build import build_dataset
    from quotes.engine.extract import extract_to_file

    pipeline.stages = stages  # type: ignore[assignment]
    settings, articles = pipeline.Settings(detector="rules"), Path(folder) / "articles.jsonl"
    with articles.open("w", encoding="utf-8") as file:
        for i in range(count):
            text = f"„Wir haben {i} Einwände gegen den Plan“, sagte die Sprecherin am {i % 28 + 1}. Mai in Bremen."
            file.write(json.dumps({"id": f"a{i}", "text": text}) + "\n")
    start = time.perf_counter()
    if command == "extract":
        extract_to_file(Path(folder) / "out.jsonl", [str(articles)], settings, workers=workers)
    else:
        build_dataset(Path(folder) / "dataset", [str(articles)], settings, workers=workers)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--documents", type=int, nargs="+", default=[1000, 10_000, 100_000])
    options.add_argument("--commands", nargs="+", choices=COMMANDS, default=COMMANDS)
    options.add_argument("--workers", type=int, default=1)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    found = []
    for command in given.commands:
        for count in given.documents:
            with (
                tempfile.TemporaryDirectory() as folder,
                multiprocessing.get_context("spawn").Pool(1) as pool,
            ):
                megabytes, seconds = pool.apply(measure, (command, count, given.workers, folder))
            found.append({"command": command, "documents": count, "peak MB": megabytes, "seconds": seconds})
            print(f"{command:10}{count:>10,} documents{megabytes:>10,.0f} MB{seconds:>10,.0f} s", flush=True)
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
