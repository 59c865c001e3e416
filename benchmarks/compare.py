"""The whole pipeline by stage, on one core and on all, beside other tools at their official size, in one run.

usage: python benchmarks/compare.py [--data ../shared/data] [--documents 40] [--repeats 5] [--json FILE]

Texts: articles of 10kGNAD, and the dev texts of the German wikinews quotations. Each figure is the median of the
repeats. One core: tokens a second of processor time, each part in a process of its own, with one thread; peak memory
of a stage is the most that the process had while the stage ran. All cores: tokens a second of wall time, models loaded.
The other tools have random weights (``peers``): the same work, other results. Machines differ: read the ratios.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from peers import OfficialStanza, mt5_decoder
from throughput import articles, timed

from quotes.document import Article, Document
from quotes.engine.local import cores
from quotes.engine.pool import Pool
from quotes.engine.tally import Tally
from quotes.judges.spending import Meter
from quotes.pipeline import Settings, batches, stages

SHORT = "„Der Einsatz ist richtig“, sagte Verteidigungsministerin Anna Beispiel (SPD). Karl Muster ist dagegen."
DECODED_WORDS = 60
CHUNK = 4


def wikinews(data: Path, count: int) -> list[Article]:
    """The first ``count`` dev texts."""
    path = data / "wikinews-quotations" / "dev.jsonl"
    if not path.is_file():
        raise SystemExit(f"{path} is not there; give the folder of the corpora: --data FOLDER")
    from quotes.corpora.wikinews import read_wikinews

    return [gold.document.article for gold in read_wikinews(path)][:count]


def peak(reset: bool = False) -> float:
    """The most memory that this process has had since the last reset, in MB (Linux)."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
        return 0.0
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def by_stage(texts: list[Article], repeats: int) -> dict[str, Any]:
    """Tokens a second and peak memory of each stage, in their order, and of all."""
    import torch

    torch.set_num_threads(1)
    loaded, load = timed(lambda: stages(Settings()))
    rates: dict[str, list[float]] = {}
    peaks: dict[str, float] = {"loading": peak()}
    for _ in range(repeats):
        spent: dict[str, float] = {}
        tokens = 0
        for batch in batches(texts, 32):
            documents = [Document(a) for a in batch]
            for stage in loaded:
                name = type(stage).__name__
                peak(reset=True)
                documents, took = timed(lambda s=stage, d=documents: s(d))  # type: ignore[misc]
                spent[name] = spent.get(name, 0.0) + took
                peaks[name] = max(peaks.get(name, 0.0), peak())
            tokens += sum(len(s.tokens) for d in documents for s in d.sentences)
        for name, took in [*spent.items(), ("all", sum(spent.values()))]:
            rates.setdefault(name, []).append(tokens / took)
    return {"load, s": load, "tokens": tokens, "rates": medians(rates), "peak MB": peaks}


def by_workers(texts: list[Article], repeats: int) -> dict[str, float]:
    """Tokens a second of wall time with 1, 2, 4 ... workers, up to one for each core."""
    counts = sorted({1, cores(), *(2**i for i in range(1, 8) if 2**i < cores())})
    rates: dict[str, list[float]] = {}
    for _ in range(repeats):
        for workers in counts:
            tally = Tally()
            with Pool(Settings(), workers, meter=Meter(), tally=tally) as pool:
                pool.load()
                start = time.perf_counter()
                for _result in pool.run(batches(texts, CHUNK)):
                    pass
                rates.setdefault(str(workers), []).append(tally.tokens / (time.perf_counter() - start))
    return medians(rates)


def stanza(texts: list[Article], repeats: int) -> dict[str, Any]:
    """Words a second of the Stanza pipeline, by step and in all."""
    given = [article.text for article in texts]
    built = OfficialStanza("".join(given))
    rates: dict[str, list[float]] = {}
    for _ in range(repeats):
        words, spent = built.seconds(given)
        for name, took in [*spent.items(), ("all", sum(spent.values()))]:
            rates.setdefault(name, []).append(words / took)
    return {"rates": medians(rates), "peak MB": peak()}


def mt5(repeats: int) -> dict[str, Any]:
    """Words a second of the decoder."""
    return {"rate": statistics.median(mt5_decoder(DECODED_WORDS) for _ in range(repeats)), "peak MB": peak()}


def starts(repeats: int) -> dict[str, float]:
    """Seconds of wall time until a command is done, and to import the package, over that of Python itself."""
    with tempfile.TemporaryDirectory() as folder:
        article = Path(folder) / "article.txt"
        article.write_text(SHORT, encoding="utf-8")
        commands = {
            "quotes extract, one short article": ["-m", "quotes", "extract", str(article)],
            "quotes --help": ["-m", "quotes", "--help"],
            "import quotes": ["-c", "import quotes"],
            "Python alone": ["-c", "pass"],
        }
        return medians({name: [_wall(command) for _ in range(repeats)] for name, command in commands.items()})


def _wall(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, capture_output=True)
    return time.perf_counter() - start


def medians(values: dict[str, list[float]]) -> dict[str, float]:
    """The median of each."""
    return {name: statistics.median(found) for name, found in values.items()}


def apart(work: Callable[..., Any], *arguments: Any) -> Any:
    """The result of a function in a process of its own, which may have children."""
    reader, writer = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=_send, args=(writer, work, arguments))
    process.start()
    writer.close()
    try:
        return reader.recv()
    except EOFError:
        raise SystemExit(f"{work.__name__} ended without a result; its error stands above") from None
    finally:
        process.join()


def _send(writer: Any, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    writer.send(work(*arguments))


def table(figures: dict[str, Any]) -> str:
    """The figures as Markdown for README."""
    news, wiki = figures["news-10kgnad"], figures["wikinews dev"]
    lines = [
        "| one core | news: tokens/s | wikinews: tokens/s | share of time | peak memory |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, rate in news["stages"]["rates"].items():
        share = news["stages"]["rates"]["all"] / rate
        memory = news["stages"]["peak MB"].get(name, max(news["stages"]["peak MB"].values()))
        lines.append(
            f"| {name} | {rate:,.0f} | {wiki['stages']['rates'][name]:,.0f} | {share:.0%} | {memory:,.0f} MB |"
        )
    ours = news["stages"]["rates"]
    lines += ["", "| beside it (news) | tokens/s | this pipeline is faster by |", "| --- | --- | --- |"]
    rows = {
        "Stanza, official size": news["stanza"]["rates"]["all"],
        "mT5 base decoder": figures["mT5"]["rate"],
        "rules that find quotations, alone": ours["RuleDetector"],
    }
    lines += [f"| {name} | {rate:,.0f} | {ours['all'] / rate:,.3g} |" for name, rate in rows.items()]
    lines += ["", "| workers | tokens/s, wall (news) | times one |", "| --- | --- | --- |"]
    lines += [f"| {n} | {rate:,.0f} | {rate / news['workers']['1']:.2f} |" for n, rate in news["workers"].items()]
    lines += ["", "| start | seconds |", "| --- | --- |"]
    lines += [f"| {name} | {seconds:.2f} |" for name, seconds in figures["start, s"].items()]
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, default=Path("../shared/data"))
    options.add_argument("--documents", type=int, default=40)
    options.add_argument("--repeats", type=int, default=5)
    options.add_argument("--json", type=Path, default=Path("build/benchmark.json"))
    given = options.parse_args()
    figures: dict[str, Any] = {"repeats": given.repeats, "cores": cores(), "start, s": starts(given.repeats)}
    corpora = {
        "news-10kgnad": articles(given.data, given.documents),
        "wikinews dev": wikinews(given.data, given.documents),
    }
    for name, texts in corpora.items():
        print(f"{name}: {len(texts)} documents ...", file=sys.stderr, flush=True)
        figures[name] = {
            "documents": len(texts),
            "stages": apart(by_stage, texts, given.repeats),
            "workers": apart(by_workers, texts, given.repeats),
            "stanza": apart(stanza, texts[: max(1, given.documents // 4)], given.repeats),
        }
    figures["mT5"] = apart(mt5, given.repeats)
    given.json.parent.mkdir(parents=True, exist_ok=True)
    given.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(table(figures))
    print(f"\n{given.json}", file=sys.stderr)


if __name__ == "__main__":
    main()
