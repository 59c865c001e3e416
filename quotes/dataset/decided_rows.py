"""Rows of a dataset that people have decided on, as gold."""

from __future__ import annotations

from pathlib import Path

from quotes.dataset import shards
from quotes.dataset.decided import read_settled
from quotes.dataset.rows import Row
from quotes.errors import DatasetError

REVIEWED = ("accepted", "corrected")


def decided_rows(folder: Path, *, whole: bool) -> list[tuple[Row, list[Row]]]:
    """Documents with the rows that people kept, in the order of the dataset.

    ``whole``: only documents that somebody checked as a whole and whose rows are all decided, silent ones too, since
    elsewhere what was missed would count as no quotation; without it every document with a decided row, with these.

    Raises DatasetError where there is none; decisions that were not applied yet are none.
    """
    rows: dict[str, list[Row]] = {}
    for row in shards.read_rows(folder, "quotations"):
        rows.setdefault(row["doc_id"], []).append(row)
    documents = list(shards.read_rows(folder, "documents"))
    if whole:
        checked = read_settled(folder).checked_documents()
        found = [(d, rows.get(d["id"], [])) for d in documents if (d["id"], d["sha256"]) in checked]
        kept = [(d, of_one) for d, of_one in found if all(r["review_status"] in REVIEWED for r in of_one)]
    else:
        each = ((d, [r for r in rows.get(d["id"], []) if r["review_status"] in REVIEWED]) for d in documents)
        kept = [(d, of_one) for d, of_one in each if of_one]
    if not kept:
        what = "document that was checked as a whole with all its quotations decided and applied"
        raise DatasetError(
            f"{folder}: got no {what if whole else 'quotation that was decided on and applied'}, expected one at "
            "least; decide in quotes review, then apply" + (", or take all decided rows (--all-decided)" * whole)
        )
    return kept
