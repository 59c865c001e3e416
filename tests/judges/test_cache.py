"""The cache: what was answered is kept, what is broken is as good as nothing, several processes may share it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from quotes.errors import InputError, ServiceError
from quotes.judges.cache import Cache
from quotes.judges.consult import consult
from quotes.judges.question import Failure, Outcome, Question, Verdict
from quotes.judges.spending import Meter, Spending

DIGEST = "ab" * 32
VERDICT = Verdict("against", 0.8, ("ein „Fehler“",), "against")


class Parrot:
    """A judge that answers a question by its number, fails on "fail" and gives up on "stop"."""

    kind, model, version = "parrot", "p", "1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def digest(self, question: Question) -> str:
        return hashlib.sha256(question.quotation.encode()).hexdigest()

    def ask(self, questions: Sequence[Question]) -> Iterator[Outcome]:
        for question in questions:
            self.asked.append(question.quotation)
            if question.quotation == "stop":
                raise ServiceError("gone")
            yield Failure("no") if question.quotation == "fail" else Verdict("favor", 0.5, (question.quotation,))

    def take_spending(self) -> Spending:
        return Spending()


def questions(*quotations: str) -> list[Question]:
    return [Question("", "", words, "") for words in quotations]


def test_what_is_put_can_be_got(tmp_path: Path) -> None:
    """Another process, too, finds the verdict; another digest is not there."""
    assert Cache(tmp_path / "a" / "b").put(DIGEST, VERDICT, Parrot())
    assert Cache(tmp_path / "a" / "b").get(DIGEST) == VERDICT
    assert Cache(tmp_path / "a" / "b").get("cd" * 32) is None
    assert len(list((tmp_path / "a").rglob("*.*"))) == 1, "no half-written file is left"


BROKEN = [
    b"", b"{", b"\xff\xfe", b"[]", b"3", b'{"digest": "x"}', b"[" * 100_000,
    json.dumps({"digest": DIGEST, "label": "pro", "score": 0.5, "evidence": [], "raw": ""}).encode(),
    json.dumps({"digest": DIGEST, "label": "none", "score": 3, "evidence": [], "raw": ""}).encode(),
    json.dumps({"digest": DIGEST, "label": "none", "score": 0.5, "evidence": [3], "raw": ""}).encode(),
    json.dumps({"digest": "cd" * 32, "label": "none", "score": 0.5, "evidence": [], "raw": ""}).encode(),
]  # fmt: skip


@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_entry_is_ignored_and_written_anew(tmp_path: Path, content: bytes) -> None:
    """Torn, edited or foreign files cost one question, nothing else."""
    cache = Cache(tmp_path)
    cache.put(DIGEST, VERDICT, Parrot())
    next(tmp_path.rglob("*.json")).write_bytes(content)
    assert cache.get(DIGEST) is None
    cache.put(DIGEST, VERDICT, Parrot())
    assert cache.get(DIGEST) == VERDICT


def test_many_writers_leave_one_whole_entry(tmp_path: Path) -> None:
    """Threads that write the same entry do not mix."""
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda _: Cache(tmp_path).put(DIGEST, VERDICT, Parrot()), range(200)))
    assert Cache(tmp_path).get(DIGEST) == VERDICT
    assert len(list(tmp_path.rglob("*.*"))) == 1


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    """The message names folder and option."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="--stance-cache"):
        Cache(tmp_path / "file" / "cache")
    with pytest.raises(InputError, match="--stance-cache"):
        Cache(tmp_path / "file")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    """A read-only folder is known before anything is paid."""
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="cannot be written"):
        Cache(tmp_path)
    tmp_path.chmod(0o700)


def test_a_full_disk_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Verdicts that cannot be kept are used and counted; the run goes on."""

    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("quotes.judges.cache.tempfile.mkstemp", full)
    meter = Meter()
    assert isinstance(consult(Parrot(), questions("a"), Cache(tmp_path), meter)[0], Verdict)
    assert meter.take().unkept == 1


def test_each_question_is_asked_once(tmp_path: Path) -> None:
    """The same question in one batch and in the next is answered from what is known; a failure is asked again."""
    parrot, cache, meter = Parrot(), Cache(tmp_path), Meter()
    first = consult(parrot, questions("a", "b", "a", "fail"), cache, meter)
    assert [o.evidence[0] if isinstance(o, Verdict) else o.reason for o in first] == ["a", "b", "a", "no"]
    assert consult(parrot, questions("b", "fail", "c"), cache, meter)[0] == first[1]
    assert parrot.asked == ["a", "b", "fail", "fail", "c"]
    assert meter.take() == Spending(questions=7, cached=1, failed=2)


def test_what_was_answered_before_the_end_is_kept(tmp_path: Path) -> None:
    """A run that stops has paid for its answers only once."""
    cache = Cache(tmp_path)
    with pytest.raises(ServiceError):
        consult(Parrot(), questions("a", "b", "stop", "c"), cache, Meter())
    again = Parrot()
    consult(again, questions("a", "b", "c"), cache, Meter())
    assert again.asked == ["c"]


def test_without_a_cache_nothing_is_kept() -> None:
    """A judge can be asked without one."""
    parrot = Parrot()
    for _ in range(2):
        consult(parrot, questions("a"), None, Meter())
    assert parrot.asked == ["a", "a"]


def test_the_cost_is_said_in_one_line() -> None:
    """Counts and cost; what did not happen is left out."""
    spent = Spending(5, 2, 1, 4, 1, 2_000_000, 500_000)
    assert spent.describe("m", (0.5, 2.0)) == (
        "stance judge m: 5 quotations, 2 from the cache, 1 failed; 4 requests (1 again); "
        "2,000,000 tokens in, 500,000 out; cost 2.0000"
    )
    assert Spending(3, 3).describe("m") == "stance judge m: 3 quotations, 3 from the cache, 0 failed"
    assert "2 answers without a count" in Spending(requests=2, uncounted=2).describe("m")
    assert "1 answers could not be written" in Spending(unkept=1).describe("m")
