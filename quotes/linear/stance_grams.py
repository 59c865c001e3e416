"""A window -> its named features: words, affixes, what the lexicons say, and how these stand together.

Each feature keeps the tokens that it was read from, so that a weight can be traced back to words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from quotes.german.stance_marks import GROUPS
from quotes.linear.stance_window import CUE, EARLIER, INSIDE, SENTENCE, SPEAKER, Window
from quotes.neural.tokens import normalise

Grams = Mapping[str, tuple[int, ...]]
_BREAKS = frozenset(",;:.!?–-()")
_SHORT = 6  # letters at most of the words that are read beside a term: function words and short verbs
_STEM, _ENDING = 5, 5
_COARSE = 6  # letters of a word in a pair with its neighbour
_FIRST = 3  # words at the quotation's begin that are read by their place


def grams(given: Window) -> Grams:
    """The features of a window and, for each, the tokens that it was first read from, sorted."""
    out: dict[str, tuple[int, ...]] = {}
    for name, at in _all(given):
        out.setdefault(name, at)
    return out


def _all(given: Window) -> Iterator[tuple[str, tuple[int, ...]]]:
    forms = [_form(given, i) for i in range(len(given))]
    marks = [_mark(given, i) for i in range(len(given))]
    for i, place in enumerate(given.places):
        yield from ((name, (i,)) for name in _single(place, forms[i], marks[i]))
    inside = [i for i, place in enumerate(given.places) if place == INSIDE]
    said = [i for i, place in enumerate(given.places) if place in (INSIDE, CUE) and given.marks[i].group]
    yield from _neighbours(inside, forms, marks)
    yield from _pairs("both", said, {i: ("cue." if given.places[i] == CUE else "") + marks[i] for i in said})
    clauses = list(_clauses(given))
    for clause in clauses:
        yield from _clause(given, clause, forms, marks)
    yield from _shape(given, inside, forms)
    for i in next((c for c in reversed(clauses) if given.places[c[0]] == INSIDE), ()):
        if given.marks[i].group:
            yield f"last:{marks[i]}", (i,)


def _form(given: Window, i: int) -> str:
    return f"<{given.marks[i].term}>" if given.hidden(i) else normalise(given.words[i])


def _mark(given: Window, i: int) -> str:
    """The group of a token and its sign, else the kind of its term, else nothing."""
    mark = given.marks[i]
    if mark.group:
        return f"{GROUPS[mark.group - 1]}.{mark.sign}"
    return f"term.{mark.term}" if mark.term else ""


def _single(place: int, form: str, mark: str) -> Iterator[str]:
    if place in (INSIDE, CUE):
        here = "cue" if place == CUE else "word"
        yield f"{here}:{form}"
        if place == CUE or len(form) > _STEM - 1:
            yield f"{here}^:{form[:_STEM]}"
        if place == INSIDE and len(form) > _ENDING - 1:
            yield f"{here}$:{form[-_ENDING:]}"
    elif place == SENTENCE:
        yield f"near:{form}"
    if mark and place != SPEAKER:
        where = {INSIDE: "mark", CUE: "cuemark", SENTENCE: "nearmark", EARLIER: "beforemark"}[place]
        yield f"{where}:{mark}"


def _neighbours(
    inside: Sequence[int], forms: Sequence[str], marks: Sequence[str]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Pairs of a token with the next and the one after it, each by its mark or its first letters."""
    for step in (1, 2):
        for i, j in zip(inside, inside[step:], strict=False):
            left, right = (marks[k] or forms[k][:_COARSE] for k in (i, j))
            yield f"pair{step}:{left}|{right}", (i, j)


def _pairs(kind: str, at: Sequence[int], names: Mapping[int, str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each two different names, in the order of the alphabet."""
    first = {names[i]: i for i in reversed(at)}
    ordered = sorted(first)
    for n, left in enumerate(ordered):
        for right in ordered[n + 1 :]:
            yield f"{kind}:{left}&{right}", tuple(sorted((first[left], first[right])))


def _clauses(given: Window) -> Iterator[list[int]]:
    """The tokens between punctuation, of the quotation, its cue and the rest of its sentences."""
    clause: list[int] = []
    for i, place in enumerate(given.places):
        if place not in (SENTENCE, INSIDE, CUE):
            continue
        if given.words[i] in _BREAKS:
            if clause:
                yield clause
            clause = []
        else:
            clause.append(i)
    if clause:
        yield clause


def _clause(
    given: Window, clause: Sequence[int], forms: Sequence[str], marks: Sequence[str]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """What stands together in one clause: groups with terms, groups with groups, terms with function words."""
    kind = "clause" if any(given.places[i] == INSIDE for i in clause) else "beside"
    groups = {marks[i]: i for i in reversed(clause) if given.marks[i].group}
    terms = {f"term.{given.marks[i].term}": i for i in reversed(clause) if given.marks[i].term}
    for group, i in groups.items():
        yield from ((f"{kind}:{group}+{term}", tuple(sorted((i, j)))) for term, j in terms.items())
        if not terms:
            yield f"{kind}:{group}", (i,)
    yield from _pairs(kind, list(groups.values()), {i: group for group, i in groups.items()})
    for term, j in terms.items():
        if not groups:
            yield f"{kind}:{term}", (j,)
        for i in clause:
            if len(given.words[i]) <= _SHORT and not given.hidden(i):
                yield f"{kind}:{forms[i]}~{term}", tuple(sorted((i, j)))


def _shape(given: Window, inside: Sequence[int], forms: Sequence[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Length, questions and exclamations, and the first words."""
    yield f"length:{min(6, len(inside) // 6)}", ()
    for sign in "?!":
        at = tuple(i for i in inside if given.words[i] == sign)
        if at:
            yield f"ends:{sign}", at
    for i in inside[1 : 1 + _FIRST]:
        yield f"first:{forms[i]}", (i,)
