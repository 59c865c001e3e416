"""Articles through pipelines on this machine: in this process, or in several.

The order of results is the order of articles, whatever the number of workers.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from quotes.document import Article
from quotes.engine.pool import Pool
from quotes.engine.tally import Tally
from quotes.engine.worker import work
from quotes.judges.spending import Meter
from quotes.pipeline import Item, Pipeline, Result, Settings

#: What goes to a worker at a time: few, so that the last ones end together.
CHUNK_DOCUMENTS = 8
CHUNK_CHARACTERS = 12_000
_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def run(
    items: Iterable[Item],
    settings: Settings,
    *,
    workers: int = 1,
    batch_size: int = CHUNK_DOCUMENTS,
    meter: Meter | None = None,
    tally: Tally | None = None,
    share: bool | None = None,
) -> Iterator[Result]:
    """One result for each item, in their order; finished documents and errors pass through in their place.

    Documents come without their parse. ``workers`` processes work side by side (``Pool``); one, or input of less than
    ``batch_size`` documents, runs in this process. Input is read as it is needed. What a judge costs is added to
    ``meter``, tokens to ``tally``. Models are loaded when the first article comes that needs them.

    Raises ResourceError or InputError where the pipeline's models cannot be loaded, ServiceError where a judge fails.
    """
    meter, tally = meter or Meter(), tally or Tally()
    chunks = chunks_of(items, batch_size)
    head = list(islice(chunks, 2))
    if workers > 1 and len(head) > 1:
        with Pool(settings, workers, meter=meter, tally=tally, share=share) as pool:
            yield from pool.run(chain(head, chunks))
        return
    pipeline = Pipeline(settings)
    try:
        for chunk in chain(head, chunks):
            if not any(isinstance(item, Article) for item in chunk):
                yield from (item for item in chunk if not isinstance(item, Article))
                continue
            worked = work(pipeline, chunk)
            tally.tokens += worked.tokens
            meter.add(worked.spending)
            yield from worked.results
    finally:
        meter.add(pipeline.take_spending())


def cores() -> int:
    """The processor cores that this process may use: not those that a container's quota or affinity keeps from it."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = _QUOTA.read_text().split()
        return max(1, min(found, round(int(quota) / int(period))))
    except (OSError, ValueError):  # no such file, or "max": no quota
        return found


def chunks_of(items: Iterable[Item], documents: int = CHUNK_DOCUMENTS) -> Iterator[list[Item]]:
    """The items in lists of so many at most, or of ``CHUNK_CHARACTERS``."""
    chunk: list[Item] = []
    size = 0
    for item in items:
        chunk.append(item)
        size += len(item.text) if isinstance(item, Article) else 0
        if len(chunk) >= documents or size >= CHUNK_CHARACTERS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
