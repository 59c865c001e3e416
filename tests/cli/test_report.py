"""``quotes report`` and ``quotes show --document`` as a user types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quotes.cli import main
from quotes.dataset.rows import document_row, to_rows
from tests.dataset.examples import document
from tests.report.made import dataset, documents, rows
from tests.review.made import dataset as built

pytest.importorskip("vl_convert")


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def test_a_page_beside_the_dataset_and_figures(tmp_path: Path) -> None:
    """The page goes beside the folder, which stays as it is; figures are SVG and CSV."""
    folder = dataset(tmp_path / "mine", rows(40, 5), documents(5))
    before = sorted(folder.rglob("*"))
    done = run("report", folder, "--figures", tmp_path / "figures", "--language", "de")
    assert done.exit_code == 0, done.output
    assert "40 quotations" in done.output
    assert '<html lang="de">' in (tmp_path / "mine-report.html").read_text(encoding="utf-8")
    assert sorted(folder.rglob("*")) == before
    assert {p.suffix for p in (tmp_path / "figures").iterdir()} == {".svg", ".csv"}


def test_two_datasets(tmp_path: Path) -> None:
    """Both are named on one page."""
    a, b = (dataset(tmp_path / name, rows(20, 4, i), documents(4), version=f"{i}.0.0") for i, name in enumerate("ab"))
    done = run("report", "--compare", a, b, "-o", tmp_path / "both.html")
    assert done.exit_code == 0, done.output
    assert "Quotations: made 0.0.0 and made 1.0.0" in (tmp_path / "both.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["report", "{0}/none"], "got nothing there"),
        (["report", "{0}/mine", "--compare", "{0}/mine", "{0}/mine"], "got both or neither"),
        (["report", "--language", "de"], "got both or neither"),
        (["report", "{0}/mine", "-o", "{0}/no/page.html"], "make it first"),
        (["show", "{0}/mine", "--document", "x.txt"], "got the id 'x.txt'"),
        (["show", "a.txt", "--document", "x.txt"], "expected one dataset folder"),
    ],
)
def test_wrong_usage(tmp_path: Path, words: list[str], message: str) -> None:
    """Exit code 2 and a message that says what was expected; no page is written."""
    dataset(tmp_path / "mine", rows(5, 1), documents(1))
    done = run(*(word.format(tmp_path) for word in words))
    assert done.exit_code == 2, done.output
    assert message in done.output
    assert not list(tmp_path.glob("**/*.html"))


def test_a_document_of_a_dataset_is_shown_as_it_stands(tmp_path: Path) -> None:
    """Its quotations are the dataset's, not found anew."""
    shown = document("a.txt")
    folder = dataset(tmp_path / "mine", to_rows(shown), [document_row(shown.article)])
    done = run("show", folder, "--document", "a.txt")
    assert done.exit_code == 0, done.output
    assert "Eva Muster" in done.output
    page = tmp_path / "a.html"
    assert run("show", folder, "--document", "a.txt", "--html", page).exit_code == 0
    assert "stance-against" in page.read_text(encoding="utf-8")


def test_a_document_of_a_dataset_has_the_reasons_that_it_keeps(tmp_path: Path) -> None:
    """They come from the dataset, for the page in German and for the terminal; several documents make one page."""
    folder = built(tmp_path)
    done = run("show", folder, "--document", "a.txt")
    assert done.exit_code == 0, done.output
    assert "resolve: chain, die Sprecherin -> Eva Muster" in done.output
    page = tmp_path / "a.html"
    words = ("--document", "a.txt", "--document", "b.txt", "--html", page, "--language", "de")
    assert run("show", folder, *words).exit_code == 0
    html = page.read_text(encoding="utf-8")
    assert "<li>resolve: chain, die Sprecherin -&gt; Eva Muster" in html
    assert "<title>2 Artikel</title>" in html
    assert "Hier wurde kein Zitat gefunden." in html
