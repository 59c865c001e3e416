"""Bytes to text as stored: encodings, mojibake, newlines, crawl headers. All of it happens before offsets exist.

What is changed, in this order, each change with a note (but for the byte order mark and newlines):

1. bytes that are not UTF-8 are converted from the encoding that charset-normalizer finds among those that German
   text comes in; stray bytes in a file that is UTF-8 otherwise become U+FFFD;
2. lone surrogates (half an emoji in a JSON escape) become U+FFFD, because they have no UTF-8 form;
3. control characters become spaces; the byte order mark goes, CR LF and CR become LF;
4. decomposed letters are composed (Unicode NFC), so that "ü" is one code point whoever typed it;
5. mojibake ("fÃ¼r") is repaired by ftfy's ``fix_encoding`` alone: marks, spaces, entities and ligatures stay.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from quotes.document import Note
from quotes.errors import InputError

STAGE = "read"

#: Encodings that German text is found in where it is not UTF-8, the likeliest first.
GERMAN_ENCODINGS = ("cp1252", "iso8859_15", "cp850", "mac_roman", "cp1250")

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SIGNATURES = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP, Word or EPUB file"),
    (b"\xd0\xcf\x11\xe0", "an old Word file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x1f\x8b", "gzip data (name the file .gz)"),
    (b"\x28\xb5\x2f\xfd", "Zstandard data (name the file .zst)"),
    (b"{\\rtf", "an RTF file"),
)
#: Share of control characters above which bytes are no text (text with a stray one has some in ten thousand).
MAX_CONTROLS = 0.02

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HEADER = re.compile(r"\A\s*date[ \t]+(\d{4}-\d{2}(?:-\d{2})?)(?=\s|\Z)\s*")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text as stored, with a note for each thing that was changed."""

    text: str
    notes: tuple[Note, ...] = ()


def decode(data: bytes) -> Decoded:
    """The text of a file's bytes.

    Raises InputError for binary data.
    """
    _refuse_binary(data)
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = data.decode(encoding, "replace")
            notes = () if encoding == "utf-8-sig" else (_converted(encoding),)
            return Decoded(text, notes)
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _convert(data)


def normalise(text: str) -> Decoded:
    """The text as it will be stored: see the module's list of changes, 2 to 5."""
    notes = []
    if _SURROGATE.search(text):
        # A pair that was cut and glued is one character again; what stays alone has no meaning.
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        text = _SURROGATE.sub("\ufffd", text)
        notes.append(Note(STAGE, "surrogates_replaced", "half characters became U+FFFD"))
    if _CONTROL.search(text):
        text = _CONTROL.sub(" ", text)
        notes.append(Note(STAGE, "controls_replaced", "control characters became spaces"))
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        text = composed
        notes.append(Note(STAGE, "composed", "decomposed letters were composed (NFC)"))
    repaired = _repair(text)
    if repaired != text:
        text = repaired
        notes.append(Note(STAGE, "mojibake_repaired", "wrongly decoded letters were repaired"))
    return Decoded(text, tuple(notes))


def take_header(text: str) -> tuple[str, str | None]:
    """The text without a crawl header ("date 2018-06" at its very start), and the header's date."""
    match = _HEADER.match(text)
    return (text[match.end() :], match[1]) if match else (text, None)


def _repair(text: str) -> str:
    import ftfy

    repaired: str = ftfy.fix_encoding(text)
    return repaired


def _refuse_binary(data: bytes) -> None:
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise InputError(f"got {what}, expected text; convert it to UTF-8 text or JSONL first")
    if any(data.startswith(bom) for bom, _ in _BOMS):
        return
    sample = data[:65536]
    controls = len(_CONTROL.findall(sample.decode("latin-1")))
    if controls > MAX_CONTROLS * len(sample):
        raise InputError("got binary data, expected text; convert it to UTF-8 text or JSONL first")


def _convert(data: bytes) -> Decoded:
    repaired = data.decode("utf-8", "replace")
    broken = repaired.count("\ufffd")
    multibyte = sum(1 for c in repaired if c >= "\x80" and c != "\ufffd")
    if multibyte > 4 * broken:
        detail = f"{broken} byte(s) that are no UTF-8 became U+FFFD"
        return Decoded(repaired, (Note(STAGE, "bytes_replaced", detail),))
    encoding = _detect(data)
    return Decoded(data.decode(encoding, "replace"), (_converted(encoding),))


def _detect(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=list(GERMAN_ENCODINGS), threshold=0.5).best()
    found = best.encoding if best else GERMAN_ENCODINGS[0]
    # Latin-1 texts of the web are Windows-1252 with marks and dashes; where both can be read, it is the likelier.
    if found in {"cp1250", "iso8859_15"} and _reads(data, "cp1252"):
        return "cp1252"
    return found


def _reads(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _converted(encoding: str) -> Note:
    return Note(STAGE, "encoding_converted", f"read as {encoding}, not UTF-8; stored as UTF-8")
