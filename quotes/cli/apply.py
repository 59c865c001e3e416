"""``quotes apply``."""

from __future__ import annotations

from pathlib import Path

import click

from quotes.cli import options


@click.command(no_args_is_help=True)
@click.argument("dataset", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--gold",
    type=click.Path(path_type=Path, file_okay=False),
    help="Also write the documents that were checked as a whole as a gold corpus for quotes evaluate --gold.",
)
@click.option(
    "--all-decided",
    is_flag=True,
    help="With --gold: all decided quotations, also of other documents (for quotes evaluate --gold-quotations).",
)
@options.known_errors
def apply(dataset: Path, gold: Path | None, all_decided: bool) -> None:
    """Write people's decisions into the next patch version of DATASET.

    Accepted and corrected quotations carry it in review_status, rejected ones leave the rows; all stays in the log, so
    that a decision that is undone there is undone by the next apply.

    \b
    Examples:
      quotes apply output/intervention
      quotes apply output/intervention --gold gold/ && quotes evaluate --gold gold/
    """
    from quotes.engine.apply import apply_reviews, write_gold
    from quotes.render.reviews import outcome_lines

    if all_decided and gold is None:
        raise click.UsageError("--all-decided is about --gold FOLDER, which is missing")
    done = apply_reviews(dataset)
    for line in outcome_lines(done.decided):
        click.echo(line)
    if done.status == "unchanged":
        click.echo(f"{dataset}: version {done.version} has all of this already; nothing written")
    else:
        click.echo(f"{dataset}: version {done.version}, after {done.parent}, which is in versions/")
    if gold is not None:
        documents, quotations = write_gold(dataset, gold, all_decided=all_decided)
        total = f"{options.count(documents, 'document')}, {options.count(quotations, 'quotation')}"
        click.echo(f"{gold}: gold of {total}")
