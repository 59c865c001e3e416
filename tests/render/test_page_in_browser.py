"""The page of an article in a real browser: reasons by pointer, keyboard and touch; nothing runs over on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quotes.render import page
from tests.render.test_render import DOCUMENT
from tests.report.browser import browser, opened

pytestmark = pytest.mark.slow
__all__ = ["browser"]


@pytest.fixture(params=[{}, {"viewport": {"width": 390, "height": 800}, "has_touch": True}], ids=["desktop", "phone"])
def shown(browser: Any, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    path = tmp_path / "article.html"
    path.write_text(page.render([DOCUMENT, DOCUMENT]), encoding="utf-8")
    with opened(browser, path, ready="main", **request.param) as opening:
        yield opening


def test_keys_go_from_quotation_to_quotation(shown: Any) -> None:
    """j and k move the focus over all articles and tell the reasons; Escape hides them; Tab reaches the same places."""
    why, seen = shown.locator("#why"), []
    assert why.is_hidden()
    for key in "jjjkj":
        shown.keyboard.press(key)
        seen.append(shown.evaluate("document.activeElement.dataset.start"))
    assert seen == ["a1-q1", "a1-q2", "a2-q1", "a1-q2", "a2-q1"]
    assert "detect: konjunktiv_1, wolle (0.90)" in why.inner_text()
    assert "Ayşe Öz, Ministerin" in why.inner_text()
    assert shown.locator("#a2 .quote.on").count() > 1
    assert shown.locator("#a1 .on").count() == 0
    shown.keyboard.press("Escape")
    assert why.is_hidden()
    shown.locator("h1").nth(1).click()
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.dataset.start") == "a1-q1"


def test_a_pointer_on_a_quotation_tells_the_innermost(shown: Any) -> None:
    """Over the nested quotation it is that one; over the speaker the quotation that he or she speaks; outside none."""
    shown.locator("#a1 .nested").first.hover()
    assert shown.locator("#why").inner_text().startswith("2 · speaker unknown")
    shown.locator("#a1 p .speaker").first.hover()
    assert shown.locator("#why").inner_text().startswith("1 · Ayşe Öz")
    box = shown.locator("#why").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= shown.viewport_size["width"]
    shown.mouse.move(1, 1)
    assert shown.locator("#why").is_hidden()
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert shown.evaluate("document.querySelectorAll('article p b').length") == 0, "markup of the article is text"
