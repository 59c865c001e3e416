"""The page in a real browser: it counts as the library does, filters, and opens the quotations behind a bar."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quotes.report.bootstrap import seeds, weights
from quotes.report.figures import FIGURES, Side, rows_of
from quotes.report.files import side_of
from quotes.report.page import LIMIT, render
from quotes.report.read import read
from quotes.report.table import Table
from tests.report.browser import browser, opened, redrawn
from tests.report.made import dataset, decided, documents, rows

pytest.importorskip("vl_convert")
pytestmark = pytest.mark.slow

__all__ = ["browser"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = rows(400, 30)
    made[5] |= {"text": "<img src=x onerror=alert(1)>", "stance": "favor"}
    program, _ = decided(rows(90, 30, 4))
    # half of the program's rows are in the dataset: the other half was rejected
    made = [r | {"review_status": "unreviewed"} for r in made[:355]] + [
        r | {"review_status": "accepted", "confidence": 1.0} for r in program[::2]
    ]
    return dataset(tmp_path_factory.mktemp("data") / "made", made, documents(30), program=program)


@pytest.fixture(scope="module")
def table(folder: Path) -> Table:
    return read(folder)


@pytest.fixture(scope="module")
def page(browser: Any, folder: Path, table: Table) -> Iterator[Any]:
    path = folder.parent / "report.html"
    path.write_text(render([table], [folder], language="en"), encoding="utf-8")
    assert path.stat().st_size < LIMIT
    with opened(browser, path) as opening:
        yield opening


COUNT = """([mask, id]) => {
  const { Numbers, sides, setup } = window.report, side = { ...sides[0], mask };
  side.judged.mask.fill(1);
  return Numbers.rowsOf(setup.figures.find(f => f.id === id), [side])[0];
}"""


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.id)
def test_the_page_counts_as_the_library_does(page: Any, table: Table, figure: Any) -> None:
    """All rows of all figures, intervals included, for three masks."""
    weight = weights(seeds(d.id for d in table.documents))
    at = np.arange(len(table))
    for mask in (table.everything, at % 3 == 0, table.stance == 0):
        wanted = rows_of(figure, [Side(table, mask, weight, side_of(table).judged)])[0]
        found = page.evaluate(COUNT, [mask.astype(int).tolist(), figure.id])
        assert len(found) == len(wanted)
        for mine, theirs in zip(wanted, found, strict=True):
            assert mine.keys() == theirs.keys()
            for name, value in mine.items():
                other = theirs[name]
                assert other == (pytest.approx(value, abs=1e-9) if isinstance(value, float) else value), name


def test_a_bar_opens_its_quotations(page: Any, table: Table) -> None:
    """A click on the bar of direct quotations lists them with article and offsets, and nothing else."""
    bar = page.locator("#types .mark-rect path").first
    bar.scroll_into_view_if_needed()
    bar.click()
    dialog = page.locator("dialog#quotations")
    assert "direct" in dialog.locator("h2").inner_text()
    number = int((table.facets["type"].codes == 0).sum())
    assert f"{number} quotations" in dialog.locator(".facts").first.inner_text()
    first = dialog.locator("li").first.inner_text()
    assert "characters 10–20" in first
    assert "quotes show" in first
    assert "Titel" in first
    page.keyboard.press("Escape")


def test_filters_act_on_all_pictures(page: Any, table: Table) -> None:
    """A stance chosen leaves its quotations in the sums, the pictures, their tables and the list of all."""
    with redrawn(page):
        page.select_option("#filter-stance", "against")
    number = int((table.stance == 1).sum())
    assert page.locator("#left").inner_text() == f"{number} of 400 quotations"
    assert page.locator("[data-fact=quotations]").inner_text() == str(number)
    cells = page.locator("#types tbody tr td:nth-child(2)").all_text_contents()
    assert sum(map(int, cells)) == number
    assert {x.split(" ", 1)[1] for x in page.locator("#all td:nth-child(3)").all_inner_texts()} == {"against"}
    with redrawn(page):
        page.fill("#search", "nowhere to be found")
    assert page.locator("#types .empty").is_visible()
    with redrawn(page):
        page.click("#reset")
    assert page.locator("#left").inner_text() == "400 of 400 quotations"


def test_a_filtered_bar_opens_what_is_left_of_it(page: Any, table: Table) -> None:
    """Filter, open the bar by its row in the table of numbers with the keyboard, read all quotations; close, reset."""
    with redrawn(page):
        page.select_option("#filter-stance", "favor")
    page.locator("#categories summary").click()
    row = page.locator("#categories tbody tr").first
    name, number = row.locator("th").inner_text(), int(row.locator("td").first.inner_text())
    row.locator("button").focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog#quotations")
    facet = table.facets["category"]
    wanted = np.flatnonzero(table.stance == 0)
    assert number == np.bincount(facet.codes[np.isin(facet.rows, wanted)]).max()
    assert name in dialog.locator("h2").inner_text()
    shown = dialog.locator("li mark").all_inner_texts()
    assert len(shown) == number
    assert set(shown) <= {table.words[r].text for r in wanted}
    assert all("▲ in favor" in text for text in dialog.locator("li").all_inner_texts())
    page.keyboard.press("Escape")
    assert dialog.is_hidden()
    page.locator("#categories summary").click()
    with redrawn(page):
        page.click("#reset")


def test_what_people_decided_is_filtered_and_read(page: Any, table: Table) -> None:
    """The picture of calibration follows the filters, and opens the program's quotations, rejected ones too."""
    assert table.judged is not None
    cells = "#calibration tbody tr td:nth-child(2)"
    assert sum(map(int, page.locator(cells).all_text_contents())) == len(table.judged)
    with redrawn(page):
        page.select_option("#filter-stance", "favor")
    assert sum(map(int, page.locator(cells).all_text_contents())) == int((table.judged.stance == 0).sum())
    page.locator("#calibration summary").click()
    row = page.locator("#calibration tbody tr").first
    row.locator("button").click()
    assert page.locator("dialog#quotations li").count() == int(row.locator("td").first.inner_text())
    page.keyboard.press("Escape")
    with redrawn(page):
        page.click("#reset")


def test_markup_is_text(page: Any) -> None:
    """Quotations, names and titles with tags are shown as they are written; none becomes an element."""
    with redrawn(page):
        page.fill("#search", "onerror")
    assert page.locator("#all .quote").all_inner_texts() == ["<img src=x onerror=alert(1)>"]
    with redrawn(page):
        page.click("#reset")
    assert page.evaluate("document.querySelectorAll('img, #all b, #all script').length") == 0
    assert "Dora <b>Fett</b>" in page.locator("#stance-by-speaker").inner_text()


def test_numbers_come_as_csv(page: Any) -> None:
    """The button gives what the picture shows."""
    with page.expect_download() as waiting:
        page.click("#types .csv")
    lines = Path(waiting.value.path()).read_text(encoding="utf-8").splitlines()
    assert lines[0] == "group,n,documents,share,low,high,small"
    assert sum(int(line.split(",")[1]) for line in lines[1:]) == 400


def test_two_datasets_side_by_side(browser: Any, tmp_path: Path) -> None:
    """Both have their own picture of the same groups; one filter acts on both; on a phone nothing runs over."""
    tables, folders = [], []
    for name, seed, number in (("a", 1, 60), ("b", 2, 90)):
        folders.append(dataset(tmp_path / name, rows(number, 9, seed), documents(9), version=f"{seed}.0.0"))
        tables.append(read(folders[-1]))
    path = tmp_path / "both.html"
    path.write_text(render(tables, folders, language="de"), encoding="utf-8")
    with opened(browser, path, viewport={"width": 390, "height": 800}) as both:
        assert both.locator("#types .chart svg").count() == 2
        groups = [p.locator("tbody th").all_inner_texts() for p in both.locator("#stance-by-speaker .panel").all()]
        assert groups[0] == groups[1]
        assert both.locator("#left").inner_text() == "60 / 90 von 60 / 90 Zitaten"
        with redrawn(both):
            both.select_option("#filter-type", "direct")
        sums = [int(text) for text in both.locator("[data-fact=quotations]").all_inner_texts()]
        assert sums == [int((t.facets["type"].codes == 0).sum()) for t in tables]
        assert both.evaluate("document.documentElement.scrollWidth <= innerWidth")
