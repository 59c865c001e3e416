"""Weights on disk: what is saved comes back; what is broken says so."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from quotes.errors import ResourceError
from quotes.neural.weights import VOCABULARY, WEIGHTS, Model, load, pack, save, unpack


def test_round_trip(tiny_model: Model, tmp_path: Path) -> None:
    """A saved model has the same words, settings and, but for rounding, weights."""
    save(tmp_path, tiny_model)
    loaded = load(tmp_path)
    assert loaded.vocabulary.words == tiny_model.vocabulary.words
    assert loaded.settings == tiny_model.settings
    assert loaded.calibration == tiny_model.calibration
    for name, value in tiny_model.networks[0].state_dict().items():
        if not name.startswith("auxiliary"):
            assert torch.allclose(loaded.networks[0].state_dict()[name], value, atol=0.03), name


def test_packed_types(tiny_model: Model) -> None:
    """Large tables are int8 with a scale a row, all else half floats; training's own layers are left out."""
    packed = pack(tiny_model.networks[0].state_dict())
    assert {v.dtype for v in packed.values()} == {torch.int8, torch.float16}
    assert not any(name.startswith("auxiliary") for name in packed)
    assert set(unpack(packed)) == {n for n in tiny_model.networks[0].state_dict() if not n.startswith("auxiliary")}


def broken(folder: Path, kind: str) -> None:
    path = folder / WEIGHTS
    data = path.read_bytes()
    if kind == "missing":
        path.unlink()
    elif kind == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif kind == "noise":
        path.write_bytes(b"\x80\x04pickle" * 99)
    elif kind == "foreign":
        save_file({"x": torch.zeros(2)}, path)
    elif kind == "header":
        save_file({"x": torch.zeros(2)}, path, {"quotes": json.dumps(["no header"])})
    elif kind == "vocabulary":
        (folder / VOCABULARY).write_text("other\nwords", encoding="utf-8")
    elif kind == "no vocabulary":
        (folder / VOCABULARY).unlink()
    elif kind == "layer":
        from safetensors import safe_open

        with safe_open(path, "pt") as file:
            meta = file.metadata()
        stored = load_file(path)
        stored.pop("0.pair_out.bias")
        save_file(stored, path, meta)


@pytest.mark.parametrize(
    "kind", ["missing", "cut", "noise", "foreign", "header", "vocabulary", "no vocabulary", "layer"]
)
def test_broken_files(tiny_model: Model, tmp_path: Path, kind: str) -> None:
    """Every kind of damage is a ResourceError that names the file and how to restore it."""
    save(tmp_path, tiny_model)
    broken(tmp_path, kind)
    with pytest.raises(ResourceError) as caught:
        load(tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert "copy it anew" in str(caught.value)
    assert "quotes train quotation-parser" in str(caught.value)


def test_broken_bundled_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights of the package itself come back with the package."""
    monkeypatch.setattr("quotes.resources.PACKAGE", tmp_path)
    with pytest.raises(ResourceError, match="force-reinstall quotes-dataset-builder"):
        load(tmp_path / "models/quotation-parser")
