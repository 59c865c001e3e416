"""Worker processes that may die: noticed, replaced, their work done again; results in the order of the input.

On Linux the models are loaded once, in the parent, and workers are forks of it that share the memory. They are started
anew instead (``spawn``, each with models of its own) where forking is not safe: on other systems, in a program that
has threads, and with a judge, whose connections and networks must not be shared.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing import connection
from typing import Any

from quotes.document import Article
from quotes.engine import events
from quotes.engine.tally import Tally
from quotes.engine.worker import Message, serve
from quotes.errors import DocumentError, ResourceError
from quotes.judges.spending import Meter
from quotes.pipeline import Item, Pipeline, Result, Settings

STAGE = "worker"
#: So many workers may die over one document before it is given up.
DEATHS = 3
_AHEAD = 2  # tasks that a worker has at hand, so that it need not wait for the next
_WINDOW = 4  # chunks for each worker that are under way or wait for one before them
_FALSE_STARTS = 3  # workers in a row that die before they have done anything


@dataclass(slots=True)
class _Chunk:
    """Items with the results that are there so far."""

    items: list[Item]
    results: list[Result | None]

    @property
    def is_done(self) -> bool:
        return None not in self.results


@dataclass(slots=True)
class _Task:
    """Places in a chunk to work on, and how many workers have died over them."""

    chunk: _Chunk
    places: list[int]
    deaths: int = 0

    @property
    def items(self) -> list[Item]:
        return [self.chunk.items[place] for place in self.places]


@dataclass(slots=True)
class _Worker:
    process: Any
    pipe: connection.Connection
    tasks: deque[_Task] = field(default_factory=deque)
    is_ready: bool = False


class Pool:
    """Up to ``workers`` processes, started when there is work for them, ended with the block.

    ``share``: fork from a parent that has loaded the models (default: where that is safe).

    Raises what keeps a pipeline from loading or a judge from working, and ResourceError where workers die one after
    another before they have done anything.
    """

    def __init__(
        self, settings: Settings, workers: int, *, meter: Meter, tally: Tally, share: bool | None = None
    ) -> None:
        self._settings, self._size, self._meter, self._tally = settings, workers, meter, tally
        self._share = can_share(settings) if share is None else share
        self._context: Any = multiprocessing.get_context("fork" if self._share else "spawn")
        self._loaded: Pipeline | None = None
        self._workers: list[_Worker] = []
        self._waiting: deque[_Task] = deque()
        self._false_starts = 0

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        """Kill the workers: they hold nothing that is not done again by the next run, and Ctrl-C should end at once."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.pipe.close()

    def run(self, chunks: Iterable[list[Item]]) -> Iterator[Result]:
        """One result for each item, in their order. Chunks are read as they are needed."""
        source, window, is_more = iter(chunks), deque[_Chunk](), True
        while is_more or window:
            while is_more and len(window) < _WINDOW * self._size and len(self._waiting) < self._size:
                items = next(source, None)
                if items is None:
                    is_more = False
                else:
                    window.append(self._add(items))
            self._hand_out()
            if window and window[0].is_done:
                yield from (result for result in window.popleft().results if result is not None)
            elif window:
                self._receive()

    def _add(self, items: list[Item]) -> _Chunk:
        chunk = _Chunk(items, [None if isinstance(item, Article) else item for item in items])
        places = [place for place, result in enumerate(chunk.results) if result is None]
        if places:
            self._waiting.append(_Task(chunk, places))
        return chunk

    def _hand_out(self) -> None:
        """Give waiting tasks to the workers that have least to do."""
        while self._waiting:
            free = min(self._workers, key=lambda worker: len(worker.tasks), default=None)
            if len(self._workers) < self._size and (free is None or free.tasks):
                free = self._start()
            if free is None or len(free.tasks) >= _AHEAD:
                return
            task = self._waiting.popleft()
            free.tasks.append(task)
            try:
                free.pipe.send(task.items)
            except OSError:  # it has died: the next message from it is that
                return

    def load(self) -> None:
        """Load the models that workers share now, rather than with the first work; nothing where they share none."""
        if self._share and self._loaded is None:
            self._loaded = Pipeline(self._settings).load()

    def _start(self) -> _Worker:
        self.load()
        ours, theirs = multiprocessing.Pipe()
        process = self._context.Process(target=serve, args=(theirs, self._settings, self._loaded), daemon=True)
        process.start()
        theirs.close()  # held by the worker alone, so that its end is the end of the pipe
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _receive(self) -> None:
        """Wait until a worker has something to say, or is dead."""
        ready = connection.wait([w.pipe for w in self._workers] + [w.process.sentinel for w in self._workers])
        for worker in list(self._workers):
            if worker.pipe in ready or (worker.process.sentinel in ready and worker.pipe.poll()):
                try:
                    message: Message = worker.pipe.recv()
                except (EOFError, OSError):
                    self._bury(worker)
                else:
                    self._take(worker, message)
            elif worker.process.sentinel in ready:
                self._bury(worker)

    def _take(self, worker: _Worker, message: Message) -> None:
        worker.is_ready, self._false_starts = True, 0
        if message[0] == "failed":
            raise message[1]
        if message[0] == "done":
            task, worked = worker.tasks.popleft(), message[1]
            for place, result in zip(task.places, worked.results, strict=True):
                task.chunk.results[place] = result
            self._tally.tokens += worked.tokens
            self._meter.add(worked.spending)

    def _bury(self, worker: _Worker) -> None:
        """Put the work of a dead worker back; what it was at is suspected, what it had not begun is not."""
        self._workers.remove(worker)
        worker.process.join()
        worker.pipe.close()
        how = _how(worker.process.exitcode)
        suspected = worker.tasks.popleft() if worker.is_ready and worker.tasks else None
        self._waiting.extendleft(reversed(worker.tasks))
        ids = [item.id for item in suspected.items if isinstance(item, Article)] if suspected else []
        work = f"{', '.join(ids[:3])}{' ...' if ids[3:] else ''} again in another" if ids else "before its first work"
        code = worker.process.exitcode
        events.tell("worker_lost", f"a worker died, {how}; {work}", pid=worker.process.pid, exit=code, doc_ids=ids)
        if suspected is not None:
            self._retry(suspected, how)
            return
        self._false_starts += 1
        if self._false_starts >= _FALSE_STARTS:
            raise ResourceError(
                f"{self._false_starts} workers in a row died before they did anything, the last {how}; "
                f"try fewer than --workers {self._size}, or free memory"
            )

    def _retry(self, task: _Task, how: str) -> None:
        """The documents of a task once more, each alone, so that only the one that kills workers is lost."""
        deaths = task.deaths + 1
        if deaths < DEATHS:
            self._waiting.extendleft(_Task(task.chunk, [place], deaths) for place in reversed(task.places))
            return
        for place in task.places:  # one: tasks of several are split at the first death
            item = task.chunk.items[place]
            task.chunk.results[place] = given_up(item, how) if isinstance(item, Article) else item


def given_up(article: Article, how: str) -> DocumentError:
    """The failure of a document that workers do not survive."""
    return DocumentError(
        article.id,
        STAGE,
        f"{DEATHS} workers died over this document ({len(article.text):,} characters), the last {how}; all other "
        "documents go on; try it alone with --workers 1, or with more memory",
    )


def can_share(settings: Settings) -> bool:
    """Whether workers may be forks of this process."""
    return sys.platform == "linux" and settings.judge is None and threading.active_count() == 1


def _how(code: int | None) -> str:
    if code is None or code >= 0:
        return f"with exit code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    out_of_memory = ", as systems do that run out of memory" if -code == signal.SIGKILL else ""
    return f"killed ({name}{out_of_memory})"
