"""Provenance from outside: tables and values for what articles do not say themselves, in a fixed order of trust."""

from __future__ import annotations

from pathlib import Path

import pytest

from quotes.corpora.articles import read
from quotes.corpora.sources import Provenance, provenance, read_table
from quotes.document import Article
from quotes.errors import InputError
from tests.conftest import Write

TEXT = "Der Minister sagte am Montag in Berlin, die Regierung werde den Einsatz verlängern."


def articles(folder: Path, known: Provenance) -> dict[str, Article]:
    found = list(read([str(folder)], provenance=known))
    assert all(isinstance(reading, Article) for reading in found)
    return {reading.id: reading for reading in found if isinstance(reading, Article)}


def test_own_columns_then_table_then_file_beside_then_values(write: Write, tmp_path: Path) -> None:
    """Each column is taken from the first that says it."""
    write("in/a.txt", TEXT)
    write("in/b.txt", TEXT)
    write("in/c.jsonl", f'{{"id": "c", "text": "{TEXT}", "licence": "own"}}\n{{"text": "{TEXT}"}}\n')
    write("in/sources.toml", '["a.txt"]\nlicence = "beside"\nsource = "beside"\n')
    table = write("t.csv", 'id;source;published\na.txt;"table; quoted";2014-09-15\nc.jsonl;table;\nc;row;\n')
    known = provenance(table, {"licence": "flag", "source": "flag", "published": None, "url": "https://flag.example"})
    found = articles(tmp_path / "in", known)
    assert {id_: (a.source, a.licence, a.published, a.url) for id_, a in found.items()} == {
        "a.txt": ("table; quoted", "beside", "2014-09-15", "https://flag.example"),
        "b.txt": ("flag", "flag", None, "https://flag.example"),
        "c": ("row", "own", None, "https://flag.example"),
        "c.jsonl#2": ("table", "flag", None, "https://flag.example"),
    }


def test_a_toml_table_has_defaults(write: Write, tmp_path: Path) -> None:
    """``--sources`` takes the form of sources.toml, also its defaults."""
    write("in/a.txt", TEXT)
    write("in/b.txt", TEXT)
    table = write("t.toml", '[defaults]\nlicence = "CC0-1.0"\n["b.txt"]\nlicence = "CC-BY-4.0"\n')
    found = articles(tmp_path / "in", provenance(table, {}))
    assert [found[id_].licence for id_ in ("a.txt", "b.txt")] == ["CC0-1.0", "CC-BY-4.0"]


BAD = {
    "t.xlsx": ("x", "expected .toml, .csv or .tsv"),
    "t.csv": ("name,licence\na,b\n", "got the columns name, licence, expected id and some of"),
    "only-id.csv": ("id\na\n", "expected id and some of title"),
    "empty.csv": ("", "got the columns none"),
    "twice.csv": ("id,licence\na,b\na,c\n", r"twice\.csv:3: got the id 'a' a second time"),
    "long.tsv": ("id\tlicence\na\tb\tc\n", r"long\.tsv:2: got more cells than columns"),
    "bare.toml": ('licence = "x"\n', "expected tables by file name"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_tables_are_refused(write: Write, name: str) -> None:
    """The message names file, line, and what was expected."""
    text, message = BAD[name]
    with pytest.raises(InputError, match=message):
        read_table(write(name, text))


def test_a_missing_or_latin_table_is_refused(tmp_path: Path) -> None:
    """No file, and bytes that are not UTF-8."""
    with pytest.raises(InputError, match="expected a table in UTF-8"):
        read_table(tmp_path / "none.csv")
    (tmp_path / "latin.csv").write_bytes("id,source\na,Süd\n".encode("latin-1"))
    with pytest.raises(InputError, match="expected a table in UTF-8"):
        read_table(tmp_path / "latin.csv")
