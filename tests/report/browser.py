"""A headless Chromium that refuses any network, for the tests of the page; they are skipped where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A running Chromium."""
    api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("needs a Chromium")
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield running
        running.close()


@contextmanager
def opened(browser: Any, path: Path, ready: str = "body[data-drawn]", **options: Any) -> Iterator[Any]:
    """The page of a file, once ``ready`` is there. Fails at the end where a script raised an error or asked for
    anything elsewhere.
    """
    trouble: list[str] = []
    context = browser.new_context(**{"locale": "de-DE", "timezone_id": "America/New_York", **options})
    page = context.new_page()
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.on("dialog", lambda dialog: (trouble.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: trouble.append(request.url) if request.url.startswith("http") else None)
    page.goto(path.as_uri())
    page.wait_for_selector(ready, timeout=120_000)
    yield page
    context.close()
    assert not trouble


@contextmanager
def redrawn(page: Any) -> Iterator[None]:
    """Wait until what was changed inside is drawn."""
    drawn = int(page.evaluate("document.body.dataset.drawn"))
    yield
    page.wait_for_function(f"Number(document.body.dataset.drawn) > {drawn}", timeout=120_000)
