"""What a judge was asked and what that cost, said on standard error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from quotes.engine import events
from quotes.judges.settings import EndpointSettings, JudgeSettings
from quotes.judges.spending import Spending
from quotes.pipeline import Pipeline


def report_spending(judge: JudgeSettings, spending: Spending) -> None:
    """Say it in one line."""
    prices = judge.prices if isinstance(judge, EndpointSettings) else None
    events.tell("spending", spending.describe(judge.shown, prices), judge=judge.shown, **asdict(spending))


@contextmanager
def spending_reported(judge: JudgeSettings | None, pipeline: Pipeline) -> Iterator[None]:
    """Report what the pipeline spends on its judge in the block, however that ends; nothing where it has none."""
    try:
        yield
    finally:
        if judge is not None:
            report_spending(judge, pipeline.take_spending())
