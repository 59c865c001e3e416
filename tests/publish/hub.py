"""A small Hub of the tests' own: a stand-in for HfApi, and an HTTP server that speaks as much of its protocol as a push
needs.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit

TOKEN = "hf_right"  # noqa: S105 - of the tests' own server


@dataclass
class Repository:
    """Commits (id and files by path), and tags."""

    commits: list[tuple[str, dict[str, bytes]]] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    private: bool | None = None

    def __post_init__(self) -> None:
        self.commit({".gitattributes": b"* -text\n"}, [])

    @property
    def head(self) -> str:
        return self.commits[-1][0]

    @property
    def files(self) -> dict[str, bytes]:
        return self.commits[-1][1]

    def commit(self, added: dict[str, bytes], deleted: list[str]) -> str:
        files = {k: v for k, v in (self.commits[-1][1] if self.commits else {}).items() if k not in deleted} | added
        oid = hashlib.sha1(repr((len(self.commits), sorted(files))).encode(), usedforsecurity=False).hexdigest()
        self.commits.append((oid, files))
        return oid

    def at(self, revision: str) -> dict[str, bytes]:
        oid = self.head if revision == "main" else self.tags.get(revision, revision)
        return dict(self.commits)[oid]


@dataclass
class FakeApi:
    """What ``push`` uses of HfApi. ``fails`` names a method that raises; ``ignores`` a file that a commit loses."""

    repositories: dict[str, Repository] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    fails: str = ""
    ignores: str = ""

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if name == self.fails:
            raise ConnectionError(f"{name} failed")

    def repo_info(self, repo_id: str, *, repo_type: str) -> Any:
        self._called("repo_info")
        if repo_id not in self.repositories:
            from huggingface_hub.errors import RepositoryNotFoundError

            raise RepositoryNotFoundError(
                "not there", response=SimpleNamespace(status_code=404, headers={}, request=None)
            )  # type: ignore[arg-type]
        return SimpleNamespace(sha=self.repositories[repo_id].head)

    def list_repo_refs(self, repo_id: str, *, repo_type: str) -> Any:
        self._called("list_repo_refs")
        return SimpleNamespace(tags=[SimpleNamespace(name=tag) for tag in self.repositories[repo_id].tags])

    def list_repo_files(self, repo_id: str, *, repo_type: str, revision: str = "main") -> list[str]:
        self._called("list_repo_files")
        return list(self.repositories[repo_id].at(revision))

    def create_repo(self, repo_id: str, *, repo_type: str, private: bool | None, exist_ok: bool) -> None:
        self._called("create_repo")
        self.repositories.setdefault(repo_id, Repository(private=private))

    def create_commit(
        self, repo_id: str, operations: list[Any], *, commit_message: str, repo_type: str, parent_commit: str | None
    ) -> Any:
        self._called("create_commit")
        repository = self.repositories[repo_id]
        assert parent_commit in (None, repository.head)
        added, deleted = {}, []
        for operation in operations:
            if hasattr(operation, "is_folder"):
                deleted.append(operation.path_in_repo)
            elif operation.path_in_repo != self.ignores:
                added[operation.path_in_repo] = Path(operation.path_or_fileobj).read_bytes()
        oid = repository.commit(added, deleted)
        return SimpleNamespace(oid=oid, commit_url=f"https://hub.example/{oid}")

    def create_tag(self, repo_id: str, *, tag: str, repo_type: str, revision: str, tag_message: str) -> None:
        self._called("create_tag")
        self.repositories[repo_id].tags[tag] = revision


class _Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.repositories: dict[str, Repository] = {}
        self.requests: list[str] = []


class _Handler(BaseHTTPRequestHandler):
    """The Hub's answers to a push of small files."""

    server: _Server

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._answer("GET", b"")

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self._answer("POST", self.rfile.read(length))

    def _answer(self, method: str, body: bytes) -> None:
        path = unquote(urlsplit(self.path).path)
        self.server.requests.append(f"{method} {path}")
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self._send(401, {"error": "Invalid username or password."}, {"X-Error-Message": "Invalid token."})
            return
        if path == "/api/repos/create":
            wanted = json.loads(body)
            name = f"{wanted['organization']}/{wanted['name']}"
            self.server.repositories[name] = Repository(
                private=wanted.get("private") or wanted.get("visibility") == "private"
            )
            self._send(200, {"url": f"{self._address()}/datasets/{name}", "name": name, "id": name})
        elif path == "/api/validate-yaml":
            self._send(200, {"errors": [], "warnings": []})
        elif path.startswith("/api/datasets/"):
            organisation, name, *rest = path.removeprefix("/api/datasets/").split("/")
            repository = self.server.repositories.get(f"{organisation}/{name}")
            if repository is None:
                self._send(404, {"error": "Repository not found"}, {"X-Error-Code": "RepoNotFound"})
            else:
                self._dataset(repository, f"{organisation}/{name}", rest, body)
        else:
            self._send(404, {"error": f"no {path}"})

    def _address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def _dataset(self, repository: Repository, name: str, rest: list[str], body: bytes) -> None:
        match rest:
            case [] | ["revision", _]:
                files = repository.at(rest[1] if rest else "main")
                info = {"id": name, "sha": repository.head, "siblings": [{"rfilename": path} for path in files]}
                self._send(200, info | {"private": False, "tags": [], "downloads": 0, "likes": 0})
            case ["refs"]:
                tags = [
                    {"name": tag, "ref": f"refs/tags/{tag}", "targetCommit": oid}
                    for tag, oid in repository.tags.items()
                ]
                self._send(200, {"branches": [], "converts": [], "tags": tags})
            case ["tree", revision, *_]:
                files = repository.at(revision)
                self._send(200, [{"type": "file", "path": p, "size": len(d), "oid": "0"} for p, d in files.items()])
            case ["preupload", _]:
                files_asked = json.loads(body)["files"]
                modes = [{"path": f["path"], "uploadMode": "regular", "shouldIgnore": False} for f in files_asked]
                self._send(200, {"files": modes})
            case ["commit", _]:
                oid = self._commit(repository, [json.loads(line) for line in body.splitlines()])
                if oid:
                    self._send(200, {"commitUrl": f"{self._address()}/datasets/{name}/commit/{oid}", "commitOid": oid})
            case ["tag", revision]:
                tag = json.loads(body)["tag"]
                if tag in repository.tags:
                    self._send(409, {"error": "Tag exists"})
                else:
                    repository.tags[tag] = revision
                    self._send(200, {})
            case _:
                self._send(404, {"error": f"no {rest}"})

    def _commit(self, repository: Repository, lines: list[dict[str, Any]]) -> str | None:
        head = lines[0]["value"]
        if head.get("parentCommit") not in (None, repository.head):
            self._send(412, {"error": "A commit has happened since"})
            return None
        added = {
            line["value"]["path"]: base64.b64decode(line["value"]["content"]) for line in lines if line["key"] == "file"
        }
        deleted = [line["value"]["path"] for line in lines if line["key"] == "deletedFile"]
        return repository.commit(added, deleted)

    def _send(self, status: int, value: object, headers: dict[str, str] | None = None) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        for name, text in {
            "Content-Type": "application/json",
            "Content-Length": str(len(data)),
            **(headers or {}),
        }.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def serving() -> Iterator[_Server]:
    """The server, in a thread of this process, on a free port of this machine."""
    server = _Server()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
