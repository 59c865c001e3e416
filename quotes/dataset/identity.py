"""Who is who in a dataset: one id for one person or body over all articles, different ones for namesakes.

A pure function of all quotation rows that depends on neither their order nor that of the documents. Its rules stand in
section 5 of the guidelines; where the rows leave it open, two speakers stay two: a wrong merge is worse than two ids.

1. In one document, one name (in any spelling) is one speaker's: the article has settled that.
2. In several documents it is one speaker's, unless what they tell of its bearer conflicts (``conflict``).
3. A short form (a surname alone, initials) belongs to the one full name that it can stand for and whose bearer is told
   alike (``same_standing``); where none is, or several are, it keeps an id of its own.
4. The lines of an alias table go before all that.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, NamedTuple

from quotes.dataset.aliases import Alias, Aliases
from quotes.document import ROLE_CATEGORIES
from quotes.german.bodies import body_noun
from quotes.german.name_forms import (
    JOINT,
    can_stand_for,
    fold,
    joint_names,
    lookup_key,
    lookup_keys,
    name_key,
    name_parts,
    speaker_id,
    usual_name,
)
from quotes.german.people import person_noun
from quotes.german.ties import tie
from quotes.german.word_classes import word_class
from quotes.resources import lexicon

Row = Mapping[str, Any]
Ids = Mapping[tuple[str, str], str]
#: The columns of a quotation row that identity goes by.
COLUMNS = ("doc_id", "speaker_name", "speaker_role", "speaker_affiliation", "speaker_role_category")

#: Offices that one person holds at a time: who has the title, is the person.
_OFFICES = frozenset(("head_of_state", "head_of_government", "minister"))
#: Of these, those that a Land or canton has too.
_OFFICES_OF_REGIONS = frozenset(("head_of_government", "minister"))


@dataclass(frozen=True, slots=True)
class Identities:
    """The ids of the rows in their order, of joint speakers joined like their names, ``None`` where there is no name;
    and the lines of the alias table that no row has to do with.
    """

    ids: tuple[str | None, ...]
    unmatched: tuple[Alias, ...] = ()


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
    def core(self) -> tuple[str, tuple[str, ...], str]:
        """What conflicts are about."""
        return self.camp, self.place, self.category

    def joined(self, other: Evidence) -> Evidence:
        """Both together, the core of the first where it tells something."""
        return Evidence(
            self.camp or other.camp,
            self.place or other.place,
            self.category or other.category,
            self.affiliations | other.affiliations,
            self.titles | other.titles,
            self.categories | other.categories,
        )


def identify(rows: Sequence[Row], aliases: Aliases | None = None, before: Ids | None = None) -> Identities:
    """Decide the ``speaker_id`` of every quotation row of a dataset (the columns in COLUMNS are read).

    ``before`` are the ids that the dataset had (``known_ids``): namesakes keep theirs, whoever is added.
    """
    names = _Names(rows)
    decided = _Decision(names, aliases or Aliases(), before or {})
    ids = tuple(JOINT.join(decided.ids[bearer] for bearer in row) or None for row in names.of_rows)
    return Identities(ids, decided.unmatched())


def known_ids(rows: Iterable[Row]) -> dict[tuple[str, str], str]:
    """The ids that rows have, by document and key of the name."""
    found = {}
    for row in rows:
        names, ids = joint_names(row["speaker_name"] or ""), (row["speaker_id"] or "").split(JOINT)
        if len(names) == len(ids):
            found.update({(row["doc_id"], name_key(name)): id_ for name, id_ in zip(names, ids, strict=True)})
    return found


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


def same_standing(a: Evidence, b: Evidence) -> bool:
    """Whether two are told alike, so that a short name may join a full one: of one category, and with the same
    affiliation or, in an office that one person holds at a time, the same title; and nothing conflicts.
    """
    shared = a.categories & b.categories
    alike = bool(a.affiliations & b.affiliations) or bool(shared & _OFFICES and a.titles & b.titles)
    return bool(shared) and alike and not conflict(a, b)


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


# --- what the rows tell ----------------------------------------------------------------------------------------------


class _Bearer(NamedTuple):
    """A name (its key) in a document. ``of``: whose body it is, where the name is a general noun ("Außenministerium"),
    which is the name of another body in every state.
    """

    key: str
    doc_id: str
    of: str = ""


class _Names:
    """The bearers of all rows, with what the rows tell of each, and how each name is written most."""

    def __init__(self, rows: Sequence[Row]) -> None:
        owners = self._owners(rows)
        told: dict[_Bearer, list[Told]] = defaultdict(list)
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        self.of_rows: list[tuple[_Bearer, ...]] = []
        for row in rows:
            bearers = []
            for name, standing in _speakers(row):
                key, of = name_key(name), ""
                if _is_common_body(name) and not standing.title:
                    known = owners[key, row["doc_id"]]
                    of = _key_of(standing.affiliation) or (next(iter(known)) if len(known) == 1 else "")
                bearer = _Bearer(key, row["doc_id"], of)
                told[bearer].append(standing)
                spellings[key][name] += 1
                bearers.append(bearer)
            self.of_rows.append(tuple(bearers))
        self.evidence = {bearer: _evidence(tuple(sorted(rows_of))) for bearer, rows_of in told.items()}
        self.categories = {bearer: {row.category for row in rows_of} for bearer, rows_of in told.items()}
        # of spellings with the same number that with more small letters, since particles are known by them
        self.written = {
            key: max(names.items(), key=lambda item: (item[1], sum(map(str.islower, item[0])), item[0]))[0]
            for key, names in spellings.items()
        }

    @staticmethod
    def _owners(rows: Sequence[Row]) -> Mapping[tuple[str, str], set[str]]:
        """Whose a body with a general name is in a document, where one of the document's rows tells."""
        owners: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in rows:
            for name, standing in _speakers(row):
                if standing.affiliation and _is_common_body(name):
                    owners[name_key(name), row["doc_id"]].add(_key_of(standing.affiliation))
        return owners


def _speakers(row: Row) -> Iterator[tuple[str, Told]]:
    """The names of a row, with what it tells; of joint speakers it does so of the first only."""
    told = Told(row["speaker_role"] or "", row["speaker_affiliation"] or "", row["speaker_role_category"] or "")
    for name in joint_names(row["speaker_name"] or ""):
        yield name, told
        told = Told()


def _key_of(affiliation: str) -> str:
    return name_key(affiliation) if affiliation else ""


@lru_cache(maxsize=65536)
def _is_common_body(name: str) -> bool:
    """Whether a name is one general noun that names a body in many states; "Bundes-" shows whose it is."""
    if len(name.split()) != 1 or name.startswith("Bundes") or usual_name(name) is not None:
        return False
    body = body_noun(name)
    return body is not None and body.named


@lru_cache(maxsize=65536)
def _evidence(told: tuple[Told, ...]) -> Evidence:
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
        camp=_most(camps) or "",
        place=_most(places) or (),
        category=_most(categories, key=ROLE_CATEGORIES.index) or "",
        affiliations=frozenset(_key_of(row.affiliation) for row in told if row.affiliation),
        titles=frozenset(fold(row.title) for row in told if row.title),
        categories=frozenset(categories),
    )


def _most(counts: Counter[Any], key: Any = None) -> Any:
    """The most frequent value, ``None`` where there is none."""
    return min(counts, key=lambda value: (-counts[value], key(value) if key else value), default=None)


@cache
def _careers() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(row["categories"].split("|")) for row in lexicon("careers"))


def _one_career(a: str, b: str) -> bool:
    return a == b or any(a in career and b in career for career in _careers())


# --- who is who ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Cluster:
    """Documents in which a name is one speaker's, with all that they tell of the speaker.

    ``distinctions`` is what an id can be made from that tells the speaker from the namesakes.
    """

    evidence: Evidence = field(default_factory=Evidence)
    bearers: list[_Bearer] = field(default_factory=list)
    distinctions: list[str] = field(default_factory=list)

    def add(self, evidence: Evidence, bearers: Sequence[_Bearer]) -> None:
        """Take in documents that tell ``evidence``."""
        self.evidence = self.evidence.joined(evidence)
        self.bearers += bearers
        told = (evidence.camp, "/".join(evidence.place), evidence.category)
        self.distinctions += [d for d in told if d and d not in self.distinctions]


class _Decision:
    """The id of each bearer."""

    def __init__(self, names: _Names, aliases: Aliases, before: Ids) -> None:
        self.ids: dict[_Bearer, str] = {}
        self._names, self._aliases, self._before = names, aliases, before
        self._used: set[Alias] = set()
        # full name -> its bearers as far as they are told from each other, each with an id
        self._people: dict[str, dict[str, Evidence]] = defaultdict(dict)
        self._index: dict[str, set[str]] = defaultdict(set)
        groups: dict[str, list[_Bearer]] = defaultdict(list)
        for bearer in sorted(names.evidence):
            groups[bearer.key].append(bearer)
        # short names after the full ones that they can stand for
        for key in sorted(groups, key=lambda k: (not name_parts(names.written[k]).full, k)):
            self._name(key, groups[key])

    def unmatched(self) -> tuple[Alias, ...]:
        """The lines of the alias table that hold for no bearer."""
        return tuple(line for line in self._aliases.lines if line not in self._used)

    def _name(self, key: str, bearers: Sequence[_Bearer]) -> None:
        """Decide for all bearers of a name."""
        name = self._names.written[key]
        left = [bearer for bearer in bearers if not self._by_alias(bearer)]
        if usual_name(name) is not None:
            self.ids.update(dict.fromkeys(left, speaker_id(name)))
            return
        self.ids.update({bearer: speaker_id(name, bearer.of) for bearer in left if bearer.of})
        full = self._full_names(name)
        left = [bearer for bearer in left if not bearer.of and not self._by_full_name(bearer, full)]
        clusters, untold = _clusters(left, self._names.evidence)
        for id_, cluster in self._name_ids(name, clusters).items():
            self.ids.update(dict.fromkeys(cluster.bearers, id_))
        # where nothing is told it is the one who had the name first: the best known
        self.ids.update(dict.fromkeys(untold, speaker_id(name)))
        if name_parts(name).full and not any(body_noun(word) for word in name.split()):
            self._remember(key, name, bearers)

    def _by_alias(self, bearer: _Bearer) -> bool:
        affiliations = self._names.evidence[bearer].affiliations
        line = self._aliases.find(bearer.key, bearer.doc_id, affiliations, self._names.categories[bearer])
        if line is None:
            return False
        self._used.add(line)
        self.ids[bearer] = line.id
        return True

    def _full_names(self, name: str) -> list[tuple[str, Evidence]]:
        """Those whose full name a short form can stand for: their ids, and what is told of them."""
        keys = [k for k in self._index.get(lookup_key(name), ()) if can_stand_for(name, self._names.written[k])]
        return [person for key in keys for person in self._people[key].items()]

    def _by_full_name(self, bearer: _Bearer, full: Sequence[tuple[str, Evidence]]) -> bool:
        """Join the bearer of a short form to the one that is told alike, where there is one."""
        evidence = self._names.evidence[bearer]
        fitting = {id_ for id_, theirs in full if same_standing(evidence, theirs)}
        if len(fitting) == 1:
            self.ids[bearer] = fitting.pop()
        return bearer in self.ids

    def _remember(self, key: str, name: str, bearers: Sequence[_Bearer]) -> None:
        """Put a full name where its short forms find it."""
        for bearer in bearers:
            known = self._people[key].get(self.ids[bearer], Evidence())
            self._people[key][self.ids[bearer]] = known.joined(self._names.evidence[bearer])
        for form in lookup_keys(name):
            self._index[form].add(key)

    def _name_ids(self, name: str, clusters: Sequence[_Cluster]) -> dict[str, _Cluster]:
        """An id for each of the namesakes. Who keeps the id of most documents chooses first, then who is in most."""
        claims = [(self._options(name, cluster), cluster) for cluster in clusters]
        claims.sort(key=lambda claim: (-claim[0][0][0], -len(claim[1].bearers), claim[1].evidence.core))
        taken: dict[str, _Cluster] = {}
        for options, cluster in claims:
            free = [id_ for _, id_ in options if id_ not in taken]
            # two that conflict share all that tells them apart only where articles contradict themselves
            taken[free[0] if free else speaker_id(name, f"{cluster.evidence.core} {len(taken)}")] = cluster
        return taken

    def _options(self, name: str, cluster: _Cluster) -> list[tuple[int, str]]:
        """The ids that a namesake can have, each with the number of documents that had it before, most first: that of
        the name alone, and those of the name with what tells the namesake apart.
        """
        had = Counter(self._before.get((bearer.doc_id, bearer.key)) for bearer in cluster.bearers)
        ids = [speaker_id(name, distinction) for distinction in ("", *cluster.distinctions)]
        return sorted(((had[id_], id_) for id_ in ids), key=lambda option: -option[0])


def _clusters(bearers: Sequence[_Bearer], evidence: Mapping[_Bearer, Evidence]) -> tuple[list[_Cluster], list[_Bearer]]:
    """The bearers of a name by who they are, and those of whom nothing is told.

    What most documents tell is gone through first; each takes in what does not conflict with it, and what conflicts
    with all before it is another's.
    """
    by_core: dict[tuple[str, tuple[str, ...], str], list[_Bearer]] = defaultdict(list)
    for bearer in bearers:
        by_core[evidence[bearer].core].append(bearer)
    untold = by_core.pop(Evidence().core, [])
    clusters: list[_Cluster] = []
    for core in sorted(by_core, key=lambda c: (-len(by_core[c]), c)):
        mine = Evidence()
        for bearer in by_core[core]:
            mine = mine.joined(evidence[bearer])
        fitting = [c for c in clusters if not conflict(mine, c.evidence)]
        if not fitting:
            clusters.append(_Cluster())
            fitting = clusters[-1:]
        max(fitting, key=lambda c: (_shared(mine, c.evidence), len(c.bearers))).add(mine, by_core[core])
    return clusters, untold


def _shared(a: Evidence, b: Evidence) -> int:
    """How much two have in common."""
    same_place = bool(a.place and b.place)  # places that do not conflict
    return 2 * (bool(a.camp) and a.camp == b.camp) + same_place + bool(a.affiliations & b.affiliations)
