"""Imports go from right to left only, stages do not import each other, and the package starts light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import quotes

PACKAGE = Path(quotes.__file__).parent
LAYERS = [
    {"errors"},
    {"document"},
    {"resources"},
    {"target", "german"},
    {"decisions"},
    {"neural", "judges"},
    {"linear"},
    {"stages"},
    {"pipeline", "corpora", "dataset", "evaluate"},
    {"diff", "publish"},
    {"train", "engine", "render", "report"},
    {"review"},
    {"annotation"},
    {"cli"},
]
RANK = {name: i for i, names in enumerate(LAYERS) for name in names}
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if p.parent != PACKAGE or p.stem not in {"__init__", "__main__"})


def imported(path: Path) -> set[tuple[str, ...]]:
    """The modules of this package that a file imports anywhere, as parts after ``quotes``."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "quotes":
            base = tuple(node.module.split(".")[1:])
            found |= {base} if base else {(alias.name,) for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {tuple(a.name.split(".")[1:]) for a in node.names if a.name.split(".")[0] == "quotes"}
    return {parts for parts in found if parts and parts[0] in RANK}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_left(path: Path) -> None:
    """A module imports from its own folder or from a layer to its left."""
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    assert own in RANK, f"{own} has no place in the layers: give it one here and in README's file map"
    for parts in imported(path):
        assert parts[0] == own or RANK[parts[0]] < RANK[own], f"{path.name} imports quotes.{'.'.join(parts)}"


@pytest.mark.parametrize("path", sorted((PACKAGE / "stages").glob("*.py")), ids=lambda p: p.stem)
def test_no_stage_imports_another(path: Path) -> None:
    """What two stages share stands in a layer to their left."""
    assert not [parts for parts in imported(path) if parts[0] == "stages"]


def test_heavy_packages_wait_until_they_are_used() -> None:
    """Importing the package or its commands loads no torch, stanza, datasets or ray."""
    code = (
        "import quotes, quotes.cli, sys; print([m for m in ('torch','stanza','datasets','numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
