"""What a judge was asked and what that cost, said on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from quotes.judges.settings import EndpointSettings, JudgeSettings
from quotes.judges.spending import Spending
from quotes.pipeline import Pipeline


def report_spending(judge: JudgeSettings, spending: Spending) -> None:
    """Write one line."""
    prices = judge.prices if isinstance(judge, EndpointSettings) else None
    sys.stderr.write(spending.describe(judge.shown, prices) + "\n")


@contextmanager
def spending_reported(judge: JudgeSettings | None, pipeline: Pipeline) -> Iterator[None]:
    """Report what the pipeline spends on its judge in the block, however that ends; nothing where it has none."""
    try:
        yield
    finally:
        if judge is not None:
            report_spending(judge, pipeline.take_spending())
