"""Rows, their schema check, and the versioned dataset folder."""

from __future__ import annotations

from quotes.dataset.aliases import Alias, Aliases, read_aliases
from quotes.dataset.build import Build, build
from quotes.dataset.identity import Identities, identify
from quotes.dataset.manifest import Manifest, read_manifest
from quotes.dataset.recipe import Recipe, make_recipe
from quotes.dataset.rows import dataset_id, document_row, from_rows, to_rows, with_dataset_id
from quotes.dataset.shards import read_rows, write_rows
from quotes.dataset.speakers import speaker_rows
from quotes.dataset.summary import Summary, summarise
from quotes.dataset.validate import document_errors, schema_errors, speaker_errors

__all__ = [
    "Alias",
    "Aliases",
    "Build",
    "Identities",
    "Manifest",
    "Recipe",
    "Summary",
    "build",
    "dataset_id",
    "document_errors",
    "document_row",
    "from_rows",
    "identify",
    "make_recipe",
    "read_aliases",
    "read_manifest",
    "read_rows",
    "schema_errors",
    "speaker_errors",
    "speaker_rows",
    "summarise",
    "to_rows",
    "with_dataset_id",
    "write_rows",
]
