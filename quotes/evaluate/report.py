"""All that can be scored of predictions against gold, in one value."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from quotes.document import QuotationType
from quotes.evaluate import (
    attribution,
    calibration,
    confusion,
    detection,
    errors,
    quotation,
    stance,
    token_labels,
)
from quotes.evaluate.bootstrap import Figure
from quotes.evaluate.calibration import Calibration
from quotes.evaluate.confusion import Confusion
from quotes.evaluate.errors import Kind
from quotes.evaluate.matching import Compared

#: What gold may say of a quotation beside its parts.
FIELDS = (*attribution.FIELDS, "stance")
#: What predictions may say of how sure they are.
PROBABILITIES = ("confidence", "stance_score")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to report beside the scores: ``confusion`` tables, the ``errors`` commonest kinds of error of each field
    (0: none), the ``robustness`` table; ``samples`` of the bootstrap (0: no intervals).
    """

    samples: int = 1000
    confusion: bool = False
    errors: int = 0
    robustness: bool = False


@dataclass(frozen=True, slots=True)
class Robust:
    """How quotations are found in texts changed in one way: F1 of messages and joint, the share of direct quotations
    found (``None`` where the gold has none), in percent; ``changed``: how many texts it changes.
    """

    name: str
    changed: int
    messages: float
    joint: float
    direct: float | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was scored; what the gold does not say, predictions do not say, or nobody asked for is ``None``.

    ``counts``: documents, gold, predicted, matched; ``parts``: those that the gold annotates. Where the gold's
    quotations were ``given``, nothing is said of how they are found. ``failures``: documents that could not be
    processed, which count as without quotations, each with its reason.
    """

    counts: Mapping[str, int]
    parts: tuple[str, ...]
    given: bool = False
    quotations: quotation.Report | None = None
    detection: Mapping[str, Figure] | None = None
    tokens: Mapping[QuotationType, token_labels.TokenScore] | None = None
    attribution: Mapping[str, Figure] | None = None
    stance: stance.Report | None = None
    confidence: Calibration | None = None
    stance_score: Calibration | None = None
    confusion: Mapping[str, Confusion] | None = None
    errors: tuple[Kind, ...] | None = None
    robustness: tuple[Robust, ...] | None = None
    failures: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON, without what is ``None``; the published metric is ``scores`` and ``types``."""
        out: dict[str, Any] = {**self.counts, "parts": self.parts, "given": self.given, "failures": self.failures}
        if self.quotations is not None:
            out |= self.quotations.as_dict()
        for name in _SECTIONS:
            value = getattr(self, name)
            if value is not None:
                out[name] = _plain(value)
        return out


_SECTIONS = (
    "detection", "tokens", "attribution", "stance", *PROBABILITIES, "confusion", "errors", "robustness"
)  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else asdict(value)


def score(
    items: Sequence[Compared],
    wanted: Wanted,
    *,
    parts: tuple[str, ...] = quotation.PARTS,
    fields: Collection[str] = FIELDS,
    probabilities: Collection[str] = PROBABILITIES,
) -> Evaluation:
    """Score predicted quotations: where they are, and what they say in ``fields`` and ``probabilities``."""
    pairings, samples = [item.pairing for item in items], wanted.samples
    judged = calibration.judge_quotations(pairings) if "confidence" in probabilities else ()
    return Evaluation(
        _counts(items),
        parts,
        quotations=quotation.evaluate(pairings, parts=parts, samples=samples),
        detection=detection.evaluate(items, samples=samples),
        tokens=token_labels.evaluate(pairings, samples=samples),
        confidence=calibration.calibrate(judged),
        **_said(items, wanted, fields, probabilities),
        errors=_errors(items, ("detection", *fields), wanted),
    )


def score_given(
    items: Sequence[Compared],
    wanted: Wanted,
    *,
    parts: tuple[str, ...] = quotation.PARTS,
    fields: Collection[str] = FIELDS,
) -> Evaluation:
    """Score what is said of the gold's own quotations."""
    said = _said(items, wanted, fields, PROBABILITIES)
    return Evaluation(_counts(items), parts, given=True, **said, errors=_errors(items, tuple(fields), wanted))


def _counts(items: Sequence[Compared]) -> dict[str, int]:
    return {
        "documents": len(items),
        "gold": sum(len(item.gold.quotations) for item in items),
        "predicted": sum(len(item.found.quotations) for item in items),
        "matched": sum(len(item.pairs) for item in items),
    }


def _said(
    items: Sequence[Compared], wanted: Wanted, fields: Collection[str], probabilities: Collection[str]
) -> dict[str, Any]:
    """The parts of an evaluation that are over the fields of matched quotations."""
    speaker = tuple(field for field in attribution.FIELDS if field in fields)
    judged = calibration.judge_stances(items) if {"stance", "stance_score"} <= {*fields, *probabilities} else ()
    return {
        "attribution": attribution.evaluate(items, fields=speaker, samples=wanted.samples) if speaker else None,
        "stance": stance.evaluate(items, samples=wanted.samples) if "stance" in fields else None,
        "stance_score": calibration.calibrate(judged),
        "confusion": _confusion(items, fields) if wanted.confusion else None,
    }


def _confusion(items: Sequence[Compared], fields: Collection[str]) -> dict[str, Confusion]:
    tables = {"role_category": confusion.categories, "stance": confusion.stances}
    return {field: table(items) for field, table in tables.items() if field in fields}


def _errors(items: Sequence[Compared], fields: Sequence[str], wanted: Wanted) -> tuple[Kind, ...] | None:
    return tuple(errors.commonest(items, fields=fields, most=wanted.errors)) if wanted.errors else None


def robust(name: str, changed: int, items: Sequence[Compared], parts: tuple[str, ...]) -> Robust:
    """The line of a robustness table for texts changed in one way."""
    report = quotation.evaluate([item.pairing for item in items], parts=parts, samples=0)
    messages = report.scores["messages"].f1
    joint = report.scores["joint"].f1 if "joint" in report.scores else messages
    direct = detection.evaluate(items, samples=0).get("recall_direct")
    return Robust(name, changed, messages, joint, direct.value if direct else None)
