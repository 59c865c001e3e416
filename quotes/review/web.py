"""What all handlers share: the guard around them, the person they answer, and rendering."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from quotes.decisions.book import Book
from quotes.errors import QuotesError
from quotes.review.catalog import Catalog
from quotes.review.guard import COOKIE, HEADERS, Access
from quotes.review.queue import Filters, Queue
from quotes.review.texts import LANGUAGES, preferred, texts

LANGUAGE_COOKIE = "quotes_language"
LARGEST_FORM = 256 * 1024
STATIC_VERSION = "1"


@dataclass(slots=True)
class Review:
    """All that the server holds. ``port`` is known once it listens."""

    catalog: Catalog
    book: Book
    queue: Queue
    access: Access
    port: int = 0


@dataclass(slots=True)
class Visit:
    """One request of a person: who asks, in which language, what was sent."""

    review: Review
    request: Request
    who: str
    language: str
    form: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""

    @property
    def query(self) -> Mapping[str, str]:
        """The query string of the address."""
        return self.request.query_params

    @property
    def filters(self) -> Filters:
        """The filters that the page was opened with."""
        view = dict(parse_qsl(self.form["view"])) if "view" in self.form else self.query
        return Filters.from_query(view)

    def text(self, key: str, **values: object) -> str:
        """A text in the person's language."""
        return texts(self.language)[key].format(**values)

    def render(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A page or part of one."""
        known = {
            "t": self.text,
            "lang": self.language,
            "who": self.who,
            "csrf": self.review.access.csrf(self.request.cookies),
            "dataset": self.review.catalog.manifest.name,
            "version": self.review.catalog.manifest.version,
            "notice": self.notice,
        }
        return HTMLResponse(_environment().get_template(template).render(known | values), status_code=status)

    def message(self, status: int, text: str) -> HTMLResponse:
        """A message in place of the part that was asked for, which stays as it is on the page."""
        response = self.render("_message.html", status=status, message=text)
        response.headers["HX-Retarget"] = "#message"
        response.headers["HX-Reswap"] = "outerHTML"
        return response


Handler = Callable[[Visit], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def guarded(review: Review, handler: Handler, *, named: bool = True) -> Endpoint:
    """The handler behind all checks; it runs in a thread, and only for a person whose name is known (``named``)."""

    async def endpoint(request: Request) -> Response:
        response = await _answer(review, handler, request, named=named)
        response.headers.update(HEADERS)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return endpoint


async def _answer(review: Review, handler: Handler, request: Request, *, named: bool) -> Response:
    access, host = review.access, request.headers.get("host", "")
    if not access.allows_host(host, review.port):
        return _refusal(421, "This server does not answer to that name (Host). Open the address that it printed.")
    who = access.name_in(request.cookies)
    language = request.cookies.get(LANGUAGE_COOKIE) or preferred(request.headers.get("accept-language", ""))
    visit = Visit(review, request, who or "", language if language in LANGUAGES else "en")
    if request.method == "POST":
        if not access.allows_origin(request.headers.get("origin"), host):
            return _refusal(403, "The request comes from another page (Origin).")
        body = await _body(request)
        if body is None:
            return _refusal(413, f"The request is larger than {LARGEST_FORM} bytes.")
        visit.form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=100))
        if not access.allows_csrf(visit.form.get("csrf", ""), request.cookies):
            return visit.message(403, visit.text("said.session"))
    if named and not who:
        return to_door(visit)
    return await run_in_threadpool(_run, handler, visit)


def _run(handler: Handler, visit: Visit) -> Response:
    try:
        if visit.review.catalog.refresh():
            visit.notice = visit.text("said.changed", version=visit.review.catalog.manifest.version)
        return handler(visit)
    except QuotesError as error:  # what cannot be read or saved now; nothing of it was half done
        failed = visit.text("said.failed", why=str(error))
        is_part = visit.request.method == "POST" or "hx-request" in visit.request.headers
        return visit.message(507, failed) if is_part else visit.render("error.html", status=500, message=failed)


def to_door(visit: Visit) -> Response:
    """Where somebody without a session, or without a name yet, is sent."""
    if "hx-request" in visit.request.headers:
        return visit.message(401, visit.text("said.session"))
    access = visit.review.access
    if access.name_in(visit.request.cookies) is None and access.password is None:
        return _refusal(401, "Open the address that the server printed when it started; it holds a token.")
    target = visit.request.url.path + (f"?{visit.request.url.query}" if visit.request.url.query else "")
    return RedirectResponse(f"/name?then={quote(target)}", status_code=303)


async def _body(request: Request) -> bytes | None:
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > LARGEST_FORM:
            return None
    return bytes(received)


def _refusal(status: int, text: str) -> Response:
    return HTMLResponse(f"<!doctype html><title>{status}</title><p>{escape(text)}</p>", status_code=status)


def signed_in(response: Response, review: Review, name: str) -> Response:
    """The response with the session of a person, or of one who has not said the name yet."""
    response.set_cookie(
        COOKIE,
        review.access.cookie(name),
        httponly=True,
        samesite="strict",
        secure=review.access.secure_cookie,
        path="/",
    )
    return response


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("quotes.review", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["json"] = _json
    environment.globals["static"] = f"/static/{STATIC_VERSION}"
    return environment


def _json(value: object) -> Markup:
    """JSON for an attribute in double quotes."""
    return escape(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
