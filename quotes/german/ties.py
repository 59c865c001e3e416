"""What an affiliation tells of whose a person is: the party's camp, and the state."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from quotes.german.bodies import Known, known_at, known_stem, state_of_adjective
from quotes.resources import lexicon


class Tie(NamedTuple):
    """The camp of the party ("Union" of the CDU), the state, and the region of it; empty where not told."""

    camp: str = ""
    state: str = ""
    region: str = ""


@lru_cache(maxsize=65536)
def tie(affiliation: str) -> Tie:
    """Read an affiliation: a party, a state, a region, a body of one ("US-Außenamt", "SPD-Fraktion"), or another."""
    words = affiliation.split()
    if not words:
        return Tie()
    known = known_at(words, 0)
    if known is not None and known[1] == len(words):
        return _of_known(known[0])
    stem = known_stem(words[0].partition("-")[0]) if "-" in words[0] else None
    if stem is not None:
        return _of_known(stem)
    # "russisches Außenministerium"; a capital letter belongs to a proper name ("Deutsche Bank")
    place = state_of_adjective(words[0]) if len(words) > 1 and words[0].islower() else None
    if place is None:
        return Tie()
    return Tie(state=_regions()[place], region=place) if place in _regions() else Tie(state=place)


def _of_known(known: Known) -> Tie:
    if known.kind == "party":
        camp, state = _camps().get(known.name, (known.name, known.state))
        return Tie(camp, state)
    if known.kind == "region":
        return Tie(state=known.state, region=known.name)
    # what an organisation belongs to may be another organisation
    return Tie(state=known.state if known.state in _states() else "")


@cache
def _camps() -> dict[str, tuple[str, str]]:
    return {party: (row["camp"], row["state"]) for row in lexicon("party_camps") for party in row["parties"].split("|")}


@cache
def _states() -> frozenset[str]:
    return frozenset(row["name"] for row in lexicon("states"))


@cache
def _regions() -> dict[str, str]:
    return {row["name"]: row["state"] for row in lexicon("regions")}
