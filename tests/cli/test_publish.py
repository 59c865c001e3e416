"""``quotes export``, ``quotes rehydrate`` and the options of ``quotes build`` for files and provenance, as typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quotes.cli import main
from quotes.dataset import read_manifest, read_rows
from tests.publish.examples import TEXTS, articles, dataset


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_export_and_rehydrate(tmp_path: Path) -> None:
    """Without text and back; what is missing is said, with exit code 1."""
    inputs = articles(tmp_path / "in")
    made, off = dataset(tmp_path / "d", inputs), tmp_path / "off"
    done = run("export", made, "--offsets-only", "-o", off)
    assert (done.exit_code, f"quotes rehydrate {off}" in done.stdout) == (0, True), done.output
    done = run("rehydrate", off, inputs, "-o", tmp_path / "again")
    assert (done.exit_code, "byte for byte" in done.stdout) == (0, True), done.output
    (tmp_path / "a.txt").write_text(TEXTS["a"], encoding="utf-8")
    done = run("rehydrate", off, tmp_path / "a.txt", "-o", tmp_path / "part")
    assert done.exit_code == 1
    assert "1 of 3 documents" in done.stdout
    assert "ü c is missing (https://example.org/ü c)" in done.stderr
    assert f"2 missing, 0 with another text; listed in {tmp_path / 'part' / 'missing.jsonl'}" in done.stderr


@pytest.mark.parametrize("words", [(), ("--format", "csv", "--offsets-only"), ("--format", "xlsx")], ids=str)
def test_export_wants_one_format(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Exit code 2, and nothing written."""
    done = run("export", dataset(tmp_path / "d", articles(tmp_path / "in")), "-o", tmp_path / "out", *words)
    assert done.exit_code == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--split", "train=0.8"), "expected names with shares that add up to 1"),
        (("--shard-size", "tiny"), "expected at least 1KB"),
        (("--published", "gestern"), "expected a date such as 2014-09-15"),
        (("--sources", "none.csv"), "none.csv"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_bad_build_options_cost_no_work(tmp_path: Path, words: tuple[str, str], message: str) -> None:
    """They are refused before anything is read."""
    done = run("build", tmp_path / "nothing", "-o", tmp_path / "out", *words)
    assert done.exit_code == 2
    assert message in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("shared_models")
def test_build_keeps_its_layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hf_cache: Path) -> None:
    """One article a story, compressed, with provenance from a table and an option; the same again writes nothing."""
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", hf_cache)
    text = "Außenministerin Anna Beispiel (SPD) sagte am Montag: „Luftangriffe wären ein schwerer Fehler.“ Mehr nicht."
    inputs = tmp_path / "in"
    inputs.mkdir()
    (inputs / "a.txt").write_text(text, encoding="utf-8")
    (inputs / "b.txt").write_text(text + " (dpa)", encoding="utf-8")
    (tmp_path / "t.csv").write_text("id,source,published\na.txt,Blatt A,2020-01-02\nb.txt,Blatt B,2020-01-01\n")
    words = ["build", inputs, "-o", tmp_path / "d", "--detector", "rules", "--sources", tmp_path / "t.csv"]
    words += ["--licence", "CC0-1.0"]
    done = run(*words, "--one-per-story", "--compress")
    assert done.exit_code == 0, done.output
    assert "1 article left out" in done.stderr
    (row,) = read_rows(tmp_path / "d", "documents")
    assert (row["id"], row["source"], row["licence"]) == ("b.txt", "Blatt B", "CC0-1.0")
    assert row["notes"] == ["duplicate: a.txt, Blatt A"]
    manifest = read_manifest(tmp_path / "d")
    assert manifest is not None
    assert manifest.layout == {"compress": True, "one_per_story": True}
    done = run(*words)
    assert "nothing written" in done.stdout, done.output
    again = tmp_path / "again"
    done = run("build", "--from-manifest", tmp_path / "d" / "manifest.json", "-o", again)
    assert done.exit_code == 0, done.output
    assert (again / "manifest.json").read_bytes() == (tmp_path / "d" / "manifest.json").read_bytes()
    done = run("build", "--from-manifest", tmp_path / "d" / "manifest.json", "-o", again, "--compress")
    assert done.exit_code == 2
