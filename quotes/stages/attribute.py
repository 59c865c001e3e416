"""Attribute: the speaker and addressee mentions of each quotation, by rules on its frame.

The mention is the phrase of the article: titles, appositions and parties included, pronouns as they stand. After
"laut" and in "nach Angaben von X" it is the phrase that the preposition governs. A quotation without a frame of its
own takes the mention of the one before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from quotes.document import Document, Note, Quotation, Span, Speaker
from quotes.german.noun_phrases import PERSONAL
from quotes.german.speakers import Found, SpeakerFinder
from quotes.german.words import Words, read
from quotes.resources import lexicon

Range = tuple[int, int]


@cache
def _reliability() -> dict[str, float]:
    return {row["rule"]: float(row["precision"]) for row in lexicon("attribution_rules")}


class RuleAttributor:
    """The stage that names who speaks and who is spoken to, as mentions in the text.

    Multiplies the confidence of a quotation by how often the rule that found its speaker is right.
    """

    name = "attribute"

    def __call__(self, documents: Sequence[Document]) -> list[Document]:
        """The documents with speaker and addressee mentions, and a note on each for the rule that found them."""
        return [_attribute(document) for document in documents]


def _attribute(document: Document) -> Document:
    if not document.quotations:
        return document
    words = read(document)
    finder = SpeakerFinder(words)
    done: dict[str, Quotation] = {}
    last: Quotation | None = None
    for quotation in sorted(document.quotations, key=lambda q: (q.hull.start, -q.hull.end)):
        found = _find(words, finder, quotation)
        parent = done.get(quotation.parent) if quotation.parent is not None else None
        near = None
        if found.speaker is None and parent is None:
            near = _subject_before(words, finder, quotation, last, found.rule)
        if near is not None:
            found = replace(found, speaker=near, rule="sentence_before")
        result = _with_speaker(words, quotation, found, parent, last)
        done[quotation.id] = result
        if parent is None or result.speaker is not None:
            last = result if parent is None else last
    return replace(document, quotations=tuple(done[q.id] for q in document.quotations))


def _find(words: Words, finder: SpeakerFinder, quotation: Quotation) -> Found:
    cue = [i for span in quotation.cue for i in range(*words.between(span))]
    frame: list[Range] = [words.between(span) for span in quotation.frame]
    return finder.find(cue, frame)


def _subject_before(
    words: Words, finder: SpeakerFinder, quotation: Quotation, last: Quotation | None, rule: str
) -> Range | None:
    """The subject of the sentence before a quotation without frame, where no quotation stands nearer.

    "Die Union lobte den Plan. Es fehle aber an Geld.": who was spoken of last in the paragraph speaks.
    """
    framed = bool(quotation.cue or quotation.frame) and rule != "adverb"
    if framed or quotation.type == "reported":
        return None
    start, _ = words.between(quotation.spans[0])
    unit = finder.unit_before(start)
    if unit is None:
        return None
    if last is not None and last.hull.end > words.words[unit.start].span.start:
        return None
    return finder.subject_of(unit)


def _with_speaker(
    words: Words, quotation: Quotation, found: Found, parent: Quotation | None, last: Quotation | None
) -> Quotation:
    rule = found.rule
    mention = words.span(*found.speaker) if found.speaker is not None else None
    addressee = words.span(*found.addressee) if found.addressee is not None else None
    if mention is None and parent is not None and rule != "passive":
        speaker, rule = parent.speaker, "parent"
    elif (mention is None and rule in ("none", "adverb") and not quotation.cue) or (
        mention is None and rule == "adverb"
    ):
        speaker, rule = (last.speaker if last is not None else None), "continuation"
    else:
        speaker = Speaker(mention=(mention,)) if mention is not None else None
    if mention is not None and mention.of(words.text).lower() in PERSONAL and rule != "parent":
        rule += "_pronoun"
    score = _reliability().get(rule, 0.5) if speaker is not None else _reliability().get("nobody", 0.5)
    note = Note("attribute", rule, _shown(words, speaker), score)
    spans: tuple[Span, ...] = (addressee,) if addressee is not None else ()
    confidence = round(quotation.confidence * score, 4)
    return replace(quotation, speaker=speaker, addressee=spans, confidence=confidence, notes=(*quotation.notes, note))


def _shown(words: Words, speaker: Speaker | None) -> str:
    return " ".join(s.of(words.text) for s in speaker.mention) if speaker is not None else ""
