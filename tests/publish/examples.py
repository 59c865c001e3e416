"""A dataset for the tests of publishing, made from the articles of a folder without any model."""

from __future__ import annotations

import json
from pathlib import Path

from quotes.corpora.articles import read
from quotes.dataset import build
from quotes.dataset.layout import AS_IT_IS, Layout
from quotes.document import Article, Document, Quotation, Role, Span, Speaker, quotation_id
from tests.dataset.test_build import RECIPE

TEASER = "Ein Vorspann, der selbst Text des Artikels ist. " * 5
TEXTS = {
    "a": "„Nein 😀“, sagte Eva Muster am Montag. „Wir müssen jetzt endlich aus diesem Krieg heraus“, rief sie.\n\nSo.",
    "b": "In Wien hieß es gestern: „Das Museum bleibt offen“. Es regnete den ganzen Tag.",
    "ü c": "Es regnet in Bremen seit Tagen, und niemand sagt etwas dazu.",
}


def articles(folder: Path, licence: str | None = "CC0-1.0") -> Path:
    """The articles as JSONL, with a long column that is no text column."""
    folder.mkdir(parents=True)
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as file:
        for id_, text in TEXTS.items():
            row = {"id": id_, "text": text, "title": f"Titel {id_}", "licence": licence, "published": "2020-01"}
            row |= {"url": f"https://example.org/{id_}", "teaser": TEASER, "section": "Politik"}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return folder


def dataset(folder: Path, inputs: Path, layout: Layout = AS_IT_IS) -> Path:
    """The dataset of the articles, each stretch in marks a quotation of Eva Muster."""
    readings = read([str(inputs)], any_language=True)
    documents = [document(reading) for reading in readings if isinstance(reading, Article)]
    return build(documents, folder, RECIPE, layout=layout).folder


def document(article: Article) -> Document:
    spans = []
    start = article.text.find("„")
    while start >= 0:
        end = article.text.index("“", start) + 1
        spans.append(Span(start, end))
        start = article.text.find("„", end)
    mention = (Span(article.text.index("Eva"), article.text.index("Eva") + 10),) if "Eva" in article.text else ()
    speaker = Speaker(mention, "Eva Muster" if mention else None, False, Role("Ministerin", None, "minister"))
    return Document(
        article,
        quotations=tuple(
            Quotation(
                quotation_id(article.id, [span], "direct"),
                "direct",
                spans=(span,),
                speaker=speaker if mention else None,
            )
            for span in spans
        ),
    )
