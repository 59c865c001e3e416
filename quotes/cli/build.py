"""``quotes build``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotes.cli import build_options, options

if TYPE_CHECKING:
    from quotes.corpora.sources import Provenance
    from quotes.dataset.build import Build
    from quotes.dataset.layout import Layout
    from quotes.engine.cluster import Cluster
    from quotes.judges.settings import JudgeSettings


@click.command(no_args_is_help=True)
@click.argument("inputs", nargs=-1, metavar="INPUT...")
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
@click.option(
    "--relabel", is_flag=True, help="Label documents anew whose labels are of other code, models or settings than now."
)
@click.option("--dry-run", is_flag=True, help="Say what the next version would change, and leave the dataset alone.")
@click.option(
    "--from-manifest",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Build the version that this manifest.json describes once more, byte for byte, from INPUT or the documents "
    "beside it; nothing is written where it comes out otherwise.",
)
@build_options.provenance_options
@build_options.layout_options
@options.model_options
@options.judge_options
@options.workers_option
@options.log_option
@options.engine_options
@click.pass_context
@options.known_errors
def build(
    context: click.Context,
    inputs: tuple[str, ...],
    output: Path,
    name: str | None,
    aliases: Path | None,
    provenance: Provenance,
    layout: Layout,
    relabel: bool,
    dry_run: bool,
    from_manifest: Path | None,
    parser: str,
    detector: str,
    target: str,
    stance: str,
    any_language: bool,
    judge: JudgeSettings | None,
    workers: int,
    cluster: Cluster | None,
) -> None:
    """Read articles and write them as a versioned dataset that datasets.load_dataset loads.

    A dataset that is there gets its next version, with what is new in INPUT; what did not change is left alone, and
    the version before stays complete in versions/.

    \b
    Examples:
      quotes build seeds --output output/intervention
      quotes build articles/ --output output/mine --aliases who-is-who.tsv
      quotes build articles/ --output output/mine --source "Beispielblatt" --licence CC-BY-4.0
      quotes build articles/ --output output/mine --split train=0.8,validation=0.1,test=0.1
      quotes build --relabel --dry-run --output output/mine
      quotes build --from-manifest output/mine/manifest.json --output output/again
    """
    from quotes.engine import events
    from quotes.engine.build import build_dataset
    from quotes.engine.rebuild import manifest_of, rebuild, settings_of

    models = {"parser": parser, "detector": detector, "target": target, "stance": stance}
    if from_manifest is None:
        if not inputs and not relabel:
            raise click.UsageError("got no INPUT, expected articles; or --relabel, or --from-manifest FILE")
        done = build_dataset(
            output,
            inputs,
            options.settings(**models, judge=judge),
            name=name,
            any_language=any_language,
            workers=workers,
            aliases=aliases,
            provenance=provenance,
            layout=layout,
            relabel=relabel,
            plan_only=dry_run,
            cluster=cluster,
        )
    else:
        if cluster is not None:
            raise click.UsageError("--from-manifest works with --engine local alone")
        if relabel or dry_run or name or layout.is_given():
            raise click.UsageError(
                "--from-manifest takes name, labels and files from the manifest: leave out --relabel, --dry-run, "
                "--name, --split, --compress, --shard-size, --one-per-story and --keep-duplicates"
            )
        recorded = settings_of(manifest_of(from_manifest))
        given = {key: value for key, value in models.items() if _is_given(context, key)}
        done = rebuild(
            from_manifest,
            output,
            inputs,
            options.settings(**(models | recorded | given), judge=judge),
            any_language=any_language,
            workers=workers,
            aliases=aliases,
            provenance=provenance,
        )
    for line in describe(done, output):
        click.echo(line)
    for error in done.failures:
        options.report(error)
    for line in remarks(done):
        events.tell("remark", line)
    listed = "" if done.planned else f"; listed in {output}/errors.jsonl"
    events.tell(
        "finished",
        f"{options.count(len(done.failures), 'document')} failed{listed}" if done.failures else "",
        documents=done.summary.documents,
        quotations=done.summary.quotations,
        failures=len(done.failures),
        output=str(output),
        version=done.version,
        status="planned" if done.planned else done.status,
    )
    if done.failures:
        context.exit(options.SOME_FAILED)


def _is_given(context: click.Context, option: str) -> bool:
    return context.get_parameter_source(option) is not click.core.ParameterSource.DEFAULT


def describe(done: Build, output: Path) -> Iterator[str]:
    """What a build did or would do, in lines for standard output."""
    summary, changes = done.summary, done.changes
    total = f"{options.count(summary.quotations, 'quotation')} in {options.count(summary.documents, 'document')}"
    if done.status == "unchanged":
        yield f"{output}: version {done.version} holds all of this already ({total}); nothing written"
    elif done.planned:
        yield f"{output}: would become version {done.version} ({total}); nothing written"
    elif done.parent:
        yield f"{output}: version {done.version} ({total}), after {done.parent}, which is in versions/"
    else:
        yield f"{output}: version {done.version} ({total})"
    if done.parent and done.status != "unchanged":
        yield (
            f"  documents: {len(changes.added)} added, {len(changes.edited)} with another text or source, "
            f"{len(changes.relabelled)} with other labels, {changes.confirmed} labelled anew with the same result"
        )
        yield f"  quotations: {changes.quotations_added} added, {changes.quotations_removed} removed"
        if changes.columns:
            yield "  fields: " + ", ".join(f"{column} {n}" for column, n in changes.columns.items())


def remarks(done: Build) -> Iterator[str]:
    """What somebody should know about a build, in lines for standard error."""
    for alias in done.unmatched:
        yield f"aliases: nobody in the dataset is {alias.name!r} as the line for {alias.id!r} says"
    if done.left_out:
        yield (
            f"{options.count(len(done.left_out), 'article')} left out, whose story the dataset has; "
            "the notes of the documents that stay name them"
        )
    if done.older:
        keeps = "keeps" if done.older == 1 else "keep"
        yield (
            f"{options.count(done.older, 'document')} {keeps} labels of another recipe than today's "
            f"({'; '.join(done.differing)}); --relabel labels them anew, --relabel --dry-run says what that changes"
        )
    yield from done.notices
