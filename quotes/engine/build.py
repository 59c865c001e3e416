"""Articles in, a versioned dataset out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quotes.dataset.aliases import read_aliases
from quotes.dataset.build import Build, next_state
from quotes.dataset.recipe import make_recipe
from quotes.dataset.state import opened
from quotes.engine.extract import open_journal, process
from quotes.pipeline import Settings


def build_dataset(
    folder: Path,
    inputs: Sequence[str],
    settings: Settings,
    *,
    name: str | None = None,
    any_language: bool = False,
    workers: int = 1,
    aliases: Path | None = None,
) -> Build:
    """Work on the articles of the inputs and write them into the dataset in ``folder``.

    An interrupted build resumes: what is finished is kept in ``.NAME.progress`` beside the folder until it is done.
    ``aliases`` is a table of decisions by hand on who is who (``read_aliases``), which the dataset keeps until another
    one is given.

    Raises InputError for an input that is not there or a table that is broken, DatasetError where the folder holds
    something else or another run writes it; all before any work.
    """
    table = read_aliases(aliases) if aliases is not None else None
    recipe = make_recipe(settings.as_dict(), models=settings.models(), target=settings.target)
    with opened(folder, table) as held, open_journal(_beside(held.folder), recipe) as journal:
        results = process(inputs, settings, any_language=any_language, workers=workers, journal=journal)
        return next_state(held, results, recipe, name=name)


def _beside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.progress")
