"""Encoders from the Hub, a folder, or the model's own folder ``encoder/``; the package transformers is an extra.

``encoder/`` holds the encoder's configuration and tokenizer as JSON, and its weights as half floats in safetensors.
Nothing in it is run on loading, and nothing is fetched: of every file the hash stands beside the network's weights.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch

from quotes.errors import InputError, ResourceError
from quotes.neural.encoder import EncodedWords
from quotes.neural.subwords import Subwords

EXTRA = "pip install 'quotes-dataset-builder[encoder]'"
WEIGHTS = "model.safetensors"
# The head of sentences' vectors, which no token needs.
_POOLER = "pooler"


def pretrained(name: str, dimensions: int) -> EncodedWords:
    """The encoder of that name on the Hugging Face Hub, or of a local folder, before vectors of so many dimensions.

    Its projection is random. Raises InputError where there is no such encoder or it does not fit, ResourceError where
    the extra is missing.
    """
    _transformers()
    try:
        return _read(name, dimensions, local=Path(name).is_dir())
    except Exception as error:  # transformers raises errors of many kinds; each has one meaning here
        raise InputError(
            f"encoder {name!r}: {_line(error)}; expected the name of a Hugging Face encoder (such as BERT or RoBERTa) "
            "with weights in safetensors, or a folder that holds one"
        ) from error


def load(folder: Path, digests: object, dimensions: int) -> EncodedWords:
    """The encoder that ``save`` wrote into ``folder``; ``digests`` is what it returned.

    Raises ResourceError, which names the file, where one is missing, changed, or does not belong there, and where the
    extra is missing.
    """
    _transformers()
    if not isinstance(digests, Mapping):
        raise _broken(folder, f"the weights beside it name no files of it but {digests!r}")
    _check(folder, digests)
    try:
        return _read(str(folder), dimensions, local=True)
    except Exception as error:  # as above
        raise _broken(folder, _line(error)) from error


def save(word: EncodedWords, folder: Path) -> dict[str, str]:
    """Write the encoder into ``folder``; returns the SHA-256 of each file written, by its name."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    digests = {}
    # Written elsewhere first, so that files which lie in the folder already are not taken for the encoder's.
    with TemporaryDirectory(dir=folder.parent, prefix=".encoder-") as name:
        part = Path(name)
        word.encoder.config.save_pretrained(part)
        word.subwords.tokenizer.save_pretrained(part)
        weights = {name: value.half().contiguous() for name, value in word.encoder.state_dict().items()}
        save_file(weights, part / WEIGHTS, {"format": "pt"})
        # The library writes for the owner alone; a model's files are read by others too.
        (part / WEIGHTS).chmod(0o644)
        for path in sorted(part.iterdir()):
            digests[path.name] = _sha256(path)
            path.replace(folder / path.name)
    return digests


def _read(name: str, dimensions: int, *, local: bool) -> EncodedWords:
    transformers = _transformers()
    safe = {"trust_remote_code": False, "local_files_only": local}
    with _quiet(transformers):
        config = transformers.AutoConfig.from_pretrained(name, **safe)
        if config.is_encoder_decoder:
            raise ValueError(f"a model of type {config.model_type}, which is more than an encoder")
        tokenizer = transformers.AutoTokenizer.from_pretrained(name, **safe)
        encoder, info = transformers.AutoModel.from_pretrained(
            name, use_safetensors=True, dtype=torch.float32, output_loading_info=True, **safe
        )
    missing = sorted(key for key in info["missing_keys"] if not key.startswith(_POOLER + "."))
    if missing:
        raise ValueError(f"its weights lack {', '.join(missing[:3])}")
    if hasattr(encoder, _POOLER):
        encoder.pooler = None
    return EncodedWords(encoder, Subwords(tokenizer), dimensions)


def _transformers() -> Any:
    try:
        import transformers
    except ImportError as error:
        raise ResourceError(f"an encoder of Hugging Face needs transformers ({_line(error)}): {EXTRA}") from error
    return transformers


@contextmanager
def _quiet(transformers: Any) -> Iterator[None]:
    """No bars and no report of layers that are left out: what matters is an error here."""
    logging = transformers.utils.logging
    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()


def _check(folder: Path, digests: Mapping[str, str]) -> None:
    """Hold the folder against the hashes: a foreign file could change what is loaded as much as a broken one."""
    there = {path.name for path in folder.iterdir() if path.name[0] != "."} if folder.is_dir() else set()
    for name in sorted(digests.keys() | there):
        path = folder / name
        if name not in there:
            raise _broken(path, "it is missing")
        if name not in digests:
            raise _broken(path, "it does not belong to the encoder")
        if _sha256(path) != digests[name]:
            raise _broken(path, "not the file of the weights beside it")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _broken(path: Path, reason: str) -> ResourceError:
    return ResourceError(
        f"{path}: cannot be read as the encoder of a quotation parser ({reason}); copy the model's folder anew, or "
        "train it: `quotes train quotation-parser --encoder NAME`"
    )
