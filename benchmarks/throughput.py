"""Tokens a second by stage, on one core, on Austrian news that nobody here wrote (10kGNAD).

usage: python benchmarks/throughput.py [--data ../shared/data] [--documents 40] [--repeats 3] [--json FILE]

Each repeat runs every stage over the same documents in batches of 32; a stage's figure is the median over repeats.
Machines are noisy: read the shares and ratios, not the absolute numbers.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from quotes.document import Article, Document
from quotes.pipeline import Settings, batches, stages

T = TypeVar("T")


def articles(data: Path, count: int) -> list[Article]:
    """The first ``count`` articles of the 10kGNAD test file."""
    path = data / "news-10kgnad" / "test.csv.gz"
    if not path.is_file():
        raise SystemExit(f"{path} is not there; give the folder of the corpora: --data FOLDER")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        lines = [line.rstrip("\n").split(";", 1)[-1].strip("'") for line in file]
    return [Article(f"news-{i}", text) for i, text in enumerate(lines[:count]) if text.strip()]


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What the work gives, and the seconds of processor time it took (waiting for others does not count)."""
    start = time.process_time()
    result = work()
    return result, time.process_time() - start


def measure(settings: Settings, texts: list[Article], repeats: int) -> dict[str, float]:
    """Median tokens a second by stage, ``all`` for the whole pipeline, ``load`` in seconds."""
    import torch

    torch.set_num_threads(1)
    loaded, seconds = timed(lambda: stages(settings))
    rates: dict[str, list[float]] = {}
    for _ in range(repeats):
        spent: dict[str, float] = {}
        done: list[Document] = []
        for batch in batches(texts, 32):
            documents = [Document(a) for a in batch]
            for stage in loaded:
                documents, took = timed(lambda s=stage, d=documents: s(d))  # type: ignore[misc]
                key = f"{stage.name} ({type(stage).__name__})"
                spent[key] = spent.get(key, 0.0) + took
            done += documents
        tokens = sum(len(s.tokens) for d in done for s in d.sentences)
        for name, took in [*spent.items(), ("all", sum(spent.values()))]:
            rates.setdefault(name, []).append(tokens / took)
    return {"load": seconds} | {name: statistics.median(values) for name, values in rates.items()}


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, default=Path("../shared/data"))
    options.add_argument("--documents", type=int, default=40)
    options.add_argument("--repeats", type=int, default=3)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    texts = articles(given.data, given.documents)
    figures = {}
    for detector in ("rules", "learned"):
        found = figures[detector] = measure(Settings(detector=detector), texts, given.repeats)
        print(f"\n{len(texts)} articles, one core, detector {detector}; models loaded in {found['load']:.1f} s")
        print(f"{'stage':40}{'tokens/s':>12}{'share of time':>16}")
        for name, rate in found.items():
            if name != "load":
                print(f"{name:40}{rate:12,.0f}{found['all'] / rate:16.0%}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    print(f"\npeak memory {peak:,.0f} MB")
    if given.json:
        given.json.write_text(json.dumps(figures | {"peak_mb": peak}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
