"""Names of people in running text: where one stands, and its form without a genitive ending."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quotes.german.inflection import without_genitive
from quotes.german.tagging import TaggedWord, Tagging
from quotes.german.word_classes import word_class

# From how many words on capitals throughout are no acronym.
_SHOUTED = 3
_QUOTES = frozenset("\"„“”»«‚‘'")
_HEADS = frozenset(("person", "title"))
# Words that can be a surname although they mean something else: they count right after a given name only.
_SURNAMES = frozenset(("noun", "body", "person", "inhabitant", "source", "known", "adjective"))


@dataclass(frozen=True, slots=True)
class NameGroup:
    """A run of words ``[start, end)`` that reads as a name; ``words`` are without genitive ending.

    ``certain``: something but the capital letters says that it is a person's (a given name, a role or title before
    it, a party or age in brackets after it).
    """

    start: int
    end: int
    words: tuple[str, ...]
    certain: bool
    gender: str = ""

    @property
    def name(self) -> str:
        """The name as one string."""
        return " ".join(self.words)

    @property
    def surname(self) -> str:
        """The last word."""
        return self.words[-1]


def _is_initial(word: TaggedWord) -> bool:
    return len(word.text) == 2 and word.text[0].isupper() and word.text[1] == "."


def _starts(tagging: Tagging, at: int) -> bool:
    word = tagging.words[at]
    if _is_initial(word) and at and words_low(tagging, at - 1) in ("a.", "i.", "h."):
        return False
    if word.tag in ("given", "name") or _is_initial(word):
        return True
    if word.tag in ("noun", "adjective") and at and word.text[0].isupper() and not word.first:
        before = tagging.words[at - 1]
        if before.tag == "title":
            return True
        # after a singular role noun a capitalised noun with no noun's ending is a name that the tagger misread
        person = before.person
        return (
            before.tag == "person"
            and person is not None
            and person.number != "Plur"
            and word.upos not in ("ADJ", "")
            and tagging.may_be_name(word.text)
            and not (at > 1 and tagging.words[at - 2].low.startswith(("sein", "ihr", "mein", "unser")))
        )
    return False


def _grow(tagging: Tagging, at: int, mentioned: dict[int, int]) -> int:
    """The index after the last word of the name that starts at ``at``."""
    words, end, surname = tagging.words, at + 1, words_tag(tagging, at) != "given"
    while end < len(words):
        word, previous = words[end], words[end - 1]
        if _gap(tagging, end):
            break
        if word.tag in ("given", "name") or _is_initial(word):
            surname = surname or word.tag == "name"
            end += 1
        elif word.tag in ("particle", "determiner", "preposition") and (
            stop := _after_particles(tagging, end, surname)
        ):
            surname, end = True, stop
        elif (
            word.text in _CAPITAL_PARTICLES
            and previous.tag in ("given", "name")
            and end + 1 < len(words)
            and words[end + 1].text[0].isupper()
            and not _gap(tagging, end + 1)
        ):
            surname, end = True, end + 2
        elif word.text in _QUOTES and (stop := _nickname(tagging, end)):
            end = stop
        elif _is_misread_surname(tagging, at, end, mentioned):
            end += 1
        elif not surname and word.tag in _SURNAMES and word.text[0].isupper() and previous.tag in ("given", "name"):
            if word.tag == "known" and " " in word.text:
                break
            surname, end = True, end + 1
        else:
            break
    return end


def _is_misread_surname(tagging: Tagging, start: int, at: int, mentioned: dict[int, int]) -> bool:
    """A capitalised word that the tagger took for a noun, after one unknown first name that follows a role."""
    words = tagging.words
    if at != start + 1 or words[start].tag != "name" or words[at].tag not in ("noun", "known") or not start:
        return False
    if words[at].tag == "known" and (" " in words[at].text or words[start - 1].person is None):
        return False
    before = words[start - 1]
    led = before.tag == "title" or (before.person is not None and before.person.number != "Plur")
    led = led or (words[start].upos == "PROPN" and mentioned.get(start, 0) > at)
    return led and tagging.may_be_name(words[at].text) and words[at].text[0].isupper()


def words_low(tagging: Tagging, at: int) -> str:
    """The lower-cased text of a word."""
    return tagging.words[at].low


def words_tag(tagging: Tagging, at: int) -> str:
    """The tag of a word; an initial counts as a given name."""
    word = tagging.words[at]
    return "given" if _is_initial(word) else word.tag


def _gap(tagging: Tagging, at: int) -> bool:
    """Whether a line end lies before the word."""
    between = tagging.text[tagging.words[at - 1].span.end : tagging.words[at].span.start]
    return "\n" in between


# Particles of names from languages that write them with a capital: "Khaled Bin Omran", "Kristof De Smedt".
_CAPITAL_PARTICLES = frozenset(["Abu", "Al", "Ben", "Bin", "Da", "De", "Della", "Di", "Du", "El", "Ibn", "Van", "Von"])
NAME_PARTICLES = word_class("name_particle")
_ONLY_AFTER = frozenset(["der", "den", "das", "zum", "zur", "zu", "la", "le", "vom"])


def _after_particles(tagging: Tagging, at: int, surname: bool) -> int:  # noqa: PLR0911 (one return an exception)
    """The index after a surname with particles ("van der Bellen", "bin Salih"), 0 where none begins at ``at``."""
    words, start = tagging.words, at
    if words[at].text == "zu" and _noble(tagging, at):
        return at + 2
    if words[at].low in _ONLY_AFTER and words[at].text != "la":
        return 0
    while at < len(words) and at - start < 3 and words[at].low in NAME_PARTICLES and words[at].text.islower():
        at += 1
    if at == start or at >= len(words):
        return 0
    word = words[at]
    if not word.text[0].isupper() or (
        words[start].low in ("von", "vom", "zu") and word.tag in ("known", "body", *(("given",) if surname else ()))
    ):
        return 0
    complete = start > 1 and words[start - 1].text[0].isupper() and words[start - 2].tag in ("given", "name")
    if words[start].low in ("von", "vom") and complete and at > start + 1:
        # "Carmen Villalobos von der Banco del Sur": who has a surname has no second one
        return 0
    if (
        words[start].low in ("von", "vom")
        and at == start + 1
        and word.tag in ("noun", "person", "source", "inhabitant")
    ):
        return 0
    follows = words[at + 1] if at + 1 < len(words) else None
    if words[start].low == "von" and follows is not None and follows.text[0].isupper() and follows.tag != "sign":
        return 0
    if words[start].low == "von" and at > start + 1 and word.tag != "name" and surname:
        return 0
    return at + 1 if word.tag in ("name", "noun", "given", "person", "inhabitant") else 0


def _noble(tagging: Tagging, at: int) -> bool:
    """Whether "zu" belongs to a name: between a given name and one that stands alone elsewhere ("zu Guttenberg")."""
    words = tagging.words
    if not at or at + 1 >= len(words) or words[at - 1].tag != "given":
        return False
    surname = words[at + 1]
    return surname.tag == "name" and surname.upos in ("PROPN", "") and bool(tagging.forms_without(at + 1, at + 2))


def _nickname(tagging: Tagging, at: int) -> int:
    words = tagging.words
    for end in range(at + 2, min(at + 5, len(words) - 1)):
        if words[end].text in _QUOTES:
            follows = words[end + 1]
            return end + 1 if follows.tag in ("name", "given") and not _gap(tagging, end + 1) else 0
    return 0


def _certain(tagging: Tagging, start: int, end: int) -> bool:
    words = tagging.words
    before = words[start - 1] if start else None
    if before is not None and before.tag in _HEADS and not (before.person and before.person.number == "Plur"):
        return True
    if words_tag(tagging, start) == "given" and end - start > 1:
        # right behind an opening mark it is a title or a ship
        return not (before is not None and before.text in _QUOTES and before.span.end == words[start].span.start)
    after = words[end] if end < len(words) else None
    if after is not None and after.text == "(" and end + 1 < len(words):
        inner = words[end + 1]
        return bool(inner.known and inner.known.kind == "party") or (inner.tag == "number" and len(inner.text) == 2)
    if after is not None and after.text == "," and end - start > 1 and end + 2 < len(words):
        head = words[end + 1] if words[end + 1].tag != "determiner" else words[end + 2]
        return head.tag == "person"
    return False


def _base(tagging: Tagging, start: int, end: int) -> tuple[str, ...]:
    """The words of a name, the last one without genitive ending where the article shows that it has one."""
    texts = [word.text for word in tagging.words[start:end]]
    last = texts[-1]
    stripped = without_genitive(last)
    if (
        last.endswith(("'", "’"))
        or (last.endswith(("'s", "’s")) and len(last) > 4)
        or (stripped != last and (stripped in tagging.forms or _is_genitive(tagging, start, end)))
    ):
        texts[-1] = stripped
    return tuple(_joined(texts))


def _joined(texts: list[str]) -> Iterable[str]:
    """Nicknames keep their marks close: ``Jimmy "Ti Loup" Bazile``."""
    open_mark = False
    out: list[str] = []
    for text in texts:
        if text in _QUOTES:
            if open_mark:
                out[-1] += text
            else:
                out.append(text)
            open_mark = not open_mark
        elif open_mark and out[-1] in _QUOTES:
            out[-1] += text
        else:
            out.append(text)
    return out


def _is_genitive(tagging: Tagging, start: int, end: int) -> bool:
    """Whether a noun that the name can own follows: "Steinmeiers Sprecher", "Obamas neue Strategie"."""
    words = tagging.words
    if end >= len(words):
        return False
    last = words[end - 1].text
    if last in tagging.forms_without(start, end):
        return False
    after = words[end]
    owned = after.tag in ("person", "body", "noun", "source") or (after.tag == "adjective" and after.text[0].islower())
    return owned and after.text[0].isalpha()


def _without_noun(tagging: Tagging, start: int, end: int) -> int:
    """Where the name begins when a noun that no list has stands before it: "sein Rivale Pascal Gnagne"."""
    words = tagging.words
    before = words[start - 1] if start else None
    if (
        words[start].tag != "name"
        or before is None
        or (before.tag not in ("determiner", "adjective", "lower", "body", "noun") and words[start].upos != "NOUN")
    ):
        return start
    return next((i for i in range(start + 1, end - 1) if words[i].tag == "given"), start)


def _surname_again(tagging: Tagging, groups: list[NameGroup]) -> list[NameGroup]:
    """Places where the surname of a full name stands alone and the tags took it for another word."""
    surnames = {g.surname: g for g in groups if len(g.words) > 1 and g.certain}
    taken = {i for g in groups for i in range(g.start, g.end)}
    found = list(groups)
    for at, word in enumerate(tagging.words):
        if at in taken or word.tag not in (
            "noun",
            "known",
            "person",
            "body",
            "source",
            "inhabitant",
            "lower",
            "adjective",
        ):
            continue
        if not word.text[0].isupper():
            continue
        base = word.text if word.text in surnames else without_genitive(word.text)
        if base not in surnames or (base != word.text and base in ("", word.text)):
            continue
        start = at
        while (
            start
            and tagging.words[start - 1].low in NAME_PARTICLES
            and tagging.words[start - 1].low in (w.lower() for w in surnames[base].words)
        ):
            start -= 1
        before = tagging.words[at - 1] if at else None
        led = before is not None and before.tag in ("determiner", "number", "adjective")
        if start == at and led and before is not None and before.sentence == word.sentence:
            continue
        found.append(NameGroup(start, at + 1, (base,), True, ""))
    return sorted(found, key=lambda g: g.start)


def _alone(tagging: Tagging, at: int, mentioned: dict[int, int]) -> bool:
    """A mention of one capitalised word: without an article a singular noun is a name ("Merkel sagte")."""
    if mentioned.get(at) != at + 1:
        return False
    word = tagging.words[at]
    before = tagging.words[at - 1] if at else None
    led = (
        before is not None and before.sentence == word.sentence and before.tag in ("determiner", "adjective", "number")
    )
    singular = word.number != "Plur" and not word.text.endswith(("en", "ern", "kreise"))
    return word.tag == "noun" and word.text[0].isupper() and not led and singular and tagging.may_be_name(word.text)


def _shouted(tagging: Tagging) -> frozenset[int]:
    """The sentences in capitals throughout: nothing in them shows where a name begins and ends."""
    letters: dict[int, list[bool]] = {}
    for word in tagging.words:
        if word.text.isalpha() and len(word.text) > 1:
            letters.setdefault(word.sentence, []).append(word.text.isupper())
    return frozenset(s for s, upper in letters.items() if len(upper) >= _SHOUTED and all(upper))


def find_names(tagging: Tagging, mentioned: dict[int, int]) -> list[NameGroup]:
    """All name groups of a document, in order; ``mentioned`` are the words at which mentions of speakers begin."""
    groups, at = [], 0
    shouted = _shouted(tagging)
    while at < len(tagging.words):
        if tagging.words[at].sentence in shouted:
            at += 1
            continue
        if not _starts(tagging, at) and not _alone(tagging, at, mentioned):
            at += 1
            continue
        end = _grow(tagging, at, mentioned)
        at = _without_noun(tagging, at, end)
        gender = next((w.gender for w in tagging.words[at:end] if w.tag == "given" and w.gender), "")
        before = tagging.words[at - 1] if at else None
        # a masculine office says little ("Oberst Katja Reimers"), a form of address and a feminine say all
        if before is not None and before.tag in _HEADS and before.gender:
            gender = before.gender if before.tag == "title" or before.gender == "f" else gender or before.gender
        groups.append(NameGroup(at, end, _base(tagging, at, end), _certain(tagging, at, end), gender))
        at = end
    return _surname_again(tagging, groups)
