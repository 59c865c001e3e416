"""Work in a few threads, results in order, threads that do not keep a process from ending."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def in_order(work: Callable[[T], R], items: Sequence[T], threads: int, stopped: Event) -> Iterator[R]:
    """The result of ``work`` for each item, in their order, as they are known; what it raises is raised in its place.

    No item is begun after ``stopped`` is set. The threads are daemons, other than those of an executor: after Ctrl-C a
    process ends without waiting for requests under way.
    """
    waiting: SimpleQueue[tuple[T, Future[R]]] = SimpleQueue()
    futures: list[Future[R]] = []
    for item in items:
        futures.append(Future())
        waiting.put((item, futures[-1]))
    for number in range(min(threads, len(items))):
        Thread(target=_serve, args=(work, waiting, stopped), name=f"stance-{number}", daemon=True).start()
    for future in futures:
        yield future.result()


def _serve(work: Callable[[T], R], waiting: SimpleQueue[tuple[T, Future[R]]], stopped: Event) -> None:
    while not stopped.is_set():
        try:
            item, future = waiting.get_nowait()
        except Empty:
            return
        try:
            future.set_result(work(item))
        except BaseException as error:  # whatever it is, the reader must not wait for ever
            future.set_exception(error)
