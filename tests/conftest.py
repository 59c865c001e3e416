"""Fixtures: the models are loaded once for the whole run; nothing is downloaded; caches are the tests' own."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture
def shared_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pipelines of this process take their loaded stages from one cache."""
    from quotes import pipeline

    monkeypatch.setattr(pipeline, "stages", _cached_stages())


@cache
def _cached_stages() -> Callable[..., object]:
    from quotes import pipeline

    return cache(pipeline.stages)


@pytest.fixture(scope="session")
def hf_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder for datasets that no other run shares."""
    return tmp_path_factory.mktemp("hf-cache")


@pytest.fixture
def seeds() -> Path:
    """The folder of seed articles."""
    return SEEDS


Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a text file under the test's folder and return its path."""

    def _write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return _write


@pytest.fixture(scope="session")
def demo_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset that ``make demo`` builds, built once for the run."""
    from quotes import pipeline
    from quotes.engine.build import build_dataset

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "stages", _cached_stages())
        folder = tmp_path_factory.mktemp("demo") / "intervention"
        build_dataset(folder, [str(SEEDS)], pipeline.Settings())
    return folder
