"""Several people at once, the server killed meanwhile: what it said it saved is in the log."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "review.py"


@pytest.mark.slow
def test_nothing_that_was_said_is_lost(tmp_path: Path) -> None:
    """Four people decide on 120 quotations while the server is killed twice."""
    command = [sys.executable, str(BENCHMARK), "--people", "4", "--decisions", "120", "--kills", "2"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=BENCHMARK.parents[1])
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["lost"] == 0
    # A killed server may have saved four answers that it could not tell any more.
    assert figures["in_log"] >= figures["said"] >= 120 - 2 * 4
