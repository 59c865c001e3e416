"""Load on the review server: several annotators at once, the server killed meanwhile; nothing reported may be lost.

    python benchmarks/review.py --people 10 --decisions 5000 --kills 3

Makes a dataset, starts ``quotes review``, decides through HTTP as the pages do, kills the server (SIGKILL) and starts
it again, then compares what the server said it saved with the log. Prints decisions a second and the slowest answers.
Sends to 127.0.0.1 alone, and ends by itself.
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from quotes.dataset import build
from quotes.dataset.recipe import Recipe
from quotes.decisions.book import Book
from quotes.decisions.log import Log, log_path
from quotes.document import Article, Document, Quotation, Span, quotation_id

PER_DOCUMENT = 100
ACTIONS = ("accept", "reject", "accept")


def made_dataset(folder: Path, quotations: int) -> None:
    """A dataset with so many flagged quotations, a hundred in each article."""
    documents = []
    for number in range(-(-quotations // PER_DOCUMENT)):
        id_ = f"article-{number}"
        found = []
        for k in range(min(PER_DOCUMENT, quotations - number * PER_DOCUMENT)):
            spans = (Span(k * 50, k * 50 + 39),)
            found.append(
                Quotation(
                    quotation_id(id_, spans, "indirect"), "indirect", spans, flags=("low_confidence",), confidence=0.1
                )
            )
        documents.append(Document(Article(id_, "Wort " * (PER_DOCUMENT * 10)), quotations=tuple(found)))
    build(documents, folder, Recipe({"package": "benchmark", "version": "0", "sha256": "0" * 64}))


class Server:
    """``quotes review`` in a process, which can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = ""
        self.start()

    def start(self) -> None:
        """Start it, and wait for its address."""
        command = [sys.executable, "-m", "quotes", "review", str(self.folder), "--no-browser"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        if self.process.stdout is None:
            raise RuntimeError("no output")
        self.address = self.process.stdout.readline().strip()

    def kill(self) -> None:
        """Kill it at once, and start another."""
        self.process.kill()
        self.process.wait()
        self.start()


class Person:
    """An annotator who decides as fast as the server answers."""

    def __init__(self, name: str, server: Server) -> None:
        self.name, self.server = name, server
        self.said: list[tuple[str, str]] = []
        self.took: list[float] = []
        self._sent = 0

    def work(self, stop: threading.Event) -> None:
        """Decide until nothing is left; after a kill, come in anew and send again what had no answer."""
        pending: dict[str, str] | None = None
        while not stop.is_set():
            try:
                self._enter()
                page = self._get("/work")
                while not stop.is_set():
                    card = _card(page)
                    if card is None:
                        if pending is None:
                            return
                        break
                    pending = self._decision(card)
                    began = time.perf_counter()
                    status, page = self._request("POST", "/act", pending)
                    self.took.append(time.perf_counter() - began)
                    if status == 200:
                        self.said.append((pending["unit"], pending["action"]))
                        pending = None
                    else:  # decided elsewhere: look again
                        page, pending = self._get("/work"), None
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(0.2)  # it was killed; its successor has another address
                pending = None

    def _decision(self, card: dict[str, str]) -> dict[str, str]:
        self._sent += 1
        id_ = json.loads(card["unit"])["id"]
        common = {"csrf": self._csrf, "unit": id_, "version": card["version"], "view": "", "have": card["doc"]}
        action = ACTIONS[self._sent % len(ACTIONS)]
        return common | {"action": action, "seconds": "1.5", "request": f"{self.name}-{self._sent}-{id_}"}

    def _enter(self) -> None:
        parts = urlsplit(self.server.address)
        self._host = parts.netloc
        self._cookie = ""
        self._request("GET", f"/?{parts.query}")
        self._csrf = self._found(r'name="csrf" value="([0-9a-f]+)"', "/name")
        self._request("POST", "/name", {"csrf": self._csrf, "name": self.name, "then": "/"})
        self._csrf = self._found(r'name="csrf" content="([0-9a-f]+)"', "/agreement")

    def _found(self, pattern: str, path: str) -> str:
        match = re.search(pattern, self._get(path))
        if match is None:
            raise ValueError(path)
        return match[1]

    def _get(self, path: str) -> str:
        return self._request("GET", path)[1]

    def _request(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection(self._host, timeout=60)
        headers = {"Cookie": self._cookie, "Origin": f"http://{self._host}"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(form) if form else None, headers)
        response = connection.getresponse()
        text = response.read().decode()
        if cookie := response.getheader("Set-Cookie"):
            self._cookie = cookie.split(";")[0]
        connection.close()
        return response.status, text


def _card(page: str) -> dict[str, str] | None:
    tag = re.search(r'<section id="card"([^>]*)>', page)
    if tag is None or "data-unit" not in tag[1]:
        return None
    return {key: unescape(value) for key, value in re.findall(r'data-(\w+)="([^"]*)"', tag[1])}


def run(folder: Path, people: int, decisions: int, kills: int) -> dict[str, float]:
    """The figures of one run; ``lost`` must be 0."""
    made_dataset(folder, decisions)
    server, stop = Server(folder), threading.Event()
    persons = [Person(f"person {number}", server) for number in range(people)]
    threads = [threading.Thread(target=person.work, args=(stop,)) for person in persons]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for number in range(1, kills + 1):
        while sum(len(p.said) for p in persons) < decisions * number / (kills + 1):
            time.sleep(0.05)
        server.kill()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    server.process.kill()
    server.process.wait()
    log = Log(log_path(folder))
    book = Book(log)
    kept = {(e.who, e.item, e.after.status) for e in book.events.values() if e.after}
    status = {"accept": "accepted", "reject": "rejected"}
    lost = sum((p.name, unit, status[action]) not in kept for p in persons for unit, action in p.said)
    took = sorted(t for p in persons for t in p.took)
    log.close()
    return {
        "said": sum(len(p.said) for p in persons),
        "in_log": len(kept),
        "lost": lost,
        "per_second": round(len(took) / seconds, 1),
        "median_ms": round(1000 * took[len(took) // 2], 1),
        "p99_ms": round(1000 * took[int(len(took) * 0.99)], 1),
    }


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--decisions", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = run(Path(folder) / "load", given.people, given.decisions, given.kills)
    print(json.dumps(figures))
    sys.exit(1 if figures["lost"] else 0)


if __name__ == "__main__":
    main()
