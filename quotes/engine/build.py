"""Articles in, a versioned dataset out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from quotes.corpora.articles import read
from quotes.corpora.sources import UNKNOWN, Provenance
from quotes.dataset.aliases import read_aliases
from quotes.dataset.build import Build, next_state
from quotes.dataset.layout import AS_IT_IS, Layout
from quotes.dataset.plan import Plan, outdated
from quotes.dataset.recipe import make_recipe
from quotes.dataset.state import opened
from quotes.engine.extract import open_journal, work_on, worked_on_ray
from quotes.engine.tally import Tally
from quotes.pipeline import Item, Settings

if TYPE_CHECKING:
    from quotes.engine.cluster import Cluster


def build_dataset(
    folder: Path,
    inputs: Sequence[str],
    settings: Settings,
    *,
    name: str | None = None,
    any_language: bool = False,
    workers: int = 1,
    aliases: Path | None = None,
    provenance: Provenance = UNKNOWN,
    layout: Layout = AS_IT_IS,
    relabel: bool = False,
    plan_only: bool = False,
    cluster: Cluster | None = None,
) -> Build:
    """Work on the articles of the inputs that the dataset in ``folder`` lacks, or holds with another text, and write
    its next version; with ``relabel`` also on all its documents that another recipe has labelled. With ``plan_only``
    the work is done and kept for the next build, but the dataset stays as it is.

    An interrupted build resumes: what is finished is kept in ``.NAME.progress`` beside the folder until it is done.
    ``aliases`` is a table of decisions by hand on who is who (``read_aliases``), which the dataset keeps until another
    one is given; ``provenance`` says where articles come from that do not say so themselves. What ``layout`` leaves
    open stays as the dataset has it. With ``cluster`` the work is done there: on all articles of the inputs, of which
    those are taken that need it.

    Raises InputError for an input that is not there or a table that is broken, DatasetError where the folder holds
    something else or another run writes it; all before any work.
    """
    table = read_aliases(aliases) if aliases is not None else None
    recipe = make_recipe(settings.as_dict(), models=settings.models(), target=settings.target)
    tally = Tally()
    readings: Iterator[Item] = iter(())
    if inputs and cluster is None:
        readings = read(inputs, any_language=any_language, provenance=provenance, gauge=tally.gauge)
    with opened(folder, table) as held:
        plan = Plan(held, outdated(held, recipe) if relabel else ())
        finish = partial(
            next_state, held, recipe=recipe, name=name, layout=layout, relabel=relabel, plan_only=plan_only, load=True
        )
        if cluster is not None and inputs:
            with worked_on_ray(
                inputs, settings, held.folder, cluster, any_language=any_language, provenance=provenance,
                keep=plan_only, select=plan.select,
            ) as results:  # fmt: skip
                return finish(results=results)
        with open_journal(journal_path(held.folder), recipe, keep=plan_only) as journal:
            results = work_on(plan.select(readings), settings, workers=workers, journal=journal, tally=tally)
            return finish(results=results)


def journal_path(folder: Path) -> Path:
    """Where what is finished of a build is kept."""
    return folder.with_name(f".{folder.name}.progress")
