"""The stance model: windows, named features, probabilities, and weights on disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from quotes.document import STANCE_LABELS, Article, Document, Quotation, Sentence, Span, Speaker
from quotes.errors import ResourceError
from quotes.german.stance_marks import GROUPS, SPECIFIC
from quotes.linear.stance_evidence import weightiest
from quotes.linear.stance_grams import grams
from quotes.linear.stance_model import FEATURES, WEIGHTS, StanceModel, load, save
from quotes.linear.stance_window import INSIDE, LENGTH, NUMBERS, Window, Windows, without_target
from quotes.stages.stance import rules_for
from quotes.target import load as load_target

TEXT = "Streit um Luftangriffe. „Die Luftangriffe sind Wahnsinn“, sagte Karl Ott."
SAID = Span(24, 56)


def made(text: str = TEXT, spans: tuple[Span, ...] = (SAID,), speaker: Speaker | None = None) -> Window:
    sentences = (Sentence(Span(0, 23), ()), Sentence(Span(23, len(text)), ())) if text == TEXT else ()
    document = Document(
        Article("a", text), sentences=sentences, quotations=(Quotation("q", "direct", spans, speaker=speaker),)
    )
    rules = rules_for(load_target("intervention"))
    topic = rules.topic(document)
    quotation = document.quotations[0]
    return Windows(document, topic, rules.marks(document))(quotation, rules.judge(document, quotation, topic))


@pytest.fixture
def model() -> StanceModel:
    """One feature speaks against the target, one for it; the numbers say nothing."""
    weights = np.zeros((2, len(STANCE_LABELS)))
    weights[0, STANCE_LABELS.index("against")] = 2.0
    weights[1, STANCE_LABELS.index("favor")] = 1.0
    n = len(NUMBERS)
    labels = len(STANCE_LABELS)
    return StanceModel(
        ("word:wahnsinn", "word:notwendig"), weights, np.zeros((n, labels)), np.zeros(labels), np.zeros(n), np.ones(n),
        1.1, 0.98,
    )  # fmt: skip


def test_terms_and_speakers_are_hidden() -> None:
    """The features tell which kind of term stands in the quotation, never the term; nor who speaks."""
    names = grams(made(speaker=Speaker(mention=(Span(64, 72),))))
    assert f"word:<{SPECIFIC}>" in names
    assert not [name for name in names if "luftangriff" in name or "karl" in name or ":ott" in name]
    assert "word:wahnsinn" in names


def test_what_the_lexicons_say_is_read_beside_the_words() -> None:
    """A word of a lexicon gives its group with its sign, alone and with the term in its clause."""
    given = made()
    at = given.words.index("Wahnsinn")
    assert GROUPS[given.marks[at].group - 1] == "wrongness"
    names = grams(given)
    assert names["mark:wrongness.2"] == (at,)
    assert f"clause:wrongness.2+term.{SPECIFIC}" in names


def test_negation_turns_the_sign() -> None:
    """What is not madness is marked otherwise than madness is."""
    text = "Streit um Luftangriffe. „Die Luftangriffe sind kein Wahnsinn“, sagte er."
    given = made(text, (Span(24, 61),))
    assert "mark:wrongness.4" in grams(given)


def test_numbers_have_names() -> None:
    """Counts of terms are told apart by place."""
    numbers = dict(zip(NUMBERS, made().numbers, strict=True))
    assert numbers["inside_specific"] == pytest.approx(np.log(2))
    assert numbers["sentence_specific"] >= numbers["inside_specific"]
    assert numbers["lead_specific"] == pytest.approx(np.log(3))
    assert numbers["rules_against"] == 1


def test_without_target() -> None:
    """A window without the target has neither terms nor what the rules found, and its words are seen."""
    plain = without_target(made())
    numbers = dict(zip(NUMBERS, plain.numbers, strict=True))
    assert not any(m.term for m in plain.marks)
    assert (numbers["rules_none"], numbers["against"], numbers["article_specific"]) == (1, 0, 0)
    assert "word:luftangriffe" in grams(plain)


def test_long_and_empty_windows(model: StanceModel) -> None:
    """A long quotation is cut, one of white space has no tokens; both get probabilities."""
    text = "Wort " * 500
    long, blank = made(text, (Span(0, len(text)),)), made("   ", (Span(0, 3),))
    assert (len(long), len(blank)) == (LENGTH, 0)
    assert INSIDE in long.places
    for guess in model([long, blank]):
        assert guess.probabilities.sum() == pytest.approx(1)
    assert model([]) == []


def test_contributions_add_up_to_the_words(model: StanceModel) -> None:
    """The words that carry a label are those whose features weigh for it."""
    given = made()
    guess = model([given])[0]
    assert guess.label == "against"
    column = guess.contributions[:, STANCE_LABELS.index("against")]
    assert column.argmax() == given.words.index("Wahnsinn")
    spans = weightiest(Document(Article("a", TEXT)), given, column)
    assert [s.of(TEXT) for s in spans] == ["Wahnsinn"]


def test_evidence_is_sought_in_the_quotation_first() -> None:
    """A word around the quotation is evidence only where none within speaks for the label; a mark never is."""
    given = made()
    document = Document(Article("a", TEXT))
    outside, within, mark = given.words.index("Streit"), given.words.index("Wahnsinn"), given.words.index("„")
    weights = np.zeros(len(given))
    weights[[outside, mark]] = 5.0, 9.0
    assert [s.of(TEXT) for s in weightiest(document, given, weights)] == ["Streit"]
    weights[within] = 0.1
    assert [s.of(TEXT) for s in weightiest(document, given, weights)] == ["Wahnsinn"]


def test_round_trip(model: StanceModel, tmp_path: Path) -> None:
    """A saved model comes back with its features and like probabilities."""
    save(tmp_path, model)
    loaded = load(tmp_path)
    assert (loaded.features, loaded.temperature, loaded.off_topic) == (model.features, 1.1, 0.98)
    given = [made()]
    assert np.allclose(loaded(given)[0].probabilities, model(given)[0].probabilities, atol=0.01)


@pytest.mark.parametrize("kind", ["missing", "cut", "foreign", "features", "shape"])
def test_broken_files_are_named(model: StanceModel, tmp_path: Path, kind: str) -> None:
    """What cannot be read is told with the file and a way out."""
    save(tmp_path, model)
    path = tmp_path / WEIGHTS
    if kind == "missing":
        path.unlink()
    elif kind == "cut":
        path.write_bytes(path.read_bytes()[:500])
    elif kind == "foreign":
        save_file({"x": np.zeros(2, np.float32)}, path)
    elif kind == "shape":
        save(tmp_path, replace(model, bias=np.zeros(3)))
    else:
        path = tmp_path / FEATURES
        path.write_text("other", encoding="utf-8")
    with pytest.raises(ResourceError) as error:
        load(tmp_path)
    assert str(path) in str(error.value)
    assert "quotes train stance" in str(error.value)
