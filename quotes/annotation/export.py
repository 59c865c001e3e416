"""A dataset into a folder that another annotation tool takes in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from quotes.annotation import argilla, doccano, inception, label_studio
from quotes.annotation.sheet import Sheet, sheet_of
from quotes.annotation.units import Unit
from quotes.dataset.decided import program_rows
from quotes.dataset.manifest import Manifest
from quotes.dataset.shards import check_files, read_rows
from quotes.publish.folder import new_folder
from quotes.publish.offsets import dataset_manifest


def export_for(dataset: Path, output: Path, tool: str, unit: Unit = "code-points") -> Manifest:
    """Write the articles of a dataset with the program's quotations as suggestions for a tool of TOOLS; the manifest.

    It is always the program's own quotations, so that nobody sees what others have decided. ``unit`` is what offsets
    count; INCEpTION's format has one of its own.

    Raises DatasetError where ``dataset`` is none or was changed by hand, InputError where ``output`` is there.
    """
    manifest = dataset_manifest(dataset)
    check_files(dataset, manifest.files)
    sheets = _sheets(dataset, manifest)
    with new_folder(output) as fresh:
        if tool == "label-studio":
            label_studio.write(fresh, sheets, unit)
        elif tool == "doccano":
            doccano.write(fresh, sheets, unit)
        elif tool == "inception":
            inception.write(fresh, sheets)
        else:
            argilla.write(fresh, sheets, unit, manifest.name)
        (fresh / "README.md").write_text(_about(manifest, tool), encoding="utf-8", newline="\n")
    return manifest


def _sheets(dataset: Path, manifest: Manifest) -> Iterator[Sheet]:
    rows = program_rows(dataset, read_rows(dataset, "quotations"))
    for document in read_rows(dataset, "documents"):
        yield sheet_of(document, rows.get(document["id"], []), manifest.version)


_HOW = {
    "label-studio": "Make a project, paste `config.xml` as its labelling interface (Code), and import `tasks.json`. "
    "Sort by prediction score to begin with the least certain. Export as JSON (not JSON-MIN).",
    "doccano": "Make a project for sequence labelling with overlapping spans and relations allowed, import "
    "`span-labels.json` and `relation-labels.json` as labels, then `documents.jsonl` as JSONL (columns `text` and "
    "`entities`). doccano knows labels only: stance is a mark of its own over the quotation, and names, roles and "
    "categories stay as they are. Export as JSONL(relation), approved documents only.",
    "inception": "Import `typesystem.xml` under Layers (UIMA type system), allow overlapping marks there, then the "
    "files of `documents/` as UIMA CAS JSON 0.4.0, under their names. Export each annotator's documents in the same "
    "format, or the project with it, unpacked.",
    "argilla": "`argilla.Dataset.from_disk(FOLDER)` makes the dataset, a record for each quotation. Get the answers "
    "with `dataset.records(with_responses=True).to_list()` written as JSON, or `dataset.records.to_json(FILE)`. "
    "Missed quotations cannot be added there.",
}


def _about(manifest: Manifest, tool: str) -> str:
    return (
        f"# {manifest.name}, for {tool}\n\nThe program's quotations of version {manifest.version} as suggestions. "
        f"{_HOW[tool]} Then: `quotes import DATASET FILES --format {tool}`.\n\nWhat labels mean stands in the "
        "guidelines (schema/annotation.v1.md in the package). Each article keeps its licence.\n"
    )
