"""How sure the parser is of a quotation and its speaker: evidence from the networks, and a logistic calibration."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

EVIDENCE = (
    "span_mean", "span_worst", "begin", "end", "speaker_peak", "speaker_margin", "no_speaker", "cue_peak", "length",
    "direct", "indirect_free_indirect", "free_indirect", "reported", "rule_fits", "rule_type", "rule_speaker",
    "other_speaker", "networks_apart", "networks_disagree",
)  # fmt: skip
Evidence = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model over standardised evidence; probability = sigmoid(bias + sum of weight * (x - mean) / scale)."""

    bias: float = 0.0
    weights: tuple[float, ...] = (0.0,) * len(EVIDENCE)
    means: tuple[float, ...] = (0.0,) * len(EVIDENCE)
    scales: tuple[float, ...] = (1.0,) * len(EVIDENCE)

    def probability(self, evidence: Sequence[float]) -> float:
        """The calibrated probability, kept within 0.01 and 0.99: no few hundred examples support more."""
        total = self.bias + sum(
            w * (x - m) / s for w, x, m, s in zip(self.weights, evidence, self.means, self.scales, strict=True)
        )
        return min(0.99, max(0.01, 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))))
