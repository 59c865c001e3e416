"""The words of a speaker mention read by their form: names, pronoun, role noun, body, or source noun around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from quotes.document import Spans, join
from quotes.german.affiliation import (
    Affiliation,
    complement_affiliations,
    extended_name,
    is_adjective,
    known_affiliation,
    modifier_affiliation,
    phrase_base,
)
from quotes.german.bodies import body_noun, known_stem
from quotes.german.cast import Cast, Person
from quotes.german.description import Description, describe
from quotes.german.inflection import adjective_stem, is_nominal_adjective, nominative_adjective
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
# The most spaces in a quoted name.
_LONGEST_NAME = 8
_SITE = re.compile(r"\w\.(?:de|at|ch|com|net|org|info|eu|fr|ru|co\.uk)\Z")
_QUOTES = frozenset("\"„“”»«‚‘'’")
_CONJUNCTIONS = frozenset(("und", "sowie", "oder", "&"))


@dataclass(slots=True)
class Reading:
    """A mention taken apart; ``words`` is its range of words. Fields are empty where the form has none of it."""

    text: str
    words: tuple[int, int]
    sentence: int = 0
    people: list[Person] = field(default_factory=list)
    ambiguous: bool = False
    pronoun: str = ""
    relative: bool = False
    own: bool = False
    inhabitant: str = ""
    regional: bool = False
    age_only: bool = False
    role: Description | None = None
    body: Affiliation | None = None
    bodies: list[Affiliation] = field(default_factory=list)
    named_body: bool = False
    body_entry: str = ""
    definite: bool = False
    bare: bool = False
    plural: bool = False
    gender: str = ""
    source: str = ""
    source_category: str = ""
    states: list[str] = field(default_factory=list)


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
    if not reading.people and reading.role is None:
        _bodies(reading, cast, inner, end)
    if not (reading.people or reading.role or reading.body or reading.ambiguous):
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


def _quoted_name(cast: Cast, start: int, end: int) -> str:
    """A name in quotation marks that nothing but an article and adjectives introduces: "der Wiener „Kurier am Tag“",
    in base form; "" where there is none.
    """
    words = cast.tagging.words
    first = next((i for i in range(start, end) if words[i].text in _QUOTES), end)
    last = next((i for i in range(first + 2, end) if words[i].text in _QUOTES), 0)
    led = all(w.tag in ("determiner", "preposition", "lower") or is_adjective(w) for w in words[start:first])
    if not last or not led:
        return ""
    name = cast.tagging.text[words[first].span.end : words[last].span.start].strip("'’ ")
    if not name[:1].isalnum() or name[:1].islower() or name.count(" ") >= _LONGEST_NAME:
        return ""
    article = next((w.low for w in reversed(words[start:first]) if w.tag == "determiner"), "")
    return _nominative_name(name, article)


def _nominative_name(name: str, article: str) -> str:
    """The name of a paper after an article in an oblique case: "der „Märkischen Rundschau“", "des „Abendblicks“"."""
    first, _, rest = name.partition(" ")
    body = body_noun(name.rpartition(" ")[2])
    if article == "des" and name.endswith("s") and not name.endswith(("ss", "us", "is")):
        name = name[:-1]
    elif article in ("des", "dem", "den") and name.endswith("boten"):
        name = name[:-1]
    if rest and first.endswith("en") and article in ("der", "des", "dem", "den") and adjective_stem(first.lower()):
        gender = body.gender if body is not None else "f"
        name = nominative_adjective(first, gender, "Sing") + name[len(first) :]
    return name


def _bodies(reading: Reading, cast: Cast, start: int, end: int) -> None:
    words = cast.tagging.words
    quoted = _quoted_name(cast, start, end)
    if quoted:
        category = cast.category_of(quoted)
        # what speaks under a name in marks and is nothing else is a paper
        category = "media" if category in ("unknown", "individual") else category
        reading.body, reading.named_body = Affiliation(quoted, "name", category), True
        return
    found = complement_affiliations(cast.tagging, start, end)
    at = next(
        (i for i in range(start, end) if words[i].tag in ("body", "known") and not _is_owner(words, i, end)), None
    )
    if at is not None and _begins_name(words, at, end):
        name = cast.tagging.text[words[at].span.start : words[end - 1].span.end]
        reading.body, reading.named_body = Affiliation(name, "name", cast.category_of(name)), True
        return
    later = [i for i in range(start, end) if words[i].known is not None and words[i - 1].text == ","]
    if at is not None and at > start and words[at - 1].low == "von" and later:
        at = later[-1]
    if at is None or (at > start and words[at - 1].tag in ("name", "given") and words[at].tag == "known"):
        _proper_noun(reading, cast, start, end)
        return
    word = words[at]
    if word.known is not None:
        _known(reading, cast, at, end)
        return
    if word.body is None or _only_place(words, start, at):
        return
    reading.gender = "" if word.body.gender == "p" else word.body.gender
    reading.plural = word.body.plural or word.body.gender == "p"
    reading.body_entry = word.body.entry
    owner = next((w.state for w in words[start:at] if w.state), "")
    own = next((a for a in found if a.kind == "body"), None)
    if own is None:
        return
    others = [] if own.proper else [a.name for a in found if a.kind in ("state", "region")]
    state = own.state or owner or next(iter(others), "")
    modifier = modifier_affiliation(word.body.modifier)
    if not state and modifier is not None and modifier.kind == "state":
        state = modifier.name
    if not state and not own.proper:
        seat = next((w.known for w in words[at + 1 : end] if w.known is not None and w.known.kind == "capital"), None)
        state = seat.state if seat is not None else ""
    if modifier is not None and modifier.kind == "party" and not own.proper:
        reading.body = modifier
    elif own.proper:
        reading.body, reading.named_body = replace(own, state=state), True
    elif word.body.named and not word.body.plural:
        reading.body = Affiliation(cast.bare_name(at, start, end), "body", own.category, state, proper=False)
        reading.named_body = True
    else:
        reading.body = replace(own, state=state)


def _only_place(words: list[TaggedWord], start: int, at: int) -> bool:
    """Whether a town only says where another body sits: "der Rebellenrat in der Hafenstadt Seldin"."""
    body, first = words[at].body, at
    while first > start and words[first - 1].tag in ("determiner", "adjective", "lower"):
        first -= 1
    if body is None or body.entry not in ("Stadt", "Gemeinde") or words[first - 1].low not in ("in", "aus", "im"):
        return False
    return any(w.tag in ("noun", "body", "name") and w.text[0].isupper() for w in words[start : first - 1])


def _begins_name(words: list[TaggedWord], at: int, end: int) -> bool:
    """A capital or state that begins a longer name: "die Bangkok Post"."""
    known = words[at].known
    if known is None or known.kind not in ("capital", "state", "region") or words[at].text != known.form:
        return False
    rest = words[at + 1 : end]
    return bool(rest) and all(w.text[0].isupper() and w.tag in ("name", "noun", "body", "given") for w in rest)


def _is_owner(words: list[TaggedWord], at: int, end: int) -> bool:
    """A state before a body that it owns: "Italiens Regierung"."""
    word = words[at]
    if at + 1 < end and words[at + 1].text == "-":
        return True
    if (
        word.known is None
        or word.known.kind not in ("state", "region", "capital")
        or not word.text.endswith(("s", "'", "’"))
    ):
        return False
    return any(w.tag == "body" for w in words[at + 1 : min(at + 4, end)])


def _known(reading: Reading, cast: Cast, at: int, end: int) -> None:
    words = cast.tagging.words
    known = words[at].known
    if known is None:
        return
    reading.gender = _gender_by_article(words, reading.words[0])
    if known.kind == "capital":
        # a capital speaks for the government that sits there, and Brussels for the Union
        if known.name == "Brüssel":
            reading.body = Affiliation("EU", "organisation", "international_organisation", "EU")
        else:
            reading.body = Affiliation(known.state, "state", "government", known.state)
        return
    first = known_affiliation(known)
    reading.body = replace(first, name=extended_name(cast.tagging, at, end)) if first.kind == "organisation" else first
    reading.named_body = True
    others = [
        known_affiliation(w.known) for w in words[at + 1 : end] if w.known is not None and w.known.kind != "capital"
    ]
    joins = [w for w in words[at + 1 : end] if w.low in _CONJUNCTIONS]
    if others and joins and words[at + 1].text in (",", "und", "sowie"):
        reading.bodies = [reading.body, *others]


def _proper_noun(reading: Reading, cast: Cast, start: int, end: int) -> None:
    """A body that no list has: a quoted name, an acronym, a run of names, a capitalised adjective with a noun."""
    words = cast.tagging.words
    quoted = [i for i in range(start, end) if words[i].text in _QUOTES]
    if len(quoted) >= 2 and quoted[-1] > quoted[0] + 1:
        last = next((i for i in quoted[1:] if i > quoted[0] + 1), quoted[-1])
        name = cast.tagging.text[words[quoted[0]].span.end : words[last].span.start].strip("'’ ")
        if name[:1].isalnum() and not name[:1].islower() and name.count(" ") < _LONGEST_NAME:
            reading.body, reading.named_body = Affiliation(name, "name", cast.category_of(name)), True
        return
    site = next((w.text for w in words[start:end] if _SITE.search(w.text)), None)
    if site is not None:
        reading.body, reading.named_body = Affiliation(site, "name", "media"), True
        return
    for i in range(start, end):
        if words[i].text in cast.acronyms:
            name = cast.acronyms[words[i].text]
            reading.body, reading.named_body = Affiliation(name, "name", cast.category_of(name)), True
            return
    capital = [
        i
        for i in range(start, end)
        if words[i].tag == "adjective"
        and words[i].text[0].isupper()
        and i
        and words[i - 1].tag in ("determiner", "preposition")
    ]
    if capital and capital[0] + 1 < end and words[capital[0] + 1].text[0].isupper():
        name = phrase_base(cast.tagging, capital[0], capital[0] + 2)
        reading.body, reading.named_body = (
            Affiliation(name, "name", cast.category_of(name), words[capital[0]].state),
            True,
        )
        return
    groups = cast.groups_at(start, end)
    if groups:
        first = groups[0]
        placed = first.start - 1 > start and words[first.start - 1].low in ("aus", "bei", "in", "nahe")
        if first.start in cast.person_starts or (placed and any(w.tag == "noun" for w in words[start : first.start])):
            # "ein Müller aus al-Kaim" is not called by his town
            return
        stop = first.end
        while stop < end and words[stop].text[0].isupper() and words[stop].tag != "sign":
            stop += 1
        name = (
            cast.tagging.text[words[first.start].span.start : words[stop - 1].span.end]
            if stop > first.end
            else first.name
        )
        reading.body, reading.named_body = Affiliation(name, "name", cast.category_of(name)), True
    elif reading.states and reading.body is None:
        reading.body = Affiliation(reading.states[0], "state", "government", reading.states[0])


def _gender_by_article(words: list[TaggedWord], at: int) -> str:
    return {"die": "f", "der": "m", "das": "n"}.get(words[at].low, "")


def _inhabitants(reading: Reading, words: list[TaggedWord], start: int, end: int) -> None:
    """ "der Niederländer", "die 58-Jährige": a person by origin or age."""
    last = words[end - 1]
    determiner = words[start].low
    if determiner in ("der", "die") and end - start == _PAIR and last.tag in ("noun", "name"):
        # "der Mannheimer", "die Gewinnerin": whoever was spoken of last
        gender = "f" if last.low.endswith(("erin", "istin", "antin", "entin")) else "m"
        singular = (determiner == "die") == (gender == "f")
        if singular and len(last.text) >= _LONG and last.low.endswith(("er", "erin", "istin", "antin", "entin", "är")):
            reading.inhabitant, reading.regional, reading.gender = last.text, True, gender
            return
    many = last.gender == "m" and determiner in ("die", "den")
    if last.tag == "inhabitant" and determiner in ("der", "die", "dem", "des") and not many:
        reading.inhabitant = last.state
        reading.gender = last.gender or ("m" if determiner in ("der", "dem") else "f")
    elif last.text.lower().endswith(("-jährige", "-jährigen", "-jähriger")):
        reading.age_only = True
        reading.gender = "m" if determiner in ("der", "dem", "ein") else "f"
