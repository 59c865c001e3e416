"""The parser's weights on disk: safetensors (no code runs on loading), large tables as int8, the rest as half floats.

A model is one network or several that read together (see ``parser``). A folder holds ``weights.safetensors``,
``vocabulary.txt`` (a word a line) and ``card.json``; that of a network with an own encoder also ``encoder/`` (see
``encoder_files``). The settings that belong to the weights, and the hashes of the files that belong to them, travel in
the header of the safetensors file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from quotes.neural import encoder_files
from quotes.neural.confidence import EVIDENCE, Calibration
from quotes.neural.decode import Settings
from quotes.neural.encoder import EncodedWords
from quotes.neural.features import Vocabulary
from quotes.neural.network import ENCODER, QuotationNetwork, Shape
from quotes.resources import WEIGHTS, WeightsFile, text_sha256

FORMAT = "quotation-parser/3"
VOCABULARY, ENCODER_FOLDER = "vocabulary.txt", "encoder"
_FILE = WeightsFile(FORMAT, VOCABULARY, "vocabulary", "quotation parser", "quotation-parser", "pt")
# Tables of at least this many numbers are stored as int8 with a scale a row.
_LARGE = 5000
# Layers that only training needs.
_TRAINING_ONLY = "auxiliary."


@dataclass(frozen=True, slots=True)
class Model:
    """Networks of one shape ready for use, with the words they know, their thresholds and their calibration."""

    networks: tuple[QuotationNetwork, ...]
    vocabulary: Vocabulary
    settings: Settings
    calibration: Calibration


def pack(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """A state dict as it is stored: embeddings as int8 rows with half-float scales, all else as half floats.

    An own encoder is left out: it has a file of its own.
    """
    out: dict[str, Tensor] = {}
    for name, value in state.items():
        if name.startswith((_TRAINING_ONLY, ENCODER)):
            continue
        if (name == "word.weight" or name.startswith("columns.")) and value.numel() >= _LARGE:
            scale = (value.abs().amax(1, keepdim=True) / 127).clamp(min=1e-6)
            out[name + ".int8"] = (value / scale.half().float()).round().clamp(-127, 127).to(torch.int8)
            out[name + ".scale"] = scale.half()
        else:
            out[name] = value.half()
    return out


def unpack(stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The reverse of ``pack``, as floats."""
    out: dict[str, Tensor] = {}
    for name, value in stored.items():
        if name.endswith(".int8"):
            plain = name.removesuffix(".int8")
            out[plain] = value.float() * stored[plain + ".scale"].float()
        elif not name.endswith(".scale"):
            out[name] = value.float()
    return out


def save(folder: Path, model: Model) -> None:
    """Write weights, vocabulary, and the encoder where there is one, into ``folder``.

    Raises ValueError for several networks with an encoder each.
    """
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    words = "\n".join(model.vocabulary.words)
    header = {
        "format": FORMAT,
        "shape": asdict(model.networks[0].shape),
        "networks": len(model.networks),
        "settings": asdict(model.settings),
        "calibration": asdict(model.calibration),
        "evidence": EVIDENCE,
        "vocabulary": text_sha256(words),
    }
    word = model.networks[0].word
    if isinstance(word, EncodedWords):
        if len(model.networks) > 1:
            raise ValueError(f"got {len(model.networks)} networks with an encoder each, expected one")
        header["encoder"] = encoder_files.save(word, folder / ENCODER_FOLDER)
    stored = {f"{k}.{n}": t for k, net in enumerate(model.networks) for n, t in pack(net.state_dict()).items()}
    save_file(stored, folder / WEIGHTS, {"quotes": json.dumps(header)})
    # The library writes for the owner alone; a package's files are read by others too.
    (folder / WEIGHTS).chmod(0o644)
    (folder / VOCABULARY).write_text(words, encoding="utf-8")


def load(folder: Path) -> Model:
    """Read a model.

    Raises ResourceError, which names the file and how to restore it, where a file is missing, cut, or not this
    program's.
    """
    header, stored, words = _FILE.read(folder)
    try:
        return _built(folder, header, stored, words)
    except (RuntimeError, KeyError, TypeError, ValueError) as error:
        raise _FILE.broken(folder / WEIGHTS, str(error).splitlines()[0]) from error


def _built(folder: Path, header: dict[str, dict[str, object]], stored: dict[str, Tensor], words: str) -> Model:
    shape = Shape(**header["shape"])  # type: ignore[arg-type]
    word = None
    if "encoder" in header:
        word = encoder_files.load(folder / ENCODER_FOLDER, header["encoder"], shape.word_dimensions)
    vocabulary = Vocabulary(words.split("\n") if words else (), word.subwords if word else None)
    if shape.words != len(vocabulary) or tuple(header["evidence"]) != EVIDENCE:
        raise ValueError(f"{shape.words} word vectors for {len(vocabulary)} words, or other evidence than expected")
    of_network: dict[str, dict[str, Tensor]] = {str(k): {} for k in range(int(header["networks"]))}  # type: ignore[call-overload]
    for name, tensor in stored.items():
        number, _, layer = name.partition(".")
        of_network[number][layer] = tensor
    networks = tuple(_network(shape, word, unpack(state)) for state in of_network.values())
    settings = {k: tuple(v) if isinstance(v, list) else v for k, v in header["settings"].items()}
    calibration = {k: tuple(v) if isinstance(v, list) else v for k, v in header["calibration"].items()}
    return Model(networks, vocabulary, Settings(**settings), Calibration(**calibration))  # type: ignore[arg-type]


def _network(shape: Shape, word: nn.Module | None, state: dict[str, Tensor]) -> QuotationNetwork:
    network = QuotationNetwork(shape, word)
    missing, unexpected = network.load_state_dict(state, strict=False)
    wrong = [name for name in missing if not name.startswith((_TRAINING_ONLY, ENCODER))] + list(unexpected)
    if wrong:
        raise ValueError(f"layers missing or unknown: {', '.join(sorted(wrong)[:5])}")
    return network.requires_grad_(False).eval()
