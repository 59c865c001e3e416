"""Tokens and the subwords that an encoder reads for them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quotes.document import Span
from quotes.neural.features import COLUMNS, Vocabulary
from quotes.neural.subwords import MOST, Subwords
from quotes.neural.tokens import tokenize
from tests.neural import encoders


@pytest.fixture(scope="module")
def subwords(tmp_path_factory: pytest.TempPathFactory) -> Subwords:
    from transformers import AutoTokenizer

    return Subwords(AutoTokenizer.from_pretrained(encoders.write(tmp_path_factory.mktemp("x") / "encoder")))


def pieces(subwords: Subwords, text: str) -> list[list[str]]:
    """The subwords of each token as they are spelled."""
    rows = subwords(tokenize(text, []))
    return [subwords.tokenizer.convert_ids_to_tokens([i - 1 for i in row if i]) for row in rows.tolist()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Der Minister", [["Der"], ["Minister"]]),
        ("Ministerin sagte", [["Minister", "##in"], ["sagte"]]),
        ("Überlegung über", [["Über", "##legung"], ["über"]]),
        ("U\u0308ber", [["Über"]]),  # a decomposed umlaut is the composed one
        ("Mi\u00adnis\u00adter", [["Minister"]]),  # soft hyphens are no letters
        ("„Der“, 12.3", [["„"], ["Der"], ["“"], [","], ["1", "##2", ".", "3"]]),
        ("''Der''", [["'", "'"], ["Der"], ["'", "'"]]),
        ("Der-Minister", [["Der", "-", "Minister"]]),
        ("Der 😀 Ж", [["Der"], ["[UNK]"], ["[UNK]"]]),
        ("Der \u200b sagte", [["Der"], [], ["sagte"]]),  # a character that the tokenizer drops
        ("\ud800", [["?"]]),  # half a character, as broken files have it
        ("", []),
    ],
)
def test_alignment(subwords: Subwords, text: str, expected: list[list[str]]) -> None:
    """Each token has its own subwords, in order, whatever it is made of."""
    assert pieces(subwords, text) == expected


def test_long_words_are_cut(subwords: Subwords) -> None:
    """Of a token of thousands of letters the first subwords are read, so that a text's size is bounded."""
    (row,) = subwords(tokenize("a" * 20_000, []))
    assert (row > 0).sum() == MOST


def test_cache_changes_nothing(subwords: Subwords, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word that was cut before, and one that is not kept, are cut as the first time."""
    tokens = tokenize("Der Minister sagte, der Minister sagte.", [])
    first = subwords(tokens)
    monkeypatch.setattr("quotes.neural.subwords._KEPT", 0)
    fresh = Subwords(subwords.tokenizer)
    assert (subwords(tokens) == first).all()
    assert (fresh(tokens) == first).all()
    assert (fresh(tokens) == first).all()
    assert not fresh._cache


def test_columns_stand_behind_the_others(subwords: Subwords) -> None:
    """The matrix of a vocabulary with an encoder is the plain one with the subwords behind it."""
    tokens = tokenize("Der Minister sagte: „Nein.“", [Span(0, 27)])
    plain = Vocabulary(["der"]).matrix(tokens)
    both = Vocabulary(["der"], subwords).matrix(tokens)
    assert both.dtype == np.int32
    assert (both[:, :COLUMNS] == plain).all()
    assert (both[:, COLUMNS:] == subwords(tokens)).all()
    assert Vocabulary([], subwords).matrix(tokenize("", [])).shape == (0, COLUMNS + MOST)


def test_frame_and_window(subwords: Subwords) -> None:
    """The marks around a stretch come from the tokenizer; they take their place from what the encoder reads at once."""
    assert [subwords.tokenizer.convert_ids_to_tokens(list(x)) for x in (subwords.begin, subwords.end)] == [
        ["[CLS]"], ["[SEP]"],
    ]  # fmt: skip
    assert subwords.window(66) == 62
    assert subwords.window(None) == subwords.window(100_000) == 510
    with pytest.raises(ValueError, match="reads 6 subwords"):
        subwords.window(10)


def bytes_tokenizer() -> Any:
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    letters = {c: i for i, c in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    inner = Tokenizer(models.BPE(vocab={**letters, "ja": 256, "Ġja": 257}, merges=[("j", "a"), ("Ġ", "ja")]))
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    return PreTrainedTokenizerFast(tokenizer_object=inner)


def sentence_tokenizer() -> Any:
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    inner = Tokenizer(models.Unigram([("<unk>", 0.0), ("▁ja", -1.0), ("▁", -2.0), ("„", -2.0)], 0))
    inner.pre_tokenizer = pre_tokenizers.Metaspace()
    return PreTrainedTokenizerFast(tokenizer_object=inner, unk_token="<unk>")


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (bytes_tokenizer, [["Ġja"], ["Ġ", "â", "Ģ", "ŀ"], ["ja"]]),
        (sentence_tokenizer, [["▁ja"], ["▁", "„"], ["▁ja"]]),
    ],
)
def test_other_tokenizers(make: Callable[[], Any], expected: list[list[str]]) -> None:
    """Tokenizers over bytes (RoBERTa) see the space before a token, those over sentences (XLM-R) set their own."""
    subwords = Subwords(make())
    assert pieces(subwords, "ja „ja") == expected
    assert (subwords.begin, subwords.end) == ((), ())


def test_path_of_the_encoder_is_not_kept(subwords: Subwords, tmp_path: Path) -> None:
    """A saved tokenizer names no folder of this machine."""
    subwords.tokenizer.save_pretrained(tmp_path)
    assert not [p for p in tmp_path.iterdir() if "encoder" in p.read_text(encoding="utf-8")]
