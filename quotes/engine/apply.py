"""People's decisions into the next version of a dataset, and a gold corpus from what they went through."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from quotes.dataset import shards
from quotes.dataset.build import Build, next_state
from quotes.dataset.decided import read_settled
from quotes.dataset.manifest import read_manifest
from quotes.dataset.recipe import Recipe
from quotes.dataset.rows import Row
from quotes.dataset.state import opened
from quotes.decisions.log import log_path
from quotes.errors import DatasetError

REVIEWED = ("accepted", "corrected")


def apply_reviews(folder: Path) -> Build:
    """Write the next patch version of a dataset with the decisions of its log; nothing where it has them all.

    Raises DatasetError where there is no dataset or no log, or another run writes it.
    """
    if read_manifest(folder) is None:
        raise DatasetError(f"{folder}: got no dataset there; make one: quotes build INPUT -o {folder}")
    if not log_path(folder).is_file():
        raise DatasetError(f"{folder}: got a dataset without decisions, expected {log_path(folder)}: quotes review it")
    with opened(folder) as held:
        if held.parent is None:  # it went away meanwhile
            raise DatasetError(f"{folder}: got no dataset there")
        return next_state(held, (), Recipe.from_dict(held.parent.recipe), correction=True)


def write_gold(folder: Path, gold: Path, *, all_decided: bool = False) -> tuple[int, int]:
    """Write decided rows of a dataset as a gold corpus that ``quotes evaluate --gold`` takes; the numbers of its
    documents and quotations.

    Only documents that somebody checked as a whole and whose rows are all decided, since what was missed would count
    as wrong elsewhere; with ``all_decided`` every decided row, for ``--gold-quotations`` alone.

    Raises DatasetError where there is nothing to write, or ``gold`` is there.
    """
    if gold.exists() and (not gold.is_dir() or any(gold.iterdir())):
        raise DatasetError(f"{gold}: is there already; name another folder, or remove it")
    rows: dict[str, list[Row]] = {}
    for row in shards.read_rows(folder, "quotations"):
        rows.setdefault(row["doc_id"], []).append(row)
    documents = list(shards.read_rows(folder, "documents"))
    if all_decided:
        kept = {id_: [r for r in of_one if r["review_status"] in REVIEWED] for id_, of_one in rows.items()}
        kept = {id_: of_one for id_, of_one in kept.items() if of_one}
    else:
        checked = read_settled(folder).checked_documents()
        whole = {d["id"] for d in documents if (d["id"], d["sha256"]) in checked}
        kept = {id_: rows.get(id_, []) for id_ in whole if _all_decided(rows.get(id_, []))}
    if not kept:
        raise DatasetError(
            f"{folder}: got no document that was checked as a whole with all its quotations decided and applied, "
            "expected one at least; check documents in quotes review, apply, or take all decided rows (--all-decided)"
        )
    gold.mkdir(parents=True, exist_ok=True)
    texts = [d for d in documents if d["id"] in kept]
    quotations = [row for d in texts for row in kept[d["id"]]]
    shards.write_shards(gold, "documents", map(shards.encode, texts))
    shards.write_shards(gold, "quotations", map(shards.encode, quotations))
    return len(texts), len(quotations)


def _all_decided(rows: Iterable[Row]) -> bool:
    return all(row["review_status"] in REVIEWED for row in rows)
