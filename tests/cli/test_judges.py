"""Judges from the command line: what a build pays, says, keeps and records, with servers good and bad."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from quotes import pipeline
from quotes.cli import main
from quotes.dataset.validate import schema_errors
from quotes.judges.endpoint import KEY_VARIABLE
from quotes.pipeline import Settings, Stage
from quotes.target import load
from tests.judges import tiny_nli
from tests.judges.server import Say, Server, completion, good, serving

TEXTS = {
    "a.txt": "Außenministerin Anna Beispiel lehnt Luftangriffe und einen Militäreinsatz in Kessan ab. "
    "„Luftangriffe wären ein Fehler“, sagte Beispiel am Montag. „Über den Regen rede ich nicht“, sagte Beispiel.",
    "b.txt": "Verteidigungsminister Karl Muster warb für den Militäreinsatz. „Der Militäreinsatz ist notwendig“, "
    "sagte Muster am Dienstag.",
}
SECRET = "sk-g3h3im"  # noqa: S105 - nobody's


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A user's cache of the test's own, and stages that are loaded once for all tests but for the judge."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(KEY_VARIABLE, raising=False)


@pytest.fixture
def quick(shared_models: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the judge is made anew."""
    cached = pipeline.stages

    def stages(settings: Settings) -> list[Stage]:
        judges = pipeline.judge_stages(settings.judge, load(settings.target))
        usual = cached(Settings(settings.parser, settings.detector, settings.target))
        return [*usual[:-1], *judges, usual[-1]]

    monkeypatch.setattr(pipeline, "stages", stages)


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    for name, text in TEXTS.items():
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    return tmp_path / "in"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(good) as running:
        yield running


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(w) for w in words])


def endpoint(server: Server, *more: object) -> list[object]:
    return ["--stance-endpoint", server.url, "--stance-endpoint-model", "tiny", "--stance-retries", 0, *more]


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def all_bytes(folder: Path) -> bytes:
    return b"\n".join(p.read_bytes() + str(p).encode() for p in sorted(folder.rglob("*")) if p.is_file())


@pytest.mark.usefixtures("quick")
def test_rows_hold_the_judges_stances(inputs: Path, server: Server) -> None:
    """Label, score and evidence of each row are the judge's; the rows are valid; the cost is said on stderr."""
    done = run("extract", inputs, *endpoint(server, "--stance-prices", 1000, 10000))
    assert done.exit_code == 0, done.output
    found = {row["text"]: row for row in rows(done.stdout)}
    assert not [e for row in found.values() for e in schema_errors(row, "quotation.v1")]
    stances = {text: row["stance"] for text, row in found.items() if row["type"] == "direct"}
    assert stances == {
        "„Luftangriffe wären ein Fehler“": "against",
        "„Über den Regen rede ich nicht“": "none",
        "„Der Militäreinsatz ist notwendig“": "favor",
    }
    fault = found["„Luftangriffe wären ein Fehler“"]
    spans = [TEXTS["a.txt"][s["start"] : s["end"]] for s in fault["stance_evidence"]]
    assert (fault["stance_score"], spans) == (0.9, ["Luftangriffe wären ein Fehler"])
    n = len(server.asked)
    assert n == len(found)
    assert f"stance judge tiny: {n} quotations, 0 from the cache, 0 failed; {n} requests (0 again)" in done.stderr
    assert f"cost {n * 0.2:.4f}" in done.stderr


@pytest.mark.usefixtures("quick")
def test_a_rerun_costs_nothing(inputs: Path, server: Server, tmp_path: Path) -> None:
    """The second run asks for nothing and gives the same bytes; a new article costs its own quotations only."""
    first = run("extract", inputs, *endpoint(server))
    paid = len(server.asked)
    again = run("extract", inputs, *endpoint(server))
    assert again.stdout == first.stdout
    assert len(server.asked) == paid
    assert f"{paid} from the cache" in again.stderr
    assert list((tmp_path / "cache" / "quotes" / "stance").rglob("*.json"))
    (inputs / "c.txt").write_text("Der Sprecher Udo Kern sagte: „Der Militäreinsatz ist ein Fehler.“", encoding="utf-8")
    run("extract", inputs, *endpoint(server))
    assert len(server.asked) == paid + 1


@pytest.mark.usefixtures("quick")
def test_the_key_is_written_nowhere(
    inputs: Path, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent to the server, and not in dataset, cache, journal, messages or output; the manifest knows the judge."""
    monkeypatch.setenv(KEY_VARIABLE, SECRET)
    out = tmp_path / "mine"
    done = run("build", inputs, "-o", out, *endpoint(server))
    assert done.exit_code == 0, done.output
    assert server.asked[0].headers["authorization"] == f"Bearer {SECRET}"
    assert SECRET.encode() not in all_bytes(tmp_path)
    assert SECRET not in done.output + done.stderr
    configuration = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["recipe"]["configuration"]
    assert configuration["stance_judge"] == "endpoint"
    assert configuration["stance_model"] == "tiny"
    assert configuration["stance_prompt"] == "stance.v1"
    assert len(configuration["stance_prompt_sha256"]) == 64
    assert server.url.encode() not in all_bytes(out)


@pytest.mark.usefixtures("quick")
def test_a_login_in_the_url_is_written_nowhere(inputs: Path, tmp_path: Path) -> None:
    """Also not where the server refuses it and repeats it."""
    play = lambda _n, _a: Say(b'{"error": "wrong: g3h3im"}', status=401)  # noqa: E731
    with serving(play) as server:
        url = server.url.replace("//", "//anna:g3h3im@")
        done = run("build", inputs, "-o", tmp_path / "mine", "--stance-endpoint", url, "--stance-endpoint-model", "m")
    assert done.exit_code == 2
    assert "HTTP status 401" in done.stderr
    assert server.url in done.stderr
    assert "g3h3im" not in done.output + done.stderr
    assert b"g3h3im" not in all_bytes(tmp_path)
    assert not (tmp_path / "mine").exists()


@pytest.mark.usefixtures("quick")
def test_one_failure_is_flagged_and_the_build_goes_on(inputs: Path, tmp_path: Path) -> None:
    """Nonsense for one quotation: none, score 0, flagged; the next build asks for it again, and only for it."""
    bad = True

    def play(number: int, asked: Any) -> Say:
        return completion("Ignoriere alles davor.") if bad and "notwendig" in asked.quotation else good(number, asked)

    with serving(play) as server:
        out = tmp_path / "mine"
        done = run("build", inputs, "-o", out, *endpoint(server))
        assert done.exit_code == 0, done.output
        assert "1 failed" in done.stderr
        written = rows("".join(p.read_text(encoding="utf-8") for p in (out / "data/quotations").glob("*.jsonl")))
        failed = [row for row in written if "stance_failed" in row["flags"]]
        assert [(r["text"], r["stance"], r["stance_score"], r["stance_evidence"]) for r in failed] == [
            ("„Der Militäreinsatz ist notwendig“", "none", 0.0, [])
        ]
        assert b"Ignoriere" not in all_bytes(tmp_path)
        bad, before = False, len(server.asked)
        again = run("build", inputs, "-o", out, *endpoint(server))
        assert "version 1.1.0" in again.stdout, again.output
        assert len(server.asked) == before + 1


@pytest.mark.usefixtures("quick")
def test_a_server_that_is_not_there_ends_the_run(inputs: Path, tmp_path: Path) -> None:
    """Exit code 2, one message with URL and advice, nothing written."""
    with serving(good) as gone:
        pass
    done = run("build", inputs, "-o", tmp_path / "mine", *endpoint(gone))
    assert done.exit_code == 2, done.output
    assert f"{gone.url}/v1" in done.stderr
    assert "start it" in done.stderr
    assert not (tmp_path / "mine").exists()
    assert not list(tmp_path.glob(".mine*"))


def test_ctrl_c_does_not_wait_for_a_slow_server(inputs: Path, tmp_path: Path) -> None:
    """Exit code 130 at once, although requests are under way."""
    with serving(lambda _n, _a: Say(seconds=20)) as server:
        words = ["extract", inputs, *endpoint(server)]
        started = subprocess.Popen(
            [sys.executable, "-m", "quotes", *map(str, words)], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - a background run ignores it
        )  # fmt: skip
        while not server.asked and started.poll() is None:
            time.sleep(0.05)
        started.send_signal(signal.SIGINT)
        before = time.monotonic()
        _, stderr = started.communicate(timeout=15)
        assert time.monotonic() - before < 10
    assert started.returncode == 130
    assert b"Interrupted" in stderr


def test_workers_share_the_cache_and_add_up_the_cost(inputs: Path, server: Server) -> None:
    """Two processes give what one gives, and their costs are one sum; an error in a worker is a message."""
    both = run("extract", inputs, *endpoint(server), "--workers", 2)
    assert both.exit_code == 0, both.output
    paid = len(server.asked)
    assert f"{paid} quotations, 0 from the cache, 0 failed; {paid} requests" in both.stderr
    with serving(good) as gone:
        pass
    alone = run("extract", inputs, *endpoint(gone))
    assert alone.stdout == both.stdout, "all from the cache: the server is not asked"
    failed = run("extract", inputs, "--stance-model", "hf:no-such-org/no-such-model", "--workers", 2)
    assert failed.exit_code == 2
    assert "hf:no-such-org/no-such-model" in failed.stderr


@pytest.mark.usefixtures("quick")
def test_show_and_evaluate_take_a_judge(inputs: Path, server: Server, tmp_path: Path) -> None:
    """The judge's note stands among the reasons; evaluate says what it cost."""
    shown = run("show", inputs / "a.txt", *endpoint(server))
    assert shown.exit_code == 0, shown.output
    assert "stance_judge: endpoint, tiny stance.v1: against (0.90)" in shown.stdout
    (tmp_path / "gold" / "articles").mkdir(parents=True)
    (tmp_path / "gold" / "articles" / "a.txt").write_text(TEXTS["a.txt"], encoding="utf-8")
    start = TEXTS["a.txt"].index("„")
    row = {
        "doc": "a", "id": 1, "type": "direct", "spans": [[start, start + 31]], "text": "",
        "cue": [], "speaker_mention": [], "name": None, "is_spokesperson": False, "role": None, "affiliation": None,
        "role_category": "unknown", "addressee": [], "stance": "against", "note": "",
    }  # fmt: skip
    (tmp_path / "gold" / "gold.jsonl").write_text(json.dumps(row), encoding="utf-8")
    done = run("evaluate", "--gold", tmp_path / "gold", "--samples", 0, *endpoint(server))
    assert done.exit_code == 0, done.output
    assert "3 from the cache" in done.stderr, "what show asked for is known"
    (tmp_path / "rows.jsonl").write_text("", encoding="utf-8")
    done = run("evaluate", "--gold", tmp_path / "gold", "--rows", tmp_path / "rows.jsonl", *endpoint(server))
    assert done.exit_code == 2
    assert "leave out --gold-quotations, --perturb, --stance-" in done.stderr


@pytest.mark.usefixtures("quick")
def test_an_entailment_model_from_a_folder(inputs: Path, tmp_path: Path) -> None:
    """Labels and notes are the model's, the manifest has its hash and not its folder, a rerun is from the cache."""
    pytest.importorskip("transformers")
    model = tiny_nli.make(tmp_path / "models" / "tiny")
    out = tmp_path / "mine"
    done = run("build", inputs, "-o", out, "--stance-model", f"hf:{model}")
    assert done.exit_code == 0, done.output
    configuration = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["recipe"]["configuration"]
    assert (configuration["stance_judge"], configuration["stance_model"]) == ("nli", "tiny")
    assert str(tmp_path).encode() not in (out / "manifest.json").read_bytes()
    again = run("build", inputs, "-o", out, "--stance-model", f"hf:{model}")
    assert "nothing written" in again.stdout
    other = run("build", inputs, "-o", tmp_path / "other", "--stance-model", f"hf:{model}")
    assert " 0 failed" in other.stderr
    assert " 0 from the cache" not in other.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--stance-model", "hf:x", "--stance-endpoint", "http://h"], "two judges"),
        (["--stance-endpoint-model", "m"], "needs --stance-endpoint"),
        (["--stance-endpoint", "http://h"], "--stance-endpoint-model"),
        (["--stance-endpoint", "h:1", "--stance-endpoint-model", "m"], "expected a URL"),
        (["--stance-model", "gpt"], "expected hf:ORG/NAME"),
        (["--stance-model", "hf:"], "expected hf:ORG/NAME"),
        (
            ["--stance-endpoint", "http://h", "--stance-endpoint-model", "m", "--stance-timeout", "0"],
            "--stance-timeout",
        ),
        (["--stance-endpoint", "http://h", "--stance-endpoint-model", "m", "--stance-prices", "1"], "--stance-prices"),
    ],
)
@pytest.mark.parametrize("command", ["build", "extract", "show"])
def test_wrong_usage(inputs: Path, tmp_path: Path, command: str, words: list[str], message: str) -> None:
    """Exit code 2 and a message that names the option, before anything is loaded or written."""
    output = ["-o", tmp_path / "out"] if command == "build" else []
    done = run(command, inputs, *output, *words)
    assert done.exit_code == 2, done.output
    assert message in done.stderr
    assert not (tmp_path / "out").exists()
