"""Options of ``quotes build``: where articles come from, and how the dataset's files are made."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import click

from quotes.cli.options import Command, known_errors


def provenance_options(command: Command) -> Command:
    """``--sources`` and an option for each column but the title: the command gets one value of all, ``provenance``."""

    @functools.wraps(command)
    def wrapped(*args: Any, sources: Path | None, **kwargs: Any) -> Any:
        from quotes.corpora.dates import iso_date
        from quotes.corpora.sources import provenance

        otherwise = {name: kwargs.pop(name) for name in ("source", "licence", "published", "url")}
        if otherwise["published"] is not None and iso_date(otherwise["published"]) is None:
            raise click.UsageError(f"--published {otherwise['published']!r}: expected a date such as 2014-09-15")
        return command(*args, provenance=provenance(sources, otherwise), **kwargs)

    decorated = known_errors(wrapped)
    for name, details in reversed(_PROVENANCE_OPTIONS.items()):
        decorated = click.option(f"--{name}", **details)(decorated)
    return decorated  # type: ignore[return-value]


_PROVENANCE_OPTIONS: dict[str, dict[str, Any]] = {
    "sources": {
        "type": click.Path(path_type=Path, dir_okay=False),
        "help": "Table (.toml, .csv, .tsv) of title, url, source, published, licence by article id.",
    },
    "source": {"help": "Paper, agency or corpus of articles that do not say."},
    "licence": {"help": "Licence of articles that do not say, such as CC-BY-4.0."},
    "published": {"metavar": "DATE", "help": "Date of articles that do not say."},
    "url": {"help": "Address of articles that do not say."},
}


def layout_options(command: Command) -> Command:
    """``--keep-duplicates``, ``--split``, ``--compress``, ``--shard-size``: the command gets one value, ``layout``."""

    @functools.wraps(command)
    def wrapped(
        *args: Any,
        split: str | None,
        compress: bool | None,
        shard_size: str | None,
        keep_duplicates: bool | None,
        **kwargs: Any,
    ) -> Any:
        from quotes.dataset.layout import Layout, parse_size, parse_splits

        layout = Layout(
            parse_splits(split) if split is not None else None,
            compress,
            parse_size(shard_size) if shard_size is not None else None,
            None if keep_duplicates is None else not keep_duplicates,
        )
        return command(*args, layout=layout, **kwargs)

    decorated = known_errors(wrapped)
    for names, details in reversed(_LAYOUT_OPTIONS.items()):
        decorated = click.option(names, **details)(decorated)
    return decorated  # type: ignore[return-value]


_LAYOUT_OPTIONS: dict[str, dict[str, Any]] = {
    "--keep-duplicates/--one-per-story": {
        "default": None,
        "help": "Take in every article [default], or of new ones that are nearly the same text only the earliest. "
        "Kept by the dataset.",
    },
    "--split": {
        "metavar": "NAME=SHARE,...",
        "help": "Splits by story, train=0.8,validation=0.1,test=0.1 for example; none: one split. Kept by the dataset.",
    },
    "--compress/--no-compress": {"default": None, "help": "Data files as .jsonl.gz. Kept by the dataset."},
    "--shard-size": {
        "metavar": "SIZE",
        "help": "Largest data file before compression, such as 50MB. Kept by the dataset.",
    },
}
