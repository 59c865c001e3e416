"""Augmented sentences stay true."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from quotes.evaluate.conllu import Tree, is_tree, text_of
from quotes.train import augment
from quotes.train.abbreviations import short_sentence, with_abbreviations
from quotes.train.speech import with_speech
from quotes.train.tokenizer import labelled, paragraphs, without_end
from quotes.train.treebank import load
from tests.train import mini_treebank


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> list[Tree]:
    banks = load(mini_treebank.write(Path(tmp_path_factory.mktemp("ud"))))
    return [*banks.train["gsd"], *banks.train["pud"], *banks.train["hdt"]]


@pytest.mark.parametrize("seed", range(8))
def test_augmented_sentences_are_trees(trees: list[Tree], seed: int) -> None:
    """Marks, datelines and frames never break a tree."""
    rng = random.Random(seed)
    new = augment.augmented(trees, rng) + with_speech(trees, rng, share=1.0)
    new += [augment.quoted(tree, rng) for tree in trees] + [augment.dateline(tree, rng) for tree in trees]
    assert all(is_tree(tree) for tree in new)


def test_a_seed_fixes_the_data(trees: list[Tree]) -> None:
    """The same seed gives the same sentences."""
    assert augment.augmented(trees, random.Random(3)) == augment.augmented(trees, random.Random(3))


def test_quoted_puts_marks_around(trees: list[Tree]) -> None:
    """The text stands between an opening and a closing mark, without space."""
    for seed in range(10):
        text = text_of(augment.quoted(trees[0], random.Random(seed)))
        opening, closing = augment.pair(random.Random(seed))
        assert text == f"{opening}{text_of(trees[0])}{closing}"


def test_remark_keeps_pairs(trees: list[Tree]) -> None:
    """An opening mark stays an opening one."""
    tree = next(t for t in trees if t[0].form == "``")
    for seed in range(10):
        opening, closing = augment.pair(random.Random(seed))
        assert text_of(augment.remark(tree, random.Random(seed))) == f"{opening}Nein{closing}, rief Anna."


def test_speech_has_a_speaker_as_subject(trees: list[Tree]) -> None:
    """The verb of saying is the root, its subject the speaker, and the quoted root its complement."""
    for tree in with_speech(trees, random.Random(1), share=1.0):
        root = next(row for row in tree if row.is_word and row.head == 0)
        deprels = [row.deprel for row in tree if row.is_word and row.head == int(root.id)]
        assert deprels.count("nsubj") == 1
        assert deprels.count("ccomp") == 1


def test_labels_end_tokens_and_sentences(trees: list[Tree]) -> None:
    """One label a letter: 1 ends a token, 2 a sentence, 3 a multi-word token."""
    tree = next(t for t in trees if any(not row.is_word for row in t))
    text, labels = labelled([tree, tree])
    assert text == "Sie kam im Mai nach Rom. Sie kam im Mai nach Rom."
    assert labels == "0010001003000100001000120" + "001000100300010000100012"
    assert len(text) == len(labels)
    assert labels.count("2") == 2


def test_paragraphs_hold_every_sentence(trees: list[Tree]) -> None:
    """No sentence is lost between paragraphs."""
    made = paragraphs(trees, random.Random(1))
    assert sum(labels.count("2") + labels.count("4") for _, labels in made) == len(trees)


def test_abbreviations_come_between(trees: list[Tree]) -> None:
    """Sentences from templates are added, none is taken away, and their marks are glued."""
    many = trees * 30
    new = with_abbreviations(many, random.Random(1))
    assert len(many) < len(new) < 1.2 * len(many)
    texts = [text_of(short_sentence(random.Random(i))) for i in range(60)]
    assert all(text.endswith(".") and not text.endswith(" .") for text in texts)


def test_without_end_drops_the_full_stop(trees: list[Tree]) -> None:
    """Headlines have no final mark."""
    assert not text_of(without_end(trees[0])).endswith(".")
