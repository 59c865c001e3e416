"""The runner: order kept, one bad document fails alone, settings are checked."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import replace

import pytest

from quotes.document import Article, Document, Note, Quotation, Span
from quotes.errors import DocumentError, InputError
from quotes.pipeline import Pipeline, Settings, batches


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


def test_unknown_detector() -> None:
    """The message names what was got and what is there."""
    with pytest.raises(InputError, match="'magic': expected one of rules, learned"):
        Settings(detector="magic")


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
