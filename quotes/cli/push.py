"""``quotes push``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotes.cli import options

if TYPE_CHECKING:
    from quotes.publish.push import Plan


@click.command(no_args_is_help=True)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.argument("repository", metavar="ORG/NAME")
@click.option("--dry-run", is_flag=True, help="List what would go, and whether it would be refused; send nothing.")
@click.option(
    "--allow-licence",
    multiple=True,
    metavar="LICENCE",
    help="A licence, as the documents have it ('unstated' for none), whose articles you may pass on; repeatable.",
)
@click.option("--private/--public", default=None, help="How a new repository is made [default: as the Hub does].")
@click.pass_context
@options.known_errors
def push(
    context: click.Context,
    folder: Path,
    repository: str,
    dry_run: bool,
    allow_licence: tuple[str, ...],
    private: bool | None,
) -> None:
    """Upload the dataset in DIR to ORG/NAME on the Hugging Face Hub in one commit, and tag it with its version.

    An invalid dataset, a version that is tagged already, and articles whose licence is not known to allow it are
    refused. The token comes from HF_TOKEN or from 'hf auth login'.

    \b
    Examples:
      quotes push output/mine my-lab/interventions --dry-run
      quotes push output/mine my-lab/interventions
      quotes push mine-offsets my-lab/interventions-offsets
    """
    from huggingface_hub import HfApi

    from quotes.publish.push import plan
    from quotes.publish.push import push as run

    api = HfApi()
    planned = plan(folder, repository, api, allowed=allow_licence, dry=dry_run)
    if dry_run:
        for line in describe(planned):
            click.echo(line)
        if planned.refusals:
            context.exit(options.WRONG_USAGE)
        return
    address = run(planned, api, private=private)
    click.echo(f"{repository}: version {planned.version} is there and tagged {planned.tag} ({address})")


def describe(planned: Plan) -> Iterator[str]:
    """What a push would do, in lines."""
    from quotes.publish.push import earlier_versions

    size = sum(size for _, size in planned.files)
    yield f"{planned.folder} -> {planned.repository}, version {planned.version}, tag {planned.tag}"
    if planned.head is None and planned.unknown is None:
        yield "The repository is not there (or not to be seen with this token) and would be made."
    for name, bytes_ in planned.files:
        yield f"  + {bytes_:>12,}  {name}"
    for name in planned.deletions:
        yield f"  - {'':>12}  {name}"
    yield f"{options.count(len(planned.files), 'file')}, {size:,} bytes; nothing was sent"
    if planned.left:
        yield f"Stays here: {', '.join(planned.left)}"
    if earlier_versions(planned):
        yield f"Earlier versions are pushed one by one, the oldest first: {planned.folder}/versions/X.Y.Z"
    if planned.licences:
        yield "Licences of the texts: " + ", ".join(f"{name} ({n})" for name, n in planned.licences)
    if planned.unknown:
        yield f"Not checked: {planned.unknown}"
    for reason in planned.refusals:
        yield f"Would be refused: {reason}"
