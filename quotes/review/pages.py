"""The pages that are looked at: queue, work, guidelines, agreement, conflicts, orphans, and the door."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from typing import Any

from starlette.responses import RedirectResponse, Response

from quotes.dataset.reviewed import Outcome, review
from quotes.decisions.agreement import agreement
from quotes.decisions.model import LABELS, SPANS, Item, Values, checked_name
from quotes.decisions.settle import settle
from quotes.document import QUOTATION_TYPES, STANCE_LABELS
from quotes.errors import InputError
from quotes.review import views
from quotes.review.actions import answer_or_machine
from quotes.review.guidelines import SECTIONS, section
from quotes.review.queue import DONE, certainty_of
from quotes.review.web import LANGUAGE_COOKIE, Visit, signed_in, to_door
from quotes.stages.flag import FLAGS

LISTED = 200
#: How long a wrong password takes, so that guessing is slow.
WRONG_PASSWORD_S = 1.0


def enter(visit: Visit) -> Response:
    """The printed address: the token becomes a session, and the name is asked for; with a session, the queue."""
    token = visit.query.get("token", "")
    if token and visit.review.access.allows_token(token):
        target = "/" if visit.who else "/name"
        response: Response = RedirectResponse(target, status_code=303)
        return response if visit.who else signed_in(response, visit.review, "")
    if not visit.who:
        return to_door(visit)
    return queue(visit)


def name(visit: Visit) -> Response:
    """The form that asks for the name, and beyond loopback for the password."""
    has_session = visit.review.access.name_in(visit.request.cookies) is not None
    if not has_session and visit.review.access.password is None:
        return to_door(visit)
    return visit.render("name.html", asks_password=not has_session, wrong="", then=_local(visit.query.get("then", "/")))


def take_name(visit: Visit) -> Response:
    """The name that was given, checked with the password where one is asked for."""
    access = visit.review.access
    then = _local(visit.form.get("then", "/"))
    has_session = access.name_in(visit.request.cookies) is not None
    if not has_session and not access.allows_password(visit.form.get("password", "")):
        time.sleep(WRONG_PASSWORD_S)
        return visit.render("name.html", status=403, asks_password=True, wrong=visit.text("name.wrong"), then=then)
    try:
        given = checked_name(visit.form.get("name", ""))
    except InputError as error:
        return visit.render("name.html", status=400, asks_password=not has_session, wrong=str(error), then=then)
    return signed_in(RedirectResponse(then, status_code=303), visit.review, given)


def language(visit: Visit) -> Response:
    """The other language from now on."""
    response = RedirectResponse(_local(visit.form.get("then", "/")), status_code=303)
    response.set_cookie(LANGUAGE_COOKIE, visit.text("language.other"), httponly=True, samesite="strict", path="/")
    return response


def queue(visit: Visit) -> Response:
    """The list of what the filters let through, with its state."""
    filters = visit.filters
    units = visit.review.queue.units(visit.who, filters)
    rows = [_row(visit, unit) for unit in units[:LISTED]]
    values: dict[str, Any] = {
        "filters": filters,
        "view": filters.query(),
        "rows": rows,
        "total": len(units),
        "progress": visit.review.queue.progress(visit.who, filters),
        **views.history(visit),
    }
    if "hx-request" in visit.request.headers:
        return visit.render("_rows.html", **values)
    return visit.render("queue.html", choices=_choices(visit), **values)


def _row(visit: Visit, unit: Any) -> dict[str, Any]:
    answer = visit.review.queue.answer(unit, visit.who)
    values = answer_or_machine(unit, answer).values
    document = visit.review.catalog.document(unit.doc_id) or {}
    return {
        "unit": unit,
        "shown": values,
        "words": views.words(values["spans"], document.get("text", "")),
        "document": document,
        "status": views.status_key(unit, answer),
        "taken": visit.review.queue.status(unit, visit.who) == "taken",
        "certainty": certainty_of(unit),
    }


def _choices(visit: Visit) -> dict[str, list[str]]:
    """What the filters can be set to, as far as the dataset has it."""
    units = list(visit.review.catalog.units())
    flags = {flag for unit in units for flag in unit.row["flags"]}
    documents = visit.review.catalog.documents()
    return {
        "flag": [flag for flag in FLAGS if flag in flags],
        "type": list(QUOTATION_TYPES),
        "stance": list(STANCE_LABELS),
        "speaker": sorted({u.row["speaker_name"] for u in units if u.row["speaker_name"]})[:1000],
        "source": sorted({d["source"] for d in documents if d["source"]}),
        "doc": [d["id"] for d in documents][:2000],
    }


def work(visit: Visit) -> Response:
    """The article with the card of one quotation: the one asked for, or the next to do."""
    filters, wanted = visit.filters, visit.query.get("item", "")
    unit = visit.review.catalog.unit(wanted) if wanted else None
    if wanted and unit is None:
        visit.notice = visit.text("said.gone")
    unit = unit or visit.review.queue.following(visit.who, filters, None)
    if unit is None and filters.doc and visit.review.catalog.document(filters.doc):
        values = views.article(visit, filters.doc)
        done = views.checked(visit, filters.doc)
        progress = visit.review.queue.progress(visit.who, filters)
        return visit.render(
            "work.html",
            **values,
            unit=None,
            filters=filters,
            view=filters.query(),
            progress=progress,
            **done,
            **views.history(visit),
        )
    if unit is None:
        return queue(visit)
    visit.review.queue.claims.take(visit.who, unit.id)
    return visit.render("work.html", **(views.article(visit, unit.doc_id) | views.card(visit, unit, filters)))


def step(visit: Visit) -> Response:
    """The next or the one before, without a decision, as parts of the page."""
    here = visit.review.catalog.unit(visit.query.get("item", ""))
    direction = -1 if visit.query.get("step") == "-1" else 1
    to = visit.query.get("to", "")
    unit = visit.review.catalog.unit(to) if to else None
    unit = unit or visit.review.queue.following(visit.who, visit.filters, here, step=direction) or here
    return parts(visit, unit, said="")


def parts(visit: Visit, unit: Any, *, said: str, touched: Any = (), status: int = 200) -> Response:
    """The card of a unit and all else on the page that changes with it; the article only where it is another one."""
    filters = visit.filters
    if unit is None:
        return visit.render(
            "_done.html",
            status=status,
            said=said,
            filters=filters,
            view=filters.query(),
            progress=visit.review.queue.progress(visit.who, filters),
            touched=[],
            **views.history(visit),
        )
    visit.review.queue.claims.take(visit.who, unit.id)
    values = views.card(visit, unit, filters)
    have = visit.form.get("have", visit.query.get("have", ""))
    if have != unit.doc_id:
        values |= views.article(visit, unit.doc_id)
    return visit.render(
        "_parts.html",
        status=status,
        said=said,
        touched=views.marks(visit, touched),
        other_article=have != unit.doc_id,
        **values,
    )


def guide(visit: Visit) -> Response:
    """A section of the guidelines."""
    wanted = visit.query.get("section", "quotation")
    return visit.render("_guide.html", body=section(wanted if wanted in SECTIONS else "quotation"))


def agreements(visit: Visit) -> Response:
    """How far people agree with each other and with the program, and who has done how much."""
    book = visit.review.book
    people: dict[str, list[float]] = {}
    decided: Counter[str] = Counter()
    for item in book.items.values():
        for person, answer in book.answers(item.id).items():
            decided[person] += item.origin != "document" and answer.status in DONE
    for person in decided:
        people[person] = [e.seconds for e in book.events_of(person) if e.kind == "decide"]
    table = [(p, n, statistics.median(people[p]) if people[p] else 0.0) for p, n in sorted(decided.items())]
    return visit.render(
        "agreement.html",
        agreement=agreement(book),
        people=table,
        outcome=_outcome(visit),
        parts=SPANS,
        **views.history(visit),
    )


def _outcome(visit: Visit) -> Outcome:
    """What the decisions that hold do to the program's rows now."""
    outcome, catalog = Outcome(), visit.review.catalog
    for doc_id, decisions in settle(visit.review.book).of_documents().items():
        document = catalog.document(doc_id)
        if document is not None:
            rows = [u.row for u in catalog.units(doc_id) if u.found]
            outcome.add(review(document, rows, decisions))
    return outcome


def conflicts(visit: Visit) -> Response:
    """Where people differ, with all their answers, and what was settled."""
    book, catalog = visit.review.book, visit.review.catalog
    found = []
    for conflict in settle(book).conflicts:
        own = conflict.answers.get(visit.who)
        unit = catalog.unit(conflict.item.id)
        enough = len(conflict.answers) >= visit.review.queue.needed(conflict.item.id)
        if unit is None or (own is None and not enough):  # who still has to answer must not see others' answers
            continue
        found.append(_conflict(visit, conflict.item, conflict.answers, unit))
    return visit.render(
        "conflicts.html", conflicts=found[:50], total=len(found), labels=LABELS, parts=SPANS, **views.history(visit)
    )


def _conflict(visit: Visit, item: Item, answers: Any, unit: Any) -> dict[str, Any]:
    text = str((visit.review.catalog.document(unit.doc_id) or {})["text"])
    kept = [a.values for a in answers.values() if a.status != "rejected"]
    differing = {n for n in (*LABELS, *SPANS) if any(v[n] != kept[0][n] for v in kept[1:])} if kept else set()
    start, end = unit.row["spans"][0]["start"], unit.row["spans"][-1]["end"]
    return {
        "item": item,
        "unit": unit,
        "answers": [(who, answer, _words(answer.values, text)) for who, answer in answers.items()],
        "differing": differing,
        "before": text[max(0, start - 200) : start],
        "words": text[start:end],
        "after": text[end : end + 200],
        "version_of": visit.review.book.version(item.id, ""),
    }


def _words(values: Values, text: str) -> dict[str, str]:
    return {name: views.words(values[name], text) for name in SPANS}


def orphans(visit: Visit) -> Response:
    """Decisions whose article has another text now, with the quotations that they may belong to."""
    book, catalog = visit.review.book, visit.review.catalog
    found = []
    for item in catalog.orphans():
        answer = book.answer(item.id, visit.who)
        if answer is None or answer.status not in DONE:
            continue
        found.append(
            {
                "item": item,
                "answer": answer,
                "words": item.row["text"],
                "version_of": book.version(item.id, visit.who),
                "places": _places(visit, item),
            }
        )
    return visit.render("orphans.html", orphans=found[:100], total=len(found), **views.history(visit))


def _places(visit: Visit, item: Item) -> list[Any]:
    """The quotations of the article as it is now that share most words with an orphan's."""
    words = set(str(item.row["text"]).casefold().split())
    ranked = []
    for unit in visit.review.catalog.units(item.doc_id):
        own = visit.review.book.answer(unit.id, visit.who)
        theirs = set(str(unit.row["text"]).casefold().split())
        shared = len(words & theirs) / (len(words | theirs) or 1)
        if shared > 0 and (own is None or not own.decides):
            ranked.append((shared, unit))
    ranked.sort(key=lambda pair: -pair[0])
    return [(unit, shared) for shared, unit in ranked[:3]]


def _local(path: str) -> str:
    """A path of this server, whatever was asked for."""
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and "\n" not in path and "\r" not in path
    return path if safe else "/"
