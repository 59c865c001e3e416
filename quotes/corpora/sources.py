"""``sources.toml``: title, url, source, published and licence of the files of a folder that cannot say so themselves.

The file stands in the folder of the articles, or in a folder above it that was given as input::

    [defaults]
    licence = "CC0-1.0"

    ["2014/article.txt"]
    title = "..."
    published = 2014-09-15
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from quotes.errors import InputError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NAME = "sources.toml"


def describe(path: Path, root: Path) -> dict[str, object]:
    """What the ``sources.toml`` nearest to ``path``, up to the folder ``root``, says about it.

    Raises InputError where that file is no TOML, or where its entries are not tables.
    """
    folder = path.parent
    while True:
        candidate = folder / NAME
        if candidate.is_file():
            tables = _load(candidate)
            entry = tables.get(path.relative_to(folder).as_posix(), {})
            return {**tables.get("defaults", {}), **entry}
        if folder == root or root not in folder.parents:
            return {}
        folder = folder.parent


@lru_cache(maxsize=256)
def _load(path: Path) -> Mapping[str, Mapping[str, object]]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: got a file that cannot be read ({error}), expected TOML; correct it") from error
    for key, value in tables.items():
        if not isinstance(value, dict):
            raise InputError(
                f'{path}: got the bare key {key!r}, expected tables by file name such as ["a.txt"]; '
                "put keys for all files under [defaults]"
            )
    return tables
