"""Options and error handling that commands share."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from quotes.engine import events
from quotes.errors import DocumentError, QuotesError
from quotes.pipeline import Settings

if TYPE_CHECKING:
    from quotes.engine.cluster import Cluster
    from quotes.judges.settings import JudgeSettings

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
    def wrapped(*args: Any, log_json: bool = False, **kwargs: Any) -> Any:
        with events.shown(as_json=log_json):
            try:
                return _told(command, *args, **kwargs)
            except click.ClickException as error:
                if not log_json:
                    raise
                events.tell("error", error.format_message())
                sys.exit(error.exit_code)

    return wrapped  # type: ignore[return-value]


def _told(command: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        return command(*args, **kwargs)
    except QuotesError as error:
        raise UsageProblem(str(error)) from error
    except OSError as error:
        raise UsageProblem(f"{error.filename or 'file'}: {error.strerror or error}") from error
    except KeyboardInterrupt:
        interrupted()


def interrupted() -> NoReturn:
    """End after Ctrl-C."""
    events.tell("interrupted", "Interrupted. What was finished is kept; the same command goes on from there.")
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
        default="learned",
        show_default=True,
        metavar="NAME",
        help="What finds and attributes quotations: 'rules', 'learned' (its weights are non-commercial) or "
        "'learned:FOLDER', a model of your own (quotes train quotation-parser).",
    )(command)


def stance_option(command: Command) -> Command:
    """``--stance``."""
    return click.option(
        "--stance",
        default="learned",
        show_default=True,
        metavar="NAME",
        help="What labels stance: 'rules', 'learned' (its weights are non-commercial) or 'learned:FOLDER', a model of "
        "your own (quotes train stance).",
    )(command)


def target_option(command: Command) -> Command:
    """``--target``."""
    return click.option(
        "--target", default="intervention", show_default=True, help="Stance target: a bundled name or a TOML file."
    )(command)


def model_options(command: Command) -> Command:
    """``--parser``, ``--detector``, ``--target``, ``--stance``, ``--any-language``."""
    keep = click.option("--any-language", is_flag=True, help="Keep texts that are not German (they are flagged).")
    return parser_option(detector_option(target_option(stance_option(keep(command)))))


def judge_options(command: Command) -> Command:
    """``--stance-model``, ``--stance-endpoint`` and what belongs to it.

    The command gets one value of them all, ``judge``, ``None`` where none was asked for.
    """

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        given = {name: kwargs.pop(name) for name in _JUDGE_OPTIONS}
        return command(*args, judge=_judge(**given), **kwargs)

    decorated = known_errors(wrapped)
    for name, details in reversed(_JUDGE_OPTIONS.items()):
        decorated = click.option(f"--{name.replace('_', '-')}", **details)(decorated)
    return decorated  # type: ignore[return-value]


_JUDGE_OPTIONS: dict[str, dict[str, Any]] = {
    "stance_model": {
        "metavar": "hf:MODEL",
        "help": "Label stance by a model of textual entailment: a Hub id, also with @REVISION, or a folder.",
    },
    "stance_endpoint": {
        "metavar": "URL",
        "help": "Label stance by a chat model behind an OpenAI-compatible server; a key is read from "
        "QUOTES_STANCE_API_KEY.",
    },
    "stance_endpoint_model": {"metavar": "NAME", "help": "The chat model's name on that server."},
    "stance_timeout": {
        "type": click.FloatRange(0, min_open=True),
        "default": 60.0,
        "show_default": True,
        "help": "Seconds for one request.",
    },
    "stance_retries": {
        "type": click.IntRange(0),
        "default": 4,
        "show_default": True,
        "help": "How often a failed request is sent again.",
    },
    "stance_threads": {
        "type": click.IntRange(1, 64),
        "default": 4,
        "show_default": True,
        "help": "Requests at a time, in each worker.",
    },
    "stance_cache": {
        "type": click.Path(path_type=Path, file_okay=False),
        "help": "Folder of the answers, so that each is paid for once [default: quotes/stance in the user's cache].",
    },
    "stance_prices": {
        "type": (float, float),
        "metavar": "IN OUT",
        "help": "Prices of a million tokens in and out, to report the cost.",
    },
}


def _judge(
    *,
    stance_model: str | None,
    stance_endpoint: str | None,
    stance_endpoint_model: str | None,
    stance_timeout: float,
    stance_retries: int,
    stance_threads: int,
    stance_cache: Path | None,
    stance_prices: tuple[float, float] | None,
) -> JudgeSettings | None:
    from quotes.judges.address import parse_address
    from quotes.judges.settings import PREFIX, EndpointSettings, NliSettings, default_cache

    cache = stance_cache or default_cache()
    if stance_model is not None and stance_endpoint is not None:
        raise click.UsageError("--stance-model and --stance-endpoint are two judges: leave out one")
    if stance_endpoint is None and stance_endpoint_model is not None:
        raise click.UsageError("--stance-endpoint-model needs --stance-endpoint URL")
    if stance_model is not None:
        if not stance_model.startswith(PREFIX):
            raise click.UsageError(f"--stance-model {stance_model!r}: expected hf:ORG/NAME or hf:FOLDER")
        return NliSettings(stance_model.removeprefix(PREFIX), cache=cache)
    if stance_endpoint is None:
        return None
    return EndpointSettings(
        parse_address(stance_endpoint),
        stance_endpoint_model or "",
        timeout=stance_timeout,
        retries=stance_retries,
        threads=stance_threads,
        cache=cache,
        prices=stance_prices,
    )


def workers_option(command: Command) -> Command:
    """``--workers N``."""
    return click.option(
        "--workers",
        type=click.IntRange(1),
        help="Processes [default: one for each core]. The output does not depend on their number.",
        callback=lambda _context, _option, value: value or _cores(),
    )(command)


def _cores() -> int:
    from quotes.engine.local import cores

    return cores()


def engine_options(command: Command) -> Command:
    """``--engine`` and ``--address``; the command gets one value, ``cluster``, ``None`` for this machine."""

    @functools.wraps(command)
    def wrapped(*args: Any, engine: str, address: str | None, **kwargs: Any) -> Any:
        if engine == "local" and address is not None:
            raise click.UsageError("--address is that of a Ray cluster: give --engine ray too")
        return command(*args, cluster=_cluster(address) if engine == "ray" else None, **kwargs)

    decorated = click.option("--address", help="The Ray cluster [default: RAY_ADDRESS, else this machine alone].")(
        wrapped
    )
    return click.option(
        "--engine",
        type=click.Choice(["local", "ray"]),
        default="local",
        show_default=True,
        help="'ray' shares the input files out over a Ray cluster (extra ray); they may be at s3://, gs://, hf:// ...",
    )(decorated)  # type: ignore[return-value]


def _cluster(address: str | None) -> Cluster:
    from quotes.engine.cluster import Cluster

    return Cluster(address)


def log_option(command: Command) -> Command:
    """``--log-json``, which ``known_errors`` takes."""
    return click.option(
        "--log-json", is_flag=True, help="Progress, failures and errors as JSON, one event a line, on standard error."
    )(command)


def settings(parser: str, detector: str, target: str, stance: str, judge: JudgeSettings | None = None) -> Settings:
    """The pipeline's settings from the options."""
    return Settings(parser=parser, detector=detector, target=target, stance=stance, judge=judge)


def report(error: DocumentError) -> None:
    """One line on standard error for a document that failed."""
    told = {"doc_id": error.document_id, "stage": error.stage, "reason": error.reason}
    events.tell("document_failed", failure(error), **told)


def failure(error: DocumentError) -> str:
    """A document that failed, in words."""
    return f"{error.document_id}: {error.reason} (stage {error.stage})"


def count(number: int, noun: str) -> str:
    """``1 quotation``, ``2 quotations``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
