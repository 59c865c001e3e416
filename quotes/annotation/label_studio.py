"""Label Studio: a task for each document with suggestions, and its export as JSON.

A quotation is a region with its type, choices and text areas of its own, and relations to its parts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from quotes.annotation.answered import Answered, Json, json_list, pair_of, value_of
from quotes.annotation.sheet import LINKS, MARKS, VALUES, Link, Mark, Sheet
from quotes.annotation.units import Offsets, Unit
from quotes.document import QUOTATION_TYPES, ROLE_CATEGORIES, STANCE_LABELS
from quotes.errors import InputError

EXPECTED = "an export of Label Studio as JSON (not JSON-MIN, CSV ...)"
YES = ("no", "yes")
_CHOICES = {"stance": STANCE_LABELS, "speaker_role_category": ROLE_CATEGORIES, "speaker_is_spokesperson": YES}
_AREAS = tuple(name for name in VALUES if name not in _CHOICES)


def write(folder: Path, sheets: Iterable[Sheet], unit: Unit) -> None:
    """Write ``tasks.json`` and the project's labelling set-up, ``config.xml``."""
    (folder / "config.xml").write_text(config(), encoding="utf-8", newline="\n")
    with (folder / "tasks.json").open("w", encoding="utf-8", newline="\n") as file:
        file.write("[\n")
        for number, sheet in enumerate(sheets):
            file.write(",\n" * bool(number) + json.dumps(task(sheet, unit), ensure_ascii=False))
        file.write("\n]\n")


def config() -> str:
    """The labelling set-up that tasks and answers have."""
    inner = ["<Relations>", *(f"  <Relation value={quoteattr(name)}/>" for name in LINKS), "</Relations>"]
    inner += ['<Labels name="span" toName="text">', *(f"  <Label value={quoteattr(name)}/>" for name in MARKS)]
    inner += ["</Labels>", '<Text name="text" value="$text"/>']
    where = f'toName="text" perRegion="true" whenTagName="span" whenLabelValue="{",".join(QUOTATION_TYPES)}"'
    for name, choices in _CHOICES.items():
        inner += [f"<Header value={quoteattr(name)}/>", f'<Choices name="{name}" choice="single" {where}>']
        inner += [*(f"  <Choice value={quoteattr(choice)}/>" for choice in choices), "</Choices>"]
    for name in _AREAS:
        inner += [f"<Header value={quoteattr(name)}/>"]
        inner += [f'<TextArea name="{name}" editable="true" maxSubmissions="1" {where}/>']
    return "<View>\n" + "".join(f"  {line}\n" for line in inner) + "</View>\n"


def task(sheet: Sheet, unit: Unit) -> Json:
    """A document as a task with one prediction; its score is that of the least certain quotation."""
    offsets, result = Offsets(sheet.text), []
    for mark in sheet.marks:
        start, end = offsets.out(mark.span, unit)
        place = {"start": start, "end": end, "text": sheet.text[slice(*mark.span)]}
        common = {"id": mark.id, "to_name": "text"}
        score = {} if mark.score is None else {"score": mark.score}
        labels = {"from_name": "span", "type": "labels", "value": {**place, "labels": [mark.label]}}
        result.append({**common, **labels, **score})
        for name, value in mark.values.items():
            if name in _CHOICES:
                choice = YES[value] if isinstance(value, bool) else value
                given: Json = {"type": "choices", "value": {**place, "choices": [choice]}}
            elif value is None:
                continue
            else:
                given = {"type": "textarea", "value": {**place, "text": [value]}}
            result.append({**common, "from_name": name, **given})
    for link in sheet.links:
        relation = {"type": "relation", "direction": "right", "labels": [link.label]}
        result.append({"from_id": link.source, "to_id": link.target, **relation})
    data = {"text": sheet.text, "doc_id": sheet.doc_id, "sha256": sheet.sha256, "version": sheet.version}
    scores = [mark.score for mark in sheet.marks if mark.score is not None]
    prediction = {"model_version": f"quotes {sheet.version}", "score": min(scores, default=1.0), "result": result}
    return {"data": data, "predictions": [prediction]}


def read(path: Path) -> Iterator[Answered]:
    """The last answer of each person to each task; of those who skipped a task, none.

    Raises InputError for a file that is no such export.
    """
    for number, given in enumerate(json_list(path, EXPECTED), 1):
        where = f"{path}: task {number}"
        if "annotations" not in given or "data" not in given:
            raise InputError(f"{where}: got no annotations and data, expected {EXPECTED}")
        data = value_of(where, given, "data", dict)
        latest: dict[str, Json] = {}
        for one in value_of(where, given, "annotations", list):
            if not value_of(where, one, "was_cancelled", bool, or_else=False):
                who = _who(one.get("completed_by"))
                if who not in latest or str(one.get("updated_at")) >= str(latest[who].get("updated_at")):
                    latest[who] = one
        for who, one in latest.items():
            yield _answered(where, who, data, value_of(where, one, "result", list))


def _who(by: Any) -> str:
    if isinstance(by, dict):
        return str(by.get("email") or by.get("username") or by.get("id") or "")
    return "" if by is None else f"{by}"


def _answered(where: str, who: str, data: Json, result: list[Any]) -> Answered:
    marks: dict[str, Mark] = {}
    values: dict[str, Json] = {}
    words: dict[str, str] = {}
    links = []
    for given in result:
        kind = value_of(where, given, "type", str)
        if kind == "relation":
            labels = given.get("labels") or [""]
            ends = [value_of(where, given, name, str) for name in ("from_id", "to_id")]
            if given.get("direction") == "left":
                ends.reverse()
            links.append(Link(ends[0], ends[1], str(labels[0])))
            continue
        id_, value = value_of(where, given, "id", str), value_of(where, given, "value", dict)
        if kind == "labels":
            label = str((value_of(where, value, "labels", list) or [""])[0])
            marks[id_] = Mark(id_, label, pair_of(where, value.get("start"), value.get("end")))
            if isinstance(value.get("text"), str):
                words[id_] = value["text"]
        elif kind in ("choices", "textarea"):
            name = value_of(where, given, "from_name", str)
            chosen = value_of(where, value, "choices" if kind == "choices" else "text", list)
            if name in VALUES and chosen:
                held = str(chosen[0])
                values.setdefault(id_, {})[name] = held == YES[1] if name == "speaker_is_spokesperson" else held
    areas: Json = dict.fromkeys(_AREAS)  # an area that is not there was emptied
    made = tuple(
        Mark(m.id, m.label, m.span, areas | values.get(m.id, {}) if m.label in QUOTATION_TYPES else {})
        for m in marks.values()
    )
    doc_id, version, text = (value_of(where, data, name, str) for name in ("doc_id", "version", "text"))
    return Answered(where, who, doc_id, version, text, made, tuple(links), words)
