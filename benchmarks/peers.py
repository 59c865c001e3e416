"""What the pipeline is compared with, at its official size and with random weights: the same work, other results.

``OfficialStanza``: Stanza's German pipeline. Tagger and parser have the sizes that Stanza's training scripts give them
(the defaults of ``stanza.models.tagger`` and ``parser``, with the character language models forward and backward of
``stanza.models.charlm``: 1,024 hidden units each, shared by both). Tokenizer (of Stanza's default size), multi-word
expander and lemmatizer (smaller than the official one) stay the bundled, trained ones, so that both parse the same
words; that favours Stanza. Random scores form no trees, and searching them would cost more than searching a trained
parser's: the best head of each word is therefore set to the word before it, after the network has scored them all.

``mt5_decoder``: quotect's model, mT5 base, which writes its input out again with marks: as many steps as there are
words. A word is one subword at least, so its words a second are at most its steps a second; that favours it.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any


class OfficialStanza:
    """A Stanza pipeline; ``text`` gives its character language models their alphabet."""

    def __init__(self, text: str) -> None:
        self._pipeline, self._trained, self._random = _build(text)

    def seconds(self, texts: list[str]) -> tuple[int, dict[str, float]]:
        """The number of words, and the processor time of each step over all texts, in Stanza's own large batches.

        After the random tagger, untimed, the trained one tags again: lemmas of random tags would not be in the table.
        """
        import stanza

        documents = [stanza.Document([], text=text) for text in texts]
        spent = {}
        for name, processor in self._pipeline.processors.items():
            if name == "pos":
                processor.trainer.model = self._random["pos"]
            start = time.process_time()
            documents = processor.bulk_process(documents)
            spent[name] = time.process_time() - start
            if name == "pos":
                processor.trainer.model = self._trained
                documents = processor.bulk_process(documents)
        return sum(len(s.words) for d in documents for s in d.sentences), spent


def _build(text: str) -> tuple[Any, Any, dict[str, Any]]:
    import torch
    from stanza.models import charlm, parser, tagger
    from stanza.models.common.char_model import CharacterLanguageModel
    from stanza.models.common.foundation_cache import FoundationCache
    from stanza.models.common.vocab import CharVocab
    from stanza.models.depparse.model import GraphParser
    from stanza.models.pos.model import Tagger

    from quotes.stages.parse import load_pipeline

    torch.manual_seed(1)
    torch.set_num_threads(1)
    pipeline = load_pipeline("bundled")
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        alphabet = CharVocab(sorted(set(text)))
        for direction in ("forward", "backward"):
            args = charlm.parse_args(["--shorthand", "de_x", "--direction", direction])
            model = CharacterLanguageModel(args, {"char": alphabet}, is_forward_lm=direction == "forward")
            files[direction] = str(Path(folder) / f"{direction}.pt")
            model.save(files[direction])
        chars = ["--charlm", "--charlm_forward_file", files["forward"], "--charlm_backward_file", files["backward"]]
        cache = FoundationCache()
        built = {}
        for name, kind, defaults in (("pos", Tagger, tagger.parse_args), ("depparse", GraphParser, parser.parse_args)):
            trainer = pipeline.processors[name].trainer
            args = {**defaults(["--lang", "de", "--shorthand", "de_x", *chars]), "device": "cpu", "pretrain": True}
            vectors = trainer.model.pretrained_emb.weight.detach().float()
            built[name] = kind(args, trainer.vocab, emb_matrix=vectors, foundation_cache=cache).eval()
    trained = pipeline.processors["pos"].trainer.model
    pipeline.processors["depparse"].trainer.model = _chained(built["depparse"])
    return pipeline, trained, built


def _chained(model: Any) -> Any:
    """The parser, with the word before each as its best head."""
    import torch

    decode = model.decode_graph_predictions

    def decode_chain(vocab: Any, batch: int, preds: Any, *others: Any, **named: Any) -> Any:
        preds = list(preds)
        arcs = torch.as_tensor(preds[0]).clone()
        words = torch.arange(1, arcs.size(1))
        arcs[:, words, words - 1] = 0.0  # log probabilities: all others are below
        preds[0] = arcs.numpy()
        return decode(vocab, batch, preds, *others, **named)

    model.decode_graph_predictions = decode_chain
    return model


def mt5_decoder(words: int) -> float:
    """Words a second of processor time that mT5 base reads and writes out again, one thread."""
    import torch
    from transformers import MT5Config, MT5ForConditionalGeneration

    torch.manual_seed(1)
    torch.set_num_threads(1)
    config = MT5Config(d_model=768, d_kv=64, d_ff=2048, num_layers=12, num_decoder_layers=12, num_heads=12)
    model = MT5ForConditionalGeneration(config).eval()
    given = torch.randint(3, config.vocab_size, (1, words))
    with torch.no_grad():
        start = time.process_time()
        model.generate(given, max_new_tokens=words, min_new_tokens=words, num_beams=1, do_sample=False)
        return words / (time.process_time() - start)
