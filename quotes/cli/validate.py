"""``quotes validate``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotes.cli import options

if TYPE_CHECKING:
    from quotes.dataset.problem import Problem, Report

#: So many errors of one kind in one file are printed; --json has all.
SHOWN = 20


@click.command(no_args_is_help=True)
@click.argument("dataset", type=click.Path(path_type=Path, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="All of it as one JSON object on standard output.")
@click.option("--load/--no-load", default=True, show_default=True, help="Also load each config with datasets.")
@click.pass_context
@options.known_errors
def validate(context: click.Context, dataset: Path, as_json: bool, load: bool) -> None:
    """Check DATASET: rows against their schemas, texts and each other, hashes, manifest, card, earlier versions.

    Every error is listed with file, line and field. A folder that another tool has written is checked as far as that
    goes, and what could not be checked is said. Exit code 0: valid; 1: errors were found; 2: no dataset there.

    \b
    Examples:
      quotes validate output/intervention
      quotes validate output/intervention --json | jq '.errors[].file'
    """
    from quotes.dataset.check import check

    report = check(dataset, load=load)
    if as_json:
        click.echo(json.dumps(as_object(report), ensure_ascii=False, indent=2))
    else:
        for line in _in_words(report):
            click.echo(line)
    if not report.valid:
        context.exit(options.SOME_FAILED)


def as_object(report: Report) -> dict[str, object]:
    """A report as JSON values."""
    return {
        "dataset": str(report.folder),
        "version": report.version,
        "valid": report.valid,
        "rows": dict(report.rows),
        "errors": [{"file": p.file, "line": p.line, "field": p.field, "message": p.message} for p in report.problems],
        "unchecked": list(report.unchecked),
    }


def _in_words(report: Report) -> Iterator[str]:
    yield from _listed(report.problems)
    for what in report.unchecked:
        yield f"not checked: {what}"
    rows = ", ".join(options.count(n, config[:-1]) for config, n in report.rows.items()) or "no rows read"
    version = f"version {report.version}" if report.version else "no version"
    found = options.count(len(report.problems), "error") if report.problems else "valid"
    yield f"{report.folder}: {found} ({version}; {rows})"


def _listed(problems: Iterable[Problem]) -> Iterator[str]:
    """Each error in a line; of many in one field of a file the first ones, then their number."""
    seen: dict[tuple[str, str | None], int] = {}
    for problem in problems:
        kind = problem.file, problem.field
        seen[kind] = seen.get(kind, 0) + 1
        if seen[kind] <= SHOWN:
            yield str(problem)
    for (file, field), number in seen.items():
        if number > SHOWN:
            yield f"{file}: {field or 'lines'}: {number - SHOWN:,} more errors here; --json lists all"
