"""An encoder in place of word vectors: alignment, windows, gradients."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from quotes.neural.encoder import EncodedWords, windows
from quotes.neural.encoder_files import pretrained
from quotes.neural.features import Vocabulary
from quotes.neural.parser import QuotationModel
from quotes.neural.tokens import tokenize
from quotes.train.quotation_parser_training import padded
from tests.neural import encoders
from tests.neural.test_parser import TEXT, document

WORD = "Der Minister sagte über Ministerin nichts , "


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return encoders.write(tmp_path_factory.mktemp("encoder") / "tiny")


@pytest.fixture(scope="module")
def word(folder: Path) -> EncodedWords:
    torch.manual_seed(1)
    return pretrained(str(folder), 8).eval()


def features(word: EncodedWords, *texts: str) -> Tensor:
    vocabulary = Vocabulary((), word.subwords)
    return padded([vocabulary.matrix(tokenize(text, [])) for text in texts])[0]


@pytest.mark.parametrize(("count", "size"), [(0, 16), (1, 16), (16, 16), (17, 16), (24, 16), (25, 16), (999, 21)])
def test_windows_cover_all_once(count: int, size: int) -> None:
    """What windows keep is the whole, in order; inner edges are a quarter window away from what is kept."""
    found = list(windows(count, size))
    assert [i for w in found for i in range(w.first, w.last)] == list(range(count))
    for w in found:
        assert 0 <= w.low <= w.first < w.last <= w.high <= count
        assert w.high - w.low <= size
        assert w.low == 0 or w.first - w.low >= size // 4
        assert w.high == count or w.high - w.last >= size // 4


def test_a_vector_is_the_mean_of_its_subwords(word: EncodedWords) -> None:
    """A token's vector is the projected mean of its own subwords' states."""
    with torch.no_grad():
        vectors = word(features(word, "Der Ministerin"))
        ids = word.subwords.tokenizer("Der Ministerin", return_tensors="pt")["input_ids"]
        states = word.encoder(ids).last_hidden_state[0]
        expected = word.projection(torch.stack([states[1], states[2:4].mean(0)]))
    assert torch.allclose(vectors[0], expected, atol=1e-5)


def test_tokens_without_subwords(word: EncodedWords) -> None:
    """A token that the tokenizer drops has the vector of nothing, and takes no place before the encoder."""
    with torch.no_grad():
        word.nothing.fill_(7.0)
        whole, gap, none = word(features(word, "Der Minister", "Der \u200b Minister", "\u200b"))
        word.nothing.zero_()
    assert torch.allclose(whole[:2], gap[[0, 2]], atol=1e-5)
    assert (gap[1] == 7).all()
    assert (none == 7).all()


def test_windows_agree_with_the_whole(word: EncodedWords) -> None:
    """A text that fits is read in one piece; of a longer one, each window as if it were a text."""
    text = features(word, "Der Minister sagte über " * 30)  # a subword each
    size, context = word.size, word.size // 4
    step = size - 2 * context
    with torch.no_grad():
        vectors = word(text)[0]
        first, second = (word(text[:, low : low + size])[0] for low in (0, step))
        last = word(text[:, 2 * step :])[0]
        word.size = 1000
        one = word(text[:, :size])[0]
        word.size = size
    assert step < len(vectors) - size <= 2 * step
    assert torch.equal(one, first)
    assert torch.allclose(vectors[: step + context], first[: step + context], atol=1e-5)
    assert torch.allclose(vectors[step + context : 2 * step + context], second[context : context + step], atol=1e-5)
    assert torch.allclose(vectors[2 * step + context :], last[context:], atol=1e-5)


def test_batch_changes_nothing(word: EncodedWords, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text has, but for rounding, the same vectors alone, beside others, and however windows are grouped."""
    texts = ["Der Minister", WORD * 30, "\u200b", "sagte ."]
    with torch.no_grad():
        together = word(features(word, *texts))
        monkeypatch.setattr("quotes.neural.encoder._TOGETHER", 1)
        for row, text in zip(together, texts, strict=True):
            alone = word(features(word, text))[0]
            assert torch.allclose(row[: len(alone)], alone, atol=1e-5)


def test_gradients_reach_the_encoder(folder: Path) -> None:
    """Every weight of the encoder learns; the pooler, which nothing reads, is not there."""
    word = pretrained(str(folder), 8)
    word(features(word, WORD * 30)).square().mean().backward()
    without = {name for name, p in word.named_parameters() if p.grad is None or not p.grad.any()}
    assert without <= {"nothing", "encoder.embeddings.token_type_embeddings.weight"} | {
        name for name, _ in word.named_parameters() if name.endswith("key.bias")
    }
    assert not [name for name, _ in word.named_parameters() if "pooler" in name]


def test_groups_of_windows_have_the_same_gradients(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where memory is spared by computing groups of windows anew, gradients are those of one group."""
    word = pretrained(str(folder), 8).train()
    word.encoder.eval()  # no dropout, which would differ
    passes = []
    word.encoder.register_forward_hook(lambda *_: passes.append(1))
    gradients = []
    for together in (100, 1):
        monkeypatch.setattr("quotes.neural.encoder._TOGETHER", together)
        word.zero_grad()
        word(features(word, WORD * 30)).square().mean().backward()
        gradients.append(word.encoder.embeddings.word_embeddings.weight.grad.clone())
        passes.append(0)
    assert passes.index(0) == 1
    assert len(passes) - 3 > 2
    assert torch.allclose(*gradients, atol=1e-6)


@pytest.mark.parametrize(
    "text", ["", " \n", '"' * 2000, "wort " * 2000, "a" * 20000, "„“" * 700, "\u0301\u200b😀\ud800"]
)
def test_odd_texts(folder: Path, text: str) -> None:
    """A text without words, of marks alone, of one long line or one long word gives a result."""
    assert isinstance(QuotationModel(encoders.encoded_model(folder))(document(text)), list)


def test_parser(folder: Path) -> None:
    """The parser reads by an encoder as by word vectors, the same each time, beyond its own window as well."""
    model = encoders.encoded_model(folder)
    text = TEXT * 120
    found = QuotationModel(model)(document(text))
    assert found
    assert found == QuotationModel(model)(document(text))
    assert np.isfinite([one.confidence for one in found]).all()
