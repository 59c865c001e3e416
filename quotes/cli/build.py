"""``quotes build``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotes.cli import build_options, options

if TYPE_CHECKING:
    from quotes.corpora.sources import Provenance
    from quotes.dataset.layout import Layout
    from quotes.judges.settings import JudgeSettings


@click.command(no_args_is_help=True)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path, file_okay=False), help="The dataset's folder."
)
@click.option("--name", help="The dataset's title in its card [default: the folder's name].")
@click.option(
    "--aliases",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Table (.tsv, .csv, .jsonl) that says by hand who is who: name, id, wikidata, affiliation, category, doc_id. "
    "The dataset keeps it until another is given.",
)
@build_options.provenance_options
@build_options.layout_options
@options.model_options
@options.judge_options
@options.workers_option
@click.pass_context
@options.known_errors
def build(
    context: click.Context,
    inputs: tuple[str, ...],
    output: Path,
    name: str | None,
    aliases: Path | None,
    provenance: Provenance,
    keep_duplicates: bool,
    layout: Layout,
    parser: str,
    detector: str,
    target: str,
    any_language: bool,
    judge: JudgeSettings | None,
    workers: int,
) -> None:
    """Read articles and write them as a versioned dataset that datasets.load_dataset loads.

    A dataset that is there gets its next version; what did not change is left alone.

    \b
    Examples:
      quotes build seeds --output output/intervention
      quotes build articles/ --output output/mine --aliases who-is-who.tsv
      quotes build articles/ --output output/mine --source "Beispielblatt" --licence CC-BY-4.0
      quotes build articles/ --output output/mine --split train=0.8,validation=0.1,test=0.1
    """
    from quotes.engine.build import build_dataset

    settings = options.settings(parser, detector, target, judge)
    done = build_dataset(
        output,
        inputs,
        settings,
        name=name,
        any_language=any_language,
        workers=workers,
        aliases=aliases,
        provenance=provenance,
        keep_duplicates=keep_duplicates,
        layout=layout,
    )
    for error in done.failures:
        options.report(error)
    for line in done.unmatched:
        click.echo(f"aliases: nobody in the dataset is {line.name!r} as the line for {line.id!r} says", err=True)
    if done.left_out:
        click.echo(
            f"{options.count(len(done.left_out), 'duplicate')} left out; their stories' notes name them", err=True
        )
    total = (
        f"{options.count(done.summary.quotations, 'quotation')} in {options.count(done.summary.documents, 'document')}"
    )
    if done.status == "unchanged":
        click.echo(f"{output}: version {done.version} holds all of this already ({total}); nothing written")
    elif done.parent:
        click.echo(f"{output}: version {done.version} ({total}), after {done.parent}, which is in versions/")
    else:
        click.echo(f"{output}: version {done.version} ({total})")
    if done.failures:
        click.echo(f"{options.count(len(done.failures), 'document')} failed; listed in {output}/errors.jsonl", err=True)
        context.exit(options.SOME_FAILED)
