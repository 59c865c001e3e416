"""The bundled weights on sentences written for this test, and on the development corpora where they are at hand."""

import json
from pathlib import Path

import pytest

from quotes.document import Article, Document, join
from quotes.neural.parser import QuotationModel
from quotes.neural.weights import load
from quotes.resources import MODELS
from quotes.train.quotation_parser_reading import Reader

HERE = Path(__file__).parent.parent
CASES = json.loads((HERE / "cases/quotation_parser.json").read_text(encoding="utf-8"))
FLOORS = json.loads((HERE / "floors/quotation_parser.json").read_text(encoding="utf-8"))
DATA = HERE.parent.parent / "shared/data"


@pytest.fixture(scope="module")
def model() -> QuotationModel:
    return QuotationModel(load(MODELS / "quotation-parser"))


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def right(case: dict[str, object], model: QuotationModel, reader: Reader) -> bool:
    text = str(case["text"])
    parsed = reader([Document(Article("case", text))])[0]
    found = [(f.type, join(f.spans, text), join(f.speaker, text)) for f in model(parsed)]
    wanted = case["found"]
    if not isinstance(wanted, list):
        raise TypeError("found: expected a list")
    if not wanted:
        return not found
    return all(any(w[0] == f[0] and w[1] in (f[1], "") and w[2] == f[2] for f in found) for w in wanted)


def test_sentences_of_our_own(model: QuotationModel, reader: Reader) -> None:
    """Type, words and speaker of most plain cases are right to the letter."""
    wrong = [case["label"] for case in CASES if not right(case, model, reader)]
    assert len(wrong) <= FLOORS["cases wrong"], wrong


def test_size() -> None:
    """The weights stay small enough to be shipped."""
    total = sum(p.stat().st_size for p in (MODELS / "quotation-parser").iterdir())
    assert total < 20_000_000


def test_card() -> None:
    """The card says what the weights are, under which licence, and which files belong to it."""
    card = json.loads((MODELS / "quotation-parser/card.json").read_text(encoding="utf-8"))
    assert card["licence"] == "CC BY-NC-SA 4.0"
    for name, facts in card["files"].items():
        assert (MODELS / "quotation-parser" / name).stat().st_size == facts["bytes"]
