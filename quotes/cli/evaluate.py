"""``quotes evaluate``: the published metric of quotation attribution on a gold corpus."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotes.cli import options
from quotes.document import Document, Quotation, Span
from quotes.errors import QuotesError, ServiceError

if TYPE_CHECKING:
    from quotes.evaluate.quotation import Report
    from quotes.judges.settings import JudgeSettings


@click.command()
@click.option(
    "--gold",
    required=True,
    type=click.Path(exists=True, path_type=Path),
    help="The German news quotation format (JSON, JSONL, a folder of it), or a folder with articles/ and gold.jsonl.",
)
@click.option(
    "--rows",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Rows as `quotes extract` writes them. Without it, the gold's texts are read with the default models.",
)
@click.option(
    "--detector", help="Without --rows: the detector that reads the gold's texts, as `quotes extract` takes it."
)
@options.judge_options
@click.option("--samples", default=1000, show_default=True, help="Bootstrap samples for the intervals; 0 for none.")
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
def evaluate(
    gold: Path, rows: Path | None, detector: str | None, samples: int, as_json: bool, judge: JudgeSettings | None
) -> None:
    """Score quotations against GOLD: messages, roles, joint, type, each role and each type.

    \b
    Example:
      quotes extract articles.jsonl -o rows.jsonl
      quotes evaluate --gold dev.jsonl --rows rows.jsonl
    """
    from quotes.evaluate import quotation as metric

    if rows and judge is not None:
        raise click.UsageError("--rows are scored as they are: leave out --stance-model and --stance-endpoint")
    try:
        documents = _gold(gold)
        predicted = _read_rows(rows) if rows else _predict([document for document, _ in documents], detector, judge)
        items = [
            metric.Pairing(
                tokens or metric.text_tokens(document.text),
                document.quotations,
                tuple(predicted.get(document.article.id, ())),
            )
            for document, tokens in documents
        ]
        report = metric.evaluate(items, samples=samples)
    except ServiceError:
        raise
    except QuotesError as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(report.as_dict(), indent=1) if as_json else _table(report))


def _gold(path: Path) -> list[tuple[Document, tuple[Span, ...]]]:
    from quotes.corpora import read_intervention, read_wikinews

    if path.is_dir() and (path / "gold.jsonl").is_file():
        return [(document, ()) for document in read_intervention(path)]
    return [(item.document, item.tokens) for item in read_wikinews(path)]


def _read_rows(path: Path) -> dict[str, list[Quotation]]:
    from quotes.errors import InputError
    from quotes.evaluate.quotation import quotation_of

    out: dict[str, list[Quotation]] = defaultdict(list)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise InputError(f"{path}:{number}: got no JSON ({error}), expected one row a line") from error
            out[str(row.get("doc_id"))].append(quotation_of(row))
    return out


def _predict(
    documents: list[Document], detector: str | None, judge: JudgeSettings | None
) -> dict[str, tuple[Quotation, ...]]:
    from quotes.engine.extract import report_spending
    from quotes.pipeline import Pipeline, Settings

    pipeline = Pipeline(Settings(detector=detector or "rules", judge=judge))
    try:
        found = pipeline.extract_batch([document.article for document in documents])
    finally:
        if judge is not None:
            report_spending(judge, pipeline.take_spending())
    return {document.article.id: document.quotations for document in found}


def _table(report: Report) -> str:
    lines = [f"{report.documents} documents, {report.gold} gold quotations, {report.predicted} predicted", ""]
    lines.append(f"{'':24}{'P':>7}{'R':>7}{'F1':>7}  95% of F1")
    for name, score in report.scores.items():
        interval = "{:.1f} - {:.1f}".format(*score.interval) if score.interval else ""
        lines.append(f"{name:24}{score.precision:7.1f}{score.recall:7.1f}{score.f1:7.1f}  {interval}")
    lines += ["", f"{'type':24}{'gold':>7}{'found':>8}{'F1':>7}"]
    lines += [f"{name:24}{t.gold:7}{t.found:7.1f}%{t.f1:7.1f}" for name, t in report.types.items()]
    return "\n".join(lines)
