"""What each word of an article is for the rules on names and roles: a noun for a person, a body, a state, a name.

The surface decides, with the parse's part of speech as a second voice where there is one: names are what a small
tagger knows least.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from quotes.document import Document, RoleCategory, Span
from quotes.german.bodies import BodyNoun, Known, body_noun, known_at, state_of_adjective, state_of_inhabitant
from quotes.german.coined import coined_noun
from quotes.german.inflection import adjective_stem
from quotes.german.people import PersonNoun, person_noun
from quotes.german.word_classes import word_class
from quotes.resources import lexicon

Tag = Literal[
    "person", "body", "known", "adjective", "title", "given", "name", "particle", "noun", "source", "lower", "sign",
    "number", "determiner", "preposition", "pronoun", "inhabitant",
]  # fmt: skip

_WORD = re.compile(r"&\w+;|['’]t\b|(?:[^\W_]|[\u0300-\u036f])+(?:[-'’′/&.·][^\W_]+)*[.'’]?|[^\w\s]|_")
# Names that begin with an article or prefix in lower case: "al-Tayeb", "d'Estaing".
_ARTICLE_NAME = re.compile(
    r"(?:a[lsrdntz]|asch|el|e[sr]|ul|ur|bin|ben|ibn|abu|d|l|de|dell|dall|nell|von)[-'’′][A-ZÄÖÜÉÂÎ]"
)
# The number of a pope or king: "Johannes XXIII."
_ROMAN = re.compile(r"(?:X{1,2}(?:IX|IV|V?I{0,3})|IX|IV|VI{1,3}|I{2,3})\.")
_ABBREVIATIONS = word_class("abbreviation")
_DETERMINERS = word_class("determiner")
_PREPOSITIONS = word_class("preposition")
# Signs between the parts of a name; they join words with a capital only.
_JOINING = frozenset(("&", "+"))
_PAIRED = frozenset(("sowohl", "weder", "entweder", "zwar"))
_PRONOUNS = frozenset(["er", "sie", "ihm", "ihn", "ihr", "ihnen", "es", "ich", "wir", "man"])
_PARTICLES = word_class("particle")
# A particle of these needs a name before it to be one: alone they are articles and prepositions.
_NO_NAME = word_class("no_name")
_NOUN_SUFFIXES = (
    *("ung", "ungen", "heit", "heiten", "keit", "keiten", "schaft", "schaften", "tion", "tionen", "tät", "täten"),
    *("ismus", "nis", "nisse", "nissen", "tum", "ment", "mente", "ierung", "krieg", "angriff", "einsatz", "angaben"),
)


@dataclass(slots=True)
class TaggedWord:
    """A word, its tag, and what the lexicons say of it. A known name of several words is one ``TaggedWord``."""

    span: Span
    text: str
    tag: Tag
    sentence: int
    person: PersonNoun | None = None
    body: BodyNoun | None = None
    known: Known | None = None
    state: str = ""
    gender: str = ""
    upos: str = ""
    number: str = ""
    first: bool = False

    @property
    def low(self) -> str:
        """The lower-cased text."""
        return self.text.lower()


@cache
def _titles() -> dict[str, str]:
    return {row["title"]: row["gender"] for row in lexicon("titles")}


@cache
def title_categories() -> dict[str, str]:
    """Titles that show what their bearer is, with the category: "Ajatollah", "Captain"."""
    return {row["title"]: row["category"] for row in lexicon("titles") if row["category"]}


@cache
def given_names() -> dict[str, str]:
    """Given names with the gender, "" where open."""
    return {row["name"]: row["gender"] for row in lexicon("given_names")}


def given_gender(word: str) -> str | None:
    """The gender of a given name ("" where open), of a double name that of its first part; ``None`` for no name."""
    table = given_names()
    if word in table:
        return table[word]
    parts = word.split("-")
    return table.get(parts[0]) if len(parts) > 1 and parts[0] in table and parts[1] in table else None


@cache
def _source_forms() -> dict[str, str]:
    table = {}
    for row in lexicon("source_nouns"):
        noun = row["noun"].lower()
        for ending in ("", "s", "es", "n", "en", "e", "ens", "er", "ern", "sse", "ssen", "nen"):
            table[noun + ending] = row["category"]
    for plural, noun in {"pläne": "plan", "plänen": "plan", "vorwürfe": "vorwurf", "vorwürfen": "vorwurf",
                         "vorschläge": "vorschlag", "vorschlägen": "vorschlag", "wünsche": "wunsch",
                         "umfragen": "umfrage", "beschlüsse": "beschluss", "worte": "wort"}.items():  # fmt: skip
        table[plural] = table[noun]
    return table


@lru_cache(maxsize=65536)
def source_noun(word: str) -> tuple[str, str] | None:
    """A noun for what is said: what stands before it in a compound ("Polizei" in "Polizeiangaben"), and the category
    that it gives by itself ("" for none); ``None`` for other words.
    """
    if not word[:1].isupper():
        return None
    low, table = word.lower(), _source_forms()
    if low in table:
        return "", table[low]
    for at in range(3, len(low) - 4):
        if low[at:] in table and len(low) - at >= 5:
            return word[:at].rstrip("-"), table[low[at:]]
    return None


def _raw(document: Document) -> Iterable[tuple[Span, str]]:
    text = document.text
    for match in _WORD.finditer(text):
        word, start, end = match.group(), match.start(), match.end()
        if (
            len(word) > 1
            and word.endswith(".")
            and "." not in word[:-1]
            and not ((len(word) == 2 and word[0].isupper()) or word.lower() in _ABBREVIATIONS or _ROMAN.fullmatch(word))
        ):
            yield Span(start, end - 1), word[:-1]
            yield Span(end - 1, end), "."
            continue
        if word[-1] in "'’" and len(word) > 1 and word[-2] not in "sxzßS":
            yield Span(start, end - 1), word[:-1]
            yield Span(end - 1, end), word[-1]
            continue
        yield Span(start, end), word


def _known_in_compound(texts: Sequence[str], at: int) -> int:
    """The number of words where a name of several words is the first part of a compound, else 0:
    "Human Rights Watch-Sprecher".
    """
    if not texts[at][:1].isupper() or texts[at].lower() in _DETERMINERS:
        return 0
    for length in (2, 3, 4):
        last = texts[at + length - 1] if at + length <= len(texts) else ""
        if "-" in last and person_noun(last) is not None:
            head, _, _ = last.rpartition("-")
            found = known_at([*texts[at : at + length - 1], head], 0)
            if found is not None and found[1] == length:
                return length
    return 0


def _firm_end(texts: Sequence[str], at: int) -> int:
    """The number of words of a name that a sign joins ("Meinung & Markt", "Lohse, Weber & Söhne", "C&A"), else 0.

    Parties and states that a sign joins stay apart.
    """
    if "&" in texts[at] and texts[at][0].isupper() and texts[at][-1].isupper():
        return 1
    end = at
    while _may_join(texts, end):
        if end + 2 < len(texts) and texts[end + 1] in _JOINING and _may_join(texts, end + 2):
            return end + 3 - at
        if not (end + 1 < len(texts) and texts[end + 1] == ","):
            break
        end += 2
    return 0


def _may_join(texts: Sequence[str], at: int) -> bool:
    if at >= len(texts) or not (texts[at][:1].isupper() and texts[at].isalpha()):
        return False
    known = known_at(texts, at)
    return known is None or known[0].kind == "organisation"


@cache
def _state_forms(state: str) -> tuple[str, ...]:
    """What shows in a text that it speaks of a state: its names, its adjectives, its capital."""
    row = next((row for row in lexicon("states") if row["name"] == state), None)
    if row is None:
        return (state,)
    return tuple(filter(None, [state, *row["aliases"].split("|"), *row["adjective"].split("|"), row["capital"]]))


def _council_member(text: str, before: str, after: str) -> PersonNoun | None:
    """A council's name as the noun for a member of it: "Nationalrat Karl Lohse", "der alt Ständerat der SVP"."""
    modifier, _, council = text.rpartition("-")
    if council not in _COUNCILS or not (given_gender(after) is not None or before in ("alt", "Alt")):
        return None
    category: RoleCategory = "minister" if council in _GOVERNING else "legislature_party"
    return PersonNoun(council, category, "", False, "m", "Sing", modifier, text, text)


class Tagging:
    """The words of a document in order, each with its tag; found again by offset in logarithmic time."""

    def __init__(self, document: Document) -> None:
        self.text = document.text
        self.words: list[TaggedWord] = []
        self._upos = {token.span.start: token for sentence in document.sentences for token in sentence.tokens}
        self._sentences = [sentence.span.start for sentence in document.sentences]
        raw = list(_raw(document))
        self._lower = {word for _, word in raw if word[:1].islower()}
        self._firms: dict[str, RoleCategory] = {}
        self._read(raw)
        self._starts = [word.span.start for word in self.words]
        self.forms = {word.text for word in self.words}
        self._counts = Counter(word.text for word in self.words)

    def may_be_name(self, word: str) -> bool:
        """Whether nothing in the article shows a capitalised word as a common noun."""
        low = word.lower()
        return low not in self._lower and low not in _NO_NAME and not low.endswith(_NOUN_SUFFIXES)

    def forms_without(self, start: int, end: int) -> set[str]:
        """The forms among those of the words ``[start, end)`` that stand elsewhere too."""
        return {w.text for w in self.words[start:end] if self._counts[w.text] > 1}

    def slice(self, spans: Sequence[Span]) -> tuple[int, int]:
        """The range of words from the first to the last one that lie in ``spans``."""
        if not spans:
            return 0, 0
        start = bisect_left(self._starts, min(s.start for s in spans))
        if start and self.words[start - 1].span.end > min(s.start for s in spans):
            start -= 1
        return start, max(start, bisect_left(self._starts, max(s.end for s in spans)))

    def _sentence_of(self, offset: int) -> int:
        return bisect_right(self._sentences, offset) - 1

    def _read(self, raw: list[tuple[Span, str]]) -> None:
        texts = [word for _, word in raw]
        at, previous = 0, -2
        guess = 0
        while at < len(raw):
            found = known_at(texts, at) if texts[at][:1].isalpha() else None
            if found is not None and found[1] > 1 and self._is_namesake(found[0], texts[at + found[1] - 1]):
                found = None
            if found is None and (joined := _known_in_compound(texts, at)):
                self.words.append(self._compound(raw, at, joined))
                at += joined
                continue
            if found is None and (joined := _firm_end(texts, at)):
                span = Span(raw[at][0].start, raw[at + joined - 1][0].end)
                found = self._firm(span, texts[at - 1] if at else ""), joined
            length = found[1] if found else 1
            span = Span(raw[at][0].start, raw[at + length - 1][0].end)
            if self._sentences:
                sentence = self._sentence_of(span.start)
            else:
                guess += at > 0 and (texts[at - 1] in ".!?" or "\n" in self.text[raw[at - 1][0].end : span.start])
                sentence = guess
            word = TaggedWord(span, self.text[span.start : span.end], "lower", sentence)
            word.first = sentence != previous or (at > 0 and texts[at - 1] in "„“\"»«:.!?‚'–-")
            previous = sentence
            token = self._upos.get(span.start)
            word.upos = token.upos if token else ""
            word.number = (token.feat("Number") or "") if token else ""
            after = texts[at + length] if at + length < len(texts) else ""
            self._tag(word, found[0] if found else None, texts[at - 1] if at else "", after)
            self.words.append(word)
            at += length
        self._coined()

    def _coined(self) -> None:
        """Unlisted nouns for people right before a name: "Der Büchsenmacher Ronny Zeh"."""
        words = self.words
        for at, (word, after) in enumerate(pairwise(words)):
            if (
                word.tag not in ("noun", "name")
                or word.sentence != after.sentence
                or given_gender(word.text) is not None
            ):
                continue
            # two capitalised words that nothing explains are a name as well
            full = after.tag == "name" and at + 2 < len(words) and words[at + 2].tag == "name"
            led = at > 0 and words[at - 1].low in ("der", "die")
            if not (after.tag == "given" or (full and led)):
                continue
            noun = coined_noun(word.text)
            if noun is not None and self.text[word.span.end : after.span.start] == " ":
                word.tag, word.person, word.gender = "person", noun, noun.gender

    def _firm(self, span: Span, before: str) -> Known:
        """A name joined by a sign, as what the noun before it says, here or where it was named first."""
        name = " ".join(self.text[span.start : span.end].split())
        noun = body_noun(before)
        told = noun.category if noun is not None else self._firms.get(name, "business")
        self._firms.setdefault(name, told)
        return Known(name, "organisation", told, "", name)

    def _compound(self, raw: list[tuple[Span, str]], at: int, length: int) -> TaggedWord:
        span = Span(raw[at][0].start, raw[at + length - 1][0].end)
        text = self.text[span.start : span.end]
        noun = person_noun(raw[at + length - 1][1])
        if noun is not None:
            modifier = text.rpartition("-")[0]
            nominative = f"{modifier}-{noun.nominative.rpartition('-')[2]}"
            noun = noun._replace(modifier=modifier, nominative=nominative)
        sentence = self._sentence_of(span.start) if self._sentences else 0
        return TaggedWord(span, text, "person", sentence, person=noun, gender=noun.gender if noun else "")

    def _tag(self, word: TaggedWord, known: Known | None, before: str, after: str) -> None:
        text, low = word.text, word.text.lower()
        if not text[0].isalnum():
            word.tag = "sign"
        elif text[0].isdigit():
            word.tag = "number"
            if person_noun(text):
                word.tag, word.person = "person", person_noun(text)
        elif (
            text in _titles()
            and (after[:1].isupper() or "." in text)
            and not (text == "Frau" and before.lower() in _DETERMINERS | {"junge", "jungen"})
        ):
            word.tag, word.gender = "title", _titles()[text]
        elif (
            known is not None
            and self._is_known(word, known, before)
            and not self._is_member(word, known, before, after)
        ):
            word.tag, word.known, word.state = "known", known, known.state
        elif low in _DETERMINERS:
            word.tag = "determiner"
        elif low in _PRONOUNS:
            word.tag = "pronoun"
        elif low in _PREPOSITIONS:
            word.tag = "preposition"
        elif state := (state_of_adjective(text) if adjective_stem(low) or text.endswith("isch") else None):
            word.tag, word.state = "adjective", state
        elif _ARTICLE_NAME.match(text):
            word.tag = "name"
        elif text[0].islower() and not ("-" in text and (person_noun(text) or body_noun(text))):
            word.tag = "particle" if low in _PARTICLES else "lower"
        else:
            self._tag_capital(word, before, after)

    def _is_namesake(self, known: Known, last: str) -> bool:
        """Whether "die Demokratische Partei" is another state's: nothing in the article speaks of the listed one's."""
        if known.kind != "party" or not known.state or last != "Partei":
            return False
        return not any(form in self.text for form in _state_forms(known.state))

    def _is_known(self, word: TaggedWord, known: Known, before: str) -> bool:
        adjective = before[:1].isupper() and before.lower() not in _DETERMINERS and adjective_stem(before.lower())
        if known.form == "Volkspartei" and adjective and state_of_adjective(before) != known.state:
            # "die Neue Volkspartei" is another party than the one called so for short
            return False
        if word.first and " " not in word.text and word.low in self._lower:
            return False
        # "Mitte", "Union", "Linke", "Wagner": words of other kinds where the article shows no party or body
        if known.form == "Union" and not self._lower & {"union"}:
            return True
        return known.form not in _AMBIGUOUS or word.upos == "PROPN"

    def _is_member(self, word: TaggedWord, known: Known, before: str, after: str) -> bool:
        """ "der Konservative", "ein Grüner": the name of a party as a noun for one of its members."""
        if known.kind == "party" and state_of_adjective(before) is not None and given_gender(after) is not None:
            return person_noun(word.text) is not None and " " not in word.text
        singular = before.lower() in ("der", "ein", "einem", "eines", "dem", "dieser")
        if before.lower() == "der" and word.text.endswith("n"):
            return False
        return known.kind == "party" and singular and person_noun(word.text) is not None and " " not in word.text

    def _upos_is(self, word: TaggedWord, *values: str) -> bool:
        return word.upos in values

    def _tag_capital(  # noqa: PLR0912 (a ladder of kinds of words)
        self, word: TaggedWord, before: str, after: str
    ) -> None:
        text, low = word.text, word.low
        given = given_gender(text)
        person = person_noun(text)
        inhabitant = state_of_inhabitant(text)
        if (
            low in _PAIRED
            or (word.first and word.upos in _FUNCTION)
            or (word.first and low in self._lower and not person and given is None)
        ):
            word.tag = "lower"
        elif low in _NO_NAME and (before in (".", "") or before.lower() in _BEFORE_DATES or before[-1:].isdigit()):
            word.tag = "noun"
        elif given is not None and not (person and before.lower() in _DETERMINERS):
            word.tag, word.gender = "given", given
        elif (group := body_noun(text)) is not None and group.entry.lower() == low and group.gender == "p":
            word.tag, word.body = "body", group
        elif (person is None or text == "Bundesrat") and (member := _council_member(text, before, after)) is not None:
            word.tag, word.person, word.gender = "person", member, "m"
        elif (
            person is not None
            and word.upos in ("ADJ", "")
            and after[:1].isupper()
            and person.entry in _ADJECTIVES
            and before.lower() not in _DETERMINERS
        ):
            word.tag = "lower"
        elif person is not None:
            word.tag, word.person, word.gender = "person", person, person.gender
        elif inhabitant is not None:
            word.tag, (word.state, word.gender) = "inhabitant", inhabitant
        elif (body := body_noun(text)) is not None:
            word.tag, word.body, word.gender = "body", body, body.gender
        elif source_noun(text) is not None:
            word.tag = "source"
        elif low in _NO_NAME or low.endswith(_NOUN_SUFFIXES) or (low in self._lower and word.upos != "PROPN"):
            word.tag = "noun"
        elif after[:1].isupper() and (
            text.endswith(("ische", "ischen", "ischer", "isches", "ischem"))
            or (word.upos == "ADJ" and text.endswith(("er", "en", "e", "es", "em")))
        ):
            word.tag = "adjective"
        else:
            word.tag = "noun" if word.upos in ("NOUN", "ADJ", "VERB", "ADV", "NUM") else "name"


# Nouns that at the head of a sentence are more often adjectives ("Offiziellen Angaben zufolge").
_ADJECTIVES = frozenset(
    ("Offizieller", "Freiwilliger", "Einheimischer", "Oppositioneller", "Industrieller", "Verantwortlicher")
)
# Words before a month, so that "im August" names nobody.
_BEFORE_DATES = word_class("before_date")
_COUNCILS = word_class("council")
# Councils that govern.
_GOVERNING = frozenset(("Bundesrat", "Regierungsrat"))
_AMBIGUOUS = word_class("ambiguous_body")
_FUNCTION = frozenset(["ADV", "ADP", "DET", "PRON", "CCONJ", "SCONJ", "PART", "INTJ", "AUX", "VERB"])
