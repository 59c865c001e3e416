"""The demo, labelled by the bundled models, comes out byte for byte when it is built from its manifest."""

from __future__ import annotations

from pathlib import Path

import pytest

from quotes.engine.rebuild import manifest_of, rebuild, settings_of
from quotes.pipeline import Settings


@pytest.mark.usefixtures("shared_models")
def test_the_demo_is_built_again(demo_dataset: Path, tmp_path: Path) -> None:
    """From the documents in its folder, in which ids and dates stand in the dataset's form."""
    file = demo_dataset / "manifest.json"
    done = rebuild(file, tmp_path / "again", [], Settings(**settings_of(manifest_of(file))))
    files = sorted(p.relative_to(demo_dataset) for p in demo_dataset.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(done.folder) for p in done.folder.rglob("*") if p.is_file())
    assert [name for name in files if (demo_dataset / name).read_bytes() != (done.folder / name).read_bytes()] == []
