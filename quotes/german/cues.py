"""Cue verbs and cue nouns in a clause: with separable prefix, auxiliary, reflexive pronoun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from quotes.german.clause_words import word_class
from quotes.german.clauses import Clause
from quotes.german.verbs import (
    MODALS,
    PASSIVE_AUXILIARIES,
    PERFECT_AUXILIARIES,
    CueVerb,
    Form,
    by_base,
    forms,
    joined,
    prefixes,
)
from quotes.german.words import Word
from quotes.resources import lexicon

# With "sich" these mean something else ("befindet sich").
_OTHER_WITH_SICH = word_class("other_with_sich")
_SEPARABLE = word_class("separable_prefix")
_ARTICLES = frozenset({"der", "die", "das", "den", "dem", "zum", "zur"})
_CORRELATES = word_class("correlate")
_REFLEXIVE = word_class("reflexive")


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue verb in a clause: the verb, its words, the finite one among them (or its auxiliary), passive or not."""

    verb: CueVerb
    words: tuple[int, ...]
    finite: int
    passive: bool = False


def _prefix_at(words: Sequence[Word], verb: int, end: int, prefix: str) -> int | None:
    """Where the separated prefix of the finite verb ``verb`` stands: last in its clause, or before what follows it."""
    last = prefix.rsplit(maxsplit=1)[-1].lower()
    for at in range(end - 1, verb, -1):
        if words[at].pair >= 0 or words[at].low != last:
            continue
        following = words[at + 1] if at + 1 < end else None
        if (
            following is None
            or following.punct
            or following.low in ("und", "oder", "sowie", "als", "wie")
            or last[0] != prefix[0]
        ):
            return at
        if words[at].deprel.startswith("compound") or (words[at].upos != "ADP" and last not in ("zu",)):
            return at
    return None


def _needs(words: Sequence[Word], verb: CueVerb, start: int, end: int) -> bool:
    if not verb.needs:
        return True
    return needed(words, verb, start, end) is not None


def needed(words: Sequence[Word], verb: CueVerb, start: int, end: int) -> int | None:
    """Where the further word of a cue verb stands ("sich", "vertrat die Ansicht"), or None."""
    options = _REFLEXIVE if verb.needs == "sich" else frozenset(verb.needs.lower().split("|"))
    return next((i for i in range(start, end) if words[i].low in options and words[i].pair < 0), None)


def _finite_cue(words: Sequence[Word], clause: Clause, at: int, reach: int) -> Cue | None:
    low = words[at].low
    bases = [f.base for f in forms().get(low, ()) if f.kind == "fin"]
    best: Cue | None = None
    for base in bases:
        for verb in by_base()[base]:
            if not _needs(words, verb, clause.start, reach) or (base in _OTHER_WITH_SICH and _reflexive(words, at)):
                continue
            if not verb.prefix:
                if best is None or (verb.needs and not best.verb.needs):
                    best = Cue(verb, (at,), at)
                continue
            place = _prefix_at(words, at, reach, verb.prefix)
            if place is not None and (best is None or not best.verb.prefix):
                best = Cue(verb, (at, place), at)
        if best is not None and best.verb.prefix:
            break
    if best is None or not best.verb.prefix:
        # "stellte ... fest" with a prefix that makes no cue verb is another verb ("sagte ... ab").
        for place in range(at + 1, reach):
            word = words[place]
            last = place + 1 == reach or words[place + 1].punct
            if last and word.low in _SEPARABLE and (word.deprel == "compound:prt" or word.low == "statt"):
                return None
    for verb, form in joined().get(low, ()):
        if best is None and form.kind == "fin" and verb.prefix and _needs(words, verb, clause.start, reach):
            best = Cue(verb, (at,), at)
    return best


def _reflexive(words: Sequence[Word], at: int) -> bool:
    return any(w.low == "sich" for w in words[max(0, at - 2) : at + 4])


def _participle_cue(words: Sequence[Word], clause: Clause, at: int) -> Cue | None:
    auxiliaries = [i for i in clause.finite if words[i].low in PERFECT_AUXILIARIES | PASSIVE_AUXILIARIES | MODALS]
    if not auxiliaries:
        return None
    helper = auxiliaries[0] if auxiliaries[0] < at else auxiliaries[-1]
    passive = words[helper].low in PASSIVE_AUXILIARIES or any(
        words[i].low in ("worden", "werden") for i in range(clause.start, clause.end)
    )
    chosen: Cue | None = None
    if words[at].low == "bekannt" or words[at - 1].low in ("als", "wie") or (passive and words[helper].low in MODALS):
        return None
    apart = _split_prefix(words, clause, at)
    for verb, form in apart or joined().get(words[at].low, ()):
        if form.kind != "part" or not _needs(words, verb, clause.start, clause.end):
            continue
        if words[helper].low in MODALS and not passive:
            continue
        indices = {helper, at} | ({at - 1} if apart else set())
        indices |= {i for i in range(clause.start, clause.end) if words[i].low == "worden" and abs(i - at) == 1}
        if chosen is None or (verb.needs and not chosen.verb.needs):
            chosen = Cue(verb, tuple(sorted(indices)), helper, passive)
    return chosen


def _split_prefix(words: Sequence[Word], clause: Clause, at: int) -> tuple[tuple[CueVerb, Form], ...]:
    """The verbs whose prefix is written apart before ``at`` ("stark gemacht", "bekannt geben"); empty if none."""
    before = words[at - 1] if at > clause.start else None
    if before is None or before.pair >= 0 or before.low not in prefixes():
        return ()
    return tuple((v, f) for v, f in joined().get(before.low + words[at].low, ()) if v.prefix == before.low)


def _infinitive_cue(words: Sequence[Word], clause: Clause, at: int) -> Cue | None:
    helpers = [i for i in clause.finite if words[i].low in MODALS or words[i].low in ("wird", "werden", "würde")]
    if not helpers or words[at].low == "werden":
        return None
    apart = _split_prefix(words, clause, at)
    for verb, form in apart or joined().get(words[at].low, ()):
        if form.kind == "inf" and _needs(words, verb, clause.start, clause.end) and at not in clause.finite:
            return Cue(verb, tuple(sorted({helpers[0], at} | ({at - 1} if apart else set()))), helpers[0])
    return None


def verb_cues(words: Sequence[Word], clause: Clause, reach: int) -> list[Cue]:
    """The cue verbs of a clause, in their order; a separated prefix may stand as far as ``reach``."""
    found: list[Cue] = []
    used: set[int] = set()
    for at in range(clause.start, clause.end):
        word = words[at]
        if word.pair >= 0 or at in used or (word.capital and at > clause.start):
            continue
        cue: Cue | None = None
        if at in clause.finite:
            cue = _finite_cue(words, clause, at, reach)
            if cue is not None and cue.verb.base == "heißen" and not cue.verb.prefix and not _es_near(words, at):
                cue = None
        else:
            cue = _participle_cue(words, clause, at) or _infinitive_cue(words, clause, at)
        if cue is not None:
            cue = _complete(words, cue, clause, reach)
            used |= set(cue.words)
            found.append(cue)
    return found


def _complete(words: Sequence[Word], cue: Cue, clause: Clause, reach: int) -> Cue:
    """The cue with the words that belong to it: "sich", "es", "darauf", "(der) Ansicht"."""
    more = set(cue.words)
    if cue.verb.needs:
        at = needed(words, cue.verb, clause.start, reach)
        if at is not None:
            more.add(at)
            if words[at].capital and at - 1 not in more and words[at - 1].low in _ARTICLES:
                more.add(at - 1)
    if cue.verb.base == "heißen" and not cue.verb.prefix:
        more |= {i for i in (cue.finite - 1, cue.finite + 1) if clause.start <= i < clause.end and words[i].low == "es"}
    if cue.verb.clause:
        more |= {i for i in range(clause.start, clause.end) if words[i].low in _CORRELATES and words[i].pair < 0}
    return replace(cue, words=tuple(sorted(more)))


def _es_near(words: Sequence[Word], at: int) -> bool:
    return any(w.low == "es" for w in (*words[max(0, at - 1) : at], *words[at + 1 : at + 4]))


@cache
def _nouns() -> dict[str, frozenset[str]]:
    return {row["noun"]: frozenset(row["frame"].split("|")) for row in lexicon("cue_nouns")}


def noun_frames(word: Word) -> frozenset[str]:
    """What a cue noun frames ("nach", "colon", "clause"), empty for other words. Compounds count by their end."""
    return noun_frames_of(word.text)


@cache
def noun_frames_of(text: str) -> frozenset[str]:
    """What a word frames as a cue noun; see ``noun_frames``."""
    table = _nouns()
    if text in table:
        return table[text]
    if not text[:1].isupper() or len(text) < 9:
        return frozenset()
    tail = text.rsplit("-", 1)[-1]
    if tail in table:
        return table[tail]
    for noun, frames in table.items():
        if len(noun) > 4 and text.lower().endswith(noun.lower()):
            return frames
    return frozenset()
