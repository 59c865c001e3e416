"""Questions to a judge through the cache: each different one is asked at most once."""

from __future__ import annotations

from collections.abc import Sequence

from quotes.judges.cache import Cache
from quotes.judges.question import Judge, Outcome, Question, Verdict
from quotes.judges.spending import Meter, Spending


def consult(judge: Judge, questions: Sequence[Question], cache: Cache | None, meter: Meter) -> list[Outcome]:
    """One outcome for each question, in their order; a verdict is kept as soon as it is there, a failure never.

    Raises ServiceError as the judge does; what was answered before is kept.
    """
    digests = [judge.digest(question) for question in questions]
    known: dict[str, Outcome] = {}
    if cache is not None:
        known = {digest: kept for digest in set(digests) if (kept := cache.get(digest)) is not None}
    meter.add(Spending(cached=sum(digest in known for digest in digests)))
    missing = {digest: q for digest, q in zip(digests, questions, strict=True) if digest not in known}
    for digest, outcome in zip(missing, judge.ask(list(missing.values())), strict=True):
        known[digest] = outcome
        if cache is not None and isinstance(outcome, Verdict) and not cache.put(digest, outcome, judge):
            meter.add(Spending(unkept=1))
    outcomes = [known[digest] for digest in digests]
    failed = sum(not isinstance(outcome, Verdict) for outcome in outcomes)
    meter.add(Spending(questions=len(outcomes), failed=failed))
    return outcomes
