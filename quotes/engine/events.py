"""What a run says while it works: one event at a time, as words or as JSON, through the logger ``quotes``.

A command shows events on standard error (``shown``); a program that uses the library gets them from ``logging``: each
record has the attribute ``event``, a dict. With ``--log-json`` each line is a JSON object. All have ``event``, ``time``
(ISO 8601, UTC) and ``message`` (words, may be empty), and besides, by the kind of event:

- ``progress``: ``documents``, ``quotations``, ``failures``, ``tokens``, ``seconds``, ``tokens_per_second``,
  ``fraction`` (0 to 1) and ``seconds_left`` (both null where the size of the input is not known)
- ``note``: ``doc_id``, ``signal``, ``detail``: what was noticed while an article was read
- ``document_failed``: ``doc_id``, ``stage``, ``reason``
- ``worker_lost``: ``pid``, ``exit`` (negative: the signal that killed it), ``doc_ids`` (what it was working on)
- ``shard``: ``shard``, ``state`` (``done``, ``retried``, ``failed``), ``detail``; or ``state`` ``kept``, ``shards`` (so
  many are done already)
- ``spending``: what a judge was asked, and what that cost
- ``finished``: ``documents``, ``quotations``, ``failures``, ``output``; of a build also ``version``, ``status``
- ``interrupted``; ``error`` (the run ends with it); ``remark``; ``log`` (a library's warning)
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import Any

LOGGER = logging.getLogger("quotes")


def tell(event: str, message: str = "", **fields: Any) -> None:
    """Say what happened. ``fields`` are plain JSON values."""
    LOGGER.info("%s", message, extra={"event": {"event": event, **fields}})


@contextmanager
def shown(*, as_json: bool = False) -> Iterator[None]:
    """Show events on standard error in this block. Within another such block nothing changes."""
    if _handlers():
        yield
        return
    handler = _JsonLines() if as_json else _Words()
    level, heard = LOGGER.level, [LOGGER, logging.getLogger("py.warnings")] if as_json else [LOGGER]
    LOGGER.setLevel(logging.INFO)
    if as_json:
        logging.captureWarnings(True)
    for logger in heard:
        logger.addHandler(handler)
    try:
        yield
    finally:
        for logger in heard:
            logger.removeHandler(handler)
        if as_json:
            logging.captureWarnings(False)
        LOGGER.setLevel(level)


def is_json() -> bool:
    """Whether events are shown as JSON, so that nothing else may be written to standard error."""
    return any(isinstance(handler, _JsonLines) for handler in _handlers())


def _handlers() -> list[logging.Handler]:
    return [handler for handler in LOGGER.handlers if isinstance(handler, _JsonLines | _Words)]


class _Words(logging.Handler):
    """The messages alone, above the bar where there is one."""

    def emit(self, record: logging.LogRecord) -> None:
        if not (message := record.getMessage()):
            return
        if bars := sys.modules.get("tqdm"):  # a bar can be there only where somebody has imported it
            bars.tqdm.write(message, file=sys.stderr)
        else:
            sys.stderr.write(message + "\n")


class _JsonLines(logging.Handler):
    """An object a line."""

    def emit(self, record: logging.LogRecord) -> None:
        event: dict[str, Any] = getattr(record, "event", {"event": "log"})
        at = datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds")
        line = {"event": event["event"], "time": at, "message": record.getMessage().strip(), **event}
        sys.stderr.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
        sys.stderr.flush()
