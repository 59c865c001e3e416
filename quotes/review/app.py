"""The web app: its routes."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from quotes.review import changes, pages
from quotes.review.guard import HEADERS
from quotes.review.web import STATIC_VERSION, Review, guarded

_FOLDER = Path(__file__).with_name("static")
#: The files that the pages load, by name; nothing else of the file system is ever served.
_STATIC = {
    "htmx.js": ("htmx-4.0.1.min.js", "text/javascript"),
    "review.js": ("review.js", "text/javascript"),
    "article.js": ("article.js", "text/javascript"),
    "review.css": ("review.css", "text/css"),
    "icon.svg": ("icon.svg", "image/svg+xml"),
}


def create_app(review: Review) -> Starlette:
    """The app over an open dataset and log."""
    looks = {
        "/work": pages.work,
        "/step": pages.step,
        "/guide": pages.guide,
        "/agreement": pages.agreements,
        "/conflicts": pages.conflicts,
        "/orphans": pages.orphans,
    }
    writes = {
        "/act": changes.act,
        "/undo": changes.undo,
        "/redo": changes.redo,
        "/settle": changes.settle,
        "/attach": changes.attach,
    }
    routes = [
        Route("/", guarded(review, pages.enter, named=False)),
        Route("/name", guarded(review, pages.name, named=False), methods=["GET"]),
        Route("/name", guarded(review, pages.take_name, named=False), methods=["POST"]),
        Route("/language", guarded(review, pages.language, named=False), methods=["POST"]),
        *(Route(path, guarded(review, handler), methods=["GET"]) for path, handler in looks.items()),
        *(Route(path, guarded(review, handler), methods=["POST"]) for path, handler in writes.items()),
        Route(f"/static/{STATIC_VERSION}/{{name}}", _static),
    ]
    return Starlette(routes=routes)


async def _static(request: Request) -> Response:
    known = _STATIC.get(request.path_params["name"])
    if known is None:
        return Response("no such file", status_code=404, headers=HEADERS)
    name, kind = known
    return FileResponse(_FOLDER / name, media_type=kind, headers={**HEADERS, "Cache-Control": "no-cache"})
