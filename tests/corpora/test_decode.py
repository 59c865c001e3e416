"""Bytes become the text as stored; every change but newlines is noted."""

from __future__ import annotations

import pytest

from quotes.corpora.decode import decode, normalise, take_header
from quotes.errors import InputError

GERMAN = "„Größe zählt“, sagte Müller – über Straßen und Flüsse. Die Mühe lohnt sich für die Bürger."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_encodings_are_read_exactly(encoding: str) -> None:
    """UTF-8 with or without a byte order mark, UTF-16 and UTF-32 with one."""
    assert decode(GERMAN.encode(encoding)).text == GERMAN


@pytest.mark.parametrize("text", [GERMAN, "Müller sagte: „Nein.“", "Über Österreich hinaus", "Das heißt: ja."])
def test_windows_text_is_converted_with_a_note(text: str) -> None:
    """Windows-1252, the usual encoding of old German texts, is recognised even in short texts."""
    decoded = decode(text.encode("cp1252"))
    assert decoded.text == text
    assert [note.signal for note in decoded.notes] == ["encoding_converted"]


def test_stray_bytes_cost_only_themselves() -> None:
    """A few broken bytes in a UTF-8 text become U+FFFD; the text is not taken for another encoding."""
    decoded = decode(GERMAN.encode() + b"\xff und weiter")
    assert decoded.text == GERMAN + "\ufffd und weiter"
    assert decoded.notes[0].signal == "bytes_replaced"


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7 ...", b"PK\x03\x04abc", b"\x00\x01\x02\x03text", bytes(range(1, 9)) * 40, b"\x1f\x8b\x08rest"],
)
def test_binary_data_is_refused(data: bytes) -> None:
    """Known signatures, null bytes and many control characters are no text."""
    with pytest.raises(InputError, match="expected text"):
        decode(data)


@pytest.mark.parametrize(
    ("given", "stored", "signal"),
    [
        ("\ufeffa\r\nb\rc", "a\nb\nc", None),
        ("u\u0308ber", "über", "composed"),
        ("Das ist fÃ¼r alle schÃ¶n.", "Das ist für alle schön.", "mojibake_repaired"),
        ("ein\x00Wort", "ein Wort", "controls_replaced"),
        ("ein \ud83d Zeichen", "ein \ufffd Zeichen", "surrogates_replaced"),
        ("ein \ud83d\ude00 Zeichen", "ein 😀 Zeichen", "surrogates_replaced"),
        (GERMAN + ' "so" »so« ‚so‘ &quot; … \u00a0 ﬁ', GERMAN + ' "so" »so« ‚so‘ &quot; … \u00a0 ﬁ', None),
    ],
)
def test_normalise_changes_only_what_is_broken(given: str, stored: str, signal: str | None) -> None:
    """Newlines, compositions, mojibake and half characters are repaired; marks, spaces and entities stay."""
    normalised = normalise(given)
    assert normalised.text == stored
    assert [note.signal for note in normalised.notes] == ([signal] if signal else [])


@pytest.mark.parametrize(
    ("text", "rest", "date"),
    [
        (" date 2018-06 Paris (dpa) - Im", "Paris (dpa) - Im", "2018-06"),
        ("date 2018-06-01\nParis", "Paris", "2018-06-01"),
        ("Paris date 2018-06", "Paris date 2018-06", None),
        ("date 2018-06x Paris", "date 2018-06x Paris", None),
    ],
)
def test_crawl_header_is_no_part_of_the_text(text: str, rest: str, date: str | None) -> None:
    """A crawl's date at the very start goes into the date of publication."""
    assert take_header(text) == (rest, date)
