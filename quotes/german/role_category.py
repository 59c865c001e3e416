"""The category of a role: its noun's, or that of the body, field or state that it is held in."""

from __future__ import annotations

from quotes.document import RoleCategory
from quotes.german.affiliation import Affiliation
from quotes.german.bodies import known_stem
from quotes.german.description import Description
from quotes.german.role_fields import field_category
from quotes.german.word_classes import word_class

# Nouns of bodies that name none: what they stand for is looked for in the sentences before.
BARE = word_class("bare_body")
BODY_KINDS = ("organisation", "body", "party", "name")
# Categories of nouns whose holders are an international organisation's where it sends them.
_LENT = frozenset(("government", "expert"))
# Who is spoken of as a party's is its politician.
_NO_OFFICE = frozenset(("individual", "expert"))
# Members of a body where they sit for a state.
_ENVOYS = frozenset(("Delegierter",))
PRESIDENTS = frozenset(("Präsident", "Vizepräsident"))
_TERMS = word_class("degree") | {"Staats", "Bundes", "Übergangs", "Interims", "Kriegs", "Friedens", "Langzeit", "Noch"}
# Categories of nouns that say little by themselves: the body nearby decides ("der Generalsekretär" after "die Nato").
OPEN = frozenset(("unknown", "international_organisation"))


def category_of_role(  # noqa: PLR0911 (one return a rule)
    role: Description, own: list[Affiliation], affiliations: list[Affiliation]
) -> RoleCategory:
    """The category of a role: its body's where the noun follows that, else the noun's own. ``own`` are the
    affiliations that the role's words give, ``affiliations`` all that the article gives the person.
    """
    noun = role.noun
    if noun.category == "expert" and noun.follows == "explicit":
        tied = [a for a in own if a.kind == "party" or a.category in ("civil_society", "international_organisation")]
        return tied[0].category if tied else noun.category
    if noun.category in _NO_OFFICE and is_party_person(role):
        return "legislature_party"
    if noun.entry in _ENVOYS and any(a.kind == "state" for a in own):
        return "government"
    lent = _lent(role, own)
    if lent is not None:
        return lent
    if noun.follows in ("body", "explicit"):
        if noun.category == "military":
            # "Befehlshaber des Verbandes"
            own, affiliations = ([a for a in some if a.category != "civil_society"] for some in (own, affiliations))
        own = _bodies(own) or (_bodies(affiliations) if noun.follows == "body" else [])
        named = [a for a in own if a.category != "unknown"]
        if named:
            return named[0].category
        field = field_category(noun.modifier or _inner(noun.entry)) if noun.category in OPEN else "unknown"
        if field != "unknown":
            return field
        if own and noun.entry in PRESIDENTS:
            return "unknown"
        if own and own[0].kind == "name" and noun.category == "unknown":
            return "business" if noun.entry in ("Chef", "Vorstand", "Geschäftsführer", "Direktor") else "unknown"
        states = [a for a in role.affiliations if a.kind == "state"]
        if noun.entry in PRESIDENTS and not states and noun.modifier and not _of_a_state(noun.modifier):
            return field_category(noun.modifier)
        return "government" if noun.category == "unknown" and states else noun.category
    return noun.category


def is_party_person(role: Description) -> bool:
    """ "der CSU-Mann", "der SPD-Agrarexperte": a noun with the party before it."""
    known = known_stem(role.noun.modifier.rstrip("-"))
    return known is not None and known.kind == "party"


def _lent(role: Description, own: list[Affiliation]) -> RoleCategory | None:
    """The category of the body that sends somebody of no state: "die UN-Gesandte", "Beobachter der OSZE"."""
    noun = role.noun
    if noun.category not in _LENT or any(a.kind == "state" for a in own):
        return None
    wanted = ["international_organisation"]
    if noun.entry in ("Beamter", "Diplomat", "Vertreter", "Botschafter"):
        wanted.append("police_judiciary")
    return next((a.category for a in _bodies(own) if a.category in wanted), None)


def _of_a_state(modifier: str) -> bool:
    """Whether the first part of "-präsident" names a state, or only when or for how long somebody is one."""
    known = known_stem(modifier.rpartition("-")[2])
    return modifier in _TERMS or modifier.rpartition("-")[2] in _TERMS or (known is not None and known.kind == "state")


def _inner(entry: str) -> str:
    """The first part of a noun that the lexicon holds as one: "Sektions" of "Sektionspräsident"."""
    heads = ("präsident", "chef", "leiter", "direktor", "vorsitzender", "sprecher")
    return next((entry[: -len(head)] for head in heads if entry.endswith(head)), "")


def _bodies(affiliations: list[Affiliation]) -> list[Affiliation]:
    return [a for a in affiliations if a.kind in BODY_KINDS]


def telling(affiliations: list[Affiliation]) -> list[Affiliation]:
    """The bodies that have a name of their own."""
    return [a for a in _bodies(affiliations) if a.name not in BARE]
