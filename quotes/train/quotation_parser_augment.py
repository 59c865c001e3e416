"""Changes to training samples that leave the gold as it is: marks, layout, case, datelines.

The corpora know one style of print. A sample may lose closing or opening marks, swap double for single ones, lose or
gain paragraphs, start with a dateline, or come in lower case; the gold moves along.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace

from quotes.neural.marks import mark_states
from quotes.neural.tokens import DOUBLE_MARKS, SINGLE_MARKS, Tokens
from quotes.train.quotation_parser_data import Gold, Sample

STYLES: tuple[tuple[str, str], ...] = (
    ("„", "“"), ("„", "”"), ('"', '"'), ("»", "«"), ("«", "»"), ("“", "”"), ("''", "''"), ("„", '"'),
    ("‚", "‘"), ("'", "'"), ("›", "‹"), ("‘", "’"),
)  # fmt: skip
_PLACES = ("Berlin", "Wien", "Bern", "Brüssel", "New York", "Genf", "Kabul", "Hamburg", "Zürich", "Paris", "Kiew")
_AGENCIES = ("dpa", "AFP", "Reuters", "APA", "sda", "AP", "epd", "red", "KNA")


def select(sample: Sample, keep: Sequence[int]) -> Sample:
    """The sample with the tokens ``keep`` (rising indexes) alone; gold that loses all of its quote goes."""
    new = {old: i for i, old in enumerate(keep)}
    tokens = sample.tokens
    spaced = list(tokens.spaced)
    paragraph, line = list(tokens.paragraph), list(tokens.line)
    for i in range(len(tokens) - 1):
        if i not in new:
            # What came before a dropped token comes before the next one now.
            spaced[i + 1] |= spaced[i]
            paragraph[i + 1] |= paragraph[i]
            line[i + 1] |= line[i]

    def pick(values: Sequence[bool]) -> tuple[bool, ...]:
        return tuple(values[i] for i in keep)

    kept = Tokens(
        tuple(tokens.words[i] for i in keep),
        tuple(tokens.starts[i] for i in keep),
        tuple(tokens.ends[i] for i in keep),
        tuple(tokens.sentences[i] for i in keep),
        pick(paragraph),
        pick(line),
        pick(spaced),
    )
    gold = tuple(
        Gold(g.type, quote, tuple(tuple(new[i] for i in role if i in new) for role in g.roles))
        for g in sample.gold
        if (quote := tuple(new[i] for i in g.quote if i in new))
    )
    return replace(sample, tokens=kept, gold=gold)


def prepend(sample: Sample, words: Sequence[str]) -> Sample:
    """The sample with ``words`` before its first token, in its first sentence and paragraph."""
    tokens, n = sample.tokens, len(words)
    rest = (False,) * (n - 1)
    shifted = Tokens(
        (*words, *tokens.words),
        (0,) * n + tokens.starts,
        (0,) * n + tokens.ends,
        tokens.sentences[:1] * n + tokens.sentences,
        (True, *rest, False, *tokens.paragraph[1:]),
        (True, *rest, False, *tokens.line[1:]),
        (True,) * n + (True, *tokens.spaced[1:]),
    )
    gold = tuple(
        Gold(g.type, tuple(i + n for i in g.quote), tuple(tuple(i + n for i in r) for r in g.roles))
        for g in sample.gold
    )
    return replace(sample, tokens=shifted, gold=gold)


def restyle(sample: Sample, rng: random.Random) -> Sample:
    """Other glyphs for the marks: one style for the text, or a new one for each pair."""
    states, _ = mark_states(sample.tokens)
    words = list(sample.tokens.words)
    mixed = rng.random() < 0.2
    style = rng.choice(STYLES)
    for i, (word, state) in enumerate(zip(sample.tokens.words, states, strict=True)):
        if word in DOUBLE_MARKS and state in (1, 3):
            if mixed and state == 1:
                style = rng.choice(STYLES)
            words[i] = style[0] if state == 1 else style[1]
    return replace(sample, tokens=replace(sample.tokens, words=tuple(words)))


def drop_marks(sample: Sample, rng: random.Random, *, closing: float, opening: float) -> Sample:
    """The sample without some of its closing and opening marks, by their probabilities."""
    states, _ = mark_states(sample.tokens)
    chance = {1: opening, 3: closing}
    marks = DOUBLE_MARKS | SINGLE_MARKS
    keep = [
        i
        for i, (word, state) in enumerate(zip(sample.tokens.words, states, strict=True))
        if word not in marks or rng.random() >= chance.get(state, 0.0)
    ]
    return select(sample, keep) if len(keep) < len(states) else sample


def _layout(tokens: Tokens, rng: random.Random) -> Tokens:
    """Paragraphs lost, lines for paragraphs, or a line for each sentence; sentence borders lost here and there."""
    kind = rng.random()
    n = len(tokens)
    starts = tuple(i == 0 or tokens.sentences[i] != tokens.sentences[i - 1] for i in range(n))
    first = (True,) + (False,) * (n - 1)
    if kind < 0.4:
        tokens = replace(tokens, paragraph=first, line=first)
    elif kind < 0.6:
        tokens = replace(tokens, paragraph=first)
    elif kind < 0.75:
        tokens = replace(tokens, paragraph=first, line=starts)
    elif kind < 0.85:
        tokens = replace(tokens, paragraph=starts, line=starts)
    return tokens


def merge_sentences(tokens: Tokens, rng: random.Random, chance: float) -> Tokens:
    """Lose sentence borders by ``chance``, as sentence splitters do."""
    sentences, lost = [], 0
    previous = tokens.sentences[0]
    for s in tokens.sentences:
        lost += s != previous and rng.random() < chance
        previous = s
        sentences.append(s - lost)
    return replace(tokens, sentences=tuple(sentences))


def _lower(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.lower() for word in words)


def augment(sample: Sample, rng: random.Random, *, always: bool = False) -> Sample:
    """A sample changed at random; about half of all samples stay as they are in print, but where ``always``."""
    if rng.random() < 0.5 and not always:
        return sample
    if rng.random() < 0.6:
        sample = restyle(sample, rng)
    if rng.random() < 0.3:
        kind = rng.random()
        closing, opening = (0.35, 0.0) if kind < 0.5 else (0.05, 0.35) if kind < 0.65 else (0.25, 0.25)
        sample = drop_marks(sample, rng, closing=closing, opening=opening)
    tokens = sample.tokens
    if rng.random() < 0.4:
        tokens = _layout(tokens, rng)
    if rng.random() < 0.25:
        tokens = merge_sentences(tokens, rng, 0.08)
    if rng.random() < 0.06:
        tokens = replace(tokens, words=_lower(tokens.words))
    sample = replace(sample, tokens=tokens)
    if rng.random() < 0.12:
        sample = prepend(sample, (rng.choice(_PLACES), "(", rng.choice(_AGENCIES), ")", rng.choice("-–")))
    return sample
