"""Time and memory of finding duplicates and of a diff, on a large dataset of real news with variations.

usage: python benchmarks/large_dataset.py [--data ../shared/data] [--documents 100000] [--json FILE]

Articles of 10kGNAD are repeated: half of the documents are copies with a few words changed (one story in many outlets),
half are new mixtures of sentences of several articles (stories of their own). Five sentences of each count as direct
quotations. The diff compares that dataset with one in which 1% of documents are new, 1% are gone, 2% have another text
and a tenth of the quotations another stance. Each step runs in a process of its own; seconds are of its processor time.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from quotes.dataset.groups import grouped
from quotes.dataset.layout import Layout
from quotes.dataset.rows import document_row, to_rows
from quotes.dataset.shards import encode
from quotes.dataset.state import Entry, State
from quotes.dataset.tables import arranged, write
from quotes.diff import compare, open_sides
from quotes.document import Article, Document, Quotation, Span, Stance, quotation_id

SENTENCE = re.compile(r"\S[^.!?]{15,400}[.!?]")


def articles(data: Path) -> list[str]:
    """The articles of the 10kGNAD test file."""
    path = data / "news-10kgnad" / "test.csv.gz"
    if not path.is_file():
        raise SystemExit(f"{path} is not there; give the folder of the corpora: --data FOLDER")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [text for line in file if len(text := line.rstrip("\n").split(";", 1)[-1].strip("'")) > 400]


def variations(texts: list[str], count: int, seed: int = 7) -> Iterator[tuple[str, str]]:
    """Ids and texts of so many documents."""
    chance = random.Random(seed)
    sentences = [sentence for text in texts for sentence in re.split(r"(?<=[.!?]) ", text) if len(sentence) > 20]
    for i in range(count):
        if i % 2:
            words = texts[(i // 2) % len(texts)].split(" ")
            for place in chance.sample(range(len(words)), max(1, len(words) // 50)):
                words[place] = f"w{chance.randrange(1000)}"
            yield f"copy-{i}", " ".join(words)
        else:
            yield f"mix-{i}", " ".join(chance.choices(sentences, k=18))


def entry(id_: str, text: str) -> Entry:
    """A document with its marked stretches as quotations."""
    spans = [Span(*match.span()) for match in islice(SENTENCE.finditer(text), 5)]
    quotations = tuple(
        Quotation(quotation_id(id_, [s], "direct"), "direct", spans=(s,), stance=Stance("intervention", "none", 0.5))
        for s in spans
    )
    document = Document(Article(id_, text), quotations=quotations)
    return Entry(encode(document_row(document.article)), tuple(map(encode, to_rows(document))))


def changed(entries: dict[str, Entry]) -> dict[str, Entry]:
    """The same dataset later."""
    chance = random.Random(8)
    later: dict[str, Entry] = {}
    for i, (id_, held) in enumerate(entries.items()):
        if i % 100 == 1:
            continue
        if i % 100 == 2:
            later[f"new-{i}"] = entry(f"new-{i}", " ".join(chance.choices(list(MIXED), k=12)))
        if i % 50 == 3:
            text = json.loads(held.document)["text"]
            later[id_] = entry(id_, "Nachtrag der Redaktion. " + text)
            continue
        lines = [
            encode({**json.loads(line), "stance": "favor"}) if chance.random() < 0.1 else line
            for line in held.quotations
        ]
        later[id_] = Entry(held.document, tuple(lines))
    return dict(sorted(later.items()))


MIXED = tuple(f"Ein neuer Satz {i} über etwas ganz anderes als bisher." for i in range(5000))


def prepare(data: Path, folder: Path, count: int) -> dict[str, Any]:
    """Write both datasets; find the duplicates of the first one on the way, and measure that alone."""
    entries = {id_: entry(id_, text) for id_, text in variations(articles(data), count)}
    before, start = peak(), time.process_time()
    found, _ = grouped({}, entries)
    seconds, after = time.process_time() - start, peak()
    start = time.process_time()
    again, _ = grouped(found, {"new": entry("new", " ".join(MIXED[:30]))})
    second = time.process_time() - start
    kept = all(again[id_] == held for id_, held in found.items())
    groups = [json.loads(held.document)["duplicate_group"] for held in found.values()]
    mixtures = {g for g, id_ in zip(groups, found, strict=True) if id_.startswith("mix-")}
    copies = {g for g, id_ in zip(groups, found, strict=True) if id_.startswith("copy-")}
    for name, rows in (("a", found), ("b", changed(found))):
        write(folder / name, arranged(State(rows), Layout()), Layout())
    return {
        "documents": len(found),
        "quotations": sum(len(held.quotations) for held in found.values()),
        "megabytes": sum(p.stat().st_size for p in (folder / "a").rglob("*.jsonl")) / 1e6,
        "duplicates, s": seconds,
        "duplicates, one more document, s": second,
        "groups kept": kept,
        "duplicates, peak MB": after,
        "rows alone, peak MB": before,
        "groups of copies": len(copies),
        "groups of mixtures": len(mixtures),
    }


def diff(folder: Path) -> dict[str, Any]:
    """Compare both datasets."""
    start = time.process_time()
    with open_sides(str(folder / "a"), str(folder / "b")) as sides:
        found = compare(*sides)
    counts = {
        name: [len(table.added), len(table.removed), len(table.changed), table.unchanged]
        for name, table in found.tables.items()
    }
    return {"diff, s": time.process_time() - start, "diff, peak MB": peak(), "diff, rows": counts}


def peak() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def apart(work: Callable[..., dict[str, Any]], *arguments: Any) -> dict[str, Any]:
    """The result of a function in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = apart(prepare, given.data, Path(folder), given.documents)
        figures |= apart(diff, Path(folder))
    for name, value in figures.items():
        print(f"{name:<36}{value:,.1f}" if isinstance(value, float) else f"{name:<36}{value}")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
