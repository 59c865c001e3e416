"""The pipeline with its default settings scores no lower on the development corpora than the pinned floors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quotes.engine.evaluate import evaluate
from quotes.engine.gold import read_gold
from quotes.evaluate.report import Wanted
from quotes.pipeline import Pipeline

FLOORS = json.loads((Path(__file__).parent / "default_pipeline.json").read_text(encoding="utf-8"))
DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.usefixtures("shared_models")
@pytest.mark.skipif(not DATA.is_dir(), reason="the corpora are not beside the checkout (../shared/data)")
@pytest.mark.parametrize("corpus", FLOORS)
def test_floors(corpus: str) -> None:
    """From raw text: messages, roles, joint and type F1 of the published metric; macro-F1 of stances."""
    found = evaluate(read_gold(DATA / corpus), Pipeline(), Wanted(samples=0))
    assert found.quotations is not None
    assert found.stance is not None
    got = {name: score.f1 for name, score in found.quotations.scores.items()}
    got |= {f"stance_{name}": figure.value for name, figure in found.stance.figures.items()}
    assert all(got[name] >= floor for name, floor in FLOORS[corpus].items()), got
