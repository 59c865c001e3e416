"""Options and error handling that commands share."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import click

from quotes.errors import DocumentError, QuotesError
from quotes.pipeline import Settings

Command = TypeVar("Command", bound=Callable[..., Any])

SOME_FAILED = 1
WRONG_USAGE = 2
INTERRUPTED = 130


class UsageProblem(click.ClickException):
    """A known error, shown without a traceback; exit code 2."""

    exit_code = WRONG_USAGE


def known_errors(command: Command) -> Command:
    """Show the library's errors as messages (exit code 2), and Ctrl-C as one (exit code 130)."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except QuotesError as error:
            raise UsageProblem(str(error)) from error
        except OSError as error:
            raise UsageProblem(f"{error.filename or 'file'}: {error.strerror or error}") from error
        except KeyboardInterrupt:
            interrupted()

    return wrapped  # type: ignore[return-value]


def interrupted() -> NoReturn:
    """End after Ctrl-C."""
    click.echo("Interrupted. What was finished is kept; the same command goes on from there.", err=True)
    sys.exit(INTERRUPTED)


def parser_option(command: Command) -> Command:
    """``--parser``."""
    return click.option(
        "--parser",
        default="bundled",
        show_default=True,
        help="'bundled', 'stanza' (its default German package, downloaded at first use) or 'stanza:PACKAGE'.",
    )(command)


def detector_option(command: Command) -> Command:
    """``--detector``."""
    return click.option(
        "--detector",
        default="rules",
        show_default=True,
        metavar="NAME",
        help="What finds and attributes quotations: 'rules', 'learned' (its weights are non-commercial) or "
        "'learned:FOLDER', a model of your own (quotes train quotation-parser).",
    )(command)


def target_option(command: Command) -> Command:
    """``--target``."""
    return click.option(
        "--target", default="intervention", show_default=True, help="Stance target: a bundled name or a TOML file."
    )(command)


def model_options(command: Command) -> Command:
    """``--parser``, ``--detector``, ``--target``, ``--any-language``."""
    keep = click.option("--any-language", is_flag=True, help="Keep texts that are not German (they are flagged).")
    return parser_option(detector_option(target_option(keep(command))))


def workers_option(command: Command) -> Command:
    """``--workers N``."""
    return click.option(
        "--workers",
        type=click.IntRange(1),
        default=1,
        show_default=True,
        help="Processes; each holds its own models (about 0.5 GB).",
    )(command)


def settings(parser: str, detector: str, target: str) -> Settings:
    """The pipeline's settings from the options."""
    return Settings(parser=parser, detector=detector, target=target)


def report(error: DocumentError) -> None:
    """One line on standard error for a document that failed."""
    click.echo(f"{error.document_id}: {error.reason} (stage {error.stage})", err=True)


def count(number: int, noun: str) -> str:
    """``1 quotation``, ``2 quotations``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
