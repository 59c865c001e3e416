"""A quotation's fields in words, the same in the terminal and on the page."""

from __future__ import annotations

from quotes.document import Document, Note, Quotation, join

TYPE_NAMES = {
    "direct": "direct",
    "indirect": "indirect",
    "indirect_free_indirect": "indirect, free",
    "free_indirect": "free indirect",
    "reported": "reported",
}
STANCE_SIGNS = {"favor": "▲", "against": "▼", "mixed": "◆", "none": "·"}


def speaker_line(quotation: Quotation, text: str) -> str:
    """Who speaks, as far as it is known: name, role, affiliation; else the mention; else that it is unknown."""
    speaker = quotation.speaker
    if speaker is None or (not speaker.mention and not speaker.name):
        return "speaker unknown"
    mention = join(speaker.mention, text)
    who = speaker.name or f"“{mention}” (no name)"
    details = [x for x in (speaker.role.title, speaker.role.affiliation) if x]
    if speaker.role.category != "unknown":
        details.append(speaker.role.category.replace("_", " "))
    if speaker.is_spokesperson:
        details.append("spokesperson")
    return f"{who} — {', '.join(details)}" if details else who


def stance_line(quotation: Quotation) -> str:
    """The stance with its sign, its label and its probability."""
    stance = quotation.stance
    if stance is None:
        return "not labelled"
    return f"{STANCE_SIGNS[stance.label]} {stance.label} ({stance.score:.2f})"


def note_line(note: Note) -> str:
    """A note as ``stage: signal, detail (score)``."""
    score = "" if note.score is None else f" ({note.score:.2f})"
    return f"{note.stage}: {note.signal}{', ' + note.detail if note.detail else ''}{score}"


def part_lines(document: Document, quotation: Quotation) -> list[tuple[str, str]]:
    """The parts that are there, with their words: cue, mention, addressee, evidence."""
    mention = quotation.speaker.mention if quotation.speaker else ()
    evidence = quotation.stance.evidence if quotation.stance else ()
    parts = (("cue", quotation.cue), ("mention", mention), ("addressee", quotation.addressee), ("evidence", evidence))
    return [(name, join(spans, document.text)) for name, spans in parts if spans]
