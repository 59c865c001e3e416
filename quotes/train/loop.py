"""The training loop that all recipes share: a fixed number of steps, repeatable and resumable, weights averaged.

Step k seeds every generator from (seed, k) before it draws its batch, so that a run that was interrupted and resumed
sees the same batches and dropout as one that was not. The weights that are kept are an exponential moving average
(Polyak & Juditsky 1992), which a short run gains much from.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to train and how fast: ``rate`` rises over ``warmup`` steps, holds until ``hold`` of all, then falls
    linearly to a twentieth.
    """

    steps: int
    rate: float
    seed: int = 1
    warmup: int = 50
    hold: float = 0.4
    decay: float = 0.995
    save_every: int = 200


def learning_rate(step: int, plan: Plan) -> float:
    """The learning rate of step ``step`` (from 0)."""
    done = step / plan.steps
    fall = 1.0 if done < plan.hold else 0.05 + 0.95 * (1 - done) / (1 - plan.hold)
    return plan.rate * min(1.0, (step + 1) / plan.warmup) * fall


def seed_all(seed: int, step: int) -> None:
    """Seed Python's, numpy's and torch's generators for one step."""
    import numpy
    import torch

    number = (seed * 1_000_003 + step) % 2**31
    random.seed(number)
    numpy.random.seed(number)
    torch.manual_seed(number)


def train(
    model: Any,
    optimizers: list[Any],
    update: Callable[[], float],
    plan: Plan,
    checkpoint: Path,
    *,
    after: Callable[[int], None] | None = None,
) -> None:
    """Run ``update`` (draw a batch, step, return the loss) ``plan.steps`` times and leave the averages in ``model``.

    State is kept in ``checkpoint`` and taken up from there when it exists; it is removed at the end. ``after`` is
    called with the step now and then, with the averaged weights in the model, to report scores.
    """
    import torch

    averaged = {name: value.detach().clone() for name, value in _trained(model).items()}
    start = _resume(checkpoint, model, optimizers, averaged)
    total = 0.0
    for step in range(start, plan.steps):
        seed_all(plan.seed, step)
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(step, plan)
        total += float(update())
        _average(averaged, model, min(plan.decay, (1 + step) / (10 + step)))
        if (step + 1) % plan.save_every == 0:
            log.info("step %d of %d, loss %.3f", step + 1, plan.steps, total / plan.save_every)
            total = 0.0
            state = {"step": step + 1, "model": _trained(model), "averaged": averaged}
            torch.save({**state, "optimizers": [o.state_dict() for o in optimizers]}, checkpoint)
            if after is not None and (step + 1) % (5 * plan.save_every) == 0:
                _with_weights(model, averaged, partial(after, step + 1))
    _set(model, averaged)
    checkpoint.unlink(missing_ok=True)


def _resume(checkpoint: Path, model: Any, optimizers: list[Any], averaged: dict[str, Any]) -> int:
    import torch

    if not checkpoint.is_file():
        return 0
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    _set(model, state["model"])
    averaged.update(state["averaged"])
    for optimizer, saved in zip(optimizers, state["optimizers"], strict=True):
        optimizer.load_state_dict(saved)
    log.info("resumed at step %d from %s", state["step"], checkpoint)
    return int(state["step"])


def _trained(model: Any) -> dict[str, Any]:
    # frozen word vectors are neither trained, averaged nor kept
    return {name: value.data for name, value in model.named_parameters() if value.requires_grad}


def _set(model: Any, weights: dict[str, Any]) -> None:
    for name, value in _trained(model).items():
        value.copy_(weights[name])


def _average(averaged: dict[str, Any], model: Any, decay: float) -> None:
    for name, value in _trained(model).items():
        averaged[name].lerp_(value, 1 - decay)


def _with_weights(model: Any, weights: dict[str, Any], call: Callable[[], None]) -> None:
    own = {name: value.clone() for name, value in _trained(model).items()}
    _set(model, weights)
    call()
    _set(model, own)
