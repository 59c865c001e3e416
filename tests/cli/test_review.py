"""``quotes review``, ``apply`` and ``agreement`` from the command line."""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from quotes.cli import main
from quotes.engine.gold import read_gold
from tests.decisions.made import answer, book, change, item
from tests.review.made import dataset, flagged, person


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(main, [str(a) for a in arguments])
    return done.exit_code, done.output


def test_apply_says_what_people_changed(tmp_path: Path) -> None:
    """Counts, the share changed of each field, the new version; again nothing is written."""
    folder = dataset(tmp_path, flagged())
    book(folder).record("Anna", [change(item(), answer("corrected", stance="mixed"))], request="1")
    code, said = run("apply", folder)
    assert code == 0
    assert "Decisions applied: 0 accepted, 1 corrected, 0 rejected, 0 added" in said
    assert "stance                       1 of 1      100.0%  against → mixed 1\n" in said
    assert "cue_spans                    0 of 1        0.0%\n" in said
    assert "people kept 100.0% of the 1 quotations" in said
    assert "version 1.0.1, after 1.0.0" in said
    assert "nothing written" in run("apply", folder)[1]


def test_apply_names_what_waits(tmp_path: Path) -> None:
    """Conflicts and drafts are not applied, and said."""
    folder = dataset(tmp_path, flagged())
    b = book(folder)
    b.record("Anna", [change(item(), answer())], request="1")
    b.record("Ben", [change(item(), answer("rejected"))], request="2")
    b.record("Ben", [change(item(1), answer("open", 1, stance="favor"))], request="3")
    said = run("apply", folder)[1]
    assert "1 on which annotators differ" in said
    assert "1 with changes that nobody has accepted yet" in said


def test_gold_is_what_evaluate_takes(tmp_path: Path) -> None:
    """The folder that --gold writes is gold; without a checked document the error says what to do."""
    folder, gold = dataset(tmp_path, flagged()), tmp_path / "gold"
    anna = person(folder)
    anna.get("/work?doc=a.txt&scope=all&status=all&order=text")
    anna.post("/act", action="accept")
    anna.post("/act", action="accept")
    code, said = run("apply", folder, "--gold", gold)
    assert (code, "checked as a whole" in said) == (2, True)
    anna.get("/work?doc=a.txt&scope=all&status=all&order=text")
    anna.post("/act", action="check", version="0")
    assert run("apply", folder, "--gold", gold)[0] == 0
    assert len(read_gold(gold).texts) == 1


@pytest.mark.parametrize("command", ["review", "apply", "agreement"])
def test_no_dataset_is_said(tmp_path: Path, command: str) -> None:
    """Exit code 2, and what to do."""
    code, said = run(command, tmp_path / "none")
    assert code == 2
    assert "quotes" in said


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--host", "0.0.0.0"), "--password"),
        (("--host", "0.0.0.0", "--behind-proxy", "review.example.org"), "https://"),
        (("--overlap", "0"), "1<=x<=20"),
    ],
)
def test_review_refuses_what_is_not_safe_or_not_right(tmp_path: Path, options: tuple[str, ...], reason: str) -> None:
    """Too wide an access and wrong numbers end with code 2 before anything starts."""
    code, said = run("review", dataset(tmp_path, flagged()), "--no-browser", *options)
    assert code == 2
    assert reason in said


def test_agreement_in_numbers(tmp_path: Path) -> None:
    """A table of labels and spans once two people judged the same."""
    folder = dataset(tmp_path, flagged())
    assert "quotes review" in run("agreement", folder)[1]
    b = book(folder)
    b.record("Anna", [change(item(), answer())], request="1")
    assert "No quotation was decided on by two" in run("agreement", folder)[1]
    b.record("Ben", [change(item(), answer("corrected", stance="mixed"))], request="2")
    said = run("agreement", folder)[1]
    assert "1 quotations decided on by two and more of Anna, Ben" in said
    assert "speaker_spans" in said


def test_the_server_prints_its_address_answers_and_stops(tmp_path: Path) -> None:
    """One line with the full address when it is ready; Ctrl-C ends it in peace."""
    folder = dataset(tmp_path, flagged())
    command = [sys.executable, "-m", "quotes", "review", str(folder), "--no-browser"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout is not None
    address = urlsplit(running.stdout.readline().strip())
    connection = http.client.HTTPConnection(address.netloc, timeout=60)
    connection.request("GET", f"/?{address.query}")
    assert connection.getresponse().status == 303
    running.send_signal(signal.SIGINT)
    rest, errors = running.communicate(timeout=60)
    assert (running.returncode, rest) == (0, "")
    assert "All decisions are saved" in errors


def test_to_another_tool_and_back(tmp_path: Path) -> None:
    """Export, import under a name, apply: one command each; problems are said and give exit code 1."""
    from tests.annotation.tools import LabelStudio
    from tests.review import made

    runner, folder = CliRunner(), made.dataset(tmp_path)
    out = tmp_path / "out"
    done = runner.invoke(main, ["export", str(folder), "--format", "label-studio", "-o", str(out)])
    assert done.exit_code == 0, done.output
    person = LabelStudio(out)
    person.tasks[0]["data"]["text"] += "."
    file = person.save(tmp_path)
    done = runner.invoke(main, ["import", str(folder), str(file), "--format", "label-studio", "--annotator", "7=Öz"])
    assert done.exit_code == 1
    assert "accepted, 0 corrected, 0 rejected, 0 added, by Öz" in done.output
    assert "another text" in done.output
    assert runner.invoke(main, ["apply", str(folder)]).exit_code == 0
