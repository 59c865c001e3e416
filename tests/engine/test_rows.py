"""Rows that are scored, beside the gold's texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from quotes.engine.rows import read_predicted
from quotes.errors import InputError
from tests.engine.made_gold import TEXT, jsonl, rows


def test_rows_by_document(tmp_path: Path) -> None:
    """Quotations by document in their order, with what their columns say; nothing is odd."""
    got = read_predicted(jsonl(tmp_path / "rows.jsonl", rows()), {"a": TEXT})
    assert [q.type for q in got.documents["a"]] == ["direct", "indirect_free_indirect"]
    assert {"name", "stance", "confidence"} <= got.columns
    assert got.remarks == ()


def test_rows_of_other_documents_are_left_out(tmp_path: Path) -> None:
    """They are said, and only where all are others it is an error."""
    lines = [*rows(), {**rows()[0], "doc_id": "b"}]
    got = read_predicted(jsonl(tmp_path / "rows.jsonl", lines), {"a": TEXT})
    assert set(got.documents) == {"a"}
    assert "1 rows of documents that are not scored ('b' ...)" in got.remarks[0]
    with pytest.raises(InputError, match=r"got rows of other documents only .* such as 'c'"):
        read_predicted(tmp_path / "rows.jsonl", {"c": TEXT})


def test_rows_of_other_texts_are_said(tmp_path: Path) -> None:
    """A row whose words are not at its spans is scored as it stands, with a remark."""
    lines = [rows()[0], {**rows()[1], "text": "anders"}]
    got = read_predicted(jsonl(tmp_path / "rows.jsonl", lines), {"a": TEXT})
    assert "1 rows have words that are not at their spans ('a' ...)" in got.remarks[0]


def test_no_rows(tmp_path: Path) -> None:
    """An empty file is a system that found nothing."""
    assert read_predicted(jsonl(tmp_path / "rows.jsonl", []), {"a": TEXT}).documents == {}


@pytest.mark.parametrize(("content", "message"), [("no json", "got no JSON"), ("[1]", "no object"), ("{}", "doc_id")])
def test_broken_rows(content: str, message: str, tmp_path: Path) -> None:
    """A line that is no row is named."""
    (tmp_path / "rows.jsonl").write_text("\n" + content)
    with pytest.raises(InputError, match=message):
        read_predicted(tmp_path / "rows.jsonl", {"a": TEXT})
