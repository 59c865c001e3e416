"""Words in quotation marks that are names, titles or nicknames, told from fragments of what somebody said."""

from __future__ import annotations

from functools import cache

from quotes.german.words import Words
from quotes.resources import lexicon

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
