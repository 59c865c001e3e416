"""What the review app itself takes of a person's time, in Chromium by keyboard: seconds a decision, a long document.

    python benchmarks/review_browser.py --dataset output/intervention --items 30 --words 20000

Goes through flagged quotations as somebody new does: reads (a pause), now and then corrects the stance or the type,
chooses a speaker, takes something back, then accepts, rejects or skips. The pauses are drawn, so that it says nothing
of how long people think: what is measured is the time from a key until the page has drawn the answer. Then a document
of so many words with 500 flagged quotations: time to open a card, to get to the next, to correct one, and the memory
of page and server. Needs playwright and a Chromium.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from quotes.dataset import build
from quotes.dataset.recipe import Recipe
from quotes.document import Article, Document, Quotation, Span, quotation_id

FLAGGED = 500
_DRAWN = """() => typeof state !== "undefined"
  && state.chain.then(() => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(true)))))"""
#: What is done with an item before it is decided, and how: by how many of ten.
_CHANGED = ((("3",), "a"), (("t", "2"), "a"), (("p", "1"), "a"), ((), "r"), ((), "s"), (("1", "z"), "a"))
_ITEMS = (*((((), "a"),) * 4), *_CHANGED)


def long_dataset(folder: Path, words: int) -> None:
    """One article of so many words in paragraphs, with 500 flagged quotations, each with cue and speaker."""
    sentence = "„Der Einsatz ist 😀 richtig“, sagte Ministerin Eva Muster am Montag in Berlin. "
    filler = "Das Parlament beriet am Abend lange über den Antrag der Regierung. "
    text, quotations = "", []
    each = max(0, (words // FLAGGED - len(sentence.split())) // 10)
    for number in range(FLAGGED):
        start = len(text)
        spans = (Span(start, start + sentence.index(",")),)
        cue = sentence.index("sagte")
        quotations.append(
            Quotation(
                quotation_id("lang.txt", spans, "direct"),
                "direct",
                spans,
                (Span(start + cue, start + cue + 5),),
                flags=("low_confidence",),
                confidence=0.1 + number / 1000,
            )
        )
        text += sentence + filler * each + ("\n\n" if number % 3 == 2 else "")
    missing = words - len(text.split())
    text += filler * (missing // 10 + 1) if missing > 0 else ""
    document = Document(Article("lang.txt", text), quotations=tuple(quotations))
    build([document], folder, Recipe({"package": "benchmark", "version": "0", "sha256": "0" * 64}))


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Any, int]]:
    """A page of the app over its server, past the name; the server's process id."""
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    command = [sys.executable, "-m", "quotes", "review", str(folder), "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        address = server.stdout.readline().strip() if server.stdout else ""
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_context(viewport={"width": 1366, "height": 768}, locale="de-DE").new_page()
            page.set_default_timeout(60_000)
            page.goto(address)
            page.keyboard.type("Anna")
            page.keyboard.press("Enter")
            page.wait_for_selector("html[data-ready] #rows")
            yield page, server.pid
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=20)


def pressed(page: Any, key: str) -> float:
    """Seconds from a key until its answer is drawn."""
    began = time.perf_counter()
    page.keyboard.press(key)
    page.wait_for_function(_DRAWN)
    return time.perf_counter() - began


def to_card(page: Any) -> float:
    """Seconds from the queue to the first card."""
    began = time.perf_counter()
    page.keyboard.press("w")
    page.wait_for_selector("html[data-ready] #card")
    page.wait_for_function(_DRAWN)
    return time.perf_counter() - began


def reviewed(folder: Path, items: int, pause: float, rng: random.Random) -> dict[str, Any]:
    """The figures of a session of so many items."""
    with opened(folder) as (page, _):
        opening, taken, keys = to_card(page), [], []
        began = time.perf_counter()
        for number in range(items):
            if page.get_attribute("#card", "data-unit") is None:
                break
            changes, decision = _ITEMS[number % len(_ITEMS)]
            of_item = 0.0
            for key in (*changes, decision):
                time.sleep(pause * rng.uniform(0.5, 1.5))
                keys.append(pressed(page, key))
                of_item += keys[-1]
            taken.append(of_item)
        seconds = time.perf_counter() - began
    return {
        "items": len(taken),
        "first_card_s": round(opening, 2),
        "app_s_a_decision": quantiles(taken),
        "app_s_a_key": quantiles(keys),
        "s_a_decision_with_pauses": round(seconds / max(1, len(taken)), 2),
        "pause_s": pause,
    }


def long_document(words: int, items: int) -> dict[str, Any]:
    """The figures of a long document."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "long"
        long_dataset(folder, words)
        text = json.loads(next((folder / "data" / "documents").glob("*.jsonl")).read_text(encoding="utf-8"))["text"]
        with opened(folder) as (page, pid):
            opening = to_card(page)
            following = [pressed(page, "a") for _ in range(items)]
            correcting = [pressed(page, key) for key in "1234" * 3]
            began = time.perf_counter()
            page.keyboard.press("v")
            page.wait_for_function(_DRAWN)
            whole = time.perf_counter() - began
            memory = page.evaluate("() => performance.memory.usedJSHeapSize") / 2**20
            nodes = page.evaluate("() => document.querySelectorAll('*').length")
            status = Path(f"/proc/{pid}/status")
            lines = status.read_text(encoding="utf-8").splitlines() if status.is_file() else []
        return {
            "words": len(text.split()),
            "flagged": FLAGGED,
            "open_card_s": round(opening, 2),
            "to_next_s": quantiles(following),
            "correct_s": quantiles(correcting),
            "whole_document_s": round(whole, 2),
            "script_memory_mb": round(memory, 1),
            "elements": nodes,
            "server": next((" ".join(line.split()[1:]) for line in lines if line.startswith("VmHWM")), "unknown"),
        }


def quantiles(values: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile, and the largest."""
    ordered = sorted(values)
    at = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95)]
    return {"median": round(at[0], 3), "p95": round(at[1], 3), "max": round(ordered[-1], 3)}


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--dataset", type=Path, help="A dataset to review a copy of.")
    parser.add_argument("--items", type=int, default=30)
    parser.add_argument("--pause", type=float, default=0.5, help="Mean pause before each key, in seconds.")
    parser.add_argument("--words", type=int, default=20_000)
    given = parser.parse_args()
    if given.dataset:
        with tempfile.TemporaryDirectory() as temporary:
            copy = Path(temporary) / "copy"
            shutil.copytree(given.dataset, copy, ignore=shutil.ignore_patterns("reviews", "versions"))
            print(json.dumps({"by keyboard": reviewed(copy, given.items, given.pause, random.Random(1))}))
    print(json.dumps({"long document": long_document(given.words, given.items)}))


if __name__ == "__main__":
    main()
