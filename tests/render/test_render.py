"""Rendering: nothing of the text is lost or run as markup, nested quotations are both drawn."""

from __future__ import annotations

import re
from html import unescape

import click
import pytest

from quotes.document import (
    QUOTATION_TYPES,
    ROLE_CATEGORIES,
    STANCE_LABELS,
    Article,
    Document,
    Note,
    Quotation,
    Role,
    Span,
    Speaker,
    Stance,
)
from quotes.render import page, terminal
from quotes.render.segments import segments
from quotes.render.texts import texts

TEXT = "Er wolle <b>nicht</b> „auf die schiefe Ebene“, sagte Öz 😀.\n\nSonst & so."


def span(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


OUTER = Quotation(
    "q-1",
    "indirect",
    (span("Er wolle <b>nicht</b> „auf die schiefe Ebene“"),),
    cue=(span("sagte"),),
    frame=(span("sagte Öz"),),
    speaker=Speaker((span("Öz"),), "Ayşe Öz", True, Role("Ministerin", "Österreich", "minister")),
    addressee=(span("😀"),),
    stance=Stance("intervention", "against", 0.8, (span("nicht"),)),
    confidence=0.9,
    flags=("nested",),
    notes=(Note("detect", "konjunktiv_1", "wolle", 0.9), Note("role", "lexicon")),
)
INNER = Quotation("q-2", "direct", (span("„auf die schiefe Ebene“"),), parent="q-1", stance=Stance("intervention"))
DOCUMENT = Document(Article("a<1>", TEXT, title="Titel", source="Blatt"), quotations=(OUTER, INNER))


def test_segments_give_the_text_back() -> None:
    """Cut at every border, the text is whole, and each span is a run of segments."""
    cut = segments(DOCUMENT)
    assert "".join(s.span.of(TEXT) for s in cut) == TEXT
    inner = "".join(s.span.of(TEXT) for s in cut if 1 in s.quotations("quote"))
    assert inner == INNER.spans[0].of(TEXT)
    assert [s.quotations("quote") for s in cut if s.span.of(TEXT).startswith("„auf")] == [(0, 1)]


def test_terminal_shows_text_and_fields() -> None:
    """Stripped of colours, the text stands there with numbers, and each quotation with what is known of it."""
    shown = click.unstyle(terminal.render(DOCUMENT))
    assert "[2]„auf die schiefe Ebene“" in shown
    assert "Ayşe Öz — Ministerin, Österreich, minister, spokesperson" in shown
    assert "▼ against (0.80)" in shown
    assert "look at: nested" in shown
    assert "detect: konjunktiv_1, wolle (0.90)" in shown
    assert "konjunktiv_1" not in click.unstyle(terminal.render(DOCUMENT, reasons=False))
    assert "[2] speaker unknown" in shown


def test_terminal_names_the_number_of_quotations() -> None:
    """An article without quotations says so."""
    assert "0 quotations" in terminal.render(Document(Article("a", "Nichts.")))


def test_page_is_self_contained_and_escaped() -> None:
    """Markup in an article is shown, not run; nothing is loaded from elsewhere."""
    html = page.render([DOCUMENT])
    assert "<b>nicht</b>" not in html
    assert "&lt;b&gt;" in html
    assert not re.findall(r"(?:src|href)\s*=|url\(|@import", html)
    body = "".join(re.findall(r"<p lang.*?</p>", html, re.S))
    words = unescape(re.sub(r"<sup.*?</sup>|<[^>]+>", "", body))
    assert "".join(words.split()) == "".join(TEXT.split())


@pytest.mark.parametrize(("documents", "title"), [([DOCUMENT], "Titel"), ([DOCUMENT, DOCUMENT], "2 articles")])
def test_page_title(documents: list[Document], title: str) -> None:
    """One article gives the page its title, several are counted."""
    assert f"<title>{title}</title>" in page.render(documents)


def test_anchors_are_unique() -> None:
    """Two articles on a page keep their quotations apart."""
    html = page.render([DOCUMENT, DOCUMENT])
    ids = re.findall(r' id="(a[^"]+)"', html)
    assert len(ids) == len(set(ids)) == 6


def test_page_speaks_german() -> None:
    """All words of the page but the article's are in the language asked for, and both have the same texts."""
    html = page.render([DOCUMENT], language="de")
    for words in ('<html lang="de">', "▼ dagegen (0.80)", "ansehen: nested", "spricht für andere", "2 Zitate"):
        assert words in html, words
    assert "look at" not in html
    assert texts("de").keys() == texts("en").keys()
    wanted = {f"type.{name}" for name in QUOTATION_TYPES} | {f"stance.{name}" for name in STANCE_LABELS}
    assert wanted | {f"category.{name}" for name in ROLE_CATEGORIES if name != "unknown"} <= texts("de").keys()


def test_every_quotation_stands_in_the_margin_once() -> None:
    """Beside the paragraph that it starts in, with its sign; an article without any says so."""
    html = page.render([DOCUMENT])
    rows = html.split('<div class="row">')[1:]
    assert [re.findall(r'<li id="a1-(q\d)', row) for row in rows] == [["q1", "q2"], []]
    assert re.findall(r">(.\d)</sup>", html) == ["▼1", "·2"]
    assert "No quotation was found here." in page.render([Document(Article("a", "Nichts."))])
