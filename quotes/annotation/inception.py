"""INCEpTION: a UIMA CAS (JSON 0.4) for each document, by way of dkpro-cassis, which converts offsets.

One span layer has all marks, one relation layer all links; ``typesystem.xml`` brings both into a project.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from quotes.annotation.answered import Answered, Json
from quotes.annotation.sheet import VALUES, Link, Mark, Sheet
from quotes.document import QUOTATION_TYPES
from quotes.errors import InputError

MARK = "webanno.custom.QuotationMark"
LINK = "webanno.custom.QuotationMarkLink"
EXPECTED = "documents that INCEpTION has exported as UIMA CAS JSON 0.4.0, under the names that they were imported with"
_LABEL, _KEY = "label", "quotationId"
#: The features that values are, by column; a feature named as the columns of spans would clash with nothing here.
_FEATURES = {name: re.sub(r"_(\w)", lambda match: match[1].upper(), name) for name in VALUES}
_NAME = re.compile(r"([0-9a-f]{16})\.v(\d+\.\d+\.\d+)(?:\.json)?")
_BOOLEAN = "speaker_is_spokesperson"


def name_of(sheet: Sheet) -> str:
    """The name of a document's file, which tells document and version when it comes back."""
    return f"{doc_key(sheet.doc_id)}.v{sheet.version}.json"


def doc_key(doc_id: str) -> str:
    """The part of a file's name that stands for a document."""
    return hashlib.sha256(doc_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def write(folder: Path, sheets: Iterable[Sheet]) -> None:
    """Write ``typesystem.xml`` and a file for each document. Raises InputError without dkpro-cassis."""
    cassis = _cassis()
    system = _typesystem(cassis)
    system.to_xml(folder / "typesystem.xml")
    (folder / "documents").mkdir()
    for sheet in sheets:
        _cas(cassis, system, sheet).to_json(folder / "documents" / name_of(sheet))


def _cassis() -> Any:
    try:
        import cassis
    except ModuleNotFoundError as error:
        raise InputError(
            "dkpro-cassis is not installed, which INCEpTION's format needs: "
            "pip install 'quotes-dataset-builder[inception]'"
        ) from error
    return cassis


def _typesystem(cassis: Any) -> Any:
    system = cassis.TypeSystem()
    mark = system.create_type(name=MARK, supertypeName="uima.tcas.Annotation")
    for feature in (_LABEL, _KEY, *_FEATURES.values()):
        kind = "uima.cas.Boolean" if feature == _FEATURES[_BOOLEAN] else "uima.cas.String"
        system.create_feature(domainType=mark, name=feature, rangeType=kind)
    system.create_feature(domainType=mark, name="score", rangeType="uima.cas.Float")
    link = system.create_type(name=LINK, supertypeName="uima.tcas.Annotation")
    for feature in ("Governor", "Dependent"):
        system.create_feature(domainType=link, name=feature, rangeType=MARK)
    system.create_feature(domainType=link, name=_LABEL, rangeType="uima.cas.String")
    return system


def _cas(cassis: Any, system: Any, sheet: Sheet) -> Any:
    cas = cassis.Cas(typesystem=system, document_language="de")
    cas.sofa_string, cas.sofa_mime = sheet.text, "text/plain"
    mark_type, link_type, marks = system.get_type(MARK), system.get_type(LINK), {}
    for mark in sheet.marks:
        features = {_FEATURES[name]: value for name, value in mark.values.items() if value is not None}
        key = {_KEY: mark.id} if mark.values else {}
        score = {} if mark.score is None else {"score": mark.score}
        given = {_LABEL: mark.label, **key, **score, **features}
        marks[mark.id] = mark_type(begin=mark.span[0], end=mark.span[1], **given)
        cas.add(marks[mark.id])
    for link in sheet.links:
        source, target = marks[link.source], marks[link.target]
        place = {"begin": target.begin, "end": target.end}
        cas.add(link_type(Governor=source, Dependent=target, **place, **{_LABEL: link.label}))
    return cas


def read(path: Path) -> Iterator[Answered]:
    """The documents of a file or folder; annotators are the file's names in folders named as documents.

    Raises InputError for a file that is no such export.
    """
    files = sorted(p for p in path.rglob("*.json") if p.is_file() and _key(p)) if path.is_dir() else [path]
    if not files:
        raise InputError(f"{path}: got no document there, expected {EXPECTED}")
    for file in files:
        if not file.stem.upper().startswith("INITIAL_CAS"):  # what was imported, by nobody
            yield _answered(file)


def _key(path: Path) -> tuple[str, str, str] | None:
    """Document, version and annotator by the name of a file, or of the folder that it is in."""
    if match := _NAME.fullmatch(path.name):
        return match[1], match[2], ""
    match = _NAME.fullmatch(path.parent.name)
    return (match[1], match[2], path.stem) if match else None


def _answered(path: Path) -> Answered:
    cassis, key = _cassis(), _key(path)
    if key is None:
        raise InputError(f"{path}: got another name, expected {EXPECTED}")
    try:
        logging.getLogger("cassis").setLevel(logging.ERROR)
        with path.open("rb") as file:
            cas = cassis.load_cas_from_json(file)
        found = {id(m): m for m in cas.select(MARK)} if cas.typesystem.contains_type(MARK) else {}
        links = list(cas.select(LINK)) if cas.typesystem.contains_type(LINK) else []
    except Exception as error:
        raise InputError(f"{path}: got no such file ({type(error).__name__}: {error}), expected {EXPECTED}") from error
    ids = {k: f"m{number}" for number, k in enumerate(found)}
    marks = tuple(_mark(ids[k], one) for k, one in found.items())
    made = [
        Link(ids[id(one.Governor)], ids[id(one.Dependent)], str(one.get(_LABEL) or ""))
        for one in links
        if id(one.Governor) in ids and id(one.Dependent) in ids
    ]
    return Answered(str(path), key[2], key[0], key[1], str(cas.sofa_string or ""), marks, tuple(made))


def _mark(id_: str, one: Any) -> Mark:
    label, values = str(one.get(_LABEL) or ""), {}
    if label in QUOTATION_TYPES:
        values = _values(one)
    return Mark(id_, label, (int(one.begin), int(one.end)), values)


def _values(one: Any) -> Json:
    values: Json = {name: one.get(feature) for name, feature in _FEATURES.items()}
    # A new mark has no labels until somebody gives it one.
    return {name: value for name, value in values.items() if value is not None or name.startswith("speaker_")} | {
        _BOOLEAN: bool(values[_BOOLEAN])
    }
