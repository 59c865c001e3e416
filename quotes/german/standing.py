"""What a speaker stands for: title, affiliation and category, put together from all that the article says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from quotes.document import RoleCategory
from quotes.german.affiliation import Affiliation
from quotes.german.cast import Person
from quotes.german.colleague import is_colleague, office_of_colleague
from quotes.german.description import Description, is_idle, is_origin
from quotes.german.events import Referent
from quotes.german.inflection import nominative_adjective
from quotes.german.nearby_role import office_before, owner_before, spoken_for, title_of
from quotes.german.people import nominative, party_of_member
from quotes.german.reference import Discourse
from quotes.german.role_category import BARE, BODY_KINDS, OPEN, PRESIDENTS, category_of_role, is_party_person, telling
from quotes.german.role_fields import default_category
from quotes.german.word_classes import word_class

# Categories whose office is a state's: state before party.
_OF_STATE = frozenset(("head_of_state", "head_of_government", "minister"))
# Offices outside the government that are a state's all the same, and those held at a court or prosecution.
_LED_BY_STATE = word_class("of_state")
_AT_COURT = frozenset(("Richter", "Staatsanwalt", "Oberstaatsanwalt", "Vorsitzender"))
_GENITIVES = word_class("genitive")
# Offices that are held in a town or region.
_OF_PLACES = ("meister", "ouverneur", "präfekt", "stadtpräsident", "landrat", "sprecher", "direktor", "Statthalter")
# Offices of one state alone: another one that is named nearby is not theirs.
_SWISS_COUNCIL = ("Bundesrätin", "Bundesrat")
# What shows that an article speaks of a state's president.
_STATELY = frozenset(("government", "military", "legislature_party", "armed_group", "international_organisation"))
# How sure a role is, by where it comes from.
_SCORES = {
    "mention": 0.95,
    "article": 0.85,
    "body": 0.85,
    "party": 0.8,
    "context": 0.65,
    "nearby": 0.6,
    "title": 0.6,
    "default": 0.4,
    "unknown": 0.3,
}


@dataclass(slots=True)
class Standing:
    """The role of a speaker as the row gives it, with where it was found."""

    title: str | None = None
    affiliation: str | None = None
    category: RoleCategory = "unknown"
    spokesperson: bool = False
    signal: str = "unknown"
    why: str = ""

    @property
    def score(self) -> float:
        """How sure the category is."""
        return _SCORES.get(self.signal, 0.5)


def standing_of(discourse: Discourse, referent: Referent, *, keep_origin: bool = False) -> Standing:
    """The standing of whoever ``referent`` means."""
    if referent.kind in ("person", "people") and referent.people:
        return _of_person(discourse, referent, referent.people[0], keep_origin)
    if referent.kind == "body" and referent.body is not None:
        return _of_body(discourse, referent, referent.body)
    if referent.role is not None:
        return _of_role(discourse, referent.role, [referent.role], [], signal="mention", keep_origin=keep_origin)
    return _of_source(referent)


def _of_source(referent: Referent) -> Standing:
    reading = referent.reading
    if reading is not None and reading.source_category:
        category: RoleCategory = reading.source_category  # type: ignore[assignment]
        return Standing(category=category, signal="default", why=f"{reading.source} without a speaker")
    if (
        referent.signal in ("inhabitant", "ambiguous_role", "ambiguous_name")
        or (referent.signal == "pronoun_unresolved" and not referent.plural)
        or (reading is not None and (reading.inhabitant or reading.age_only))
    ):
        return Standing(category="individual", signal="default")
    return Standing()


def _of_person(discourse: Discourse, referent: Referent, person: Person, keep_origin: bool) -> Standing:
    own = referent.role if referent.signal in ("name", "joint") else None
    anaphor = referent.role if referent.signal in ("role", "role_nearby") else None
    roles = sorted([*person.roles, *person.anaphors], key=_rank)
    if own is not None and roles and _rank(own)[0] > _rank(roles[0])[0]:
        own = None
    if own is not None and roles:
        own = _fuller(own, roles)
    if anaphor is not None and roles and _rank(anaphor)[0] <= _rank(roles[0])[0] and not _less(anaphor, roles):
        own = anaphor
    if own is not None:
        return _of_role(discourse, own, [own, *roles], person.affiliations, signal="mention", keep_origin=keep_origin)
    if roles:
        return _of_role(discourse, roles[0], roles, person.affiliations, signal="article", keep_origin=keep_origin)
    if anaphor is not None:
        return _of_role(discourse, anaphor, [anaphor], person.affiliations, signal="mention", keep_origin=keep_origin)
    for affiliation in person.affiliations:
        if affiliation.kind in BODY_KINDS:
            name = discourse.bodies.fullest(affiliation)
            return Standing(None, name, affiliation.category, signal="party", why="beside the name")
    return _untold(discourse, person, keep_origin)


def _untold(discourse: Discourse, person: Person, keep_origin: bool) -> Standing:
    """The standing of somebody beside whose name no role stands."""
    words = discourse.cast.tagging.words
    before = office_before(words, person, discourse.events_before)
    if before is not None:
        return _of_role(discourse, before, [before], [], signal="nearby", keep_origin=keep_origin)
    title = title_of(words, person)
    if title is not None:
        return Standing(category=title[1], signal="title", why=f"{title[0]} is {title[1]}")
    shown = discourse.cast.category_of(person.name)
    if shown == "unknown":
        shown = "individual" if person.certain or " " in person.name else "unknown"
    return Standing(category=shown, signal="default", why="no role given")


def _less(anaphor: Description, roles: list[Description]) -> bool:
    """Whether a role noun says less than the role that it takes up: "die Ministerin"."""
    word = anaphor.noun.nominative.lower()
    others = [r for r in roles if r is not anaphor]
    return any(r.noun.nominative.lower().endswith(word) or r.noun.entry == anaphor.noun.entry for r in others)


def _fuller(own: Description, roles: list[Description]) -> Description:
    """A bare noun gives way to the compound used elsewhere: "Ministerin" to "Verteidigungsministerin"."""
    if own.noun.modifier or own.end > own.head + 1 or own.noun.nominative.lower() not in ("minister", "ministerin"):
        return own
    return next((r for r in roles if r.noun.entry == own.noun.entry and r.noun.modifier), own)


# Nouns for what somebody is to others or in an event.
_CIRCUMSTANCES = word_class("circumstance")
# Nouns that only group people or relate them to others.
_LITTLE = word_class("little")


def _rank(role: Description) -> tuple[int, int]:
    """Offices before ranks, these before what only groups or relates people; else the order of the text."""
    if role.noun.category == "individual" or role.noun.entry in _LITTLE:
        return 2, role.head
    if role.noun.category == "military" and not role.noun.follows:
        return 1, role.head
    return 0, role.head


def _of_role(
    discourse: Discourse,
    role: Description,
    roles: list[Description],
    beside: list[Affiliation],
    *,
    signal: str,
    keep_origin: bool,
) -> Standing:
    if is_colleague(role):
        sentence = discourse.cast.tagging.words[role.head].sentence
        role = office_of_colleague(role, sentence, discourse.events_before(role.start)) or role
    everything = [*role.affiliations, *beside, *(a for r in roles if r is not role for a in r.affiliations)]
    everything = [_told(discourse, a) for a in everything]
    category = category_of_role(role, [_told(discourse, a) for a in role.affiliations], everything)
    context = None
    if not role.plural and _needs_context(role, category, everything):
        context = _context(discourse, role, category)
        if context is not None and category in OPEN and role.noun.category in OPEN and context.category != "unknown":
            category = context.category
    if context is None and category == "head_of_state" and role.noun.entry in PRESIDENTS:
        context = _presided(discourse, role, everything)
        category = context.category if context is not None else category
    if context is None and role.possessive and (category in OPEN or not telling(everything)):
        context, category = _possessor(discourse, role, category)
    if category == "unknown" and role.spokesperson:
        category = spoken_for(discourse.cast.tagging.words[role.head + 1 : role.end])
    if category == "unknown":
        category = next(
            (c for c in (category_of_role(r, r.affiliations, []) for r in roles) if c != "unknown"), category
        )
    if category == "unknown":
        category = default_category(role.noun.entry)
    if category == "individual" and role.noun.entry in _CIRCUMSTANCES:
        # "Bruder" says whose relative somebody is, "von der Landeskirche" what
        category = next((a.category for a in _bodies_of(beside)), category)
    affiliation = _affiliation(discourse, role, category, everything, context)
    if (
        affiliation is None
        and not role.plural
        and not _says_nothing(role)
        and (not role.affiliations or category != "individual")
    ):
        near = discourse.belongings.of(role, category)
        affiliation = discourse.bodies.fullest(near) if near is not None else None
        category = near.category if near is not None and category == "unknown" else category
    if _says_nothing(role):
        return Standing(None, affiliation, category, False, signal, f"{role.noun.entry} is {category}")
    if role.noun.entry == "Autor" and role.plural:
        # several authors are those of a study
        category = "expert"
    title = role.title if keep_origin else _without_origin(discourse, role, affiliation)
    why = f"{role.noun.entry} is {category}"
    return Standing(title, affiliation, category, role.spokesperson, signal, why)


def _bodies_of(affiliations: list[Affiliation]) -> list[Affiliation]:
    return [a for a in affiliations if a.kind in BODY_KINDS and a.category != "unknown"]


def _presided(discourse: Discourse, role: Description, everything: list[Affiliation]) -> Affiliation | None:
    """The association or firm just before that a bare "Präsident" heads where nothing speaks of a state."""
    if any(a.kind in ("state", "region", "party") for a in everything) or not _open_to_context(discourse, role):
        return None
    places = discourse.cast.bodies_before(role.start, 1)
    if any(p.affiliation.state or p.affiliation.category in _STATELY for p in places):
        return None
    return next((p.affiliation for p in places if p.affiliation.category in ("civil_society", "business")), None)


def _possessor(
    discourse: Discourse, role: Description, category: RoleCategory
) -> tuple[Affiliation | None, RoleCategory]:
    """Whose a role with a possessive is, and the category that this gives it."""
    owner = owner_before(discourse.cast, role)
    if owner is not None and (category in ("unknown", owner.category) or category in OPEN):
        return owner, owner.category
    if owner is None and role.spokesperson:
        person = next(
            (e.referent.people[0] for e in reversed(discourse.events_before(role.start)) if e.referent.people), None
        )
        if person is not None and person.roles:
            return None, person.roles[0].noun.category
    return None, category


def _says_nothing(role: Description) -> bool:
    """Whether a role noun gives no role: "Mann", "Konservativer", "ihr Kollege"."""
    entry = role.noun.entry
    bare = role.end == role.head + 1
    if entry in _NO_ROLE and is_party_person(role):
        return False
    return entry in _NO_ROLE or (entry in _RELATIONS and bare) or bool(party_of_member(entry))


def _told(discourse: Discourse, affiliation: Affiliation) -> Affiliation:
    """An unlisted name with the category that its fullest form shows."""
    if affiliation.category != "unknown":
        return affiliation
    return replace(affiliation, category=discourse.cast.category_of(discourse.bodies.fullest(affiliation)))


def _needs_context(role: Description, category: RoleCategory, affiliations: list[Affiliation]) -> bool:
    if category in _OF_STATE or role.noun.entry in _LED_BY_STATE:
        return not any(a.kind in ("state", "region") for a in affiliations)
    if category == "police_judiciary" and role.noun.entry in _AT_COURT:
        return not telling(affiliations)
    if category in ("expert", "individual", "media", "police_judiciary", "military") and not role.noun.follows_body:
        return False
    return not telling(affiliations)


def _context(  # noqa: PLR0911 (one return a rule)
    discourse: Discourse, role: Description, category: RoleCategory
) -> Affiliation | None:
    """The body or state that the role belongs to, from the sentence and the one before it."""
    places = discourse.cast.bodies_before(role.start, 2)
    if category in _OF_STATE or role.noun.entry in _LED_BY_STATE:
        if role.noun.entry in _SWISS_COUNCIL:
            return None
        return discourse.bodies.state_near(role)
    if category == "police_judiciary" and role.noun.entry in _AT_COURT:
        courts = [
            p.affiliation
            for p in places
            if p.affiliation.category == category and (p.affiliation.proper or _plain(discourse, p.at))
        ]
        return courts[0] if courts else None
    if not _open_to_context(discourse, role):
        return None
    wanted = {"legislature_party": ("party",)}.get(category, ("organisation", "party", "body"))
    if role.noun.category == "legislature_party" and role.noun.follows == "":
        wanted = ("party",)
    elif not (role.noun.follows_body or role.possessive):
        return None
    for place in places:
        affiliation = place.affiliation
        if affiliation.name[:1].islower() or (category == "armed_group" and affiliation.kind == "party"):
            continue
        if affiliation.kind not in wanted or (affiliation.category == "media" and role.noun.category != "media"):
            continue
        if affiliation.kind == "body" and not place.affiliation.proper and not _plain(discourse, place.at):
            continue
        return affiliation
    return None


def _open_to_context(discourse: Discourse, role: Description) -> bool:
    """Whether a role's own words leave open whose it is: a complement that names somebody closes it, one that only
    takes up a body named before does not ("Sprecherin des Bündnisses").
    """
    complement = discourse.cast.tagging.words[role.head + 1 : role.end]
    heads = [w for w in complement if w.text[:1].isupper()]
    bodies = [w.body for w in heads if w.body is not None]
    takes_up = bool(bodies) and bodies[0] is not None and bodies[0].entry in BARE
    return not heads or takes_up or (complement[0].low not in _GENITIVES and not bodies)


def _plain(discourse: Discourse, at: int) -> bool:
    body = discourse.cast.tagging.words[at].body
    return body is not None and body.named


def _affiliation(
    discourse: Discourse,
    role: Description,
    category: RoleCategory,
    everything: list[Affiliation],
    context: Affiliation | None,
) -> str | None:
    if category == "individual":
        # a private person is tied to what a genitive says alone: "Kassierer der Rudergesellschaft"
        after = discourse.cast.tagging.words[role.head + 1 : role.end]
        owned = bool(after) and after[0].low in _GENITIVES
        club = _first_of([a for a in role.affiliations if a.proper], BODY_KINDS) if owned else None
        return discourse.bodies.fullest(club) if club is not None else None
    order: tuple[str, ...] = ("organisation", "body", "party", "name", "state", "region")
    if category == "government":
        order = (*order, "place") if role.noun.entry.endswith(_OF_PLACES) else order
    if category in _OF_STATE:
        order = ("state", "region", "organisation", "body", "party")
        held = [*role.affiliations, *(a for a in everything if a.kind in ("state", "region", "party"))]
        everything = held
        if _is_federal(role):
            everything = [*everything, Affiliation(discourse.bodies.federal_state, "state", "government")]
    elif category == "legislature_party":
        order = ("party", "body", "organisation", "name", "state", "region")
    elif category == "expert":
        order = ("organisation", "body", "name")
    elif category == "government" and role.noun.entry == "Botschafter":
        order = ("state", "organisation", "body")
    for pool in (everything, [context] if context is not None else []):
        # what the article nearby suggests comes after what the role's own words and the person's brackets say
        own = pool is everything and order[0] not in _PLACES
        kinds = [k for k in order if k not in _PLACES] if own else order
        found = _first_of(pool, kinds)
        if found is not None:
            return discourse.bodies.fullest(found)
    found = _first_of(everything, order)
    return discourse.bodies.fullest(found) if found is not None else None


_PLACES = ("state", "region", "place")


def _first_of(affiliations: list[Affiliation], kinds: Sequence[str]) -> Affiliation | None:
    """The first affiliation of the first kind that there is one of; bare general nouns are passed over."""
    named = [a for a in affiliations if a.name and a.name not in BARE]
    return next((a for kind in kinds for a in named if a.kind == kind), None)


def _is_federal(role: Description) -> bool:
    federal = role.noun.modifier.startswith("Bundes") or role.noun.entry.startswith("Bundes")
    return federal and not role.noun.entry.startswith("Bundesrä")


# Nouns that say that somebody is a person, and nouns for the members of a party: no roles.
_NO_ROLE = word_class("no_role")
# Nouns that relate a person to another: no role by themselves ("ihr Kollege").
_RELATIONS = word_class("relation")


def _without_origin(discourse: Discourse, role: Description, affiliation: str | None) -> str:
    """The title without the adjective that the affiliation repeats: "Präsident" of "Irak", "sudanesischer Chirurg"."""
    words = discourse.cast.tagging.words
    kept = [
        w
        for w in words[role.head - role.adjectives : role.head]
        if not is_idle(w) and not (is_origin(w) and w.state == affiliation)
    ]
    number = "Plur" if role.plural else "Sing"
    parts = [nominative_adjective(w.text, role.gender, number) for w in kept]
    head = nominative(role.noun, gender=role.gender, plural=role.plural)
    return " ".join([*parts, head]) + role.title.partition(head)[2]


def _of_body(discourse: Discourse, referent: Referent, body: Affiliation) -> Standing:
    name = referent.name
    affiliation = body.state if body.state and body.state != body.name else None
    if (
        body.kind in ("organisation", "party")
        and body.category != "international_organisation"
        and name != "Bundesregierung"
    ):
        affiliation = None
    if name is None and body.kind in ("state", "region", "place"):
        affiliation = body.state or body.name
    if name is None and body.kind in ("organisation", "party", "name"):
        affiliation = discourse.bodies.fullest(body)
    reading = referent.reading
    if affiliation is None and reading is not None and reading.states and body.kind not in ("organisation", "party"):
        affiliation = reading.states[0]
    if affiliation == name:
        affiliation = None
    return Standing(None, affiliation, body.category, signal="body", why=f"{body.name} is {body.category}")
