"""``quotes diff`` as a user types it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from quotes.cli import main
from tests.diff.test_compare import edit_stance, example


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, words)])


def test_tables_json_and_page(tmp_path: Path) -> None:
    """Tables on standard output, with --json only JSON there; --html writes a page."""
    after = example()
    edit_stance(after)
    a, b = example().write(tmp_path / "a ä"), after.write(tmp_path / "b")
    done = run(a, b)
    assert done.exit_code == 0
    assert "stance: against → favor 1" in done.stdout
    done = run(a, b, "--json", "--html", tmp_path / "x.html")
    assert json.loads(done.stdout)["quotations"]["counts"] == {"added": 0, "removed": 0, "changed": 1, "unchanged": 3}
    assert "<!doctype html>" in (tmp_path / "x.html").read_text(encoding="utf-8")


def test_wrong_input_is_exit_code_2(tmp_path: Path) -> None:
    """A message, no traceback."""
    done = run(tmp_path / "none", tmp_path)
    assert done.exit_code == 2
    assert "is not there; expected a dataset folder" in done.stderr
