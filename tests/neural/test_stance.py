"""The stance network: windows, probabilities, and weights on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from quotes.document import Article, Document, Quotation, Span
from quotes.errors import ResourceError
from quotes.neural.features import UNKNOWN, Vocabulary
from quotes.neural.stance import VOCABULARY, WEIGHTS, Guess, Shape, StanceModel, StanceNetwork, Trust, load, save
from quotes.neural.stance_evidence import attended
from quotes.neural.stance_features import INSIDE, LENGTH, RULES, Window, window, without_target
from quotes.stages.stance import rules_for
from quotes.target import load as load_target

TEXT = "Streit um Luftangriffe. „Die Luftangriffe sind Wahnsinn“, sagte er."


def made(text: str = TEXT, spans: tuple[Span, ...] = (Span(24, 56),)) -> Window:
    document = Document(Article("a", text), quotations=(Quotation("q", "direct", spans),))
    rules = rules_for(load_target("intervention"))
    topic = rules.topic(document)
    quotation = document.quotations[0]
    return window(document, quotation, rules.judge(document, quotation, topic), topic)


@pytest.fixture
def model() -> StanceModel:
    torch.manual_seed(1)
    vocabulary = Vocabulary(("die", "sind", "wahnsinn"))
    return StanceModel(StanceNetwork(Shape(len(vocabulary), 8, 6, 2)).eval(), vocabulary, Trust(1.1, 0.6))


def test_terms_are_hidden(model: StanceModel) -> None:
    """A term of the target is an unknown word without affixes; where no target is named, the word is seen."""
    given = made()
    at = given.words.index("Luftangriffe")
    assert given.matrix(model.vocabulary)[at, :3].tolist() == [UNKNOWN, 0, 0]
    assert given.terms[at] == 1
    plain = without_target(given)
    assert plain.matrix(model.vocabulary)[at, 1] > 0
    assert len(plain.rules) == len(given.rules) == RULES


def test_long_and_empty_windows(model: StanceModel) -> None:
    """A long quotation is cut, one of white space has no tokens; both get probabilities."""
    text = "Wort " * 500
    long, blank = made(text, (Span(0, len(text)),)), made("   ", (Span(0, 3),))
    assert (len(long), len(blank)) == (LENGTH, 0)
    assert INSIDE in long.places
    for guess in model([long, blank]):
        assert guess.probabilities.sum() == pytest.approx(1)
    assert model([]) == []


def test_attention_lies_inside(model: StanceModel) -> None:
    """Evidence by attention are words of the quotation."""
    given = made()
    guess = model([given])[0]
    assert guess.attention.sum() == pytest.approx(1)
    spans = attended(Document(Article("a", TEXT)), given.spans, guess.attention)
    assert spans
    assert all(Span(24, 56).contains(span) for span in spans)


def test_an_article_off_topic_needs_a_surer_position() -> None:
    """Below the threshold a position off topic is none."""
    topic = rules_for(load_target("intervention")).topic(Document(Article("a", "Nichts.")))
    guess = Guess(np.array([0.5, 0.1, 0.1, 0.3]), np.zeros(0))
    assert Trust(1.0, 0.4).label(guess, topic)[0] == "favor"
    assert Trust(1.0, 0.6).label(guess, topic)[0] == "none"


def test_round_trip(model: StanceModel, tmp_path: Path) -> None:
    """A saved model comes back with like probabilities."""
    save(tmp_path, model)
    loaded = load(tmp_path)
    assert (loaded.trust, loaded.vocabulary.words) == (model.trust, model.vocabulary.words)
    given = [made()]
    assert np.allclose(loaded(given)[0].probabilities, model(given)[0].probabilities, atol=0.02)


@pytest.mark.parametrize("kind", ["missing", "cut", "foreign", "vocabulary"])
def test_broken_files_are_named(model: StanceModel, tmp_path: Path, kind: str) -> None:
    """What cannot be read is told with the file and a way out."""
    save(tmp_path, model)
    path = tmp_path / WEIGHTS
    if kind == "missing":
        path.unlink()
    elif kind == "cut":
        path.write_bytes(path.read_bytes()[:500])
    elif kind == "foreign":
        save_file({"x": torch.zeros(2)}, path)
    else:
        path = tmp_path / VOCABULARY
        path.write_text("other", encoding="utf-8")
    with pytest.raises(ResourceError) as error:
        load(tmp_path)
    assert str(path) in str(error.value)
    assert "quotes train stance" in str(error.value)
