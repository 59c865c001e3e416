"""Progress on standard error: a bar on a terminal, an event now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from quotes.document import Document
from quotes.engine import events
from quotes.engine.tally import Tally
from quotes.pipeline import Result

QUIET_SECONDS = 30.0
_BAR_SECONDS = 0.2
_STEPS = 1000  # the bar's own length: shares of the input


def watched(
    results: Iterable[Result], tally: Tally | None = None, *, quiet_seconds: float = QUIET_SECONDS
) -> Iterator[Result]:
    """The results as they come, counted in ``tally`` and reported: documents, quotations, failures, tokens a second,
    time left where the size of the input is known.

    What was noted while an article was read (converted from another encoding, not German ...) is said as well.
    """
    tally = tally or Tally()
    bar_shown = sys.stderr.isatty() and not events.is_json()
    pause = _BAR_SECONDS if bar_shown else quiet_seconds
    with _bar(bar_shown) as bar:
        last = time.monotonic() - (pause if bar_shown else 0)
        for result in results:
            tally.add(result)
            if isinstance(result, Document):
                _tell_notes(result)
            if time.monotonic() - last > pause:
                last = time.monotonic()
                _draw(bar, tally) if bar_shown else _tell_progress(tally)
            yield result
    if events.is_json():
        _tell_progress(tally)


@contextmanager
def _bar(is_shown: bool) -> Iterator[Any]:
    if not is_shown:
        yield None
        return
    from tqdm import tqdm

    with tqdm(total=_STEPS, file=sys.stderr, leave=False, bar_format="{desc}{bar} {postfix}") as bar:
        yield bar


def _draw(bar: Any, tally: Tally) -> None:
    done = tally.fraction
    bar.bar_format = "{desc}" if done is None else "{percentage:3.0f}%|{bar:20}| {desc}"
    bar.n = round((done or 0) * _STEPS)
    bar.set_description_str(tally.describe(), refresh=True)


def _tell_notes(document: Document) -> None:
    id_ = document.article.id
    for note in document.article.notes:
        signal = note.signal.replace("_", " ")
        events.tell("note", f"{id_}: {signal}: {note.detail}", doc_id=id_, signal=note.signal, detail=note.detail)


def _tell_progress(tally: Tally) -> None:
    left, done = tally.seconds_left, tally.fraction
    events.tell(
        "progress",
        tally.describe(),
        documents=tally.documents,
        quotations=tally.quotations,
        failures=tally.failures,
        tokens=tally.tokens,
        seconds=round(tally.seconds, 3),
        tokens_per_second=round(tally.tokens_per_second, 1),
        fraction=None if done is None else round(done, 4),
        seconds_left=None if left is None else round(left, 1),
    )
