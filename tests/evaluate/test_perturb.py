"""Texts in other print: the text changes as it should, and the gold moves along exactly."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

import pytest

from quotes.document import Span
from quotes.evaluate.perturb import CHANGES, Edit, Mover, perturb
from tests.evaluate.made import document, quotation, spans

TEXT = "Er kam spät. „Wir ‚gehen‘ jetzt“, sagte Dr. Anna Müller.\n\nSie sagte »Nein«. Ende"

CASES = [
    ('"…"', 'Er kam spät. "Wir ‚gehen‘ jetzt", sagte Dr. Anna Müller.\n\nSie sagte "Nein". Ende'),
    ("«…»", "Er kam spät. «Wir ‚gehen‘ jetzt», sagte Dr. Anna Müller.\n\nSie sagte «Nein». Ende"),
    ("''…''", "Er kam spät. ''Wir ‚gehen‘ jetzt'', sagte Dr. Anna Müller.\n\nSie sagte ''Nein''. Ende"),
    ("'…'", "Er kam spät. 'Wir \"gehen\" jetzt', sagte Dr. Anna Müller.\n\nSie sagte 'Nein'. Ende"),
    ("‚…‘", "Er kam spät. ‚Wir „gehen“ jetzt‘, sagte Dr. Anna Müller.\n\nSie sagte ‚Nein‘. Ende"),
    ("closing marks missing", "Er kam spät. „Wir ‚gehen jetzt, sagte Dr. Anna Müller.\n\nSie sagte »Nein. Ende"),
    ("all marks missing", "Er kam spät. Wir gehen jetzt, sagte Dr. Anna Müller.\n\nSie sagte Nein. Ende"),
    ("lower case", "er kam spät. „wir ‚gehen‘ jetzt“, sagte dr. anna müller.\n\nsie sagte »nein«. ende"),
    ("no blank lines", "Er kam spät. „Wir ‚gehen‘ jetzt“, sagte Dr. Anna Müller.\nSie sagte »Nein«. Ende"),
    ("a sentence a line", "Er kam spät.\n„Wir ‚gehen‘ jetzt“, sagte Dr. Anna Müller.\nSie sagte »Nein«.\nEnde"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), CASES, ids=[name for name, _ in CASES])
def test_texts(name: str, expected: str) -> None:
    """Each change does to a text what its name says; apostrophes and abbreviations stay."""
    changed, _ = perturb(document(text=TEXT), (), CHANGES[name])
    assert changed.text == expected


@pytest.mark.parametrize("name", CHANGES)
def test_gold_moves_along(name: str) -> None:
    """Each part holds the same letters as before, marks, case and line ends apart; tokens stay in order."""
    words = ("„Wir ‚gehen‘ jetzt“", "sagte", "Dr. Anna Müller", "»Nein«")
    quote, cue, mention, other = (Span(TEXT.index(w), TEXT.index(w) + len(w)) for w in words)
    gold = replace(quotation((quote.start, quote.end), mention=(mention.start, mention.end)), cue=(cue,))
    tokens = tuple(Span(i, i + 1) for i, letter in enumerate(TEXT) if not letter.isspace())
    changed, moved = perturb(document(gold, quotation((other.start, other.end)), text=TEXT), tokens, CHANGES[name])
    first, second = changed.quotations
    assert first.speaker is not None
    got = [s.of(changed.text) for s in (*first.spans, *first.cue, *first.speaker.mention, *second.spans)]
    assert [letters(g) for g in got] == [letters(w) for w in words]
    assert all(a.end <= b.start for a, b in pairwise(moved))
    assert letters("".join(t.of(changed.text) for t in moved)) == letters(TEXT)


def letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalpha())


def test_words_are_broken_at_line_ends() -> None:
    """Lines are no longer than a column, long words at their ends are broken between letters, short ones are not."""
    text = "Die Außenministerin kündigte eine Regierungserklärung zur Verteidigungspolitik an. " * 6
    changed, _ = perturb(document(text=text), (), CHANGES["words broken at line ends"])
    lines = changed.text.split("\n")
    assert max(len(line) for line in lines) < 75
    assert any(line.endswith("-") for line in lines)
    assert changed.text.replace("-\n", "").replace("\n", " ") == text


def test_what_loses_all_its_words_is_gone() -> None:
    """A quotation of marks alone, and its tokens, are gone with them."""
    gold = document(quotation((0, 1)), quotation((1, 3)), text="„Ja“")
    changed, tokens = perturb(gold, spans((0, 1), (1, 3), (3, 4)), CHANGES["all marks missing"])
    assert [q.spans for q in changed.quotations] == [spans((0, 2))]
    assert tokens == spans((0, 2))


BORDERS = [
    ("before", [Edit(0, 1, "")], (1, 3)),
    ("put in at the start", [Edit(2, 2, "xx")], (4, 6)),
    ("put in at the end", [Edit(4, 4, "xx")], (2, 4)),
    ("put in inside", [Edit(3, 3, "xx")], (2, 6)),
    ("replaced at the start", [Edit(2, 3, "xxx")], (2, 6)),
    ("cut by the start", [Edit(1, 3, "xxx")], (1, 5)),
    ("cut by the end", [Edit(3, 5, "xxx")], (2, 6)),
    ("gone", [Edit(1, 5, "")], None),
    ("after", [Edit(5, 6, "xxx")], (2, 4)),
]


@pytest.mark.parametrize(("edits", "expected"), [b[1:] for b in BORDERS], ids=[b[0] for b in BORDERS])
def test_borders(edits: list[Edit], expected: tuple[int, int] | None) -> None:
    """What an edit at or over a border of the span [2, 4) does to it."""
    assert Mover("abcdefgh", edits).span(Span(2, 4)) == (Span(*expected) if expected else None)


def test_edits_that_overlap_are_refused() -> None:
    """Two edits of the same letters have no meaning."""
    with pytest.raises(ValueError, match="overlap at 1"):
        Mover("abc", [Edit(0, 2, ""), Edit(1, 3, "")])


@pytest.mark.parametrize("seed", range(20))
def test_any_edits(seed: int) -> None:
    """Whatever is put in or taken out elsewhere, a span that no edit touches holds its words."""
    rng = random.Random(seed)
    text = "".join(rng.choice("abcdefghij") for _ in range(80))
    cuts = sorted(rng.sample(range(81), 12))
    edits = [Edit(a, b, "X" * rng.randrange(4)) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
    kept = [Span(a, b) for a, b in zip([0, *cuts[1::2]], [*cuts[::2], 80], strict=True) if a < b]
    mover = Mover(text, edits)
    moved = [mover.span(span) for span in kept]
    assert [m.of(mover.text) for m in moved if m] == [k.of(text) for k in kept]
