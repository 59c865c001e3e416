"""Documents into a dataset folder: the first version, or the next one of a dataset that is there."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from quotes.dataset import changes, replace, version
from quotes.dataset.aliases import Alias, Aliases
from quotes.dataset.changes import Changes
from quotes.dataset.collect import Result, collect, error_rows, update_errors
from quotes.dataset.decided import Decided, decided
from quotes.dataset.identified import identified
from quotes.dataset.manifest import next_version
from quotes.dataset.recipe import Recipe
from quotes.dataset.state import Held, opened
from quotes.dataset.summary import Summary
from quotes.dataset.version import Version
from quotes.errors import DatasetError, DocumentError

Status = Literal["created", "extended", "unchanged"]


@dataclass(frozen=True, slots=True)
class Build:
    """What a build did. ``unchanged``: the dataset held all of it already, and nothing was written. ``unmatched`` are
    the lines of the alias table that no speaker of the dataset has to do with; ``decided`` what people did.
    """

    folder: Path
    version: str
    parent: str | None
    status: Status
    changes: Changes
    failures: tuple[DocumentError, ...]
    summary: Summary
    unmatched: tuple[Alias, ...] = ()
    decided: Decided = field(default_factory=lambda: Decided({}))


def build(
    results: Iterable[Result],
    folder: Path,
    recipe: Recipe,
    *,
    name: str | None = None,
    correction: bool = False,
    aliases: Aliases | None = None,
) -> Build:
    """Write documents as the dataset in ``folder``, or as the next version of the one that is there.

    Documents that the dataset holds and ``results`` lacks, or lists as failed, stay as they are. A DocumentError, and
    a document whose rows would break the schema, goes to ``errors.jsonl``. ``name`` is the card's title (default:
    that of the dataset, else the folder's name); ``correction`` marks a version in which people corrected. ``aliases``
    replaces the table of decisions by hand that the dataset keeps (``None``: it stays; an empty one: it goes). Rows are
    sorted by document id and position, so that their order does not depend on that of the input. Who is who is decided
    anew over all rows (``identity``): the ids of documents that stay may change too, which counts as a change of them.
    People's decisions in the log of the dataset (``reviews/``) are applied after all that the program says.

    Raises DatasetError where the folder holds something else, was changed by hand, is being written by another run, or
    would hold no document at all; before the first result is asked for where possible, and with nothing changed.
    """
    with opened(folder, aliases) as held:
        return next_state(held, results, recipe, name=name, correction=correction)


def next_state(
    held: Held, results: Iterable[Result], recipe: Recipe, *, name: str | None = None, correction: bool = False
) -> Build:
    """The same on a dataset that is open (``state.opened``): the steps of a build, one after another."""
    folder, parent = held.folder, held.parent
    collected, failures = collect(results)
    entries = dict(sorted({**held.state.entries, **collected}.items()))
    _check_some(folder, entries, failures)
    reviewed = decided(folder, entries, collected.keys())
    new, summary, unmatched = identified(reviewed.entries, held.aliases, held.state.ids)
    differences = changes.compare(held.state.entries, new.entries, (held.state.speakers, new.speakers))
    errors = error_rows(folder, failures, collected)
    recipe = dataclasses.replace(recipe, aliases=held.aliases.as_recipe(), reviews=reviewed.as_recipe())
    same = not differences and reviewed.holds_in(folder)
    if parent is not None and same and parent.recipe.get("aliases", {}) == recipe.aliases:
        update_errors(folder, errors)
        return Build(
            folder, parent.version, parent.parent, "unchanged", differences, failures, summary, unmatched, reviewed
        )
    following = Version(
        name=name or held.name,
        number=next_version(parent, correction=correction),
        parent=parent,
        recipe=recipe,
        state=new,
        summary=summary,
        changes=differences,
        aliases=held.aliases,
        errors=errors,
        decided=reviewed,
        changelog=_text(folder / "CHANGELOG.md"),
    )
    before = parent.version if parent else None
    with replace.new_state(folder, keep_as=before) as fresh:
        version.write(fresh, following)
    status: Status = "extended" if parent else "created"
    return Build(folder, following.number, before, status, differences, failures, summary, unmatched, reviewed)


def _check_some(folder: Path, entries: object, failures: tuple[DocumentError, ...]) -> None:
    if not entries:
        reasons = "; ".join(str(failure) for failure in failures[:3]) or "the input held none"
        raise DatasetError(
            f"{folder}: got no document for a dataset, expected at least one ({reasons}); nothing written"
        )


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
