"""Turns of an interview and bare "Name: ..." lines: paragraphs that start with a label and a colon."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from quotes.german.words import Words

Range = tuple[int, int]
_QUESTION_LABELS = frozenset(["frage", "fragen", "redaktion", "reporter", "moderator", "interviewer"])
GENERAL_LABELS = _QUESTION_LABELS | {"antwort"}
_LONGEST_LABEL = 6


@dataclass(frozen=True, slots=True)
class Turn:
    """A labelled paragraph: the words of its label with the colon, the words said, whether it counts as a quotation.

    ``many`` tells an interview (several turns) from a single line.
    """

    paragraph: int
    label: Range
    words: Range
    quoted: bool
    many: bool


def _labels(words: Words) -> list[tuple[int, int, int, int]]:
    """Paragraph, start, colon and end of each paragraph that starts with a label."""
    found = []
    w = words.words
    at = 0
    while at < len(w):
        stop = at
        while stop < len(w) and w[stop].paragraph == w[at].paragraph:
            stop += 1
        for colon in range(at + 1, min(at + _LONGEST_LABEL + 1, stop - 1)):
            if w[colon].text == ":":
                if not any(x.finite or x.pair >= 0 or x.text in (".", "!", "?") for x in w[at:colon]) and w[at].capital:
                    found.append((w[at].paragraph, at, colon, stop))
                break
        at = stop
    return found


def turns(words: Words) -> list[Turn]:
    """The turns of a document in their order.

    In an interview each named turn counts as a quotation; questions under a general label ("Frage:") or under the
    name of a medium in capitals do not. Outside of interviews a line counts where its label is a name that the text
    uses elsewhere too and what follows is a sentence.
    """
    w = words.words
    found = _labels(words)
    counts = Counter(word.text for word in w) if found else Counter[str]()
    names = [w[colon - 1].low for _, _, colon, _ in found]
    tally = Counter(names)
    asked = any(w[stop - 1].text == "?" for _, _, _, stop in found)
    interview = len(found) >= 3 and len(set(names)) < len(names) and asked
    result = []
    for paragraph, start, colon, stop in found:
        name = w[colon - 1]
        said = range(colon + 1, stop)
        if not any(w[i].finite for i in said) and not interview:
            continue
        if interview and tally[name.low] > 1:
            medium = name.text.isupper() and len(name.text) > 1
            quoted = name.low not in _QUESTION_LABELS and not medium
            result.append(Turn(paragraph, (start, colon + 1), (colon + 1, stop), quoted, True))
        elif not interview and _known(words, counts, start, colon) and w[colon + 1].pair < 0:
            result.append(Turn(paragraph, (start, colon + 1), (colon + 1, stop), True, False))
    return result


def _known(words: Words, counts: Counter[str], start: int, colon: int) -> bool:
    """Whether a label is a name that other sentences use too."""
    if words.words[colon - 1].upos != "PROPN" or colon - start > 4:
        return False
    return counts[words.words[colon - 1].text] >= 2
