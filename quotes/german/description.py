"""What a phrase says of a person: the role in the article's words, whom it belongs to, and what category follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from quotes.document import RoleCategory
from quotes.german.bodies import TRADE_BODIES, BodyNoun, Known, body_noun, is_trade, known_stem
from quotes.german.inflection import adjective_stem, nominative_adjective, without_genitive
from quotes.german.people import PersonNoun, nominative, party_of_member
from quotes.german.tagging import TaggedWord, Tagging

AffiliationKind = Literal["organisation", "party", "body", "state", "region", "place", "name"]
_QUOTES = frozenset('"„“”»«‚‘')
_COMPLEMENT_PREPOSITIONS = frozenset(
    ["von", "vom", "bei", "beim", "für", "im", "in", "zum", "gegen", "der", "des", "eines", "einer"]
)
_GENITIVES = frozenset(
    [
        "der",
        "des",
        "dieser",
        "dieses",
        "seines",
        "seiner",
        "ihres",
        "ihrer",
        "eines",
        "einer",
        "deren",
        "dessen",
        "unseres",
        "unserer",
    ]
)
# Adjectives that tell when or which, not what: they are no part of a role.
_IDLE = frozenset(
    [
        "neu",
        "amtierend",
        "derzeitig",
        "jetzig",
        "gegenwärtig",
        "damalig",
        "heutig",
        "bisherig",
        "künftig",
        "designiert",
        "angehend",
        "jung",
        "alt",
        "best",
        "weiter",
        "ander",
        "eigen",
        "gestrig",
        "letzt",
        "nächst",
        "erst",
        "zweit",
        "dritt",
        "gleich",
        "besagt",
        "genannt",
        "zurückgetreten",
        "verstorben",
        "getötet",
        "verletzt",
        "ermordet",
        "angeblich",
        "mutmaßlich",
        "betroffen",
        "verhaftet",
        "festgenommen",
        "entlassen",
        "zurückgekehrt",
        "prominent",
        "bekannt",
        "umstritten",
        "populär",
        "beliebt",
        "berühmt",
        "zitiert",
        "einzig",
    ]
)
_PLURAL_DETERMINERS = frozenset(
    [
        "mehrere",
        "einige",
        "viele",
        "zwei",
        "drei",
        "vier",
        "alle",
        "manche",
        "beide",
        "beiden",
        "beider",
        "weitere",
        "andere",
    ]
)
# First parts of compounds that name a field and not the body of that name ("Verteidigungsministerin").
_NO_BODY_MODIFIER = frozenset(
    [
        "verteidigung",
        "amt",
        "land",
        "staat",
        "bund",
        "führung",
        "aufsicht",
        "familie",
        "leute",
        "menschen",
        "gruppe",
        "wirtschaft",
        "industrie",
        "handel",
        "landes",
        "staats",
        "bundes",
        "länder",
        "studie",
        "wissenschaft",
        "gesellschaft",
        "kammer",
        "mission",
        "kampagne",
        "bewegung",
    ]
)
_FEMININE = frozenset(["die", "eine", "ihre", "seine", "unsere", "keine", "jede"])


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A body, party, state or place that a role is tied to, in base form, and what it would speak as."""

    name: str
    kind: AffiliationKind
    category: RoleCategory
    state: str = ""
    proper: bool = True


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


def known_affiliation(known: Known) -> Affiliation:
    """A known name as an affiliation."""
    kinds: dict[str, AffiliationKind] = {"state": "state", "region": "region", "party": "party", "capital": "place"}
    return Affiliation(known.form if known.kind == "organisation" else known.name,
                       kinds.get(known.kind, "organisation"), known.category, known.state)  # fmt: skip


_NEVER = frozenset(
    """solange während sowie ohne heute gestern beide aber oder über unter hinter immer wieder später bisher sagte
    erklärte meinte betonte fragte forderte warnte kritisierte lobte nannte hatte wurde werde wäre habe sollte wollte
    konnte musste durfte möchte danach dabei damit gegen wegen neben denen deren dessen welche welcher nachdem außer
    seiner ihrer einer keiner jeder solche solcher etwa kurze bereits einen""".split()
)


def is_adjective(word: TaggedWord) -> bool:
    """Whether a word can stand between article and noun."""
    if word.tag == "adjective":
        return True
    if word.low in _NEVER:
        return False
    if word.tag in ("lower", "number", "particle") and adjective_stem(word.low) is not None:
        return word.upos not in ("VERB", "AUX", "ADP", "SCONJ", "CCONJ", "PRON") and len(word.text) > 3
    # "Pariser", "Bochumer", "Schweizer": an inhabitant's form before a noun is an adjective
    return word.tag in ("noun", "name", "inhabitant", "given") and word.text.endswith("er") and word.text[0].isupper()


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
    return word.tag == "lower" and word.upos in ("ADJ", "ADV") and word.low.endswith(("al", "isch", "weit", "lich"))


def _is_name_before(tagging: Tagging, at: int) -> bool:
    return bool(at) and tagging.words[at - 1].tag in ("given", "title")


def _is_plural(noun: PersonNoun, head: TaggedWord, determiner: TaggedWord | None, named: bool) -> bool:
    if noun.number == "Plur":
        return True
    if (
        noun.gender == "m"
        and not named
        and determiner is not None
        and determiner.low in ("die", "ihre", "seine", "unsere", "diese")
    ):
        return True
    if (noun.number == "Sing" and noun.entry != noun.plural) or named:
        return False
    if determiner is not None:
        if determiner.low in _PLURAL_DETERMINERS:
            return True
        if noun.gender == "m" and determiner.low in ("die", "ihre", "seine", "unsere", "keine", "diese"):
            return True
        if determiner.low in ("der", "des", "ein", "eines", "einem", "einen", "eine", "einer", "dem", "das"):
            return determiner.low == "der" and head.number == "Plur" and head.low.endswith("er") and False
    return (
        head.number == "Plur"
        or (head.number == "" and determiner is None)
        or (noun.number == "" and determiner is None)
    )


def _gender(noun: PersonNoun, determiner: TaggedWord | None, adjectives: list[TaggedWord]) -> str:
    if noun.gender:
        return noun.gender
    if determiner is not None:
        low = determiner.low
        if low in ("der", "einer", "ihrer", "seiner"):
            # nominative of a man or genitive of a woman: the noun's own ending tells ("der Abgeordnete")
            return "f" if noun.nominative.endswith("r") and low != "der" else "m"
        return "f" if low in _FEMININE else "m"
    if noun.nominative.endswith("r"):
        return "m"
    return "m" if any(a.low.endswith("er") for a in adjectives) else "f"


# Parts before a hyphen that say what sort of holder it is and name no body.
_DEGREES = frozenset(
    "Ex Exil Vize Alt Chef Top Spitzen Interims Übergangs Co Jung Haupt Ober Mit Anti Pro Amateur Profi".split()
)


def _parliament(entry: str) -> str:
    """The parliament in a noun that the lexicon holds as one word: "Kongressabgeordneter"."""
    for parliament in ("Kongress", "Bundestag", "Landtag", "Nationalrat", "Unterhaus", "Europaparlament"):
        if entry.startswith(parliament) and len(entry) > len(parliament) + 2:
            return parliament
    return ""


def _owns(tagging: Tagging, at: int) -> bool:
    """Whether the word before a role is its owner: "Iraks Präsident", "Mannheims Bürgermeister"."""
    word = tagging.words[at]
    if "\n" in tagging.text[word.span.end : tagging.words[at + 1].span.start]:
        return False
    genitive = word.text.endswith(("s", "'", "’", "x", "z")) and word.text[0].isupper()
    if word.known is not None:
        return word.known.kind in ("state", "region", "capital", "organisation", "party") and genitive
    return word.tag == "name" and word.text.endswith("s") and not tagging.words[at + 1].first


def modifier_affiliation(modifier: str) -> Affiliation | None:
    """What the first part of a compound ties a person to: "SPD" in "SPD-Chef", "Polizei" in "Polizeisprecher"."""
    if not modifier:
        return None
    known = known_stem(modifier)
    if known is None and "-" in modifier:
        known = known_stem(modifier.rpartition("-")[0]) or known_stem(modifier.partition("-")[0])
    if known is not None and known.kind != "capital":
        return known_affiliation(known)
    for form in (modifier, modifier.removesuffix("s"), modifier.removesuffix("en")):
        if form.lower() in _NO_BODY_MODIFIER:
            return None
        body = body_noun(form.capitalize() if form.islower() else form)
        if body is not None:
            return Affiliation(body.nominative, "body", body.category, proper=False)
    return None


def phrase_base(tagging: Tagging, start: int, end: int) -> str:
    """A noun phrase ``[start, end)`` without article in base form: "des bayerischen Umweltministeriums" is
    "bayerisches Umweltministerium"; what follows the head noun stays as it is.
    """
    words = tagging.words
    while start < end and words[start].tag in ("determiner", "preposition"):
        start += 1
    head = start
    while head < end - 1 and (is_adjective(words[head]) and words[head].tag != "known"):
        head += 1
    if head >= end:
        return ""
    word = words[head]
    noun, gender = word.text, ""
    if word.body is not None:
        noun, gender = word.body.nominative if not word.body.plural else word.text, word.body.gender
        if word.body.plural and gender == "p":
            noun = word.body.nominative
    elif word.known is not None:
        noun = word.known.form
    elif noun.endswith("s") and words[max(start - 1, 0)].low in ("des", "eines", "seines"):
        noun = noun[:-2] if noun.endswith("tes") else noun[:-1]
    plural = bool(word.body and (word.body.plural or gender == "p"))
    adjectives = [nominative_adjective(w.text, gender or "m", "Plur" if plural else "Sing") for w in words[start:head]]
    rest = tagging.text[word.span.end : words[end - 1].span.end] if end - 1 > head else ""
    return " ".join([*adjectives, noun]) + rest


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
            if word.text in _QUOTES or genitive:
                end = _noun_end(tagging, end, bound, starts)
            break
        stop = _noun_end(tagging, end + 1, bound, starts)
        if stop == end + 1:
            break
        end = stop
    return end


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


def complement_affiliations(tagging: Tagging, start: int, end: int) -> list[Affiliation]:
    """The bodies, states and names in the complement of a role, the one that the role is held in first."""
    words = tagging.words
    found: list[Affiliation] = []
    at = start
    while at < end:
        word = words[at]
        if word.text in ("a.", "D.", "i.", "R."):
            at += 1
            continue
        if word.known is not None and word.known.kind != "capital":
            found.append(known_affiliation(word.known))
        elif word.known is not None:
            found.append(Affiliation(word.known.name, "place", "government", word.state))
        elif word.body is not None:
            found.append(_body_affiliation(tagging, start, at, end))
        elif word.tag == "adjective" and word.state:
            found.append(Affiliation(word.state, "state", "government", word.state))
        elif (
            word.tag == "name"
            and words[at - 1].low != "für"
            and (at == start or words[at - 1].tag not in ("body", "person", "given"))
        ):
            found.append(Affiliation(_proper(tagging, at, end), "name", "unknown"))
        at += 1
    organisations = [a for a in found if a.kind in ("organisation", "party")]
    bodies = [a for a in found if a.kind == "body"]
    first_body = found.index(bodies[0]) if bodies else len(found)
    # a proper name inside a longer chain goes before the part of it that comes first ("des Missionsrats der NASA")
    if organisations and bodies and not any(a.name in bodies[0].name for a in organisations):
        return [organisations[0], *found]
    if bodies and first_body:
        return [bodies[0], *(a for a in found if a is not bodies[0])]
    return found


def _proper(tagging: Tagging, at: int, end: int) -> str:
    stop = at + 1
    while (
        stop < end
        and tagging.words[stop].tag in ("name", "given", "noun", "body")
        and tagging.words[stop].text[0].isupper()
    ):
        stop += 1
    text = tagging.text[tagging.words[at].span.start : tagging.words[stop - 1].span.end]
    return text[:-1] if text.endswith("s") and text[:-1] in tagging.forms else text


def _keeps_noun(body: BodyNoun) -> bool:
    """Whether the noun is part of the name that follows it: "Universität Kassel", but "Konzern Siemens"."""
    if body.category == "media" or body.entry in _INTRODUCING:
        return False
    return body.named or bool(body.modifier) or body.category in ("expert", "police_judiciary", "civil_society")


# Nouns that only introduce a name: it stands for itself ("die Organisation Pax Christi", "der Stadt Den Haag").
_INTRODUCING = frozenset(
    """Organisation Hilfsorganisation Menschenrechtsorganisation Umweltorganisation Umweltschutzorganisation
    Nichtregierungsorganisation NGO Bewegung Gruppe Rebellengruppe Partei Oppositionspartei Stadt Provinz Land Bundesland
    Terrororganisation Miliz Terrormiliz Gewerkschaft Hilfswerk Netzwerk Staatengemeinschaft Bündnis
    Konzern Unternehmen Firma Hersteller Autohersteller Autobauer Bank Großbank Fluggesellschaft Airline Reederei
    Versicherer Betreiber Plattenfirma Label Agentur Ratingagentur Provider Anbieter Zulieferer Verlag Club Klub Verein
    Rebellenorganisation Terrorgruppe Terrornetzwerk Denkfabrik Beratungsfirma Extremistenorganisation""".split()
)


# Words that go on with the name of an association or institute; "in" only tells where it is.
_LINKS = frozenset("für gegen der des von vom zur zum und aller den die".split())
ASSOCIATIONS = frozenset(
    """Verband Verein Vereinigung Bund Gewerkschaft Kampagne Arbeitsgemeinschaft Arbeitskreis Gesellschaft Zentralrat
    Stiftung Komitee Initiative Akademie Institut Zentrum Bewegung Forum Kammer Netzwerk Schutzvereinigung Dachverband
    Bundesverband Zentralverband Hauptverband Rat Ausschuss Hospital Spital Krankenhaus Universität Klinik
    Sozialverband Bürgerinitiative Bundesamt Bundesagentur Amt Ministerium""".split()
)


# Nouns that a leader's name follows: it does not name the body ("die Regierung Bush").
_OF_SOMEBODY = frozenset(("Regierung", "Kabinett", "Regime", "Koalition", "Administration", "Familie"))


def _capital_run(tagging: Tagging, at: int, end: int, *, linked: bool) -> int:
    """The index after the capitalised words from ``at`` on; ``linked`` goes over prepositions and articles to more."""
    words, stop = tagging.words, at
    while stop < end:
        word = words[stop]
        if "\n" in tagging.text[words[stop - 1].span.end : word.span.start]:
            break
        if word.text[0].isupper() or word.tag == "number" and stop > at:
            stop += 1
        elif (
            linked
            and stop + 1 < end
            and word.low in _LINKS
            and (word.tag in ("preposition", "determiner", "adjective") or word.low in ("und", "aller"))
        ):
            follows = next(
                (w for w in words[stop + 1 : end] if w.tag not in ("adjective", "determiner", "lower")), None
            )
            if follows is None or not follows.text[0].isupper():
                break
            stop += 1
        elif linked and is_adjective(word) and stop + 1 < end and words[stop + 1].text[0].isupper():
            stop += 1
        else:
            break
    return stop


def phrase_stop(tagging: Tagging, at: int, limit: int) -> int:
    """The index after the noun phrase at ``at``: article, adjectives, capitalised words, and what those link to."""
    words = tagging.words
    while at < limit and (words[at].tag == "determiner" or (is_adjective(words[at]) and words[at].text[0].islower())):
        at += 1
    return _capital_run(tagging, at, limit, linked=True) if at < limit else at


def _body_affiliation(tagging: Tagging, start: int, at: int, end: int) -> Affiliation:
    """The body noun at ``at`` with what makes it a name: words after it, quoted or not, and adjectives before it."""
    words = tagging.words
    body = words[at].body
    if body is None:
        return Affiliation(words[at].text, "body", "unknown")
    first = at
    while first > start and is_adjective(words[first - 1]):
        first -= 1
    # a capitalised adjective belongs to the name ("Deutscher Journalisten-Verband") and ties it to no state
    state = next((w.state for w in words[first:at] if w.state and w.tag == "adjective" and w.text[0].islower()), "")
    if first > start and words[first - 1].known is not None and words[first - 1].known.kind in ("state", "region"):
        state = state or words[first - 1].state
    after = words[at + 1] if at + 1 < end else None
    if after is not None and after.text in _QUOTES:
        stop = next((i for i in range(at + 2, end) if words[i].text in _QUOTES), at + 2)
        name = tagging.text[after.span.end : words[min(stop, len(words) - 1)].span.start].strip("'’ ")
        return Affiliation(name, "body", body.category, state, bool(name))
    if after is not None and after.known is not None and after.known.kind in ("organisation", "party"):
        return Affiliation(
            extended_name(tagging, at + 1, end), "body", after.known.category, after.known.state or state, True
        )
    owner = (
        after is not None
        and after.known is not None
        and after.known.kind in ("state", "region")
        and after.text != after.known.form
    )
    if after is not None and owner and not body.plural and after.known is not None:
        return Affiliation(phrase_base(tagging, first, at + 1), "body", body.category, after.known.state, False)
    if (
        after is not None
        and after.text[0].isupper()
        and not body.plural
        and after.tag not in ("determiner", "preposition", "pronoun")
    ):
        stop = _capital_run(tagging, at + 1, end, linked=body.entry in ASSOCIATIONS)
        rest = tagging.text[after.span.start : words[stop - 1].span.end]
        base = f"{phrase_base(tagging, first if _proper_adjectives(words[first:at]) else at, at + 1)} {rest}"
        category = _trade_category(body, base)
        return Affiliation(base if _keeps_noun(body) else rest, "body", category, state, body.entry not in _OF_SOMEBODY)
    linked = (
        body.entry in ASSOCIATIONS and after is not None and after.low in (*_GENITIVES, "für", "aller", "gegen", "von")
    )
    stop = (
        _capital_run(tagging, at + 1, end, linked=True)
        if after is not None and (linked or after.low in _GENITIVES)
        else at + 1
    )
    proper = not body.plural and (_proper_adjectives(words[first:at]) or linked and stop > at + 1)
    whole = phrase_base(tagging, first, max(stop, at + 1))
    return Affiliation(whole, "body", _trade_category(body, whole), state, proper)


def _proper_adjectives(adjectives: list[TaggedWord]) -> bool:
    """Whether capitalised adjectives make a name: "Bochumer Polizei", "Deutsche Umwelthilfe"."""
    return any(w.text[0].isupper() and (not w.first or w.text.endswith("er")) for w in adjectives)


def _trade_category(body: BodyNoun, name: str) -> RoleCategory:
    return "business" if body.entry in TRADE_BODIES and is_trade(name) else body.category


def extended_name(tagging: Tagging, at: int, end: int) -> str:
    """A known name with the capitalised words that go on with it: "BBC News", "Fox News Channel"."""
    words = tagging.words
    known = words[at].known
    name = known.form if known is not None else words[at].text
    stop = at + 1
    while (
        stop < end
        and words[stop].tag in ("name", "given")
        and "\n" not in tagging.text[words[stop - 1].span.end : words[stop].span.start]
    ):
        stop += 1
    return name if stop == at + 1 else f"{name}{tagging.text[words[at].span.end : words[stop - 1].span.end]}"


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
    first = _left(tagging, head, left)
    before = words[first - 1] if first > left else None
    determiner = before if before is not None and before.tag == "determiner" else None
    if determiner is None:
        # without an article a form in -te is the verb before the subject ("erklärte Bundesvorsitzender ...")
        while first < head and words[first].tag == "lower" and words[first].low.endswith(("te", "ten", "rt")):
            first += 1
        before = words[first - 1] if first > left else None
    adjectives = words[first:head]
    plural = _is_plural(noun, words[head], determiner, named)
    gender = _gender(noun, determiner, adjectives)
    if not noun.gender and name_gender and not plural:
        gender = name_gender
    end = _complement_end(tagging, head + 1, right, starts)
    if end == head + 1 and noun.category == "legislature_party" and end + 1 < right and words[end].low == "aus":
        end = _noun_end(tagging, end + 1, min(right, end + 2), starts)
    result = Description(first, head, end, noun, "", gender, plural, determiner is not None and determiner.low in
                         ("der", "die", "das", "dem", "den", "des"))  # fmt: skip
    if determiner is not None:
        result.start = first - 1
        if determiner.low.startswith(("sein", "ihr", "unser", "mein", "dess", "dere")):
            result.possessive = determiner.low
    result.adjectives = len(adjectives)
    if noun.entry in ("Schwester", "Bruder") and named and result.definite is False:
        # before a name the address of a nun or monk
        noun = noun._replace(category="civil_society")
        result.noun = noun
    kept = [w for w in adjectives if not is_idle(w)]
    number = "Plur" if plural else "Sing"
    parts = [nominative_adjective(w.text, gender, number) for w in kept]
    parts.append(nominative(noun, gender=gender, plural=plural))
    rest = tagging.text[words[head].span.end : words[end - 1].span.end] if end > head + 1 else ""
    result.title = " ".join(parts) + rest.rstrip()
    found: list[Affiliation] = []
    modifier = modifier_affiliation(noun.modifier) or modifier_affiliation(_parliament(noun.entry))
    if modifier is not None:
        found.append(modifier)
    elif (
        noun.modifier not in _DEGREES
        and noun.modifier
        and words[head].text[len(noun.modifier) : len(noun.modifier) + 1] == "-"
    ):
        found.append(Affiliation(noun.modifier, "name", "unknown"))
    found += complement_affiliations(tagging, head + 1, end)
    found += [Affiliation(w.state, "state", "government", w.state) for w in adjectives if w.state]
    party = party_of_member(noun.entry)
    if party:
        found.append(Affiliation(party, "party", "legislature_party"))
    if before is not None and _owns(tagging, first - 1):
        result.start, result.definite = first - 1, True
        if before.known is not None:
            found.append(known_affiliation(before.known))
        elif before.tag == "name":
            found.append(Affiliation(without_genitive(before.text), "place", "government"))
    result.affiliations = found
    return result


def is_origin(word: TaggedWord) -> bool:
    """Whether an adjective only tells the state: "französische", not "bayerische Landes-"."""
    return word.tag == "adjective" and bool(word.state)


def is_idle(word: TaggedWord) -> bool:
    """Whether an adjective is no part of a role: "neu", "amtierend", ages, ordinals of mention."""
    stem = adjective_stem(word.low) or word.low
    return stem in _IDLE or word.text[0].isdigit() or stem.endswith("jährig")
