"""What a worker does: articles through its pipeline, results without their parse, until nobody gives it more."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing import connection, parent_process
from queue import SimpleQueue
from threading import Thread
from typing import Literal

from quotes.document import Document
from quotes.errors import QuotesError
from quotes.judges.spending import Spending
from quotes.pipeline import Item, Pipeline, Result, Settings


@dataclass(frozen=True, slots=True)
class Worked:
    """Results in the order of the items, and what they cost: tokens parsed, and what a judge spent."""

    results: list[Result]
    tokens: int
    spending: Spending


Message = tuple[Literal["ready"], None] | tuple[Literal["done"], Worked] | tuple[Literal["failed"], QuotesError]


def work(pipeline: Pipeline, items: Sequence[Item]) -> Worked:
    """Run the pipeline over the items.

    The parse stays here: nobody needs it once the quotations are found, and it is most of a document's size.
    """
    results: list[Result] = []
    tokens = 0
    for result in pipeline.run(items):
        if isinstance(result, Document):
            tokens += sum(len(sentence.tokens) for sentence in result.sentences)
            results.append(replace(result, sentences=(), entities=()))
        else:
            results.append(result)
    return Worked(results, tokens, pipeline.take_spending())


def serve(parent: connection.Connection, settings: Settings, loaded: Pipeline | None) -> None:
    """The life of a worker process: lists of items come over the connection, messages go back, in order.

    ``loaded`` is the parent's pipeline where this process is a fork of it, and shares its memory.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent alone answers Ctrl-C
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.freeze()  # a collection would write to the pages of the models, and so copy them
    tasks: SimpleQueue[list[Item]] = SimpleQueue()
    Thread(target=_receive, args=(parent, tasks), daemon=True).start()
    try:
        pipeline = loaded or Pipeline(settings).load()
        parent.send(("ready", None))
        while True:
            parent.send(("done", work(pipeline, tasks.get())))
    except QuotesError as error:
        parent.send(("failed", error))


def _receive(parent: connection.Connection, tasks: SimpleQueue[list[Item]]) -> None:
    """Take tasks as they come, so that the parent never waits to hand one over; end the process with the parent."""
    above = parent_process()
    dead = above.sentinel if above else -1
    while dead not in connection.wait([parent, dead]):
        try:
            tasks.put(parent.recv())
        except (EOFError, OSError):
            break
    os._exit(1)
