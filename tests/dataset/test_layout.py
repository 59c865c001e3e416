"""Splits and sizes: parsed strictly, stable, and loadable."""

from __future__ import annotations

from collections import Counter

import pytest

from quotes.dataset.layout import Layout, data_files, from_dict, parse_size, parse_splits, split_of
from quotes.errors import InputError

THREE = (("train", 0.8), ("validation", 0.1), ("test", 0.1))


def test_splits_are_parsed() -> None:
    """Names and shares in their order; none is one split."""
    assert parse_splits("train=0.8, validation=.1,test=0.1") == THREE
    assert parse_splits("none") == ()
    assert parse_splits("train=1") == (("train", 1.0),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "train",
        "train=x",
        "train=0.8,test=0.1",
        "Train=1",
        "a b=1",
        "part=1",
        "all=1",
        "train=0.5,train=0.5",
        "a=1.5,b=-0.5",
        "a=nan",
    ],
)
def test_bad_splits_are_refused(text: str) -> None:
    """The message shows what is expected."""
    with pytest.raises(InputError, match=r"train=0\.8,validation=0\.1,test=0\.1"):
        parse_splits(text)


def test_groups_fall_by_their_shares_and_stay() -> None:
    """Of 20,000 groups shares are met within a percent; the order of names plays no part."""
    groups = [f"g-{i:016x}" for i in range(20_000)]
    found = {group: split_of(group, THREE) for group in groups}
    counts = Counter(found.values())
    for name, share in THREE:
        assert abs(counts[name] / 20_000 - share) < 0.01
    assert all(found[group] == split_of(group, THREE[::-1]) for group in groups)
    assert {split_of(group, (("a", 1.0),)) for group in groups[:50]} == {"a"}


@pytest.mark.parametrize(
    ("text", "size"), [("500000", 500_000), ("50MB", 50_000_000), ("1.5 gb", 1_500_000_000), ("1k", 1000)]
)
def test_sizes(text: str, size: int) -> None:
    """Bytes, or with K, M, G."""
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "big", "-1", "0", "12", "5TB"])
def test_bad_sizes_are_refused(text: str) -> None:
    """An unknown unit, a negative number, and files that would hold no row."""
    with pytest.raises(InputError, match="expected at least 1KB"):
        parse_size(text)


def test_what_is_left_open_stays() -> None:
    """A layout over another; the manifest holds only what is not by default."""
    before = Layout(THREE, True, 0)
    assert Layout().over(before) == before
    assert Layout(splits=(), compress=False).over(before).as_dict() == {}
    assert from_dict(before.as_dict()).as_dict() == before.as_dict()
    assert before.describe() == "splits train 0.8, validation 0.1, test 0.1, compressed"


def test_only_splits_with_rows_are_declared() -> None:
    """A config declares the splits that it has files of, train first."""
    files = [
        "data/documents/test-00000.jsonl.gz",
        "data/documents/train-00000.jsonl.gz",
        "data/speakers/part-00000.jsonl",
    ]
    assert data_files("documents", files) == [
        {"split": "train", "path": "data/documents/train-*.jsonl.gz"},
        {"split": "test", "path": "data/documents/test-*.jsonl.gz"},
    ]
    assert data_files("speakers", files) == [{"split": "train", "path": "data/speakers/*.jsonl"}]
