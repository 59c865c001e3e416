"""The pipeline with its default settings scores no lower on the development corpora than the pinned floors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quotes.corpora import read_intervention, read_wikinews
from quotes.evaluate.quotation import Pairing, evaluate, text_tokens
from quotes.pipeline import Pipeline

FLOORS = json.loads((Path(__file__).parent / "default_pipeline.json").read_text(encoding="utf-8"))
DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.usefixtures("shared_models")
@pytest.mark.skipif(not DATA.is_dir(), reason="the corpora are not beside the checkout (../shared/data)")
@pytest.mark.parametrize("corpus", FLOORS)
def test_floors(corpus: str) -> None:
    """From raw text: messages, roles, joint and type F1 of the published metric."""
    path = DATA / corpus
    if path.is_dir():
        gold = [(document, text_tokens(document.text)) for document in read_intervention(path)]
    else:
        gold = [(item.document, item.tokens) for item in read_wikinews(path)]
    found = Pipeline().extract_batch([document.article for document, _ in gold])
    report = evaluate(
        [Pairing(tokens, g.quotations, f.quotations) for (g, tokens), f in zip(gold, found, strict=True)], samples=0
    )
    got = {name: report.scores[name].f1 for name in FLOORS[corpus]}
    assert all(got[name] >= floor for name, floor in FLOORS[corpus].items()), got
