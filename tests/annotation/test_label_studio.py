"""Tasks against Label Studio's own validation, where its SDK is installed; and answers of other shapes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from quotes.annotation import label_studio
from quotes.annotation.export import export_for
from quotes.errors import InputError
from tests.review import made


def test_tasks_are_valid_for_its_sdk(tmp_path: Path) -> None:
    """Label Studio's SDK takes the labelling set-up, and finds no error in any prediction."""
    sdk = pytest.importorskip("label_studio_sdk.label_interface", reason="label-studio-sdk is not installed")
    export_for(made.dataset(tmp_path), tmp_path / "out", "label-studio")
    interface = sdk.LabelInterface((tmp_path / "out" / "config.xml").read_text(encoding="utf-8"))
    interface.validate()
    tasks = json.loads((tmp_path / "out" / "tasks.json").read_text(encoding="utf-8"))
    assert len(tasks) == 3
    for task in tasks:
        assert interface.validate_prediction(task["predictions"][0], return_errors=True) == []
    broken = tasks[0]["predictions"][0] | {"result": [{"from_name": "x", "to_name": "text", "type": "y", "value": {}}]}
    assert interface.validate_prediction(broken, return_errors=True)


def test_a_prediction_has_scores(tmp_path: Path) -> None:
    """Each quotation has the program's confidence, and the task that of the least certain one."""
    export_for(made.dataset(tmp_path), tmp_path / "out", "label-studio")
    task = json.loads((tmp_path / "out" / "tasks.json").read_text(encoding="utf-8"))[1]
    prediction = task["predictions"][0]
    assert task["data"]["doc_id"] == "a.txt"
    assert sorted(r["score"] for r in prediction["result"] if "score" in r) == [0.4, 0.6]
    assert prediction["score"] == 0.4


DATA = {"doc_id": "a", "version": "1.0.0", "text": "Er kommt, sagte sie."}


@pytest.mark.parametrize(
    "result",
    [
        [{"type": "labels", "id": "x", "value": {"start": "0", "end": 2, "labels": ["direct"]}}],
        [{"type": "labels", "id": "x", "value": {"start": 2, "end": 2, "labels": ["direct"]}}],
        [{"type": "labels", "value": {"start": 0, "end": 2, "labels": ["direct"]}}],
        ["x"],
    ],
)
def test_broken_results(tmp_path: Path, result: list[Any]) -> None:
    """A result that is none is an error that names file and task."""
    path = tmp_path / "x.json"
    annotation = {"completed_by": 1, "was_cancelled": False, "result": result}
    path.write_text(json.dumps([{"data": DATA, "annotations": [annotation]}]), encoding="utf-8")
    with pytest.raises(InputError, match=r"x\.json: task 1: got .*expected"):
        list(label_studio.read(path))


def test_a_relation_drawn_from_the_part(tmp_path: Path) -> None:
    """A relation with the direction ``left`` starts at its end."""
    marks = [
        {"type": "labels", "id": id_, "value": {"start": start, "end": end, "labels": [label]}}
        for id_, start, end, label in (("q", 0, 8, "indirect"), ("s", 16, 19, "speaker"))
    ]
    relation = {"type": "relation", "from_id": "s", "to_id": "q", "direction": "left", "labels": ["speaker"]}
    annotation = {"completed_by": 1, "was_cancelled": False, "result": [*marks, relation]}
    path = tmp_path / "x.json"
    path.write_text(json.dumps([{"data": DATA, "annotations": [annotation]}]), encoding="utf-8")
    (answered,) = label_studio.read(path)
    assert [(link.source, link.target) for link in answered.links] == [("q", "s")]
