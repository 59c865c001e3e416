"""What a version changed against its parent, counted, and as an entry of CHANGELOG.md."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from quotes.dataset.manifest import Manifest
from quotes.dataset.state import Entry

HEAD = "# Changelog\n\nNewest first. What each version changed; what it was made with stands in its manifest.json.\n"
LISTED = 20


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of documents added and changed, numbers of quotations added and removed, and, for quotations that stay
    under their id, how many changed in each column. ``speakers`` are the numbers of speakers added, removed, changed.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    quotations_added: int
    quotations_removed: int
    columns: dict[str, int]
    speakers: tuple[int, int, int] = (0, 0, 0)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or any(self.speakers))


def compare(
    old: Mapping[str, Entry],
    new: Mapping[str, Entry],
    speakers: tuple[Iterable[str], Iterable[str]] = ((), ()),
) -> Changes:
    """The changes from one state of a dataset to another that lacks none of its documents. ``speakers`` are the rows
    of the speakers then and now, encoded.
    """
    added = tuple(sorted(new.keys() - old.keys()))
    changed = tuple(sorted(id_ for id_ in old.keys() & new.keys() if old[id_] != new[id_]))
    columns: Counter[str] = Counter()
    plus = sum(len(new[id_].quotations) for id_ in added)
    minus = 0
    for id_ in changed:
        before, after = _by_id(old[id_].quotations), _by_id(new[id_].quotations)
        plus += len(after.keys() - before.keys())
        minus += len(before.keys() - after.keys())
        for key in before.keys() & after.keys():
            columns.update(name for name in after[key] if after[key][name] != before[key].get(name))
    then, now = map(_by_id, speakers)
    differing = sum(then[key] != now[key] for key in then.keys() & now.keys())
    people = len(now.keys() - then.keys()), len(then.keys() - now.keys()), differing
    return Changes(added, changed, plus, minus, dict(sorted(columns.items())), people)


def _by_id(lines: Iterable[str]) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in map(json.loads, lines)}


def entry(manifest: Manifest, changes: Changes, parent: Manifest | None) -> str:
    """The section of CHANGELOG.md for a new version."""
    counts, code = manifest.counts, manifest.recipe["code"]
    lines = [
        f"## {manifest.version}",
        "",
        f"- Documents: {_ids(changes.added, 'added')}, {_ids(changes.changed, 'changed')}, "
        f"{counts['documents']} in all.",
        f"- Quotations: {changes.quotations_added} added, {changes.quotations_removed} removed, "
        f"{counts['quotations']} in all.",
        "- Speakers: {} added, {} removed, {} changed, ".format(*changes.speakers) + f"{counts['speakers']} in all.",
    ]
    if "reviews" in counts:
        listed = ", ".join(f"{n} {name}" for name, n in counts["reviews"].items())
        lines.append(f"- Decided by people: {listed}.")
    if changes.columns:
        listed = ", ".join(f"{name} {n}" for name, n in changes.columns.items())
        lines.append(f"- Fields changed in quotations that stayed: {listed}.")
    models = ", ".join(f"{name} {digest[:12]}" for name, digest in manifest.recipe["models"].items())
    lines.append(f"- Made with {code['package']} {code['version']}" + (f"; models: {models}." if models else "."))
    if parent is not None:
        differing = [key for key in manifest.recipe if manifest.recipe[key] != parent.recipe.get(key, {})]
        lines.append(
            f"- Since {parent.version}: " + (f"other {', '.join(differing)}." if differing else "same recipe.")
        )
    return "\n".join(lines) + "\n"


def changelog(new: str, old: str | None) -> str:
    """CHANGELOG.md with a new section above the ones that are there."""
    _, _, rest = (old or "").partition("## ")
    return f"{HEAD}\n{new}" + (f"\n## {rest}" if rest else "")


def _ids(ids: tuple[str, ...], what: str) -> str:
    if not ids:
        return f"0 {what}"
    listed = ", ".join(f"`{id_}`" for id_ in ids[:LISTED])
    more = f" and {len(ids) - LISTED} more" if len(ids) > LISTED else ""
    return f"{len(ids)} {what} ({listed}{more})"
