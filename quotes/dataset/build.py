"""Documents into a dataset folder: the first version, or the next one of a dataset that is there."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from quotes.dataset import changes, groups, replace, version
from quotes.dataset.aliases import Alias, Aliases
from quotes.dataset.changes import Changes
from quotes.dataset.check import check_written
from quotes.dataset.collect import Result, collect, error_rows, update_errors
from quotes.dataset.decided import Decided, decided, program_entries
from quotes.dataset.identified import identified
from quotes.dataset.labelled import Labelled, decisive, differences, read_labelled
from quotes.dataset.layout import AS_IT_IS, Layout, from_dict
from quotes.dataset.manifest import Manifest, check_schema, next_version
from quotes.dataset.recipe import Recipe
from quotes.dataset.state import Entry, Held, opened
from quotes.dataset.summary import Summary
from quotes.dataset.version import Version
from quotes.errors import DatasetError, DocumentError

Status = Literal["created", "extended", "unchanged"]


@dataclass(frozen=True, slots=True)
class Build:
    """What a build did, or, ``planned``, what it would do. ``unchanged``: the dataset held all of it already, and
    nothing was written. ``unmatched`` are the lines of the alias table that no speaker of the dataset has to do with,
    ``left_out`` the ids of articles whose story the dataset has already, ``decided`` what people's decisions did.
    ``older`` is how many documents keep labels of another recipe, ``differing`` what differs in it, in words; and
    ``notices`` what else somebody should know.
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
    left_out: tuple[str, ...] = ()
    older: int = 0
    differing: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    planned: bool = False


def build(
    results: Iterable[Result],
    folder: Path,
    recipe: Recipe,
    *,
    name: str | None = None,
    correction: bool = False,
    aliases: Aliases | None = None,
    layout: Layout = AS_IT_IS,
) -> Build:
    """Write documents as the dataset in ``folder``, or as the next version of the one that is there.

    Documents that the dataset holds and ``results`` lacks, or lists as failed, stay as they are. A DocumentError, and
    a document whose rows would break the schema, goes to ``errors.jsonl``. ``name`` is the card's title (default:
    that of the dataset, else the folder's name); ``correction`` marks a version in which people corrected. ``aliases``
    replaces the table of decisions by hand that the dataset keeps (``None``: it stays; an empty one: it goes). Rows are
    sorted by document id and position, so that their order does not depend on that of the input. Who is who is decided
    anew over all rows (``identity``): the ids of documents that stay may change too, which counts as a change of them.
    People's decisions in the log of the dataset (``reviews/``) are applied after all that the program says.
    What ``layout`` leaves open stays as the dataset has it.

    Raises DatasetError where the folder holds something else, was changed by hand, is being written by another run, or
    would hold no document at all; before the first result is asked for where possible, and with nothing changed.
    """
    with opened(folder, aliases) as held:
        return next_state(held, results, recipe, name=name, correction=correction, layout=layout)


def next_state(
    held: Held,
    results: Iterable[Result],
    recipe: Recipe,
    *,
    name: str | None = None,
    correction: bool = False,
    layout: Layout = AS_IT_IS,
    relabel: bool = False,
    expected: Manifest | None = None,
    plan_only: bool = False,
    load: bool = False,
) -> Build:
    """The same on a dataset that is open (``state.opened``): the steps of a build, one after another.

    ``relabel``: what the results hold counts as labelled by this recipe also where nothing changed. ``expected`` is the
    manifest that the version must come out with. With ``plan_only`` nothing is written. ``load``: before the version
    takes the dataset's place, datasets loads each of its configs.
    """
    folder, parent = held.folder, held.parent
    given, failures = collect(results)
    errors = error_rows(folder, failures, given)
    layout = from_dict(expected.layout) if expected else layout.over(from_dict(parent.layout if parent else {}))
    entries, left_out = groups.grouped(held.state.entries, given, one_per_story=bool(layout.one_per_story))
    collected = {id_: entries[id_] for id_ in given if id_ in entries}
    _check_some(folder, entries, failures)
    check_schema(parent, folder, relabel=held.state.entries.keys() <= collected.keys())
    reviewed = decided(folder, entries, collected.keys())
    new, summary, unmatched = identified(reviewed.entries, held.aliases, held.state.ids)
    found = changes.compare(held.state.entries, new.entries, (held.state.speakers, new.speakers), worked_on=collected)
    labelled = read_labelled(expected, entries) if expected else _labelled(held, collected, recipe, relabel=relabel)
    found = dataclasses.replace(found, confirmed=_confirmed(held, labelled, found))
    recipe = dataclasses.replace(recipe, aliases=held.aliases.as_recipe(), reviews=reviewed.as_recipe())
    before = parent.version if parent else None
    done = Build(
        folder=folder,
        version=next_version(parent, correction=correction),
        parent=before,
        status="extended" if parent else "created",
        changes=found,
        failures=failures,
        summary=summary,
        unmatched=unmatched,
        decided=reviewed,
        left_out=left_out,
        older=len(labelled.others(recipe.as_dict())),
        differing=_differing(labelled, recipe),
        planned=plan_only,
    )
    same = not found and reviewed.holds_in(folder)
    if parent is not None and same and _same_settings(parent, recipe, layout):
        if not plan_only:
            update_errors(folder, errors)
        return dataclasses.replace(done, version=parent.version, parent=parent.parent, status="unchanged")
    if plan_only:
        return done
    following = Version(
        name=name or held.name,
        number=done.version,
        parent=parent,
        recipe=recipe,
        labelled=labelled,
        state=new,
        summary=summary,
        changes=found,
        aliases=held.aliases,
        errors=errors,
        decided=reviewed,
        changelog=_text(folder / "CHANGELOG.md"),
        card=_text(folder / "README.md"),
        layout=layout,
    )
    with replace.new_state(folder, keep_as=before) as fresh:
        manifest = version.write(fresh, following)
        _check_expected(folder, manifest, expected)
        check_written(fresh, folder, load=load)
    return dataclasses.replace(done, notices=version.notices(folder, following))


def _check_some(folder: Path, entries: object, failures: tuple[DocumentError, ...]) -> None:
    if not entries:
        reasons = "; ".join(str(failure) for failure in failures[:3]) or "the input held none"
        raise DatasetError(
            f"{folder}: got no document for a dataset, expected at least one ({reasons}); nothing written"
        )


def _same_settings(parent: Manifest, recipe: Recipe, layout: Layout) -> bool:
    """Whether what is decided by hand, and how files are made, is as before."""
    return parent.recipe.get("aliases", {}) == recipe.aliases and parent.layout == layout.as_dict()


def _labelled(held: Held, collected: Mapping[str, Entry], recipe: Recipe, *, relabel: bool) -> Labelled:
    """What labelled each document now. Where the result is the same, the recipe that had it first stays named, unless
    everything was to be labelled anew.
    """
    before = program_entries(held.folder, held.state.entries)
    ids = (
        id_
        for id_, entry in collected.items()
        if relabel or id_ not in before or not changes.same_labels(before[id_], entry)
    )
    return held.labelled.by(recipe.as_dict(), ids)


def _confirmed(held: Held, labelled: Labelled, found: Changes) -> int:
    """How many documents another recipe than before labelled, with the same result."""
    if held.labelled.recipes == labelled.recipes and held.labelled.by_id == labelled.by_id:
        return 0
    changed = {*found.edited, *found.relabelled}
    return sum(
        held.labelled.recipes[i] != labelled.recipes[labelled.by_id[id_]]
        for id_, i in held.labelled.by_id.items()
        if id_ not in changed
    )


def _differing(labelled: Labelled, recipe: Recipe) -> tuple[str, ...]:
    now = decisive(recipe.as_dict())
    return tuple(dict.fromkeys(words for other in labelled.recipes for words in differences(other, now)))


def _check_expected(folder: Path, manifest: Manifest, expected: Manifest | None) -> None:
    """Raise DatasetError where a version did not come out as its manifest says."""
    if expected is None or manifest == expected:
        return
    mine, theirs = dataclasses.asdict(manifest), dataclasses.asdict(expected)
    differing = ", ".join(key for key in mine if mine[key] != theirs[key])
    files = ", ".join(name for name, entry in manifest.files.items() if expected.files.get(name) != entry)
    raise DatasetError(
        f"{folder}: got another version than the manifest's {expected.version}: {differing} differ"
        + (f" (files: {files})" if files else "")
        + "; expected the same inputs and the same models; nothing written"
    )


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
