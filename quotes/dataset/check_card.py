"""Whether a dataset's card can be read, declares what the rows hold, and loads."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from quotes.dataset import shards
from quotes.dataset.card import NAME, generated_sha256
from quotes.dataset.features import document_features, quotation_features, speaker_features
from quotes.dataset.manifest import Manifest
from quotes.dataset.problem import Problem

FEATURES = {"quotations": quotation_features, "documents": document_features, "speakers": speaker_features}


def problems(folder: Path, manifest: Manifest | None, columns: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    """What is wrong with the card, given the columns of each table's rows."""
    text, error = _text(folder)
    if text is None:
        yield Problem(NAME, None, None, error)
        return
    front = _front(text)
    if isinstance(front, str):
        yield Problem(NAME, None, None, front)
        return
    configs = {str(c["config_name"]): c for c in _entries(front, "configs")}
    infos = {str(i["config_name"]): i for i in _entries(front, "dataset_info")}
    for table, found in sorted(columns.items()):
        if table not in configs:
            yield Problem(NAME, None, "configs", f"declares no config {table!r}, of which there are rows")
        elif table not in infos:
            yield Problem(NAME, None, "dataset_info", f"declares no features of the config {table!r}")
        else:
            yield from _feature_problems(table, infos[table], found)
    for name in sorted(configs.keys() & FEATURES.keys() - columns.keys()):
        yield Problem(NAME, None, "configs", f"declares the config {name!r}, of which there are no rows")
    if manifest is None:
        return
    for name, config in configs.items():
        digest = manifest.content.get(name)
        if digest and digest not in str(config.get("description")):
            message = "does not hold the hash of the rows, so that datasets may load older rows from its cache"
            yield Problem(NAME, None, f"configs.{name}.description", message)
    if front.get("license") is None:
        yield Problem(NAME, None, "license", "is missing")
    recorded = manifest.texts.get(NAME)
    if recorded is not None and recorded != generated_sha256(text):
        yield Problem(
            NAME,
            None,
            None,
            "was edited outside the blocks for text of your own, which the next version would not keep",
        )


def loading_problems(folder: Path, unchecked: list[str]) -> Iterator[Problem]:
    """Load each config as a user does, row by row and with a cache of its own, and say which does not."""
    from datasets import get_dataset_config_names, load_dataset
    from datasets.utils.logging import disable_progress_bar

    disable_progress_bar()
    with tempfile.TemporaryDirectory() as cache:
        try:
            names = get_dataset_config_names(str(folder), cache_dir=cache)
        except Exception as error:  # whatever datasets trips over is the finding
            yield Problem(NAME, None, None, f"datasets cannot read the folder: {_first(error)}")
            return
        for name in names:
            try:
                for split_ in load_dataset(str(folder), name, streaming=True, cache_dir=cache).values():
                    for _ in split_.with_format("arrow").iter(batch_size=10_000):
                        pass
            except Exception as error:  # the same
                yield Problem(f"data/{name}", None, None, f"datasets cannot load the config {name!r}: {_first(error)}")


def declared_files(folder: Path) -> dict[str, list[Path]]:
    """The data files of the project's tables as a card declares them."""
    text, _ = _text(folder)
    front = _front(text) if text else ""
    found: dict[str, list[Path]] = {config: [] for config in shards.CONFIGS}
    for config in _entries(front, "configs") if isinstance(front, dict) else ():
        name = str(config["config_name"])
        if name in found:
            found[name] = sorted({path for pattern in _patterns(config) for path in folder.glob(pattern)})
    return found


def _patterns(config: Mapping[str, Any]) -> Iterator[str]:
    """The patterns of ``data_files``, in the forms that the Hub knows: a string, a list, or a path for each split."""
    given = config.get("data_files")
    for item in given if isinstance(given, list) else [given]:
        paths = item.get("path") if isinstance(item, dict) else item
        for path in paths if isinstance(paths, list) else [paths]:
            if isinstance(path, str) and not path.startswith("/") and ".." not in path and ".jsonl" in path:
                yield path


def _text(folder: Path) -> tuple[str | None, str]:
    try:
        return (folder / NAME).read_text(encoding="utf-8"), ""
    except (OSError, UnicodeDecodeError) as error:
        return None, f"got no card that can be read ({error}), expected one whose YAML declares configs and features"


def _front(text: str) -> dict[str, Any] | str:
    """The front matter, or what is wrong with it."""
    import yaml

    if not text.startswith("---\n") or "\n---\n" not in text[4:]:
        return "got a card without front matter, expected YAML between two lines of ---"
    try:
        front = yaml.safe_load(text[4:].partition("\n---\n")[0])
    except yaml.YAMLError as error:
        return f"got front matter that is no YAML ({_first(error)}); correct it"
    return (
        front if isinstance(front, dict) else "got front matter that is no mapping, expected configs and dataset_info"
    )


def _entries(front: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = front.get(key)
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict) and "config_name" in item]


def _feature_problems(table: str, info: Mapping[str, Any], columns: frozenset[str]) -> Iterator[Problem]:
    from datasets import Features

    where = f"dataset_info.{table}.features"
    try:
        declared = Features._from_yaml_list(info.get("features"))
    except Exception as error:  # datasets raises what it likes
        yield Problem(NAME, None, where, f"cannot be read: {_first(error)}")
        return
    if columns - declared.keys():
        yield Problem(NAME, None, where, f"lacks {', '.join(sorted(columns - declared.keys()))}, which rows have")
    expected = FEATURES[table]()
    for column in sorted(columns & declared.keys() & expected.keys()):
        if declared[column] != expected[column]:
            yield Problem(NAME, None, f"{where}.{column}", f"is {declared[column]}, expected {expected[column]}")


def _first(error: BaseException) -> str:
    cause = error.__cause__ or error
    lines = str(cause).strip().splitlines() or [type(cause).__name__]
    return f"{type(cause).__name__}: {lines[0]}"
