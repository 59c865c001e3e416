"""Noun phrases over surface words: where one starts and ends, and which one can be a subject.

Rules on tags and letters, with the parse as a hint only: titles, names, parties in brackets, genitives, phrases with
"von", and appositions between commas belong to the phrase, as annotators mark a speaker.
"""

from __future__ import annotations

from collections.abc import Sequence

from quotes.german.clause_words import word_class
from quotes.german.words import Word

Range = tuple[int, int]
_NO_SUBJECT = frozenset({"das", "dies", "es", "so", "wie", "darin", "darauf"})

_NAME_PARTICLES = word_class("name_particle")
_ADDRESSEES = tuple(sorted(word_class("addressee_ending")))
_SENTENCE_ADVERBS = word_class("sentence_opener")
_TRAILING = word_class("trailing_adverb")
_ADVERBIAL = tuple(sorted(word_class("adverbial_ending")))
_SOURCE_ENDS = tuple(sorted(word_class("source_ending")))
_PREPOSITIONS = word_class("preposition")
PERSONAL = word_class("personal_pronoun")
STANDING = word_class("standing_pronoun")
_SKIPPED = word_class("skipped_after_verb")
_GENITIVES = word_class("genitive_article")
_OBLIQUE = word_class("oblique_article")
_ATTACHED = word_class("attached_preposition")
_HELD_IN = tuple(sorted(word_class("office_ending")))
_DETERMINERS = word_class("determiner")


def _nominal(word: Word) -> bool:
    if word.punct or word.finite or word.low in _SENTENCE_ADVERBS:
        return False
    if word.upos == "X" or (word.low[:1].isalpha() and any(c.isdigit() for c in word.low)):
        return True
    return word.upos in ("NOUN", "PROPN") or (
        word.capital and word.upos not in ("ADP", "ADV", "PRON", "SCONJ", "CCONJ", "AUX", "DET")
    )


def _premodifier(word: Word) -> bool:
    if word.punct or word.finite:
        return False
    return (
        word.low in _DETERMINERS or word.upos in ("DET", "ADJ", "NUM") or (word.upos == "VERB" and word.text.islower())
    )


def _core(words: Sequence[Word], at: int, end: int) -> int:
    """The end of determiner, adjectives and first run of nouns from ``at``; ``at`` where there is no noun."""
    stop = at
    while stop < end and _premodifier(words[stop]) and not _nominal(words[stop]):
        stop += 1
    if stop > at and stop + 1 < end and words[stop - 1].text.isdigit() and _hyphened(words, stop):
        stop += 1
    if stop > at and stop < end and words[stop].upos == "ADP":
        stop = _participial(words, stop, end)
    if stop < end and words[stop].pair >= 0:
        return _quoted_name(words, stop, end)
    first = stop
    while stop < end and words[stop].pair < 0:
        particle = stop > first and stop + 1 < end and words[stop + 1].text[:1].isalpha() and _particle(words, stop)
        hyphen = stop > first and stop + 1 < end and _hyphened(words, stop)
        if not (_nominal(words[stop]) or hyphen or (particle and words[stop - 1].capital)):
            break
        if stop > first and _new_phrase(words, stop):
            break
        stop += 1
    return stop if stop > first else at


def _hyphened(words: Sequence[Word], at: int) -> bool:
    """Whether a hyphen joins what tokenisers may cut: "der 71-Jährige", "das UNO-Hilfswerk"."""
    before, word, after = words[at - 1], words[at], words[at + 1]
    glued = before.span.end == word.span.start and word.span.end == after.span.start
    return word.text == "-" and glued and (before.text.isdigit() or before.capital) and after.capital


def _particle(words: Sequence[Word], at: int) -> bool:
    """Whether a small word belongs to a name ("van", "von der", "al")."""
    low = words[at].low
    if low in ("der", "den", "dem"):
        return words[at - 1].low in ("van", "von") and words[at + 1].capital
    if low in ("van", "von"):
        return words[at - 1].upos == "PROPN" and (words[at + 1].capital or words[at + 1].low in ("der", "den", "dem"))
    return low in _NAME_PARTICLES and words[at + 1].capital


def _new_phrase(words: Sequence[Word], at: int) -> bool:
    """Whether a noun right after a noun starts another phrase ("sagte Merkel | Journalisten")."""
    before, word = words[at - 1], words[at]
    return before.capital and word.low.endswith(_ADDRESSEES)


def _participial(words: Sequence[Word], at: int, end: int) -> int:
    """Over a phrase inside a noun phrase ("einer | am Dienstag veröffentlichten | Mitteilung"); ``at`` if none."""
    for stop in range(at + 2, min(at + 8, end - 1)):
        word = words[stop]
        if word.punct or word.finite:
            break
        if word.text.islower() and word.upos in ("ADJ", "VERB") and _nominal(words[stop + 1]):
            return stop + 1
    return at


def _quoted_name(words: Sequence[Word], at: int, end: int) -> int:
    """The end of a short stretch in marks ("der „Spiegel“"), or ``at`` where it is long."""
    stop = at
    while stop < end and words[stop].pair == words[at].pair:
        stop += 1
    inner = [w for w in words[at:stop] if not w.punct]
    named = all(w.capital or w.low in _NAME_PARTICLES or "." in w.low or w.low in ("die", "der", "das") for w in inner)
    return stop if stop - at <= 7 and named else at


def _bracket(words: Sequence[Word], at: int, end: int) -> int:
    if words[at].text != "(":
        return at
    for stop in range(at + 1, min(at + 8, end)):
        if words[stop].text == ")":
            return stop + 1
    return at


def _head(words: Sequence[Word], at: int, stop: int) -> Word:
    """The first noun of a phrase, which its further parts hang on."""
    return next((w for w in words[at:stop] if _nominal(w)), words[stop - 1])


def _prepositional(words: Sequence[Word], head: Word, named: bool, at: int) -> bool:
    """Whether a phrase with a preposition belongs to the noun before it ("Sprecherin im US-Außenamt")."""
    low = words[at].low
    if low in _ATTACHED:
        # "Präsident Massum für ...": a name that the tagger takes for a noun stands right after its title.
        titled = at > 1 and words[at - 1] is not head and words[at - 1].capital and words[at - 2].capital
        return low in ("von", "vom") or not (named or titled)
    if low not in ("in", "im") or named or not head.low.endswith(_HELD_IN):
        return False
    return low == "im" or head.low.endswith(
        ("regierung", "führung", "behörden", "opposition", "minister", "botschafter")
    )


def phrase_end(words: Sequence[Word], at: int, end: int, *, appositions: bool = True) -> int:
    """The end of the noun phrase that starts at ``at`` and ends before ``end``; ``at`` where none starts."""
    if at >= end:
        return at
    if words[at].low in PERSONAL | STANDING and not (
        at + 1 < end and words[at].low in _DETERMINERS and (_premodifier(words[at + 1]) or _nominal(words[at + 1]))
    ):
        return at + 1
    stop = _core(words, at, end)
    if stop == at:
        return at
    while stop < end:
        grown = _grow(words, at, stop, end, appositions=appositions)
        if grown == stop:
            break
        stop = grown
    return stop


def _grow(words: Sequence[Word], at: int, stop: int, end: int, *, appositions: bool) -> int:
    """The end after one more part: bracket, quoted name, genitive, "von ...", "und ...", apposition."""
    word = words[stop]
    if word.text == "(":
        return _bracket(words, stop, end)
    if word.pair >= 0:
        return _quoted_name(words, stop, end) if words[stop - 1].pair < 0 else stop
    if _nominal(word) and not _new_phrase(words, stop):
        return _core(words, stop, end)
    if word.text == ",":
        return _apposition(words, stop, end) if appositions else stop
    first = _attached(words, at, stop)
    if first is None:
        return stop
    inner = _core(words, first, end)
    joined = word.low in ("und", "sowie", "bzw.", "&")
    return inner if inner > stop + 1 and (not joined or words[inner - 1].upos in ("NOUN", "PROPN")) else stop


def _attached(words: Sequence[Word], at: int, stop: int) -> int | None:
    """Where the noun phrase of a further part at ``stop`` starts: a genitive at once, others after a small word."""
    word = words[stop]
    named = words[stop - 1].upos == "PROPN"
    if (word.low in _GENITIVES and not named) or word.low == "des":
        return stop
    if word.upos in ("ADP", "ADV", "PART", "X") and _prepositional(words, _head(words, at, stop), named, stop):
        return stop + 1
    if word.low in ("und", "sowie", "bzw.", "&"):
        return stop + 1
    genitive_plural = word.upos == "ADJ" and word.low.endswith("er") and word.text.islower()
    if genitive_plural and words[stop - 1].upos == "NOUN" and words[stop - 1].low.endswith(_SOURCE_ENDS):
        return stop
    return None


def _apposition(words: Sequence[Word], comma: int, end: int) -> int:
    """The end of an apposition between commas ("der Sprecher, Max Maier, ..."), or ``comma``."""
    stop = comma + 1
    while stop < end and words[stop].text not in (",", ".", "!", "?") and stop - comma < 16:
        if words[stop].finite or words[stop].text in (":", ";"):
            return comma
        stop += 1
    inner = words[comma + 1 : stop]
    closed = stop < end and words[stop].text == ","
    if stop < end and not closed:
        end = stop
    if not inner or not (inner[0].capital or inner[0].low in _DETERMINERS) or inner[0].upos in ("ADV", "ADP"):
        return comma
    named = words[comma - 1].upos == "PROPN" and inner[0].upos == "DET"
    names = named or any(w.upos == "PROPN" for w in inner) or (closed and words[comma - 1].capital and len(inner) > 1)
    whole = phrase_end(words, comma + 1, stop, appositions=False) == stop or (closed and len(inner) <= 12)
    return stop if names and whole and (closed or stop == end) else comma


def oblique(words: Sequence[Word], at: int) -> bool:
    """Whether a phrase that starts here cannot be a subject by its article."""
    return words[at].low in _OBLIQUE


def _article(words: Sequence[Word], at: int, end: int) -> bool:
    """Whether "das" starts a noun phrase ("teilte das Ministerium mit") and is no pronoun."""
    if words[at].upos != "DET" or at + 1 >= end:
        return False
    return _nominal(words[at + 1]) or _premodifier(words[at + 1])


def skip_adverbials(words: Sequence[Word], at: int, end: int) -> int:
    """The first word from ``at`` on that is no adverb, reflexive or phrase with a preposition."""
    while at < end:
        word = words[at]
        if (
            word.low in ("es",)
            or (word.low in _SKIPPED and word.low not in ("sie", "ihr") and not _article(words, at, end))
            or (word.upos in ("ADV", "PART") and not word.capital)
        ):
            at += 1
        elif word.upos == "ADP":
            inner = phrase_end(words, at + 1, end, appositions=False)
            at = inner if inner > at + 1 else at + 1
        elif word.text == "(":
            inner = _bracket(words, at, end)
            at = inner if inner > at else at + 1
        elif word.upos in ("NUM",) or (
            word.upos == "ADJ"
            and not word.capital
            and at + 1 < end
            and words[at + 1].upos in ("ADP", "DET", "PROPN")
            and not _nominal(words[at + 1])
        ):
            at += 1
        else:
            return at
    return at


def after_verb(words: Sequence[Word], verb: int, end: int) -> Range | None:
    """The subject after a finite verb: the first phrase that its article lets be one."""
    at = verb + 1
    about = words[verb].low.startswith(("sprach", "sprech", "sprich", "bericht", "redete", "reden"))
    for _ in range(4):
        at = skip_adverbials(words, at, end)
        stop = phrase_end(words, at, end)
        if about and stop > at:
            # "sprach die Polizei von 40 Verletzten": what is spoken of is no part of the speaker.
            cut = next((i for i in range(at + 1, stop) if words[i].low in ("von", "vom")), stop)
            stop = cut
        if stop == at:
            return None
        if not oblique(words, at):
            return at, stop
        at = stop
    return None


def before_verb(words: Sequence[Word], start: int, verb: int) -> Range | None:
    """The subject in front of a finite verb, where what stands there is a phrase that can be one."""
    at = start
    while at < verb and (
        words[at].punct or words[at].low in ("und", "aber", "doch", "auch", "denn", "sondern", "sogar", "nur", "selbst")
    ):
        at += 1
    if at >= verb or oblique(words, at) or (words[at].low in _NO_SUBJECT and not _article(words, at, verb)):
        return None
    if words[at].upos in ("ADP", "ADV", "SCONJ", "PART", "CCONJ") and words[at].low not in PERSONAL | _DETERMINERS:
        return None
    stop = phrase_end(words, at, verb)
    if stop == at or words[at].low in _PREPOSITIONS:
        return None
    if (
        stop == at + 1
        and words[at].upos in ("ADJ", "ADV", "VERB")
        and at + 1 == verb
        and words[at].low.endswith(_ADVERBIAL)
    ):
        return None
    if not any(words[i].text == "," for i in range(at, verb)):
        # What stands before the verb of a main clause is one constituent.
        stop = verb
        while stop > at + 1 and (
            (words[stop - 1].punct and words[stop - 1].text != ")")
            or words[stop - 1].upos in ("ADV", "PART")
            or words[stop - 1].low in _TRAILING
        ):
            stop -= 1
    return at, stop
