"""Progress on standard error: a bar on a terminal, a quiet line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator

from quotes.document import Document
from quotes.errors import DocumentError
from quotes.pipeline import Result

QUIET_SECONDS = 30.0


def watched(results: Iterable[Result], *, quiet_seconds: float = QUIET_SECONDS) -> Iterator[Result]:
    """The results as they come, reported on standard error as documents, quotations and failures.

    What was noted while an article was read (converted from another encoding, not German ...) is said as well.
    """
    from tqdm import tqdm

    documents = quotations = failures = 0
    last = time.monotonic()
    terminal = sys.stderr.isatty()
    with tqdm(unit=" documents", disable=not terminal, file=sys.stderr, leave=False) as bar:
        for result in results:
            documents += 1
            if isinstance(result, Document):
                quotations += len(result.quotations)
                for note in result.article.notes:
                    tqdm.write(f"{result.article.id}: {note.signal.replace('_', ' ')}: {note.detail}", file=sys.stderr)
            elif isinstance(result, DocumentError):
                failures += 1
            bar.update()
            bar.set_postfix(quotations=quotations, failures=failures, refresh=False)
            if not terminal and time.monotonic() - last > quiet_seconds:
                last = time.monotonic()
                sys.stderr.write(f"{documents} documents, {quotations} quotations, {failures} failures\n")
            yield result
