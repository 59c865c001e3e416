"""Starting the review server."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

from quotes.decisions.book import Book
from quotes.decisions.log import Log, log_path
from quotes.errors import InputError
from quotes.review.catalog import Catalog
from quotes.review.guard import Access, is_loopback
from quotes.review.queue import DEFAULT_SHARE, Queue
from quotes.review.web import Review


def open_review(dataset: Path, access: Access, *, overlap: int | None = None, share: int | None = None) -> Review:
    """Open a dataset and its log for review. ``overlap`` and ``share`` are remembered in the log; ``None`` takes what
    was last given.

    Raises DatasetError where there is no dataset or its log cannot be read, InputError where the access is too wide.
    """
    if not is_loopback(access.host) and access.password is None and access.public is None:
        raise InputError(
            f"host {access.host}: others could reach the server there; add --password, or --behind-proxy ADDRESS for a "
            "proxy that asks who comes"
        )
    from quotes.dataset.manifest import read_manifest

    if read_manifest(dataset) is not None:  # else the catalog says what is missing, and nothing is made
        log = Log(log_path(dataset))
    else:
        raise InputError(f"{dataset}: got no dataset there; make one: quotes build INPUT --output {dataset}")
    for name, value in (("overlap", overlap), ("share", share)):
        if value is not None and log.setting(name, "") != str(value):
            log.set(name, str(value))
    book = Book(log)
    catalog = Catalog(dataset, book)
    people, percent = int(log.setting("overlap", "1")), int(log.setting("share", str(DEFAULT_SHARE)))
    return Review(catalog, book, Queue(catalog, book, overlap=people, share=percent), access)


def serve(review: Review, ready: Callable[[str], object]) -> None:
    """Serve until interrupted; ``ready`` gets the full address once the port listens.

    Raises InputError where the port is taken.
    """
    import uvicorn

    from quotes.review.app import create_app

    access = review.access
    family = socket.AF_INET6 if ":" in access.host else socket.AF_INET
    try:
        listener = socket.create_server((access.host.strip("[]"), access.port), family=family)
    except OSError as error:
        raise InputError(
            f"{access.host}:{access.port}: cannot listen there ({error.strerror or error}); choose another --port"
        ) from error
    review.port = listener.getsockname()[1]
    config = uvicorn.Config(
        create_app(review),
        log_level="warning",
        access_log=False,  # the token would stand in it
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
    )
    ready(access.address(review.port))
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        review.book.log.close()
