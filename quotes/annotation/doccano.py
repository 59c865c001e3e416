"""doccano: sequence labelling with relations, a document a line of JSONL.

Its marks have a label and nothing else, so that stance is a mark of its own over a quotation, and names, roles and
categories stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from quotes.annotation.answered import Answered, Json, json_list, pair_of, value_of
from quotes.annotation.sheet import LINKS, MARKS, Link, Mark, Sheet
from quotes.annotation.units import Offsets, Unit
from quotes.document import QUOTATION_TYPES, STANCE_LABELS
from quotes.errors import InputError

EXPECTED = "an export of doccano as JSONL or JSONL(relation)"
STANCE = "stance"
POSITIONS = {f"stance:{label}": label for label in STANCE_LABELS if label != "none"}


def write(folder: Path, sheets: Iterable[Sheet], unit: Unit) -> None:
    """Write ``documents.jsonl`` and the labels of spans and relations as doccano imports them."""
    for name, labels in (("span-labels.json", (*MARKS, *POSITIONS)), ("relation-labels.json", (*LINKS, STANCE))):
        entries = [{"text": label, "background_color": "#1f6f8b", "text_color": "#ffffff"} for label in labels]
        (folder / name).write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
    numbers = Numbers()
    with (folder / "documents.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        for sheet in sheets:
            file.write(json.dumps(line(sheet, unit, numbers), ensure_ascii=False) + "\n")


class Numbers:
    """Numbers for marks and relations that are unique in a project."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        """The next number."""
        self._last += 1
        return self._last


def line(sheet: Sheet, unit: Unit, numbers: Numbers) -> Json:
    """A document as a line of doccano's JSONL."""
    offsets, entities, relations = Offsets(sheet.text), [], []
    ids = {mark.id: numbers.next() for mark in sheet.marks}

    def entity(number: int, label: str, mark: Mark) -> Json:
        start, end = offsets.out(mark.span, unit)
        return {"id": number, "label": label, "start_offset": start, "end_offset": end}

    def relation(source: int, target: int, kind: str) -> Json:
        return {"id": numbers.next(), "from_id": source, "to_id": target, "type": kind}

    for mark in sheet.marks:
        entities.append(entity(ids[mark.id], mark.label, mark))
        position = f"stance:{mark.values.get('stance')}"
        if position in POSITIONS:
            entities.append(entity(numbers.next(), position, mark))
            relations.append(relation(ids[mark.id], entities[-1]["id"], STANCE))
    relations += [relation(ids[link.source], ids[link.target], link.label) for link in sheet.links]
    about = {"doc_id": sheet.doc_id, "sha256": sheet.sha256, "version": sheet.version}
    return {"text": sheet.text, "entities": entities, "relations": relations, **about}


def read(path: Path) -> Iterator[Answered]:
    """The documents of an export. Who it is by is told by the file's name where this is a user's own export.

    Raises InputError for a file that is no such export.
    """
    who = path.name.split(".")[0]
    who = "" if who in ("all", "documents", "unknown") else who
    for number, given in enumerate(json_list(path, EXPECTED), 1):
        where = f"{path}:{number}"
        text, doc_id, version = (value_of(where, given, name, str) for name in ("text", "doc_id", "version"))
        marks = tuple(_marks(where, given))
        if "relations" not in given:  # a project, or an export, without relations
            yield Answered(where, who, doc_id, version, text, _with_stance(marks, {}), with_parts=False)
            continue
        links = tuple(_links(where, given))
        stances = {link.target: link.source for link in links}
        yield Answered(where, who, doc_id, version, text, _with_stance(marks, stances), links)


def _marks(where: str, given: Json) -> Iterator[Mark]:
    if isinstance(entities := given.get("entities"), list):
        for entity in entities:
            label, id_ = value_of(where, entity, "label", str), value_of(where, entity, "id", int)
            yield Mark(f"{id_}", label, pair_of(where, entity.get("start_offset"), entity.get("end_offset")))
        return
    for number, span in enumerate(value_of(where, given, "label", list, or_else=given.get("labels"))):
        if not isinstance(span, list) or len(span) != 3 or not isinstance(span[2], str):
            raise InputError(f"{where}: got {str(span)[:60]!r} as a label, expected [start, end, label]")
        yield Mark(f"{number}", span[2], pair_of(where, span[0], span[1]))


def _links(where: str, given: Json) -> Iterator[Link]:
    for relation in value_of(where, given, "relations", list):
        source, target = (f"{value_of(where, relation, name, int)}" for name in ("from_id", "to_id"))
        yield Link(source, target, value_of(where, relation, "type", str))


def _with_stance(marks: tuple[Mark, ...], linked: Mapping[str, str]) -> tuple[Mark, ...]:
    """Stance as a value of the quotation that has the mark's relation, or else its span; ``none`` without a mark."""
    found: dict[str, str] = {}
    places = {mark.span: mark.id for mark in marks if mark.label in QUOTATION_TYPES}
    for mark in marks:
        if mark.label in POSITIONS:
            owner = linked.get(mark.id) or places.get(mark.span)
            if owner:
                found[owner] = POSITIONS[mark.label]
    return tuple(
        replace(mark, values={"stance": found.get(mark.id, "none")}) if mark.label in QUOTATION_TYPES else mark
        for mark in marks
        if mark.label not in POSITIONS
    )
