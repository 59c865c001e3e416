"""The page and the files of unusual datasets, without a browser."""

from __future__ import annotations

import base64
import csv
import gzip
import json
import re
from pathlib import Path
from string import Formatter

import pytest

from quotes.decisions.model import FIELDS
from quotes.document import QUOTATION_TYPES, REVIEW_STATUSES, ROLE_CATEGORIES, STANCE_LABELS
from quotes.engine.apply import apply_reviews
from quotes.errors import DatasetError, InputError
from quotes.report.columns import FACETS, NAMING
from quotes.report.figures import FIGURES, SECTIONS
from quotes.report.files import as_csv, write_figures
from quotes.report.page import LIMIT, render, side_labels
from quotes.report.payload import pack, sample
from quotes.report.read import read
from quotes.report.table import NO_DAY
from quotes.report.texts import filled, texts
from quotes.stages.flag import FLAGS
from tests.dataset.examples import document
from tests.decisions.made import ROWS, answer, book, change, item
from tests.report.made import dataset, documents, rows, write
from tests.review.made import dataset as built


def test_both_languages_say_the_same_things() -> None:
    """No text is missing, and both fill in the same places."""
    german, english = texts("de"), texts("en")
    assert german.keys() == english.keys()
    for key, words in german.items():
        fields = [sorted(f for _, f, _, _ in Formatter().parse(t) if f) for t in (words, english[key])]
        assert fields[0] == fields[1], key


def test_every_label_and_figure_has_its_words() -> None:
    """What the data can hold and what is drawn is named in words."""
    labels = {"stance": STANCE_LABELS, "type": QUOTATION_TYPES, "category": ROLE_CATEGORIES, "naming": NAMING}
    labels |= {"review": REVIEW_STATUSES, "field": FIELDS, "flag": FLAGS}
    wanted = {f"level.{facet}.{name}" for facet, names in labels.items() for name in names}
    wanted |= {f"{kind}.{figure.id}" for figure in FIGURES for kind in ("figure", "note")}
    wanted |= {f"facet.{figure.facet}" for figure in FIGURES if figure.facet}
    wanted |= {f"section.{section}" for section in SECTIONS}
    assert wanted <= texts("en").keys()
    assert {figure.facet for figure in FIGURES} - {""} <= set(FACETS)


def test_filled_leaves_braces_of_values_alone() -> None:
    """A name in braces that a value brings is not filled in."""
    assert filled("{a} of {b}", a="{b}", b=2) == "{b} of 2"
    assert filled("{c}", a=1) == "{c}"


def test_rows_alone_are_enough(tmp_path: Path) -> None:
    """JSONL rows, with the fewest columns and unknown ones, make a table; a source in the rows is used."""
    row = {"doc_id": "a", "text": "Nein.", "source": "dpa", "published": "2020-02-30", "surprise": [1]}
    table = read(write(tmp_path / "rows.jsonl", [row]))
    assert (table.name, len(table), table.bad_dates) == ("rows", 1, 1)
    assert table.facets["outlet"].levels == ("dpa",)


@pytest.mark.parametrize("date", ["0001-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "soon", "2020-13-01"])
def test_dates_out_of_range_are_counted_and_left_out(tmp_path: Path, date: str) -> None:
    """They say nothing over time, and a note tells how many there are."""
    articles = documents(3)
    articles[0]["published"] = date
    folder = dataset(tmp_path / "made", rows(60, 3), articles)
    table = read(folder)
    assert table.bad_dates == 1
    assert (table.day[table.document == 0] == NO_DAY).all() or table.documents[0].id != "d0.txt"
    assert "1 documents have a date that is none" in render([table], [folder], language="en")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"doc_id": "a"}', "row 1 has no doc_id or no text"),
        ('{"doc_id": "a", "text": "x", "stance": "pro"}', "got stance 'pro', expected one of favor, against"),
        ('{"doc_id": "a", "text": "x", "confidence": "high"}', "got confidence 'high', expected a number"),
        ("no json", "got a line that is no row"),
    ],
)
def test_rows_that_are_none(tmp_path: Path, content: str, message: str) -> None:
    """What was got and what was expected is said."""
    path = tmp_path / "rows.jsonl"
    path.write_text(content + "\n", encoding="utf-8")
    with pytest.raises((InputError, DatasetError), match=re.escape(message)):
        read(path)


def test_places_that_hold_no_dataset(tmp_path: Path) -> None:
    """An empty folder, a missing one and another kind of file are refused."""
    (tmp_path / "a.csv").write_text("x", encoding="utf-8")
    for path, message in ((tmp_path / "none", "nothing there"), (tmp_path / "a.csv", "another ending")):
        with pytest.raises(InputError, match=message):
            read(path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(DatasetError, match="no dataset there"):
        read(tmp_path / "empty")


def test_decisions_of_the_log_are_told_by_field(tmp_path: Path) -> None:
    """After ``quotes apply``: a rejected, a corrected and an accepted quotation, with the confidence of the program."""
    folder = built(tmp_path, document())
    b = book(folder)
    b.record("Anna", [change(item(), answer("corrected", stance="mixed", spans=[{"start": 0, "end": 7}]))], request="1")
    b.record("Anna", [change(item(1), answer("rejected", 1))], request="2")
    b.log.close()
    apply_reviews(folder)
    table = read(folder)
    assert table.judged is not None
    assert (len(table), len(table.judged)) == (1, 2)
    assert table.judged.measures["right"].tolist() == [1, 0]
    assert table.judged.confidence.tolist() == [ROWS[0]["confidence"], ROWS[1]["confidence"]]
    facet = table.judged.facets["field"]
    assert facet.values is not None
    kept = dict(zip((facet.levels[c] for c in facet.codes), facet.values.tolist(), strict=True))
    assert len(kept) == len(FIELDS)
    assert {name for name, value in kept.items() if not value} == {"stance", "spans"}


def unpacked(data: str) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(gzip.decompress(base64.b64decode(data)))
    return loaded


def test_a_payload_keeps_to_its_room(tmp_path: Path) -> None:
    """With less room first the context goes, then the words of whole documents, then quotations."""
    folder = dataset(tmp_path / "made", rows(3000, 200), documents(200))
    table = read(folder)
    texts_of = [(d["id"], d["text"]) for d in documents(200)]
    sizes = []
    for room in (1_000_000, 70_000, 45_000, 20_000):
        payload = pack(table, room, lambda ids: [t for t in texts_of if t[0] in ids])
        assert len(payload.data) <= room
        data = unpacked(payload.data)
        assert len(data["document"]) == len(payload.table)  # type: ignore[arg-type]
        sizes.append((len(payload.table), payload.words))
    assert sizes[0] == (3000, 3000)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1][0] < 3000


def test_a_sample_is_of_whole_documents(tmp_path: Path) -> None:
    """A document of the sample has all of its quotations, and the table fits together."""
    table = read(dataset(tmp_path / "made", rows(2000, 100), documents(100)))
    part = sample(table, 500)
    assert 400 < len(part) <= 500
    whole = {d.id: int((table.document == i).sum()) for i, d in enumerate(table.documents)}
    assert all(whole[d.id] == int((part.document == i).sum()) for i, d in enumerate(part.documents))
    for facet in part.facets.values():
        assert all(0 <= r < len(part) for r in facet.rows)
        assert set(facet.codes.tolist()) == set(range(len(facet.levels)))


CASES = {
    "no quotation": ([], documents(3), "holds no quotation"),
    "one document": (rows(20, 1), documents(1), "of one document"),
    "no dates": (rows(30, 3), [d | {"published": None} for d in documents(3)], "No article has a date"),
    "one speaker": (
        [r | {"speaker_name": "A", "speaker_id": "s"} for r in rows(30, 3)],
        documents(3),
        "are of one speaker",
    ),
    "markup": (
        [r | {"speaker_name": "</script><b>A</b>", "text": "</script><script>alert(1)</script>"} for r in rows(30, 3)],
        [d | {"title": "</title><script>alert(2)</script>", "source": "<svg onload=alert(3)>"} for d in documents(3)],
        "made 1.0.0",
    ),
    "failed": (rows(30, 3), documents(3), "stage detect &lt;b&gt;"),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", ["en", "de"])
def test_unusual_datasets(tmp_path: Path, case: str, language: str) -> None:
    """Each gives a page below the limit and figures; what is missing is said."""
    quotations, articles, words = CASES[case]
    failed = [{"doc_id": "x", "stage": "detect", "reason": "stage detect <b>"}] if case == "failed" else None
    folder = dataset(tmp_path / "made", quotations, articles, failed=failed)
    table = read(folder)
    page = render([table], [folder], language=language)
    assert len(page.encode()) < LIMIT
    assert language == "de" or words in page
    assert "alert(" not in page.split("<script>/*", 1)[0], "words of the data are packed, no part of the page"
    assert "http://" not in page.split("<script", 1)[0]
    written = write_figures(tmp_path / "figures", [table], side_labels([table], [folder]), language=language)
    assert bool(written) == bool(quotations)
    for path in written:
        assert path.stat().st_size
        assert path.suffix == ".csv" or path.read_text(encoding="utf-8").startswith("<svg")


def test_csv_of_two_says_which() -> None:
    """The first column is the dataset; unknown values are empty cells, names with commas are quoted."""
    made = as_csv([[{"group": "A, B", "share": None}], [{"group": "C", "share": 0.5}]], ["x 1", "y 2"])
    assert list(csv.reader(made.splitlines())) == [
        ["dataset", "group", "share"],
        ["x 1", "A, B", ""],
        ["y 2", "C", "0.5"],
    ]


def test_the_same_dataset_gives_the_same_page(tmp_path: Path) -> None:
    """Nothing of a page hangs on the clock or the run."""
    folder = dataset(tmp_path / "made", rows(50, 5), documents(5))
    assert render([read(folder)], [folder], language="en") == render([read(folder)], [folder], language="en")
