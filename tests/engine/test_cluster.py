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
        events = [getattr(record, "event", {}) for record in caplog.records]
        return [event["state"] for event in events if event.get("event") == "shard"]

    return states


def on_ray(archive: Path, output: Path) -> Outcome:
    from quotes.engine.cluster import Cluster

    return extract_to_file(output, [str(archive)], RULES, cluster=Cluster())


def both(output: Path) -> tuple[bytes, bytes]:
    return output.read_bytes(), output.with_name(f"{output.name}.errors.jsonl").read_bytes()


@pytest.mark.slow
def test_a_node_that_is_killed_costs_nothing(two_nodes: Any, archive: Path, tmp_path: Path, told: Any) -> None:
    """In mid-run, with its actor: nothing is lost, nothing comes twice, the bytes are those of this machine."""
    extract_to_file(tmp_path / "local.jsonl", [str(archive)], RULES)
    node = two_nodes.list_all_nodes()[-1]

    def kill() -> None:
        while "done" not in told():
            time.sleep(0.02)
        two_nodes.remove_node(node, allow_graceful=False)

    killer = threading.Thread(target=kill)
    killer.start()
    on_ray(archive, tmp_path / "ray.jsonl")
    killer.join()
    assert both(tmp_path / "ray.jsonl") == both(tmp_path / "local.jsonl")
    assert told().count("done") == FILES + 2
    rows = [json.loads(line)["id"] for line in (tmp_path / "ray.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) == len(set(rows)) == FILES * 3
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
