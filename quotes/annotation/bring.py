"""What people did in another tool, as decisions in the log of a dataset.

A quotation that came back as it went out is accepted, a changed one corrected, one that is gone rejected, a new one
added. Nothing is overwritten: where a person has decided otherwise in the log, that stays unless told to replace it.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from quotes.annotation import argilla, doccano, inception, label_studio
from quotes.annotation.answered import Answered
from quotes.annotation.sheet import Found, Mark, Sheet, loose, quotations_of, sheet_of
from quotes.annotation.units import Offsets, Unit, unit_of
from quotes.dataset import shards
from quotes.dataset.decided import program_rows
from quotes.dataset.replace import VERSIONS
from quotes.dataset.rows import Row, text_sha256
from quotes.decisions.anchor import Anchor, match
from quotes.decisions.book import Book, Change
from quotes.decisions.log import Log, log_path
from quotes.decisions.model import (
    SPANS,
    Answer,
    Item,
    changed_fields,
    checked_name,
    checked_spans,
    checked_values,
    values_of,
)
from quotes.errors import InputError
from quotes.review import actions
from quotes.review.catalog import Catalog

READERS: Mapping[str, Callable[[Path], Iterator[Answered]]] = {
    "label-studio": label_studio.read,
    "doccano": doccano.read,
    "inception": inception.read,
    "argilla": argilla.read,
}
#: What a tool's offsets count where the text does not tell; INCEpTION's reader has converted them.
DEFAULT_UNIT: Unit = "code-points"
#: Columns in which nothing is a value.
_WORDS = ("speaker_name", "speaker_role", "speaker_affiliation")


@dataclass(slots=True)
class Brought:
    """What an import did, counted: ``accepted``, ``corrected``, ``rejected``, ``added``, ``documents`` checked as a
    whole; ``known``: in the log already; ``kept``: somebody decided otherwise in the log, which stays; ``loose``: marks
    that belong to no quotation. ``problems`` are answers that were left out, and why; ``people`` who decided.
    """

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    people: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to take answers in: ``names`` of annotators by what the tool calls them (``""`` for all others), the unit of
    offsets where it is known, whether people went through whole documents, and whether answers in the log give way.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    unit: Unit | None = None
    whole: bool = False
    replace: bool = False


def bring_in(dataset: Path, paths: Sequence[Path], tool: str, wishes: Wishes) -> Brought:
    """Take the files of a tool into the log of a dataset. One bad answer does not stop the others.

    Raises DatasetError where there is no dataset, InputError where a file is no export of the tool; nothing is written
    then.
    """
    log = Log(log_path(dataset)) if (dataset / "manifest.json").is_file() else None
    if log is None:
        raise InputError(f"{dataset}: got no dataset there; make one: quotes build INPUT -o {dataset}")
    try:
        book = Book(log)
        bringer = _Bringer(Catalog(dataset, book), book, tool, wishes)
        for answered in [one for path in paths for one in READERS[tool](path)]:  # all before anything is written
            try:
                bringer.take(answered)
            except InputError as error:
                bringer.done.problems.append(str(error))
        return bringer.done
    finally:
        log.close()


class _Bringer:
    """The way of answers into a book."""

    def __init__(self, catalog: Catalog, book: Book, tool: str, wishes: Wishes) -> None:
        self.catalog, self.book, self.tool, self.wishes = catalog, book, tool, wishes
        self.done = Brought()
        self._rows: dict[str, dict[str, list[Row]]] = {}
        self._keys = {inception.doc_key(row["id"]): row["id"] for row in catalog.documents()}

    def take(self, answered: Answered) -> None:
        """Write the decisions of one answer, all or none. Raises InputError where it fits nothing here."""
        who = self._name(answered)
        document = self._document(answered)
        rows = self._exported(answered, document["id"])
        if answered.only is not None:
            rows = [row for row in rows if row["id"] == answered.only]
            if not rows:
                raise InputError(f"{answered.where}: got quotation {answered.only}, expected one of the dataset's")
        decided = list(self._decided(answered, document, rows))
        changes = [change for item, answer in decided if (change := self._change(who, item, answer))]
        if self.wishes.whole and answered.only is None:
            item, answer = actions.checked_document(document, answered.version, checked=True)
            if self.book.answer(item.id, who) is None:
                changes.append(Change(item, 0, "import", answer))
        if changes:
            self.book.record(who, changes, request=f"import-{uuid.uuid4()}")
            self.done.people.add(who)
        for change in changes:
            status = {"added": "added", "document": "documents"}.get(change.item.origin, change.answer.status)
            self.done.counts[status] += 1

    def _name(self, answered: Answered) -> str:
        names = self.wishes.names
        name = names.get(answered.who) or names.get("")
        if not name and not answered.who:
            raise InputError(f"{answered.where}: got no annotator's name, expected one: --annotator NAME")
        return checked_name(name or (f"{self.tool} {answered.who}" if answered.who.isdigit() else answered.who))

    def _document(self, answered: Answered) -> Row:
        id_ = self._keys.get(answered.doc_id, answered.doc_id)
        document = self.catalog.document(id_)
        if document is None:
            raise InputError(f"{answered.where}: got document {id_!r}, expected one of the dataset")
        if text_sha256(answered.text) != document["sha256"]:
            raise InputError(
                f"{answered.where}: got another text of document {id_!r} than the dataset has now, so that offsets fit "
                "nothing; import it before the article changes, or give the text of then"
            )
        return document

    def _exported(self, answered: Answered, doc_id: str) -> list[Row]:
        """The program's rows of the version that the tool was given."""
        version = answered.version
        if version not in self._rows:
            here = version == self.catalog.manifest.version
            folder = self.catalog.folder if here else self.catalog.folder / VERSIONS / version
            if not (folder / "manifest.json").is_file():
                raise InputError(f"{answered.where}: was made from version {version}, which {folder} does not hold")
            self._rows[version] = program_rows(folder, shards.read_rows(folder, "quotations"))
        return self._rows[version].get(doc_id, [])

    def _decided(self, answered: Answered, document: Row, rows: list[Row]) -> Iterator[tuple[Item, Answer]]:
        if answered.only is not None and (answered.rejects or argilla.is_without_spans(answered)):
            yield self._on_labels(answered, document, rows[0])
            return
        sheet = self._sheet(answered, document, rows)
        self.done.counts["loose"] += loose(sheet)
        found = list(quotations_of(sheet, with_parts=answered.with_parts))
        anchors = [Anchor(f.id, (), (f.values["spans"],)) for f in found]
        ours = {f.id: rows[0]["id"] for f in found} if answered.only else match(anchors, rows)
        by_id = {row["id"]: row for row in rows}
        for one in found:
            if one.id in ours:
                row = by_id[ours[one.id]]
                yield self._item(row, document, answered), _kept(row, one, document, rows)
            else:
                yield _new(one, document, rows, answered.version)
        for row in rows:
            if row["id"] not in ours.values():
                yield self._item(row, document, answered), Answer("rejected", values_of(row))

    def _on_labels(self, answered: Answered, document: Row, row: Row) -> tuple[Item, Answer]:
        """A decision that says nothing of spans."""
        mark, item = answered.marks[0], self._item(row, document, answered)
        if answered.rejects:
            return item, Answer("rejected", values_of(row))
        labels = {**mark.values, **({"type": mark.label} if mark.label else {})}
        return item, _kept(row, Found(mark.id, labels), document, [row])

    def _sheet(self, answered: Answered, document: Row, rows: Sequence[Row]) -> Sheet:
        """The answer's marks in code points. Raises InputError for one that is none of the text's."""
        text, offsets = document["text"], Offsets(document["text"])
        known = [mark.span for mark in sheet_of(document, rows, answered.version).marks]
        given = [(mark.span, answered.words.get(mark.id)) for mark in answered.marks]
        wanted: Unit | None = "code-points" if self.tool == "inception" else self.wishes.unit
        unit = wanted or unit_of(text, given, known, DEFAULT_UNIT)
        marks: list[Mark] = []
        for mark in answered.marks:
            pair = offsets.back(mark.span, unit)
            if pair is None:
                raise InputError(
                    f"{answered.where}: got a mark from {mark.span[0]} to {mark.span[1]} ({mark.label}), which is no "
                    f"place in the text of {offsets.length} code points, counted in {unit}; nothing of it was taken"
                )
            marks.append(replace(mark, span=pair, label=mark.label or rows[0]["type"]))
        return Sheet(document["id"], document["sha256"], text, answered.version, tuple(marks), answered.links)

    def _item(self, row: Row, document: Row, answered: Answered) -> Item:
        judged = self.catalog.unit(row["id"])
        if judged is not None:
            return self.catalog.item(judged)
        return Item(row["id"], document["id"], document["sha256"], "machine", row, answered.version)

    def _change(self, who: str, item: Item, answer: Answer) -> Change | None:
        before = self.book.answer(item.id, who)
        if before is not None and before.decides:
            if before.agrees_with(answer):
                self.done.counts["known"] += 1
                return None
            if not self.wishes.replace:
                self.done.counts["kept"] += 1
                return None
        note = before.note if before else ""
        return Change(item, self.book.version(item.id, who), "import", replace(answer, note=note))


def _kept(row: Row, found: Found, document: Row, rows: Iterable[Row]) -> Answer:
    """The answer that a quotation of a tool is to the program's row."""
    before = values_of(row)
    values = {**before, **_told(before, found, document, rows)}
    checked = checked_values(values, len(document["text"]))
    for name in SPANS:  # the row's own spans where these are the same stretches of the text
        if checked[name] == checked_spans(name, before[name], len(document["text"])):
            checked[name] = before[name]
    return Answer("corrected" if changed_fields(before, checked) else "accepted", checked)


def _new(found: Found, document: Row, rows: Iterable[Row], version: str) -> tuple[Item, Answer]:
    target = next((row["stance_target"] for row in rows), "intervention")
    item, draft = actions.added(document, found.values["spans"], version, target)
    values = {**draft.values, **_told(draft.values, found, document, rows)}
    return item, Answer("corrected", checked_values(values, len(document["text"])))


def _told(before: Mapping[str, Any], found: Found, document: Row, rows: Iterable[Row]) -> dict[str, Any]:
    """What a tool says of a quotation; who speaks follows from the mention where the tool has no names."""
    told = {k: v for k, v in found.values.items() if v is not None or k in _WORDS}
    if (
        told.get("stance") == "none"
        and before["stance"] != "none"
        and told.get("stance_evidence")
        in (
            None,
            before["stance_evidence"],
        )
    ):
        told["stance_evidence"] = []
    mention = told.get("speaker_spans")
    if mention is not None and mention != before["speaker_spans"] and "speaker_name" not in found.values:
        told |= _speaker(mention, document, rows)
    return told


def _speaker(mention: Sequence[Mapping[str, int]], document: Row, rows: Iterable[Row]) -> dict[str, Any]:
    """Who a mention is: as another quotation with the same mention has it, else by its words alone."""
    names = ("speaker_name", "speaker_role", "speaker_affiliation", "speaker_role_category", "speaker_is_spokesperson")
    for row in rows:
        if mention and list(row["speaker_spans"]) == list(mention):
            return {name: row[name] for name in names}
    words = " ".join(document["text"][s["start"] : s["end"]] for s in mention) or None
    return dict(zip(names, (words, None, None, "unknown", False), strict=True))
