"""Scores of a parse."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from quotes.document import Article, Document, Sentence, Span, Token
from quotes.evaluate import parse as evaluate
from quotes.evaluate.conllu import Tree, read, text_of

CONLLU = """\
1	Er	er	PRON	PPER	_	2	nsubj	_	_
2	sagte	sagen	VERB	VVFIN	Mood=Ind|VerbForm=Fin	0	root	_	SpaceAfter=No
3	,	,	PUNCT	$,	_	8	punct	_	_
4	sie	sie	PRON	PPER	_	8	nsubj	_	_
5	sei	sein	AUX	VAFIN	Mood=Sub|VerbForm=Fin	8	cop	_	_
6-7	im	_	_	_	_	_	_	_	_
6	in	in	ADP	APPR	_	8	case	_	_
7	dem	der	DET	ART	_	8	det	_	_
8	Amt	Amt	NOUN	NN	_	2	ccomp	_	SpaceAfter=No
9	.	.	PUNCT	$.	_	2	punct	_	_

1	``	``	PUNCT	$(	_	2	punct	_	SpaceAfter=No
2	Ja	ja	PART	PTKANT	_	0	root	_	SpaceAfter=No
3	''	''	PUNCT	$(	_	2	punct	_	_

"""


@pytest.fixture
def gold(tmp_path: Path) -> list[Tree]:
    path = tmp_path / "gold.conllu"
    path.write_text(CONLLU, encoding="utf-8")
    return evaluate.gold_trees(path)


def perfect(trees: list[Tree]) -> Document:
    """The document that a parser without errors would give."""
    text = " ".join(text_of(tree) for tree in trees)
    sentences = []
    start = 0
    for tree in trees:
        tokens: list[Token] = []
        span, left = Span(0, 0), 0
        for row in tree:
            if left == 0:
                at = text.index(row.form, start)
                span, start = Span(at, at + len(row.form)), at + len(row.form)
                left = 1 if row.is_word else 3
            left -= 1
            if row.is_word:
                feats = "|".join(f"{k}={v}" for k, v in row.feats.items())
                tokens.append(Token(span, row.lemma, row.upos, feats, row.head - 1, row.deprel))
        sentences.append(Sentence(Span(tokens[0].span.start, tokens[-1].span.end), tuple(tokens)))
    return Document(Article("a", text), tuple(sentences))


def test_a_perfect_parse_scores_100(gold: list[Tree]) -> None:
    """Every score of the gold against itself is 100."""
    scores = evaluate.scores(evaluate.gold_side(gold), evaluate.parsed_side([perfect(gold)]))
    assert scores == dict.fromkeys(scores, 100.0)


def test_latex_marks_are_normalised(gold: list[Tree]) -> None:
    """GSD's LaTeX-style marks are real ones in the text that is parsed."""
    assert text_of(gold[1]) == "„Ja“"


def changed(document: Document, number: int, **values: object) -> Document:
    first = document.sentences[0]
    tokens = list(first.tokens)
    tokens[number] = replace(tokens[number], **values)  # type: ignore[arg-type]
    return replace(document, sentences=(replace(first, tokens=tuple(tokens)), *document.sentences[1:]))


@pytest.mark.parametrize(
    ("values", "score", "expected"),
    [
        ({"upos": "NOUN"}, "upos", 11 / 12),
        ({"lemma": "x"}, "lemma", 11 / 12),
        ({"head": 7}, "uas", 11 / 12),
        ({"head": 7}, "las", 11 / 12),
        ({"deprel": "obj"}, "las", 11 / 12),
        ({"deprel": "nsubj:pass"}, "las", 1),
        ({"deprel": "obj"}, "uas", 1),
        ({"deprel": "obj"}, "speech_subject", 0),
        ({"head": 7}, "speech_subject", 0),
    ],
)
def test_one_error_costs_its_share(gold: list[Tree], values: dict[str, object], score: str, expected: float) -> None:
    """One wrong word of twelve costs a twelfth of the score that it concerns; subtypes cost nothing."""
    document = changed(perfect(gold), 0, **values)
    scores = evaluate.scores(evaluate.gold_side(gold), evaluate.parsed_side([document]))
    assert scores[score] == pytest.approx(100 * expected, abs=0.01)


def test_a_missed_konjunktiv_costs_recall(gold: list[Tree]) -> None:
    """The only Konjunktiv is missed."""
    document = changed(perfect(gold), 4, feats="Mood=Ind|VerbForm=Fin")
    assert evaluate.scores(evaluate.gold_side(gold), evaluate.parsed_side([document]))["konjunktiv"] == 0


def test_joined_sentences_cost_sentences_only(gold: list[Tree]) -> None:
    """One sentence where the gold has two: no sentence is right, tokens are."""
    document = perfect(gold)
    joined = tuple(t for s in document.sentences for t in s.tokens)
    whole = replace(document, sentences=(Sentence(Span(0, len(document.text)), joined),))
    scores = evaluate.scores(evaluate.gold_side(gold), evaluate.parsed_side([whole]))
    assert scores["sentences"] == 0
    assert scores["tokens"] == 100


def test_several_documents_are_one_text(gold: list[Tree]) -> None:
    """Documents, one a sentence, are scored as the running text that they make up."""
    documents = [perfect([tree]) for tree in gold]
    assert evaluate.scores(evaluate.gold_side(gold), evaluate.parsed_side(documents))["las"] == 100


def test_nothing_scores_nothing() -> None:
    """No gold and no parse is no score, and no error."""
    assert evaluate.f1(0, 0, 0) == 0


@pytest.mark.corpus
@pytest.mark.slow
def test_floors_hold() -> None:
    """The bundled pipeline holds its pinned floors on GSD test."""
    from quotes.stages.parse import Parse

    path = Path(__file__).parents[3] / "shared" / "data" / "ud-german" / "de_gsd-ud-test.conllu.gz"
    if not path.is_file():
        pytest.skip("needs the corpora beside the checkout")
    floors = json.loads((Path(evaluate.__file__).parent / "floors.json").read_text(encoding="utf-8"))["german"]
    scores = evaluate.score_raw(evaluate.gold_trees(path), Parse())
    assert {name: scores[name] for name, floor in floors.items() if scores[name] < floor} == {}


def test_trees_are_read_whole(gold: list[Tree], tmp_path: Path) -> None:
    """Reading keeps words and multi-word tokens."""
    assert [len(tree) for tree in read(tmp_path / "gold.conllu")] == [10, 3]
