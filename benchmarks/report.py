"""Time, memory and size of a report on many quotations, and how fast its page is in a browser.

usage: python benchmarks/report.py [--data ../shared/data] [--quotations 100000] [--runs 1]
    [--keep FOLDER] [--json FILE]

The articles are those of 10kGNAD, repeated under other ids; up to eight sentences of each count as quotations, of
speakers whose names stand in the articles (few have many quotations, most have one or two), with labels and dates at
random. Each step runs in a process of its own; peak memory is that of the process. The page is opened from disk in
Chromium (playwright, extra ``dev``; left out where there is none): ``usable`` is the time until all pictures are drawn
and the table can be turned, a filter's time is from the choice until all pictures are drawn anew.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import re
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from large_dataset import articles

from quotes.dataset.manifest import Manifest
from quotes.document import QUOTATION_TYPES, ROLE_CATEGORIES, STANCE_LABELS

SENTENCE = re.compile(r"[A-ZÄÖÜ„][^.!?]{30,400}[.!?]")
NAMED = re.compile(r"\b[A-ZÄÖÜ][a-zäöüß]{2,} [A-ZÄÖÜ][a-zäöüß]{3,}\b")
AFFILIATIONS = ("CDU", "SPD", "SPD-Fraktion", "Grüne", "FDP", "USA", "Russland", "Vereinte Nationen", None)
CUES = ("sagte", "erklärte", "warnte", "betonte", "kritisierte", "forderte", "meinte", "laut", None)
SIGNALS = ("konjunktiv_1", "konjunktiv_2", "cue_verb", "quotation_marks")
FLAGS = ("low_confidence", "stance_uncertain", "unresolved_speaker", "nested")
Figures = dict[str, Any]


def rows_of(texts: list[str], number: int) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Documents with their quotation rows, until there are so many quotations."""
    chance = random.Random(5)
    names = sorted({name for text in texts for name in NAMED.findall(text)})
    chance.shuffle(names)
    made = at = 0
    while made < number:
        text = texts[at % len(texts)]
        id_ = f"news/{at:07d}"
        spans = [match.span() for match in SENTENCE.finditer(text)][: min(8, number - made)]
        day = date(2011, 1, 1) + timedelta(days=chance.randrange(5000))
        document = {"id": id_, "text": text, "title": text[:60], "url": f"https://news.example/{at}"}
        document |= {"source": f"Zeitung {at % 40}", "published": None if at % 20 == 0 else f"{day}T00:00:00Z"}
        yield (
            document,
            [
                _labels(names, chance)
                | {"id": f"q-{made + k:016x}", "doc_id": id_, "text": text[start:end]}
                | {"spans": [{"start": start, "end": end}]}
                for k, (start, end) in enumerate(spans)
            ],
        )
        made, at = made + len(spans), at + 1


def _labels(names: list[str], chance: random.Random) -> dict[str, Any]:
    """Everything of a row but its place."""
    who = min(int(chance.paretovariate(0.35)) - 1, len(names) - 1) if chance.random() < 0.7 else None
    return {
        "type": chance.choice(QUOTATION_TYPES),
        "cue": chance.choice(CUES),
        "speaker": None if who is None else names[who],
        "speaker_name": None if who is None else names[who],
        "speaker_id": None if who is None else f"s-{who}",
        "speaker_affiliation": chance.choice(AFFILIATIONS),
        "speaker_role_category": chance.choice(ROLE_CATEGORIES),
        "speaker_is_spokesperson": chance.random() < 0.1,
        "addressee": "Reportern" if chance.random() < 0.05 else None,
        "stance": chance.choices(STANCE_LABELS, (2, 3, 1, 6))[0],
        "confidence": round(chance.random(), 4),
        "signals": chance.sample(SIGNALS, 2),
        "flags": chance.sample(FLAGS, chance.randrange(2)),
        "review_status": chance.choices(("unreviewed", "accepted", "corrected"), (90, 8, 2))[0],
    }


def make(data: Path, folder: Path, number: int) -> Figures:
    """Write the dataset, as far as a report reads it."""
    documents, made = 0, 0
    for config in ("quotations", "documents"):
        (folder / "data" / config).mkdir(parents=True)
    places = [folder / "data" / config / "part-00000.jsonl" for config in ("documents", "quotations")]
    with places[0].open("w", encoding="utf-8") as texts, places[1].open("w", encoding="utf-8") as rows:
        for document, quotations in rows_of(articles(data), number):
            texts.write(json.dumps(document, ensure_ascii=False) + "\n")
            rows.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in quotations)
            documents, made = documents + 1, made + len(quotations)
    manifest = Manifest("made", "1.0.0", None, {}, {}, {"quotations": made, "documents": documents}, {}, {})
    (folder / "manifest.json").write_text(manifest.dump(), encoding="utf-8")
    return {"documents": documents, "quotations": made, "dataset, MB": sum(p.stat().st_size for p in places) / 1e6}


def draw(folder: Path, page: Path) -> Figures:
    """Read the dataset and write the page."""
    from quotes.report.page import render
    from quotes.report.read import read

    start = time.perf_counter()
    table = read(folder)
    middle = time.perf_counter()
    page.write_text(render([table], [folder], language="en"), encoding="utf-8")
    end = time.perf_counter()
    figures = {"read, s": middle - start, "page, s": end - middle, "processor, s": time.process_time()}
    return {**figures, "peak MB": peak(), "file, MB": page.stat().st_size / 1e6}


def figures_of(folder: Path, out: Path) -> Figures:
    """Write the pictures as SVG and CSV."""
    from quotes.report.files import write_figures
    from quotes.report.read import read

    table = read(folder)
    start = time.perf_counter()
    written = write_figures(out, [table], [table.name], language="en")
    return {"--figures, s": time.perf_counter() - start, "--figures, peak MB": peak(), "figures": len(written) // 2}


def look(page: Path, program: str) -> Figures:
    """Open the page and filter it."""
    from playwright.sync_api import sync_playwright

    drawn = "Number(document.body.dataset.drawn)"
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--enable-precise-memory-info"]
        browser = playwright.chromium.launch(executable_path=program, args=options)
        tab = browser.new_page()
        start = time.perf_counter()
        tab.goto(page.as_uri())
        tab.wait_for_selector("body[data-drawn]", timeout=300_000)
        figures: Figures = {"usable, s": time.perf_counter() - start}
        steps = (
            ("filter stance, s", lambda: tab.select_option("#filter-stance", "against")),
            ("filter outlet too, s", lambda: tab.select_option("#filter-outlet", "Zeitung 7")),
            ("reset, s", lambda: tab.click("#reset")),
            ("search, s", lambda: tab.fill("#search", "regierung")),
        )
        for name, step in steps:
            before = tab.evaluate(drawn)
            start = time.perf_counter()
            step()
            tab.wait_for_function(f"{drawn} > {before}", timeout=300_000)
            figures[name] = time.perf_counter() - start
        figures["note"] = " ".join(tab.locator("header .warn").all_inner_texts()).strip()
        figures["left"] = tab.locator("#left").inner_text()
        figures["heap, MB"] = tab.evaluate("performance.memory.usedJSHeapSize") / 1e6
        browser.close()
    return figures


def peak() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def apart(work: Callable[..., Figures], *arguments: Any) -> Figures:
    """The result of a function in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


def main() -> None:
    """Measure and print: the median of the runs, and of several also the least and the most."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--quotations", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="keep the dataset and the page here")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        page = folder / "report.html"
        first = apart(make, given.data, folder / "made", given.quotations)
        runs = []
        for _ in range(given.runs):
            runs.append(apart(draw, folder / "made", page) | apart(figures_of, folder / "made", folder / "figures"))
            runs[-1] |= apart(look, page, program) if program else {}
    figures = {**first, **{name: [run[name] for run in runs] for name in runs[0]}}
    for name, value in figures.items():
        print(f"{name:<24}{shown(value)}")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n")
    sys.stdout.flush()


def shown(value: Any) -> str:
    """A value, or the median of several with the least and the most."""
    values = value if isinstance(value, list) else [value]
    if isinstance(values[0], str):
        return values[0]
    places = 1 if isinstance(values[0], float) else 0
    middle = f"{statistics.median(values):,.{places}f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):,.1f} to {max(values):,.1f})"


if __name__ == "__main__":
    main()
