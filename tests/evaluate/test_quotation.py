"""The published metric of quotation attribution."""

import pytest

from quotes.document import Quotation, QuotationType, Span, Spans, Speaker
from quotes.evaluate.quotation import Pairing, evaluate, text_tokens, token_set

TOKENS = tuple(Span(i, i + 1) for i in range(60))


def spans(*pairs: tuple[int, int]) -> Spans:
    return tuple(Span(a, b) for a, b in pairs)


def quotation(
    quote: tuple[int, int], kind: QuotationType = "direct", speaker: tuple[int, int] | None = None, **parts: Spans
) -> Quotation:
    mention = spans(speaker) if speaker else ()
    return Quotation("", kind, spans(quote), speaker=Speaker(mention), **parts)  # type: ignore[arg-type]


def test_all_right() -> None:
    """Predictions equal to gold score 100 in everything that gold has."""
    gold = (quotation((0, 10), speaker=(12, 14)), quotation((20, 30), "indirect"))
    report = evaluate([Pairing(TOKENS, gold, gold)], samples=20)
    assert {
        name: report.scores[name].f1 for name in ("messages", "roles", "joint", "type", "speaker")
    } == dict.fromkeys(("messages", "roles", "joint", "type", "speaker"), 100.0)
    assert report.scores["messages"].interval == (100.0, 100.0)
    assert report.types["direct"].found == 100.0
    assert report.scores["cue"].f1 == 0.0


def test_by_hand() -> None:
    """Precision and recall are macro averages over pairs and over what is left alone."""
    gold = (quotation((0, 10), speaker=(12, 14)), quotation((40, 50)))
    predicted = (quotation((0, 5), "indirect", speaker=(12, 13)), quotation((20, 30)))
    scores = evaluate([Pairing(TOKENS, gold, predicted)], samples=0).scores
    # messages: precision (5/5 + 0/10) / 2, recall (5/10 + 0/10) / 2
    assert (scores["messages"].precision, scores["messages"].recall) == (50.0, 25.0)
    assert (scores["speaker"].precision, scores["speaker"].recall) == (100.0, 50.0)
    # joint: precision of 2 quotes and 1 speaker, recall of 2 quotes and 1 speaker
    assert (scores["joint"].precision, scores["joint"].recall) == (66.7, 33.3)
    # the pair without overlap has the same type, which the published metric counts as right
    assert scores["type"].f1 == 50.0
    assert scores["messages"].interval is None


def test_one_to_one() -> None:
    """Two predictions of one gold quotation count once, and ties go to the same type."""
    gold = (quotation((0, 10)),)
    predicted = (quotation((0, 10), "indirect"), quotation((0, 10)))
    report = evaluate([Pairing(TOKENS, gold, predicted)], samples=0)
    assert report.scores["messages"].precision == 50.0
    assert report.scores["messages"].recall == 100.0
    assert report.types["direct"].f1 == 100.0
    assert report.types["indirect"].predicted == 1


@pytest.mark.parametrize(("gold", "predicted"), [((), ()), ((quotation((0, 2)),), ()), ((), (quotation((0, 2)),))])
def test_nothing(gold: tuple[Quotation, ...], predicted: tuple[Quotation, ...]) -> None:
    """Documents without gold, without predictions, or without both, score without an error."""
    report = evaluate([Pairing(TOKENS, gold, predicted)], samples=5)
    assert report.scores["messages"].f1 == 0.0
    assert (report.gold, report.predicted) == (len(gold), len(predicted))


def test_no_documents() -> None:
    """No documents at all give a report of zeros."""
    assert evaluate([]).as_dict()["documents"] == 0


def test_token_set() -> None:
    """A token is part of a span that shares a code point with it."""
    tokens = text_tokens("Er sagte: Nein.")
    assert [t.of("Er sagte: Nein.") for t in tokens] == ["Er", "sagte", ":", "Nein", "."]
    assert token_set(spans((4, 9)), tokens) == {1, 2}
    assert token_set(spans((8, 8), (2, 3)), tokens) == set()


def test_parts_that_the_gold_does_not_annotate() -> None:
    """They count nowhere: roles and joint are over the others, and there is no score of them."""
    gold = (quotation((0, 10), speaker=(12, 14)),)
    predicted = (quotation((0, 10), speaker=(12, 14), frame=spans((20, 25))),)
    scores = evaluate([Pairing(TOKENS, gold, predicted)], parts=("quote", "speaker"), samples=3).scores
    assert set(scores) == {"messages", "roles", "joint", "speaker", "type"}
    assert (scores["roles"].f1, scores["joint"].f1) == (100.0, 100.0)
    alone = evaluate([Pairing(TOKENS, gold, predicted)], parts=("quote",), samples=0).scores
    assert set(alone) == {"messages", "type"}
