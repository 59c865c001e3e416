"""``quotes export``."""

from __future__ import annotations

from pathlib import Path

import click

from quotes.cli import options


@click.command(no_args_is_help=True)
@click.argument("dataset", type=click.Path(path_type=Path, file_okay=False))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, file_okay=False), help="A new folder.")
@click.option("--format", "format_", type=click.Choice(["parquet", "csv", "conll"]), help="The format to write.")
@click.option(
    "--offsets-only", is_flag=True, help="JSONL without the articles' text: spans, labels, hashes, addresses."
)
@options.known_errors
def export(dataset: Path, output: Path, format_: str | None, offsets_only: bool) -> None:
    """Write DATASET in another format, or without the articles' text, into a folder of its own.

    \b
    Examples:
      quotes export output/mine --format parquet --output mine-parquet
      quotes export output/mine --offsets-only --output mine-offsets
    """
    if (format_ is None) == (not offsets_only):
        raise click.UsageError("expected either --format parquet, csv or conll, or --offsets-only")
    if offsets_only:
        from quotes.publish.offsets import export_offsets

        done = export_offsets(dataset, output)
        click.echo(
            f"{output}: version {done.version} without text; text back: quotes rehydrate {output} ARTICLES -o OUT"
        )
        return
    from quotes.publish.formats import export as run

    done = run(dataset, output, str(format_))
    click.echo(f"{output}: version {done.version} as {format_}")
