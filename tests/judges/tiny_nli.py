"""A tiny model of textual entailment, made on the spot: random weights, a vocabulary of the tests' words."""

from __future__ import annotations

from pathlib import Path

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "die", "person", "der", "einsatz", "ist", "ein", "fehler"]
LABELS = {0: "contradiction", 1: "neutral", 2: "Entailment"}


def make(folder: Path, *, labels: dict[int, str] = LABELS, safetensors: bool = True) -> Path:
    """Write configuration, tokenizer and weights into ``folder``; the same ones every time."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY), encoding="utf-8")
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt"), model_max_length=64).save_pretrained(folder)
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
        initializer_range=1.0,
        id2label=labels,
        label2id={name: i for i, name in labels.items()},
    )
    network = BertForSequenceClassification(config)
    network.save_pretrained(folder)
    if not safetensors:
        (folder / "model.safetensors").unlink()
        torch.save(network.state_dict(), folder / "pytorch_model.bin")
    return folder
