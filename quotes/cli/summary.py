"""``quotes summary``."""

from __future__ import annotations

from pathlib import Path

import click

from quotes.cli import options


@click.command(no_args_is_help=True)
@click.argument("dataset", type=click.Path(path_type=Path, file_okay=False))
@options.known_errors
def summary(dataset: Path) -> None:
    """Load DATASET with datasets.load_dataset and show what it holds, in one screen.

    \b
    Example:
      quotes summary output/intervention
    """
    from quotes.dataset.load import load
    from quotes.render.summary import render

    click.echo(render(load(dataset)))
