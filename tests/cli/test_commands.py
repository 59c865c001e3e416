"""The commands as a user types them: output, messages, exit codes, and what lies on disk afterwards."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from quotes import __version__
from quotes.cli import _COMMANDS, main
from quotes.dataset.recipe import folder_sha256
from quotes.dataset.validate import schema_errors
from quotes.document import Document
from quotes.engine import extract as extraction
from quotes.neural.weights import save
from tests.neural import encoders

ARTICLE = (
    "Berlin. Außenministerin Anna Beispiel (SPD) lehnt einen Militäreinsatz in Kessan ab. "
    "„Luftangriffe wären ein Fehler“, sagte Beispiel am Montag."
)
OTHER = "Der Verteidigungsminister Karl Muster sagte, der Einsatz sei notwendig. Er habe darum gebeten."
pytestmark = pytest.mark.usefixtures("shared_models")


def run(*words: object, stdin: str | None = None) -> Result:
    """The command in this process; standard output and standard error apart."""
    return CliRunner().invoke(main, [str(w) for w in words], input=stdin)


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("name", _COMMANDS)
def test_every_command_shows_an_example(name: str) -> None:
    """A user reads the help once and types the example."""
    done = run(name, "--help")
    assert done.exit_code == 0
    assert "Example" in done.stdout
    assert f"quotes {name}" in done.stdout


def test_help_answers_at_once() -> None:
    """Help takes under 0.3 s of processor time, since nothing heavy is imported."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-m", "quotes", "--help"], capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.3
    assert all(name in done.stdout for name in _COMMANDS)


def test_version() -> None:
    """The version is the package's."""
    assert run("--version").stdout.strip() == f"quotes, version {__version__}"


@pytest.mark.parametrize("detector", ["rules", "learned"])
def test_extract_prints_rows_of_the_schema(tmp_path: Path, detector: str) -> None:
    """A row for each quotation, valid by the schema, with the name that the article gives."""
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    done = run("extract", tmp_path / "a.txt", "--detector", detector)
    assert done.exit_code == 0, done.output
    found = rows(done.stdout)
    assert not [e for row in found for e in schema_errors(row, "quotation.v1")]
    direct = next(row for row in found if row["type"] == "direct")
    assert direct["text"] == "„Luftangriffe wären ein Fehler“"
    assert ARTICLE[direct["spans"][0]["start"] : direct["spans"][0]["end"]] == direct["text"]
    assert direct["speaker_name"] == "Anna Beispiel"


def test_extract_reads_standard_input() -> None:
    """``-`` is standard input."""
    done = run("extract", "-", stdin=ARTICLE)
    assert done.exit_code == 0
    assert any(row["speaker_name"] == "Anna Beispiel" for row in rows(done.stdout))


def test_bad_documents_never_stop_the_rest(tmp_path: Path) -> None:
    """Empty, binary and English files are named with the reason; the good one is written; exit code 1."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "latin.txt").write_bytes("Der Präsident sagte, er müsse über die Öffnung nachdenken.".encode("cp1252"))
    (folder / "empty.txt").write_text("", encoding="utf-8")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "english.txt").write_text("The minister said that she would not resign over the affair. " * 5)
    output = tmp_path / "rows.jsonl"
    done = run("extract", folder, "-o", output)
    assert done.exit_code == 1
    assert {row["doc_id"] for row in rows(output.read_text(encoding="utf-8"))} >= {"good.txt"}
    failed = rows((tmp_path / "rows.jsonl.errors.jsonl").read_text(encoding="utf-8"))
    assert {row["doc_id"] for row in failed} == {"empty.txt", "binary.txt", "english.txt"}
    assert all(f"{row['doc_id']}: " in done.stderr for row in failed)
    assert "3 documents failed" in done.stderr
    assert "latin.txt: encoding converted: " in done.stderr, "what was converted is said"
    again = run("extract", folder / "good.txt", "-o", output)
    assert again.exit_code == 0
    assert not (tmp_path / "rows.jsonl.errors.jsonl").exists(), "no failure, no errors file"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["extract", "absent.txt"], "absent.txt"),
        (["extract", "a.txt", "-o", "no/folder/rows.jsonl"], "make it first"),
        (["extract", "a.txt", "--target", "absent.toml"], "absent.toml"),
        (["build", "absent", "-o", "out"], "absent"),
        (["build", "a.txt", "-o", "full"], "full"),
        (["build", "a.txt", "-o", "out", "--aliases", "absent.tsv"], "absent.tsv: No such file"),
        (["build", "a.txt", "-o", "out", "--aliases", "bad.tsv"], "bad.tsv:2: got the id '5', expected a letter"),
        (["summary", "full"], "full"),
        (["summary", "absent"], "quotes build"),
        (["show", "absent.txt"], "absent.txt"),
        (["show", "a.txt", "--detector", "magic"], "expected one of rules, learned, learned:FOLDER"),
        (["extract", "a.txt", "--detector", "learned:absent"], "model absent: it is no folder"),
        (["extract", "a.txt", "-o", "rows.jsonl", "--detector", "learned:absent"], "model absent: it is no folder"),
        (["build", "a.txt", "-o", "out", "--detector", "learned:full"], "model full: it holds no weights.safetensors"),
    ],
)
def test_wrong_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str) -> None:
    """Exit code 2, a message that names the thing, and nothing new or changed on disk."""
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(ARTICLE, encoding="utf-8")
    Path("bad.tsv").write_text("name\tid\nAnna Beispiel\t5\n", encoding="utf-8")
    Path("full").mkdir()
    Path("full/diary.txt").write_text("mine", encoding="utf-8")
    before = {p: p.read_bytes() if p.is_file() else b"" for p in tmp_path.rglob("*")}
    done = run(*words)
    assert done.exit_code == 2, done.output
    assert message in done.stderr
    assert {p: p.read_bytes() if p.is_file() else b"" for p in tmp_path.rglob("*")} == before


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_build_again_writes_nothing(tmp_path: Path) -> None:
    """A dataset from articles; the same again says so and leaves every byte; one more article makes 1.1.0."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(ARTICLE, encoding="utf-8")
    out = tmp_path / "mine"
    done = run("build", tmp_path / "in", "-o", out)
    assert done.exit_code == 0, done.output
    assert "version 1.0.0" in done.stdout
    first = snapshot(out)
    again = run("build", tmp_path / "in", "-o", out)
    assert again.exit_code == 0
    assert "nothing written" in again.stdout
    assert snapshot(out) == first
    (tmp_path / "in" / "b.txt").write_text(OTHER, encoding="utf-8")
    more = run("build", tmp_path / "in", "-o", out)
    assert "version 1.1.0" in more.stdout
    assert {f"versions/1.0.0/{name}" for name in first} <= set(snapshot(out))


def test_own_model(tmp_path: Path) -> None:
    """A model of one's own takes the detector's place; the dataset records its name and hash, not its place."""
    model = tmp_path / "models" / "mine"
    save(model, encoders.encoded_model(encoders.write(tmp_path / "bert")))
    (tmp_path / "a.txt").write_text(ARTICLE * 4, encoding="utf-8")
    done = run("build", tmp_path / "a.txt", "-o", tmp_path / "out", "--detector", f"learned:{model}")
    assert done.exit_code == 0, done.output
    manifest = json.loads((tmp_path / "out/manifest.json").read_text(encoding="utf-8"))
    assert manifest["recipe"]["configuration"]["detector"] == "learned:mine"
    assert manifest["recipe"]["models"]["quotation-parser:mine"] == folder_sha256(model)
    assert not [name for name, data in snapshot(tmp_path / "out").items() if str(model.parent).encode() in data]
    shown = run("extract", tmp_path / "a.txt", "--detector", f"learned:{model}")
    found = rows(shown.stdout)
    assert found
    assert not [e for row in found for e in schema_errors(row, "quotation.v1")]
    (model / "encoder/config.json").unlink()
    broken = run("show", tmp_path / "a.txt", "--detector", f"learned:{model}/")
    assert broken.exit_code == 2
    assert "encoder/config.json: cannot be read" in broken.stderr


def test_an_interrupted_run_resumes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C gives exit code 130 and keeps what is finished; the same command does only what is missing."""
    for name, text in {"a.txt": ARTICLE, "b.txt": OTHER}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    real = extraction.run
    worked: list[str] = []

    def stopping(items: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
        for item in items:
            if isinstance(item, Document):
                yield item
                continue
            worked.append(item.id)
            yield from real([item], *args, **kwargs)
            if worked == ["a.txt"]:
                raise KeyboardInterrupt

    monkeypatch.setattr(extraction, "run", stopping)
    inputs = [tmp_path / "a.txt", tmp_path / "b.txt"]
    stopped = run("build", *inputs, "-o", tmp_path / "mine")
    assert stopped.exit_code == 130
    assert "goes on from there" in stopped.stderr
    assert not (tmp_path / "mine").exists(), "no half-written dataset"
    done = run("build", *inputs, "-o", tmp_path / "mine")
    assert done.exit_code == 0, done.output
    assert worked == ["a.txt", "b.txt"]
    assert not list(tmp_path.glob(".mine*")), "the journal is gone"
    monkeypatch.undo()
    run("build", *inputs, "-o", tmp_path / "whole" / "mine")
    assert snapshot(tmp_path / "mine") == snapshot(tmp_path / "whole" / "mine"), "resumed or not: the same bytes"


def test_log_json(tmp_path: Path) -> None:
    """Every line on standard error is one JSON event, of a run that ends well, with failures, or with an error."""
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "b.txt").write_text("", encoding="utf-8")
    cases = [
        (("extract", tmp_path / "a.txt"), 0, ["progress", "finished"]),
        (("extract", tmp_path), 1, ["progress", "document_failed", "finished"]),
        (("build", tmp_path / "a.txt", "-o", tmp_path / "out"), 0, ["progress", "finished"]),
        (("extract", tmp_path / "absent.txt"), 2, ["error"]),
    ]
    for arguments, code, expected in cases:
        done = run(*arguments, "--log-json")
        assert done.exit_code == code, done.output
        lines = [json.loads(line) for line in done.stderr.splitlines()]
        assert [line["event"] for line in lines] == expected
        assert lines[-1]["message" if code == 2 else "documents"]


def test_aliases(tmp_path: Path) -> None:
    """The table decides who is who, the dataset keeps it, and a line that nobody has to do with is named."""
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "b.txt").write_text(OTHER, encoding="utf-8")
    table = tmp_path / "who.csv"
    table.write_text("name,id,wikidata\nAnna Beispiel,beispiel,Q42\nErika Niemand,niemand,\n", encoding="utf-8")
    done = run("build", tmp_path / "a.txt", "-o", tmp_path / "mine", "--aliases", table)
    assert done.exit_code == 0, done.output
    assert "nobody in the dataset is 'Erika Niemand' as the line for 'niemand' says" in done.stderr
    assert run("build", tmp_path / "b.txt", "-o", tmp_path / "mine").exit_code == 0
    speakers = rows((tmp_path / "mine" / "data" / "speakers" / "part-00000.jsonl").read_text(encoding="utf-8"))
    assert ("beispiel", "Anna Beispiel", "Q42") in [(row["id"], row["name"], row["wikidata"]) for row in speakers]
    assert len(speakers) == 2
    assert (tmp_path / "mine" / "aliases.tsv").is_file()


def test_summary_of_a_dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hf_cache: Path) -> None:
    """Loaded through datasets: counts, who stands where, flags, files, what next."""
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", hf_cache)
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    run("build", tmp_path / "a.txt", "-o", tmp_path / "mine")
    done = run("summary", tmp_path / "mine")
    assert done.exit_code == 0, done.output
    shown = click.unstyle(done.stdout)
    for words in ("mine 1.0.0", "in 1 documents", "Anna Beispiel", "To review", "load_dataset", "quotes show"):
        assert words in shown


def test_show(tmp_path: Path) -> None:
    """The article in the terminal, or as a page."""
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    done = run("show", tmp_path / "a.txt", "--no-reasons")
    assert done.exit_code == 0
    assert "Anna Beispiel — Außenministerin" in click.unstyle(done.stdout)
    page = tmp_path / "a.html"
    (tmp_path / "b.txt").write_text("", encoding="utf-8")
    done = run("show", tmp_path / "a.txt", tmp_path / "b.txt", "--html", page)
    assert done.exit_code == 1
    assert "b.txt: " in done.stderr
    assert "Anna Beispiel" in page.read_text(encoding="utf-8")
