"""A dataset in other formats, in a folder of its own: Parquet, CSV, CoNLL. One file for each file of the dataset."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quotes.dataset.features import document_features, quotation_features, speaker_features
from quotes.dataset.layout import data_files
from quotes.dataset.manifest import Manifest
from quotes.dataset.shards import check_files, read_file
from quotes.publish.conll import document_lines
from quotes.publish.folder import new_folder
from quotes.publish.offsets import dataset_manifest

if TYPE_CHECKING:
    from datasets import Features

Row = dict[str, Any]
FORMATS = ("parquet", "csv", "conll")
#: Rows that are held in memory at a time.
BATCH = 5_000


def export(dataset: Path, output: Path, format_: str) -> Manifest:
    """Write a dataset in another format into a new folder; the dataset's manifest.

    Raises DatasetError where ``dataset`` is none or was changed by hand, InputError where ``output`` is there.
    """
    manifest = dataset_manifest(dataset)
    check_files(dataset, manifest.files)
    writer: Callable[[Path, Path, Manifest], str] = {"parquet": _parquet, "csv": _csv, "conll": _conll}[format_]
    with new_folder(output) as fresh:
        front = writer(dataset, fresh, manifest)
        (fresh / "README.md").write_text(front + _about(manifest, format_), encoding="utf-8", newline="\n")
    return manifest


def features_of(config: str) -> Features:
    """The typed features of a config."""
    return {"quotations": quotation_features, "documents": document_features, "speakers": speaker_features}[config]()


def _parquet(dataset: Path, fresh: Path, manifest: Manifest) -> str:
    """Labels as strings, times as times, spans as lists of structs; the card declares labels for ``datasets``."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for name in manifest.files:
        config = name.split("/")[1]
        features = features_of(config)
        schema = pa.schema([(column, _arrow_type(features[column])) for column in features])
        target = _target(fresh, name, ".parquet")
        times = [column for column, kind in features.items() if getattr(kind, "dtype", "").startswith("timestamp")]
        with pq.ParquetWriter(target, schema, compression="zstd") as writer:
            for block in _blocks(read_file(dataset / name)):
                rows = [{**row, **{column: _time(row[column]) for column in times}} for row in block]
                writer.write_table(pa.Table.from_pylist(rows, schema=schema))
    return _front_matter(manifest)


def _arrow_type(feature: Any) -> Any:
    import pyarrow as pa
    from datasets import ClassLabel
    from datasets.features.features import get_nested_type

    return pa.string() if isinstance(feature, ClassLabel) else get_nested_type(feature)


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value.replace("Z", "+00:00")) if value else None


def _front_matter(manifest: Manifest) -> str:
    import yaml  # comes with datasets

    names = [name for name in ("quotations", "documents", "speakers") if manifest.counts.get(name)]
    matter = {
        "pretty_name": f"{manifest.name}, Parquet",
        "language": ["de"],
        "configs": [
            {
                "config_name": name,
                **({"default": True} if name == names[0] else {}),
                "version": manifest.version,
                "description": f"{name}, sha256 {manifest.content[name]}",  # what datasets' cache goes by
                "data_files": [
                    {**entry, "path": _renamed(entry["path"], ".parquet")} for entry in data_files(name, manifest.files)
                ],
            }
            for name in names
        ],
        "dataset_info": [{"config_name": name, "features": features_of(name)._to_yaml_list()} for name in names],
    }
    return f"---\n{yaml.safe_dump(matter, allow_unicode=True, sort_keys=False, width=1000)}---\n\n"


def _csv(dataset: Path, fresh: Path, manifest: Manifest) -> str:
    """UTF-8 with a byte order mark, without which Excel misreads umlauts; lists as JSON; nothing as an empty cell."""
    for name in manifest.files:
        columns = list(features_of(name.split("/")[1]))
        with _target(fresh, name, ".csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            for row in read_file(dataset / name):
                writer.writerow([_cell(row[column]) for column in columns])
    return ""


def _cell(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _conll(dataset: Path, fresh: Path, manifest: Manifest) -> str:
    names = {config: [n for n in manifest.files if n.startswith(f"data/{config}/")] for config in manifest.content}
    quotations = _by_document(row for name in names["quotations"] for row in read_file(dataset / name))
    for name in names["documents"]:
        with _target(fresh, name, ".conll").open("w", encoding="utf-8", newline="\n") as file:
            for document in read_file(dataset / name):
                file.writelines(f"{line}\n" for line in document_lines(document, quotations.get(document["id"], ())))
    return ""


def _by_document(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["doc_id"], []).append(row)
    return found


def _target(fresh: Path, name: str, ending: str) -> Path:
    path = fresh / _renamed(name, ending)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _renamed(name: str, ending: str) -> str:
    return name.removesuffix(".gz").removesuffix(".jsonl") + ending


def _blocks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while block := list(islice(rows, BATCH)):
        yield block


_HOW = {
    "parquet": "Parquet with typed columns: labels are strings (class labels for `datasets`), times are in UTC, spans "
    "are lists of `{start, end}`.",
    "csv": "CSV in UTF-8 with a byte order mark and commas; lists and spans are JSON in their cell, nothing is an "
    "empty cell.",
    "conll": "A token a line, tab-separated: number, token, start, end, then the quotations, cues, frames, speakers, "
    "addressees and evidence of stance that it stands in, as `B-TYPE:n` or `B:n` for the first token of a span and "
    "`I-` for the others, several joined by `|`, `_` for none. `n` is the quotation's number in the lines "
    "`# quotation n = {...}` above its document, which hold all its labels. An empty line stands where the text has a "
    "line break. Tokens are words, numbers and single marks; a token belongs to a span that covers part of it.",
}


def _about(manifest: Manifest, format_: str) -> str:
    counts = manifest.counts
    return (
        f"# {manifest.name}\n\nVersion {manifest.version} of the dataset, exported: {counts['quotations']} "
        f"quotations in {counts['documents']} documents. {_HOW[format_]} Offsets are Unicode code points into the "
        "document's text, end exclusive. What columns and labels mean, how they were made, their limits and licences "
        "stand in the dataset's own card; each article keeps its own licence, in the column `licence` of `documents`.\n"
    )
