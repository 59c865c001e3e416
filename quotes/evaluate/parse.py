"""Scores of a parse against a gold treebank, as the CoNLL 2018 shared task defines them, and two of this project's own.

Words of both sides are aligned by their place in the text without its white space. UPOS, lemma, UAS and LAS are F1 over
words; LAS leaves deprel subtypes out. ``konjunktiv`` is the F1 of Mood=Sub, ``speech_subject`` that of (subject, verb)
pairs whose verb announces somebody's words.

    python -m quotes.evaluate.parse --gold de_gsd-ud-test.conllu.gz
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from quotes.document import Article, Document, Sentence, Token
from quotes.evaluate.conllu import Row, Tree, conllu, is_tree, read, surface_of, text_of

_SUBJECTS = ("nsubj", "nsubj:pass")
# Fixed here, not read from the lexicon of cues, so that the score stays comparable while that grows.
_VERBS = (
    "sagen erklären betonen berichten meinen mitteilen behaupten schreiben antworten fordern warnen ankündigen "
    "bestätigen erzählen hinzufügen fragen rufen versichern kritisieren erläutern bekräftigen begründen glauben denken "
    "finden angeben melden feststellen beschreiben bezeichnen nennen vorwerfen ablehnen zurückweisen bestreiten drohen "
    "verkünden äußern sprechen reden bitten verlangen empfehlen vorschlagen versprechen hoffen befürchten einräumen "
    "zugeben beteuern verurteilen loben vermuten entgegnen erwidern unterstreichen anmerken bemerken"
)
SPEECH_VERBS = frozenset(_VERBS.split())
_LATEX_MARKS = {"``": "„", "''": "“"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of either side: where its token stands (white space not counted), and what is said of it."""

    place: tuple[int, int, int]
    upos: str
    lemma: str
    konjunktiv: bool
    head: tuple[int, int, int] | None
    deprel: str


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: spans of tokens and of sentences, and words by place."""

    tokens: frozenset[tuple[int, int]]
    sentences: frozenset[tuple[int, int]]
    words: dict[tuple[int, int, int], Word]


def gold_trees(path: Path) -> list[Tree]:
    """The trees of a CoNLL-U file with LaTeX-style quotation marks replaced by real ones."""
    return [[_marked(row) for row in tree] for tree in read(path) if is_tree(tree)]


def _marked(row: Row) -> Row:
    form = _LATEX_MARKS.get(row.form)
    return replace(row, form=form, lemma=form) if form else row


def gold_side(trees: Iterable[Tree]) -> Side:
    """The gold side of a treebank whose text is its sentences one after the other."""
    tokens, sentences, words = set(), set(), {}
    end = 0
    for tree in trees:
        start = end
        places: dict[int, tuple[int, int, int]] = {}
        for row in surface_of(tree):
            span = (end, end + len("".join(row.form.split())))
            end = span[1]
            tokens.add(span)
            first, _, last = row.id.partition("-")
            numbers = range(int(first), int(last or first) + 1)
            places.update({n: (*span, n - numbers[0]) for n in numbers})
        sentences.add((start, end))
        for row in (r for r in tree if r.is_word):
            place = places[int(row.id)]
            konjunktiv = row.feats.get("Mood") == "Sub"
            words[place] = Word(place, row.upos, row.lemma, konjunktiv, places.get(row.head), row.deprel)
    return Side(frozenset(tokens), frozenset(sentences), words)


def parsed_side(documents: Sequence[Document]) -> Side:
    """The side of parsed documents, taken as one text."""
    tokens: set[tuple[int, int]] = set()
    sentences, words = set(), {}
    base = 0
    for document in documents:
        before = _letters_before(document.text)
        for sentence in document.sentences:
            places = _places(sentence, before, base)
            tokens |= {place[:2] for place in places}
            sentences.add((places[0][0], places[-1][1]))
            for token, place in zip(sentence.tokens, places, strict=True):
                head = places[token.head] if token.head >= 0 else None
                words[place] = Word(place, token.upos, token.lemma, _konjunktiv(token), head, token.deprel)
        base += before[-1]
    return Side(frozenset(tokens), frozenset(sentences), words)


def _letters_before(text: str) -> list[int]:
    counts = [0]
    for letter in text:
        counts.append(counts[-1] + (not letter.isspace()))
    return counts


def _places(sentence: Sentence, before: list[int], base: int) -> list[tuple[int, int, int]]:
    places: list[tuple[int, int, int]] = []
    for token in sentence.tokens:
        span = (base + before[token.span.start], base + before[token.span.end])
        same = places[-1][2] + 1 if places and places[-1][:2] == span else 0
        places.append((*span, same))
    return places


def _konjunktiv(token: Token) -> bool:
    return token.feat("Mood") == "Sub"


def scores(gold: Side, parsed: Side) -> dict[str, float]:
    """F1 in percent: tokens, sentences, words, upos, lemma, uas, las, konjunktiv, speech_subject."""
    shared = [(gold.words[p], word) for p, word in parsed.words.items() if p in gold.words]
    total = len(gold.words), len(parsed.words)
    gold_subjects, subjects = speech_subjects(gold), speech_subjects(parsed)
    gold_moods = {p for p, w in gold.words.items() if w.konjunktiv}
    moods = {p for p, w in parsed.words.items() if w.konjunktiv}
    arcs = [(g, w) for g, w in shared if g.head == w.head]
    return {
        "tokens": f1(len(gold.tokens & parsed.tokens), len(gold.tokens), len(parsed.tokens)),
        "sentences": f1(len(gold.sentences & parsed.sentences), len(gold.sentences), len(parsed.sentences)),
        "words": f1(len(shared), *total),
        "upos": f1(sum(g.upos == w.upos for g, w in shared), *total),
        "lemma": f1(sum(g.lemma in ("_", w.lemma) for g, w in shared), *total),
        "uas": f1(len(arcs), *total),
        "las": f1(sum(g.deprel.split(":")[0] == w.deprel.split(":")[0] for g, w in arcs), *total),
        "konjunktiv": f1(len(gold_moods & moods), len(gold_moods), len(moods)),
        "speech_subject": f1(len(gold_subjects & subjects), len(gold_subjects), len(subjects)),
    }


def f1(right: int, gold: int, found: int) -> float:
    """F1 in percent, 0 where there is nothing."""
    return round(200 * right / (gold + found), 2) if gold + found else 0.0


def speech_subjects(side: Side) -> frozenset[tuple[Any, Any]]:
    """(subject, verb) places where the verb's lemma is one of SPEECH_VERBS."""
    return frozenset(
        (place, word.head)
        for place, word in side.words.items()
        if word.deprel in _SUBJECTS and word.head in side.words and side.words[word.head].lemma in SPEECH_VERBS
    )


def score_raw(trees: Sequence[Tree], parse: Any) -> dict[str, float]:
    """Scores of the stage ``parse`` on the running text of a treebank."""
    text = " ".join(text_of(tree) for tree in trees)
    return scores(gold_side(trees), parsed_side(parse([Document(Article("gold", text))])))


def score_gold_tokens(trees: Sequence[Tree], pipeline: Any) -> dict[str, float]:
    """Scores of a Stanza pipeline's tagger, lemmatiser and parser on the gold words, without the form rule."""
    from stanza.utils.conll import CoNLL

    document = CoNLL.conll2doc(input_str=conllu(trees))
    for name in ("pos", "lemma", "depparse"):
        document = pipeline.processors[name].process(document)
    predicted = []
    for tree, sentence in zip(trees, document.sentences, strict=True):
        words = iter(sentence.words)
        predicted.append([_predicted(row, next(words)) if row.is_word else row for row in tree])
    return scores(gold_side(trees), gold_side(predicted))


def _predicted(row: Row, word: Any) -> Row:
    feats = dict(pair.split("=", 1) for pair in word.feats.split("|")) if word.feats else {}
    return replace(row, upos=word.upos, lemma=word.lemma, feats=feats, head=word.head, deprel=word.deprel)


def evaluate(gold: Path, load: Callable[[bool], Any], pipeline: Callable[[], Any]) -> dict[str, Any]:
    """All scores of the stage that ``load`` gives (with and without the form rule) on the treebank ``gold``:

    ``raw`` on running text, ``raw_without_form_rule`` on the same, ``gold_words`` on gold words, by Stanza's own run of
    its ``pipeline``; ``words_per_second`` of processor time for the first.
    """
    trees = gold_trees(gold)
    stage = load(True)
    start = time.process_time()
    result: dict[str, Any] = {"raw": score_raw(trees, stage)}
    words = sum(row.is_word for tree in trees for row in tree)
    result["words_per_second"] = round(words / (time.process_time() - start))
    result["raw_without_form_rule"] = score_raw(trees, load(False))
    result["gold_words"] = score_gold_tokens(trees, pipeline())
    return result


@click.command()
@click.option("--gold", required=True, type=click.Path(exists=True, path_type=Path), help="CoNLL-U file, also .gz.")
@click.option("--parser", default="bundled", show_default=True, help="bundled, stanza or stanza:PACKAGE.")
def main(gold: Path, parser: str) -> None:
    """Score a parser against a treebank, on running text with and without the form rule, and on gold words."""
    from quotes.stages.parse import Parse, load_pipeline

    scored = evaluate(gold, lambda form_rule: Parse(parser, form_rule=form_rule), lambda: load_pipeline(parser))
    click.echo(json.dumps(scored, indent=1))


if __name__ == "__main__":
    main()
