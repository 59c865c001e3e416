"""``quotes agreement``."""

from __future__ import annotations

from pathlib import Path

import click

from quotes.cli import options


@click.command(no_args_is_help=True)
@click.argument("dataset", type=click.Path(path_type=Path, file_okay=False))
@options.known_errors
def agreement(dataset: Path) -> None:
    """Show how far the annotators of DATASET agree: Krippendorff's alpha for labels, F1 for spans.

    \b
    Example:
      quotes agreement output/intervention
    """
    from quotes.decisions.agreement import agreement as agreement_of
    from quotes.decisions.book import Book
    from quotes.decisions.log import Log, log_path
    from quotes.errors import DatasetError
    from quotes.render.reviews import agreement_lines

    path = log_path(dataset)
    if not path.is_file():
        raise DatasetError(f"{path}: got no log of decisions, expected one; quotes review {dataset} makes it")
    log = Log(path)
    try:
        for line in agreement_lines(agreement_of(Book(log))):
            click.echo(line)
    finally:
        log.close()
