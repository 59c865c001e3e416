"""A dataset without the articles' text: spans, labels, hashes and addresses, which may be passed on where text may not.

The folder mirrors the dataset's data files, row by row, and keeps its manifest, card and changelog under ``dataset/``,
so that ``rehydrate`` can make the dataset again, byte for byte, from the same articles.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from quotes.dataset.features import document_features, quotation_features, speaker_features
from quotes.dataset.layout import data_files
from quotes.dataset.manifest import NAME, FileEntry, Manifest, read_manifest
from quotes.dataset.replace import NOT_PUBLISHED, OF_A_VERSION
from quotes.dataset.rows import PUBLISHED_AS_GIVEN
from quotes.dataset.shards import check_files, encode, read_file, write_file
from quotes.errors import DatasetError, InputError
from quotes.publish.folder import new_folder

GENERATOR = "quotes-dataset-builder/offsets"
ORIGINAL = "dataset"
#: Columns that hold words of the article, by config; those of quotations follow from spans and text.
TEXT_COLUMNS = {"documents": ("text",), "quotations": ("text", "cue", "speaker", "addressee"), "speakers": ()}
#: A value of ``provenance`` that is longer may be text of the article (a teaser, a lead), and is left out.
LONGEST_VALUE = 100

Row = dict[str, Any]


def export_offsets(dataset: Path, output: Path) -> Manifest:
    """Write the dataset without text into a new folder; the dataset's manifest.

    Raises DatasetError where ``dataset`` is none or was changed by hand, InputError where ``output`` is there.
    """
    manifest = dataset_manifest(dataset)
    check_files(dataset, manifest.files)
    with new_folder(output) as fresh:
        files = {name: write_without_text(dataset, fresh, name) for name in manifest.files}
        for name in OF_A_VERSION:
            source = dataset / name
            if source.is_file() and name not in NOT_PUBLISHED:
                (fresh / ORIGINAL).mkdir(exist_ok=True)
                shutil.copyfile(source, fresh / ORIGINAL / name)
        about = {
            "generator": GENERATOR,
            "name": manifest.name,
            "version": manifest.version,
            "files": {name: {"sha256": entry.sha256, "rows": entry.rows} for name, entry in files.items()},
        }
        (fresh / NAME).write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        (fresh / "README.md").write_text(_card(manifest, files), encoding="utf-8")
    return manifest


def dataset_manifest(folder: Path) -> Manifest:
    """The manifest of a dataset. Raises DatasetError where there is none."""
    manifest = read_manifest(folder)
    if manifest is None:
        raise DatasetError(f"{folder}: got no dataset there (manifest.json); make one: quotes build INPUT -o {folder}")
    return manifest


def read_offsets(folder: Path) -> dict[str, Any]:
    """What the manifest of a folder without text says: name, version, files (``FileEntry`` by path).

    Raises InputError where the folder is no such export, or its files are not as they were written.
    """
    advice = f"expected a folder that quotes export --offsets-only has written ({NAME})"
    try:
        about: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if about["generator"] != GENERATOR:
            raise ValueError(f"its generator is {about['generator']!r}")
        about["files"] = {name: FileEntry(**entry) for name, entry in about["files"].items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{folder}: got something else ({error}), {advice}") from error
    check_files(folder, about["files"])
    return about


def is_offsets(folder: Path) -> bool:
    """Whether a folder is such an export, by its manifest."""
    path = folder / NAME
    return path.is_file() and f'"{GENERATOR}"' in path.read_text(encoding="utf-8", errors="replace")


def write_without_text(dataset: Path, fresh: Path, name: str) -> FileEntry:
    """One data file without its columns of text."""
    config = name.split("/")[1]
    rows = (without_text(row, config) for row in read_file(dataset / name))
    return write_file(fresh / name, map(encode, rows))


def without_text(row: Row, config: str) -> Row:
    """A row without words of the article, and without long values of other columns of the input."""
    row = {column: value for column, value in row.items() if column not in TEXT_COLUMNS[config]}
    if row.get("provenance"):
        row["provenance"] = short_provenance(row["provenance"])
    return row


def short_provenance(provenance: str | None) -> str | None:
    """The values of a provenance column that are no text."""
    loaded: dict[str, str] = json.loads(provenance or "{}")
    kept = {key: value for key, value in loaded.items() if len(value) <= LONGEST_VALUE or key == PUBLISHED_AS_GIVEN}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else None


def _card(manifest: Manifest, files: dict[str, FileEntry]) -> str:
    import yaml  # comes with datasets

    names = [name for name in ("quotations", "documents", "speakers") if manifest.counts.get(name)]
    digest = hashlib.sha256(repr(sorted((k, v.sha256) for k, v in files.items())).encode()).hexdigest()
    matter = {
        "pretty_name": f"{manifest.name}, offsets only",
        "language": ["de"],
        "tags": ["quotation-attribution", "reported-speech", "stance-detection", "news", "german"],
        "configs": [
            {
                "config_name": name,
                **({"default": True} if name == names[0] else {}),
                "version": manifest.version,
                "description": f"{name}, sha256 {digest}",  # datasets' cache knows a folder by this, not by its files
                "data_files": data_files(name, files),
            }
            for name in names
        ],
        "dataset_info": [{"config_name": name, "features": _features(name)} for name in names],
    }
    front = yaml.safe_dump(matter, allow_unicode=True, sort_keys=False, width=1000)
    counts = manifest.counts
    return (
        f"---\n{front}---\n\n# {manifest.name}, offsets only\n\n"
        f"Version {manifest.version}. {counts['quotations']} quotations in {counts['documents']} German news articles: "
        "spans, labels, names of speakers, and for each article its address, title and the SHA-256 of its text, but "
        "not the text. Offsets are Unicode code points into the article's text, end exclusive. Who has the articles "
        "puts their text back:\n\n"
        "```sh\nquotes rehydrate THIS_FOLDER ARTICLES... --output DATASET\n```\n\n"
        "Each text is checked by its hash. With all of them the result is the dataset, byte for byte; its own card is "
        f"in `{ORIGINAL}/README.md` and says what the columns and labels mean, how they were made, and their limits.\n"
    )


def _features(name: str) -> Any:
    features: dict[str, Callable[[], Any]] = {
        "quotations": quotation_features,
        "documents": document_features,
        "speakers": speaker_features,
    }
    from datasets import Features

    kept = {column: kind for column, kind in features[name]().items() if column not in TEXT_COLUMNS[name]}
    return Features(kept)._to_yaml_list()


def rows_of(folder: Path, names: Iterable[str], config: str) -> Iterator[Row]:
    """The rows of a config's files."""
    for name in names:
        if name.startswith(f"data/{config}/"):
            yield from read_file(folder / name)
