"""What a version changed against its parent, counted, and as an entry of CHANGELOG.md."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from quotes.dataset.labelled import decisive, differences
from quotes.dataset.layout import from_dict
from quotes.dataset.manifest import Manifest
from quotes.dataset.state import Entry

HEAD = "# Changelog\n\nNewest first. What each version changed; what it was made with stands in its manifest.json.\n"
LISTED = 20


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of documents added and changed, numbers of quotations added and removed, and, for quotations that stay
    under their id, how many changed in each column. ``speakers`` are the numbers of speakers added, removed, changed.

    Of the changed documents, ``edited`` are those whose article is another, ``relabelled`` those whose article was
    labelled anew, ``decided`` those that people decided on otherwise; in the others it is decided otherwise who is
    who. ``confirmed`` is how many documents were labelled by another recipe with the same result.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    quotations_added: int
    quotations_removed: int
    columns: dict[str, int]
    speakers: tuple[int, int, int] = (0, 0, 0)
    edited: tuple[str, ...] = ()
    relabelled: tuple[str, ...] = ()
    confirmed: int = 0
    decided: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or any(self.speakers) or self.confirmed)


def compare(
    old: Mapping[str, Entry],
    new: Mapping[str, Entry],
    speakers: tuple[Iterable[str], Iterable[str]] = ((), ()),
    worked_on: Container[str] = (),
) -> Changes:
    """The changes from one state of a dataset to another that lacks none of its documents. ``speakers`` are the rows
    of the speakers then and now, encoded; ``worked_on`` the documents that the run has labelled.
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
    edited = tuple(id_ for id_ in changed if old[id_].document != new[id_].document)
    relabelled = tuple(
        id_ for id_ in changed if id_ in worked_on and id_ not in edited and not same_labels(old[id_], new[id_])
    )
    kept = set(edited) | set(relabelled)
    decided = tuple(id_ for id_ in changed if id_ not in kept and not same_labels(old[id_], new[id_]))
    columns_now = dict(sorted(columns.items()))
    return Changes(added, changed, plus, minus, columns_now, people, edited, relabelled, decided=decided)


def same_labels(old: Entry, new: Entry) -> bool:
    """Whether two entries of a document say the same, apart from who is who and what is one story, which the
    whole dataset decides.
    """
    if old == new:
        return True
    if old.document != new.document or len(old.quotations) != len(new.quotations):
        return False
    return all(map(_same_label, old.quotations, new.quotations))


def _same_label(old: str, new: str) -> bool:
    return old == new or (json.loads(old) | _NO_ID) == (json.loads(new) | _NO_ID)


_NO_ID = {"speaker_id": None, "quote_group": None}


def _by_id(lines: Iterable[str]) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in map(json.loads, lines)}


def entry(manifest: Manifest, changes: Changes, parent: Manifest | None) -> str:
    """The section of CHANGELOG.md for a new version: what changed, in words and counts, and why."""
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
    lines += [f"- Why: {reason}." for reason in _reasons(changes, parent)]
    models = ", ".join(f"{name} {digest[:12]}" for name, digest in manifest.recipe["models"].items())
    lines.append(f"- Made with {code['package']} {code['version']}" + (f"; models: {models}." if models else "."))
    if parent is not None:
        lines.append(f"- Since {parent.version}: {_since(manifest, parent)}.")
    if manifest.layout != (parent.layout if parent else {}):
        lines.append(f"- Files: {from_dict(manifest.layout).describe()}.")
    return "\n".join(lines) + "\n"


def _reasons(changes: Changes, parent: Manifest | None) -> Iterator[str]:
    if parent is None:
        yield "first version"
    elif changes.added:
        yield "new articles came in"
    others = len(changes.changed) - len(changes.edited) - len(changes.relabelled) - len(changes.decided)
    if changes.edited:
        yield f"text or source of {_documents(len(changes.edited))} changed"
    if changes.relabelled:
        yield f"{_documents(len(changes.relabelled), 'was', 'were')} labelled anew, with other results"
    if changes.decided:
        yield f"people decided on {_documents(len(changes.decided))}"
    if changes.confirmed:
        yield f"{_documents(changes.confirmed, 'was', 'were')} labelled anew by another recipe, with the same result"
    if others:
        yield f"who is who was decided otherwise in {_documents(others)}, over all articles of the dataset"


def _documents(number: int, one: str = "", many: str = "") -> str:
    return f"{number} document {one}".rstrip() if number == 1 else f"{number} documents {many}".rstrip()


def _since(manifest: Manifest, parent: Manifest) -> str:
    differing = [key for key in manifest.recipe if manifest.recipe[key] != parent.recipe.get(key, {})]
    if not differing:
        return "same recipe"
    details = differences(decisive(parent.recipe), decisive(manifest.recipe))
    return f"other {', '.join(differing)}" + (f" ({'; '.join(details)})" if details else "")


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
