"""A version of a dataset once more, from its manifest: byte for byte, or not at all.

A version is its parent plus what one run did. So the place to build into must hold the parent, or be empty; then the
parent is taken from ``versions/`` beside the manifest, or none is needed for a first version. The articles come from
the inputs given, or from the documents beside the manifest.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from quotes.corpora.articles import read
from quotes.corpora.sources import UNKNOWN, Provenance
from quotes.dataset import aliases as alias_table
from quotes.dataset import replace, shards
from quotes.dataset.aliases import Aliases, read_aliases
from quotes.dataset.build import Build, next_state
from quotes.dataset.collect import ERRORS
from quotes.dataset.labelled import decisive, read_labelled
from quotes.dataset.manifest import Manifest, parsed, read_manifest
from quotes.dataset.plan import Plan
from quotes.dataset.recipe import Recipe, make_recipe
from quotes.dataset.rows import article_of
from quotes.dataset.state import Held, opened
from quotes.document import Article
from quotes.engine.build import journal_path
from quotes.engine.extract import open_journal, work_on
from quotes.engine.tally import Tally
from quotes.errors import DatasetError, DocumentError, InputError
from quotes.pipeline import Settings


def rebuild(
    file: Path,
    folder: Path,
    inputs: Sequence[str],
    settings: Settings,
    *,
    any_language: bool = False,
    workers: int = 1,
    aliases: Path | None = None,
    provenance: Provenance = UNKNOWN,
) -> Build:
    """Build the version that the manifest ``file`` describes into ``folder``.

    ``aliases`` is the table of the version (default: the one beside the manifest).

    Raises InputError where the manifest cannot be read, DatasetError where code, models, settings, parent or inputs are
    others than the manifest's, with what differs; then nothing is written.
    """
    wanted = manifest_of(file)
    recipe = make_recipe(settings.as_dict(), models=settings.models(), target=settings.target)
    _check_recipe(file, wanted, recipe)
    table = _table(file, wanted, aliases)
    _start(file, folder, wanted)
    with opened(folder, table) as held:
        _check_parent(file, held, wanted)
        tally = Tally()
        readings = (
            read(inputs, any_language=any_language, provenance=provenance, gauge=tally.gauge)
            if inputs
            else _documents(file, wanted)
        )
        plan = Plan(held, _relabelled(held, wanted, recipe))
        with open_journal(journal_path(held.folder), recipe) as journal:
            results = work_on(plan.select(readings), settings, workers=workers, journal=journal, tally=tally)
            return next_state(
                held,
                results,
                recipe,
                name=wanted.name,
                correction=_is_patch(wanted),
                expected=wanted,
                load=True,
            )


def manifest_of(file: Path) -> Manifest:
    """The manifest in a file. Raises InputError where it holds none."""
    try:
        return parsed(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{file}: got no manifest of a dataset ({error}), expected a manifest.json") from error


def settings_of(manifest: Manifest) -> dict[str, str]:
    """The settings that a manifest names and that need nothing beside the package: parser, detector, target, stance."""
    found = manifest.recipe.get("configuration", {})
    return {key: str(found[key]) for key in ("parser", "detector", "target", "stance") if key in found}


def _check_recipe(file: Path, wanted: Manifest, recipe: Recipe) -> None:
    mine = recipe.as_dict()
    differing = [
        f"{part}.{key}: the manifest's is {theirs.get(key)!r}, here it is {ours.get(key)!r}"
        for part in ("code", "configuration", "models", "lexicons", "target")
        for ours, theirs in [(_dict(mine, part), _dict(wanted.recipe, part))]
        for key in sorted(ours.keys() | theirs.keys())
        if ours.get(key) != theirs.get(key)
    ]
    if differing:
        code = wanted.recipe["code"]
        raise DatasetError(
            f"{file}: got a version that this installation cannot rebuild, since these differ: {'; '.join(differing)}; "
            f"install {code['package']} {code['version']} as it was then, give the same models and options, "
            "and try again; nothing written"
        )


def _dict(recipe: Mapping[str, Any], part: str) -> dict[str, Any]:
    return dict(recipe.get(part) or {})


def _table(file: Path, wanted: Manifest, given: Path | None) -> Aliases:
    recorded = wanted.recipe.get("aliases") or {}
    path = given or file.parent / alias_table.NAME
    if not recorded:
        return Aliases()
    table = read_aliases(path)
    if table.as_recipe() != recorded:
        raise DatasetError(
            f"{path}: got another table of aliases than the manifest's; give the one of the version with --aliases; "
            "nothing written"
        )
    return table


def _start(file: Path, folder: Path, wanted: Manifest) -> None:
    """Put the parent into an empty place, where it lies beside the manifest."""
    if wanted.parent is None or read_manifest(folder) is not None:
        return
    base = file.resolve().parent
    places = (base / replace.VERSIONS / wanted.parent, base.parent / wanted.parent)
    parent = next((place for place in places if (place / "manifest.json").is_file()), None)
    if parent is None:
        raise DatasetError(
            f"{folder}: got an empty place for version {wanted.version}, expected its parent {wanted.parent} in it or "
            f"in {base / replace.VERSIONS}; rebuild the parent there first, from its own manifest"
        )
    with replace.new_state(folder, keep_as=None) as fresh:
        for item in parent.iterdir():
            (shutil.copytree if item.is_dir() else shutil.copy2)(item, fresh / item.name)


def _check_parent(file: Path, held: Held, wanted: Manifest) -> None:
    found = held.parent.version if held.parent else None
    if found != wanted.parent:
        raise DatasetError(
            f"{held.folder}: got {f'version {found}' if found else 'an empty place'}, expected "
            f"{f'the parent {wanted.parent}' if wanted.parent else 'an empty place'} of version {wanted.version} in "
            f"{file}; name another folder with --output"
        )


def _documents(file: Path, wanted: Manifest) -> Iterator[Article | DocumentError]:
    """The articles, and the failures, of the dataset that the manifest lies in."""
    folder = file.parent
    files = {name: entry for name, entry in wanted.files.items() if name.startswith("data/documents/")}
    try:
        shards.check_files(folder, files, configs=("documents",))
    except DatasetError as error:
        raise DatasetError(f"{error}; or give the articles: quotes build INPUT... --from-manifest {file}") from error
    errors = folder / ERRORS
    failures = [
        DocumentError(row["doc_id"], row["stage"], row["reason"])
        for row in (shards.read_file(errors) if errors.is_file() else ())
    ]
    return iter([*map(article_of, shards.read_rows(folder, "documents")), *failures])


def _relabelled(held: Held, wanted: Manifest, recipe: Recipe) -> set[str]:
    """The documents of the parent that the version's run has labelled anew."""
    before, mine = held.labelled, decisive(recipe.as_dict())
    now = read_labelled(wanted, before.by_id)
    return {id_ for id_, i in before.by_id.items() if now.recipes[now.by_id[id_]] == mine != before.recipes[i]}


def _is_patch(wanted: Manifest) -> bool:
    return wanted.parent is not None and wanted.version.split(".")[:2] == wanted.parent.split(".")[:2]
