"""A Ray cluster gives the bytes that this machine gives, whatever dies on the way."""

from __future__ import annotations

import gzip
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quotes.engine.cluster import Job, ShardWorker, connected
from quotes.engine.extract import Outcome, extract_to_file
from quotes.engine.shards import Shard
from quotes.errors import InputError, ResourceError
from quotes.pipeline import Settings
from tests.engine.danger import FAILS, GO_ON, KILLS, KILLS_ONCE, NO_SERVICE, WAITS, Dangerous, Elsewhere, stages

RULES = Settings(detector="rules")
FILES = 6


def test_without_ray_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra by its name."""
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InputError, match=r"pip install 'quotes-dataset-builder\[ray\]'"):
        connected(None)


@pytest.mark.parametrize(
    "error",
    [RuntimeError("Version mismatch: The cluster was started with: Ray: 2.9.0"), ConnectionError("Could not find")],
    ids=["another version", "nobody there"],
)
def test_a_cluster_that_cannot_be_joined(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Ray says, and what to do."""
    ray = pytest.importorskip("ray", reason="Ray is not installed (extra ray)")

    def init(**_: Any) -> None:
        raise error

    monkeypatch.setattr(ray, "is_initialized", lambda: False)
    monkeypatch.setattr(ray, "init", init)
    with pytest.raises(InputError, match=r"could not join 10\.0\.0\.1:6379 .*ray start --head"):
        connected("10.0.0.1:6379")


def test_a_node_with_other_models_takes_no_work() -> None:
    """Its results would not be those of the others."""
    with pytest.raises(ResourceError, match="got other code, models or lexicons"):
        ShardWorker(Job(RULES), "0" * 64)
    with pytest.raises(ResourceError, match=r"node .*/no/such/model"):
        ShardWorker(Job(Settings(detector="learned:/no/such/model")), "0" * 64)


def test_a_node_without_the_input_takes_no_work(tmp_path: Path) -> None:
    """Rather than fail at one file after another."""
    with pytest.raises(ResourceError, match=r"node .*/gone is not there; have local inputs at the same path"):
        ShardWorker(Job(RULES), Job(RULES).digest(), [str(tmp_path), str(tmp_path / "gone")])


def test_a_shard_that_is_not_there_is_no_empty_one(tmp_path: Path) -> None:
    """Another node may see the file."""
    worker = ShardWorker(Job(RULES), Job(RULES).digest())
    with pytest.raises(FileNotFoundError):
        worker.work(Shard(0, str(tmp_path / "a.jsonl"), "a.jsonl", str(tmp_path), ""))


@pytest.fixture(scope="module")
def two_nodes() -> Iterator[Any]:
    """A head with one core, and another node with one."""
    ray = pytest.importorskip("ray", reason="Ray is not installed (extra ray)")
    from ray.cluster_utils import Cluster

    os.environ["RAY_worker_niceness"] = "0"  # noqa: SIM112 - Ray's own name; on a busy machine 15 is never
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    cluster.add_node(num_cpus=1)
    ray.init(address=cluster.address, log_to_driver=False, logging_level="ERROR")
    yield cluster
    ray.shutdown()
    cluster.shutdown()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Files of articles, one torn, one with ids that come a second time, one row that is none."""
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(FILES):
        rows = [
            {"id": f"{n}-{i}", "text": f"„Das ist Nummer {i}“, sagte Ministerin Anna Beispiel am Montag in Kiel."}
            for i in range(3)
        ]
        (folder / f"s{n}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    again = (folder / "s1.jsonl").read_bytes()
    (folder / "torn.jsonl.gz").write_bytes(gzip.compress(again * 50)[:90])
    (folder / "z.jsonl").write_bytes(again + b"{}\n")
    return folder


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Any:
    """The states of shards that were told of."""
    caplog.set_level("INFO", "quotes")

    def states() -> list[str]:
        return [event["state"] for event in shard_events(caplog)]

    return states


def shard_events(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    events = [getattr(record, "event", {}) for record in caplog.records]
    return [event for event in events if event.get("event") == "shard"]


def on_ray(archive: Path, output: Path, settings: Settings = RULES) -> Outcome:
    from quotes.engine.cluster import Cluster

    return extract_to_file(output, [str(archive)], settings, cluster=Cluster())


def both(output: Path) -> tuple[bytes, bytes]:
    return output.read_bytes(), output.with_name(f"{output.name}.errors.jsonl").read_bytes()


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def texts(folder: Path, **said: str) -> Path:
    """A file of three articles for each name, the second of which says this too."""
    folder.mkdir(exist_ok=True)
    for name, more in said.items():
        rows = [
            {
                "id": f"{name}-{i}",
                "text": f"„Das ist Nummer {i}“, sagte Eva Muster am Montag in Kiel. {more * (i == 1)}",
            }
            for i in range(3)
        ]
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


@pytest.mark.slow
def test_an_actor_whose_process_is_killed_is_replaced(
    two_nodes: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """kill -9 in the midst of a shard: another actor does that shard again, from its start; nothing is lost."""
    mark = tmp_path / "killed"
    archive = texts(tmp_path / "in", a="", b=KILLS_ONCE.format(mark), c="", d="")
    on_ray(archive, tmp_path / "ray.jsonl", Dangerous(detector="rules"))
    retried = [event for event in shard_events(caplog) if event["state"] == "retried"]
    assert [event["shard"] for event in retried] == ["b.jsonl"]
    assert "its worker process has died" in retried[0]["detail"]
    assert not _runs(int(mark.read_text()))
    assert told().count("done") == 4
    monkeypatch.setattr("quotes.pipeline.stages", stages)
    outcome = extract_to_file(tmp_path / "local.jsonl", [str(archive)], RULES)
    assert (outcome.documents, outcome.failures) == (12, [])
    assert (tmp_path / "ray.jsonl").read_bytes() == (tmp_path / "local.jsonl").read_bytes()


@pytest.mark.slow
def test_a_shard_that_no_actor_survives_is_listed_and_the_others_go_on(
    two_nodes: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture, told: Any
) -> None:
    """Three times tried; beside it a document at which a stage fails, which is listed alone, as on one machine."""
    archive = texts(tmp_path / "in", a=KILLS, b="", c=FAILS, d="")
    outcome = on_ray(archive, tmp_path / "ray.jsonl", Dangerous(detector="rules"))
    states = [event["state"] for event in shard_events(caplog) if event["shard"] == "a.jsonl"]
    assert states == ["retried", "retried", "failed"]
    assert outcome.documents == 8
    assert [(f.document_id, f.stage) for f in outcome.failures] == [("a.jsonl", "shard"), ("c-1", "danger")]
    assert outcome.failures[0].reason.startswith("tried 3 times: ActorDiedError: ")
    assert outcome.failures[1].reason == "ValueError: this one alone"
    assert len(list(tmp_path.glob(".ray.jsonl.shards/*.done.json"))) == 3, "kept for the next run"
    texts(archive, a="")
    again = on_ray(archive, tmp_path / "ray.jsonl", Dangerous(detector="rules"))
    assert (again.documents, [f.document_id for f in again.failures]) == (11, ["c-1"])


GENERAL = {
    "none can start": (Elsewhere(detector="rules"), "", "ResourceError: node .* got other code, models"),
    "none gets what all need": (Dangerous(detector="rules"), NO_SERVICE, "ServiceError: the judge does not answer"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", GENERAL.values(), ids=GENERAL)
def test_a_run_ends_where_no_actor_can_work(
    case: tuple[Settings, str, str], two_nodes: Any, tmp_path: Path, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many shards there are: no file is listed as failed for it, and none is tried for ever."""
    monkeypatch.setattr("quotes.engine.cluster.TRIES", 2)  # for the sake of time
    settings, text, reason = case
    archive = texts(tmp_path / "in", **{f"s{i:02}": text for i in range(20)})
    with pytest.raises(ResourceError, match=f"no actor of the Ray cluster can work, .*{reason}"):
        on_ray(archive, tmp_path / "ray.jsonl", settings)
    assert told() == ["retried"] * 4, "two at each of two places"


@pytest.mark.slow
def test_a_dataset_built_on_a_cluster_is_that_of_this_machine(
    two_nodes: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All its files, byte for byte; with an article more, its next version and the one kept of before too."""
    from quotes.engine.build import build_dataset
    from quotes.engine.cluster import Cluster

    monkeypatch.setattr("datasets.config.HF_HUB_OFFLINE", True)
    archive = texts(tmp_path / "in", a="", b="", c="")
    (archive / "d.txt").write_text("", encoding="utf-8")
    built = {"local": [], "ray": []}
    for more in ({}, {"e": ""}):
        texts(archive, **more)
        for engine, cluster in (("local", None), ("ray", Cluster())):
            folder = tmp_path / engine / "mine"
            folder.parent.mkdir(exist_ok=True)
            done = build_dataset(folder, [str(archive)], RULES, cluster=cluster)
            built[engine].append((done.status, done.version, [f.document_id for f in done.failures]))
    assert built["ray"] == built["local"] == [("created", "1.0.0", ["d.txt"]), ("extended", "1.1.0", ["d.txt"])]
    assert files(tmp_path / "ray") == files(tmp_path / "local")


def files(folder: Path) -> dict[str, bytes]:
    """All that is there, so parts that were left behind too."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.slow
def test_a_node_that_is_killed_costs_nothing(
    two_nodes: Any, archive: Path, tmp_path: Path, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its actor, which is at work: nothing is lost, nothing comes twice, the bytes are those of this machine."""
    at_work = tmp_path / "at work"
    at_work.mkdir()
    texts(archive, a0=WAITS.format(at_work), a1=WAITS.format(at_work))
    node = two_nodes.list_all_nodes()[-1]
    raylet = node.all_processes["raylet"][0].process.pid

    def kill() -> None:
        mark, deadline = at_work / str(raylet), time.monotonic() + 30
        while not mark.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        two_nodes.remove_node(node, allow_graceful=False)
        # An actor outlives its node by a moment, in which it might end its work.
        while _runs(int(mark.read_text())) and time.monotonic() < deadline:
            time.sleep(0.02)
        (at_work / GO_ON).touch()

    killer = threading.Thread(target=kill)
    killer.start()
    on_ray(archive, tmp_path / "ray.jsonl", Dangerous(detector="rules"))
    killer.join()
    assert told().count("retried") == 1
    assert told().count("done") == FILES + 2 + 2
    monkeypatch.setattr("quotes.pipeline.stages", stages)
    extract_to_file(tmp_path / "local.jsonl", [str(archive)], RULES)
    assert both(tmp_path / "ray.jsonl") == both(tmp_path / "local.jsonl")
    rows = [json.loads(line)["id"] for line in (tmp_path / "ray.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) == len(set(rows)) == (FILES + 2) * 3
    assert not list(tmp_path.glob(".ray*")), "the parts are gone"


@pytest.mark.slow
def test_a_driver_that_is_killed_does_what_is_missing(
    two_nodes: Any, archive: Path, tmp_path: Path, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where its last part has no marker yet."""
    put = "quotes.engine.shards.Parts.put"
    from quotes.engine.shards import Parts

    real, done = Parts.put, []

    def dying(self: Parts, shard: Shard, data: bytes) -> None:
        if len(done) == 3:
            (self.folder / f"{shard.number:06d}.jsonl.gz").write_bytes(data)
            raise KeyboardInterrupt
        done.append(shard.number)
        real(self, shard, data)

    monkeypatch.setattr(put, dying)
    with pytest.raises(KeyboardInterrupt):
        on_ray(archive, tmp_path / "ray.jsonl")
    monkeypatch.setattr(put, real)
    assert not (tmp_path / "ray.jsonl").exists()
    before = told().count("done")
    on_ray(archive, tmp_path / "ray.jsonl")
    assert told().count("done") - before == FILES + 2 - 3
    assert told().count("kept") == 1
    extract_to_file(tmp_path / "local.jsonl", [str(archive)], RULES)
    assert both(tmp_path / "ray.jsonl") == both(tmp_path / "local.jsonl")
