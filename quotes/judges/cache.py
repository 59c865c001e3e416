"""Verdicts on disk by the digest of what decides them, so that the same question is paid for once."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from quotes.document import STANCE_LABELS
from quotes.errors import InputError
from quotes.judges.question import Judge, Verdict


class Cache:
    """A folder with one small JSON file for each verdict. Several processes may share it.

    A file is written beside its place and moved there, so that it is whole or not there; one that cannot be read is
    as good as none and is written anew. Raises InputError where the folder cannot be made or written to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise InputError(f"stance cache {folder}: {error.strerror}; name another folder: --stance-cache") from error
        if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
            raise InputError(f"stance cache {folder}: cannot be written to; name another folder: --stance-cache")

    def get(self, digest: str) -> Verdict | None:
        """The verdict kept under a digest, ``None`` where there is none that can be read."""
        try:
            entry = json.loads(self._path(digest).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        return _verdict(entry) if isinstance(entry, dict) and entry.get("digest") == digest else None

    def put(self, digest: str, verdict: Verdict, judge: Judge) -> bool:
        """Keep a verdict; whether that was possible (a full disk must not stop a run)."""
        entry = {
            "digest": digest,
            "judge": [judge.kind, judge.model, judge.version],
            "label": verdict.label,
            "score": verdict.score,
            "evidence": list(verdict.evidence),
            "raw": verdict.raw,
        }
        path = self._path(digest)
        try:
            path.parent.mkdir(exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        except OSError:
            return False
        part = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(entry, file, ensure_ascii=True)
            part.replace(path)
        except OSError:
            with suppress(OSError):
                part.unlink()
            return False
        return True

    def _path(self, digest: str) -> Path:
        return self.folder / digest[:2] / f"{digest}.json"


def _verdict(entry: dict[str, Any]) -> Verdict | None:
    label, score, evidence, raw = (entry.get(key) for key in ("label", "score", "evidence", "raw"))
    number = isinstance(score, (int, float)) and not isinstance(score, bool) and 0 <= score <= 1
    if label not in STANCE_LABELS or not number or not isinstance(raw, str):
        return None
    if not isinstance(evidence, list) or not all(isinstance(words, str) for words in evidence):
        return None
    return Verdict(label, float(score or 0.0), tuple(evidence), raw)
