"""What changes something: each handler writes events to the log, and only then says so."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from starlette.responses import RedirectResponse, Response

from quotes.decisions.book import FINAL, Change, NothingLeftError, StaleError
from quotes.decisions.model import Answer, Event
from quotes.errors import InputError
from quotes.review import actions, pages, views
from quotes.review.catalog import Unit
from quotes.review.web import Visit

DECISIONS = ("accept", "reject", "skip")
LONGEST_REQUEST = 80


def act(visit: Visit) -> Response:
    """One key or button on a quotation: decide, change fields, note; add a quotation; check a document."""
    action = visit.form.get("action", "")
    if action in ("add", "check", "uncheck"):
        return _on_document(visit, action)
    unit = visit.review.catalog.unit(visit.form.get("unit", ""))
    if unit is None:
        return visit.message(404, visit.text("said.failed", why=visit.text("said.gone")))
    length = len((visit.review.catalog.document(unit.doc_id) or {})["text"])
    before = visit.review.queue.answer(unit, visit.who)

    def change() -> Change:
        if action == "set":
            answer, kind = actions.changed(unit, before, _object(visit), length), "change"
        elif action == "note":
            answer, kind = actions.noted(unit, before, visit.form.get("value", "")), "note"
        else:
            answer, kind = actions.decided(unit, before, action, length), "decide" if action in DECISIONS else action
        return Change(visit.review.catalog.item(unit), _number(visit, "version"), kind, answer)

    def done(events: Sequence[Event]) -> Response:
        following: Unit | None = unit
        if action in DECISIONS:
            following = visit.review.queue.following(visit.who, visit.filters, unit)
        said = visit.text("said.saved", what=visit.text(f"answer.{views.status_key(unit, events[-1].after)}"))
        return pages.parts(visit, following, said=said, touched=[unit])

    return _recorded(visit, unit, change, done)


def _recorded(
    visit: Visit, unit: Unit | None, change: Callable[[], Change], done: Callable[[Sequence[Event]], Response]
) -> Response:
    """Write a change; where that cannot be, say why, and show what holds."""
    try:
        events = visit.review.book.record(visit.who, [change()], request=_request(visit), seconds=_seconds(visit))
    except StaleError:
        return pages.parts(visit, unit, said=visit.text("said.stale"), touched=[unit] if unit else [], status=409)
    except InputError as error:
        return visit.message(400, visit.text("said.invalid", why=str(error)))
    visit.review.catalog.refresh()
    return done(events)


def _on_document(visit: Visit, action: str) -> Response:
    document = visit.review.catalog.document(visit.form.get("doc", ""))
    if document is None:
        return visit.message(404, visit.text("said.failed", why=visit.text("orphan.gone")))
    version = visit.review.catalog.manifest.version
    unit = visit.review.catalog.unit(visit.form.get("unit", ""))

    def change() -> Change:
        if action == "add":
            target = next((u.row["stance_target"] for u in visit.review.catalog.units()), "intervention")
            item, answer = actions.added(document, _value(visit), version, target)
            if visit.review.catalog.unit(item.id) is not None and visit.review.book.answer(item.id, visit.who) is None:
                raise InputError(f"{item.id}: there is a quotation with these words and this type already")
            return Change(item, visit.review.book.version(item.id, visit.who), "add", answer)
        item, answer = actions.checked_document(document, version, checked=action == "check")
        return Change(item, _number(visit, "version"), "document", answer)

    def done(events: Sequence[Event]) -> Response:
        said = visit.text("said.saved", what=visit.text("added" if action == "add" else "whole"))
        if action != "add":
            return pages.parts(visit, unit, said=said)
        new = visit.review.catalog.unit(events[-1].item)
        return pages.parts(visit, new, said=said, touched=[new] if new else [])

    return _recorded(visit, unit, change, done)


def undo(visit: Visit) -> Response:
    """Take back the person's last action."""
    return _undone(visit, redo=False)


def redo(visit: Visit) -> Response:
    """Bring back what was last taken back."""
    return _undone(visit, redo=True)


def _undone(visit: Visit, *, redo: bool) -> Response:
    here = visit.review.catalog.unit(visit.form.get("unit", ""))
    last = _number(visit, "redo" if redo else "last")
    try:
        events = visit.review.book.undo(visit.who, last=last, request=_request(visit), redo=redo)
    except NothingLeftError:
        return pages.parts(visit, here, said=visit.text("said.nothing"))
    except StaleError:
        return pages.parts(visit, here, said=visit.text("said.stale"), status=409)
    visit.review.catalog.refresh()
    units = [u for u in (visit.review.catalog.unit(e.item) for e in events) if u is not None]
    shown = [u for u in units if not (u.origin == "added" and visit.review.queue.answer(u, visit.who) is None)]
    said = visit.text("said.redone" if redo else "said.undone")
    return pages.parts(visit, shown[0] if shown else here, said=said, touched=units)


def settle(visit: Visit) -> Response:
    """The decision on a conflict: one person's answer, or a rejection."""
    item = visit.review.book.items.get(visit.form.get("item", ""))
    if item is None:
        return visit.message(404, visit.text("said.failed", why=visit.text("said.gone")))
    answers = visit.review.book.answers(item.id)
    chosen = visit.form.get("take", "")
    if chosen and chosen in answers:
        answer = Answer(answers[chosen].status, answers[chosen].values, visit.form.get("note", "")[:4000])
    else:
        some = next(iter(answers.values()))
        answer = Answer("rejected", some.values, visit.form.get("note", "")[:4000])
    change = Change(item, _number(visit, "version"), "adjudicate", answer, FINAL)
    try:
        visit.review.book.record(visit.who, [change], request=_request(visit), seconds=_seconds(visit))
    except StaleError:
        return visit.message(409, visit.text("said.stale"))
    return RedirectResponse("/conflicts", status_code=303)


def attach(visit: Visit) -> Response:
    """An orphaned decision onto a quotation of this version; both ends in one action."""
    book, catalog = visit.review.book, visit.review.catalog
    item, unit = book.items.get(visit.form.get("item", "")), catalog.unit(visit.form.get("unit", ""))
    old = book.answer(item.id, visit.who) if item else None
    if item is None or unit is None or old is None:
        return visit.message(404, visit.text("said.failed", why=visit.text("said.gone")))
    moved = Change(item, _number(visit, "version"), "attach", Answer("moved", old.values, old.note))
    here = Change(catalog.item(unit), book.version(unit.id, visit.who), "attach", actions.attached(old, unit.row))
    try:
        book.record(visit.who, [moved, here], request=_request(visit))
    except StaleError:
        return visit.message(409, visit.text("said.stale"))
    return RedirectResponse("/orphans", status_code=303)


def _value(visit: Visit) -> Any:
    try:
        return json.loads(visit.form.get("value", ""))
    except (ValueError, RecursionError) as error:
        raise InputError(f"got a value that is no JSON ({error})") from error


def _object(visit: Visit) -> dict[str, Any]:
    value = _value(visit)
    if not isinstance(value, dict):
        raise InputError(f"got {str(value)[:80]}, expected fields with values")
    return value


def _number(visit: Visit, name: str) -> int:
    given = visit.form.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else -1


def _seconds(visit: Visit) -> float:
    try:
        seconds = float(visit.form.get("seconds", "0"))
    except ValueError:
        return 0.0
    return seconds if seconds == seconds else 0.0  # noqa: PLR0124 - not a number


def _request(visit: Visit) -> str:
    given = visit.form.get("request", "")
    if not 8 <= len(given) <= LONGEST_REQUEST:
        raise InputError(f"got the request id {given[:LONGEST_REQUEST]!r}, expected 8 to {LONGEST_REQUEST} characters")
    return f"{visit.who}:{given}"
