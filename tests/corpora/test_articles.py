"""Every format gives articles, and one bad input never stops the rest."""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from quotes.corpora import read
from quotes.corpora.articles import Reading
from quotes.document import Article
from quotes.errors import DocumentError, InputError

TEXT = "„Wir greifen nicht ein“, sagte die Ministerin am Montag in Berlin vor der Presse."
ENGLISH = "The government said on Monday that it would send troops to the region, as the president had demanded."
TEI = f"""<?xml version="1.0"?><!DOCTYPE TEI SYSTEM "tei.dtd">
<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="t1"><teiHeader><fileDesc>
<titleStmt><title>Kein <hi>Eingriff</hi></title></titleStmt>
<publicationStmt><publisher>Bote</publisher><date when="2014-09-15">Montag</date>
<availability><licence target="https://creativecommons.org/publicdomain/zero/1.0/"/></availability>
<idno>https://example.org/1</idno></publicationStmt></fileDesc></teiHeader>
<text><body><div><head>Kopf</head><p>{TEXT}<note>weg</note>
 Ende.<!-- auch weg --></p><p> </p></div></body></text></TEI>"""


def write(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def articles(readings: list[Reading]) -> list[Article]:
    return [r for r in readings if isinstance(r, Article)]


def failures(readings: list[Reading]) -> list[DocumentError]:
    return [r for r in readings if isinstance(r, DocumentError)]


def jsonl(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_text_file(tmp_path: Path) -> None:
    """A text file is one article under its name; the crawl header becomes its date."""
    [found] = read([write(tmp_path, "a.txt", f" date 2018-06 {TEXT}\n")])
    assert found == Article("a.txt", TEXT + "\n", published="2018-06")


def test_json_lines_keep_columns(tmp_path: Path) -> None:
    """Known columns fill the article, others are kept as provenance, ids stay as they are."""
    row = {"id": "2024-05-01", "text": TEXT, "title": "T", "published": "15.09.2014", "tags": ["a"], "page": 3}
    found = articles(list(read([write(tmp_path, "a.jsonl", jsonl(row, {"text": TEXT, "id": 7}, {"text": TEXT}))])))
    assert [a.id for a in found] == ["2024-05-01", "7", "a.jsonl#3"]
    assert (found[0].title, found[0].published) == ("T", "2014-09-15")
    assert found[0].provenance == (("page", "3"), ("tags", '["a"]'))


def test_bad_rows_fail_alone(tmp_path: Path) -> None:
    """A broken line, a row without text, an empty and a foreign text each fail with a reason; the rest is read."""
    lines = [
        jsonl({"text": TEXT}).strip(),
        '{"text": ',
        "[1]",
        jsonl({"body": TEXT}).strip(),
        jsonl({"text": "  "}).strip(),
        jsonl({"text": "12 34"}).strip(),
        jsonl({"text": 5}).strip(),
        jsonl({"id": "en", "text": ENGLISH}).strip(),
        "",
        jsonl({"text": TEXT}).strip(),
    ]
    found = list(read([write(tmp_path, "a.jsonl", "\n".join(lines))]))
    assert [a.id for a in articles(found)] == ["a.jsonl#1", "a.jsonl#10"]
    reasons = {f.document_id: f.reason for f in failures(found)}
    assert "line 2" in reasons["a.jsonl#2"]
    assert "line 3" in reasons["a.jsonl#3"]
    assert "without text (columns: body)" in reasons["a.jsonl#4"]
    assert "empty" in reasons["a.jsonl#5"]
    assert "without a word" in reasons["a.jsonl#6"]
    assert "int" in reasons["a.jsonl#7"]
    assert "'en'" in reasons["en"]


def test_any_language_keeps_and_notes(tmp_path: Path) -> None:
    """With any_language a foreign text is kept, with a note."""
    [found] = articles(list(read([write(tmp_path, "a.txt", ENGLISH)], any_language=True)))
    assert [note.signal for note in found.notes] == ["not_german"]


def test_unreadable_date_is_noted(tmp_path: Path) -> None:
    """A date that is none is left empty, and said so."""
    [found] = articles(list(read([write(tmp_path, "a.jsonl", jsonl({"text": TEXT, "published": "gestern"}))])))
    assert found.published is None
    assert found.notes[0].signal == "published_unreadable"
    assert "'gestern'" in found.notes[0].detail


def test_conversion_is_noted(tmp_path: Path) -> None:
    """A file that is not UTF-8 says so."""
    [found] = articles(list(read([write(tmp_path, "a.txt", TEXT.encode("cp1252"))])))
    assert found.text == TEXT
    assert found.notes[0].signal == "encoding_converted"


def test_second_article_with_an_id_fails(tmp_path: Path) -> None:
    """The first keeps the id; the error names both places."""
    one, two = write(tmp_path, "x/a.txt", TEXT), write(tmp_path, "y/a.txt", TEXT)
    found = list(read([one, two]))
    assert len(articles(found)) == 1
    assert one in failures(found)[0].reason
    assert two in failures(found)[0].reason


def test_bad_files_fail_alone(tmp_path: Path) -> None:
    """Empty, binary, unknown, broken and torn files fail; the good one is read."""
    write(tmp_path, "empty.txt", "")
    write(tmp_path, "binary.txt", b"\x00\x01\x02")
    write(tmp_path, "paper.pdf", b"%PDF")
    write(tmp_path, "broken.json", "{")
    write(tmp_path, "scalar.json", "3")
    write(tmp_path, "broken.xml", "<TEI>")
    write(tmp_path, "rss.xml", "<rss/>")
    write(tmp_path, "bomb.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><TEI>&a;</TEI>')
    write(tmp_path, "torn.txt.gz", gzip.compress(TEXT.encode())[:-12])
    write(tmp_path, "false.txt.zst", TEXT)
    write(tmp_path, "false.parquet", TEXT)
    write(tmp_path, "columns.csv", "id,body\n1,x\n")
    write(tmp_path, "good.txt", TEXT)
    found = list(read([str(tmp_path)]))
    assert [a.id for a in articles(found)] == ["good.txt"]
    assert {f.document_id for f in failures(found)} == {p.name for p in tmp_path.iterdir() if p.name != "good.txt"}
    assert all("got" in f.reason for f in failures(found))


def test_unexpected_errors_stay_with_their_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a format's reader raises, the next input is read."""

    def explode(_: bytes) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("quotes.corpora.formats.tei_records", explode)
    found = list(read([write(tmp_path, "a.xml", TEI), write(tmp_path, "b.txt", TEXT)]))
    assert "RuntimeError: boom" in failures(found)[0].reason
    assert [a.id for a in articles(found)] == ["b.txt"]


@pytest.mark.parametrize("packed", ["", ".gz", ".zst"])
def test_compressed_files(tmp_path: Path, packed: str) -> None:
    """Every format is also read from gzip and Zstandard."""
    data = jsonl({"text": TEXT}).encode()
    if packed == ".gz":
        data = gzip.compress(data)
    elif packed == ".zst":
        sink = pyarrow.BufferOutputStream()
        with pyarrow.CompressedOutputStream(sink, "zstd") as stream:
            stream.write(data)
        data = sink.getvalue().to_pybytes()
    [found] = articles(list(read([write(tmp_path, f"a.jsonl{packed}", data)])))
    assert found.text == TEXT


@pytest.mark.parametrize(("name", "separator"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t")])
def test_tables(tmp_path: Path, name: str, separator: str) -> None:
    """CSV with comma or semicolon, TSV; quoted cells hold separators, line breaks and quotes; a long row fails."""
    cell = '"' + TEXT.replace("„", '""').replace("“", '""') + f'{separator}\n Ende."'
    lines = ["\ufefftitle", "text", "id\r\n"]
    content = separator.join(lines) + separator.join(["T", cell, "a1"]) + "\r\n" + separator.join("abcd") + "\r\n\r\n"
    found = list(read([write(tmp_path, name, content)]))
    assert [(a.id, a.title, a.text[0]) for a in articles(found)] == [("a1", "T", '"')]
    assert articles(found)[0].text.endswith(f"{separator}\n Ende.")
    assert "got 4 cells, expected 3" in failures(found)[0].reason


def test_json_array_object_and_misnamed_lines(tmp_path: Path) -> None:
    """.json holds a list, one object, or JSON lines."""
    write(tmp_path, "list.json", json.dumps([{"text": TEXT}, 5]))
    write(tmp_path, "lines.json", jsonl({"text": TEXT}, {"text": TEXT}))
    write(tmp_path, "one.json", json.dumps({"text": TEXT}))
    found = list(read([str(tmp_path)]))
    assert [a.id for a in articles(found)] == ["lines.json#1", "lines.json#2", "list.json#1", "one.json"]
    assert "item 2" in failures(found)[0].reason


def test_parquet(tmp_path: Path) -> None:
    """Parquet rows with times, plain and compressed as a file."""
    from datetime import datetime

    table = pyarrow.table({"text": [TEXT, None], "published": [datetime(2014, 9, 15, 10), None]})
    parquet.write_table(table, tmp_path / "a.parquet")
    write(tmp_path, "b.parquet.gz", gzip.compress((tmp_path / "a.parquet").read_bytes()))
    found = list(read([str(tmp_path)]))
    assert [(a.id, a.published) for a in articles(found)] == [
        ("a.parquet#1", "2014-09-15T10:00:00"),
        ("b.parquet.gz#1", "2014-09-15T10:00:00"),
    ]
    assert len(failures(found)) == 2


def test_tei(tmp_path: Path) -> None:
    """Paragraphs of the body without notes; title, source, date, licence and address from the header."""
    [found] = articles(list(read([write(tmp_path, "a.xml", TEI)])))
    assert found.text == f"Kopf\n\n{TEXT} Ende."
    assert (found.id, found.title, found.source, found.published) == ("t1", "Kein Eingriff", "Bote", "2014-09-15")
    assert found.url == "https://example.org/1"
    assert found.licence == "https://creativecommons.org/publicdomain/zero/1.0/"


def test_tei_corpus(tmp_path: Path) -> None:
    """A teiCorpus holds several articles; without namespace works too."""
    one = f"<TEI><text><body><p>{TEXT}</p><p>Zeile<lb/>zwei</p></body></text></TEI>"
    found = articles(list(read([write(tmp_path, "a.xml", f"<teiCorpus>{one}{one}</teiCorpus>")])))
    assert [a.id for a in found] == ["a.xml#1", "a.xml#2"]
    assert found[0].text == f"{TEXT}\n\nZeile zwei"


def test_html(tmp_path: Path) -> None:
    """A web page gives its article and what its head says."""
    pytest.importorskip("trafilatura")
    paragraphs = "".join(f"<p>{TEXT} Absatz {i} ist auch noch da und hat viele Wörter.</p>" for i in range(5))
    page = (
        '<html lang="de"><head><title>Kein Eingriff</title><meta property="og:site_name" content="Bote">'
        f"</head><body><nav>Menü</nav><article><h1>Kein Eingriff</h1>{paragraphs}</article></body></html>"
    )
    [found] = articles(list(read([write(tmp_path, "a.html", page)])))
    assert "Absatz 4" in found.text
    assert "Menü" not in found.text
    assert (found.title, found.source) == ("Kein Eingriff", "Bote")
    assert failures(list(read([write(tmp_path, "b.html", "<html></html>")])))


def test_html_without_trafilatura(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names what to install."""
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    [failure] = failures(list(read([write(tmp_path, "a.html", "<p>x</p>")])))
    assert "[html]" in failure.reason


@pytest.mark.parametrize("content", [TEXT, "\n" + jsonl({"id": "a", "text": TEXT}, {"id": "b", "text": TEXT})])
def test_standard_input(content: str) -> None:
    """JSONL where the first line is an object, else one text."""
    found = articles(list(read(["-"], stdin=io.BytesIO(content.encode()))))
    assert [a.id for a in found] == (["stdin"] if content == TEXT else ["a", "b"])
    assert {a.text for a in found} == {TEXT}


def test_empty_standard_input_fails() -> None:
    """Nothing on standard input is an empty text."""
    assert "empty" in failures(list(read(["-"], stdin=io.BytesIO())))[0].reason


def test_sources(tmp_path: Path) -> None:
    """sources.toml describes files; what an article says itself wins; other keys are provenance."""
    write(
        tmp_path, "sources.toml", '[defaults]\nlicence = "CC0-1.0"\n["x/a.jsonl"]\npublished = 2014-09-15\nseen="ja"\n'
    )
    write(tmp_path, "x/a.jsonl", jsonl({"text": TEXT, "licence": "MIT"}))
    write(tmp_path, "b.txt", TEXT)
    by_id = {a.id: a for a in articles(list(read([str(tmp_path)])))}
    assert by_id["b.txt"].licence == "CC0-1.0"
    row = by_id["x/a.jsonl#1"]
    assert (row.licence, row.published, row.provenance) == ("MIT", "2014-09-15", (("seen", "ja"),))
    [alone] = articles(list(read([str(tmp_path / "b.txt")])))
    assert alone.licence == "CC0-1.0"


def test_hub_dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dataset is streamed split by split; one that is not there is an error before anything is read."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr("datasets.config.HF_CACHE_HOME", str(tmp_path / "cache"))
    data = tmp_path / "news"
    write(data, "train.jsonl", jsonl({"text": TEXT, "title": "T"}))
    write(data, "test.jsonl", jsonl({"text": TEXT, "title": "U"}))
    found = articles(list(read([f"hf:{data}"])))
    assert sorted(a.title or "" for a in found) == ["T", "U"]
    assert found[0].id == f"{data}#1"
    with pytest.raises(InputError, match="expected the id of a dataset"):
        read([f"hf:{tmp_path / 'nowhere'}"])


def test_hub_dataset_without_text(tmp_path: Path) -> None:
    """A dataset without a column text is refused at once."""
    write(tmp_path / "news", "train.jsonl", jsonl({"body": TEXT}))
    with pytest.raises(InputError, match="column text"):
        list(read([f"hf:{tmp_path / 'news'}"]))


def test_missing_input_stops_before_work() -> None:
    """The call itself raises, not the first step of the iteration."""
    with pytest.raises(InputError):
        read(["nowhere.txt"])
