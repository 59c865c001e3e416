"""``quotes export``."""

from __future__ import annotations

from pathlib import Path

import click

from quotes.annotation import TOOLS
from quotes.cli import options


@click.command(no_args_is_help=True)
@click.argument("dataset", type=click.Path(path_type=Path, file_okay=False))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, file_okay=False), help="A new folder.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["parquet", "csv", "conll", *TOOLS]),
    help="The format to write; the last four are for annotation tools, with suggestions and scores.",
)
@click.option(
    "--offsets",
    type=click.Choice(["code-points", "utf-16"]),
    help="For annotation tools: what offsets count [default: code-points].",
)
@click.option(
    "--offsets-only", is_flag=True, help="JSONL without the articles' text: spans, labels, hashes, addresses."
)
@options.known_errors
def export(dataset: Path, output: Path, format_: str | None, offsets: str | None, offsets_only: bool) -> None:
    """Write DATASET in another format, for an annotation tool, or without the articles' text, into a folder.

    \b
    Examples:
      quotes export output/mine --format parquet --output mine-parquet
      quotes export output/mine --format label-studio --output for-label-studio
      quotes export output/mine --offsets-only --output mine-offsets
    """
    if (format_ is None) == (not offsets_only):
        raise click.UsageError("expected either --format or --offsets-only")
    if offsets and format_ not in ("label-studio", "doccano", "argilla"):
        raise click.UsageError("--offsets is about --format label-studio, doccano and argilla; leave it out")
    if offsets_only:
        from quotes.publish.offsets import export_offsets

        done = export_offsets(dataset, output)
        click.echo(
            f"{output}: version {done.version} without text; text back: quotes rehydrate {output} ARTICLES -o OUT"
        )
        return
    if format_ in TOOLS:
        from quotes.annotation.export import export_for

        done = export_for(dataset, output, format_, "utf-16" if offsets == "utf-16" else "code-points")
        click.echo(f"{output}: version {done.version} for {format_}; {output / 'README.md'} says how to go on")
        return
    from quotes.publish.formats import export as run

    done = run(dataset, output, str(format_))
    click.echo(f"{output}: version {done.version} as {format_}")
