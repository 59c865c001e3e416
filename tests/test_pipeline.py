"""The runner: order kept, one bad document fails alone, settings are checked."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from quotes.dataset import make_recipe
from quotes.document import Article, Document, Note, Quotation, Span
from quotes.errors import DocumentError, InputError
from quotes.neural.weights import save
from quotes.pipeline import Pipeline, Settings, batches, stages, stance_stage
from quotes.resources import model_folder
from quotes.stages.quotation_parser import QuotationParser
from quotes.stages.stance import StanceLabeler
from quotes.target import load
from tests.neural import encoders
from tests.neural.conftest import random_model


class Shout:
    """A stage that leaves a note, and fails on a text with the word "bad"."""

    name = "shout"

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def __call__(self, documents: Sequence[Document]) -> list[Document]:
        self.sizes.append(len(documents))
        if any("bad" in d.text for d in documents):
            raise ValueError("a bad text")
        return [replace(d, notes=(*d.notes, Note("shout", d.text.upper()))) for d in documents]


@pytest.fixture
def pipeline() -> Pipeline:
    made = Pipeline(batch_size=3)
    made._stages = [Shout(), Shout()]
    return made


def test_results_come_in_order(pipeline: Pipeline) -> None:
    """One document for each text, in order, each through all stages, in batches."""
    documents = pipeline.extract_batch(["a", "b", "c", "d"])
    assert [d.article.id for d in documents] == ["text-1", "text-2", "text-3", "text-4"]
    assert [n.signal for n in documents[3].notes] == ["D", "D"]
    assert pipeline._stages[0].sizes == [3, 1]  # type: ignore[index,union-attr]


def test_one_bad_document_fails_alone(pipeline: Pipeline) -> None:
    """The others of its batch come through; the error says which document, which stage, why."""
    results = list(pipeline.run([Article(i, t) for i, t in [("1", "a"), ("2", "bad"), ("3", "c")]]))
    assert [isinstance(r, DocumentError) for r in results] == [False, True, False]
    assert str(results[1]) == "2: stage shout: ValueError: a bad text"


def test_what_is_finished_or_failed_passes_through(pipeline: Pipeline) -> None:
    """A finished document is not worked on again, a failure keeps its place."""
    done, failed = Document(Article("1", "a")), DocumentError("2", "read", "empty")
    results = list(pipeline.run([done, failed, Article("3", "c", provenance=(("read.encoding", "cp1252"),))]))
    assert results[:2] == [done, failed]
    assert [(n.stage, n.signal) for n in results[2].notes[:2]] == [("read", "encoding"), ("shout", "C")]  # type: ignore[union-attr]


def test_given_quotations_are_labelled_and_none_is_looked_for(pipeline: Pipeline) -> None:
    """What finds quotations is left out; quotations that a document brings go through the other stages."""
    finder = Shout()
    finder.name = "detect"
    pipeline._stages = [Shout(), finder]
    given = Document(Article("1", "a"), quotations=(Quotation("q", "direct", (Span(0, 1),)),))
    good, bad = pipeline.label([given, Document(Article("2", "bad"))])
    assert good == replace(given, notes=(Note("shout", "A"),))
    assert str(bad) == "2: stage shout: ValueError: a bad text"
    assert finder.sizes == []


def test_extract_raises_what_run_reports(pipeline: Pipeline) -> None:
    """A caller with one text gets the error itself."""
    with pytest.raises(DocumentError, match="text-1: stage shout"):
        pipeline.extract("bad")


@pytest.mark.parametrize("name", ["magic", "learned:", "rules:folder"])
def test_unknown_detector(name: str) -> None:
    """The message names what was got and what is there."""
    with pytest.raises(InputError, match=f"'{name}': expected one of rules, learned, learned:FOLDER"):
        Settings(detector=name)


def own_model(folder: Path, *, encoder: bool) -> Path:
    """A quotation parser with random weights, as training writes it."""
    save(folder, encoders.encoded_model(encoders.write(folder / "../bert")) if encoder else random_model())
    return folder


@pytest.mark.parametrize("encoder", [False, True])
def test_own_model(tmp_path: Path, encoder: bool) -> None:
    """An own model's folder takes the place of the bundled model's, with word vectors or an encoder."""
    folder = own_model(tmp_path / "mine", encoder=encoder)
    parse, *rules, learned = stages(Settings(detector=f"learned:{folder}"))[:4]
    text = "Der Minister sagte: „Wir gehen.“ Er sei müde, sagte er. Die Lage sei ernst. " * 4
    read = parse([Document(Article("a", text))])
    for rule in rules:
        read = rule(read)
    assert learned(read)[0].quotations
    assert learned(read) == QuotationParser(folder)(read)


def test_own_model_is_recorded_by_name_and_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a manifest records of an own model: its name and hash, however its folder was written, and no place."""
    own_model(tmp_path / "mine", encoder=False)
    monkeypatch.chdir(tmp_path / "mine")
    for path in (str(tmp_path / "mine"), "../mine/", "."):
        settings = Settings(detector=f"learned:{path}")
        recipe = make_recipe(settings.as_dict(), models=settings.models())
        assert recipe.configuration["detector"] == "learned:mine"
        assert set(recipe.models) == {"german", "quotation-parser:mine", "stance"}
        assert str(tmp_path) not in str(recipe)
    (tmp_path / "mine/card.json").write_text("{}", encoding="utf-8")
    assert make_recipe(settings.as_dict(), models=settings.models()).models != recipe.models
    assert set(Settings(detector="learned").models()) == {"german", "quotation-parser", "stance"}
    assert Settings(parser="stanza", detector="rules", stance="rules").models() == {}


def test_own_stance_model_is_recorded_by_name(tmp_path: Path) -> None:
    """An own stance model takes the bundled one's place, in use and in the manifest."""
    shutil.copytree(model_folder("stance"), tmp_path / "mine")
    settings = Settings(detector="rules", stance=f"learned:{tmp_path / 'mine'}")
    assert settings.as_dict()["stance"] == "learned:mine"
    assert settings.models()["stance:mine"] == tmp_path / "mine"
    assert isinstance(stance_stage(settings, load("intervention")), StanceLabeler)


def test_no_own_stance_model(tmp_path: Path) -> None:
    """A folder without a stance model is named, with the command that makes one; so is what is no way to label."""
    with pytest.raises(InputError, match="it is no folder; expected what `quotes train stance"):
        Settings(stance=f"learned:{tmp_path / 'mine'}").models()
    with pytest.raises(InputError, match="stance 'guess': expected one of rules, learned, learned:FOLDER"):
        Settings(stance="guess")


@pytest.mark.parametrize(("made", "reason"), [(False, "is no folder"), (True, "holds no weights.safetensors")])
def test_no_own_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: bool, reason: str) -> None:
    """A folder without a model is named before the parse's models are loaded, and before anything is recorded."""
    if made:
        (tmp_path / "mine").mkdir()
    monkeypatch.setattr("quotes.stages.parse.Parse", None)
    settings = Settings(detector=f"learned:{tmp_path / 'mine'}")
    for use in (lambda: stages(settings), settings.models):
        with pytest.raises(InputError, match=f"mine: it {reason}; expected what `quotes train"):
            use()


def test_pipeline_pickles_as_its_settings(pipeline: Pipeline) -> None:
    """Another process gets the settings and loads its own models."""
    again = pickle.loads(pickle.dumps(pipeline))  # noqa: S301 - our own bytes
    assert again.settings == pipeline.settings
    assert again._stages is None
    assert len(pickle.dumps(pipeline)) < 500


def test_target_file_is_recorded_by_name() -> None:
    """A manifest names the target, not the folder of one machine."""
    assert Settings(target="some/where/sanctions.toml").as_dict()["target"] == "sanctions"


def test_batches() -> None:
    """All items, in order, the last batch shorter."""
    assert list(batches(range(5), 2)) == [[0, 1], [2, 3], [4]]
