"""Pairing of quotation marks."""

from __future__ import annotations

import time

import pytest

from quotes.german.marks import pair_marks, paragraphs


def closed(text: str) -> list[str]:
    return [p.span.of(text) for p in pair_marks(text).pairs if p.closed]


def unclosed(text: str) -> list[str]:
    return [p.span.of(text) for p in pair_marks(text).pairs if not p.closed]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("„Ja“, sagte er.", ["„Ja“"]),
        ("„Ja”, sagte er.", ["„Ja”"]),
        ('„Ja", sagte er.', ['„Ja"']),
        ('"Ja", sagte er. "Nein."', ['"Ja"', '"Nein."']),
        ("»Ja«, sagte er.", ["»Ja«"]),
        ("«Oui», dit-il.", ["«Oui»"]),
        ("“Yes”, he said.", ["“Yes”"]),
        ("‚Gut‘, sagte er.", ["‚Gut‘"]),
        ("›A‹ und ‹B›", ["›A‹", "‹B›"]),
        ("``Ja'', sagte er.", ["``Ja''"]),
        ("'Ach so', meint er.", ["'Ach so'"]),
        ("&quot;Ja&quot;, sagt er.", ["&quot;Ja&quot;"]),
        ('"Ja",sagte er, "so".', ['"Ja"', '"so"']),
    ],
)
def test_every_kind_of_mark_pairs(text: str, expected: list[str]) -> None:
    """Each kind of mark finds its partner, with and without blanks around it."""
    assert closed(text) == expected
    assert not pair_marks(text).strays


def test_marks_nest() -> None:
    """Single marks stand inside double ones, and straight ones inside straight ones where blanks tell them apart."""
    text = "„Er sagte ‚nein‘ zu mir“, sagte sie."
    assert [(p.span.of(text), p.depth) for p in pair_marks(text).pairs] == [
        ("„Er sagte ‚nein‘ zu mir“", 0),
        ("‚nein‘", 1),
    ]
    straight = '"Ein "kleiner" Text", sagte er.'
    assert closed(straight) == ['"Ein "kleiner" Text"', '"kleiner"']
    mixed = "Sie sagt: \"Er meint: 'Geht nach Hause.' So war es.\""
    assert closed(mixed) == ["\"Er meint: 'Geht nach Hause.' So war es.\"", "'Geht nach Hause.'"]


@pytest.mark.parametrize(
    "text", ["Peter's Auto", "Andreas' Hund", "wenn's regnet", "'ne Menge", "die 68er und ’68", "Ku’damm"]
)
def test_apostrophes_are_no_marks(text: str) -> None:
    """An apostrophe inside a word, after a genitive or in a clitic opens and closes nothing."""
    assert not pair_marks(text).pairs


def test_a_stray_mark_costs_its_paragraph_at_most() -> None:
    """An opening mark without partner ends with its paragraph; the next paragraph pairs as if it were not there."""
    text = "Er rief „Wir gehen heute Abend.\n\nMaier sagte „Nein“ dazu."
    marks = pair_marks(text)
    assert closed(text) == ["„Nein“"]
    assert unclosed(text) == ["„Wir gehen heute Abend."]
    assert marks.strays == (text.index("„"),)


def test_an_unclosed_quotation_ends_at_its_frame() -> None:
    """Where the closing mark is missing, the comma before the cue verb ends the quotation."""
    text = "„A ist B, sagte Maier.\n\n„C“, sagte Kunz."
    assert unclosed(text) == ["„A ist B"]
    assert closed(text) == ["„C“"]


def test_a_quotation_over_paragraphs() -> None:
    """An opening mark repeated at the start of a paragraph carries on the quotation; so does a lone closing mark."""
    repeated = "»Ich war dort.\n\n»Dann kam ich heim«, sagte er."
    assert closed(repeated) == ["»Ich war dort.\n\n»Dann kam ich heim«"]
    lone = "»Ich war dort.\n\nDann kam ich heim«, sagte er."
    assert closed(lone) == ["»Ich war dort.\n\nDann kam ich heim«"]


def test_a_closing_mark_alone_is_stray() -> None:
    """A closing mark that nothing opened is recorded and pairs with nothing."""
    marks = pair_marks("Das war alles“, sagte er.")
    assert not marks.pairs
    assert len(marks.strays) == 1


def test_pairs_never_cross() -> None:
    """Whatever the mess, two pairs are apart or one holds the other."""
    for text in ('„“”»«"„ "» «„', '"a „b" c“ d', "»a „b« c“", '" " " „ " “ "'):
        spans = [p.span for p in pair_marks(text).pairs]
        for one in spans:
            for other in spans:
                assert not one.overlaps(other) or one.contains(other) or other.contains(one)


def test_linear_time() -> None:
    """Twenty thousand marks take no more than seconds."""
    start = time.perf_counter()
    for text in ('"a ' * 20_000, "„a " * 20_000, "„a “b ”c »d «e " * 4_000, "x" * 50_000):
        pair_marks(text)
    assert time.perf_counter() - start < 20


def test_paragraphs() -> None:
    """Blank lines part paragraphs, and so do line ends after the end of a sentence; a wrapped line does not."""
    text = "Eins\nzwei.\nDrei\n\nVier"
    assert [span.of(text) for span in paragraphs(text)] == ["Eins\nzwei.", "Drei", "Vier"]
    assert list(paragraphs("")) == []
