"""Clauses of a sentence, cut at commas, colons, dashes and quotations, each with its kind and its finite verbs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from quotes.german.clause_words import word_class
from quotes.german.verbs import PASSIVE_AUXILIARIES, PERFECT_AUXILIARIES, joined
from quotes.german.words import Unit, Word, Words

COORDINATORS = word_class("coordinator")
COMPLEMENTIZERS = word_class("complementizer")
QUESTION_WORDS = word_class("question_word")
SUBORDINATORS = word_class("subordinator")
RELATIVES = word_class("relative_pronoun")
_DASHES = frozenset(["–", "—", "-", "--"])
_SEPARATORS = frozenset(",;:()[]") | _DASHES


Range = tuple[int, int]


@dataclass(slots=True)
class Clause:
    """Words ``[start, end)`` between two separators.

    ``kind``: "quote" (a quotation in marks that stands by itself), "v2" (finite verb second, a main clause), "v1"
    (finite verb first), "sub" (verb-final with a subordinator), "rel" (relative), "inf" (infinitive with zu), "np"
    (no verb). ``marker`` is the subordinator; ``before`` the separator before it, "" at the start.
    """

    start: int
    end: int
    kind: str
    before: str
    marker: str = ""
    finite: list[int] = field(default_factory=list)
    pair: int = -1
    coordinated: bool = False

    @property
    def main(self) -> bool:
        """Whether it is a main clause or a part of one with its finite verb."""
        return self.kind in ("v1", "v2")


def standalone(words: Words, unit: Unit, pair: int) -> bool:
    """Whether the quotation marks ``pair`` hold a clause of its own in ``unit``, not a fragment or a name."""
    span = words.marks.pairs[pair].span
    start, end = words.between(span)
    start, end = max(start, unit.start), min(end, unit.end)
    left = words.words[start - 1] if start > unit.start else None
    right = words.words[end] if end < unit.end else None
    inner = [w for w in words.words[start:end] if not w.punct]
    has_verb = any(w.finite for w in inner)
    final = words.marks.pairs[pair].inner.of(words.text).rstrip()[-1:] in tuple(".!?…")
    left_free = left is None or left.text in _SEPARATORS or left.text in tuple(".!?…") or left.pair >= 0
    if not left_free or not inner:
        return False
    if right is None or right.text in tuple(".!?…") or right.pair >= 0:
        return has_verb or final or len(inner) >= 4 or (left is not None and left.text == ":")
    if right.text in _SEPARATORS:
        # "„Ja“, sagte er": a verb right after the comma makes a quotation of one word.
        framed = end + 1 < unit.end and words.words[end + 1].finite
        return has_verb or final or framed or len(inner) >= 2 or (left is not None and left.text == ":")
    return final or (has_verb and len(inner) >= 3 and not right.capital)


def _parenthesis(words: Sequence[Word], at: int, end: int) -> int:
    """The end of a short bracket that starts at ``at`` ("(SPD)"), or ``at`` where there is none."""
    if words[at].text not in ("(", "["):
        return at
    for stop in range(at + 1, min(at + 8, end)):
        if words[stop].text in (")", "]"):
            return stop + 1
    return at


def _is_dash(words: Words, at: int, unit: Unit) -> bool:
    """A dash with blanks around it; a hyphen inside a word or between numbers is none."""
    word = words.words[at]
    if word.text not in _DASHES:
        return False
    before = words.text[word.span.start - 1 : word.span.start]
    after = words.text[word.span.end : word.span.end + 1]
    return before.isspace() and after.isspace() and unit.start < at


def clauses(words: Words, unit: Unit) -> list[Clause]:
    """The clauses of a sentence in their order, quotations that stand by themselves among them."""
    found: list[Clause] = []
    own = {p: standalone(words, unit, p) for p in {w.pair for w in words.words[unit.start : unit.end] if w.pair >= 0}}
    at, start, before = unit.start, unit.start, ""
    w = words.words

    def close(end: int) -> None:
        if end > start and any(not x.punct for x in w[start:end]):
            found.append(_classify(words, start, end, before))

    while at < unit.end:
        pair = w[at].pair
        if pair >= 0:
            stop = at
            while stop < unit.end and w[stop].pair == pair:
                stop += 1
            if own[pair]:
                close(at)
                sign = w[at - 1].text if at > unit.start and w[at - 1].text in _SEPARATORS else ""
                found.append(Clause(at, stop, "quote", sign, pair=pair))
                start, before = stop, ""
            at = stop
            continue
        skip = _parenthesis(w, at, unit.end)
        if skip > at:
            at = skip
            continue
        if (w[at].text in _SEPARATORS and w[at].text not in _DASHES) or _is_dash(words, at, unit):
            close(at)
            start, before = at + 1, w[at].text
        elif w[at].text in tuple(".!?…") and at + 1 == unit.end:
            close(at)
            start, before = at + 1, ""
        at += 1
    close(unit.end)
    return _joined(words, found)


def _joined(words: Words, found: list[Clause]) -> list[Clause]:
    """Subordinate clauses whose verb stands after an apposition ("wie der Richter, Max Maier, sagte") as one."""
    result: list[Clause] = []
    at = 0
    while at < len(found):
        clause = found[at]
        first = words.words[clause.start].low
        stop = at + 1
        if clause.kind == "np" and (first in COMPLEMENTIZERS or first in SUBORDINATORS or first == "wie"):
            while stop < len(found) and found[stop].kind == "np" and found[stop].before == "," and stop - at < 3:
                stop += 1
            last = found[stop] if stop < len(found) else None
            if (
                last is not None
                and last.finite
                and last.before == ","
                and _verb_final(words.words, last.finite[-1], last.end)
            ):
                result.append(Clause(clause.start, last.end, "sub", clause.before, first, last.finite))
                at = stop + 1
                continue
        result.append(clause)
        at += 1
    return result


def _has_zu(words: Sequence[Word], start: int, end: int) -> bool:
    for at in range(start, end):
        word = words[at]
        if (
            word.low == "zu"
            and at + 1 < end
            and words[at + 1].low.endswith("n")
            and words[at + 1].upos in ("VERB", "AUX")
        ):
            return True
        if word.upos in ("VERB", "AUX") and "zu" in word.low[2:-2] and word.low.endswith("n") and not word.finite:
            return True
    return False


def _finite_verbs(words: Sequence[Word], start: int, end: int) -> list[int]:
    """The finite verbs; a form that may be a participle is one where an auxiliary stands in the clause."""
    found = [i for i in range(start, end) if words[i].finite and words[i].pair < 0]
    helpers = [i for i in found if words[i].low in PERFECT_AUXILIARIES | PASSIVE_AUXILIARIES]
    if not helpers:
        return found
    return [i for i in found if i in helpers or not any(f.kind == "part" for _, f in joined().get(words[i].low, ()))]


def _classify(words: Words, start: int, end: int, before: str) -> Clause:
    w = words.words
    first = start
    while first < end - 1 and w[first].punct:
        first += 1
    coordinated = w[first].low in COORDINATORS
    if coordinated and first < end - 1:
        first += 1
    finite = _finite_verbs(w, first, end)
    low = w[first].low
    second = w[first + 1].low if first + 1 < end else ""
    clause = Clause(start, end, "np", before, finite=finite, coordinated=coordinated)
    if not finite and low in COMPLEMENTIZERS and end - first > 3:
        clause.kind, clause.marker = "sub", low
        return clause
    if not finite:
        clause.kind = "inf" if _has_zu(w, first, end) else "np"
        clause.marker = low if low in ("um", "ohne", "statt", "anstatt") else ""
        return clause
    if low in COMPLEMENTIZERS or (
        low in ("auch", "so", "allerdings", "zumal", "nur") and second in COMPLEMENTIZERS | SUBORDINATORS
    ):
        clause.kind, clause.marker = "sub", low if low in COMPLEMENTIZERS else second
    elif (low in SUBORDINATORS or low in QUESTION_WORDS) and _verb_final(w, finite[-1], end):
        clause.kind, clause.marker = "sub", low
    elif before and _relative(w, first, finite, end):
        clause.kind, clause.marker = "rel", low
    elif finite[0] == first:
        clause.kind = "v1"
    else:
        clause.kind = "v2"
    return clause


def _verb_final(words: Sequence[Word], verb: int, end: int) -> bool:
    """Whether nothing but verbs and what is moved behind them (a phrase with a preposition, "als ...") follows."""
    rest = [x for x in words[verb + 1 : end] if not x.punct]
    return not rest or rest[0].upos in ("VERB", "AUX", "ADP", "CCONJ") or rest[0].low in ("als", "wie")


def _relative(words: Sequence[Word], first: int, finite: list[int], end: int) -> bool:
    word = words[first]
    at = first
    if word.upos == "ADP" and first + 1 < end:
        at, word = first + 1, words[first + 1]
    if word.low not in RELATIVES or finite[-1] <= at + (1 if at > first else 0):
        return False
    if not _verb_final(words, finite[-1], end):
        return False
    after = [x for x in words[finite[-1] + 1 : end] if not x.punct]
    closed = bool(after) and after[-1].upos in ("VERB", "AUX") and not after[-1].finite
    if closed and (after[0].upos not in ("VERB", "AUX") or words[finite[-1]].mood == "k1"):
        # "der Einsatz werde im Mai enden": the verb's second part closes a main clause.
        return False
    if word.upos == "PRON":
        return True
    # An article must agree with a noun that follows; "die Lage sei" is no relative clause, "die in Paris tagte" is.
    following = words[at + 1]
    if following.upos in ("NOUN", "PROPN", "ADJ", "NUM") or following.capital:
        return (
            not words[finite[-1]].mood
            and finite[-1] > at + 2
            and word.low in ("dem", "den", "deren", "dessen", "denen")
        )
    return True


def trim(words: Sequence[Word], start: int, end: int) -> Range:
    """A range without separators at its edges, without final stop and without a leading "und"."""
    while start < end and words[start].pair < 0 and words[start].punct and words[start].text not in ("(",):
        start += 1
    while end > start and words[end - 1].pair < 0 and words[end - 1].punct and words[end - 1].text not in (")",):
        end -= 1
    return start, end


def cut(words: Sequence[Word], start: int, end: int, holes: Sequence[Range]) -> list[Range]:
    """What is left of a range without ``holes``, each piece trimmed."""
    pieces = []
    at = start
    for a, b in sorted(holes):
        if a > at:
            pieces.append(trim(words, at, min(a, end)))
        at = max(at, b)
    if at < end:
        pieces.append(trim(words, at, end))
    return [(a, b) for a, b in pieces if b > a]
