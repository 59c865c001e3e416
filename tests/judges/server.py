"""A server of the tests' own that plays an OpenAI-compatible one, well or badly."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from quotes.judges.address import parse_address
from quotes.judges.settings import EndpointSettings

LABELS = {"Fehler": "against", "notwendig": "favor", "Regen": "none"}


@dataclass(frozen=True)
class Say:
    """What the server does with one request: answer, after a while, or break off."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    drop: bool = False
    trickle: float = 0.0


@dataclass
class Asked:
    """What was sent to the server in one request."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def words(self) -> str:
        """All that the messages hold."""
        return "\n".join(message["content"] for message in self.body["messages"])

    @property
    def quotation(self) -> str:
        """The quotation that is asked about."""
        user = self.body["messages"][1]["content"]
        return str(user.split("<<<QUOTATION ")[1].split("\n", 1)[1].split("\nQUOTATION ")[0])


Play = Callable[[int, Asked], Say]


@dataclass
class Server:
    """A running server: its URL and the requests that it got, in the order of their arrival."""

    url: str
    asked: list[Asked]

    def settings(self, cache: Path | None = None, **changed: Any) -> EndpointSettings:
        """Settings that reach it, with hardly any pause."""
        given = {"timeout": 5.0, "retries": 2, "backoff": 0.001, "cache": cache, **changed}
        return EndpointSettings(parse_address(self.url), "tiny", **given)


def completion(content: str, tokens: tuple[int, int] | None = (100, 10)) -> Say:
    """A chat completion with this text, and a count of tokens."""
    value: dict[str, Any] = {"choices": [{"message": {"role": "assistant", "content": content}}]}
    if tokens:
        value["usage"] = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1]}
    return Say(json.dumps(value).encode())


def answer(label: str = "favor", score: float = 0.9, evidence: tuple[str, ...] = ()) -> Say:
    """A completion of the right form."""
    return completion(json.dumps({"label": label, "score": score, "evidence": list(evidence)}))


def good(_number: int, asked: Asked) -> Say:
    """Judges by one word of the quotation."""
    label = next((label for word, label in LABELS.items() if word in asked.quotation), "mixed")
    return answer(label, 0.9, (asked.quotation.strip("„“"),) if label != "none" else ())


@contextmanager
def serving(play: Play) -> Iterator[Server]:
    """A server that does with each request what ``play`` says of its number, from 0, and what it holds."""
    asked: list[Asked] = []
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                number = len(asked)
                asked.append(Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            say = play(number, asked[number])
            time.sleep(say.seconds)
            if say.drop:
                self.connection.close()
                return
            self.send_response(say.status)
            for name, value in {"Content-Length": str(len(say.body)), **say.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            for part in [say.body[i : i + 1] for i in range(len(say.body))] if say.trickle else [say.body]:
                self.wfile.write(part)
                time.sleep(say.trickle)

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_args: Any) -> None:
            """A client that went away is no failure of the test."""

    server = Quiet(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{server.server_address[1]}", asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
