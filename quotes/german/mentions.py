"""The words of a speaker mention read by their form: names, pronoun, role noun, body, or source noun around them."""

from __future__ import annotations

import re

from quotes.document import Spans, join
from quotes.german.affiliation import (
    Affiliation,
    is_adjective,
    modifier_affiliation,
)
from quotes.german.bodies import body_noun, known_stem
from quotes.german.body_mentions import read_body
from quotes.german.cast import Cast, Person
from quotes.german.description import Description, describe
from quotes.german.inflection import adjective_stem, is_nominal_adjective
from quotes.german.reading import Reading
from quotes.german.tagging import TaggedWord, source_noun

_PERSONAL = frozenset(["er", "sie", "ihm", "ihn", "ihr", "ihnen", "es", "ich"])
_POSSESSIVE = ("sein", "ihr")
_POSSESSIVE_ENDINGS = ("sein", "seine", "seiner", "seinem", "seinen", "ihre", "ihrer", "ihrem", "ihren")
_RELATIVE = frozenset(["der", "die", "das", "dem", "den", "welcher", "welche", "dieser", "diese", "dieses", "diesem"])
_DEFINITE = frozenset(["der", "die", "das", "dem", "den", "des", "dieser", "diese", "dieses"])
# The most code points between two spans of a mention that is read as one phrase.
_GAP = 12
# The words of "der Mannheimer", and the letters that the noun has at least.
_PAIR = 2
_LONG = 5
_PERSON_ENDINGS = ("er", "erin", "istin", "antin", "entin", "är")
# The most spaces in a quoted name.
_LONGEST_NAME = 8
_SITE = re.compile(r"\w\.(?:de|at|ch|com|net|org|info|eu|fr|ru|co\.uk)\Z")
_QUOTES = frozenset("\"„“”»«‚‘'’")
_CONJUNCTIONS = frozenset(("und", "sowie", "oder", "&"))


def read_mention(cast: Cast, mention: Spans) -> Reading:
    """Take a mention apart. ``mention`` holds at least one span."""
    words = cast.tagging.words
    start, end = cast.tagging.slice(_together(mention))
    reading = Reading(join(mention, cast.tagging.text), (start, end))
    if start >= end:
        return reading
    reading.sentence = words[start].sentence
    start = _skip(cast, start, end)
    reading.words = (start, end)
    if start >= end:
        return reading
    reading.definite = words[start].low in _DEFINITE
    reading.states = [
        w.state for w in words[start:end] if w.tag == "adjective" and w.state and (w.text[0].islower() or w.first)
    ]
    if _pronoun(reading, words, start, end):
        return reading
    inner = _source(reading, words, start, end)
    if inner != start:
        inner = _skip(cast, inner, end)
        reading.definite = words[inner].low in _DEFINITE if inner < end else reading.definite
        if inner < end and _pronoun(reading, words, inner, end):
            return reading
        reading.words = (start, end)
    _people_and_roles(reading, cast, inner, end)
    if not reading.people and reading.role is None and not _of_a_town(reading, cast, inner, end):
        read_body(reading, cast, inner, end)
    if not (reading.people or reading.role or reading.body or reading.ambiguous or reading.inhabitant):
        _inhabitants(reading, words, inner, end)
    return reading


def _together(mention: Spans) -> Spans:
    """The spans of a mention that stand together: where other words lie between them, the longest one."""
    if len(mention) < 2 or mention[-1].end - mention[0].start <= sum(map(len, mention)) + _GAP:
        return mention
    return (max(mention, key=len),)


def _skip(cast: Cast, start: int, end: int) -> int:
    """Past prepositions and signs at the front: "In einer Erklärung", "aus Reihen"."""
    words = cast.tagging.words
    while start < end and start not in cast.starts:
        word = words[start]
        if word.tag not in ("sign", "preposition") and word.low not in ("so", "wie", "auch", "sowohl", "selbst"):
            break
        start += 1
    return start


def _pronoun(reading: Reading, words: list[TaggedWord], start: int, end: int) -> bool:
    first = words[start]
    rest = [w for w in words[start + 1 : end] if w.low not in ("selbst", "selber", "auch", "zufolge", "nach")]
    if not rest and first.low in _PERSONAL:
        reading.pronoun = first.low
        reading.words = (start, end)
        return True
    if not rest and first.low.startswith(_POSSESSIVE) and first.low.endswith(_POSSESSIVE_ENDINGS):
        # the possessive alone stands for its owner: "Seine Antwort: ..."
        reading.pronoun, reading.source = first.low, first.low
        reading.words = (start, end)
        return True
    if not rest and first.low in _RELATIVE:
        reading.relative = True
        reading.words = (start, end)
        return True
    owned = rest[0] if rest else None
    if owned is not None and first.low.startswith("eigen") and source_noun(rest[-1].text):
        # "nach eigenen Angaben": of the one whom the sentence is about
        reading.own = True
        reading.words = (start, end)
        reading.source = rest[-1].text
        return True
    if owned is not None and first.low.startswith(_POSSESSIVE) and source_noun(rest[-1].text) and len(rest) <= 2:
        reading.pronoun = first.low
        reading.words = (start, end)
        reading.source = rest[-1].text
        return True
    return False


def _source(reading: Reading, words: list[TaggedWord], start: int, end: int) -> int:
    """The index after a source noun in front ("Angaben des", "einem Bericht der"); ``start`` where there is none."""
    at = start
    while at < end and (
        words[at].tag in ("determiner", "number") or is_adjective(words[at]) or words[at].low in ("bisher",)
    ):
        at += 1
    if at >= end:
        return start
    found = source_noun(words[at].text)
    if found is None or words[at].person is not None or words[at].tag == "known" or words[at].tag == "given":
        return start
    if words[at].tag == "body" and not found[1]:
        return start
    modifier, category = found
    if at + 1 < end and words[at + 1].tag == "number" and words[at].low.startswith("artikel"):
        category = "government"
    reading.source, reading.source_category = words[at].text, category or _by_adjective(words[start:at])
    if modifier and not (at + 1 < end and (words[at + 1].tag == "determiner" or words[at + 1].low in ("von", "vom"))):
        _modifier_body(reading, modifier, words[start:at])
        return end
    return at + 1


# Adjectives that say whose words they are ("offiziellen Angaben zufolge").
_SOURCES = {"offiziell": "government", "amtlich": "government", "behördlich": "government", "staatlich": "government",
            "polizeilich": "police_judiciary", "militärisch": "military", "kirchlich": "civil_society"}  # fmt: skip


def _by_adjective(adjectives: list[TaggedWord]) -> str:
    stems = [adjective_stem(word.low) for word in adjectives]
    return next((_SOURCES[stem] for stem in stems if stem in _SOURCES), "")


def _modifier_body(reading: Reading, modifier: str, before: list[TaggedWord]) -> None:
    """ "Polizeiangaben", "NASA-Angaben", "Regierungskreise": who is in the compound."""
    found = modifier_affiliation(modifier)
    if found is None:
        return
    states = [w.state for w in before if w.state]
    known = known_stem(modifier)
    if found.kind == "party" and f"{modifier}-" not in reading.source:
        return
    reading.body = Affiliation(found.name, found.kind, found.category, states[0] if states else found.state)
    body = body_noun(modifier.removesuffix("s"))
    kreise = reading.source.lower().endswith(("kreise", "kreisen"))
    reading.named_body = not kreise and (known is not None or bool(body and body.named))


def _top_level(words: list[TaggedWord], at: int, role: Description | None) -> bool:
    """Whether a name at word ``at`` is the mention's own and not part of a role's complement ("Sprecher Obamas")."""
    return role is None or not (role.head < at < role.end)


def _people_and_roles(reading: Reading, cast: Cast, start: int, end: int) -> None:
    words = cast.tagging.words
    groups = cast.groups_at(start, end)
    heads = [
        i
        for i in range(start, end)
        if words[i].tag == "person" and words[i].person and not _in_brackets(words, start, i)
    ]
    people_at = {g.start: cast.of_group(g) for g in groups}
    person_groups = [g for g in groups if people_at[g.start] is not None]
    # "der Vorsitzende Richter": the first of two is an adjective
    heads = [i for i in heads if i + 1 not in heads or not is_nominal_adjective(_entry(words[i]))]
    named = any(g.start in cast.starts for g in person_groups)
    role = None
    for head in heads:
        gender = person_groups[0].gender if person_groups else ""
        role = describe(cast.tagging, head, left=start, right=end, starts=cast.starts, named=named, name_gender=gender)
        if role is not None:
            break
    body_first = next(
        (i for i in range(start, end) if words[i].tag in ("body", "known") and words[i].tag != "adjective"), end
    )
    if role is not None and body_first < role.start and not named and not _owner(words, body_first):
        role = None
    person_groups = [g for g in person_groups if not _in_marks(words, g.start, g.end)]
    own = [g for g in person_groups if _top_level(words, g.start, role) and not _owned(words, start, g.start, role)]
    # "die Regierung Bush" is no person, nor is "die Verteidigung Saddam Husseins"
    own = [
        g
        for g in own
        if g.start == start
        or (
            words[g.start - 1].tag != "body"
            and not (words[g.start - 1].tag == "noun" and words[g.end - 1].text != g.words[-1])
        )
    ]
    if role is not None and any(g.start > role.head for g in own):
        # "Haighs Parteifreundin Emma Thwaite": the owner stands before the role
        own = [g for g in own if g.start > role.head or words[g.end - 1].text == g.words[-1]]
    if role is not None and not own and person_groups and role.noun.number == "Sing" and not role.noun.spokesperson:
        own = []
    people: list[Person] = []
    for group in own:
        person = people_at[group.start]
        if person is not None and person not in people and _joined_or_first(words, own[0], group.start):
            people.append(person)
    reading.people = people
    reading.role = role
    if role is not None:
        reading.bare = words[role.start].tag in ("person", "adjective") or role.start == role.head
        # "Beobachter" without an article is plural
        reading.bare = reading.bare and not role.plural and role.noun.nominative != role.noun.plural
        reading.gender, reading.plural = role.gender, role.plural
    groups = [g for g in groups if not _in_marks(words, g.start, g.end)]
    if not people and not role and groups and any(cast.is_surname(g.words[-1]) for g in groups):
        reading.ambiguous = True


def _in_marks(words: list[TaggedWord], start: int, end: int) -> bool:
    """Whether a name stands alone in quotation marks: a paper's ("„El Faro de Cádiz“"), not a person's."""
    opened = start and words[start - 1].text in _QUOTES and words[start - 1].span.end == words[start].span.start
    return bool(opened) and end < len(words) and words[end].text in _QUOTES


def _owned(words: list[TaggedWord], start: int, at: int, role: Description | None) -> bool:
    """Whether a name only says whose something is: "eine Agentur von Al Gore", "Uiguren wie Isa"."""
    if role is not None or at - 1 <= start or words[at - 1].low not in ("von", "wie", "um", "unter"):
        return False
    return any(w.tag in ("body", "noun", "inhabitant", "known") and w.text[0].isupper() for w in words[start : at - 1])


def _entry(word: TaggedWord) -> str:
    return word.person.entry if word.person is not None else ""


def _owner(words: list[TaggedWord], at: int) -> bool:
    """Whether a state or body stands before a role as its owner: "Iraks Präsident", "Human Rights Watch-Sprecher"."""
    word = words[at]
    return word.known is not None and (word.known.kind in ("state", "region") or word.text.endswith(("s", "'", "’")))


def _in_brackets(words: list[TaggedWord], start: int, at: int) -> bool:
    return sum(w.text == "(" for w in words[start:at]) > sum(w.text == ")" for w in words[start:at])


def _joined_or_first(words: list[TaggedWord], first: object, at: int) -> bool:
    """A second name counts where "und" or a comma joins it to the first; "X von Y" and "X (Y)" do not."""
    group_start = getattr(first, "start", at)
    if at == group_start:
        return True
    between = words[getattr(first, "end", at) : at]
    return any(w.low in _CONJUNCTIONS for w in between) or (any(w.text == "," for w in between) and len(between) < 8)


def _of_a_town(reading: Reading, cast: Cast, start: int, end: int) -> bool:
    """ "der Mannheimer", "die Gewinnerin": by an unlisted noun whoever was spoken of last."""
    last, determiner = cast.tagging.words[end - 1], cast.tagging.words[start].low
    if determiner not in ("der", "die") or end - start != _PAIR or last.tag not in ("noun", "name") or not cast.people:
        return False
    feminine = last.low.endswith(("erin", "istin", "antin", "entin"))
    if (determiner == "die") is not feminine or len(last.text) < _LONG or not last.low.endswith(_PERSON_ENDINGS):
        return False
    reading.inhabitant, reading.regional, reading.gender = last.text, True, "f" if feminine else "m"
    return True


def _inhabitants(reading: Reading, words: list[TaggedWord], start: int, end: int) -> None:
    """ "der Niederländer", "die 58-Jährige": a person by origin or age."""
    last = words[end - 1]
    determiner = words[start].low
    many = last.gender == "m" and determiner in ("die", "den")
    if last.tag == "inhabitant" and determiner in ("der", "die", "dem", "des") and not many:
        reading.inhabitant = last.state
        reading.gender = last.gender or ("m" if determiner in ("der", "dem") else "f")
    elif last.text.lower().endswith(("-jährige", "-jährigen", "-jähriger")):
        reading.age_only = True
        reading.gender = "m" if determiner in ("der", "dem", "ein") else "f"
