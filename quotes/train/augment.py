"""What the treebanks have too little of: quotation marks of every kind, datelines, abbreviations before names.

The text and the words are changed together, so that the labels stay true. Every choice is drawn from the generator
that is given, so that a seed fixes the data.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from quotes.evaluate.conllu import Row, Tree
from quotes.train.treebank import with_marks

# Opening and closing marks with how often news has them.
PAIRS: tuple[tuple[tuple[str, str], float], ...] = (
    (("„", "“"), 40),
    (('"', '"'), 25),
    (("»", "«"), 12),
    (("“", "”"), 10),
    (("„", "”"), 4),
    (("«", "»"), 6),
    (("‚", "‘"), 6),
    (("›", "‹"), 2),
    (("'", "'"), 3),
    (("„", '"'), 2),
    (("''", "''"), 2),
)
_MARKS = frozenset({"``", "''", '"', "„", "“", "”", "»", "«"})
_CITIES = ("Berlin", "Bagdad", "Washington", "Brüssel", "München", "New York", "Paris", "Kiew", "Wien", "Genf", "Bonn")
_AGENCIES = ("dpa", "Reuters", "AFP", "AP", "epd", "KNA", "dapd", "APA", "rtr", "dpa/AFP")
_DASHES = ("-", "–", "—")


def pair(rng: random.Random) -> tuple[str, str]:
    """A pair of quotation marks."""
    return rng.choices([p for p, _ in PAIRS], [w for _, w in PAIRS])[0]


def remark(tree: Tree, rng: random.Random) -> Tree:
    """The sentence with its quotation marks, where it has any, replaced by a pair drawn anew."""
    opening, closing = pair(rng)
    inside = False
    rows = []
    for row in with_marks(tree, ("``", "''")):
        if row.form in _MARKS:
            opens = row.form in ("``", "„") or (row.form in ('"', "“", "»", "«", "”") and not inside)
            inside = opens
            form = opening if opens else closing
            rows.append(replace(row, form=form, lemma=form))
        else:
            rows.append(row)
    return rows


def quoted(tree: Tree, rng: random.Random) -> Tree:
    """The whole sentence in quotation marks, the closing one after its final mark."""
    opening, closing = pair(rng)
    return attach([_mark(opening, glued=True)], tree, [_mark(closing, glued=False)])


def dateline(tree: Tree, rng: random.Random) -> Tree:
    """The sentence after a dateline: "Berlin (dpa) - "."""
    city, agency, dash = rng.choice(_CITIES), rng.choice(_AGENCIES), rng.choice(_DASHES)
    city = city.upper() if rng.random() < 0.2 else city
    words = [_name(part) for part in city.split()]
    if rng.random() < 0.8:
        words += [_punct("(", "$(", glued=True), replace(_name(agency), glued=True), _punct(")", "$(", glued=False)]
    if rng.random() < 0.85:
        words.append(_punct(dash, "$(", glued=False))
    else:
        words[-1].glued = True
        words.append(_punct(rng.choice((".", ":")), "$.", glued=False))
    return attach(words, tree, [])


def attach(before: Sequence[Row], tree: Tree, after: Sequence[Row]) -> Tree:
    """The sentence with words before and after it, all of them dependents of its root."""
    shift = len(before)
    root = next(int(row.id) for row in tree if row.is_word and row.head == 0) + shift
    count = sum(row.is_word for row in tree)
    rows = [replace(row, id=str(i), head=root) for i, row in enumerate(before, 1)]
    rows += [_shifted(row, shift) for row in tree]
    if after:
        rows[-1].glued = True
        if len(rows) > 1 and not rows[-2].is_word:  # the surface of a multi-word token carries the space
            rows[-2].glued = True
        rows += [replace(row, id=str(shift + count + i), head=root) for i, row in enumerate(after, 1)]
    return rows


def _shifted(row: Row, shift: int) -> Row:
    number = "-".join(str(int(part) + shift) for part in row.id.split("-"))
    return replace(row, id=number, head=row.head + shift if row.head > 0 else row.head)


def _mark(form: str, *, glued: bool) -> Row:
    return _punct(form, "$(", glued=glued)


def _punct(form: str, xpos: str, *, glued: bool) -> Row:
    return Row("0", form, form, "PUNCT", xpos, {}, 0, "punct", glued)


def _name(form: str) -> Row:
    feats = {"Case": "Nom", "Gender": "Neut", "Number": "Sing"}
    return Row("0", form, form, "PROPN", "NE", feats, 0, "dep", glued=False)


def augmented(trees: Sequence[Tree], rng: random.Random) -> list[Tree]:
    """The sentences in their order: marks redrawn, every eighth put in marks, every thirtieth after a dateline."""
    result = []
    for tree in trees:
        new = remark(tree, rng) if rng.random() < 0.9 else [replace(row) for row in tree]
        draw = rng.random()
        has_marks = any(row.form in _MARKS for row in tree)
        if draw < 0.12 and not has_marks:
            new = quoted(new, rng)
        elif draw > 0.97:
            new = dateline(new, rng)
        result.append(new)
    return result
