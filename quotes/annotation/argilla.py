"""Argilla: a record for each quotation with suggestions, in the files of ``Dataset.from_disk``.

Argilla has no relations; since a record is about one quotation, its marks belong to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from quotes.annotation.answered import Answered, Json, json_list, pair_of, value_of
from quotes.annotation.sheet import CONTINUES, PARTS, VALUES, Link, Mark, Sheet
from quotes.annotation.units import Offsets, Unit
from quotes.document import QUOTATION_TYPES, ROLE_CATEGORIES, STANCE_LABELS
from quotes.errors import InputError

EXPECTED = "the records of an Argilla dataset as JSON: dataset.records.to_json(FILE)"
DECISIONS = ("accept", "reject")
YES = ("no", "yes")
QUOTATION = "quotation"
_CHOICES = {
    "type": QUOTATION_TYPES,
    "stance": STANCE_LABELS,
    "speaker_role_category": ROLE_CATEGORIES,
    "speaker_is_spokesperson": YES,
}
_AREAS = tuple(name for name in VALUES if name not in _CHOICES)


def write(folder: Path, sheets: Iterable[Sheet], unit: Unit, name: str) -> None:
    """Write records and settings as ``argilla.Dataset.from_disk`` reads them."""
    hidden = folder / ".argilla"
    hidden.mkdir()
    about = {"name": name, "status": "draft", "allow_extra_metadata": True}
    (hidden / "dataset.json").write_text(json.dumps(about) + "\n", encoding="utf-8")
    (hidden / "settings.json").write_text(json.dumps(settings(), indent=1) + "\n", encoding="utf-8")
    with (folder / "records.json").open("w", encoding="utf-8", newline="\n") as file:
        file.write("[\n")
        for number, record in enumerate(r for sheet in sheets for r in records(sheet, unit)):
            file.write(",\n" * bool(number) + json.dumps(record, ensure_ascii=False))
        file.write("\n]\n")


def settings() -> Json:
    """Fields, questions and metadata of the dataset."""
    questions = [_question("decision", {"type": "label_selection", "options": _options(DECISIONS)}, required=True)]
    spans = {"type": "span", "field": "text", "allow_overlapping": True, "options": _options((QUOTATION, *PARTS))}
    questions.append(_question("spans", spans))
    questions += [_question(n, {"type": "label_selection", "options": _options(c)}) for n, c in _CHOICES.items()]
    questions += [_question(name, {"type": "text", "use_markdown": False}) for name in _AREAS]
    text = {"name": "text", "title": "text", "required": True, "settings": {"type": "text", "use_markdown": False}}
    kinds = {"doc_id": "terms", "sha256": "terms", "version": "terms", "confidence": "float"}
    metadata = [{"name": n, "title": n, "settings": {"type": kind}} for n, kind in kinds.items()]
    return {"guidelines": None, "fields": [text], "questions": questions, "metadata": metadata, "vectors": []} | {
        "allow_extra_metadata": True
    }


def _question(name: str, given: Json, *, required: bool = False) -> Json:
    return {"name": name, "title": name, "required": required, "settings": given}


def _options(values: Iterable[str]) -> list[Json]:
    return [{"value": value, "text": value, "description": None} for value in values]


def records(sheet: Sheet, unit: Unit) -> Iterator[Json]:
    """A record for each quotation of a sheet."""
    offsets, marks = Offsets(sheet.text), {mark.id: mark for mark in sheet.marks}
    for mark in sheet.marks:
        if not mark.values:
            continue
        linked = [marks[link.target] for link in sheet.links if link.source == mark.id]
        spans = []
        for one in (mark, *linked):
            start, end = offsets.out(one.span, unit)
            label = one.label if one.label in PARTS else QUOTATION
            spans.append({"start": start, "end": end, "label": label})
        given = {"spans": spans, "type": mark.label, **mark.values}
        given["speaker_is_spokesperson"] = YES[bool(mark.values["speaker_is_spokesperson"])]
        agent = f"quotes {sheet.version}"
        yield {
            "id": mark.id,
            "fields": {"text": sheet.text},
            "metadata": {
                "doc_id": sheet.doc_id,
                "sha256": sheet.sha256,
                "version": sheet.version,
                "confidence": mark.score,
            },
            "suggestions": {
                name: {"value": value, "score": None, "agent": agent}
                for name, value in given.items()
                if value is not None
            },
            "responses": {},
            "vectors": {},
            "status": "pending",
            "_server_id": None,
        }


def read(path: Path) -> Iterator[Answered]:
    """The responses with a decision, by the ids of their users; questions without an answer stay as they are.

    Raises InputError for a file that is no such export.
    """
    for number, record in enumerate(json_list(path, EXPECTED), 1):
        where = f"{path}: record {number}"
        metadata, responses = (value_of(where, record, name, dict) for name in ("metadata", "responses"))
        text = value_of(where, value_of(where, record, "fields", dict), "text", str)
        given: dict[str, Json] = {}
        for question, answers in responses.items():
            for answer in answers if isinstance(answers, list) else [answers]:
                if answer.get("status") in (None, "submitted"):
                    given.setdefault(str(answer.get("user_id") or ""), {})[question] = answer.get("value")
        for who, values in given.items():
            if values.get("decision") is None:
                continue
            if values["decision"] not in DECISIONS:
                raise InputError(f"{where}: got the decision {values['decision']!r}, expected accept or reject")
            bare = Answered(
                where,
                who,
                value_of(where, metadata, "doc_id", str),
                value_of(where, metadata, "version", str),
                text,
                only=value_of(where, record, "id", str),
                rejects=values["decision"] == DECISIONS[1],
            )
            yield _answered(bare, values)


def _answered(bare: Answered, given: Json) -> Answered:
    where, id_ = bare.where, str(bare.only)
    values: Json = {name: given[name] for name in VALUES if given.get(name) is not None}
    if "speaker_is_spokesperson" in values:
        values["speaker_is_spokesperson"] = values["speaker_is_spokesperson"] == YES[1]
    values |= {name: None for name in _AREAS if given.get(name) == ""}
    label = given.get("type") or ""
    if not given.get("spans") or bare.rejects:
        return replace(bare, marks=(Mark(id_, label, (0, 1), values),), with_parts=False)
    own: list[Mark] = []
    others: list[Mark] = []
    for number, span in enumerate(given["spans"]):
        name = value_of(where, span, "label", str)
        part = Mark(f"{number}", name, pair_of(where, span.get("start"), span.get("end")))
        (own if name == QUOTATION else others).append(part)
    if not own:
        raise InputError(f"{where}: got spans without one labelled {QUOTATION}, expected one; or reject the record")
    first, *more = (replace(mark, label=label) for mark in own)
    links = [Link(id_, mark.id, CONTINUES) for mark in more] + [Link(id_, mark.id, mark.label) for mark in others]
    marks = (replace(first, id=id_, values=values), *more, *others)
    return replace(bare, marks=marks, links=tuple(links))


def is_without_spans(answered: Answered) -> bool:
    """Whether an answer leaves all spans as they are; its one mark has no place then."""
    return answered.only is not None and not answered.with_parts
