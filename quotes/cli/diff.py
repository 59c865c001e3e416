"""``quotes diff``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from quotes.cli import options


@click.command(no_args_is_help=True)
@click.argument("before", metavar="A")
@click.argument("after", metavar="[B]", required=False)
@click.option("--json", "as_json", is_flag=True, help="All of it as JSON on standard output, instead of tables.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Also write one self-contained page.")
@click.option(
    "--ignore", multiple=True, metavar="COLUMN", help="A column not to compare, such as confidence; repeatable."
)
@click.option(
    "--limit", type=click.IntRange(0), default=10, show_default=True, help="Rows of each kind that the tables show."
)
@options.known_errors
def diff(before: str, after: str | None, as_json: bool, html: Path | None, ignore: tuple[str, ...], limit: int) -> None:
    """What changed from A to B: documents, quotations and speakers added, removed, changed, with their fields.

    A and B are dataset folders, DATASET@VERSION, or JSONL files of one kind of rows. With A alone, its parent version
    is compared with it. Rows are matched by id, then documents by their text and quotations by their overlap.

    \b
    Examples:
      quotes diff output/mine                              # the last version against the one before
      quotes diff output/mine@1.0.0 output/mine --html diff.html
      quotes diff theirs.jsonl mine.jsonl --ignore confidence --json
    """
    from quotes.diff import compare, open_sides
    from quotes.diff.side import parent_of
    from quotes.render.diff import page, render

    if after is None:
        before, after = parent_of(before), before
    with open_sides(before, after) as (first, second):
        difference = compare(first, second, ignore=ignore)
    if html is not None:
        html.write_text(page(difference), encoding="utf-8", newline="\n")
    if as_json:
        click.echo(json.dumps(difference.as_dict(), ensure_ascii=False, indent=1))
    else:
        click.echo(render(difference, limit=limit), nl=False)
