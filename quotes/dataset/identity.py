"""Who is who in a dataset: one id for one person or body over all articles, different ones for namesakes.

A pure function of all quotation rows that depends on neither their order nor that of the documents. Its rules stand in
section 5 of the guidelines; where the rows leave it open, two speakers stay two: a wrong merge is worse than two ids.

1. In one document, one name (in any spelling) is one speaker's: the article has settled that.
2. In several documents it is one speaker's, unless what they tell of its bearer conflicts (``evidence.conflict``).
3. A short form (a surname alone, initials) belongs to the one full name that it can stand for and whose bearer is told
   alike (``evidence.standings``); where none is, or several are, it keeps an id of its own.
4. The lines of an alias table go before all that.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from quotes.dataset.aliases import Alias, Aliases
from quotes.dataset.evidence import (
    Core,
    Evidence,
    Told,
    affiliation_key,
    conflict,
    evidence_of,
    most,
    standings,
    together,
)
from quotes.german.bodies import body_noun
from quotes.german.name_forms import (
    JOINT,
    can_stand_for,
    joint_names,
    lookup_key,
    lookup_keys,
    name_key,
    name_parts,
    speaker_id,
    usual_name,
)

Row = Mapping[str, Any]
Ids = Mapping[tuple[str, str], str]
#: The columns of a quotation row that identity goes by.
COLUMNS = ("doc_id", "speaker_name", "speaker_role", "speaker_affiliation", "speaker_role_category")


@dataclass(frozen=True, slots=True)
class Identities:
    """The ids of the rows in their order, of joint speakers joined like their names, ``None`` where there is no name;
    and the lines of the alias table that no row has to do with.
    """

    ids: tuple[str | None, ...]
    unmatched: tuple[Alias, ...] = ()


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
                    of = affiliation_key(standing.affiliation) or (next(iter(known)) if len(known) == 1 else "")
                bearer = _Bearer(key, row["doc_id"], of)
                told[bearer].append(standing)
                spellings[key][name] += 1
                bearers.append(bearer)
            self.of_rows.append(tuple(bearers))
        self.evidence = {bearer: evidence_of(tuple(sorted(rows_of))) for bearer, rows_of in told.items()}
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
                    owners[name_key(name), row["doc_id"]].add(affiliation_key(standing.affiliation))
        return owners


def _speakers(row: Row) -> Iterator[tuple[str, Told]]:
    """The names of a row, with what it tells; of joint speakers it does so of the first only."""
    told = Told(row["speaker_role"] or "", row["speaker_affiliation"] or "", row["speaker_role_category"] or "")
    for name in joint_names(row["speaker_name"] or ""):
        yield name, told
        told = Told()


@lru_cache(maxsize=65536)
def _is_common_body(name: str) -> bool:
    """Whether a name is one general noun that names a body in many states; "Bundes-" shows whose it is."""
    if len(name.split()) != 1 or name.startswith("Bundes") or usual_name(name) is not None:
        return False
    body = body_noun(name)
    return body is not None and body.named


class _Cluster:
    """Documents in which a name is one speaker's, with all that they tell of the speaker.

    ``distinctions`` is what an id can be made from that tells the speaker from the namesakes.
    """

    def __init__(self) -> None:
        self.evidence = Evidence()
        self.bearers: list[_Bearer] = []
        self.distinctions: list[str] = []
        self._all: list[Evidence] = []

    def add(self, bearers: Sequence[_Bearer], evidence: Sequence[Evidence]) -> None:
        """Take in documents that tell ``evidence``, of one core."""
        self.bearers += bearers
        self._all += evidence
        self.evidence = together(self._all)
        told = (evidence[0].camp, "/".join(evidence[0].place), evidence[0].category)
        self.distinctions += [d for d in told if d and d not in self.distinctions]


class _Decision:
    """The id of each bearer."""

    def __init__(self, names: _Names, aliases: Aliases, before: Ids) -> None:
        self.ids: dict[_Bearer, str] = {}
        self._names, self._aliases, self._before = names, aliases, before
        self._used: set[Alias] = set()
        # full name -> its bearers as far as they are told from each other, each with an id
        self._people: dict[str, dict[str, Evidence]] = {}
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
        left = [bearer for bearer in left if not bearer.of]
        self._join_full_names(name, left)
        left = [bearer for bearer in left if bearer not in self.ids]
        clusters, untold = _clusters(left, self._names.evidence, self._before)
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

    def _join_full_names(self, name: str, bearers: Sequence[_Bearer]) -> None:
        """Give the bearers of a short form the id of the one that it can stand for and that is told alike, if any."""
        alike: dict[tuple[str, str], list[tuple[str, Evidence]]] = defaultdict(list)
        for key in self._index.get(lookup_key(name), ()):
            if can_stand_for(name, self._names.written[key]):
                for id_, theirs in self._people[key].items():
                    for standing in standings(theirs):
                        alike[standing].append((id_, theirs))
        for bearer in bearers if alike else ():
            mine = self._names.evidence[bearer]
            told_alike = (person for standing in standings(mine) for person in alike.get(standing, ()))
            fitting = {id_ for id_, theirs in told_alike if not conflict(mine, theirs)}
            if len(fitting) == 1:
                self.ids[bearer] = fitting.pop()

    def _remember(self, key: str, name: str, bearers: Sequence[_Bearer]) -> None:
        """Put a full name where its short forms find it."""
        told: dict[str, list[Evidence]] = defaultdict(list)
        for bearer in bearers:
            told[self.ids[bearer]].append(self._names.evidence[bearer])
        self._people[key] = {id_: together(evidence) for id_, evidence in told.items()}
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
        ids = [speaker_id(name, distinction) for distinction in ("", *cluster.distinctions)]
        had = _ids_before(cluster.bearers, self._before)
        return sorted(((had[id_], id_) for id_ in ids), key=lambda option: -option[0])


def _clusters(
    bearers: Sequence[_Bearer], evidence: Mapping[_Bearer, Evidence], before: Ids
) -> tuple[list[_Cluster], list[_Bearer]]:
    """The bearers of a name by who they are, and those of whom nothing is told.

    What most documents tell is gone through first, of several what tells more; each takes in what does not conflict
    with it, and what conflicts with all before it is another's. What fits several stays with whom it shared an id
    before, else goes where it shares most, else to who is in most documents.
    """
    by_core: dict[Core, list[_Bearer]] = defaultdict(list)
    for bearer in bearers:
        by_core[evidence[bearer].core].append(bearer)
    untold = by_core.pop(Evidence().core, [])
    clusters: list[_Cluster] = []
    for core in sorted(by_core, key=lambda c: (-len(by_core[c]), c.count("") + c.count(()), c)):
        told = [evidence[bearer] for bearer in by_core[core]]
        mine = together(told)
        fitting = [c for c in clusters if not conflict(mine, c.evidence)]
        if not fitting:
            clusters.append(_Cluster())
            fitting = clusters[-1:]
        if len(fitting) > 1:
            had = _ids_before(by_core[core], before)
            kept = most(had)
            known = {id(c): _ids_before(c.bearers, before)[kept] if kept else 0 for c in fitting}
            fitting.sort(key=lambda c: (-known[id(c)], -_shared(mine, c.evidence), -len(c.bearers)))
        fitting[0].add(by_core[core], told)
    return clusters, untold


def _ids_before(bearers: Iterable[_Bearer], before: Ids) -> Counter[str]:
    """The ids that these had in the version before, with the number of documents."""
    return Counter(before[key] for bearer in bearers if (key := (bearer.doc_id, bearer.key)) in before)


def _shared(a: Evidence, b: Evidence) -> int:
    """How much two have in common."""
    same_place = bool(a.place and b.place)  # places that do not conflict
    return 2 * (bool(a.camp) and a.camp == b.camp) + same_place + bool(a.affiliations & b.affiliations)
