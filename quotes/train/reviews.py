"""What people decided on datasets, as training texts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from quotes.dataset.decided_rows import decided_rows
from quotes.dataset.manifest import read_manifest
from quotes.dataset.rows import from_rows
from quotes.document import Document
from quotes.errors import DatasetError


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Documents with the quotations that people kept, under ids of their own (``reviewed/...``); what a card says of
    them, by dataset; a digest of it all.
    """

    documents: tuple[Document, ...] = ()
    about: tuple[dict[str, Any], ...] = ()
    digest: str = field(default="")


def read_reviews(
    datasets: Sequence[Path], *, whole: bool, target: str | None = None, but: Collection[str] = ()
) -> Reviewed:
    """The reviewed documents of datasets; a text that several have is taken from the first.

    ``whole``: only documents that were checked as a whole, else all decided rows; ``target``: only rows with stance
    toward it; ``but``: texts to leave out, since scores come from them.

    Raises DatasetError where a dataset is none, or has nothing of the kind.
    """
    seen, documents, about = set(but), [], []
    total = hashlib.sha256()
    for folder in datasets:
        manifest = read_manifest(folder)
        if manifest is None:
            raise DatasetError(f"{folder}: got no dataset there; expected one that people have reviewed")
        quotations, used = 0, []
        for row, rows in decided_rows(folder, whole=whole):
            kept = [r for r in rows if target in (None, r["stance_target"])]
            if row["text"] in seen or (rows and not kept):
                continue
            seen.add(row["text"])
            total.update(json.dumps([row["text"], kept], sort_keys=True).encode())
            given = from_rows(row, kept)
            id_ = f"reviewed/{row['sha256'][:16]}"
            documents.append(replace(given, article=replace(given.article, id=id_)))
            used.append(row["licence"] or "unstated")
            quotations += len(kept)
        counts = {"documents": len(used), "quotations": quotations, "licences": sorted(set(used))}
        about.append({"dataset": manifest.name, "version": manifest.version, **counts})
    return Reviewed(tuple(documents), tuple(about), total.hexdigest() if datasets else "")
