"""People's decisions into the next version of a dataset, and a gold corpus from what they went through."""

from __future__ import annotations

from pathlib import Path

from quotes.dataset import shards
from quotes.dataset.build import Build, next_state
from quotes.dataset.decided_rows import decided_rows
from quotes.dataset.manifest import read_manifest
from quotes.dataset.recipe import Recipe
from quotes.dataset.state import opened
from quotes.decisions.log import log_path
from quotes.errors import DatasetError


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
    kept = decided_rows(folder, whole=not all_decided)
    gold.mkdir(parents=True, exist_ok=True)
    texts = [document for document, _ in kept]
    quotations = [row for _, rows in kept for row in rows]
    shards.write_shards(gold, "documents", map(shards.encode, texts))
    shards.write_shards(gold, "quotations", map(shards.encode, quotations))
    return len(texts), len(quotations)
