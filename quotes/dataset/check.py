"""Whether a dataset folder is what it says: rows, texts, ids, hashes, manifest, card, earlier versions, loading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from quotes.dataset import check_card, shards
from quotes.dataset.check_rows import RowCheck
from quotes.dataset.manifest import NAME, SCHEMAS, Manifest, parsed
from quotes.dataset.problem import Problem, Report
from quotes.dataset.recipe import file_sha256
from quotes.dataset.replace import VERSIONS
from quotes.errors import DatasetError

Tables = Mapping[str, Sequence[Path]]


def check(folder: Path, *, load: bool = True, earlier: bool = True) -> Report:
    """Check a dataset folder, also one that another tool has written; every problem is in the report.

    Of a folder without a manifest tables are found by the project's layout (``data/TABLE/*.jsonl``), by the data files
    that the card declares, or by name (``quotations*.jsonl``); what then cannot be checked is said. ``load``: have
    ``datasets`` load each config, too; ``earlier``: check the files of earlier versions.

    Raises DatasetError where there is no folder, or no table in it.
    """
    if not folder.is_dir():
        what = "a file" if folder.exists() else "nothing there"
        raise DatasetError(f"{folder}: got {what}, expected a dataset folder; name the folder that holds data/")
    problems: list[Problem] = []
    unchecked: list[str] = []
    manifest = _manifest(folder, problems, unchecked)
    tables = _tables(folder)
    if not tables.get("quotations") and not tables.get("documents"):
        raise DatasetError(
            f"{folder}: got a folder without rows, expected data/quotations/*.jsonl and data/documents/*.jsonl, "
            "or a card that declares them; name a dataset's folder"
        )
    if manifest is None or not any(_major_differs(manifest)):
        problems += _files(folder, manifest, tables)
        rows = RowCheck(folder, tables, own_ids=manifest is not None)
        problems += rows.problems()
        problems += _counts(rows, manifest)
        problems += check_card.problems(folder, manifest, rows.columns)
        counted = rows.rows
    else:
        problems += _major_differs(manifest)
        counted = {}
        unchecked.append("rows, card and loading: the schemas are others than this program knows")
        load = False
    unchecked += _missing(tables, manifest)
    problems += _earlier(folder) if earlier else ()
    if load and not any(p.file.startswith("README.md") for p in problems):
        problems += check_card.loading_problems(folder, unchecked)
    return Report(folder, manifest.version if manifest else None, counted, tuple(problems), tuple(unchecked))


def check_written(fresh: Path, folder: Path, *, load: bool) -> None:
    """Raise DatasetError where a version that was written to take the place of ``folder`` is not valid."""
    report = check(fresh, load=load, earlier=False)  # those are links to what was checked when it was written
    if report.problems:
        first = "; ".join(map(str, report.problems[:5]))
        raise DatasetError(
            f"{folder}: got a new version with {len(report.problems)} errors ({first}); the dataset is as it was. Rows "
            "that an older version of the program has written are labelled anew by: quotes build --relabel "
            f"--output {folder}"
        )


def _manifest(folder: Path, problems: list[Problem], unchecked: list[str]) -> Manifest | None:
    path = folder / NAME
    if not path.is_file():
        unchecked.append("hashes, counts, stable ids, earlier versions: there is no manifest.json")
        return None
    try:
        return parsed(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        problems.append(Problem(NAME, None, None, f"got no manifest of this project ({error}); restore it"))
        unchecked.append("hashes, counts, stable ids: manifest.json cannot be read")
        return None


def _major_differs(manifest: Manifest) -> Iterator[Problem]:
    for config, name in sorted(manifest.schema.items()):
        if SCHEMAS.get(config) != name:
            expected = SCHEMAS.get(config, "no such table")
            yield Problem(
                NAME,
                None,
                f"schema.{config}",
                f"got {name}, expected {expected}: validate it with the version of the program that wrote it, or "
                "migrate it with quotes build --relabel",
            )


def _tables(folder: Path) -> Tables:
    """The files of each table."""
    found = {config: shards.data_files(folder, config) for config in shards.CONFIGS}
    if not any(found.values()):
        found = check_card.declared_files(folder)
    if not any(found.values()):
        found = {config: sorted(folder.glob(f"{config}*.jsonl*")) for config in shards.CONFIGS}
    return {config: paths for config, paths in found.items() if paths}


def _files(folder: Path, manifest: Manifest | None, tables: Tables) -> Iterator[Problem]:
    """Data files that are missing, new, or not those that the manifest names; a table of aliases likewise."""
    if manifest is None:
        return
    found = {path.relative_to(folder).as_posix() for paths in tables.values() for path in paths}
    for name in sorted(found - manifest.files.keys()):
        yield Problem(name, None, None, "is not in the manifest; take it away")
    for name in sorted(manifest.files.keys() - found):
        yield Problem(name, None, None, "is missing; restore it")
    for name in sorted(manifest.files.keys() & found):
        if file_sha256(folder / name) != manifest.files[name].sha256:
            yield Problem(
                name, None, None, "was changed after it was built: its hash is not the manifest's; restore it"
            )
    aliases = folder / "aliases.tsv"
    recorded = (manifest.recipe.get("aliases") or {}).get("sha256")
    if (file_sha256(aliases) if aliases.is_file() else None) != recorded:
        yield Problem("aliases.tsv", None, None, "is not the table that the manifest names; restore it")


def _counts(rows: RowCheck, manifest: Manifest | None) -> Iterator[Problem]:
    if manifest is None:
        return
    for config, number in rows.rows.items():
        if manifest.counts.get(config) != number:
            yield Problem(
                NAME, None, f"counts.{config}", f"is {manifest.counts.get(config)}, but there are {number} rows"
            )
        if manifest.content.get(config) != rows.hashes[config]:
            yield Problem(NAME, None, f"content.{config}", "is not the hash over the rows")
    if "documents" in rows.rows and manifest.inputs.get("sha256") != rows.inputs.hexdigest():
        yield Problem(NAME, None, "inputs.sha256", "is not the hash over ids and texts of the documents")


def _missing(tables: Tables, manifest: Manifest | None) -> Iterator[str]:
    if not tables.get("documents"):
        yield "spans against texts, and whether documents exist: there is no table of documents"
    if not tables.get("speakers") and (manifest is None or manifest.counts.get("speakers")):
        yield "speakers: there is no table of them"


def _earlier(folder: Path) -> Iterator[Problem]:
    """Earlier versions: each has its manifest, its number, and its files as they were."""
    for place in sorted((folder / VERSIONS).glob("*")) if (folder / VERSIONS).is_dir() else ():
        name = place.relative_to(folder).as_posix()
        try:
            manifest = parsed((place / NAME).read_text(encoding="utf-8"))
            shards.check_files(place, manifest.files)
        except (OSError, ValueError) as error:
            yield Problem(f"{name}/{NAME}", None, None, f"got no manifest ({error}); restore the version")
        except DatasetError as error:
            yield Problem(name, None, None, str(error))
        else:
            if manifest.version != place.name:
                yield Problem(f"{name}/{NAME}", None, "version", f"is {manifest.version}, expected {place.name}")
