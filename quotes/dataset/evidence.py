"""What quotation rows tell of a speaker as far as it tells the bearers of one name apart, or shows that two are one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from quotes.document import ROLE_CATEGORIES
from quotes.german.name_forms import fold, name_key
from quotes.german.people import person_noun
from quotes.german.ties import tie
from quotes.german.word_classes import word_class
from quotes.resources import lexicon

Core = tuple[str, tuple[str, ...], str]

#: Offices that one person holds at a time: who has the title, is the person.
_OFFICES = frozenset(("head_of_state", "head_of_government", "minister"))
#: Of these, those that a Land or canton has too.
_OFFICES_OF_REGIONS = frozenset(("head_of_government", "minister"))


class Told(NamedTuple):
    """What a row tells of a speaker, as it stands there; empty strings where it tells nothing."""

    title: str = ""
    affiliation: str = ""
    category: str = ""


class Evidence(NamedTuple):
    """What tells the bearers of a name apart: the party's camp, the state (and its region, where that has the office),
    the category of the career; and all affiliations and titles (folded) that agreement is sought in.
    """

    camp: str = ""
    place: tuple[str, ...] = ()
    category: str = ""
    affiliations: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()

    @property
    def core(self) -> Core:
        """What conflicts are about."""
        return self.camp, self.place, self.category


def affiliation_key(affiliation: str) -> str:
    """What all forms of an affiliation share, "" where there is none."""
    return name_key(affiliation) if affiliation else ""


@lru_cache(maxsize=65536)
def evidence_of(told: tuple[Told, ...]) -> Evidence:
    """What the rows of one document tell of a name together; the most frequent decides, then the alphabet."""
    camps: Counter[str] = Counter()
    places: Counter[tuple[str, ...]] = Counter()
    categories: Counter[str] = Counter()
    for row in told:
        category = told_category(row)
        categories.update([category] if category else [])
        where = tie(row.affiliation)
        camps.update([where.camp] if where.camp else [])
        # officers of international bodies are named with the states that they deal with
        if where.state and category != "international_organisation":
            region = where.region if category in _OFFICES_OF_REGIONS else ""
            places[(where.state, region) if region else (where.state,)] += 1
    return Evidence(
        camp=most(camps) or "",
        place=most(places) or (),
        category=most(categories, key=ROLE_CATEGORIES.index) or "",
        affiliations=frozenset(affiliation_key(row.affiliation) for row in told if row.affiliation),
        titles=frozenset(fold(row.title) for row in told if row.title),
        categories=frozenset(categories),
    )


def together(evidence: Sequence[Evidence]) -> Evidence:
    """What documents tell together of one speaker: of what conflicts are about the most frequent, of the rest all."""
    if len(set(evidence)) == 1:
        return evidence[0]
    return Evidence(
        camp=most(Counter(e.camp for e in evidence if e.camp)) or "",
        place=most(Counter(e.place for e in evidence if e.place)) or (),
        category=most(Counter(e.category for e in evidence if e.category), key=ROLE_CATEGORIES.index) or "",
        affiliations=frozenset().union(*(e.affiliations for e in evidence)),
        titles=frozenset().union(*(e.titles for e in evidence)),
        categories=frozenset().union(*(e.categories for e in evidence)),
    )


def most(counts: Counter[Any], key: Any = None) -> Any:
    """The most frequent value, ``None`` where there is none."""
    return min(counts, key=lambda value: (-counts[value], key(value) if key else value), default=None)


@cache
def _careers() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(row["categories"].split("|")) for row in lexicon("careers"))


def _one_career(a: str, b: str) -> bool:
    return a == b or any(a in career and b in career for career in _careers())


def conflict(a: Evidence, b: Evidence) -> bool:
    """Whether the bearers of one name must be two: they belong to parties of two camps, or to two states, or their
    categories fit into no one career (careers.tsv) and nothing ties them to the same body.

    What is not told conflicts with nothing.
    """
    if a.camp and b.camp and a.camp != b.camp:
        return True
    if any(mine != theirs for mine, theirs in zip(a.place, b.place, strict=False)):
        return True
    if not (a.category and b.category) or _one_career(a.category, b.category) or a.affiliations & b.affiliations:
        return False
    # private people have no affiliation, so that theirs cannot differ
    return "individual" in (a.category, b.category) or bool(a.affiliations and b.affiliations)


def standings(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """What two must share, beside having no conflict, to be told alike, so that a short name may join a full one: the
    category and an affiliation, or an office that one person holds at a time and its title.
    """
    for category in evidence.categories:
        told = evidence.affiliations | (evidence.titles if category in _OFFICES else frozenset())
        yield from ((category, words) for words in told)


@lru_cache(maxsize=65536)
def told_category(told: Told) -> str:
    """The category as far as it tells a career: not that of whom no role is given, who counts as a private person, nor
    of a part that anybody can have in an event ("Zeuge", "Opfer").
    """
    if told.category in ("unknown", ""):
        return ""
    if told.category != "individual" or told.affiliation:
        return told.category
    nouns = [noun for word in told.title.split() if (noun := person_noun(word)) is not None]
    tells = nouns[0].entry not in word_class("circumstance") if nouns else bool(told.title)
    return told.category if tells else ""
