"""Time and memory of a large dataset: built, extended, validated, loaded. The models are left out.

usage: python benchmarks/dataset.py [--data ../shared/data] [--documents 100000] [--kills 60] [--json FILE]

The articles are those of 10kGNAD, repeated under other ids until there are enough of them. Their quotations are made by
a pattern (sentences with a verb of saying or a Konjunktiv, and the first two capitalised words in them), so that the
figures are those of the dataset alone. Each step runs in a process of its own; the figures are its processor time, its
time by the clock, and its peak memory.
``--kills`` kills that many builds of a small dataset at random moments and counts what is left.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from quotes.dataset import Recipe, build
from quotes.document import Article, Document, Quotation, Role, Span, Speaker, Stance, quotation_id

SAID = re.compile(r"(?<=[.!?] )[A-ZÄÖÜ][^.!?]*\b(?:sagte?|erklärte?|sei|seien|habe|werde|würden?|laut)\b[^.!?]*[.!?]")
NAMED = re.compile(r"\b[A-ZÄÖÜ][a-zäöüß]+ [A-ZÄÖÜ][a-zäöüß]+")
RECIPE = Recipe({"package": "quotes-dataset-builder", "version": "benchmark", "sha256": "0" * 64})
STANCES = ("none", "none", "none", "favor", "against", "mixed")
Figures = dict[str, float]


def texts(data: Path) -> list[str]:
    """The articles of 10kGNAD."""
    path = data / "news-10kgnad" / "test.csv.gz"
    if not path.is_file():
        raise SystemExit(f"{path} is not there; give the folder of the corpora: --data FOLDER")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter=";", quotechar="'")
        return [row[1] for row in rows if len(row) > 1 and row[1].strip()]


def labelled(number: int, text: str) -> Document:
    """An article with the quotations that the patterns find."""
    id_ = f"news/{number:07d}"
    quotations = []
    for match in SAID.finditer(text):
        span = Span(match.start(), match.end())
        named = NAMED.search(text, match.start(), match.end())
        speaker = Speaker((Span(*named.span()),), named[0], False, Role()) if named else None
        stance = Stance("intervention", STANCES[(number + len(quotations)) % len(STANCES)], 0.8)
        id_of = quotation_id(id_, [span], "indirect")
        quotations.append(
            Quotation(id=id_of, type="indirect", spans=(span,), speaker=speaker, stance=stance, confidence=0.9)
        )
    return Document(Article(id_, text, source="10kGNAD", licence="CC BY-NC-SA 4.0"), quotations=tuple(quotations))


def documents(articles: list[str], first: int, number: int) -> Iterator[Document]:
    """Articles ``first`` to ``first + number`` of the endless repetition."""
    for i in range(first, first + number):
        yield labelled(i, articles[i % len(articles)])


def measured(work: Callable[[], object]) -> Figures:
    """Processor seconds, seconds by the clock and peak MB of the work, in a process of its own."""
    start = time.perf_counter()
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            os._exit(1)
        os._exit(0)
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit("a step failed")
    peak = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return {"cpu": usage.ru_utime + usage.ru_stime, "wall": time.perf_counter() - start, "peak_mb": peak}


def check_whole(folder: Path, *, load: bool) -> None:
    """Stop where the dataset is not valid."""
    from quotes.dataset.check import check

    report = check(folder, load=load)
    if report.problems:
        raise SystemExit(f"{len(report.problems)} errors: {report.problems[:3]}")


def loaded(folder: Path, cache: Path) -> None:
    """Load all configs as a user does, with an empty cache."""
    from datasets import load_dataset

    for config in ("quotations", "documents", "speakers"):
        table = load_dataset(str(folder), config, split="train", cache_dir=str(cache))
        print(f"  {config}: {len(table):,} rows", file=sys.stderr)


def kill_test(articles: list[str], kills: int, place: Path) -> dict[str, int]:
    """Builds of a small dataset that are killed at random moments; each time the dataset must be whole."""
    folder = place / "killed"
    size = 200
    build(documents(articles, 0, size), folder, RECIPE)
    chance, left = random.Random(1), {"kills": 0, "old": 0, "new": 0}
    took = measured(lambda: build(documents(articles, 0, size + 1), folder, RECIPE))["wall"]
    size += 1
    while left["kills"] < kills:
        child = os.fork()
        if not child:
            build(documents(articles, 0, size + 1), folder, RECIPE)
            os._exit(0)
        time.sleep(chance.uniform(0, took))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            size += 1  # it was done before
            continue
        left["kills"] += 1
        check_whole(folder, load=False)
        now = json.loads((folder / "manifest.json").read_text())["counts"]["documents"]
        if now not in (size, size + 1):
            raise SystemExit(f"{now} documents, expected {size} or {size + 1}")
        left["new" if now > size else "old"] += 1
        size = now
    return left


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, default=Path("../shared/data"))
    options.add_argument("--documents", type=int, default=100_000)
    options.add_argument("--kills", type=int, default=60)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    articles = texts(given.data)
    place = Path(tempfile.mkdtemp())
    folder = place / "large"
    try:
        steps: dict[str, Callable[[], object]] = {
            "make the documents": lambda: sum(1 for _ in documents(articles, 0, given.documents)),
            "build": lambda: build(documents(articles, 0, given.documents), folder, RECIPE),
            "add 100 documents": lambda: build(documents(articles, given.documents, 100), folder, RECIPE),
            "validate": lambda: check_whole(folder, load=False),
            "validate and load": lambda: check_whole(folder, load=True),
            "load_dataset, three configs": lambda: loaded(folder, place / "cache"),
        }
        figures: dict[str, object] = {}
        print(f"{given.documents:,} documents, made from {len(articles):,} articles\n")
        print(f"{'step':30}{'processor s':>14}{'clock s':>10}{'peak MB':>10}")
        for name, step in steps.items():
            found = measured(step)
            figures[name] = found
            print(f"{name:30}{found['cpu']:14.1f}{found['wall']:10.1f}{found['peak_mb']:10,.0f}", flush=True)
        counts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["counts"]
        size = sum(path.stat().st_size for path in (folder / "data").rglob("*.jsonl")) / 1e6
        print(f"\n{counts['quotations']:,} quotations, {counts['speakers']:,} speakers, {size:,.0f} MB of JSONL")
        figures["counts"] = {"quotations": counts["quotations"], "speakers": counts["speakers"], "mb": size}
        left = figures["kills"] = kill_test(articles, given.kills, place) if given.kills else {}
        if left:
            print(f"{left['kills']} builds killed: {left['old']} left the old version whole, {left['new']} the new one")
    finally:
        shutil.rmtree(place)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
