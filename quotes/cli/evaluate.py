"""``quotes evaluate``: predictions against a gold corpus, in every figure that the gold allows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotes.cli import options

if TYPE_CHECKING:
    from quotes.judges.settings import JudgeSettings

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(no_args_is_help=True)
@click.option(
    "--gold",
    required=True,
    type=click.Path(exists=True, path_type=Path),
    help="The German news quotation format (JSON, JSONL or a folder of it); a folder with articles/ and gold.jsonl; "
    "marked articles (.txt or a folder of them); a Redewiedergabe table (.tsv, .tsv.gz); a dataset folder; or a JSONL "
    "file of quotation rows, with --documents.",
)
@click.option(
    "--attribution",
    type=_FILE,
    help="Names, roles and stances of news gold [default: STEM-attribution.jsonl beside it, where it is there].",
)
@click.option("--documents", metavar="INPUT", help="The articles that rows given as gold are of.")
@click.option("--part", metavar="N/M", help="Score only the texts whose id's CRC-32 leaves N when divided by M.")
@click.option(
    "--rows",
    type=_FILE,
    help="Score these rows, as `quotes extract` writes them, rather than reading the gold's texts.",
)
@click.option(
    "--gold-quotations",
    is_flag=True,
    help="Give the gold's quotations to the stages after detection, to score names, roles and stances alone.",
)
@click.option("--perturb", is_flag=True, help="Score the gold's texts in other marks, layouts and cases as well.")
@click.option("--confusion", is_flag=True, help="Tables of which role category and stance are taken for which.")
@click.option("--errors", metavar="N", type=click.IntRange(0), default=0, help="The N commonest errors of each field.")
@click.option(
    "--picture",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw how far to trust confidence, as an SVG file.",
)
@options.detector_option
@options.stance_option
@options.parser_option
@options.target_option
@options.judge_options
@click.option("--samples", default=1000, show_default=True, help="Bootstrap samples for the intervals; 0 for none.")
@click.option("--json", "as_json", is_flag=True, help="Print all as JSON; of errors every place.")
@click.pass_context
@options.known_errors
def evaluate(
    context: click.Context,
    gold: Path,
    attribution: Path | None,
    documents: str | None,
    part: str | None,
    rows: Path | None,
    gold_quotations: bool,
    perturb: bool,
    confusion: bool,
    errors: int,
    picture: Path | None,
    parser: str,
    detector: str,
    target: str,
    stance: str,
    judge: JudgeSettings | None,
    samples: int,
    as_json: bool,
) -> None:
    """Score quotations, speakers, roles and stances against GOLD.

    What the gold does not say is left out. Intervals are of the bootstrap over documents.

    \b
    Examples:
      quotes evaluate --gold dev.jsonl
      quotes evaluate --gold dev.jsonl --rows rows.jsonl --errors 5
      quotes evaluate --gold gold-folder --gold-quotations --confusion
      quotes evaluate --gold gold-folder --perturb --picture confidence.svg
    """
    from quotes.engine import evaluate as engine
    from quotes.engine.gold import Part, read_gold
    from quotes.engine.rows import read_predicted
    from quotes.engine.spending import spending_reported
    from quotes.evaluate.reliability import picture_of
    from quotes.evaluate.report import Wanted
    from quotes.pipeline import Pipeline
    from quotes.render import evaluation as page

    if rows is not None and (gold_quotations or perturb or judge):
        raise click.UsageError("--rows are scored as they are: leave out --gold-quotations, --perturb, --stance-...")
    if gold_quotations and perturb:
        raise click.UsageError("--perturb tests how quotations are found: leave out --gold-quotations")
    corpus = read_gold(
        gold, attribution=attribution, documents=documents, part=Part.parse(part) if part is not None else None
    )
    wanted = Wanted(samples, confusion, errors, perturb)
    if rows is not None:
        predicted = read_predicted(rows, {t.document.article.id: t.document.text for t in corpus.texts})
        for remark in predicted.remarks:
            click.echo(remark, err=True)
        result = engine.evaluate_rows(corpus, predicted, wanted)
    else:
        pipeline = Pipeline(options.settings(parser, detector, target, stance, judge))
        with spending_reported(judge, pipeline):
            result = (engine.evaluate_given if gold_quotations else engine.evaluate)(corpus, pipeline, wanted)
    if picture is not None:
        picture.write_text(picture_of(result), encoding="utf-8")
    click.echo(json.dumps(result.as_dict(), indent=1, ensure_ascii=False) if as_json else page.render(result))
    for failure in result.failures:
        click.echo(failure, err=True)
    if result.failures:
        context.exit(options.SOME_FAILED)
