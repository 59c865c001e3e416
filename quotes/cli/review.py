"""``quotes review``."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import click

from quotes.cli import options

PASSWORD_VARIABLE = "QUOTES_REVIEW_PASSWORD"  # noqa: S105 - the name of a variable


@click.command(no_args_is_help=True)
@click.argument("dataset", type=click.Path(path_type=Path, file_okay=False))
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port [default: any that is free].")
@click.option("--no-browser", is_flag=True, help="Only print the address, do not open it.")
@click.option(
    "--overlap", type=click.IntRange(1, 20), help="How many people judge each of the shared quotations; remembered."
)
@click.option(
    "--overlap-share",
    type=click.IntRange(0, 100),
    help="Percent of quotations that are shared [default: 20]; remembered.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--password",
    is_flag=True,
    help=f"Ask everybody for a password, taken from {PASSWORD_VARIABLE} or asked for now; needed beyond loopback.",
)
@click.option(
    "--behind-proxy", metavar="ADDRESS", help="The https address under which a proxy, which asks who comes, offers it."
)
@options.known_errors
def review(
    dataset: Path,
    port: int,
    no_browser: bool,
    overlap: int | None,
    overlap_share: int | None,
    host: str,
    password: bool,
    behind_proxy: str | None,
) -> None:
    """Start the web app in which people review the flagged quotations of DATASET, and print its address.

    It works offline, by keyboard (? shows the keys), in German and English. Each decision is on the disk before the
    page says so; quotes apply DATASET writes them into the next version.

    \b
    Examples:
      quotes review output/intervention
      quotes review output/intervention --overlap 2 --overlap-share 30
    """
    import sys

    try:
        from quotes.review.guard import Access
        from quotes.review.serve import open_review, serve
    except ModuleNotFoundError as error:
        raise options.UsageProblem(
            f"{error.name} is not installed, which the web app needs: pip install 'quotes-dataset-builder[review]'"
        ) from error
    if behind_proxy is not None and not behind_proxy.startswith(("http://", "https://")):
        raise click.UsageError(f"--behind-proxy {behind_proxy}: expected an address such as https://review.example.org")
    secret = _password() if password else None
    opened = open_review(dataset, Access(host, port, secret, behind_proxy), overlap=overlap, share=overlap_share)

    def ready(address: str) -> None:
        click.echo(address)
        sys.stdout.flush()
        if not no_browser:
            click.launch(address)

    # The server ends at SIGINT and SIGTERM; what it raises again then may be ignored, as for a process in background.
    with contextlib.suppress(KeyboardInterrupt):
        serve(opened, ready)
    click.echo("Stopped. All decisions are saved.", err=True)


def _password() -> str:
    given = os.environ.get(PASSWORD_VARIABLE) or click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if len(given) < 8:
        raise click.UsageError("the password has fewer than 8 characters; choose a longer one")
    return str(given)
