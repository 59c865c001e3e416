"""Gold of every form is told by what is there, and says the same."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from quotes.document import Quotation, join
from quotes.engine.gold import Part, read_gold
from quotes.errors import InputError
from quotes.evaluate.quotation import PARTS
from quotes.evaluate.report import FIELDS
from tests.engine import made_gold as made


def said(quotation: Quotation) -> tuple[object, ...]:
    speaker, stance = quotation.speaker, quotation.stance
    assert speaker is not None
    assert stance is not None
    return (
        quotation.type, join(quotation.spans, made.TEXT), join(quotation.cue, made.TEXT),
        join(speaker.mention, made.TEXT), speaker.name, speaker.role.title, speaker.role.category, stance.label,
    )  # fmt: skip


def of_form(form: str, folder: Path) -> Path:
    if form == "folder of marked articles":
        return made.marked(folder / "a.txt").parent
    if form == "packed news":
        plain = made.news(folder / "news.jsonl")
        packed = folder / "news.jsonl.gz"
        packed.write_bytes(gzip.compress(plain.read_bytes()))
        return packed
    make = {"articles": made.folder_of_articles, "dataset": made.dataset}
    if form in make:
        return make[form](folder / form)
    return made.marked(folder / "a.txt") if form == "marked article" else made.news(folder / "news.jsonl")


FORMS = ["articles", "dataset", "marked article", "folder of marked articles", "news", "packed news"]


@pytest.mark.parametrize("form", FORMS)
def test_forms(form: str, tmp_path: Path) -> None:
    """Whatever the form, the quotations are the same, and all fields are there."""
    gold = read_gold(of_form(form, tmp_path))
    [text] = gold.texts
    assert text.document.text == made.TEXT
    assert [said(q) for q in text.document.quotations] == [
        ("direct", "„Nein“", "sagte", "Ministerin Anna Muster", "Anna Muster", "Ministerin", "minister", "none"),
        ("indirect_free_indirect", "Sie lehne den Einsatz ab.", "", "Ministerin Anna Muster", "Anna Muster",
         "Ministerin", "minister", "against"),
    ]  # fmt: skip
    assert gold.fields == FIELDS
    assert gold.parts == tuple(p for p in PARTS if p != "frame" or form != "articles")
    assert bool(text.tokens) == ("news" in form)


def test_rows_with_their_documents(tmp_path: Path) -> None:
    """Rows are gold with the input that they are of; only what they have columns for is scored; rejected ones go."""
    lines = [{k: v for k, v in row.items() if k not in ("frame_spans", "speaker_role")} for row in made.rows()]
    lines.append({**lines[0], "review_status": "rejected"})
    rows = made.jsonl(tmp_path / "rows.jsonl", lines)
    gold = read_gold(rows, documents=documents(tmp_path))
    assert [len(t.document.quotations) for t in gold.texts] == [2]
    assert "frame" not in gold.parts
    assert gold.fields == tuple(f for f in FIELDS if f != "role")


def test_news_without_attribution(tmp_path: Path) -> None:
    """Without an attribution file there are no names, roles and stances to score."""
    assert read_gold(made.news(tmp_path / "news.jsonl", attributed=False)).fields == ()


def test_attribution_elsewhere(tmp_path: Path) -> None:
    """An attribution file can be named."""
    path = made.news(tmp_path / "news.jsonl")
    elsewhere = (tmp_path / "news-attribution.jsonl").rename(tmp_path / "names.jsonl")
    assert read_gold(path).fields == ()
    assert read_gold(path, attribution=elsewhere).fields == FIELDS


def test_literature(tmp_path: Path) -> None:
    """A table of Redewiedergabe has parts, and no names."""
    cells = ["Ja", "Ja", "-", "-", "-", "yes", "direct.speech.1", "-", "-", "-", "-"]
    path = tmp_path / "a.tsv"
    path.write_text("# file = t\n" + "\t".join(cells) + "\n", encoding="utf-8")
    gold = read_gold(path)
    assert (gold.parts, gold.fields) == (("quote", "speaker", "cue", "frame"), ())


def test_part(tmp_path: Path) -> None:
    """A part holds the texts whose id falls into it, the others hold the rest; an empty part is an error."""
    path = made.marked(tmp_path / "a.txt")
    parts = [Part(n, 3) for n in range(3)]
    assert sum("a" in part for part in parts) == 1
    for part in parts:
        if "a" in part:
            assert len(read_gold(path, part=part).texts) == 1
        else:
            with pytest.raises(InputError, match="no text to score in this part"):
                read_gold(path, part=part)


@pytest.mark.parametrize("value", ["3", "3/3", "0/0", "-1/3", "a/b"])
def test_part_of_another_form(value: str) -> None:
    """What is no part says what is."""
    with pytest.raises(InputError, match="expected N/M"):
        Part.parse(value)


def test_part_is_parsed() -> None:
    """The tenth that training keeps apart."""
    assert Part.parse("0/10") == Part(0, 10)


Arguments = dict[str, object]


def documents(folder: Path) -> str:
    return str(made.jsonl(folder / "in.jsonl", [{"id": "a", "text": made.TEXT}]))


def changed_row(folder: Path, **changes: object) -> tuple[Path, Arguments]:
    path = made.jsonl(folder / "rows.jsonl", [{**made.rows()[0], **changes}])
    return path, {"documents": documents(folder)}


def news_with(folder: Path, attribution: Callable[[str], str]) -> tuple[Path, Arguments]:
    path = made.news(folder / "news.jsonl")
    beside = folder / "news-attribution.jsonl"
    beside.write_text(attribution(beside.read_text(encoding="utf-8")), encoding="utf-8")
    return path, {}


def empty_folder(folder: Path) -> tuple[Path, Arguments]:
    (folder / "empty").mkdir()
    return folder / "empty", {}


def latin(folder: Path) -> tuple[Path, Arguments]:
    path = made.marked(folder / "a.txt")
    path.write_bytes(path.read_text(encoding="utf-8").replace("„", '"').replace("“", '"').encode() + b"\xfc")
    return path, {}


def other_file(folder: Path) -> tuple[Path, Arguments]:
    (folder / "x.csv").write_text("a;b")
    return folder / "x.csv", {}


def textless(folder: Path) -> tuple[Path, Arguments]:
    path, _ = changed_row(folder)
    return path, {"documents": str(made.jsonl(folder / "b.jsonl", [{"id": "a"}]))}


#: Gold that is none with the arguments it is read with, and what the message says.
WRONG: list[tuple[str, Callable[[Path], tuple[Path, Arguments]], str]] = [
    ("empty folder", empty_folder, "folder without gold, expected"),
    ("another encoding", latin, "not UTF-8"),
    ("another ending", other_file, "file of another kind, expected"),
    ("rows alone", lambda f: (changed_row(f)[0], {}), "name these with --documents"),
    ("rows of another document", lambda f: changed_row(f, doc_id="b"), "none of the documents, which are 'a'"),
    ("rows of another text", lambda f: changed_row(f, text="„Ja“"), "do not hold its text"),
    ("rows beyond the text", lambda f: changed_row(f, spans=[{"start": 900, "end": 909}]), "do not hold its text"),
    ("documents that are none", textless, "without text"),
    ("documents for other gold", lambda f: (made.marked(f / "a.txt"), {"documents": documents(f)}), "brings its texts"),
    ("attribution for other gold", lambda f: (made.marked(f / "a.txt"), {"attribution": f}), "not of the news format"),
    ("attribution of another form", lambda f: news_with(f, lambda _: '{"id": 1}'), "got no attribution row"),
    ("attribution lacks a row", lambda f: news_with(f, lambda s: s.splitlines()[0]), "no row for 1 quotations"),
    ("unknown label", lambda f: news_with(f, lambda s: s.replace('"none"', '"no"')), "unknown role_category or stance"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "message"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_wrong_gold(make: Callable[[Path], tuple[Path, Arguments]], message: str, tmp_path: Path) -> None:
    """Gold that cannot be scored against says what is wrong and what was expected."""
    path, arguments = make(tmp_path)
    with pytest.raises(InputError, match=message):
        read_gold(path, **arguments)  # type: ignore[arg-type]
