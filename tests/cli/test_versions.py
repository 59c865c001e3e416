"""Versions from the command line: what is said, what is written, exit codes. The models are left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quotes.cli import main
from tests.engine.labeller import Labeller

A = "Der Einsatz beginnt bald. „Das ist ein Fehler“, sagte die Ministerin Eva Muster (SPD) in Berlin."
C = "„Wir sind dagegen“, sagte Eva Muster am Montag. „Und wir bleiben dabei“, so die Ministerin weiter."


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(w) for w in words])


@pytest.fixture
def dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dataset whose two documents two detectors have labelled."""
    monkeypatch.setattr("datasets.config.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("quotes.engine.extract.run", Labeller())
    (tmp_path / "a.txt").write_text(A, encoding="utf-8")
    (tmp_path / "c.txt").write_text(C, encoding="utf-8")
    folder = tmp_path / "mine"
    assert run("build", tmp_path / "a.txt", "-o", folder, "--detector", "rules").exit_code == 0
    done = run("build", tmp_path / "a.txt", tmp_path / "c.txt", "-o", folder)
    assert done.exit_code == 0, done.output
    assert "documents: 1 added, 0 with another text or source, 0 with other labels" in done.stdout
    assert (
        "1 document keeps labels of another recipe than today's (configuration: detector rules -> learned"
        in done.stderr
    )
    return folder


def test_relabel(dataset: Path) -> None:
    """First what it would do, then the same done."""
    planned = run("build", "--relabel", "--dry-run", "-o", dataset)
    assert planned.exit_code == 0, planned.output
    assert "would become version 1.2.0" in planned.stdout
    assert "fields: confidence 1, stance_score 1" in planned.stdout
    assert not (dataset / "versions" / "1.1.0").exists()
    done = run("build", "--relabel", "-o", dataset)
    assert "version 1.2.0" in done.stdout
    assert "recipe" not in done.stderr
    assert "fields: confidence 1, stance_score 1" in done.stdout


def test_from_manifest_takes_the_settings_too(dataset: Path, tmp_path: Path) -> None:
    """What is given on the command line goes before the manifest, and is refused where it differs."""
    manifest = dataset / "versions" / "1.0.0" / "manifest.json"
    done = run("build", "--from-manifest", manifest, "-o", tmp_path / "again")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "again" / "manifest.json").read_bytes() == manifest.read_bytes()
    other = run("build", "--from-manifest", manifest, "-o", tmp_path / "other", "--detector", "learned")
    assert other.exit_code == 2
    assert "configuration.detector" in other.stderr
    assert run("build", "--from-manifest", manifest, "--relabel", "-o", tmp_path / "x").exit_code == 2
    assert run("build", "-o", tmp_path / "x").exit_code == 2
    assert not (tmp_path / "x").exists()


def test_validate(dataset: Path, tmp_path: Path) -> None:
    """0 where all is well, 1 with every error, 2 where there is no dataset; --json has the same."""
    done = run("validate", dataset)
    assert (done.exit_code, done.stdout) == (
        0,
        f"{dataset}: valid (version 1.1.0; 2 documents, 1 speaker, 3 quotations)\n",
    )
    path = dataset / "data" / "quotations" / "part-00000.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("".join(json.dumps(row | {"text": "x"}) + "\n" for row in rows * 30), encoding="utf-8")
    bad = run("validate", dataset, "--no-load")
    assert bad.exit_code == 1
    assert "data/quotations/part-00000.jsonl:1: text: is 'x'" in bad.stdout
    assert "text: 70 more errors here; --json lists all" in bad.stdout
    said = json.loads(run("validate", dataset, "--json", "--no-load").stdout)
    assert (said["valid"], said["version"], said["rows"]["quotations"]) == (False, "1.1.0", 90)
    assert {"file", "line", "field", "message"} == set(said["errors"][0])
    assert len([e for e in said["errors"] if e["field"] == "text"]) == 90
    assert run("validate", tmp_path / "nowhere").exit_code == 2
