"""The stage of the learned parser: quotations over documents, nesting, order, errors."""

from dataclasses import replace
from pathlib import Path

import pytest

from quotes.document import Article, Document, Quotation, QuotationType, Sentence, Span, Token, quotation_id
from quotes.errors import ResourceError
from quotes.neural.parser import Found
from quotes.neural.weights import save
from quotes.stages.quotation_parser import QuotationParser, nest
from tests.neural.conftest import random_model

TEXT = "Der Minister sagte: „Wir gehen.“ Er sei müde, sagte er. Die Lage sei ernst."


@pytest.fixture(scope="module")
def parser(tmp_path_factory: pytest.TempPathFactory) -> QuotationParser:
    folder = tmp_path_factory.mktemp("model")
    save(folder, random_model())
    return QuotationParser(folder)


def document(name: str, text: str) -> Document:
    sentences = []
    start = 0
    for part in text.split(". "):
        span = Span(start, min(len(text), start + len(part) + 1))
        sentences.append(Sentence(span, (Token(span, "x", "X", "", -1, "root"),)))
        start += len(part) + 2
    return Document(Article(name, text), tuple(sentences))


def test_quotations(parser: QuotationParser) -> None:
    """Documents come back in order, with quotations in the order of their start, each with notes and confidence."""
    first, second = parser([document("a", TEXT), document("b", TEXT * 3)])
    assert (first.article.id, second.article.id) == ("a", "b")
    assert second.quotations
    starts = [q.hull.start for q in second.quotations]
    assert starts == sorted(starts)
    for quotation in second.quotations:
        assert quotation.id == quotation_id("b", quotation.spans, quotation.type)
        assert 0 < quotation.confidence < 1
        assert quotation.notes[0].signal == "quotation_parser"
    assert len({q.id for q in second.quotations}) == len(second.quotations)


def test_batch_independent(parser: QuotationParser) -> None:
    """A text gives the same quotations alone, repeated, and beside others."""
    alone = parser([document("a", TEXT)])[0]
    among = parser([document("x", TEXT * 7), document("a", TEXT), document("y", "Kurz.")])[1]
    assert alone == among


def test_earlier_quotations_are_replaced(parser: QuotationParser) -> None:
    """What a document had before is not kept."""
    old = replace(document("a", "Kurz"), quotations=(Quotation("old", "direct", (Span(0, 4),)),))
    assert all(q.id != "old" for q in parser([old])[0].quotations)


def test_empty_document(parser: QuotationParser) -> None:
    """A document without text has no quotations; no documents give none."""
    assert parser([Document(Article("a", ""))])[0].quotations == ()
    assert parser([]) == []


def test_missing_model(tmp_path: Path) -> None:
    """A folder without weights is a ResourceError that names it."""
    with pytest.raises(ResourceError, match=str(tmp_path)):
        QuotationParser(tmp_path)


def quotation(name: str, *spans: tuple[int, int], kind: QuotationType = "direct") -> Quotation:
    return Quotation(name, kind, tuple(Span(a, b) for a, b in spans))


def test_nest() -> None:
    """The parent is the smallest quotation that holds all spans; the same stretch is no parent, nor is an overlap."""
    nested = nest(
        [
            quotation("outer", (0, 50)),
            quotation("middle", (5, 40)),
            quotation("inner", (10, 20)),
            quotation("twin", (10, 20), kind="indirect"),
            quotation("across", (30, 60)),
            quotation("later", (70, 80)),
        ]
    )
    parents = {q.id: q.parent for q in nested}
    assert parents == {
        "outer": None, "middle": "outer", "inner": "middle", "twin": "middle", "across": None, "later": None,
    }  # fmt: skip


def test_nest_with_gaps() -> None:
    """A quotation in the gap between an outer one's spans is not nested in it."""
    assert [q.parent for q in nest([quotation("outer", (0, 10), (20, 30)), quotation("gap", (12, 18))])] == [None, None]


def test_an_answer_is_taken_whole(parser: QuotationParser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the rules see an answer behind a name and a colon, a direct quotation that begins with it ends with it."""
    text = "Weber: Ich sage „nein“ dazu. Und morgen auch."
    answer = Span(7, len(text))
    by_rules = Quotation("r", "direct", (answer,), signals=("colon",))
    cut = Found("direct", (Span(7, 17),), (), (), (), (), 0.9, (0.0,) * 9)
    inner = replace(cut, spans=(Span(16, 22),))
    monkeypatch.setattr(parser, "_model", Fixed([cut, inner]))
    given = replace(document("a", text), quotations=(by_rules,))
    assert [q.spans for q in parser([given])[0].quotations] == [(answer,), (Span(16, 22),)]
    in_marks = replace(by_rules, signals=("colon", "quotation_marks"))
    again = parser([replace(given, quotations=(in_marks,))])[0]
    assert [q.spans for q in again.quotations] == [(Span(7, 17),), (Span(16, 22),)]


class Fixed:
    """A model that finds the same in every document."""

    def __init__(self, found: list[Found]) -> None:
        self._found = found

    def together(self, documents: list[Document]) -> list[list[Found]]:
        return [self._found for _ in documents]
