"""What parse and rules say of a text, over the network's tokens."""

import numpy as np

from quotes.document import Article, Document, Quotation, Sentence, Span, Speaker, Token
from quotes.neural.reading import PARSED, READING, Hint, Hints, nothing, read
from quotes.neural.tokens import tokenize

TEXT = "Er sagte im Haus, es sei spät."


def parsed() -> Document:
    rows = [
        ("Er", 0, 2, "PRON", "Case=Nom", 1, "nsubj"),
        ("sagte", 3, 8, "VERB", "Mood=Ind|VerbForm=Fin", -1, "root"),
        ("in", 9, 11, "ADP", "", 4, "case"),
        ("dem", 9, 11, "DET", "Case=Dat", 4, "det"),
        ("Haus", 12, 16, "NOUN", "Case=Dat", 1, "obl:arg"),
    ]
    tokens = tuple(Token(Span(a, b), w, u, f, h, d) for w, a, b, u, f, h, d in rows)
    quotation = Quotation(
        "q", "indirect", (Span(18, 29),), cue=(Span(3, 8),), speaker=Speaker((Span(0, 2),)), confidence=0.9
    )
    return Document(Article("a", TEXT), (Sentence(Span(0, len(TEXT)), tokens),), quotations=(quotation,))


def column(matrix: np.ndarray, name: str) -> list[int]:
    return matrix[:, [n for n, _, _ in READING].index(name)].tolist()


def test_columns() -> None:
    """Each token has the parse of its first word, its place in the rules' quotation, its role; 0 is never known."""
    document = parsed()
    tokens = tokenize(TEXT, [Span(0, len(TEXT))])
    columns = read(document, tokens).columns()
    assert tokens.words == ("Er", "sagte", "im", "Haus", ",", "es", "sei", "spät", ".")
    upos = column(columns, "upos")
    assert upos[:4] == [11, 16, 2, 8]
    assert upos[5] == 0  # beyond the parse
    assert column(columns, "indirect") == [1, 1, 1, 1, 1, 2, 3, 3, 1]
    assert column(columns, "direct") == [1] * 9
    assert column(columns, "roles") == [2, 3, 1, 1, 1, 1, 1, 1, 1]
    assert (columns < np.array([n for _, n, _ in READING])).all()


def test_nothing_known() -> None:
    """Without parse and hints every column is 0; with an empty list of hints the rules say "outside"."""
    assert not nothing(3).columns().any()
    known = read(Document(Article("a", "Ja")), tokenize("Ja", [Span(0, 2)]))
    assert column(known.columns(), "direct") == [1]
    assert not known.columns()[:, :PARSED].any()


def test_pair() -> None:
    """The hint that fits a span best names its parts; where none fits, all channels are 0."""
    near = Hint("indirect", 0.9, (5, 6, 7), ((0,), (1,), (), ()))
    far = Hint("direct", 0.9, (20, 21), ((19,), (), (), ()))
    hints = Hints([far, near])
    channels = hints.pair("indirect", 5, 8, 0, 10)
    assert channels[0].tolist() == [1, 0, 0, 0, 0, 1, 1]
    assert channels[1].tolist() == [0, 1, 0, 0, 0, 1, 1]
    assert channels[5].tolist() == [0, 0, 0, 0, 1, 1, 1]
    assert hints.pair("direct", 5, 8, 0, 10)[0, 6] == 0
    assert not hints.pair("indirect", 10, 14, 0, 30).any()


def test_part_of_several() -> None:
    """Of a quotation in two parts, the part at hand is compared with the span."""
    split = Hint("direct", 0.9, (0, 1, 2, 8, 9, 10, 11), ((5,), (), (), ()))
    assert Hints([split]).pair("direct", 0, 3, 0, 12)[5, 0] == 1
