"""Thresholds and calibration of the quotation parser, on documents that training did not see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from quotes.document import QUOTATION_TYPES, Quotation, Span, Speaker
from quotes.errors import InputError
from quotes.evaluate.calibration import Calibration as Reliability
from quotes.evaluate.calibration import calibrate as calibration_of
from quotes.evaluate.quotation import Pairing, Report, evaluate, overlap, pair, token_set
from quotes.neural.confidence import EVIDENCE, Calibration
from quotes.neural.decode import Run, Settings, TokenQuotation, group
from quotes.neural.network import LAYERS
from quotes.neural.parser import QuotationModel, Scored
from quotes.neural.weights import Model
from quotes.train.quotation_parser_data import Sample

_OUTSIDE = (0.0, 0.4, 0.8, 1.3, 1.8)
_THRESHOLDS: dict[str, tuple[float, ...]] = {
    "speaker": (-0.5, 0.0, 0.5, 1.0),
    "cue": (-0.5, 0.0, 0.5, 1.0),
    "frame": (-0.5, 0.0, 0.5, 1.0),
    "addressee": (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0),
    "quote": (-1.5, -1.0, -0.5, 0.0),
    "nobody": (-1.5, -1.0, -0.5, 0.0, 0.5),
}


def _spans(runs: Sequence[Run]) -> tuple[Span, ...]:
    return tuple(Span(a, b) for a, b in runs)


def _predicted(found: TokenQuotation, confidence: float = 0.0) -> Quotation:
    """A quotation whose spans are token indexes."""
    f = found
    return Quotation(
        id="",
        type=f.type,
        spans=_spans(f.quote),
        cue=_spans(f.cue),
        frame=_spans(f.frame),
        speaker=Speaker(_spans(f.speaker)),
        addressee=_spans(f.addressee),
        confidence=confidence,
    )


def gold_quotations(sample: Sample) -> tuple[Quotation, ...]:
    """A sample's gold as quotations whose spans are token indexes."""
    out = []
    for gold in sample.gold:
        speaker, cue, frame, addressee = (_spans(group(ids)) for ids in gold.roles)
        kind = QUOTATION_TYPES[gold.type]
        out.append(Quotation("", kind, _spans(group(gold.quote)), cue, frame, Speaker(speaker), addressee))
    return tuple(out)


def score(samples: Sequence[Sample], found: Sequence[Sequence[TokenQuotation]], *, bootstrap: int = 0) -> Report:
    """The published metric over the network's own tokens."""
    items = [
        Pairing(
            tuple(Span(i, i + 1) for i in range(len(s.tokens))), gold_quotations(s), tuple(_predicted(f) for f in fs)
        )
        for s, fs in zip(samples, found, strict=True)
    ]
    return evaluate(items, samples=bootstrap)


def tune(model: Model, samples: Sequence[Sample]) -> Settings:
    """Thresholds by coordinate ascent on messages and joint F1 together."""
    parser = QuotationModel(model)
    prepared = list(parser.prepare([s.tokens for s in samples], [s.reading for s in samples]))
    cache: dict[tuple[float, ...], list[Scored]] = {}

    def value(settings: Settings) -> float:
        if settings.outside not in cache:
            cache[settings.outside] = [parser.score(p, settings.outside) for p in prepared]
        found = [parser.assemble(scored, settings) for scored in cache[settings.outside]]
        scores = score(samples, found).scores
        return scores["messages"].f1 + scores["joint"].f1 + 0.1 * scores["addressee"].f1

    best = Settings()
    reached = value(best)
    for name, layer, v in _trials():
        trial = _with(best, name, layer, v)
        got = value(trial)
        # A hair's gain on few documents is chance: it must be a tenth of a point.
        if got > reached + 0.1:
            best, reached = trial, got
    return best


def _trials() -> Iterator[tuple[str, int, float]]:
    """Each change that tuning tries, in order: name of the setting, layer (-1: the setting has none), value."""
    yield from (("outside", layer, v) for layer in range(len(LAYERS)) for v in _OUTSIDE)
    yield from ((name, -1, v) for name, values in _THRESHOLDS.items() for v in values)


def _with(settings: Settings, name: str, layer: int, value: float) -> Settings:
    if layer >= 0:
        return replace(settings, outside=tuple(value if i == layer else x for i, x in enumerate(settings.outside)))
    values: dict[str, Any] = {name: value}
    return replace(settings, **values)


@dataclass(frozen=True, slots=True)
class Judged:
    """Predictions of some documents: evidence (n, features), and whether quotation and speaker are right (n)."""

    evidence: npt.NDArray[np.float64]
    right: npt.NDArray[np.float64]


def judge(model: Model, samples: Sequence[Sample]) -> Judged:
    """Judge each prediction: paired with gold at token F1 of 0.5, and the speakers overlap by as much (or are none)."""
    parser = QuotationModel(model)
    evidence, right = [], []
    for sample in samples:
        tokens = [Span(i, i + 1) for i in range(len(sample.tokens))]
        found = parser.parse_tokens(sample.tokens, sample.reading)
        gold = [(token_set(q.spans, tokens), q) for q in gold_quotations(sample)]
        predicted = [(token_set(_spans(f.quote), tokens), f) for f in found]
        pairs = {j: i for i, j in pair([(t, q.type) for t, q in gold], [(t, f.type) for t, f in predicted])}
        for j, (quote, one) in enumerate(predicted):
            evidence.append(one.evidence)
            right.append(j in pairs and _right(gold[pairs[j]], quote, one, tokens))
    return Judged(np.array(evidence).reshape(-1, len(EVIDENCE)), np.array(right, np.float64))


def _right(
    gold: tuple[frozenset[int], Quotation], quote: frozenset[int], found: TokenQuotation, tokens: Sequence[Span]
) -> bool:
    if overlap(gold[0], quote) < 0.5:
        return False
    mention = gold[1].speaker.mention if gold[1].speaker else ()
    wanted, got = token_set(mention, tokens), token_set(_spans(found.speaker), tokens)
    return overlap(wanted, got) >= 0.5 if wanted else not got


def calibrate(judged: Judged, *, penalty: float = 4.0, steps: int = 50) -> Calibration:
    """A logistic model by Newton's method, its weights held small by ``penalty`` (a few hundred examples are few)."""
    x, y = judged.evidence, judged.right
    means, scales = x.mean(0), np.maximum(x.std(0), 0.05)
    z = np.hstack([np.ones((len(x), 1)), (x - means) / scales])
    ridge = np.diag([0.0] + [penalty] * x.shape[1])
    weights = np.zeros(z.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-np.clip(z @ weights, -30, 30)))
        gradient = z.T @ (p - y) + ridge @ weights
        curvature = (z * (p * (1 - p))[:, None]).T @ z + ridge + 1e-6 * np.eye(len(weights))
        weights = weights - np.linalg.solve(curvature, gradient)
    values = weights.tolist()
    return Calibration(values[0], tuple(values[1:]), tuple(means.tolist()), tuple(scales.tolist()))


def reliability(calibration: Calibration, judged: Judged) -> Reliability:
    """How far confidence can be trusted: calibration error, bins, and the errors that a review finds."""
    found = calibration_of(
        [
            (calibration.probability(evidence), bool(right))
            for evidence, right in zip(judged.evidence.tolist(), judged.right.tolist(), strict=True)
        ]
    )
    if found is None:
        raise InputError("got no prediction to judge the confidence by, expected some: was the network trained at all?")
    return found
