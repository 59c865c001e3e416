"""A tiny encoder with random weights, as a folder of the Hugging Face form, and a quotation parser that reads by it."""

from pathlib import Path

import torch

from quotes.neural.confidence import Calibration
from quotes.neural.decode import Settings
from quotes.neural.encoder_files import pretrained
from quotes.neural.features import Vocabulary
from quotes.neural.network import QuotationNetwork, Shape
from quotes.neural.weights import Model

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
LETTERS = "abcdefghijklmnopqrstuvwxyzäöüßABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜ0123456789"
WORDS = ("der", "Der", "Minister", "##in", "sagte", "über", "Über", "##legung")


def write(folder: Path, *, positions: int = 66) -> Path:
    """Write a BERT of one layer with a WordPiece tokenizer; it has no pooler, as those of masked language models."""
    from transformers import BertConfig, BertForMaskedLM, BertTokenizer

    vocabulary = [*SPECIAL, *WORDS, *LETTERS, *("##" + c for c in LETTERS), *".,:;!?„“»«'\"-()%"]
    folder.mkdir(parents=True)
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    tokenizer = BertTokenizer(str(folder / "vocab.txt"), do_lower_case=False)
    tokenizer.save_pretrained(folder)
    (folder / "vocab.txt").unlink()
    torch.manual_seed(5)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=positions, initializer_range=0.5,
    )  # fmt: skip
    BertForMaskedLM(config).save_pretrained(folder)
    return folder


def encoded_model(encoder: Path) -> Model:
    """A network of a few hundred numbers that reads by the encoder; it finds many spans, all of them by chance."""
    word = pretrained(str(encoder), 8)
    torch.manual_seed(3)
    vocabulary = Vocabulary((), word.subwords)
    network = QuotationNetwork(Shape(len(vocabulary), 8, 8, 8), word)
    torch.manual_seed(8)
    for head in network.tags:
        torch.nn.init.normal_(head.weight, 0, 2.0)  # type: ignore[arg-type]
    network.requires_grad_(False).eval()
    return Model((network,), vocabulary, Settings(), Calibration())
