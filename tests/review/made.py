"""Datasets and clients for the tests of the review app."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any, ClassVar

from starlette.testclient import TestClient

from quotes.dataset import build
from quotes.dataset.recipe import Recipe
from quotes.document import Article, Document, Note, Quotation, Span, Speaker, Stance, quotation_id
from quotes.review.app import create_app
from quotes.review.guard import Access
from quotes.review.serve import open_review
from tests.dataset.examples import document, silent

RECIPE = Recipe({"package": "quotes-dataset-builder", "version": "0", "sha256": "0" * 64})
HOST = "127.0.0.1:8000"
#: Markup, a script, emoji and right-to-left text, as articles have them.
HOSTILE = "<script>alert(1)</script> \"&amp;' 😀 قال محمد: „Nein“, sagte Öz.\n\n<img src=x onerror=alert(2)> Ende."


def hostile(id_: str = "<b>&\"'.txt") -> Document:
    """An article with markup everywhere."""
    start = HOSTILE.index("„Nein“")
    spans = (Span(start, start + len("„Nein“")),)
    quotation = Quotation(
        quotation_id(id_, spans, "direct"),
        "direct",
        spans,
        speaker=Speaker((Span(HOSTILE.index("Öz"), HOSTILE.index("Öz") + 2),), "<i>Öz</i>"),
        stance=Stance("intervention"),
        flags=("low_confidence",),
        notes=(Note("flag", "low_confidence", "<u>0.1</u>"),),
        confidence=0.1,
    )
    return Document(Article(id_, HOSTILE, title="<h1>Titel</h1>", source="<s>Blatt</s>"), quotations=(quotation,))


def flagged(id_: str = "a.txt") -> Document:
    """The example article with both of its quotations flagged, the nested one more certain."""
    made = document(id_)
    first, second = made.quotations
    notes = (Note("resolve", "chain", "die Sprecherin -> Eva Muster, sentence 1", 0.9),)
    return replace(
        made,
        quotations=(
            replace(first, flags=("stance_uncertain",), notes=notes, confidence=0.4),
            replace(second, confidence=0.6, stance=Stance("intervention")),
        ),
    )


def dataset(folder: Path, *documents: Document) -> Path:
    """A dataset of these documents; by default a flagged one, a hostile one and a silent one."""
    build(documents or (flagged(), hostile(), silent()), folder / "d", RECIPE)
    return folder / "d"


class Person:
    """A person at a browser without scripts: the session, and what the last page said."""

    def __init__(self, client: TestClient, name: str) -> None:
        self.client = client
        self.name = name
        self.requests = 0
        self.page = ""
        page = client.get("/name", headers={"host": HOST}).text
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
        assert found
        client.post(
            "/name", data={"csrf": found[1], "name": name, "then": "/"}, headers=self.headers, follow_redirects=False
        )
        self.get("/")
        self.csrf = re.search(r'<meta name="csrf" content="([0-9a-f]+)">', self.page)[1]  # type: ignore[index]

    headers: ClassVar = {"host": HOST, "origin": f"http://{HOST}"}

    def get(self, path: str, **headers: str) -> str:
        """A page."""
        response = self.client.get(path, headers={"host": HOST, **headers})
        assert response.status_code == 200, response.text
        self.page = response.text
        return self.page

    def post(self, path: str, status: int = 200, **values: Any) -> str:
        """What a key sends: with the version, view and history of the page that is shown."""
        self.requests += 1
        card = self.card() if 'id="card"' in self.page else {}
        sent = {
            "csrf": self.csrf,
            "unit": (card.get("unit") or {}).get("id", ""),
            "version": card.get("version", "0"),
            "last": card.get("last", "0"),
            "redo": card.get("redo", "0"),
            "view": card.get("view", ""),
            "have": card.get("doc", ""),
            "doc": card.get("doc", ""),
            "seconds": "2.5",
            "request": f"{id(self)}-{self.requests}",
            **{k: v if isinstance(v, str) else json.dumps(v) for k, v in values.items()},
        }
        response = self.client.post(path, data=sent, headers=self.headers, follow_redirects=False)
        assert response.status_code == status, (response.status_code, response.text)
        if 'id="card"' in response.text:
            self.page = response.text
        return response.text

    def card(self) -> dict[str, Any]:
        """The data of the card that is shown."""
        tag = re.search(r'<section id="card"([^>]*)>', self.page)
        assert tag, self.page
        data = {k: unescape(v) for k, v in re.findall(r'data-(\w+)="([^"]*)"', tag[1])}
        return data | ({"unit": json.loads(data["unit"])} if "unit" in data else {})


def client(folder: Path, **settings: Any) -> TestClient:
    """A client with the session of the printed address, without a name."""
    review = open_review(folder, Access(token="secret-token", **settings.pop("access", {})), **settings)
    review.port = 8000
    made = TestClient(create_app(review), base_url=f"http://{HOST}", raise_server_exceptions=True)
    made.review = review  # type: ignore[attr-defined]
    made.get("/?token=secret-token", headers={"host": HOST}, follow_redirects=False)
    return made


def person(folder: Path, name: str = "Anna", **settings: Any) -> Person:
    """A person in a server of her own."""
    return Person(client(folder, **settings), name)


def people(folder: Path, *names: str, **settings: Any) -> Iterator[Person]:
    """Several people at one server, each with a browser of her own."""
    first = client(folder, **settings)
    for name in names:
        own = TestClient(first.app, base_url=f"http://{HOST}")
        own.get("/?token=secret-token", headers={"host": HOST}, follow_redirects=False)
        yield Person(own, name)
