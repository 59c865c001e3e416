"""The training loop."""

from __future__ import annotations

from pathlib import Path

import pytest

from quotes.train import loop

torch = pytest.importorskip("torch")


class StoppedError(Exception):
    """Stands for a process that is stopped."""


def run(checkpoint: Path, *, stop: int | None = None) -> list[float]:
    torch.manual_seed(0)
    model = torch.nn.Linear(3, 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    done = 0

    def update() -> float:
        nonlocal done
        if stop is not None and done == stop:
            raise StoppedError
        done += 1
        optimizer.zero_grad()
        loss = model(torch.randn(4, 3)).pow(2).mean()
        loss.backward()
        optimizer.step()
        return loss.item()

    seen: list[int] = []
    plan = loop.Plan(steps=20, rate=0.1, warmup=2, save_every=2)
    loop.train(model, [optimizer], update, plan, checkpoint, after=seen.append)
    assert seen in ([10, 20], [20])
    return [*model.weight.flatten().tolist(), *model.bias.tolist()]


def test_an_interrupted_run_ends_like_one_that_was_not(tmp_path: Path) -> None:
    """Resumed from its checkpoint, a run gives the same weights to the last bit."""
    whole = run(tmp_path / "a.pt")
    with pytest.raises(StoppedError):
        run(tmp_path / "b.pt", stop=13)
    assert (tmp_path / "b.pt").is_file()
    assert run(tmp_path / "b.pt") == whole
    assert not (tmp_path / "b.pt").exists()


def test_the_rate_rises_holds_and_falls() -> None:
    """Warm-up, plateau, and a linear fall to a twentieth."""
    plan = loop.Plan(steps=100, rate=1.0, warmup=10, hold=0.5)
    rates = [loop.learning_rate(step, plan) for step in (0, 9, 30, 50, 75, 100)]
    assert rates == pytest.approx([0.1, 1.0, 1.0, 1.0, 0.525, 0.05])
