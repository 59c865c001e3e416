"""Frames without a verb: "laut X", "nach Angaben von X", "X zufolge", "aus Sicht von X", "demnach", "wonach"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeVar

from quotes.german.clauses import Clause, cut, trim
from quotes.german.cues import noun_frames
from quotes.german.noun_phrases import phrase_end
from quotes.german.words import Unit, Word, Words
from quotes.resources import lexicon

Range = tuple[int, int]
F = TypeVar("F")
_DETERMINERS = frozenset(["der", "die", "das", "dem", "den", "des", "ein", "eine", "einer", "eines", "einem", "einen"])


@cache
def _rows() -> dict[tuple[str, str], str]:
    return {(row["word"], row["position"]): row["needs"] for row in lexicon("cue_prepositions")}


def phrase_at(words: Sequence[Word], at: int, start: int, end: int) -> tuple[str, Range, Range] | None:
    """The frame phrase whose preposition is word ``at``: rule, range of the phrase, range of its noun phrase.

    ``start`` and ``end`` bound the sentence. None where the word frames nothing.
    """
    low = words[at].low
    before = _rows().get((low, "before"))
    after = _rows().get((low, "after"))
    if before is not None:
        stop = phrase_end(words, at + 1, end, appositions=True)
        if stop == at + 1 and low == "laut" and stop < end and not words[stop].punct:
            stop += 1
            while stop < end and (words[stop].capital or "." in words[stop].text.strip(".")) and not words[stop].finite:
                stop += 1
            return "preposition", (at, stop), (at + 1, stop)
        inner = range(at + 1, stop)
        if stop > at + 1 and _fits(words, inner, before):
            return ("sight" if before == "sight" else "preposition", (at, stop), (at + 1, stop))
    if after is not None and low != "aus":
        first = _phrase_before(words, start, at)
        if first < at and _fits(words, range(first, at), after):
            return "preposition", (first, at + 1), (first, at)
    return None


def _fits(words: Sequence[Word], inner: range, needs: str) -> bool:
    if needs == "capital":
        return any(words[i].capital or words[i].low in ("denen", "dem", "der") for i in inner)
    if needs == "sight":
        return any(words[i].text in ("Sicht", "Perspektive", "Warte") for i in inner)
    if needs == "noun":
        heads = [i for i in inner if words[i].capital and words[i].upos in ("NOUN", "PROPN", "X", "ADJ")]
        return any("nach" in noun_frames(words[i]) for i in heads[:2])
    return False


def _phrase_before(words: Sequence[Word], start: int, at: int) -> int:
    """The start of the phrase that ends right before ``at``."""
    for first in range(max(start, at - 14), at):
        if words[first].punct or words[first].finite or (first > start and _inside(words, first)):
            continue
        if (
            words[first].upos in ("ADP", "ADV", "CCONJ", "SCONJ", "VERB", "AUX", "PART")
            and words[first].low not in _DETERMINERS
        ):
            continue
        if phrase_end(words, first, at) == at:
            return first
    return at


def _inside(words: Sequence[Word], first: int) -> bool:
    """Whether a phrase cannot start here because the word before belongs to it."""
    before = words[first - 1]
    return before.low in _DETERMINERS or (
        before.upos == "ADJ" and not before.punct and words[first].upos in ("NOUN", "ADJ")
    )


def phrase_frames(
    words: Words, unit: Unit, clauses: Sequence[Clause], taken: Sequence[Range], make: Callable[..., F]
) -> list[F]:
    """The phrase frames of a sentence, each with the clause that it frames; ``make`` builds a frame."""
    found: list[F] = []
    w = words.words
    for clause in clauses:
        if clause.kind == "quote":
            continue
        at = clause.start
        while at < clause.end:
            if w[at].pair >= 0 or any(a <= at < b for a, b in taken):
                at += 1
                continue
            hit = phrase_at(w, at, clause.start, min(unit.end, _end_of(clauses, clause)))
            if hit is None:
                at += 1
                continue
            rule, phrase, _ = hit
            frame = _framed(words, unit, clauses, clause, at, phrase, rule, make)
            if frame is not None:
                found.append(frame)
            at = max(at + 1, phrase[1])
        adverb = _adverb(words, unit, clause)
        if adverb is not None and not any(a <= adverb < b for a, b in taken):
            frame = _adverb_frame(words, unit, clauses, clause, adverb, make)
            if frame is not None:
                found.append(frame)
    return found


def _end_of(clauses: Sequence[Clause], clause: Clause) -> int:
    """The end of the clauses that a noun phrase of ``clause`` may reach into with an apposition."""
    number = list(clauses).index(clause)
    end = clause.end
    for following in clauses[number + 1 : number + 2]:
        if following.kind == "np" and following.before == ",":
            end = following.end + 1
    return end


def _framed(
    words: Words,
    unit: Unit,
    clauses: Sequence[Clause],
    clause: Clause,
    at: int,
    phrase: Range,
    rule: str,
    make: Callable[..., F],
) -> F | None:
    w = words.words
    start, end = unit.start, unit.end
    if clause.kind in ("sub", "rel", "inf"):
        start, end = clause.start, clause.end
    first, last = phrase
    if (
        first > unit.start
        and w[first - 1].text in (",", "–", "-")
        and last < unit.end
        and w[last].text in (",", "–", "-")
    ):
        first, last = first - 1, last + 1
    if not clause.finite and clause.kind == "np":
        last = _to_verb(clauses, clause, last)
    pieces = cut(w, start, end, [(first, last)])
    if not any(w[i].finite or w[i].upos == "VERB" for a, b in pieces for i in range(a, b)):
        pairs = [c.pair for c in clauses if c.kind == "quote"]
        return make(rule, (at,), [(first, last)], [], pairs) if pairs else None
    return make(rule, (at,), [(first, last)], pieces)


def _to_verb(clauses: Sequence[Clause], clause: Clause, last: int) -> int:
    """Where the main clause starts after "Nach Angaben von X, die ..., ist ...": clauses put in belong to the phrase."""
    number = list(clauses).index(clause)
    for following in clauses[number + 1 :]:
        if following.kind == "v1":
            return following.start
        if following.kind not in ("rel", "np"):
            break
    return last


def _adverb(words: Words, unit: Unit, clause: Clause) -> int | None:
    at = clause.start
    while at < clause.end and words.words[at].punct:
        at += 1
    return at if at < clause.end and (words.words[at].low, "alone") in _rows() else None


def _adverb_frame(
    words: Words, unit: Unit, clauses: Sequence[Clause], clause: Clause, at: int, make: Callable[..., F]
) -> F | None:
    w = words.words
    needs = _rows()[(w[at].low, "alone")]
    if needs == "konjunktiv" and not any(w[i].mood for i in clause.finite):
        return None
    if needs == "clause":
        start, end = trim(w, at + 1, clause.end)
        return make("wonach", (at,), [(at, at + 1)], [(start, end)]) if end > start else None
    if not clause.finite or clause.kind not in ("v2", "v1", "sub"):
        return None
    start, end = trim(w, at + 1, unit.end)
    return make("demnach", (at,), [(at, at + 1)], [(start, end)]) if end > start else None
