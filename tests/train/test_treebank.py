"""Treebanks made to agree."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from quotes.errors import InputError
from quotes.evaluate.conllu import is_tree, read, surface_of, text_of, write
from quotes.train.treebank import FILES, Treebanks, load
from tests.train import mini_treebank


@pytest.fixture
def banks(tmp_path: Path) -> Treebanks:
    return load(mini_treebank.write(tmp_path))


def test_every_tree_is_whole(banks: Treebanks) -> None:
    """Sentences whose tree is broken are left out, repeats too."""
    assert {name: len(trees) for name, trees in banks.train.items()} == {"gsd": 2, "pud": 3, "hdt": 2}
    assert all(is_tree(tree) for trees in banks.train.values() for tree in trees)
    assert len(banks.dev) == 1


def test_hdt_gets_its_konjunktiv_and_its_tags(banks: Treebanks) -> None:
    """HDT has no Mood=Sub, no VerbForm and other deprels than GSD."""
    rows = {row.form: row for row in banks.train["hdt"][0]}
    assert rows["käme"].feats["Mood"] == "Sub"
    assert rows["käme"].feats["VerbForm"] == "Fin"
    assert rows["ihr"].deprel == "det:poss"
    assert rows["Haus"].deprel == "nmod"
    assert "Variant" not in rows["spät"].feats


def test_hdt_gets_its_spaces(banks: Treebanks) -> None:
    """Marks and punctuation stand as in print."""
    assert text_of(banks.train["hdt"][0]) == 'Das käme "spät", ihr Haus.'


def test_pud_gets_verb_forms_and_loses_its_tags(banks: Treebanks) -> None:
    """PUD's tags are not STTS, and its finite verbs have a mood but no VerbForm."""
    verbs = [row for tree in banks.train["pud"] for row in tree if row.upos == "VERB"]
    assert verbs and all(row.feats["VerbForm"] == "Fin" and row.xpos == "_" for row in verbs)


def test_marks_are_real_in_the_test_set(banks: Treebanks) -> None:
    """LaTeX-style marks are replaced, forms and lemmas."""
    assert [text_of(tree) for tree in banks.test][2] == "„Nein“, rief Anna."


def test_hashes_name_every_file(banks: Treebanks) -> None:
    """The card tells what was read."""
    assert set(banks.hashes) == {name for names in FILES.values() for name in names}


def test_gzipped_files_are_read(tmp_path: Path) -> None:
    """A .conllu.gz does as well."""
    mini_treebank.write(tmp_path)
    name = FILES["pud"][0]
    (tmp_path / f"{name}.gz").write_bytes(gzip.compress((tmp_path / name).read_bytes()))
    (tmp_path / name).unlink()
    assert len(load(tmp_path).train["pud"]) == 3


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The message names the file that is missing."""
    mini_treebank.write(tmp_path)
    (tmp_path / FILES["hdt"][1]).unlink()
    with pytest.raises(InputError, match="part-b"):
        load(tmp_path)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    """The message gives the line's number."""
    path = tmp_path / "x.conllu"
    path.write_text("1\tHallo\n\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"x\.conllu:1: 2 columns"):
        list(read(path))


def test_a_cut_sentence_is_left_out(tmp_path: Path) -> None:
    """A last sentence that no blank line ends may be cut."""
    path = tmp_path / "x.conllu"
    path.write_text(mini_treebank.GSD.rstrip("\n"), encoding="utf-8")
    assert len(list(read(path))) == 2


def test_writing_and_reading_gives_the_same(tmp_path: Path, banks: Treebanks) -> None:
    """What is written is read back."""
    path = tmp_path / "x.conllu"
    write(banks.train["gsd"], path)
    assert list(read(path)) == banks.train["gsd"]


def test_the_surface_has_multi_word_tokens(banks: Treebanks) -> None:
    """The text has 'im', the tree 'in dem'."""
    tree = next(t for t in banks.test if any(not row.is_word for row in t))
    assert [row.form for row in surface_of(tree)][2] == "im"
