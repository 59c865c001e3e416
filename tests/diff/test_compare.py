"""Diff: nothing is said to differ that does not, and each kind of change is told as what it is."""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from quotes.dataset.rows import document_row, to_rows
from quotes.dataset.speakers import speaker_rows
from quotes.diff import Difference, compare, open_sides
from quotes.diff.side import parent_of
from quotes.errors import InputError
from tests.dataset.examples import document, silent

Row = dict[str, Any]


@dataclass
class Rows:
    """The tables of a dataset, to be edited."""

    documents: list[Row] = field(default_factory=list)
    quotations: list[Row] = field(default_factory=list)

    def write(self, folder: Path, *, packed: bool = False) -> Path:
        tables = {
            "documents": self.documents,
            "quotations": self.quotations,
            "speakers": speaker_rows(self.quotations, {}),
        }
        for name, rows in tables.items():
            data = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
            path = folder / "data" / name / "part-00000.jsonl"
            path.parent.mkdir(parents=True)
            if packed:
                path.with_suffix(".jsonl.gz").write_bytes(gzip.compress(data))
            else:
                path.write_bytes(data)
        return folder


def example() -> Rows:
    documents = [document("a.txt"), document("c.txt"), silent()]
    rows = Rows([document_row(d.article) for d in documents], [row for d in documents for row in to_rows(d)])
    return copy.deepcopy(rows)


def difference(tmp_path: Path, before: Rows, after: Rows, **options: Any) -> Difference:
    paths = [before.write(tmp_path / "before"), after.write(tmp_path / "after", packed=True)]
    with open_sides(*map(str, paths)) as sides:
        return compare(*sides, **options)


def edit_nothing(rows: Rows) -> None:
    for row in rows.quotations:  # other order of keys and rows, same rows
        row.update({key: row.pop(key) for key in sorted(row)})
    rows.documents.reverse()


def edit_stance(rows: Rows) -> None:
    rows.quotations[0].update(stance="favor", stance_score=0.5)


def move_border(rows: Rows) -> None:
    row = rows.quotations[0]
    row.update(id="q-00000000000000aa", spans=[{"start": 1, "end": 7}], text="Nein 😀")
    rows.quotations[1]["parent_id"] = row["id"]


def drop_document(rows: Rows) -> None:
    rows.documents = [row for row in rows.documents if row["id"] != "c.txt"]
    rows.quotations = [row for row in rows.quotations if row["doc_id"] != "c.txt"]


def rename_document(rows: Rows) -> None:
    for row in rows.documents:
        row["id"] = row["id"].replace("a.txt", "new/a.txt")
    for i, row in enumerate(rows.quotations[:2]):
        row.update(doc_id="new/a.txt", id=f"q-000000000000000{i}")
    rows.quotations[1]["parent_id"] = rows.quotations[0]["id"]


def prefix_text(rows: Rows) -> None:
    rows.documents[0]["text"] = "Neu. " + rows.documents[0]["text"]
    for i, row in enumerate(rows.quotations[:2]):
        row["id"] = f"q-000000000000000{i}"
        for column, value in row.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                row[column] = [{"start": span["start"] + 5, "end": span["end"] + 5} for span in value]
    rows.quotations[1]["parent_id"] = rows.quotations[0]["id"]


def add_column(rows: Rows) -> None:
    for row in rows.quotations:
        row["topic"] = "war"


Counts = dict[str, tuple[int, int, int, int]]
SAME: Counts = {"documents": (0, 0, 0, 3), "quotations": (0, 0, 0, 4)}
#: edit; (added, removed, changed, unchanged) by table; changed fields of quotations; how changed rows were matched
CASES: list[tuple[Callable[[Rows], None], Counts, set[str], set[str]]] = [
    (edit_nothing, SAME, set(), set()),
    (edit_stance, SAME | {"quotations": (0, 0, 1, 3)}, {"stance", "stance_score"}, {"id"}),
    (move_border, SAME | {"quotations": (0, 0, 1, 3)}, {"spans", "text"}, {"overlap"}),
    (drop_document, {"documents": (0, 1, 0, 2), "quotations": (0, 2, 0, 2)}, set(), set()),
    (rename_document, {"documents": (0, 0, 1, 2), "quotations": (0, 0, 2, 2)}, set(), {"overlap"}),
    (prefix_text, {"documents": (0, 0, 1, 2), "quotations": (0, 0, 2, 2)}, {"spans"}, {"words"}),
    (add_column, SAME, set(), set()),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0].__name__)
def test_each_kind_of_change_is_told(tmp_path: Path, case: Any) -> None:
    """Counts, fields and ways of matching are those of the edit, and no more; compressed files are read."""
    edit, counts, fields, matched = case
    after = example()
    edit(after)
    found = difference(tmp_path, example(), after)
    for name, expected in counts.items():
        table = found.tables[name]
        assert (len(table.added), len(table.removed), len(table.changed), table.unchanged) == expected, name
    rows = found.tables["quotations"].changed
    assert {
        column
        for row in rows
        for column in row.fields
        if column in {"spans", "text", "stance", "stance_score", "parent_id"}
    } == fields
    assert {row.matched for row in rows} == matched


def test_values_before_and_after_are_given(tmp_path: Path) -> None:
    """A changed field has both values, a label its transition; JSON holds the same."""
    after = example()
    edit_stance(after)
    found = difference(tmp_path, example(), after)
    (row,) = found.tables["quotations"].changed
    assert row.fields["stance"] == ("against", "favor")
    assert found.tables["quotations"].labels["stance"] == {("against", "favor"): 1}
    loaded = json.loads(json.dumps(found.as_dict()))
    assert loaded["quotations"]["changed"][0]["fields"]["stance"] == {"before": "against", "after": "favor"}
    assert loaded["quotations"]["labels"]["stance"] == [{"before": "against", "after": "favor", "rows": 1}]


def test_ignored_columns_make_no_change(tmp_path: Path) -> None:
    """``ignore`` leaves columns out; one that no row has is an error."""
    after = example()
    edit_stance(after)
    found = difference(tmp_path, example(), after, ignore=["stance", "stance_score", "favor", "against"])
    assert not found
    with (
        open_sides(str(tmp_path / "before"), str(tmp_path / "after")) as sides,
        pytest.raises(InputError, match=r"stanze.*expected one of"),
    ):
        compare(*sides, ignore=["stanze"])


def test_a_column_of_one_side_is_named_once(tmp_path: Path) -> None:
    """A new column is no change of each row."""
    after = example()
    add_column(after)
    assert difference(tmp_path, example(), after).tables["quotations"].only_after == ("topic",)


BAD = {
    "cut.jsonl": ('{"id": "q-1", "doc_id": "a", "spans": []}\n{"id": "q-2", "doc', r"cut.jsonl:2: .*cut off"),
    "twice.jsonl": ('{"id": "q-1", "doc_id": "a", "spans": []}\n' * 2, r"twice.jsonl:2: got the id 'q-1' a second"),
    "noid.jsonl": ('{"id": 3, "doc_id": "a", "spans": []}\n', r"noid.jsonl:1: .* id is 3, expected a string"),
    "other.jsonl": ('{"a": 1}\n', "expected those of quotations"),
    "list.jsonl": ("[1]\n", "expected an object a line"),
    "empty.jsonl": ("\n", "without a row"),
    "table.csv": ("id\n", "ending in '.csv', expected a dataset folder"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_named(tmp_path: Path, name: str) -> None:
    """The message names file, line, and what was expected."""
    text, message = BAD[name]
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=message), open_sides(str(tmp_path / name)):
        pass


def test_a_broken_gzip_file_is_named(tmp_path: Path) -> None:
    """A file that was cut off while it was packed is an error, not a shorter file."""
    path = tmp_path / "q.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"id": "q-1", "doc_id": "a", "spans": []}\n' * 50)[:-9])
    with pytest.raises(InputError, match=r"q\.jsonl\.gz"), open_sides(str(path)):
        pass


def test_versions_are_found(tmp_path: Path) -> None:
    """``DATASET@VERSION`` is the current version or a kept one; without a second side the parent is compared."""
    new, old = tmp_path / "d", tmp_path / "d" / "versions" / "1.0.0"
    example().write(new)
    example().write(old)
    (new / "manifest.json").write_text('{"name": "d", "version": "1.1.0", "parent": "1.0.0"}')
    (old / "manifest.json").write_text('{"name": "d", "version": "1.0.0", "parent": null}')
    with open_sides(f"{new}@1.1.0", f"{new}@1.0.0") as (first, second):
        assert (first.version, second.version) == ("1.1.0", "1.0.0")
    assert parent_of(str(new)) == f"{new}@1.0.0"
    with pytest.raises(InputError, match="without a parent"):
        parent_of(str(old))
    with (
        pytest.raises(InputError, match=r"'2\.0\.0', expected one of those there: 1\.0\.0, 1\.1\.0"),
        open_sides(f"{new}@2.0.0"),
    ):
        pass
    with pytest.raises(InputError, match="is not there"), open_sides(str(tmp_path / "none")):
        pass


def test_different_kinds_of_rows_are_refused(tmp_path: Path) -> None:
    """Quotations cannot be compared with documents."""
    rows = example()
    for name, row in (("q.jsonl", rows.quotations[0]), ("d.jsonl", rows.documents[0])):
        (tmp_path / name).write_text(json.dumps(row))
    with (
        open_sides(str(tmp_path / "q.jsonl"), str(tmp_path / "d.jsonl")) as sides,
        pytest.raises(InputError, match="same kind of rows"),
    ):
        compare(*sides)
