"""Surface words of a document with what the parse says of them, and the sentences that rules work on.

Syntactic words that share a span ("im" = in dem) are one surface word here. A sentence of the rules is a sentence of
the parse, mended where quotation marks tell better: a quotation is never cut, and a line end or a finished quotation
ends a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from quotes.document import Document, Span, Token
from quotes.german.clause_words import word_class
from quotes.german.marks import Marks, Pair, pair_marks, paragraphs
from quotes.german.verbs import MODALS, PASSIVE_AUXILIARIES, PERFECT_AUXILIARIES, announcing_forms, joined

_K1 = word_class("konjunktiv_1_form")
_K2 = word_class("konjunktiv_2_form")
_END = frozenset(".!?…")
_FINITE_AUX = PERFECT_AUXILIARIES | PASSIVE_AUXILIARIES | MODALS
_AMBIGUOUS_AUX = word_class("ambiguous_auxiliary")
# Endings of adverbs and adjectives that a weak tagger may take for verbs.
# More words outside of marks than this are no sentence; the rules take time with the square of a sentence's length.
_LONGEST = 200
# German writes none of these with a capital letter inside a sentence: such a tag is an error for a noun.
_NEVER_CAPITAL = frozenset({"VERB", "AUX", "ADV", "SCONJ", "CCONJ", "PART", "ADP"})
_ABBREVIATIONS = word_class("abbreviation")
_NEVER_FINITE = tuple(sorted(word_class("nonfinite_ending")))
# A tokeniser may leave the stop of a sentence on an acronym ("... der EU.").
_ACRONYM_STOP = re.compile(r"[A-ZÄÖÜ]{2,}\.")
# A ticker's time stamp and a dateline end a sentence of the rules.
_TICKER = re.compile(r"\+\+\+[^\n+]{0,60}\+\+\+\s*")
_DATELINE = re.compile(r"(?:^|\n)[^\n.!?„\"»«“]{2,50}(?:\d{1,2}\.[^\n.!?„\"»«“]{0,20})?\([\w/ ,.-]{2,30}\)\s*[–—-]+\s+")


@dataclass(slots=True)
class Word:
    """A surface word: span, text, lower-case text, tag, mood ("k1", "k2" or ""), finiteness, head and relation.

    ``head`` is the index of the head in the same list of words, -1 for none.
    """

    span: Span
    text: str
    low: str
    upos: str
    feats: str
    lemma: str
    mood: str
    finite: bool
    head: int
    deprel: str
    paragraph: int
    pair: int = -1
    sentence: int = 0
    breaks: bool = False

    @property
    def capital(self) -> bool:
        """Whether it starts with a capital letter."""
        return self.text[:1].isupper()

    @property
    def punct(self) -> bool:
        """Whether it is made of signs only."""
        return self.upos == "PUNCT" or not any(c.isalnum() for c in self.text)


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence of the rules: words ``[start, end)`` of the list, and the number of its paragraph."""

    start: int
    end: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Words:
    """A document as the rules see it: words, sentences, marks."""

    text: str
    words: tuple[Word, ...]
    units: tuple[Unit, ...]
    marks: Marks

    def span(self, start: int, end: int) -> Span:
        """The span from the first code point of word ``start`` to the last one of word ``end - 1``."""
        return Span(self.words[start].span.start, self.words[end - 1].span.end)

    def between(self, span: Span) -> tuple[int, int]:
        """The range of words that overlap ``span``; empty where there is none."""
        low, high = 0, len(self.words)
        while low < high:
            middle = (low + high) // 2
            if self.words[middle].span.end <= span.start:
                low = middle + 1
            else:
                high = middle
        end = low
        while end < len(self.words) and self.words[end].span.start < span.end:
            end += 1
        return low, end


def mood_of(low: str, feats: str) -> str:
    """``k1``, ``k2`` or an empty string, from the form and the tagger's Mood."""
    if low in _K1:
        return "k1"
    if low in _K2:
        return "k2"
    if "Mood=Sub" in feats and not low.startswith("möcht"):
        past = (
            "Tense=Past" in feats
            or low.endswith(("te", "ten"))
            or (any(c in low for c in "äöü") and not low.endswith("ne"))
        )
        return "k2" if past else "k1"
    return ""


def _finite(low: str, token: Token) -> bool:
    if low == "worden":
        return False
    if low in _FINITE_AUX:
        # "haben", "werden", "können" are infinitives as well; the rest of the forms can be nothing else.
        if low not in _AMBIGUOUS_AUX:
            return True
        return token.upos in ("AUX", "VERB") and "VerbForm=Inf" not in token.feats
    if low.endswith(_NEVER_FINITE):
        return False
    if token.upos in ("VERB", "AUX"):
        return "VerbForm=Fin" in token.feats or "Mood=" in token.feats
    return False


def _words_of(document: Document) -> list[Word]:
    words: list[Word] = []
    text = document.text
    for number, sentence in enumerate(document.sentences):
        first = len(words)
        place: list[int] = []
        for token in sentence.tokens:
            if len(words) > first and words[-1].span == token.span:
                place.append(len(words) - 1)
                continue
            place.append(len(words))
            shown = token.span.of(text)
            low = shown.lower()
            words.append(
                Word(
                    token.span, shown, low, token.upos, token.feats, token.lemma, mood_of(low, token.feats),
                    _finite(low, token), -1, token.deprel, 0, sentence=number,
                )
            )  # fmt: skip
        for token, at in zip(sentence.tokens, place, strict=True):
            if 0 <= token.head < len(place) and words[at].span == token.span:
                words[at].head = place[token.head]
    _settle(words)
    return words


def _mid_sentence(before: Word, word: Word) -> bool:
    """Whether a capital letter cannot come from the start of a sentence, a line or a quotation."""
    lower = before.text[-1:].isalpha() and not before.text.isupper() and before.paragraph == word.paragraph
    return lower and not word.text.isupper() and word.low not in word_class("sentence_opener")


@cache
def _k1_forms() -> frozenset[str]:
    """Forms of cue verbs that only the Konjunktiv I has ("rechne", "behaupte"), but for those of other words."""
    found = {form for form, readings in joined().items() if any(f.tense == "k1" for _, f in readings)}
    only = {form for form in found if all(f.tense == "k1" for _, f in joined()[form])}
    return frozenset(only) - {"bitte", "weise", "meine", "laute", "leite", "seine", "feste", "werte", "reiche", "gute"}


def _third_person_in_e(words: Sequence[Word], at: int) -> bool:
    """Whether a finite form in -e is the Konjunktiv I of a verb whose tag does not say so ("das gehöre dazu").

    In the present indicative only the first person ends in -e; forms in -te may be weak past tenses.
    """
    word = words[at]
    if not word.finite or word.upos != "VERB" or word.capital or not word.low.endswith("e") or "Past" in word.feats:
        return False
    if word.low.endswith("te") and word.lemma != word.low + "n":
        return False
    return at > 0 and words[at - 1].upos not in ("DET", "ADP")


def _settle(words: list[Word]) -> None:
    """Correct finiteness where the form says more than the tagger does."""
    for at, word in enumerate(words):
        if word.capital and at and word.upos in _NEVER_CAPITAL and _mid_sentence(words[at - 1], word):
            word.upos, word.finite, word.mood = "NOUN", False, ""
        if not word.finite and not word.capital and word.low in announcing_forms():
            readings = {(form.kind, form.tense) for _, form in joined().get(word.low, ())}
            word.finite = readings <= {("fin", "past"), ("fin", "present")} and not word.low.endswith("en")
        elif word.finite and at and words[at - 1].low == "zu" and word.low.endswith("n"):
            word.finite = False
        if word.upos in ("NOUN", "PROPN", "ADJ", "DET", "PRON") and word.mood and word.low not in _K1 | _K2:
            word.mood = ""
        if (
            not word.mood
            and not word.capital
            and word.upos in ("VERB", "AUX", "ADJ", "X", "NOUN")
            and word.low in _k1_forms()
        ):
            word.mood, word.finite = "k1", True
        if not word.mood and _third_person_in_e(words, at):
            word.mood = "k1"
        # "ich habe", "ich werde" are indicative.
        if word.mood == "k1" and any(w.low == "ich" for w in words[max(0, at - 3) : at + 3]):
            word.mood = ""
        if word.low in _K1 | _K2 and word.low in _FINITE_AUX:
            word.finite = True


def _number_paragraphs(words: list[Word], text: str) -> None:
    spans = list(paragraphs(text))
    at = 0
    for word in words:
        while at + 1 < len(spans) and word.span.start >= spans[at + 1].start:
            at += 1
        word.paragraph = at


def _place_pairs(words: list[Word], marks: Marks) -> None:
    """Tell each word which outermost pair it stands in."""
    at = 0
    outer = [(n, p) for n, p in enumerate(marks.pairs) if p.depth == 0]
    for word in words:
        while at < len(outer) and outer[at][1].span.end <= word.span.start:
            at += 1
        if at < len(outer) and outer[at][1].span.start < word.span.end:
            word.pair = outer[at][0]


def _ends(words: Sequence[Word], at: int, pairs: Sequence[Pair], text: str) -> bool:
    """Whether a sentence of the rules ends after word ``at``."""
    word, following = words[at], words[at + 1]
    if word.pair >= 0 and word.pair == following.pair:
        return False
    if word.paragraph != following.paragraph or following.breaks:
        return True
    if word.pair >= 0:
        pair = pairs[word.pair]
        inside = pair.inner.of(text).rstrip()
        if pair.closed and inside and inside[-1] in _END and word.span.end >= pair.span.end:
            # „A.“ Merkel sagte | „A?“ fragte Merkel | „A.“ „B.“
            return following.capital or following.pair >= 0
    if _full_stop(words, at):
        return True
    if word.sentence == following.sentence or (following.pair >= 0 and (word.text == ":" or _opens_inside(word))):
        return False
    return not (following.low[:1].islower() and word.text[-1:] not in _END) and following.text[:1] not in ",;)"


def _opens_inside(word: Word) -> bool:
    """Whether marks right after a word open inside its sentence: no stop stands between ("der Parole „...“")."""
    return word.pair < 0 and not word.punct and word.text[-1:].isalpha()


def _full_stop(words: Sequence[Word], at: int) -> bool:
    """A stop with a capital letter or a quotation after it that the parse has read over."""
    word, following = words[at], words[at + 1]
    if word.pair >= 0 or not at:
        return False
    if _ACRONYM_STOP.fullmatch(word.text):
        return word.span.end < following.span.start and following.capital
    if word.text not in (".", "!", "?"):
        return False
    before = words[at - 1]
    short = before.text.isdigit() or len(before.text) == 1 or before.low in _ABBREVIATIONS
    return not short and word.span.end < following.span.start and (following.capital or following.pair >= 0)


def read(document: Document) -> Words:
    """The words, sentences and marks of a parsed document."""
    words = _words_of(document)
    marks = pair_marks(document.text)
    _number_paragraphs(words, document.text)
    _place_pairs(words, marks)
    breaks = {m.end() for p in (_TICKER, _DATELINE) for m in p.finditer(document.text)}
    for word in words:
        word.breaks = word.span.start in breaks
    units: list[Unit] = []
    start, outside = 0, 0
    for at, word in enumerate(words):
        outside += word.pair < 0
        full = outside > _LONGEST and (word.pair < 0 or word.span.end >= marks.pairs[word.pair].span.end)
        if at + 1 == len(words) or full or _ends(words, at, marks.pairs, document.text):
            units.append(Unit(start, at + 1, words[start].paragraph))
            start, outside = at + 1, 0
    return Words(document.text, tuple(words), tuple(units), marks)
