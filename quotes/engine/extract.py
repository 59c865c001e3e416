"""Articles in, quotation rows out, without a dataset."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from quotes.corpora.articles import read
from quotes.corpora.sources import UNKNOWN, Provenance
from quotes.dataset.recipe import Recipe, make_recipe
from quotes.dataset.rows import to_rows
from quotes.dataset.shards import encode
from quotes.document import Document
from quotes.engine.journal import Journal
from quotes.engine.local import run
from quotes.engine.progress import watched
from quotes.engine.spending import report_spending
from quotes.engine.tally import Tally
from quotes.errors import DocumentError, InputError
from quotes.judges.settings import JudgeSettings
from quotes.judges.spending import Meter
from quotes.pipeline import Item, Result, Settings

if TYPE_CHECKING:
    from quotes.engine.cluster import Cluster

Write = Callable[[str], object]
Select = Callable[[Iterable[Item]], Iterator[Item]]


@dataclass(slots=True)
class Outcome:
    """What a run did: counts, and the documents that failed, also listed in ``errors_file`` where there is one."""

    documents: int = 0
    quotations: int = 0
    failures: list[DocumentError] = field(default_factory=list)
    errors_file: Path | None = None


def process(
    inputs: Sequence[str],
    settings: Settings,
    *,
    any_language: bool = False,
    workers: int = 1,
    journal: Journal | None = None,
    provenance: Provenance = UNKNOWN,
) -> Iterator[Result]:
    """Each article of the inputs as a document, or as the error that it failed with, in order, with progress.

    With a journal, what it holds is not worked on again, and what is new goes into it. What a judge cost is said on
    standard error at the end, however the run ends.

    Raises InputError before anything is read where an input is not there.
    """
    tally = Tally()
    readings = read(inputs, any_language=any_language, provenance=provenance, gauge=tally.gauge)
    return work_on(readings, settings, workers=workers, journal=journal, tally=tally)


def work_on(
    readings: Iterable[Item],
    settings: Settings,
    *,
    workers: int = 1,
    journal: Journal | None = None,
    tally: Tally | None = None,
    meter: Meter | None = None,
) -> Iterator[Result]:
    """The same for articles that are read already, and failures to read some; ``tally`` counts them."""
    meter, tally = meter or Meter(), tally or Tally()
    items = readings if journal is None else journal.resume(readings)
    results = run(items, settings, workers=workers, meter=meter, tally=tally)
    results = watched(results if journal is None else journal.keep(results), tally)
    return results if settings.judge is None else _accounted(results, settings.judge, meter)


def _accounted(results: Iterator[Result], judge: JudgeSettings, meter: Meter) -> Iterator[Result]:
    try:
        yield from results
    finally:
        report_spending(judge, meter.take())


@contextmanager
def open_journal(path: Path, recipe: Recipe, *, keep: bool = False) -> Iterator[Journal]:
    """The journal beside an output, of a run by this recipe; removed when the work in the block is complete, kept
    where it is interrupted (or with ``keep``), removed where nothing was finished.
    """
    journal = Journal(path, hashlib.sha256(encode(recipe.as_dict()).encode()).hexdigest())
    try:
        yield journal
    except BaseException:
        if not len(journal):
            journal.remove()
        raise
    if not keep or not len(journal):
        journal.remove()


def extract_to(
    write: Write, inputs: Sequence[str], settings: Settings, *, any_language: bool = False, workers: int = 1
) -> Outcome:
    """Write a JSON line (ending with a newline) for each quotation as it is found."""
    return _write_rows(write, process(inputs, settings, any_language=any_language, workers=workers))


@contextmanager
def worked_on_ray(
    inputs: Sequence[str],
    settings: Settings,
    output: Path,
    cluster: Cluster,
    *,
    any_language: bool = False,
    provenance: Provenance = UNKNOWN,
    keep: bool = False,
    select: Select = iter,
) -> Iterator[Iterator[Result]]:
    """The same on a cluster, in the block, which uses them up; of the results those that ``select`` lets through.

    What is finished is kept in ``.OUTPUT.shards`` until the block ends well (with ``keep`` for longer).
    """
    from quotes.engine.cluster import Job, on_ray

    job, tally, meter = Job(settings, any_language, provenance), Tally(), Meter()
    parts = output.with_name(f".{output.name}.shards")
    with on_ray(job, inputs, parts, cluster, tally=tally, meter=meter, keep=keep) as results:
        yield work_on(select(results), settings, tally=tally, meter=meter)


def extract_to_file(
    output: Path,
    inputs: Sequence[str],
    settings: Settings,
    *,
    any_language: bool = False,
    workers: int = 1,
    cluster: Cluster | None = None,
) -> Outcome:
    """Write the rows of all inputs into a file, whole or not at all; an interrupted run resumes. With ``cluster`` the
    work is done there.

    Failures go to ``OUTPUT.errors.jsonl``; the file is removed where none failed.

    Raises InputError where the output's folder is not there.
    """
    if not output.parent.is_dir():
        raise InputError(f"{output}: the folder {output.parent} is not there; make it first")
    recipe = make_recipe(settings.as_dict(), models=settings.models(), target=settings.target)
    if cluster is not None:
        with worked_on_ray(inputs, settings, output, cluster, any_language=any_language) as results:
            outcome = _write_file(output, results)
    else:
        with open_journal(output.with_name(f".{output.name}.progress"), recipe) as journal:
            results = process(inputs, settings, any_language=any_language, workers=workers, journal=journal)
            outcome = _write_file(output, results)
    outcome.errors_file = _write_errors(output.with_name(f"{output.name}.errors.jsonl"), outcome.failures)
    return outcome


def _write_file(output: Path, results: Iterator[Result]) -> Outcome:
    part = output.with_name(f".{output.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            outcome = _write_rows(file.write, results)
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
    return outcome


def _write_rows(write: Write, results: Iterator[Result]) -> Outcome:
    outcome = Outcome()
    for result in results:
        if isinstance(result, Document):
            rows = to_rows(result)
            outcome.documents += 1
            outcome.quotations += len(rows)
            for row in rows:
                write(encode(row) + "\n")
        else:
            outcome.failures.append(result)
    return outcome


def _write_errors(path: Path, failures: Sequence[DocumentError]) -> Path | None:
    if not failures:
        with suppress(FileNotFoundError):
            path.unlink()
        return None
    rows = ({"doc_id": f.document_id, "stage": f.stage, "reason": f.reason} for f in failures)
    path.write_text("".join(encode(row) + "\n" for row in rows), encoding="utf-8")
    return path
