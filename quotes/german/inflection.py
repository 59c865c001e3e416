"""Inflection of German nouns and adjectives by rule: what forms a noun takes, and its base form back.

The rules cover what the lexicons of people and bodies hold: strong nouns in -er, -or, -ent and the like, weak nouns,
nominalised adjectives ("der Abgeordnete, ein Abgeordneter"), feminines in -in, plurals with umlaut.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Gender = Literal["m", "f", "n", ""]
Number = Literal["Sing", "Plur", ""]

_WEAK_ENDINGS = (
    *("e", "ent", "ant", "ist", "oge", "at", "graf", "soph", "nom", "om", "et", "it", "ot", "ept", "rist"),
    *(
        "mensch",
        "held",
        "herr",
        "prinz",
        "fürst",
        "graph",
        "zar",
        "ekt",
        "arch",
        "ikat",
        "soldat",
        "pilot",
        "bayer",
        "urg",
        "oberst",
    ),
)
_NO_WEAK = ("rat", "arzt", "magistrat", "wirt", "abt", "advokat_")
_UMLAUT_PLURALS = {
    "rat": "räte",
    "arzt": "ärzte",
    "anwalt": "anwälte",
    "general": "generäle",
    "admiral": "admiräle",
    "bischof": "bischöfe",
    "kardinal": "kardinäle",
    "vorstand": "vorstände",
    "papst": "päpste",
    "sohn": "söhne",
    "vater": "väter",
    "bruder": "brüder",
    "koch": "köche",
    "abt": "äbte",
    "gast": "gäste",
    "verband": "verbände",
    "verbund": "verbünde",
    "mann": "männer",
    "amt": "ämter",
    "krankenhaus": "krankenhäuser",
    "hof": "höfe",
    "klub": "klubs",
    "bank": "banken",
    "land": "länder",
    "ausschuss": "ausschüsse",
    "truppe": "truppen",
    "mutter": "mütter",
    "tochter": "töchter",
    "großherzog": "großherzöge",
    "herzog": "herzöge",
    "marschall": "marschälle",
    "hauptmann": "hauptleute",
    "landeshauptmann": "landeshauptleute",
    "fachmann": "fachleute",
    "kaufmann": "kaufleute",
    "geschäftsmann": "geschäftsleute",
    "feuerwehrmann": "feuerwehrleute",
    "obmann": "obleute",
}
# Nouns made from adjectives or participles; they inflect like an adjective.
_NOMINAL_ADJECTIVES = (
    *("abgeordneter", "vorsitzender", "angestellter", "beamter", "gesandter", "beauftragter", "bevollmächtigter"),
    *("angeklagter", "verletzter", "überlebender", "angehöriger", "delegierter", "vertrauter", "verdächtiger"),
    *("jugendlicher", "sachverständiger", "geistlicher", "gelehrter", "kommandierender", "reisender", "verwandter"),
    *("protestierender", "studierender", "bekannter", "oppositioneller", "industrieller", "liberaler", "grüner"),
    *("konservativer", "linker", "beschuldigter", "geschädigter", "gefangener", "vertriebener", "arbeitsloser"),
    *("auszubildender", "einheimischer", "betroffener", "bediensteter", "verantwortlicher", "offizieller", "erster"),
    *("aufständischer", "gefreiter", "untergebener", "dienstleistender", "wehrpflichtiger", "hinterbliebener"),
    *("freiwilliger", "ehrenamtlicher", "beigeordneter", "stadtverordneter", "geschworener", "eingeweihter"),
    *("prominenter", "terrorverdächtiger", "deutscher", "ministerialer", "christsozialer", "freisinniger"),
    *("grünliberaler", "freiheitlicher", "stammesältester", "wirtschaftsweiser", "abgesandter"),
    *("streikender", "geflüchteter", "geretteter", "demonstrierender", "feiernder", "anwesender", "genesener"),
)


class Form(NamedTuple):
    """One inflected form: lower-cased text, gender and number as far as it tells, and the nominative it belongs to."""

    text: str
    gender: Gender
    number: Number
    base: str


def is_nominal_adjective(noun: str) -> bool:
    """Whether a noun, in its strong masculine nominative, inflects like an adjective."""
    return noun.lower().endswith(_NOMINAL_ADJECTIVES)


def is_weak(noun: str) -> bool:
    """Whether a masculine noun takes -n or -en in all cases but the nominative singular ("den Präsidenten")."""
    low = noun.lower()
    return low.endswith(_WEAK_ENDINGS) and not low.endswith(_NO_WEAK)


def _nominal_adjective_forms(noun: str) -> list[Form]:
    stem = noun[:-2]
    masculine, feminine = noun, stem + "e"
    return [
        Form(noun.lower(), "", "", masculine),
        Form((stem + "e").lower(), "", "", feminine),
        Form((stem + "en").lower(), "", "", masculine),
        Form((stem + "em").lower(), "m", "Sing", masculine),
    ]


def _feminine_forms(stem: str) -> list[Form]:
    base = stem + "in"
    return [Form(base.lower(), "f", "Sing", base), Form((base + "nen").lower(), "f", "Plur", base + "nen")]


def _plural(noun: str) -> str:
    low = noun.lower()
    for singular, plural in _UMLAUT_PLURALS.items():
        if low.endswith(singular):
            return noun[: len(noun) - len(singular)] + (plural if len(low) > len(singular) else plural.capitalize())
    if is_weak(noun):
        return noun + ("n" if low.endswith(("e", "herr", "bayer")) else "en")
    if low.endswith(("or",)):
        return noun + "en"
    if low.endswith(("er", "el", "en", "chen")):
        return noun
    if low.endswith(("boss", "chef", "vize", "fan", "star", "model", "blog", "user", "tory", "militär", "i", "o", "é")):
        return noun + ("e" if low.endswith("boss") else "s")
    return noun + "e"


def person_forms(noun: str) -> list[Form]:
    """All forms of a noun for a person: masculine cases, plural, and the feminine in -in where it is regular."""
    low = noun.lower()
    if is_nominal_adjective(noun):
        return _nominal_adjective_forms(noun)
    if low.endswith(("frau", "schwester", "mutter", "tochter", "tante", "witwe", "oma", "kusine", "cousine", "nichte")):
        plural = _plural(noun) if low.endswith(("mutter", "tochter")) else noun + ("en" if low.endswith("u") else "n")
        return [Form(low, "f", "Sing", noun), Form(plural.lower(), "f", "Plur", plural)]
    if low.endswith("in") and len(noun) > 5 and not low.endswith("delphin"):
        return [Form(low, "f", "Sing", noun), Form(low + "nen", "f", "Plur", noun + "nen")]
    if low.endswith(("leute", "eltern")):
        return [Form(low, "", "Plur", noun), Form(low + "n", "", "Plur", noun)]
    plural = _plural(noun)
    forms = [Form(low, "m", "Sing", noun)]
    if is_weak(noun):
        # "Präsidenten" is singular in the oblique cases and plural: the article decides, not the form
        forms.append(Form(plural.lower(), "m", "", noun))
        forms += [] if low.endswith("e") else [Form(low + "s", "m", "Sing", noun)]
    else:
        forms += [Form(low + ending, "m", "Sing", noun) for ending in ("s", "es")]
        forms.append(Form(low if plural == noun else plural.lower(), "", "" if plural == noun else "Plur", plural))
        if not plural.endswith(("n", "s")):
            forms.append(Form(plural.lower() + "n", "", "Plur", plural))
    stem = noun[:-1] if low.endswith("e") else noun
    if low.endswith("erer"):
        stem = noun[:-2]
    return forms + _feminine_forms(stem)


def plural_of(noun: str) -> str:
    """The nominative plural without article: "Experten", "Forscher", "Anwälte", "Abgeordnete"."""
    if is_nominal_adjective(noun):
        return noun[:-1]
    return _plural(noun)


def body_forms(noun: str, gender: str) -> list[Form]:
    """All forms of a noun for a body; ``gender`` is m, f, n, or p for one that is plural only."""
    low = noun.lower()
    if gender == "p":
        return [Form(low, "", "Plur", noun)] + ([] if low.endswith(("n", "s")) else [Form(low + "n", "", "Plur", noun)])
    if gender == "f":
        tail = "n" if low.endswith("e") else "en"
        forms = [Form(low, "f", "Sing", noun), Form(low + tail, "f", "Plur", noun + tail)]
        return [*forms, Form(low + "nen", "f", "Plur", noun)] if low.endswith("in") else forms
    kind: Gender = "m" if gender == "m" else "n"
    if low.endswith("nis"):
        return [Form(low + e, kind, "Sing", noun) for e in ("", "ses")] + [
            Form(low + e, "", "Plur", noun) for e in ("se", "sen")
        ]
    regular = noun + "e" if gender == "n" and is_weak(noun) else _plural(noun)
    forms = [Form(low + ending, kind, "Sing", noun) for ending in ("", "s", "es")]
    plural = low[:-2] + "en" if low.endswith("ium") else regular.lower()
    plurals = [plural, *([] if plural.endswith(("n", "s")) else [plural + "n"])]
    return forms + [Form(p, "", "Plur", noun) for p in plurals if p not in {f.text for f in forms}]


_ENDINGS = ("en", "em", "er", "es", "e")


def adjective_stem(word: str) -> str | None:
    """An attributive adjective without its ending, ``None`` where the word has none."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return None


def nominative_adjective(word: str, gender: str, number: str) -> str:
    """The strong nominative of an attributive adjective: "ehemaligen" before a masculine is "ehemaliger"."""
    stem = adjective_stem(word)
    if stem is None or (word[0].isupper() and word.endswith("er")):
        return word
    if number == "Plur":
        return stem + "e"
    return stem + {"m": "er", "f": "e", "n": "es"}.get(gender, "er")


def without_genitive(name: str) -> str:
    """A name without the genitive ending that it can carry: "Steinmeiers" -> "Steinmeier", "Fabius'" -> "Fabius".

    The caller must know that the word is a genitive: "Hollandes" and "Maas" look alike.
    """
    if name.endswith(("'s", "’s")):
        return name[:-2]
    if name.endswith(("'", "’")):
        return name[:-1]
    if name.endswith("s") and not name.endswith(("ss", "us", "is")) and len(name) > 3:
        return name[:-1]
    return name
