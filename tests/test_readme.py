"""README is true: its Python runs, its files exist, its commands are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quotes.cli import _COMMANDS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", README, re.S)


@pytest.mark.usefixtures("shared_models")
@pytest.mark.parametrize("code", PYTHON, ids=range(len(PYTHON)))
def test_python_examples_run(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hf_cache: Path, demo_dataset: Path
) -> None:
    """Each block runs as it stands, beside a built demo dataset, and its assertions hold."""
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", hf_cache)
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "intervention").symlink_to(demo_dataset)
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})  # noqa: S102 - our own README


def test_file_map_is_true() -> None:
    """Each path that the file map names is there."""
    block = re.search(r"## Files.*?```\n(.*?)```", README, re.S)
    assert block
    for line in block.group(1).splitlines():
        name = line.split()[0]
        assert (ROOT / name).exists(), name


def test_commands_of_the_readme_exist() -> None:
    """Each ``quotes NAME`` in a shell block is a command."""
    shell = "\n".join(re.findall(r"```(?:sh|console)\n(.*?)```", README, re.S))
    named = set(re.findall(r"^\$? ?(?:\.venv/bin/)?quotes ([a-z]+)", shell, re.M))
    assert named
    assert named <= set(_COMMANDS)


def test_links_lead_somewhere() -> None:
    """Relative links of README point to files of the repository."""
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", README):
        assert (ROOT / target).exists(), target
