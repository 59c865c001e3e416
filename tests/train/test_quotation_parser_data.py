"""Gold corpora as samples over the network's tokens."""

from pathlib import Path

import pytest

from quotes.document import QUOTATION_TYPES
from quotes.train.quotation_parser_data import Sample, literature, treebanks, wikinews
from tests.train import corpora


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return corpora.write(tmp_path / "data", 2)


def words(sample: Sample, ids: tuple[int, ...]) -> str:
    return " ".join(sample.tokens.words[i] for i in ids)


def test_wikinews(data: Path) -> None:
    """Quotes and roles cover the words that the corpus gives them."""
    sample = next(wikinews(data / "wikinews-quotations/train.jsonl"))
    direct, free = sample.gold
    assert words(sample, direct.quote) == "„ Wir gehen nicht nach Hause . “"
    assert [words(sample, role) for role in direct.roles] == [
        "Der Minister", "sagte", "Der Minister sagte am Montag :", "",
    ]  # fmt: skip
    assert QUOTATION_TYPES[free.type] == "indirect_free_indirect"
    assert words(sample, free.quote) == "Die Lage sei ernst ."
    assert len(set(sample.tokens.sentences)) == 3


def test_literature(data: Path) -> None:
    """Quotations, frames, speakers and cues are joined by number; marks get the white space of print."""
    (sample,) = literature(data / "redewiedergabe/train.tsv.gz")
    assert sample.domain == 1
    kinds = [QUOTATION_TYPES[g.type] for g in sample.gold]
    assert kinds == ["direct", "indirect_free_indirect", "reported"]
    assert [words(sample, role) for role in sample.gold[0].roles] == ["er", "rief", "rief er", ""]
    assert sample.tokens.spaced == (True, False, False, True, True, False, True)


def test_literature_in_stretches(data: Path) -> None:
    """Long samples are cut before a sentence."""
    stretches = list(literature(data / "redewiedergabe/train.tsv.gz", longest=6))
    assert [len(s.tokens) for s in stretches] == [6, 1]


def test_treebanks(data: Path) -> None:
    """Multi-word tokens count once; labels stay within their layers."""
    banks = list(treebanks([data / "ud-german/de_x-ud-dev.conllu.gz"]))
    assert [len(set(b.tokens.sentences)) for b in banks] == [10, 2]
    assert banks[0].tokens.words[:5] == ("Er", "ging", "ins", "Haus", "„")
    assert len(banks[0].labels) == len(banks[0].tokens)
    assert banks[0].labels[1][2] == 1  # Mood=Ind
    assert banks[0].labels[1][4] == 0  # root
    assert banks[0].labels[0][4] == 7  # head one to the right
