"""``quotes extract``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotes.cli import options

if TYPE_CHECKING:
    from quotes.engine.cluster import Cluster
    from quotes.judges.settings import JudgeSettings


@click.command(no_args_is_help=True)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="JSONL file [default: stdout].")
@options.model_options
@options.judge_options
@options.workers_option
@options.log_option
@options.engine_options
@click.pass_context
@options.known_errors
def extract(
    context: click.Context,
    inputs: tuple[str, ...],
    output: Path | None,
    parser: str,
    detector: str,
    target: str,
    stance: str,
    any_language: bool,
    judge: JudgeSettings | None,
    workers: int,
    cluster: Cluster | None,
) -> None:
    """Write a JSON line for each quotation in INPUT.

    INPUT is a file, a folder, a glob, - for standard input, or hf:ORG/NAME. Formats: .txt, .jsonl, .json, .csv, .tsv,
    .parquet, .html, .xml (TEI), each also .gz and .zst.

    \b
    Examples:
      quotes extract article.txt
      quotes extract archive/ -o quotations.jsonl --workers 2
      quotes extract archive/*.jsonl.gz -o quotations.jsonl --engine ray --address auto
      cat article.txt | quotes extract -
    """
    from quotes.engine import events
    from quotes.engine.extract import extract_to, extract_to_file

    settings = options.settings(parser, detector, target, stance, judge)
    if output is None:
        if cluster is not None:
            raise click.UsageError("--engine ray needs --output FILE, beside which it keeps what is finished")
        outcome = extract_to(sys.stdout.write, inputs, settings, any_language=any_language, workers=workers)
    else:
        outcome = extract_to_file(output, inputs, settings, any_language=any_language, workers=workers, cluster=cluster)
    for error in outcome.failures:
        options.report(error)
    lines = []
    if output is not None:
        found, read = options.count(outcome.quotations, "quotation"), options.count(outcome.documents, "document")
        lines.append(f"{found} from {read} in {output}")
    if outcome.failures:
        where = f"; listed in {outcome.errors_file}" if outcome.errors_file else ""
        lines.append(f"{options.count(len(outcome.failures), 'document')} failed{where}")
    events.tell(
        "finished",
        "\n".join(lines),
        documents=outcome.documents,
        quotations=outcome.quotations,
        failures=len(outcome.failures),
        output=str(output) if output else None,
    )
    if outcome.failures:
        context.exit(options.SOME_FAILED)
