"""What a run has finished, kept beside its output, so that an interrupted run resumes where it was.

A JSON line for each finished article: the digest of the article, and the document without its parse. The file's first
line holds the digest of settings, code and models; a journal of another digest is not used. A torn last line (a kill
in mid-write) is ignored. The journal is removed when the output is complete.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from quotes.document import Article, Document
from quotes.pipeline import Item, Result

Value = str | int | float | bool | None | list[Any] | tuple[Any, ...] | dict[str, Any]


class Journal:
    """Finished documents on disk, by the digest of their article."""

    def __init__(self, path: Path, run_digest: str) -> None:
        self.path = path
        self._offsets: dict[str, int] = {}
        self._head = json.dumps({"run": run_digest})
        if not self._open_existing():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self._head + "\n", encoding="utf-8")

    def _open_existing(self) -> bool:
        """Index the lines of an earlier run with the same digest; False where there is none to go on with."""
        try:
            file = self.path.open("r+b")
        except FileNotFoundError:
            return False
        with file:
            head = file.readline()
            if head.decode("utf-8", "replace") != self._head + "\n":
                return False
            offset = len(head)
            for line in file:
                if not line.endswith(b"\n"):  # torn
                    break
                self._offsets[line[:64].decode("ascii", "replace")] = offset
                offset += len(line)
            file.truncate(offset)
        return True

    def __len__(self) -> int:
        return len(self._offsets)

    def __contains__(self, article: Article) -> bool:
        return digest(article) in self._offsets

    def get(self, article: Article) -> Document:
        """The finished document of an article that is in the journal."""
        with self.path.open("rb") as file:
            file.seek(self._offsets[digest(article)])
            line = file.readline()
        return document_from_json(json.loads(line[65:]))

    def put(self, document: Document) -> None:
        """Append a finished document; on disk before this returns."""
        key = digest(document.article)
        line = f"{key} {json.dumps(document_to_json(document))}\n".encode()
        with self.path.open("ab") as file:
            self._offsets[key] = file.tell()
            file.write(line)

    def remove(self) -> None:
        """Delete the journal: the output is complete."""
        self.path.unlink(missing_ok=True)

    def resume(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items, with its document in the place of each article that is finished."""
        for item in items:
            yield self.get(item) if isinstance(item, Article) and item in self else item

    def keep(self, results: Iterable[Result]) -> Iterator[Result]:
        """The results as they come, each new document put into the journal first."""
        for result in results:
            if isinstance(result, Document) and result.article not in self:
                self.put(result)
            yield result


def digest(article: Article) -> str:
    """SHA-256 over all fields of an article, 64 hexadecimal digits."""
    fields = json.dumps(dataclasses.astuple(article))
    return hashlib.sha256(fields.encode()).hexdigest()


def document_to_json(document: Document) -> dict[str, Any]:
    """The document without sentences and entities, as plain JSON values."""
    return dataclasses.asdict(dataclasses.replace(document, sentences=(), entities=()))


def document_from_json(value: dict[str, Any]) -> Document:
    """The reverse of document_to_json."""
    document = _read(Document, value)
    if not isinstance(document, Document):
        raise TypeError(f"expected a document, got {type(document).__name__}")
    return document


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _read(hint: Any, value: Value) -> Any:
    """A value of the data model, by its type hint: dataclasses, tuples, optional values, plain values."""
    if isinstance(hint, type) and dataclasses.is_dataclass(hint) and isinstance(value, dict):
        return hint(**{name: _read(_hints(hint)[name], v) for name, v in value.items()})
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        inner = [h for h in typing.get_args(hint) if h is not type(None)]
        return None if value is None else _read(inner[0], value)
    if origin is tuple and isinstance(value, (list, tuple)):
        arguments = typing.get_args(hint)
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return tuple(_read(arguments[0], v) for v in value)
        return tuple(_read(h, v) for h, v in zip(arguments, value, strict=True))
    return value
