"""A version's files: data, manifest, card, changelog."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quotes.dataset import aliases, card, changes, manifest, reasons, shards
from quotes.dataset.aliases import Aliases
from quotes.dataset.changes import Changes
from quotes.dataset.collect import ERRORS
from quotes.dataset.decided import MACHINE, Decided
from quotes.dataset.manifest import Manifest
from quotes.dataset.recipe import Recipe
from quotes.dataset.rows import Row
from quotes.dataset.state import State
from quotes.dataset.summary import Summary


@dataclass(frozen=True, slots=True)
class Version:
    """A version to write: its title and number, what it follows, how it was made, its rows, and what is said of it."""

    name: str
    number: str
    parent: Manifest | None
    recipe: Recipe
    state: State
    summary: Summary
    changes: Changes
    aliases: Aliases
    errors: list[Row]
    changelog: str | None
    decided: Decided


def write(fresh: Path, version: Version) -> Manifest:
    """Write all files of a version into an empty folder, or one that holds what belongs to no version."""
    state = version.state
    documents = [entry.document for entry in state.entries.values()]
    tables = {
        "documents": documents,
        "quotations": [line for entry in state.entries.values() for line in entry.quotations],
        "speakers": state.speakers,
    }
    files = {
        path: e for config, lines in tables.items() for path, e in shards.write_shards(fresh, config, lines).items()
    }
    new = Manifest(
        name=version.name,
        version=version.number,
        parent=version.parent.version if version.parent else None,
        recipe=version.recipe.as_dict(),
        inputs=_inputs(documents),
        counts=version.summary.as_dict() | _review_counts(version.decided),
        content={config: shards.content_sha256(lines) for config, lines in tables.items()},
        files=files,
    )
    licences = Counter(json.loads(line)["licence"] for line in documents)
    section = changes.entry(new, version.changes, version.parent)
    for file, text in (
        (manifest.NAME, new.dump()),
        ("README.md", card.render(new, licences)),
        ("CHANGELOG.md", changes.changelog(section, version.changelog)),
        (aliases.NAME, version.aliases.dump()),
        (ERRORS, "".join(shards.encode(row) + "\n" for row in version.errors)),
        (MACHINE, "".join(line + "\n" for line in version.decided.machine)),
    ):
        if text:
            (fresh / file).write_text(text, encoding="utf-8", newline="\n")
    if packed := reasons.dump(entry.reasons for entry in state.entries.values()):
        (fresh / reasons.NAME).write_bytes(packed)
    return new


def _review_counts(decided: Decided) -> dict[str, Any]:
    """What people decided, counted; nothing where they did not."""
    counts = {name: n for name, n in sorted(decided.outcome.counts.items()) if n}
    return {"reviews": counts} if counts else {}


def _inputs(documents: Iterable[str]) -> dict[str, Any]:
    """How many articles went in, and a hash over their ids and texts."""
    digest = hashlib.sha256()
    number = 0
    for line in documents:
        row = json.loads(line)
        digest.update(f"{row['id']}\0{row['sha256']}\n".encode())
        number += 1
    return {"documents": number, "sha256": digest.hexdigest()}
