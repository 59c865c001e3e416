"""Which quotation marks open and which close, whatever their glyphs: a rule over white space, glyph and state.

German texts mix „…“, "…", »…«, «…», “…” and ''…''; the same glyph opens in one style and closes in another. What
a mark does shows in the white space around it, so that comes first, the glyph second, the state third.
"""

from __future__ import annotations

from quotes.neural.tokens import DOUBLE_MARKS, SINGLE_MARKS, Tokens

# States of a token.
OUTSIDE, OPENING, INSIDE, CLOSING, AFTER_LONE, LONE, NESTED_MARK, NESTED = range(8)
STATES = 8
# Size classes of the marked stretch: five by length, again five where it ends in a full stop, ! or ?.
SIZES = 11
# A pair further apart than this is two lone marks: quotations of that length are broken up in print.
_LONGEST = 250
_LONGEST_SINGLE = 60
_OPENERS = frozenset("„‟‚") | {"``"}
_FAMILY = {mark: family for family in ("„“”‟", "»«", "›‹", "‚‘’", "`´") for mark in family}
_BRACKETS = frozenset("([{–-/")
_TAILS = frozenset(",.;:?!)]}…–")


def _direction(tokens: Tokens, i: int) -> int:
    """+1 where the mark opens, -1 where it closes, 0 where its surroundings do not tell."""
    word = tokens.words[i]
    if word in _OPENERS:
        return 1
    before = tokens.spaced[i] or tokens.line[i]
    after = i + 1 == len(tokens) or tokens.spaced[i + 1]
    if before != after:
        return 1 if before else -1
    if before:
        return 0
    if tokens.words[i - 1] in _BRACKETS:
        return 1
    if tokens.words[i + 1] in _TAILS or tokens.words[i + 1] in DOUBLE_MARKS:
        return -1
    return 0


def _pairs(tokens: Tokens, marks: list[int], longest: int) -> list[tuple[int, int]]:
    """Opening and closing tokens that belong together, outer pairs first; pairs nest by glyph, and never cross."""
    found: list[tuple[int, int]] = []
    stack: list[int] = []
    for i in marks:
        direction = _direction(tokens, i)
        stack = [o for o in stack if i - o <= longest]
        family = _FAMILY.get(tokens.words[i], "")
        same = [o for o in stack if _FAMILY.get(tokens.words[o], "") == family]
        if direction > 0 or (direction == 0 and not same):
            # An opening mark of a kind that is open already: the earlier one was never closed.
            stack = [*stack[: stack.index(same[0])], i] if same else [*stack[-1:], i]
        elif stack:
            opened = same[-1] if same else stack[-1]
            if i > opened + 1:
                found.append((opened, i))
            stack = stack[: stack.index(opened)]
    return sorted(found)


def _size(tokens: Tokens, first: int, last: int) -> int:
    inner = last - first - 1
    size = 1 + (inner > 1) + (inner > 3) + (inner > 7) + (inner > 15)
    return size + 5 if tokens.words[last - 1] in ".?!" else size


def mark_states(tokens: Tokens) -> tuple[list[int], list[int]]:
    """The state (0-7) of each token and the size class (0-10) of the marked stretch that it is in, n each."""
    n = len(tokens)
    states, sizes = [OUTSIDE] * n, [0] * n
    doubles = [i for i, word in enumerate(tokens.words) if word in DOUBLE_MARKS]
    for first, last in _pairs(tokens, doubles, _LONGEST):
        if states[first] == INSIDE:
            _nest(states, first, last)
            continue
        size = _size(tokens, first, last)
        for i in range(first, last + 1):
            states[i], sizes[i] = INSIDE, size
        states[first], states[last] = OPENING, CLOSING
    for i in doubles:
        if states[i] == OUTSIDE:
            states[i] = LONE
            _open_end(tokens, states, i)
    singles = [i for i, word in enumerate(tokens.words) if word in SINGLE_MARKS]
    for first, last in _pairs(tokens, singles, _LONGEST_SINGLE):
        if states[first] in (OUTSIDE, AFTER_LONE) and states[last] in (OUTSIDE, AFTER_LONE):
            size = _size(tokens, first, last)
            for i in range(first, last + 1):
                states[i], sizes[i] = INSIDE, size
            states[first], states[last] = OPENING, CLOSING
        elif states[first] == states[last] == INSIDE:
            _nest(states, first, last)
    return states, sizes


def _nest(states: list[int], first: int, last: int) -> None:
    states[first + 1 : last] = [NESTED] * (last - first - 1)
    states[first] = states[last] = NESTED_MARK


def _open_end(tokens: Tokens, states: list[int], i: int) -> None:
    """Mark what follows a lone opening mark, up to the next mark, the paragraph's end, or the greatest length."""
    if _direction(tokens, i) < 0:
        return
    for j in range(i + 1, min(len(tokens), i + _LONGEST)):
        if states[j] != OUTSIDE or tokens.paragraph[j] or tokens.words[j] in DOUBLE_MARKS:
            return
        states[j] = AFTER_LONE
