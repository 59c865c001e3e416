"""Articles through pipelines on this machine: in this process, or in several that each hold one pipeline.

The order of results is the order of articles, whatever the number of workers.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor

from quotes.errors import QuotesError
from quotes.pipeline import Item, Pipeline, Result, Settings, batches

_pipeline: Pipeline | None = None
_failure: QuotesError | None = None


def run(items: Iterable[Item], settings: Settings, *, workers: int = 1, batch_size: int = 32) -> Iterator[Result]:
    """One result for each item, in their order; finished documents and errors pass through in their place.

    ``workers`` processes hold a pipeline each; 1 runs in this process. Input is read as it is needed: at most two
    batches a worker are under way.

    Raises ResourceError or InputError where the pipeline's models cannot be loaded.
    """
    if workers <= 1:
        yield from Pipeline(settings, batch_size=batch_size).run(items)
        return
    context = multiprocessing.get_context("spawn")  # torch's threads do not survive a fork
    pool = ProcessPoolExecutor(workers, context, initializer=_start, initargs=(settings, batch_size))
    pending: deque[Future[list[Result]]] = deque()
    try:
        for batch in batches(items, batch_size):
            pending.append(pool.submit(_work, batch))
            if len(pending) > 2 * workers:
                yield from pending.popleft().result()
        while pending:
            yield from pending.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _start(settings: Settings, batch_size: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent alone answers Ctrl-C
    global _pipeline, _failure  # noqa: PLW0603 - a worker process holds one pipeline for its life
    try:
        _pipeline = Pipeline(settings, batch_size=batch_size).load()
    except QuotesError as error:  # raised here it would break the pool, and the parent would not know why
        _failure = error


def _work(items: list[Item]) -> list[Result]:
    if _failure is not None:
        raise _failure
    if _pipeline is None:
        raise RuntimeError("worker was not started with _start")
    return list(_pipeline.run(items))
