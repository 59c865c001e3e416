"""The difference in the terminal and on the page: complete, escaped, self-contained."""

from __future__ import annotations

import re

import click

from quotes.diff import Difference
from quotes.diff.compare import Changed, TableDifference
from quotes.render.diff import page, render


def difference() -> Difference:
    table = TableDifference("quotations", unchanged=1200)
    table.added = [
        {"id": f"q-{i}", "doc_id": "a", "spans": [], "text": "<b>Neu</b>", "type": "direct"} for i in range(3)
    ]
    words = " ".join(f"Wort{i}" for i in range(80))
    fields = {"stance": ("none", "favor"), "text": (words, words.replace("Wort40", "Ort40")), "cue": (None, "sagte")}
    table.changed = [Changed("q-9", "q-8", "a", "overlap", 0.75, "Wir <helfen>", fields)]
    table.columns.update(list(fields))
    table.labels["stance"][("none", "favor")] += 1
    side = {"given": "a", "name": None, "version": None}
    return Difference(side, {"given": "b", "name": "Daten", "version": "1.1.0"}, {"quotations": table}, ("confidence",))


def test_terminal() -> None:
    """Counts, fields, labels, values before and after, and how many rows are not shown."""
    text = click.unstyle(render(difference(), limit=2))
    assert "a  →  Daten 1.1.0 (b)" in text
    assert re.search(r"quotations +3 +0 +1 +1,200", text)
    assert "stance: none → favor 1" in text
    assert "~ q-9  Wir <helfen>  (was q-8, by overlap 0.75)" in text
    assert "cue: – → sagte" in text
    assert "… and 1 more" in text
    assert "not compared: confidence" in text


def test_page_is_escaped_and_self_contained() -> None:
    """No markup from rows, nothing from elsewhere; the changed word is marked, long equal stretches are cut."""
    html = page(difference())
    assert "&lt;b&gt;Neu" in html
    assert "Wir &lt;helfen&gt;" in html
    assert "<del>Wort40 </del>" in html
    assert "<ins>Ort40 </ins>" in html
    assert "[…]" in html
    assert not re.search(r"(src|href)=\"(?!#)|<script", html)


def test_no_difference_is_said() -> None:
    """Two equal sides are called that."""
    side = {"given": "a", "name": None, "version": None}
    same = Difference(side, side, {"quotations": TableDifference("quotations", unchanged=2)})
    assert "No difference." in render(same, limit=5)
    assert "No difference." in page(same)
