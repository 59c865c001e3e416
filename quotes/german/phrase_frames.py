"""Frames without a verb: "laut X", "nach Angaben von X", "X zufolge", "aus Sicht von X", "demnach", "wonach"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from quotes.german.clauses import Clause, cut, trim
from quotes.german.cues import Cue, noun_frames
from quotes.german.noun_phrases import phrase_end
from quotes.german.words import Unit, Word, Words
from quotes.resources import lexicon

Range = tuple[int, int]
_DETERMINERS = frozenset(["der", "die", "das", "dem", "den", "des", "ein", "eine", "einer", "eines", "einem", "einen"])


@dataclass(slots=True)
class Frame:
    """A frame that a rule found: cue words, ranges of the frame, ranges of the words it announces.

    ``pairs`` are the quotations in marks among these that stand by themselves; where ``quote`` is empty they are all
    that is announced.
    """

    rule: str
    cue: tuple[int, ...]
    frame: list[Range]
    quote: list[Range] = field(default_factory=list)
    pairs: list[int] = field(default_factory=list)
    verb: Cue | None = None
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """A clause of a sentence."""

    words: Words
    unit: Unit
    clauses: Sequence[Clause]
    number: int

    @property
    def clause(self) -> Clause:
        return self.clauses[self.number]


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


def phrase_frames(words: Words, unit: Unit, clauses: Sequence[Clause], taken: Sequence[Range]) -> list[Frame]:
    """The phrase frames of a sentence outside the ranges ``taken``, each with what it frames."""
    found: list[Frame] = []
    for number, clause in enumerate(clauses):
        if clause.kind == "quote":
            continue
        place = _Place(words, unit, clauses, number)
        found += _phrases(place, taken)
        adverb = _adverb(words, clause)
        if adverb is not None and not any(a <= adverb < b for a, b in taken):
            frame = _adverb_frame(place, adverb)
            if frame is not None:
                found.append(frame)
    return found


def _phrases(place: _Place, taken: Sequence[Range]) -> list[Frame]:
    found: list[Frame] = []
    w, clause = place.words.words, place.clause
    at = clause.start
    while at < clause.end:
        hit = None
        if w[at].pair < 0 and not any(a <= at < b for a, b in taken):
            hit = phrase_at(w, at, clause.start, min(place.unit.end, _end_of(place)))
        if hit is None:
            at += 1
            continue
        frame = _framed(place, at, hit[1], hit[0])
        if frame is not None:
            found.append(frame)
        at = max(at + 1, hit[1][1])
    return found


def _end_of(place: _Place) -> int:
    """The end of the clauses that a noun phrase of this one may reach into with an apposition."""
    following = place.clauses[place.number + 1 : place.number + 2]
    if following and following[0].kind == "np" and following[0].before == ",":
        return following[0].end + 1
    return place.clause.end


def _framed(place: _Place, at: int, phrase: Range, rule: str) -> Frame | None:
    w, clause, unit = place.words.words, place.clause, place.unit
    start, end = unit.start, unit.end
    if clause.kind in ("sub", "rel", "inf"):
        start, end = clause.start, clause.end
    first, last = phrase
    signs = (",", "–", "-")
    if first > unit.start and last < unit.end and w[first - 1].text in signs and w[last].text in signs:
        first, last = first - 1, last + 1
    if not clause.finite and clause.kind == "np":
        last = _to_verb(place, last)
    pieces = cut(w, start, end, [(first, last)])
    if not any(w[i].finite or w[i].upos == "VERB" for a, b in pieces for i in range(a, b)):
        pairs = [c.pair for c in place.clauses if c.kind == "quote"]
        return Frame(rule, (at,), [(first, last)], [], pairs) if pairs else None
    return Frame(rule, (at,), [(first, last)], pieces)


def _to_verb(place: _Place, last: int) -> int:
    """Where the main clause starts after "Nach Angaben von X, die ..., ist ...": what is put in is skipped."""
    for following in place.clauses[place.number + 1 :]:
        if following.kind == "v1":
            return following.start
        if following.kind not in ("rel", "np"):
            break
    return last


def _adverb(words: Words, clause: Clause) -> int | None:
    at = clause.start
    while at < clause.end and words.words[at].punct:
        at += 1
    return at if at < clause.end and (words.words[at].low, "alone") in _rows() else None


def _adverb_frame(place: _Place, at: int) -> Frame | None:
    w, clause = place.words.words, place.clause
    needs = _rows()[(w[at].low, "alone")]
    if needs == "konjunktiv" and not any(w[i].mood for i in clause.finite):
        return None
    rule, stop = ("wonach", clause.end) if needs == "clause" else ("demnach", place.unit.end)
    if rule == "demnach" and (not clause.finite or clause.kind not in ("v2", "v1", "sub")):
        return None
    start, end = trim(w, at + 1, stop)
    return Frame(rule, (at,), [(at, at + 1)], [(start, end)]) if end > start else None
