"""``quotes show``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotes.cli import options

if TYPE_CHECKING:
    from quotes.judges.settings import JudgeSettings


@click.command(no_args_is_help=True)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write one self-contained page instead of printing to the terminal.",
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
    """
    from quotes.document import Document
    from quotes.engine.extract import process
    from quotes.render import page, terminal

    documents, failed = [], 0
    for result in process(inputs, options.settings(parser, detector, target, stance, judge), any_language=any_language):
        if not isinstance(result, Document):
            failed += 1
            options.report(result)
        elif html is None:
            click.echo(terminal.render(result, reasons=reasons))
        else:
            documents.append(result)
    if html is not None and documents:
        html.write_text(page.render(documents), encoding="utf-8")
        click.echo(f"{options.count(len(documents), 'article')} in {html}", err=True)
    if failed:
        context.exit(options.SOME_FAILED)
