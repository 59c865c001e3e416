"""Shards: each input file with its results in a part of its own, whole or not there, so that a run resumes.

For shard ``n`` the folder of a run holds ``n.jsonl.gz``, a line for each article (where it stands, and the document
without its parse, or how it failed), and then ``n.done.json``: the state of the input, the digest of settings, code
and models, and the part's SHA-256. Both are written beside their place and moved there. A part whose marker is missing
or says something else is made again.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from quotes.corpora.inputs import InputFile, expand
from quotes.corpora.remote import REMOTE, remote_files
from quotes.dataset.recipe import file_sha256
from quotes.document import Document
from quotes.engine.journal import document_from_json, document_to_json
from quotes.errors import DocumentError, InputError
from quotes.pipeline import Result


@dataclass(frozen=True, slots=True)
class Shard:
    """An input file: where it is (a path or an address), the id of what is in it, the folder that was named, and
    what tells whether it has changed.
    """

    number: int
    path: str
    id: str
    root: str
    state: str


def shards_of(inputs: Sequence[str]) -> list[Shard]:
    """The files of the inputs in order: local ones, and those at addresses that fsspec opens (``s3://``, ``gs://``,
    ``hf://`` ...).

    Raises InputError where an input is not there or has no files.
    """
    found: list[tuple[str, str, str, str]] = []
    for given in inputs:
        if REMOTE in given:
            found += [(f.address, f.id, f.root, f.state) for f in remote_files(given)]
            continue
        for item in expand([given]):
            if not isinstance(item, InputFile):
                raise InputError(
                    f"{given}: got an input without files, which --engine ray cannot share out; name files"
                )
            path = item.path.resolve()
            status = path.stat()
            found.append((str(path), item.id, str(item.root.resolve()), f"{status.st_size} {status.st_mtime_ns}"))
    unique = {path: (path, *others) for path, *others in reversed(found)}
    kept = [entry for entry in found if unique.pop(entry[0], None)]
    return [Shard(number, *entry) for number, entry in enumerate(kept)]


#: Where an article stands, and what became of it.
Placed = tuple[str, Result]


def pack(results: Iterable[Placed]) -> bytes:
    """The bytes of a part."""
    lines = (json.dumps({"place": place, **_entry(result)}) + "\n" for place, result in results)
    return gzip.compress("".join(lines).encode(), compresslevel=5, mtime=0)


def _entry(result: Result) -> dict[str, Any]:
    if isinstance(result, Document):
        return {"document": document_to_json(result)}
    return {"failed": [result.document_id, result.stage, result.reason]}


class Parts:
    """The parts of a run in a folder; ``run`` is the digest of what decides the results apart from the input."""

    def __init__(self, folder: Path, run: str) -> None:
        self.folder, self.run = folder, run
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, shard: Shard, data: bytes) -> None:
        """Write a part, then its marker. Raises OSError (a full disk ...); then neither is there."""
        _write(self._part(shard), data)
        _write(self._marker(shard), json.dumps(self._expected(shard, hashlib.sha256(data).hexdigest())).encode())

    def has(self, shard: Shard) -> bool:
        """Whether the shard is done: part and marker are there, and agree with each other, the input and the run."""
        try:
            marker = json.loads(self._marker(shard).read_text(encoding="utf-8"))
            return bool(marker == self._expected(shard, file_sha256(self._part(shard))))
        except (OSError, ValueError):
            return False

    def read(self, shard: Shard) -> Iterator[Placed]:
        """The results of a shard that is done."""
        with gzip.open(self._part(shard), "rt", encoding="utf-8") as file:
            for line in file:
                entry = json.loads(line)
                failed = entry.get("failed")
                yield entry["place"], DocumentError(*failed) if failed else document_from_json(entry["document"])

    def remove(self) -> None:
        """Delete all: the output is complete."""
        for path in self.folder.iterdir():
            path.unlink()
        self.folder.rmdir()

    def _expected(self, shard: Shard, sha256: str) -> dict[str, Any]:
        return {**asdict(shard), "run": self.run, "sha256": sha256}

    def _part(self, shard: Shard) -> Path:
        return self.folder / f"{shard.number:06d}.jsonl.gz"

    def _marker(self, shard: Shard) -> Path:
        return self.folder / f"{shard.number:06d}.done.json"


def _write(path: Path, data: bytes) -> None:
    beside = path.with_name(path.name + ".writing")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
