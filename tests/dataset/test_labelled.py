"""What labelled a document is told from the manifest as it was written."""

from __future__ import annotations

import dataclasses

from quotes.dataset.labelled import Labelled, decisive, differences, read_labelled
from quotes.dataset.manifest import Manifest
from tests.dataset.examples import RECIPE

OLD = RECIPE.as_dict()
NEW = dataclasses.replace(RECIPE, configuration={"detector": "rules"}, models={"m": "2" * 64}).as_dict()


def manifest(labelled: Labelled) -> Manifest:
    return Manifest("n", "1.0.0", None, OLD, {}, {}, {}, {}, labelled=labelled.dump())


def test_round_trip() -> None:
    """Only the documents of the rarer recipe are listed; a recipe of no document goes."""
    first = Labelled().by(OLD, ["a", "b", "c"])
    assert first.dump() == [{"recipe": decisive(OLD), "documents": 3, "ids": None}]
    mixed = first.by(NEW, ["c", "d"]).by(NEW, [])
    assert [entry["documents"] for entry in mixed.dump()] == [2, 2]
    assert read_labelled(manifest(mixed), "abcd") == mixed
    assert mixed.others(NEW) == {"a": 0, "b": 0}
    assert mixed.by(NEW, ["a", "b"]).recipes == (decisive(NEW),)


def test_a_manifest_that_says_nothing() -> None:
    """Then it was its own recipe."""
    assert read_labelled(manifest(Labelled()), ["a"]).others(OLD) == {}
    assert read_labelled(None, []) == Labelled()


def test_differences_in_words() -> None:
    """Part, key, before and after; hashes are shortened."""
    assert differences(decisive(OLD), decisive(NEW)) == [
        "configuration: detector none -> rules",
        "models: m 11111111 -> 22222222",
    ]


def test_only_code_that_labels_makes_labels_older() -> None:
    """A change of the code that writes datasets is none."""
    code = OLD["code"] | {"labelling_sha256": "3" * 64}
    same = {**OLD, "code": code | {"sha256": "4" * 64}}
    assert decisive({**OLD, "code": code}) == decisive(same)
