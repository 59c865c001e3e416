"""``quotes rehydrate``."""

from __future__ import annotations

from pathlib import Path

import click

from quotes.cli import options


@click.command(no_args_is_help=True)
@click.argument("offsets", type=click.Path(path_type=Path, file_okay=False))
@click.argument("inputs", nargs=-1, required=True, metavar="ARTICLES...")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, file_okay=False), help="A new folder.")
@click.pass_context
@options.known_errors
def rehydrate(context: click.Context, offsets: Path, inputs: tuple[str, ...], output: Path) -> None:
    """Put the text of local articles back into OFFSETS, a dataset that was exported without it.

    Texts are found by their hash, whatever the articles are called. With all of them the result is the dataset, byte
    for byte; else the documents that are missing or have another text are left out, and listed in missing.jsonl.

    \b
    Example:
      quotes export output/mine --offsets-only --output mine-offsets
      quotes rehydrate mine-offsets articles/ --output output/again
    """
    from quotes.publish.rehydrate import MISSING, say
    from quotes.publish.rehydrate import rehydrate as run

    done = run(offsets, inputs, output)
    total = done.documents + len(done.absent)
    if done.identical:
        click.echo(f"{output}: all {options.count(total, 'document')}; the same dataset, byte for byte")
        return
    click.echo(f"{output}: {done.documents:,} of {options.count(total, 'document')}, a dataset of its own")
    if not done.absent:
        click.echo(
            "All texts are right, but the articles at hand say something else of themselves (provenance)", err=True
        )
        return
    for absent in done.absent[:20]:
        click.echo(say(absent), err=True)
    different = sum(absent.reason == "different" for absent in done.absent)
    click.echo(
        f"{len(done.absent) - different} missing, {different} with another text; listed in {output / MISSING}", err=True
    )
    context.exit(options.SOME_FAILED)
