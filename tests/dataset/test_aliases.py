"""A table of aliases is read whole or refused with the line, what was got, and what is expected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from quotes.dataset import Alias, Aliases, read_aliases
from quotes.errors import InputError

MERKEL = Alias("Merkel", "angela-merkel", "Q567")
MINISTER = Alias("Thomas Müller", "mueller-spd", affiliation="SPD", category="minister", doc_id="a.txt")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.tsv", "name\tid\twikidata\taffiliation\tcategory\tdoc_id\nMerkel\tangela-merkel\tQ567\n"
                  "Thomas Müller\tmueller-spd\t\tSPD\tminister\ta.txt\n"),
        ("a.csv", "\ufeff# who is who\nid,name,wikidata,affiliation,category,doc_id\r\nangela-merkel,Merkel,Q567,,,\r\n"
                  '\r\nmueller-spd,"Thomas  Müller",,SPD,minister,a.txt\r\nangela-merkel,Merkel,Q567,,,\r\n'),
        ("a.csv", "id;name;wikidata;affiliation;category;doc_id\nangela-merkel;Merkel;Q567;;;\n"
                  "mueller-spd;Thomas Müller;;SPD;minister;a.txt\n"),
        ("a.jsonl", '{"name": "Merkel", "id": "angela-merkel", "wikidata": "Q567"}\n\n{"name": "Thomas Müller", '
                    '"id": "mueller-spd", "affiliation": "SPD", "category": "minister", "doc_id": "a.txt", '
                    '"wikidata": null}'),
    ],
)  # fmt: skip
def test_formats(name: str, text: str, write: Callable[[str, str], Path]) -> None:
    """Tab-separated, comma- or semicolon-separated, JSON Lines: the same lines, doubled ones once."""
    table = read_aliases(write(name, text))
    assert table.lines == (MERKEL, MINISTER)
    assert table.wikidata() == {"angela-merkel": "Q567"}


def test_kept_form_reads_back(write: Callable[[str, str], Path]) -> None:
    """The form that a dataset keeps does not depend on the order of lines, and gives the same table."""
    quoted = Alias('Jimmy "Ti Loup" Bazile', "bazile")
    table = Aliases((MERKEL, MINISTER, quoted))
    assert table.dump() == Aliases((quoted, MINISTER, MERKEL)).dump()
    back = read_aliases(write("kept.tsv", table.dump()))
    assert set(back.lines) == set(table.lines)
    assert back.as_recipe() == table.as_recipe()


def test_empty_table(write: Callable[[str, str], Path]) -> None:
    """No line is no decision; nothing is kept of it."""
    table = read_aliases(write("a.tsv", "name\tid\n"))
    assert (table.lines, table.dump(), table.as_recipe()) == ((), "", {})


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.tsv", "name\tspeaker\nMerkel\tm\n", r"a\.tsv:1: got the columns name, speaker, expected name and id"),
        ("a.tsv", "name\tid\twikidatta\n", r"a\.tsv:1: got the columns .*wikidatta"),
        ("a.tsv", "name\tid\tid\n", r"a\.tsv:1: got the columns"),
        ("a.tsv", "name\tid\nMerkel\tm\tQ567\n", r"a\.tsv:2: got 3 cells, expected 2: name, id"),
        ("a.tsv", "name\tid\n\nMerkel\n", r"a\.tsv:3: got the id ''"),
        ("a.tsv", "name\tid\n\tm\n", r"a\.tsv:2: got the name ''"),
        (
            "a.tsv",
            "name\tid\nMerkel; Gabriel\tm\n",
            r"a\.tsv:2: got the name 'Merkel; Gabriel', expected the name of one",
        ),
        ("a.tsv", "name\tid\nMerkel\t2024\n", r"a\.tsv:2: got the id '2024', expected a letter"),
        ("a.tsv", "name\tid\nMerkel\tm; g\n", r"a\.tsv:2: got the id 'm; g'"),
        ("a.tsv", "name\tid\nMerkel\tnull\n", r"a\.tsv:2: got the id 'null'"),
        (
            "a.csv",
            "name,id,wikidata\nMerkel,m,567\n",
            r"a\.csv:2: got '567' for wikidata, expected an item such as Q567",
        ),
        (
            "a.csv",
            "name,id,category\nMerkel,m,chancellor\n",
            r"a\.csv:2: got the category 'chancellor', expected one of",
        ),
        ("a.csv", 'name,id\n"Mer"kel"x,m\n"', r"a\.csv:\d"),
        ("a.tsv", "name\tid\nMerkel\tm\nMERKEL\tn\n", r"a\.tsv:3: got the id 'n' for 'MERKEL', which line 2 gives 'm'"),
        ("a.csv", "name,id,wikidata\nA,m,Q1\nB,m,Q2\n", r"a\.csv:3: got Q2 for the id 'm', which line 2 gives Q1"),
        ("a.csv", "name,id,wikidata\nA,m,Q1\nB,n,Q1\n", r"a\.csv:3: got the id 'n' for Q1, which line 2 gives 'm'"),
        ("a.jsonl", '{"name": "Merkel", "id": "m"}\n{"name":\n', r"a\.jsonl:2: got a line that is no JSON"),
        ("a.jsonl", '["Merkel", "m"]\n', r"a\.jsonl:1: got .*expected an object of strings"),
        ("a.jsonl", '{"name": "Merkel", "id": 5}\n', r"a\.jsonl:1: got .*expected an object of strings"),
        ("a.jsonl", '{"name": "Merkel"}\n', r"a\.jsonl:1: got the columns name, expected name and id"),
        ("a.xlsx", "x", r"a\.xlsx: got a file ending in '\.xlsx', expected one of \.tsv, \.csv, \.jsonl"),
    ],
)
def test_broken_tables(name: str, text: str, message: str, write: Callable[[str, str], Path]) -> None:
    """The first thing that is wrong is named."""
    with pytest.raises(InputError, match=message):
        read_aliases(write(name, text))


def test_unreadable_files(tmp_path: Path) -> None:
    """A file that is not there, and one that is not UTF-8."""
    with pytest.raises(InputError, match=r"absent\.tsv: No such file"):
        read_aliases(tmp_path / "absent.tsv")
    (tmp_path / "a.tsv").write_bytes("name\tid\nMüller\tm\n".encode("cp1252"))
    with pytest.raises(InputError, match="expected UTF-8"):
        read_aliases(tmp_path / "a.tsv")


def test_the_most_restricted_line_is_asked_first() -> None:
    """Document before affiliation before category, whatever the order of the lines."""
    lines = [
        Alias("A", "plain"),
        Alias("A", "category", category="minister"),
        Alias("A", "affiliation", affiliation="UN"),
        Alias("A", "document", doc_id="x"),
        Alias("A", "both", affiliation="UN", category="minister"),
    ]
    for table in (Aliases(tuple(lines)), Aliases(tuple(reversed(lines)))):

        def found(doc_id: str, affiliations: set[str], categories: set[str], table: Aliases = table) -> str:
            line = table.find("a", doc_id, affiliations, categories)
            return line.id if line else ""

        un = "vereinte nationen"
        assert found("y", set(), set()) == "plain"
        assert found("y", set(), {"minister"}) == "category"
        assert found("y", {un}, {"expert"}) == "affiliation"
        assert found("y", {un}, {"minister"}) == "both"
        assert found("x", {un}, {"expert"}) == "document"
        assert table.find("b", "x", {un}, {"minister"}) is None
