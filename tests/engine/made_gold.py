"""A gold article of two quotations in every form that can be scored against, made on the spot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TEXT = "„Nein“, sagte Ministerin Anna Muster. Sie lehne den Einsatz ab."
QUOTES = ("„Nein“", "Sie lehne den Einsatz ab.")


def span(words: str) -> list[int]:
    start = TEXT.index(words)
    return [start, start + len(words)]


def pair(words: str) -> list[dict[str, int]]:
    start, end = span(words)
    return [{"start": start, "end": end}]


SPEAKER: dict[str, Any] = {
    "name": "Anna Muster", "role": "Ministerin", "affiliation": None, "role_category": "minister",
    "is_spokesperson": False,
}  # fmt: skip


def folder_of_articles(folder: Path) -> Path:
    """The form of articles/ and gold.jsonl."""
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "a.txt").write_text(TEXT, encoding="utf-8")
    common = {"doc": "a", "speaker_mention": [span("Ministerin Anna Muster")], "addressee": [], **SPEAKER}
    rows = [
        {**common, "id": 1, "type": "direct", "spans": [span(QUOTES[0])], "cue": [span("sagte")], "stance": "none"},
        {**common, "id": 2, "type": "indirect_free_indirect", "spans": [span(QUOTES[1])], "cue": [],
         "stance": "against"},
    ]  # fmt: skip
    (folder / "gold.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return folder


def rows() -> list[dict[str, Any]]:
    """The same as quotation rows."""
    common = {
        "doc_id": "a", "cue_spans": [], "frame_spans": [], "addressee_spans": [],
        "speaker_spans": pair("Ministerin Anna Muster"), "speaker_name": "Anna Muster", "speaker_role": "Ministerin",
        "speaker_affiliation": None, "speaker_role_category": "minister", "speaker_is_spokesperson": False,
        "stance_target": "intervention", "stance_score": 0.6, "confidence": 0.8,
    }  # fmt: skip
    return [
        {**common, "type": "direct", "spans": pair(QUOTES[0]), "text": QUOTES[0], "cue_spans": pair("sagte"),
         "stance": "none"},
        {**common, "type": "indirect_free_indirect", "spans": pair(QUOTES[1]), "text": QUOTES[1], "stance": "against"},
    ]  # fmt: skip


def jsonl(path: Path, lines: list[dict[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def dataset(folder: Path) -> Path:
    """The same as a dataset folder, as far as scoring needs one."""
    jsonl(folder / "data" / "documents" / "part-00000.jsonl", [{"id": "a", "text": TEXT}])
    jsonl(folder / "data" / "quotations" / "part-00000.jsonl", rows())
    return folder


def marked(path: Path) -> Path:
    """The same as a marked article."""
    path.write_text(
        "=== a\n{1d:„Nein“}, {1F:{1C:sagte} {1S,2S:Ministerin Anna Muster}}. {2c:Sie lehne den Einsatz ab.}\n---\n"
        "1 | Anna Muster | Ministerin | - | minister | no | none\n"
        "2 | Anna Muster | Ministerin | - | minister | no | against\n",
        encoding="utf-8",
    )
    return path


_TOKENS = "„ Nein “ , sagte Ministerin Anna Muster . Sie lehne den Einsatz ab ."


def news(path: Path, *, attributed: bool = True) -> Path:
    """The same in the German news quotation format, with its attribution beside it."""

    def part(*ids: int) -> dict[str, Any]:
        return {"spans": [], "text": "", "tokenIds": list(ids)}

    sentence = {"begin": 0, "end": 15, "charBegin": 0, "charEnd": len(TEXT), "tokens": _TOKENS.split()}
    annotations = [
        {"id": 0, "type": "Direct", "quote": part(0, 1, 2), "speaker": part(5, 6, 7), "cue": part(4)},
        {"id": 1, "type": "IndirectFreeIndirect", "quote": part(*range(9, 15)), "speaker": part(5, 6, 7)},
    ]
    jsonl(path, [{"documentName": "a", "originalText": TEXT, "sentences": [sentence], "annotations": annotations}])
    if attributed:
        said = [{**SPEAKER, "documentName": "a", "id": i, "stance": s} for i, s in enumerate(("none", "against"))]
        jsonl(path.with_name(path.name.split(".")[0] + "-attribution.jsonl"), said)
    return path
