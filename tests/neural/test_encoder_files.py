"""Encoders on disk: what is saved comes back, without a network; what is missing, changed or foreign says so."""

import json
import socket
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from quotes.errors import InputError, ResourceError
from quotes.neural.encoder import EncodedWords
from quotes.neural.encoder_files import pretrained
from quotes.neural.parser import QuotationModel
from quotes.neural.weights import ENCODER_FOLDER, Model, load, save
from tests.neural import encoders
from tests.neural.test_parser import TEXT, document


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return encoders.write(tmp_path_factory.mktemp("encoder") / "tiny-bert")


@pytest.fixture
def model(encoder: Path) -> Model:
    return encoders.encoded_model(encoder)


@pytest.fixture
def folder(model: Model, tmp_path: Path) -> Path:
    save(tmp_path / "model", model)
    return tmp_path / "model"


def test_round_trip(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A saved model loads without a network and finds the same quotations as before, to the last bit of confidence."""

    def refuse(*_: object) -> None:
        raise AssertionError("no network is asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    first = load(folder)  # as stored: half floats
    save(tmp_path / "again", first)
    again = load(tmp_path / "again")
    assert isinstance(again.networks[0].word, EncodedWords)
    assert {p.dtype for p in again.networks[0].parameters()} == {torch.float32}
    assert not any(p.requires_grad for p in again.networks[0].parameters())
    assert not again.networks[0].word.encoder.training
    found = QuotationModel(first)(document(TEXT * 9))
    assert found
    assert QuotationModel(again)(document(TEXT * 9)) == found
    assert replace(again, networks=first.networks, vocabulary=first.vocabulary) == first


def test_weights_but_for_rounding(model: Model, folder: Path) -> None:
    """The encoder's weights are stored as half floats, apart from the network's."""
    state, stored = model.networks[0].state_dict(), load(folder).networks[0].state_dict()
    assert all(torch.allclose(stored[n], v, atol=0.03) for n, v in state.items() if not n.startswith("auxiliary"))
    assert not [name for name in load_file(folder / "weights.safetensors") if "encoder" in name]
    assert {v.dtype for v in load_file(folder / ENCODER_FOLDER / "model.safetensors").values()} == {torch.float16}


def test_files(folder: Path, encoder: Path) -> None:
    """The folder holds JSON and safetensors alone, readable for all, and names no folder of this machine."""
    files = [p for p in folder.rglob("*") if p.is_file()]
    assert {p.suffix for p in files} == {".json", ".safetensors", ".txt"}
    assert all(p.stat().st_mode & 0o044 for p in files if p.suffix == ".safetensors")
    assert not [p for p in files if str(encoder.parent).encode() in p.read_bytes()]


def broken(folder: Path, kind: str) -> Path:
    """Damage a model's folder; returns the file that the message should name."""
    path = folder / ENCODER_FOLDER / ("config.json" if kind == "config" else "model.safetensors")
    if kind == "no folder":
        path.parent.rename(folder / "elsewhere")
        return path.parent / "config.json"
    if kind == "missing":
        path.unlink()
    elif kind == "cut":
        path.write_bytes(path.read_bytes()[:99])
    elif kind == "other":
        save_file({name: value * 2 for name, value in load_file(path).items()}, path, {"format": "pt"})
    elif kind == "config":
        config = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(config | {"auto_map": {"AutoModel": "code.Run"}}), encoding="utf-8")
    elif kind == "foreign":
        path = path.with_name("adapter_config.json")
        path.write_text("{}", encoding="utf-8")
    elif kind == "header":
        weights = folder / "weights.safetensors"
        header = {"quotes": json.dumps(header_of(weights) | {"encoder": ["no digests"]})}
        save_file(load_file(weights), weights, header)
        return path.parent
    return path


def header_of(weights: Path) -> dict[str, object]:
    from safetensors import safe_open

    with safe_open(weights, "pt") as file:
        return json.loads(file.metadata()["quotes"])  # type: ignore[no-any-return]


@pytest.mark.parametrize("kind", ["no folder", "missing", "cut", "other", "config", "foreign", "header"])
def test_broken_files(folder: Path, kind: str) -> None:
    """Every kind of damage, and a file that does not belong, is a ResourceError that names the file and what to do."""
    named = broken(folder, kind)
    with pytest.raises(ResourceError) as caught:
        load(folder)
    assert str(caught.value).startswith(f"{named}: ")
    assert "quotes train quotation-parser --encoder" in str(caught.value)


def test_files_that_transformers_refuses(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the files are right and cannot be loaded all the same, the error names the folder and the reason."""
    from transformers import AutoModel

    def refuse(*_: object, **__: object) -> None:
        raise KeyError("a type of a later version\nand more")

    monkeypatch.setattr(AutoModel, "from_pretrained", refuse)
    with pytest.raises(ResourceError, match=r"encoder: cannot .* \('a type of a later version"):
        load(folder)


def test_missing_extra(folder: Path, encoder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without transformers, a model with an encoder and a new one say what to install."""
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(ResourceError, match=r"pip install 'quotes-dataset-builder\[encoder\]'"):
        load(folder)
    with pytest.raises(ResourceError, match=r"pip install 'quotes-dataset-builder\[encoder\]'"):
        pretrained(str(encoder), 8)


def test_plain_models_need_no_extra(tiny_model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model with word vectors loads without transformers, and an encoder left in its folder is not looked at."""
    save(tmp_path, tiny_model)
    (tmp_path / ENCODER_FOLDER).mkdir()
    monkeypatch.setitem(sys.modules, "transformers", None)
    assert load(tmp_path).vocabulary.subwords is None


def unfit(folder: Path, kind: str) -> str:
    """An encoder that cannot be taken; returns its name."""
    if kind == "no such name":
        return "no-such/encoder"
    if kind == "empty":
        folder.mkdir()
        return str(folder)
    encoders.write(folder, positions=12 if kind == "short" else 66)
    if kind == "pickle":
        torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
        (folder / "model.safetensors").unlink()
    elif kind == "layers":
        weights = load_file(folder / "model.safetensors")
        kept = {name: value for name, value in weights.items() if "attention" not in name}
        save_file(kept, folder / "model.safetensors", {"format": "pt"})
    elif kind == "code":
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        config |= {"model_type": "own", "auto_map": {"AutoConfig": "code.Config", "AutoModel": "code.Model"}}
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
        (folder / "code.py").write_text("raise SystemExit('code was run')", encoding="utf-8")
    elif kind == "decoder":
        from transformers import T5Config

        T5Config(d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2).save_pretrained(folder)
    return str(folder)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("no such name", "encoder 'no-such/encoder': "),
        ("empty", "encoder '"),
        ("short", "8 subwords at once, expected 16"),
        ("pickle", "no file named model.safetensors"),
        ("layers", "its weights lack encoder.layer.0.attention"),
        ("code", "contains custom code"),
        ("decoder", "type t5, which is more than an encoder"),
    ],
)
def test_unfit_encoders(tmp_path: Path, kind: str, reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is no encoder with safe weights is an InputError with the reason; no code and no pickle is run."""
    name = unfit(tmp_path / "encoder", kind)
    capsys.readouterr()
    with pytest.raises(InputError) as caught:
        pretrained(name, 8)
    assert str(caught.value).startswith(f"encoder {name!r}: ")
    assert reason in str(caught.value)
    assert "expected the name of a Hugging Face encoder" in str(caught.value)


def test_loading_is_quiet(encoder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Bars and reports of transformers are kept from the terminal, and are as before afterwards."""
    from transformers.utils import logging

    before = logging.get_verbosity(), logging.is_progress_bar_enabled()
    pretrained(str(encoder), 8)
    assert (logging.get_verbosity(), logging.is_progress_bar_enabled()) == before
    shown = capfd.readouterr()
    assert shown.out + shown.err == ""
