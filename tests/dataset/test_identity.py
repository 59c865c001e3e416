"""One id for one person or body over all articles, different ones for namesakes; in doubt two ids."""

from __future__ import annotations

import json
import random
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from quotes.dataset import Alias, Aliases, identify
from quotes.dataset.identity import COLUMNS, Row, known_ids
from quotes.document import ROLE_CATEGORIES
from quotes.german.name_forms import joint_names, speaker_id
from quotes.resources import lexicon

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "cases" / "identity.json").read_text("utf-8"))

FOOTBALLER = ("Thomas Müller", "Stürmer", None, "individual")
MINISTER = ("Thomas Müller", "Minister", "SPD", "minister")


def rows(*told: Any) -> list[Row]:
    """Rows with the columns that identity reads: document, name, role, affiliation, category."""
    return [dict(zip(COLUMNS, values, strict=True)) for values in told]


def with_ids(told: list[Row], ids: tuple[str | None, ...]) -> list[Row]:
    return [{**row, "speaker_id": id_} for row, id_ in zip(told, ids, strict=True)]


def partition(ids: tuple[str | None, ...]) -> list[list[int]]:
    groups: dict[str | None, list[int]] = defaultdict(list)
    for number, id_ in enumerate(ids):
        groups[id_].append(number)
    return sorted(groups.values())


def param(case: dict[str, Any]) -> Any:
    """A case; one that is known to fail is expected to."""
    known = case.get("known_failure")
    return pytest.param(case, id=case["label"], marks=[pytest.mark.xfail(strict=True, reason=known)] if known else [])


@pytest.mark.parametrize("case", [param(case) for case in CASES])
def test_who_is_who(case: dict[str, Any]) -> None:
    """Which rows are one speaker's (of joint speakers the last); each case says the rule."""
    ids = identify(rows(*case["rows"])).ids
    assert partition(tuple(str(id_).split("; ")[-1] for id_ in ids)) == sorted(case["speakers"]), case["comment"]


@pytest.mark.parametrize("case", CASES, ids=[c["label"] for c in CASES])
def test_order_does_not_matter(case: dict[str, Any]) -> None:
    """Neither of rows nor of documents."""
    told = rows(*case["rows"])
    expected = identify(told).ids
    for seed in range(5):
        order = list(range(len(told)))
        random.Random(seed).shuffle(order)
        found = identify([told[i] for i in order]).ids
        assert found == tuple(expected[i] for i in order)


def test_ids_of_names_and_of_namesakes() -> None:
    """A name alone gives the id; the namesake in most documents has it, another has one of what tells him apart."""
    one = identify(rows(("a", *MINISTER))).ids
    assert one == (speaker_id("Thomas Müller"),)
    both = identify(rows(("a", *MINISTER), ("b", *FOOTBALLER), ("c", *FOOTBALLER))).ids
    assert both == (speaker_id("Thomas Müller", "SPD"), speaker_id("Thomas Müller"), speaker_id("Thomas Müller"))


def test_rows_without_a_name_have_no_id() -> None:
    """An empty name is none."""
    assert identify(rows(("a", None, "Sprecher", None, "unknown"), ("a", " ; ", None, None, "unknown"))).ids == (
        None,
        None,
    )


def test_joint_speakers_have_their_ids_joined() -> None:
    """As many ids as names, in their order; role and affiliation are the first one's."""
    told = rows(
        ("a", "Anna Reuter; Thomas Müller; UN", "Ministerin", "Hessen", "minister"),
        ("b", *FOOTBALLER),
        ("c", "Anna Reuter", None, "CDU", "legislature_party"),
        ("d", "Vereinte Nationen", None, None, "international_organisation"),
    )
    first, second, third, fourth = identify(told).ids
    assert first == "; ".join([str(third), str(second), str(fourth)])


def test_new_articles_do_not_change_ids() -> None:
    """Neither those of other people, nor any number of a namesake's, once the ids are known."""
    told = rows(
        ("b", *MINISTER),
        ("c", "Thomas Müller", None, None, "unknown"),
        ("d", "Müller", "Minister", "SPD", "minister"),
        ("e", "Außenministerium", None, None, "government"),
    )
    ids = identify(told).ids
    assert partition(ids) == [[0, 1, 2], [3]]
    before = known_ids(with_ids(told, ids))
    others = rows(
        *((f"a{i}", *FOOTBALLER) for i in range(9)),
        ("a", "Anna Reuter", "Ministerin", "CDU", "minister"),
        ("a", "Gerd Müller", "Torwart", None, "individual"),
        ("a", "Außenministerium", None, "Russland", "government"),
    )
    extended = identify([*others, *told], before=before).ids
    assert extended[len(others) :] == ids
    assert extended[0] not in ids
    again = identify([*told, *others], before=known_ids(with_ids([*others, *told], extended))).ids
    assert again == (*extended[len(others) :], *extended[: len(others)])


def test_what_fits_two_namesakes_stays_where_it_was() -> None:
    """An article that fits a new namesake as well as the old one is the old one's."""
    told = rows(
        ("a", "Anna Reuter", "Ministerin", "CDU", "minister"),
        ("b", "Anna Reuter", "Ministerin", "Deutschland", "minister"),
    )
    before = known_ids(with_ids(told, identify(told).ids))
    others = rows(*((f"c{i}", "Anna Reuter", "Abgeordnete", "SPD", "legislature_party") for i in range(5)))
    assert identify([*told, *others], before=before).ids[:2] == (speaker_id("Anna Reuter"),) * 2


def test_the_same_again_gives_the_same_ids() -> None:
    """In any order, and whether the ids of before are known or not."""
    names = [
        "Thomas Müller",
        "Anna Müller",
        "Müller",
        "T. Müller",
        "Außenministerium",
        "UN",
        "Anna Müller; Thomas Müller",
    ]
    standings = [tuple(row[2:]) for case in CASES for row in case["rows"]]
    for seed in range(300):
        rng = random.Random(seed)
        told = rows(*((f"d{rng.randrange(12)}", rng.choice(names), *rng.choice(standings)) for _ in range(12)))
        ids = identify(told).ids
        order = rng.sample(range(12), 12)
        shuffled, expected = [told[i] for i in order], tuple(ids[i] for i in order)
        assert identify(shuffled).ids == expected
        assert identify(shuffled, before=known_ids(with_ids(told, ids))).ids == expected


def test_new_article_joins_a_short_form() -> None:
    """What the new article says may join what was two: then the id is that of the full name."""
    told = rows(("a", "Steinmeier", "Außenminister", "Deutschland", "minister"))
    before = known_ids(with_ids(told, identify(told).ids))
    joined = identify(
        [*told, *rows(("b", "Frank-Walter Steinmeier", "Minister", "Deutschland", "minister"))], before=before
    )
    assert set(joined.ids) == {speaker_id("Frank-Walter Steinmeier")}


def test_an_id_that_only_a_table_gave_is_not_kept() -> None:
    """Without the table, the id is made from the name again."""
    told = rows(("a", *MINISTER))
    assert identify(told, before={("a", "thomas mueller"): "by-hand"}).ids == (speaker_id("Thomas Müller"),)


def aliases(*lines: dict[str, str]) -> Aliases:
    return Aliases(tuple(Alias(**line) for line in lines))


def test_aliases_merge() -> None:
    """Lines give one id to several names, in any spelling; short forms that join a full name follow it."""
    told = rows(
        ("a", "Siegmar Gabriel", "Vorsitzender", "SPD", "legislature_party"),
        ("b", "Sigmar Gabriel", "Minister", "Deutschland", "minister"),
        ("c", "Gabriel", None, "SPD", "legislature_party"),
        ("d", "Gabriel", None, None, "unknown"),
    )
    table = aliases({"name": "SIEGMAR  GABRIEL", "id": "gabriel"}, {"name": "Sigmar Gabriel", "id": "gabriel"})
    assert identify(told, table).ids == ("gabriel", "gabriel", "gabriel", speaker_id("Gabriel"))
    plain = aliases({"name": "Siegmar Gabriel", "id": speaker_id("Sigmar Gabriel")})
    assert partition(identify(told, plain).ids) == [[0, 1, 2], [3]]


def test_aliases_split() -> None:
    """A line can be restricted to an affiliation, a category or a document; the most restricted one goes first."""
    told = rows(
        ("a", "Thomas Müller", "Polizeisprecher", "Polizei Köln", "police_judiciary"),
        ("b", "Thomas Müller", "Polizeisprecher", "Polizei Kiel", "police_judiciary"),
        ("c", "Thomas Müller", "Polizist", None, "police_judiciary"),
        ("d", "Thomas Müller", None, None, "individual"),
        ("e", "Thomas Müller", None, "UN", "individual"),
    )
    table = aliases(
        {"name": "Thomas Müller", "id": "kiel", "affiliation": "Polizei Kiel"},
        {"name": "Thomas Müller", "id": "police", "category": "police_judiciary"},
        {"name": "Thomas Müller", "id": "here", "doc_id": "d"},
        {"name": "Thomas Müller", "id": "un", "affiliation": "Vereinte Nationen"},
        {"name": "Thomas Müller", "id": "nobody", "affiliation": "NASA"},
    )
    found = identify(told, table)
    assert found.ids == ("police", "kiel", "police", "here", "un")
    assert [line.id for line in found.unmatched] == ["nobody"]


def test_every_category_is_in_a_career() -> None:
    """But for unknown, which tells nothing; no career has a category that is none."""
    named = {category for row in lexicon("careers") for category in row["categories"].split("|")}
    assert named == set(ROLE_CATEGORIES) - {"unknown"}


def test_party_camps_name_parties() -> None:
    """Each party of a camp is one of parties.tsv, and of one camp only."""
    parties = [party for row in lexicon("party_camps") for party in row["parties"].split("|")]
    assert set(parties) <= {row["name"] for row in lexicon("parties")}
    assert len(parties) == len(set(parties))


@pytest.mark.slow
def test_a_hundred_thousand_rows_take_seconds() -> None:
    """Many people of few surnames, namesakes, short forms, joint speakers: under 15 seconds of processor time."""
    rng = random.Random(1)
    standings = [
        ("Minister", "Deutschland", "minister"),
        ("Abgeordneter", "SPD", "legislature_party"),
        ("Stürmer", None, "individual"),
        ("Professor", "Universität Köln", "expert"),
        (None, None, "unknown"),
    ]
    people = [(f"Vor{rng.randrange(300)}", f"Nach{rng.randrange(2000)}") for _ in range(20_000)]
    told = []
    for number in range(100_000):
        given, surname = rng.choice(people)
        name = rng.choice([f"{given} {surname}", f"{given} {surname}", surname, f"{given[0]}. {surname}", "UN; NATO"])
        told.append((f"d{number // 3}", name, *rng.choice(standings)))
    start = time.process_time()
    found = identify(rows(*told)).ids
    assert time.process_time() - start < 15
    assert all(id_ and len(id_.split("; ")) == len(joint_names(row[1])) for id_, row in zip(found, told, strict=True))
