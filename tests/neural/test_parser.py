"""Texts of any kind and length through the parser."""

from dataclasses import replace

import pytest

from quotes.document import Article, Document, Sentence, Span
from quotes.neural import parser as module
from quotes.neural.confidence import EVIDENCE, Calibration
from quotes.neural.parser import QuotationModel
from quotes.neural.weights import Model
from tests.neural.conftest import random_model

TEXT = "Der Minister sagte: „Wir gehen.“ Er sei müde, sagte er. Die Lage sei ernst. "


def document(text: str) -> Document:
    return Document(Article("a", text), (Sentence(Span(0, len(text)), ()),))


def test_found_lies_in_the_text(tiny_model: Model) -> None:
    """Spans are sorted, within the text, and start and end at words."""
    found = QuotationModel(tiny_model)(document(TEXT * 5))
    assert found
    for one in found:
        assert 0 <= one.spans[0].start < one.spans[-1].end <= len(TEXT) * 5
        assert all(s.of(TEXT * 5).strip() == s.of(TEXT * 5) for s in one.spans)
        assert len(one.evidence) == len(EVIDENCE)
        assert 0 < one.confidence < 1


@pytest.mark.parametrize("text", ["", " \n", '"' * 3000, "wort " * 3000, "a" * 20000, "„“" * 700, "\u0301\u200b😀"])
def test_odd_texts(tiny_model: Model, text: str) -> None:
    """A text without words, of marks alone, of one long line or one long word gives a result."""
    assert isinstance(QuotationModel(tiny_model)(document(text)), list)


def test_windows_agree(tiny_model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that is read in windows, and computed anew where it left memory, gives what it gives in one piece."""
    text = TEXT * 30
    whole = QuotationModel(tiny_model)(document(text))
    monkeypatch.setattr(module, "CORE", 100)
    monkeypatch.setattr(module, "CONTEXT", 100)
    monkeypatch.setattr(module, "_KEPT", 1)
    pieces = QuotationModel(tiny_model)(document(text))
    same = {(f.type, f.spans) for f in whole} & {(f.type, f.spans) for f in pieces}
    assert len(same) >= 0.9 * len(whole)


def test_networks_read_together(tiny_model: Model) -> None:
    """Two networks that are the same say what one says; two that differ lower each other, and the evidence tells."""
    one = QuotationModel(tiny_model)(document(TEXT * 5))
    twice = QuotationModel(replace(tiny_model, networks=tiny_model.networks * 2))(document(TEXT * 5))
    assert [(f.type, f.spans, f.speaker, f.cue) for f in twice] == [(f.type, f.spans, f.speaker, f.cue) for f in one]
    other = random_model(seed=4).networks
    differing = QuotationModel(replace(tiny_model, networks=tiny_model.networks + other))(document(TEXT * 5))
    apart, disagree = EVIDENCE.index("networks_apart"), EVIDENCE.index("networks_disagree")
    assert all(f.evidence[apart] == f.evidence[disagree] == 0 for f in one + twice)
    assert all(f.evidence[apart] > 0 for f in differing)
    assert 1.0 in {f.evidence[disagree] for f in differing}


def test_calibration_bounds() -> None:
    """Confidence stays off 0 and 1, and rises with evidence of positive weight."""
    calibration = Calibration(weights=(5.0,) + (0.0,) * (len(EVIDENCE) - 1))
    values = [calibration.probability((x,) + (0.0,) * (len(EVIDENCE) - 1)) for x in (-100, -0.1, 0.1, 100)]
    assert values == sorted(values)
    assert values[0] == 0.01
    assert values[-1] == 0.99
