"""``quotes import``."""

from __future__ import annotations

from pathlib import Path

import click

from quotes.annotation import TOOLS
from quotes.cli import options


@click.command("import", no_args_is_help=True)
@click.argument("dataset", type=click.Path(path_type=Path, file_okay=False))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--format",
    "tool",
    required=True,
    type=click.Choice(TOOLS),
    help="The tool that wrote the files.",
)
@click.option(
    "--annotator",
    "annotators",
    metavar="[ID=]NAME",
    multiple=True,
    help="Who decided: the name of all, or ID=NAME for the one that the tool calls ID; repeat for several.",
)
@click.option(
    "--offsets",
    type=click.Choice(["code-points", "utf-16"]),
    help="What the files' offsets count [default: as the words and spans in them tell].",
)
@click.option("--whole", is_flag=True, help="They went through whole documents: nothing is missing in these.")
@click.option("--replace", is_flag=True, help="Also where the same person has decided otherwise in the log since.")
@options.known_errors
def import_(
    dataset: Path,
    files: tuple[Path, ...],
    tool: str,
    annotators: tuple[str, ...],
    offsets: str | None,
    whole: bool,
    replace: bool,
) -> None:
    """Take what people did in another annotation tool into the log of decisions of DATASET.

    The files come from what quotes export --format has written for the tool. What came back as it was is accepted,
    what changed is corrected, what is gone is rejected, what is new is added; quotes apply DATASET writes it into the
    next version.

    \b
    Examples:
      quotes import output/mine project-1.json --format label-studio --annotator anna@example.org=Anna
      quotes import output/mine anna.jsonl --format doccano --whole
    """
    from typing import get_args

    from quotes.annotation.bring import Wishes, bring_in
    from quotes.annotation.units import Unit

    names = {}
    for given in annotators:
        id_, found, name = given.rpartition("=")
        if not name.strip() or (found and not id_):
            raise click.UsageError(f"--annotator {given}: expected NAME or ID=NAME")
        names[id_] = name
    unit = next((known for known in get_args(Unit) if known == offsets), None)
    done = bring_in(dataset, files, tool, Wishes(names, unit, whole, replace))
    counts = done.counts
    said = ", ".join(f"{counts[name]} {name}" for name in ("accepted", "corrected", "rejected", "added"))
    click.echo(f"{dataset}: {said}" + (f", by {', '.join(sorted(done.people))}" if done.people else ""))
    if counts["documents"]:
        click.echo(f"  {options.count(counts['documents'], 'document')} checked as a whole")
    if counts["known"]:
        click.echo(f"  {counts['known']} are in the log already")
    if counts["kept"]:
        click.echo(f"  {counts['kept']} stay: the same person decided otherwise in the log; --replace overrules")
    if counts["loose"]:
        click.echo(f"  {options.count(counts['loose'], 'mark')} left out: linked to no quotation")
    for problem in done.problems:
        click.echo(f"left out: {problem}", err=True)
    if done.problems:
        raise click.exceptions.Exit(1)
