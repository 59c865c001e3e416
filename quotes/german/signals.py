"""What stands in the text that makes a quotation one: marks, cue, mood, kind of clause."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from quotes.document import Document, Quotation, Span, Token, hull
from quotes.german.cues import noun_frames_of
from quotes.german.words import mood_of
from quotes.resources import lexicon

_RULE_SIGNALS = {
    "interview": "interview",
    "label": "colon",
    "colon": "colon",
    "direct_colon": "colon",
    "direct_colon_quote": "colon",
    "direct_next": "continuation",
    "konjunktiv_1": "continuation",
    "konjunktiv_2": "continuation",
}


@cache
def _openers() -> tuple[str, ...]:
    return tuple(sorted({row["open"] for row in lexicon("marks")}, key=len, reverse=True))


@cache
def _prepositions() -> frozenset[str]:
    return frozenset(row["word"] for row in lexicon("cue_prepositions")) | {"so", "wie"}


def _tokens(document: Document, spans: Sequence[Span]) -> list[Token]:
    found: list[Token] = []
    if not spans:
        return found
    whole = hull(spans)
    first = bisect_right(document.sentences, whole.start, key=lambda s: s.span.start) - 1
    for sentence in document.sentences[max(first, 0) :]:
        if sentence.span.start >= whole.end:
            break
        at = bisect_right(sentence.tokens, whole.start, key=lambda t: t.span.end)
        while at < len(sentence.tokens) and sentence.tokens[at].span.start < whole.end:
            token = sentence.tokens[at]
            if any(token.span.overlaps(span) for span in spans):
                found.append(token)
            at += 1
    return found


def signals(document: Document, quotation: Quotation, *, rule: str = "", stray: bool = False) -> tuple[str, ...]:
    """The signals of a quotation, from its spans, its cue, the text and the parse.

    ``rule`` is the rule that found it, where one did; ``stray`` tells that a mark has no partner. The names:
    quotation_marks, cue_verb, cue_noun, preposition, konjunktiv_1, konjunktiv_2, verb_second_complement, dass_clause,
    infinitive_clause, colon, continuation, interview, nested, stray_mark.
    """
    text = document.text
    found: list[str] = []
    first = quotation.spans[0].of(text)
    if first.startswith(_openers()):
        found.append("quotation_marks")
    found += _cue_signals(document, quotation)
    inside = _tokens(document, quotation.spans)
    moods = {mood_of(t.span.of(text).lower(), t.feats) for t in inside if t.upos in ("VERB", "AUX")}
    if quotation.type != "direct":
        found += [f"konjunktiv_{n}" for n in (1, 2) if f"k{n}" in moods]
    found += _clause_signals(document, quotation, inside, moods)
    if text[: quotation.hull.start].rstrip()[-1:] == ":":
        found.append("colon")
    if rule in _RULE_SIGNALS:
        found.append(_RULE_SIGNALS[rule])
    if not quotation.cue and not quotation.frame and quotation.parent is None and quotation.type != "reported":
        found.append("continuation")
    if quotation.parent is not None:
        found.append("nested")
    if stray:
        found.append("stray_mark")
    return tuple(dict.fromkeys(found))


def _cue_signals(document: Document, quotation: Quotation) -> list[str]:
    found = []
    tokens = _tokens(document, quotation.cue)
    words = [t.span.of(document.text) for t in tokens]
    if any(t.upos in ("VERB", "AUX") for t in tokens):
        found.append("cue_verb")
    if any(noun_frames_of(w) for w in words if w[:1].isupper()):
        found.append("cue_noun")
    if "cue_verb" not in found and any(w.lower() in _prepositions() for w in words):
        found.append("preposition")
    if tokens and not found:
        found.append("cue_verb" if words[0][:1].islower() else "cue_noun")
    return found


def _clause_signals(document: Document, quotation: Quotation, inside: Sequence[Token], moods: set[str]) -> list[str]:
    if quotation.type != "indirect" or not inside:
        return []
    first = inside[0].span.of(document.text).lower()
    if first in ("dass", "daß", "ob"):
        return ["dass_clause"]
    finite = [t for t in inside if "VerbForm=Fin" in t.feats]
    if not finite and any(
        t.span.of(document.text).lower() == "zu" or "zu" in t.span.of(document.text)[2:-2] for t in inside
    ):
        return ["infinitive_clause"]
    return ["verb_second_complement"] if moods & {"k1", "k2"} else []
