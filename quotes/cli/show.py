"""``quotes show``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotes.cli import options

if TYPE_CHECKING:
    from quotes.document import Document
    from quotes.judges.settings import JudgeSettings


@click.command(no_args_is_help=True)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write one self-contained page instead of printing to the terminal.",
)
@click.option(
    "--document",
    "ids",
    multiple=True,
    metavar="ID",
    help="Show this document of a dataset folder with the quotations it has there; nothing is found anew.",
)
@click.option(
    "--language",
    type=click.Choice(["en", "de"]),
    default="en",
    show_default=True,
    help="Of the page that --html writes.",
)
@click.option("--reasons/--no-reasons", default=True, show_default=True, help="Also print why each field is as it is.")
@options.model_options
@options.judge_options
@click.pass_context
@options.known_errors
def show(
    context: click.Context,
    inputs: tuple[str, ...],
    html: Path | None,
    ids: tuple[str, ...],
    language: str,
    reasons: bool,
    parser: str,
    detector: str,
    target: str,
    stance: str,
    any_language: bool,
    judge: JudgeSettings | None,
) -> None:
    """Show articles with their quotations, speakers and stances marked.

    \b
    Examples:
      quotes show article.txt
      quotes show article.txt --html article.html
      quotes show seeds --no-reasons | less -R
      quotes show output/intervention --document 000_eb07cb67dff6d22f.txt --html article.html
    """
    from quotes.document import Document
    from quotes.engine.extract import process
    from quotes.render import page, terminal

    documents, failed = [], 0
    for result in (
        _looked_up(inputs, ids)
        if ids
        else process(inputs, options.settings(parser, detector, target, stance, judge), any_language=any_language)
    ):
        if not isinstance(result, Document):
            failed += 1
            options.report(result)
        elif html is None:
            click.echo(terminal.render(result, reasons=reasons))
        else:
            documents.append(result)
    if html is not None and documents:
        html.write_text(page.render(documents, language=language), encoding="utf-8")
        click.echo(f"{options.count(len(documents), 'article')} in {html}", err=True)
    if failed:
        context.exit(options.SOME_FAILED)


def _looked_up(inputs: tuple[str, ...], ids: tuple[str, ...]) -> list[Document]:
    from quotes.dataset.lookup import look_up

    if len(inputs) != 1 or not Path(inputs[0]).is_dir():
        raise options.UsageProblem(f"got --document with {', '.join(inputs)}, expected one dataset folder before it")
    return look_up(Path(inputs[0]), ids)
