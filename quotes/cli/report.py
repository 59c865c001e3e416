"""``quotes report``."""

from __future__ import annotations

from pathlib import Path

import click

from quotes.cli import options


@click.command(no_args_is_help=True)
@click.argument("dataset", required=False, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The page (default: DATASET-report.html beside it).",
)
@click.option(
    "--compare",
    nargs=2,
    metavar="A B",
    type=click.Path(path_type=Path),
    help="Two datasets, or two versions of one (NAME/versions/1.0.0), side by side.",
)
@click.option(
    "--figures", type=click.Path(path_type=Path, file_okay=False), help="Also write each picture as SVG and CSV here."
)
@click.option("--language", type=click.Choice(["en", "de"]), default="en", show_default=True)
@options.known_errors
def report(
    dataset: Path | None, output: Path | None, compare: tuple[Path, Path] | None, figures: Path | None, language: str
) -> None:
    """Show DATASET (a folder of quotes build, or quotation rows as .jsonl) in pictures, in one page that needs no
    network: who stands where, over time, how it was said, who is quoted, how far to trust it.

    \b
    Examples:
      quotes report output/intervention
      quotes report output/intervention -o bericht.html --language de
      quotes report output/intervention --figures paper/figures
      quotes report --compare output/mine/versions/1.0.0 output/mine
    """
    from quotes.report.files import write_figures
    from quotes.report.page import render, side_labels
    from quotes.report.read import read

    if (dataset is None) == (compare is None):
        raise click.UsageError("got both or neither of DATASET and --compare, expected one: quotes report DATASET")
    paths = list(compare) if compare else [dataset] if dataset else []
    tables = [read(path) for path in paths]
    page = output or _default(paths)
    if not page.parent.is_dir():
        raise options.UsageProblem(f"{page.parent}: got no folder there to write {page.name} to; make it first")
    page.write_text(render(tables, paths, language=language), encoding="utf-8")
    click.echo(f"{page}: {' and '.join(options.count(len(table), 'quotation') for table in tables)}")
    if figures is not None:
        written = write_figures(figures, tables, side_labels(tables, paths), language=language)
        click.echo(f"{figures}: {options.count(len(written) // 2, 'figure')} as SVG and CSV")


def _default(paths: list[Path]) -> Path:
    """Where the page goes when nobody says: beside the dataset, so that the dataset's own files stay as they are."""
    last = paths[-1]
    name = last.name if last.is_dir() else last.name.partition(".")[0]
    return last.parent / f"{name}-report.html"
