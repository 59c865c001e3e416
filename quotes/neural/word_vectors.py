"""Bundled word vectors: eight bits a number in the file, a Stanza ``Pretrain`` in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def load_pretrain(path: Path) -> Any:
    """The vectors of ``path`` as Stanza's taggers and parsers take them: float32 (n + 4, dimensions), the first four
    for padding, unknown words, the empty word and the root.
    """
    import torch
    from stanza.models.common.pretrain import Pretrain, PretrainedWordVocab
    from stanza.models.common.vocab import VOCAB_PREFIX

    state = torch.load(path, map_location="cpu", weights_only=True)
    vectors = state["vectors"].float() * state["scale"].float()
    special = torch.zeros(len(VOCAB_PREFIX), vectors.shape[1])
    pretrain = Pretrain(str(path))
    pretrain._vocab = PretrainedWordVocab(state["words"].split("\n"), lang="de", lower=True)
    pretrain._emb = torch.cat([special, vectors])
    return pretrain
