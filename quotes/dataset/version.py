"""A version's files: data, manifest, card, changelog."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quotes.dataset import aliases, card, changes, manifest, reasons, shards, tables
from quotes.dataset.aliases import Aliases
from quotes.dataset.changes import Changes
from quotes.dataset.collect import ERRORS
from quotes.dataset.decided import MACHINE, Decided
from quotes.dataset.labelled import Labelled
from quotes.dataset.layout import AS_IT_IS, Layout
from quotes.dataset.manifest import Manifest
from quotes.dataset.recipe import Recipe
from quotes.dataset.rows import Row
from quotes.dataset.state import State
from quotes.dataset.summary import Summary


@dataclass(frozen=True, slots=True)
class Version:
    """A version to write: its title and number, what it follows, how it was made, its rows, and what is said of it;
    ``changelog`` and ``card`` are the texts of the version before.
    """

    name: str
    number: str
    parent: Manifest | None
    recipe: Recipe
    labelled: Labelled
    state: State
    summary: Summary
    changes: Changes
    aliases: Aliases
    errors: list[Row]
    changelog: str | None
    decided: Decided
    card: str | None
    layout: Layout = AS_IT_IS


def write(fresh: Path, version: Version) -> Manifest:
    """Write all files of a version into an empty folder, or one that holds what belongs to no version."""
    state = version.state
    arranged = tables.arranged(state, version.layout)
    documents = tables.lines(arranged["documents"])
    new = Manifest(
        name=version.name,
        version=version.number,
        parent=version.parent.version if version.parent else None,
        recipe=version.recipe.as_dict(),
        labelled=version.labelled.dump(),
        inputs=_inputs(documents),
        articles=_articles(documents),
        models=dict(version.recipe.cards),
        agreement=dict(version.decided.agreement) or (version.parent.agreement if version.parent else None),
        counts=version.summary.as_dict() | _review_counts(version.decided),
        content={config: shards.content_sha256(tables.lines(parts)) for config, parts in arranged.items()},
        files=tables.write(fresh, arranged, version.layout),
        layout=version.layout.as_dict(),
    )
    readme = card.render(new, card.kept(version.card))
    new = dataclasses.replace(new, texts={card.NAME: card.generated_sha256(readme)})
    section = changes.entry(new, version.changes, version.parent)
    for file, text in (
        (manifest.NAME, new.dump()),
        (card.NAME, readme),
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


def notices(folder: Path, version: Version) -> tuple[str, ...]:
    """What somebody should know who edited the version before."""
    if version.parent is None or version.card is None:
        return ()
    recorded = version.parent.texts.get(card.NAME)
    if recorded in (None, card.generated_sha256(version.card)):
        return ()
    kept = folder / "versions" / version.parent.version / card.NAME
    return (
        f"{folder / card.NAME}: was edited outside its blocks for text of your own, and is generated anew; the edited "
        f"one is kept as {kept}: move your text between the marks <!-- yours: ... --> and <!-- end -->",
    )


def _articles(documents: Iterable[str]) -> dict[str, Any]:
    """Sources, licences and times of the articles, counted, and the length of their texts in code points."""
    sources: Counter[str] = Counter()
    licences: Counter[str] = Counter()
    times: list[str] = []
    characters = 0
    for line in documents:
        row = json.loads(line)
        sources[row["source"] or ""] += 1
        licences[row["licence"] or ""] += 1
        times += [row["published"]] if row["published"] else []
        characters += len(row["text"])
    return {
        "sources": _by_number(sources),
        "licences": _by_number(licences),
        "published": [min(times), max(times), len(times)] if times else None,
        "characters": characters,
    }


def _by_number(counts: Counter[str]) -> list[list[Any]]:
    return [[name, n] for name, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def _inputs(documents: Iterable[str]) -> dict[str, Any]:
    """How many articles went in, and a hash over their ids and texts."""
    digest = hashlib.sha256()
    number = 0
    for line in documents:
        row = json.loads(line)
        digest.update(f"{row['id']}\0{row['sha256']}\n".encode())
        number += 1
    return {"documents": number, "sha256": digest.hexdigest()}
