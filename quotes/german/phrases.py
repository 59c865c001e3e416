"""Lexicon phrases found in running text: inflected, with separated verb particles, in German's free word order.

A phrase is written in base forms: ``Einsatz`` (any inflection) · ``Truppen*`` · ``*einsatz`` · ``=das`` (this form
only) · ``a/b`` (either) · ``ab|lehnen`` (separable: "lehnt ... ab", "abgelehnt", "abzulehnen") · several words
(all in one clause, in any order, near each other).
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from quotes.document import Sentence, Span
from quotes.german.stem import closed_class, keys, stem

T = TypeVar("T")
REACH = 9  # words between the parts of a phrase of several words; a verb's particle may stand at the clause's end
_AFTER_CLAUSE = frozenset({"und", "oder", "als", "wie", "aber", "sondern", "wegen", "trotz"})
WORD = re.compile(r"[^\W_]+(?:['’‐-][^\W_]+)*")
ENTITY = re.compile(r"&(?:[a-z]+|#\d+);")
_SENTENCE_END = re.compile(r"[.!?…]|\n\s*\n|\+\+\+")
_CLAUSE_END = re.compile(r"[,;:()]|\s[-–—]\s|[–—]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text, with all stems a lexicon may hold it under."""

    span: Span
    form: str
    keys: frozenset[str]
    upos: str = ""
    first: bool = False

    @property
    def function(self) -> bool:
        """Whether it is a function word, which is only itself."""
        return self.lower in closed_class("function")

    @property
    def lower(self) -> str:
        """The form in lower case."""
        return self.form.lower()


@dataclass(frozen=True, slots=True)
class Clause:
    """Words between two punctuation marks; ``sentence`` counts sentences, ``question`` where that one asks."""

    words: tuple[Word, ...]
    sentence: int
    question: bool = False


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """A phrase found: what it stands for, and the indices of its words in the clause."""

    value: T
    phrase: str
    at: tuple[int, ...]
    wildcard: bool


def sentences_in(sentences: Sequence[Sentence], span: Span) -> Sequence[Sentence]:
    """Those of ``sentences`` (in the order of the text) that share a code point with ``span``."""
    # By bisection: a long document asks this for each quotation.
    first = bisect_right(sentences, span.start, key=lambda s: s.span.end)
    return sentences[first : bisect_left(sentences, span.end, key=lambda s: s.span.start)]


def words(text: str, spans: Iterable[Span], sentences: Sequence[Sentence] = ()) -> list[Word]:
    """The words of ``spans`` in their order, with lemma and part of speech where the parse has them."""
    parsed: dict[int, tuple[str, str]] = {}
    spans = sorted(spans)
    for span in spans:
        for sentence in sentences_in(sentences, span):
            for token in sentence.tokens:
                parsed.setdefault(token.span.start, (token.lemma, token.upos))
    found: list[Word] = []
    for span in spans:
        entities = [m.span() for m in ENTITY.finditer(text, span.start, span.end)]
        for match in WORD.finditer(text, span.start, span.end):
            if any(a <= match.start() < b for a, b in entities):
                continue
            form = match.group()
            lemma, upos = parsed.get(match.start(), ("", ""))
            before = text[max(0, match.start() - 3) : match.start()].rstrip(" „“”\"»«›‹‚‘'’")
            first = not before or before[-1] in ".!?:;…+\n–-" or not found
            found.append(Word(Span(*match.span()), form, _keys(form, lemma), upos, first))
    return found


def clauses(text: str, run: Sequence[Word]) -> list[Clause]:
    """Split words at punctuation."""
    result: list[tuple[list[Word], int]] = []
    asks: set[int] = set()
    current: list[Word] = []
    sentence = 0
    for word, following in itertools.zip_longest(run, run[1:]):
        current.append(word)
        gap = text[word.span.end : following.span.start] if following else text[word.span.end : word.span.end + 2]
        if "?" in gap:
            asks.add(sentence)
        ends = _ends_sentence(word, gap, following)
        if following is None or ends or _CLAUSE_END.search(gap):
            result.append((current, sentence))
            current = []
            sentence += ends
    return [Clause(tuple(c), n, n in asks) for c, n in result]


def _ends_sentence(word: Word, gap: str, following: Word | None) -> bool:
    found = _SENTENCE_END.search(gap)
    if not found:
        return False
    ordinal = gap.strip() == "." and (word.form.isdigit() or len(word.form) == 1)
    return not ordinal and (following is None or following.form[:1].isupper() or found.group() != ".")


def _keys(form: str, lemma: str) -> frozenset[str]:
    result = keys(form)
    if lemma and lemma.lower() != form.lower():
        result |= {lemma.lower(), stem(lemma), stem(lemma.lower())}
    if "-" in form:
        result |= keys(form.replace("-", ""))
        last = form.rsplit("-", 1)[1]
        if len(last) > 3:
            result |= {f"-{key}" for key in keys(last)}
    return result


class Phrases(Generic[T]):
    """An index of phrases, each with a value."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._alternatives: list[tuple[tuple[str, ...], str, T]] = []
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._starts: list[tuple[str, str]] = []
        self._ends: list[tuple[str, str]] = []
        self._by_first: dict[str, list[int]] = defaultdict(list)
        self._cache: dict[tuple[str, str, bool, frozenset[str]], frozenset[str]] = {}
        for phrase, value in entries:
            for parts in _alternatives(phrase):
                self._by_first[parts[0]].append(len(self._alternatives))
                self._alternatives.append((parts, phrase, value))
                for part in parts:
                    self._index(part)

    def _index(self, part: str) -> None:
        if part[0] in "=~":
            self._exact[part[1:].lower()].add(part)
        elif part.endswith("*"):
            self._starts.append((part[:-1].lower(), part))
        elif part.startswith("*"):
            self._ends.append((stem(part[1:].capitalize()), part))
        else:
            self._exact[part.lower() if len(part) < 4 else stem(part)].add(part)

    def parts_of(self, word: Word) -> frozenset[str]:
        """The phrase parts that this word can be."""
        key = (word.form, word.upos, word.first, word.keys)
        if key not in self._cache:
            found = {part for k in word.keys for part in self._exact.get(k, ()) if self._fits(part, word)}
            found |= {part for start, part in self._starts if word.lower.startswith(start)}
            for end, part in self._ends:
                if any(k.endswith(end) and len(k) > len(end) + 1 for k in word.keys):
                    found.add(part)
            self._cache[key] = frozenset(found)
        return self._cache[key]

    @staticmethod
    def _fits(part: str, word: Word) -> bool:
        """Whether the word's case allows the part: a noun is capital, and what is not is so only first in a clause."""
        if part[0] in "=~":
            return word.lower == part[1:].lower()
        if word.function:
            return word.lower == part.lower()
        if part[:1].isupper():
            return word.form[:1].isupper()
        return word.form[:1].islower() or word.first or word.upos in ("VERB", "ADJ", "AUX")

    def find(self, run: Sequence[Word]) -> list[Match[T]]:
        """All phrases whose words stand in this clause."""
        where: dict[str, list[int]] = defaultdict(list)
        for index, word in enumerate(run):
            for part in self.parts_of(word):
                where[part].append(index)
        found = []
        for first in where:
            for number in self._by_first.get(first, ()):
                parts, phrase, value = self._alternatives[number]
                if all(part in where for part in parts):
                    for at in _places(parts, where, run):
                        found.append(Match(value, phrase, at, any("*" in part for part in parts)))
        return _unique(found)


def _unique(found: list[Match[T]]) -> list[Match[T]]:
    seen: dict[tuple[str, tuple[int, ...]], Match[T]] = {}
    for match in sorted(found, key=lambda m: (m.at, m.phrase, m.wildcard)):
        seen.setdefault((match.phrase, match.at), match)
    return sorted(seen.values(), key=lambda m: (m.at, m.phrase))


def _places(parts: tuple[str, ...], where: dict[str, list[int]], run: Sequence[Word]) -> Iterable[tuple[int, ...]]:
    fixed = all(part.startswith("=") for part in parts)  # function words alone must follow each other
    for start in where[parts[0]]:
        chosen = [start]
        for part in parts[1:]:
            free = [i for i in where[part] if i not in chosen]
            if fixed:
                near = [i for i in free if i == chosen[-1] + 1]
            elif part.startswith("~"):  # a separated particle closes its clause
                near = [i for i in free if i > start and _closes(run, i)]
            elif part.startswith("="):
                near = free
            else:
                near = [i for i in free if abs(i - start) <= REACH]
            if not near:
                break
            chosen.append(min(near, key=lambda i: abs(i - start)))
        else:
            yield tuple(sorted(chosen))


def _closes(run: Sequence[Word], index: int) -> bool:
    return index == len(run) - 1 or run[index + 1].lower in _AFTER_CLAUSE


def _alternatives(phrase: str) -> list[tuple[str, ...]]:
    choices: list[list[tuple[str, ...]]] = []
    for element in phrase.split():
        options: list[tuple[str, ...]] = []
        for option in element.split("/"):
            if "|" in option:
                particle, verb = option.split("|")
                options += [(particle + verb,), (verb, f"~{particle}")]
            else:
                options.append((option,))
        choices.append(options)
    return [tuple(part for option in combination for part in option) for combination in itertools.product(*choices)]
