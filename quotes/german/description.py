"""What a phrase says of a person: the role in the article's words, whom it belongs to, and what category follows."""

from __future__ import annotations

from dataclasses import dataclass, field

from quotes.german.affiliation import (
    Affiliation,
    complement_affiliations,
    is_adjective,
    known_affiliation,
    modifier_affiliation,
    parliament,
    phrase_stop,
)
from quotes.german.inflection import adjective_stem, nominative_adjective, without_genitive
from quotes.german.people import PersonNoun, nominative, party_of_member
from quotes.german.tagging import TaggedWord, Tagging
from quotes.german.word_classes import word_class

_QUOTES = frozenset('"„“”»«‚‘')
_GENITIVES = word_class("genitive")
_COMPLEMENT_PREPOSITIONS = word_class("complement")
# Adjectives that tell when or which, not what: they are no part of a role.
_IDLE = word_class("idle_adjective")
_PLURAL_DETERMINERS = word_class("plural_determiner")
_DEFINITE = frozenset(("der", "die", "das", "dem", "den", "des"))
_SINGULAR_DETERMINERS = frozenset(["der", "des", "ein", "eines", "einem", "einen", "eine", "einer", "dem", "das"])
# Adjectives that make a leader a state's ("Irans oberster Führer").
_SUPREME = ("oberst", "geistlich", "religiös")
# Offices of states.
_OF_STATE = frozenset(("head_of_state", "head_of_government", "minister"))
# Offices outside the government that only states have.
_STATES_OWN = word_class("states_own")
# Offices that a state has one of.
_HELD_BY_ONE = frozenset(("head_of_state", "head_of_government"))
_FEMININE = frozenset(("die", "ihre", "seine", "unsere", "keine", "diese"))


@dataclass(slots=True)
class Description:
    """A role as one phrase words it. ``start`` and ``end`` are word indexes of the phrase, ``head`` its noun's."""

    start: int
    head: int
    end: int
    noun: PersonNoun
    title: str
    gender: str
    plural: bool
    definite: bool
    possessive: str = ""
    adjectives: int = 0
    affiliations: list[Affiliation] = field(default_factory=list)

    @property
    def spokesperson(self) -> bool:
        """Whether the holder speaks for another as an office."""
        return self.noun.spokesperson


def _left(tagging: Tagging, head: int, bound: int) -> int:
    at = head
    while at > bound and is_adjective(tagging.words[at - 1]) and not _is_name_before(tagging, at - 1):
        at -= 1
    if bound < at - 1 and at < head and _modifies(tagging.words[at - 1]) and tagging.words[at - 2].tag == "determiner":
        at -= 1
    previous = tagging.words[at - 1] if at > bound else None
    if previous is not None and previous.person and previous.low.startswith(("vorsitzend", "kommandierend", "leitend")):
        at -= 1
    return at


def _modifies(word: TaggedWord) -> bool:
    """An adverb before an adjective: "der international anerkannte Präsident"."""
    return word.tag == "lower" and word.upos in ("ADJ", "ADV", "") and word.low.endswith(("al", "isch", "weit", "lich"))


def _is_name_before(tagging: Tagging, at: int) -> bool:
    return bool(at) and tagging.words[at - 1].tag in ("given", "title")


def _is_plural(noun: PersonNoun, head: TaggedWord, determiner: TaggedWord | None, named: bool) -> bool:
    """Whether several people are meant: by the form, by "die" before a masculine, else by what the parse says."""
    low = determiner.low if determiner is not None else ""
    if noun.number == "Plur" or (noun.gender == "m" and not named and low in _FEMININE):
        return True
    if named or (noun.number == "Sing" and noun.entry != noun.plural):
        return False
    if low in _PLURAL_DETERMINERS:
        return True
    if low == "den" and noun.category in _HELD_BY_ONE:
        # the accusative of one ("den Präsidenten") looks like the dative of many
        return False
    if low in _SINGULAR_DETERMINERS:
        return False
    return head.number == "Plur" or (not low and (not head.number or not noun.number))


def _gender(noun: PersonNoun, determiner: TaggedWord | None, adjectives: list[TaggedWord]) -> str:
    if noun.gender:
        return noun.gender
    if determiner is not None:
        low = determiner.low
        if low in ("der", "einer", "ihrer", "seiner"):
            # nominative of a man or genitive of a woman: the noun's own ending tells ("der Abgeordnete")
            return "f" if noun.nominative.endswith("r") and low != "der" else "m"
        return "f" if low in _FEMININE or low in ("eine", "jede") else "m"
    if noun.nominative.endswith("r"):
        return "m"
    return "m" if any(a.low.endswith("er") for a in adjectives) else "f"


# Parts before a hyphen that say what sort of holder it is and name no body.
_DEGREES = word_class("degree")


def _owns(tagging: Tagging, at: int) -> bool:
    """Whether the word before a role is its owner: "Iraks Präsident", "Mannheims Bürgermeister"."""
    word = tagging.words[at]
    if "\n" in tagging.text[word.span.end : tagging.words[at + 1].span.start]:
        return False
    genitive = word.text.endswith(("s", "'", "’", "x", "z")) and word.text[0].isupper()
    if word.known is not None:
        return word.known.kind in ("state", "region", "capital", "organisation", "party") and genitive
    return word.tag == "name" and word.text.endswith("s") and not tagging.words[at + 1].first


def _complement_end(tagging: Tagging, at: int, bound: int, starts: frozenset[int]) -> int:
    """The index after all genitives and prepositional phrases that belong to the noun before ``at``."""
    words, end = tagging.words, at
    if end + 1 < bound and words[end].low in ("a.", "i.") and words[end + 1].low in ("d.", "r."):
        end += 2
    while end < bound:
        word = words[end]
        if not (word.low in _GENITIVES or word.low in _COMPLEMENT_PREPOSITIONS):
            genitive = end == at and word.text.endswith("s") and end not in starts
            genitive = genitive and (
                word.tag in ("known", "name") or (word.tag == "noun" and word.text[:-1] in tagging.forms)
            )
            if end == at and (owner := _genitive_name(tagging, end, bound, starts)):
                return owner
            if word.text in _QUOTES or genitive:
                end = _noun_end(tagging, end, bound, starts)
            break
        stop = _noun_end(tagging, end + 1, bound, starts)
        if stop == end + 1:
            break
        end = stop
    return end


def _genitive_name(tagging: Tagging, at: int, bound: int, starts: frozenset[int]) -> int:
    """The index after a name in the genitive ("die Verteidiger Karl Lohses"), 0 where none begins at ``at``."""
    words = tagging.words
    if at in starts or words[at].tag not in ("given", "name"):
        return 0
    for end in range(at, min(at + 4, bound)):
        if words[end].tag not in ("given", "name", "noun"):
            return 0
        if words[end].text.endswith("s") and end > at:
            return end + 1
    return 0


def _noun_end(tagging: Tagging, at: int, bound: int, starts: frozenset[int]) -> int:
    words, end, nouns = tagging.words, at, 0
    if end < bound and words[end].tag == "determiner":
        end += 1
    while end < bound:
        word = words[end]
        if (
            end in starts
            and (nouns or end > at)
            and words[end - 1].tag not in ("preposition", "determiner", "adjective")
        ):
            break
        if word.text in _QUOTES:
            close = next((i for i in range(end + 1, min(end + 9, bound)) if words[i].text in _QUOTES), 0)
            if not close:
                break
            end, nouns = close + 1, nouns + 1
            continue
        if word.tag in (
            "noun",
            "body",
            "known",
            "name",
            "given",
            "person",
            "source",
            "inhabitant",
            "number",
            "particle",
        ):
            if word.tag == "particle" and not (end + 1 < bound and words[end + 1].text[0].isupper() and nouns):
                break
            nouns += word.tag not in ("number", "particle")
            end += 1
        elif (is_adjective(word) and end + 1 < bound) or (word.text in ("-", "/", "&") and nouns and end + 1 < bound):
            end += 1
        else:
            break
    return end if nouns else at


def describe(
    tagging: Tagging,
    head: int,
    *,
    left: int,
    right: int,
    starts: frozenset[int] = frozenset(),
    named: bool = False,
    name_gender: str = "",
) -> Description | None:
    """Read the phrase around the role noun ``words[head]``, within the words ``[left, right)``.

    ``starts`` are the indexes where names of people begin; ``named`` tells that the phrase names one person.
    """
    words = tagging.words
    noun = words[head].person
    if noun is None:
        return None
    first, determiner = _front(tagging, head, left)
    adjectives = words[first:head]
    if noun.entry == "Führer" and any(w.low.startswith(_SUPREME) for w in adjectives):
        noun = noun._replace(category="head_of_state", follows="")
    stems = {adjective_stem(w.low) for w in adjectives}
    if noun.entry == "Bürgermeister" and "regierend" in stems:
        noun = noun._replace(category="head_of_government")
    if noun.category == "head_of_government" and "stellvertretend" in stems:
        # ministers' deputies and deputies of the head are members of a government
        noun = noun._replace(category="minister")
    supreme = noun.category == "head_of_state" and noun.entry == "Führer"
    plural = not supreme and _is_plural(noun, words[head], determiner, named)
    gender = _gender(noun, determiner, adjectives)
    if not noun.gender and name_gender and not plural:
        gender = name_gender
    end = _complement_end(tagging, head + 1, right, starts)
    if end == head + 1 and noun.category == "legislature_party" and end + 1 < right and words[end].low == "aus":
        end = _noun_end(tagging, end + 1, min(right, end + 2), starts)
    definite = determiner is not None and determiner.low in _DEFINITE
    if noun.entry in ("Schwester", "Bruder") and named and determiner is None:
        # before a name the address of a nun or monk
        noun = noun._replace(category="civil_society")
    result = Description(first, head, end, noun, "", gender, plural, definite, adjectives=len(adjectives))
    if determiner is not None:
        result.start = first - 1
        if determiner.low.startswith(("sein", "ihr", "unser", "mein", "dess", "dere")):
            result.possessive = determiner.low
    result.title = _title(tagging, result)
    result.affiliations = _tied(tagging, result)
    before = first - 1
    if determiner is None and before >= left and _owns(tagging, before):
        result.start, result.definite = before, True
        result.affiliations.append(_owner(words[before], noun))
    return result


def _front(tagging: Tagging, head: int, left: int) -> tuple[int, TaggedWord | None]:
    """Where the adjectives of a role begin, and the article before them."""
    words = tagging.words
    first = _left(tagging, head, left)
    before = words[first - 1] if first > left else None
    if before is not None and before.tag == "determiner":
        return first, before
    # without an article a form in -te is the verb before the subject ("erklärte Bundesvorsitzender ...")
    while first < head and words[first].tag == "lower" and words[first].low.endswith(("te", "ten", "rt")):
        first += 1
    return first, None


def _title(tagging: Tagging, role: Description) -> str:
    words = tagging.words
    number = "Plur" if role.plural else "Sing"
    kept = [w for w in words[role.head - role.adjectives : role.head] if not is_idle(w)]
    parts = [nominative_adjective(w.text, role.gender, number) for w in kept]
    parts.append(nominative(role.noun, gender=role.gender, plural=role.plural))
    rest = tagging.text[words[role.head].span.end : words[role.end - 1].span.end] if role.end > role.head + 1 else ""
    return " ".join(parts) + rest.rstrip()


def _tied(tagging: Tagging, role: Description) -> list[Affiliation]:
    """What the words of a role tie it to: the compound's first part, the complement, adjectives, the party."""
    words, noun = tagging.words, role.noun
    found: list[Affiliation] = []
    modifier = modifier_affiliation(noun.modifier) or modifier_affiliation(parliament(noun.entry))
    hyphen = words[role.head].text[len(noun.modifier) : len(noun.modifier) + 1] == "-"
    if modifier is not None:
        found.append(modifier)
    elif noun.modifier and hyphen and noun.modifier not in _DEGREES:
        found.append(Affiliation(noun.modifier, "name", "unknown"))
    found += complement_affiliations(tagging, role.head + 1, role.end)
    origin = any(w.state for w in words[role.head - role.adjectives : role.head])
    if role.end + 1 < len(words) and not origin and words[role.end].low in ("an", "am") and not found:
        # "Völkerrechtler an der Universität Zürich"
        stop = phrase_stop(tagging, role.end + 1, min(len(words), role.end + 9))
        found += [
            a for a in complement_affiliations(tagging, role.end + 1, stop)[:1] if a.kind in ("organisation", "body")
        ]
    adjectives = words[role.head - role.adjectives : role.head]
    found += [Affiliation(w.state, "state", "government", w.state) for w in adjectives if w.state]
    party = party_of_member(noun.entry)
    return [*found, Affiliation(party, "party", "legislature_party")] if party else found


def _owner(word: TaggedWord, noun: PersonNoun) -> Affiliation:
    if word.known is not None:
        return known_affiliation(word.known)
    name = without_genitive(word.text)
    if (noun.category in _OF_STATE and not noun.entry.endswith("meister")) or noun.entry in _STATES_OWN:
        # whoever has a president or a foreign minister is a state, listed or not
        return Affiliation(name, "state", "government", name)
    return Affiliation(name, "place", "government")


def is_origin(word: TaggedWord) -> bool:
    """Whether an adjective only tells the state: "französische", not "bayerische Landes-"."""
    return word.tag == "adjective" and bool(word.state)


def is_idle(word: TaggedWord) -> bool:
    """Whether an adjective is no part of a role: "neu", "amtierend", ages, ordinals of mention."""
    stem = adjective_stem(word.low) or word.low
    return stem in _IDLE or word.text[0].isdigit() or stem.endswith("jährig")
