"""Shards over the machines of a Ray cluster (extra ``ray``): another way to the results that ``local.run`` gives.

Each actor has a worker process with a pipeline (``Pool`` of one), so that a document that kills it is found and given
up as on one machine. Parts come back to the driver, which alone writes (``Parts``); a driver that is started again
does what is missing. An actor that dies, with its node or without, is replaced, and its shard done again;
a shard that fails three times is listed, and the others go on.
"""

from __future__ import annotations

import hashlib
import socket
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quotes.corpora.articles import Ids, read_file
from quotes.corpora.inputs import InputFile
from quotes.corpora.remote import REMOTE, fetched
from quotes.corpora.sources import UNKNOWN, Provenance
from quotes.dataset.recipe import Recipe, make_recipe
from quotes.dataset.shards import encode
from quotes.document import READING
from quotes.engine import events
from quotes.engine.local import chunks_of
from quotes.engine.pool import Pool
from quotes.engine.shards import Parts, Placed, Shard, pack, shards_of
from quotes.engine.tally import Tally
from quotes.errors import DocumentError, InputError, QuotesError, ResourceError
from quotes.judges.spending import Meter, Spending
from quotes.pipeline import Item, Result, Settings

STAGE = "shard"
#: So often is a shard tried before it is given up for this run.
TRIES = 3


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where Ray is: the address of a cluster, ``None`` for that of RAY_ADDRESS or else this machine alone."""

    address: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What all shards of a run have in common."""

    settings: Settings
    any_language: bool = False
    provenance: Provenance = UNKNOWN

    def digest(self) -> str:
        """A digest of settings, code, models, and how articles are read, as they are on this machine."""
        recipe = _recipe(self.settings).as_dict()
        said = {"recipe": recipe, "any_language": self.any_language, "provenance": repr(self.provenance)}
        return hashlib.sha256(encode(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Done:
    """A part, and what it cost."""

    data: bytes
    documents: int
    tokens: int
    spending: Spending
    node: str


class ShardWorker:
    """What an actor does. Raises ResourceError where this machine has other code or models than the driver's, or lacks
    one of ``roots``, the folders of the input.
    """

    def __init__(self, job: Job, digest: str, roots: Sequence[str] = ()) -> None:
        self._job, self._meter, self._tally = job, Meter(), Tally()
        node = socket.gethostname()
        try:
            found = job.digest()
        except QuotesError as error:
            raise ResourceError(f"node {node}: {error}") from error
        if found != digest:
            raise ResourceError(
                f"node {node}: got other code, models or lexicons than where the run was started; install the same "
                "version of quotes-dataset-builder, and put own models at the same path, on all nodes"
            )
        if gone := [root for root in roots if not Path(root).exists()]:
            raise ResourceError(
                f"node {node}: {gone[0]} is not there; have local inputs at the same path on all nodes, or give an "
                "address (s3://bucket/folder ...)"
            )
        self._pool = Pool(job.settings, 1, meter=self._meter, tally=self._tally, share=False)

    def work(self, shard: Shard) -> Done:
        """The part of a shard. Raises OSError and what a store raises where the input cannot be had."""
        self._tally.tokens = 0
        if REMOTE in shard.path:
            with fetched(shard.path, shard.id) as item:
                results = list(self._results(item, (str(item.path), shard.path)))
        else:
            item = InputFile(Path(shard.path), shard.id, Path(shard.root))
            item.path.stat()  # not on this node: another may see it
            results = list(self._results(item, ("", "")))
        node = socket.gethostname()
        return Done(pack(results), len(results), self._tally.tokens, self._meter.take(), node)

    def _results(self, item: InputFile, place: tuple[str, str]) -> Iterator[Placed]:
        places: deque[str] = deque()

        def items() -> Iterator[Item]:
            for reading, where in read_file(item, any_language=self._job.any_language, provenance=self._job.provenance):
                places.append(where.replace(*place) if place[0] else where)
                yield reading

        for result in self._pool.run(chunks_of(items())):
            yield places.popleft(), result


@contextmanager
def on_ray(
    job: Job, inputs: Sequence[str], folder: Path, cluster: Cluster, *, tally: Tally, meter: Meter, keep: bool = False
) -> Iterator[Iterator[Result]]:
    """In the block: each article of the inputs as ``local.run`` gives it, in order, once all shards are done.

    ``folder`` keeps the parts; it is removed when the block ends well, unless a shard failed (or with ``keep``).

    Raises InputError where an input is not there, Ray cannot be had or the cluster is not reached; ResourceError where
    nodes lack code or models. A shard that cannot be read is a DocumentError in its place, and tried again next time.
    """
    shards = shards_of(inputs)
    parts = Parts(folder, job.digest())
    missing = [shard for shard in shards if not parts.has(shard)]
    if kept := len(shards) - len(missing):
        events.tell("shard", f"{kept:,} of {len(shards):,} shards are done already", state="kept", shards=kept)
    failed = _Driver(job, parts, cluster, tally, meter).work_off(missing) if missing else {}
    yield _in_order(shards, parts, failed)
    if not failed and not keep:
        parts.remove()


def _in_order(shards: Sequence[Shard], parts: Parts, failed: Mapping[int, str]) -> Iterator[Result]:
    ids = Ids()
    for shard in shards:
        if shard.number in failed:
            yield DocumentError(shard.id, STAGE, failed[shard.number])
            continue
        for place, result in parts.read(shard):
            yield _again(ids, result, place) or result


def _again(ids: Ids, result: Result, place: str) -> DocumentError | None:
    """The failure of a second article of an id; what could not be read has none."""
    if not isinstance(result, DocumentError):
        return ids.again(result.article.id, place)
    return ids.again(result.document_id, place) if result.stage != READING else None


@dataclass(slots=True, eq=False)
class _Place:
    """Room for an actor; ``begun`` is a future of its start, ``failures`` counts those in a row that say more about the
    place than about a shard.
    """

    actor: Any = None
    begun: Any = None
    failures: int = 0


class _Driver:
    """Hands shards to actors, one at a time each, and writes what comes back.

    A shard that fails is tried again, and after ``TRIES`` listed as failed: other shards go on. An actor that cannot
    start says nothing about its shard: after ``TRIES`` in a row its place is given up. The run ends where none is left.
    """

    def __init__(self, job: Job, parts: Parts, cluster: Cluster, tally: Tally, meter: Meter) -> None:
        self._job, self._parts, self._tally, self._meter = job, parts, tally, meter
        self._ray = connected(cluster.address)
        self._actor = self._ray.remote(num_cpus=1, max_restarts=0)(ShardWorker)
        self._roots: tuple[str, ...] = ()
        self._free: list[_Place] = []
        self._busy: dict[Any, tuple[_Place, Shard, int]] = {}
        self._waiting: deque[tuple[Shard, int]] = deque()
        self._failed: dict[int, str] = {}

    def work_off(self, shards: Sequence[Shard]) -> dict[int, str]:
        """Make the parts of the shards; why those failed that did, by their number.

        Raises ResourceError where no actor can start or work any more.
        """
        self._waiting.extend((shard, 0) for shard in shards)
        self._roots = tuple(sorted({shard.root for shard in shards if REMOTE not in shard.path}))
        size = max(1, min(len(shards), int(self._ray.cluster_resources().get("CPU", 1))))
        self._free = [_Place() for _ in range(size)]
        try:
            while self._waiting or self._busy:
                self._hand_out()
                self._finish(self._ray.wait(list(self._busy), num_returns=1)[0][0])
        finally:
            for place in (*self._free, *(place for place, *_ in self._busy.values())):
                self._end(place)
        return self._failed

    def _hand_out(self) -> None:
        while self._waiting and self._free:
            place, (shard, tries) = self._free.pop(), self._waiting.popleft()
            if place.actor is None:
                place.actor = self._actor.remote(self._job, self._parts.run, self._roots)
                place.begun = place.actor.__ray_ready__.remote()
            self._busy[place.actor.work.remote(shard)] = (place, shard, tries)
        for place in self._free:  # where a node is gone, another actor waits for the core of one that has no work
            self._end(place)

    def _end(self, place: _Place) -> None:
        if place.actor is not None:
            self._ray.kill(place.actor)
        place.actor = place.begun = None

    def _finish(self, ready: Any) -> None:
        place, shard, tries = self._busy.pop(ready)
        try:
            done: Done = self._ray.get(ready)
        except self._ray.exceptions.RayError as error:
            has_begun = self._has_begun(place)
            self._again(shard, tries + has_begun, error)
            # Errors meant for users (no model, no memory, a judge that does not answer) are not about one file.
            is_general = not has_begun or isinstance(getattr(error, "cause", None), QuotesError)
            self._replace(place, error if is_general else None)
            return
        place.failures = 0
        self._free.append(place)
        self._parts.put(shard, done.data)
        self._tally.tokens += done.tokens
        self._meter.add(done.spending)
        _tell(shard, "done", f"{done.documents:,} documents on {done.node}")

    def _has_begun(self, place: _Place) -> bool:
        """Whether the place's actor, dead or alive, has come as far as to take work."""
        try:
            return bool(self._ray.get(place.begun, timeout=0))
        except self._ray.exceptions.RayError:  # GetTimeoutError among them
            return False

    def _replace(self, place: _Place, general: Exception | None) -> None:
        """End the place's actor; another one takes its place, unless too many in a row have failed there."""
        self._end(place)
        place.failures = place.failures + 1 if general else 0
        if place.failures < TRIES:
            self._free.append(place)
        elif not self._free and not self._busy and self._waiting:
            raise ResourceError(
                f"no actor of the Ray cluster can work, the last for this reason: {_reason(general or Exception())}; "
                "what is finished is kept: mend the nodes and give the same command again"
            )

    def _again(self, shard: Shard, tries: int, error: Exception) -> None:
        """Put the shard back, at the end, where another node is likely to get it; or give it up."""
        reason = _reason(error)
        if tries < TRIES:
            _tell(shard, "retried", reason)
            self._waiting.append((shard, tries))
            return
        _tell(shard, "failed", reason)
        self._failed[shard.number] = f"tried {TRIES} times: {reason}; the next run tries it again"


def connected(address: str | None) -> Any:
    """Ray, connected to the cluster at ``address`` (``None``: that of RAY_ADDRESS, else one of this machine alone).

    Raises InputError where it is not installed or the cluster cannot be joined: not there, or of another version.
    """
    try:
        import ray
    except ImportError as error:
        raise InputError(
            "--engine ray needs Ray, which is not installed: pip install 'quotes-dataset-builder[ray]'"
        ) from error
    if ray.is_initialized():
        return ray
    try:
        ray.init(address=address, log_to_driver=False, logging_level="ERROR")
    except (RuntimeError, ValueError, OSError) as error:  # ConnectionError among them
        raise InputError(
            f"Ray {ray.__version__} could not join {address or 'a cluster of this machine'} ({error}); "
            "start one (ray start --head), check --address, and have the same versions of Ray and Python on all nodes"
        ) from error
    return ray


def _reason(error: Exception) -> str:
    """What an actor tripped over, or how it died, in a line."""
    cause = getattr(error, "cause", None)
    if cause is not None:
        return f"{type(cause).__name__}: {cause}"
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = next((line for line in lines if line.startswith("quotes.errors.")), None)  # of an actor that never began
    if told:
        return told.removeprefix("quotes.errors.")
    how = [line for line in lines if line.startswith("The actor ")]  # the last says how; after it Ray guesses why
    return f"{type(error).__name__}: {(how or lines)[-1].split(' Some common causes')[0]}"


def _tell(shard: Shard, state: str, words: str) -> None:
    events.tell("shard", f"{shard.id}: {state}: {words}", shard=shard.id, state=state, detail=words)


def _recipe(settings: Settings) -> Recipe:
    return make_recipe(settings.as_dict(), models=settings.models(), target=settings.target)
