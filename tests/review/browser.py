"""A headless Chromium over a real server, for tests by keyboard alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)


@contextmanager
def server(folder: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """``quotes review`` in a process of its own; its full address as it prints it."""
    command = [sys.executable, "-m", "quotes", "review", str(folder), "--no-browser", *options]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        yield running.stdout.readline().strip(), running
    finally:
        running.terminate()
        running.wait(timeout=20)


@contextmanager
def browser(**context: Any) -> Iterator[Any]:
    """A page of a new browser; what it logs as an error fails the test. Skips where there is no browser."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no chromium is installed (Debian: apt-get install chromium)")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_context(
            **({"viewport": {"width": 1366, "height": 768}, "locale": "en-US"} | context)
        ).new_page()
        errors: list[str] = []
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" and "favicon" not in m.text else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.set_default_timeout(60_000)
        page.errors = errors
        yield page
        chromium.close()
        assert errors == []


def enter(page: Any, address: str, name: str = "Anna") -> None:
    """From the printed address to the queue, by keyboard."""
    page.goto(address)
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.wait_for_selector("html[data-ready] #rows")


def shown(page: Any) -> dict[str, Any]:
    """The quotation on the card: id and values."""
    import json

    found: dict[str, Any] = json.loads(page.get_attribute("#card", "data-unit"))
    return found


def press(page: Any, *keys: str) -> None:
    """Press keys one after the other, each after the answer to the one before has been drawn."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_function("() => typeof state !== 'undefined' && state.chain.then(() => true)")


def wait(page: Any) -> None:
    """Wait for the answer to what was sent."""
    page.wait_for_function("() => typeof state !== 'undefined' && state.chain.then(() => true)")
