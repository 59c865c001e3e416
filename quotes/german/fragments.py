"""Words in quotation marks that are names, titles or nicknames, told from fragments of what somebody said."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from quotes.german.clauses import Clause
from quotes.german.cues import Cue, noun_frames
from quotes.german.words import Unit, Words
from quotes.resources import lexicon

Range = tuple[int, int]
# Classes of cue verbs in whose clause words in marks are somebody's own.
_VOICED = frozenset(
    {"name", "say", "speak", "criticise", "reject", "warn", "demand", "confirm", "accuse", "praise", "think"}
)

# Small words inside a name ("Al-Qaida im Maghreb", "Ärzte ohne Grenzen").
_SMALL = frozenset({"und", "of", "the", "de", "von", "für", "im", "in"})


@cache
def _named() -> tuple[str, ...]:
    return tuple(row["noun"].lower() for row in lexicon("named_things"))


def is_name(words: Words, pair: int, *, single: bool = True) -> bool:
    """Whether what quotation marks hold is a name or title by its form, or by the noun before it.

    ``single``: whether one capitalised word alone is a name; after "nannte" it is what somebody called something.
    """
    found = words.marks.pairs[pair]
    start, end = words.between(found.span)
    inner = [w for w in words.words[start:end] if not w.punct]
    if not inner:
        return True
    before = words.words[start - 1] if start else None
    if (
        before is not None
        and len(inner) <= 8
        and before.low.endswith(_named())
        and not any(w.finite for w in inner[:-1])
    ):
        return True
    if any(w.finite for w in inner):
        return False
    if inner[-1].low.endswith(("zeitung", "magazin", "nachrichten")) or (inner[0].low == "the" and inner[-1].capital):
        return True
    content = [w for i, w in enumerate(inner) if w.low not in _SMALL and (i or w.low not in ("der", "die", "das"))]
    if 2 <= len(content) <= 5 and all(w.capital or w.text[:1].isdigit() for w in content):
        return True
    # A single capitalised word in marks is a label more often than a quotation.
    return single and len(inner) == 1 and inner[0].capital


def voiced_in(words: Words, clause: Clause, cue: Cue, done: Collection[int]) -> list[int]:
    """The pairs of marks in a clause that hold words of the one whom the cue verb of the clause speaks of.

    Left out: pairs in ``done``, names and titles, and what "man" or a passive without agent calls something ("was man
    „Sonnenwind“ nennt").
    """
    inside = words.words[clause.start : clause.end]
    low = {w.low for w in inside if w.pair < 0}
    nobody = "man" in low or (cue.passive and not low & {"von", "vom", "durch"})
    if cue.verb.kind not in _VOICED or words.words[cue.finite].mood or nobody:
        return []
    found = []
    for pair in sorted({w.pair for w in inside if w.pair >= 0} - set(done)):
        start, end = words.between(words.marks.pairs[pair].span)
        called = cue.verb.kind == "name" and start > 0 and words.words[start - 1].low == "als"
        if not is_name(words, pair, single=not called) and (called or _starts_lower(words, (start, end))):
            found.append(pair)
    return found


def after_nouns(words: Words, unit: Unit, done: Collection[int]) -> list[tuple[int, int]]:
    """Pairs of marks that a cue noun announces at once, each with the index of the noun.

    "mit den Worten „...“", "Parolen wie „...“". A clause, a call, or a piece that starts in lower case counts.
    """
    found = []
    w = words.words
    for pair in sorted({x.pair for x in w[unit.start : unit.end] if x.pair >= 0} - set(done)):
        start, end = words.between(words.marks.pairs[pair].span)
        noun = start - 2 if start > unit.start and w[start - 1].low == "wie" else start - 1
        if noun < unit.start or "marks" not in noun_frames(w[noun]):
            continue
        if _starts_lower(words, (start, end)) or any(x.finite or x.text in ("!", "?") for x in w[start:end]):
            found.append((pair, noun))
    return found


def _starts_lower(words: Words, inside: Range) -> bool:
    """Whether what marks hold starts in lower case: a piece of a sentence, no title."""
    first = next((w for w in words.words[inside[0] : inside[1]] if not w.punct), None)
    return first is not None and first.text[:1].islower()
