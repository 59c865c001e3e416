"""Gold texts through a pipeline, or rows beside them, to scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from quotes.document import Document, Quotation, Span, Speaker, Stance
from quotes.engine.evaluate import evaluate, evaluate_given, evaluate_rows
from quotes.engine.gold import Gold, read_gold
from quotes.engine.rows import read_predicted
from quotes.errors import DocumentError
from quotes.evaluate.perturb import CHANGES
from quotes.evaluate.report import Wanted
from quotes.pipeline import Item, Pipeline, Result
from tests.engine import made_gold as made


class Fake(Pipeline):
    """Finds what stands in double marks, and names all speakers "Anna Muster"."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[Quotation] = []

    def run(self, items: Iterable[Item]) -> Iterator[Result]:
        for item in items:
            assert not isinstance(item, Document | DocumentError)
            start, end = item.text.find("„"), item.text.find("“")
            found = (Quotation("q", "direct", (Span(start, end + 1),), confidence=0.9),) if 0 <= start < end else ()
            yield Document(item, quotations=found)

    def label(self, documents: Iterable[Document]) -> Iterator[Result]:
        for document in documents:
            self.given += document.quotations
            yield replace(document, quotations=tuple(self.labelled(q) for q in document.quotations))

    @staticmethod
    def labelled(quotation: Quotation) -> Quotation:
        speaker = replace(quotation.speaker or Speaker(), name="Anna Muster")
        return replace(quotation, speaker=speaker, stance=Stance("intervention", "none", 0.7))


class Broken(Fake):
    def run(self, items: Iterable[Item]) -> Iterator[Result]:
        for _ in items:
            yield DocumentError("a", "parse", "ValueError: no")


def gold(tmp_path: Path) -> Gold:
    return read_gold(made.marked(tmp_path / "a.txt"))


def test_what_a_pipeline_finds(tmp_path: Path) -> None:
    """All that the gold has is scored; tables that nobody asked for are not made."""
    found = evaluate(gold(tmp_path), Fake(), Wanted(samples=0))
    assert found.counts == {"documents": 1, "gold": 2, "predicted": 1, "matched": 1}
    assert found.detection is not None
    assert found.detection["recall"].value == 50.0
    assert found.attribution is not None
    assert found.attribution["name"].value == 0.0
    assert found.confidence is not None
    assert found.confidence.right == 0.0  # no mention where the gold has one
    assert (found.confusion, found.errors, found.robustness, found.failures) == (None, None, None, ())


def test_tables_that_were_asked_for(tmp_path: Path) -> None:
    """Confusion, errors and a line of the robustness table for each change of the texts, the printed one first."""
    found = evaluate(gold(tmp_path), Fake(), Wanted(samples=0, confusion=True, errors=2, robustness=True))
    assert set(found.confusion or {}) == {"role_category", "stance"}
    assert "indirect_free_indirect not found" in [kind.kind for kind in found.errors or ()]
    rows = {row.name: row for row in found.robustness or ()}
    assert list(rows) == ["as printed", *CHANGES]
    assert (rows["as printed"].direct, rows["lower case"].direct, rows["»…«"].direct) == (100.0, 100.0, 0.0)
    assert (rows["as printed"].changed, rows["»…«"].changed, rows["no blank lines"].changed) == (0, 1, 0)


def test_given_quotations(tmp_path: Path) -> None:
    """The stages after detection get what detection would say, and no answer of the gold."""
    pipeline = Fake()
    found = evaluate_given(gold(tmp_path), pipeline, Wanted(samples=0, errors=1))
    assert [q.stance for q in pipeline.given] == [None, None]
    speakers = [q.speaker for q in pipeline.given]
    assert all(s is not None and s == Speaker(s.mention) and s.mention for s in speakers)
    assert (found.given, found.quotations, found.detection, found.confidence) == (True, None, None, None)
    assert found.attribution is not None
    assert found.attribution["name"].value == 100.0
    assert found.stance is not None
    assert found.stance.figures["accuracy"].value == 50.0
    assert [k.field for k in found.errors or ()] == ["role", "role_category", "stance"]


def test_a_document_that_fails(tmp_path: Path) -> None:
    """It counts as without quotations, and is named."""
    found = evaluate(gold(tmp_path), Broken(), Wanted(samples=0))
    assert found.counts["predicted"] == 0
    assert found.failures == ("a: stage parse: ValueError: no",)


def test_rows(tmp_path: Path) -> None:
    """Rows equal to the gold are all right; what they have no column for is not scored."""
    path = made.jsonl(tmp_path / "rows.jsonl", made.rows())
    found = evaluate_rows(gold(tmp_path), read_predicted(path, {"a": made.TEXT}), Wanted(samples=0))
    assert found.attribution is not None
    assert {figure.value for figure in found.attribution.values()} == {100.0}
    assert found.stance_score is not None
    bare = [{k: row[k] for k in ("doc_id", "type", "spans", "speaker_name")} for row in made.rows()]
    made.jsonl(path, bare)
    found = evaluate_rows(gold(tmp_path), read_predicted(path, {"a": made.TEXT}), Wanted(samples=0))
    assert set(found.attribution or {}) == {"name", "name_f1", "name_named"}
    assert (found.stance, found.confidence, found.stance_score) == (None, None, None)
    assert found.quotations is not None
    assert found.quotations.scores["speaker"].f1 == 0.0


def test_as_dict(tmp_path: Path) -> None:
    """JSON has the published metric at its top as ever, and no key for what is absent."""
    whole = evaluate(gold(tmp_path), Fake(), Wanted(samples=0, errors=1, confusion=True)).as_dict()
    assert whole["scores"]["messages"]["recall"] == 50.0
    assert whole["stance"]["labels"]["against"]["gold"] == 1
    assert whole["errors"][0]["places"][0]["document"] == "a"
    assert "robustness" not in whole
    assert "scores" not in evaluate_given(gold(tmp_path), Fake(), Wanted(samples=0)).as_dict()
