"""What annotators do in each tool, on the files that the tool exports: made from those that it imports."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from quotes.annotation.units import Offsets

Json = dict[str, Any]


class LabelStudio:
    """Label Studio: predictions become annotations; offsets in UTF-16 where asked for."""

    name = "label-studio"

    def __init__(self, folder: Path, *, unit: str = "code-points", who: Any = 7) -> None:
        self.tasks = json.loads((folder / "tasks.json").read_text(encoding="utf-8"))
        for number, task in enumerate(self.tasks, 1):
            result = [dict(one) for one in task.pop("predictions")[0]["result"]]
            task["id"] = number
            answer = {"id": number, "completed_by": who, "was_cancelled": False, "updated_at": "2026-01-01"}
            task["annotations"] = [answer | {"result": result}]
        self._unit = unit

    def results(self, doc_id: str) -> list[Json]:
        """The results of a document's annotation, to be changed."""
        task = next(t for t in self.tasks if t["data"]["doc_id"] == doc_id)
        found: list[Json] = task["annotations"][0]["result"]
        return found

    def set_stance(self, doc_id: str, stance: str) -> None:
        one = next(r for r in self.results(doc_id) if r.get("from_name") == "stance")
        one["value"]["choices"] = [stance]

    def set_name(self, doc_id: str, name: str) -> None:
        one = next(r for r in self.results(doc_id) if r.get("from_name") == "speaker_name")
        one["value"]["text"] = [name]

    def remove(self, doc_id: str, label: str) -> None:
        results = self.results(doc_id)
        gone = {r["id"] for r in results if r["type"] == "labels" and r["value"]["labels"] == [label]}
        results[:] = [r for r in results if not gone & {r.get("id"), r.get("from_id"), r.get("to_id")}]

    def add(self, doc_id: str, text: str, quotation: str, speaker: str) -> None:
        results = self.results(doc_id)
        for id_, words, label in (("neu1", quotation, "indirect"), ("neu2", speaker, "speaker")):
            start = text.index(words)
            value = {"start": start, "end": start + len(words), "text": words, "labels": [label]}
            results.append({"id": id_, "from_name": "span", "to_name": "text", "type": "labels", "value": value})
        results.append(
            {"from_id": "neu1", "to_id": "neu2", "type": "relation", "direction": "right", "labels": ["speaker"]}
        )

    def save(self, path: Path) -> Path:
        if self._unit == "utf-16":
            for task in self.tasks:
                offsets = Offsets(task["data"]["text"])
                for value in (r["value"] for r in task["annotations"][0]["result"] if "value" in r):
                    value["start"], value["end"] = offsets.out((value["start"], value["end"]), "utf-16")
        path = path / "project-1.json"
        path.write_text(json.dumps(self.tasks), encoding="utf-8")
        return path


class Doccano:
    """doccano: numbers of marks are the database's own, keys and order are those of its exporter."""

    name = "doccano"

    def __init__(self, folder: Path, *, unit: str = "code-points") -> None:
        lines = (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()
        self.documents = [json.loads(line) for line in lines]
        self._unit, self._last = unit, 100_000
        for document in self.documents:
            ids = {e["id"]: 1000 + e["id"] for e in document["entities"]}
            for entity in document["entities"]:
                entity["id"] = ids[entity["id"]]
            for relation in document["relations"]:
                relation["from_id"], relation["to_id"] = ids[relation["from_id"]], ids[relation["to_id"]]

    def _document(self, doc_id: str) -> Json:
        return next(d for d in self.documents if d["doc_id"] == doc_id)

    def set_stance(self, doc_id: str, stance: str) -> None:
        document = self._document(doc_id)
        one = next(e for e in document["entities"] if e["label"].startswith("stance:"))
        one["label"] = f"stance:{stance}"

    def set_name(self, doc_id: str, name: str) -> None:
        """doccano has no names."""

    def remove(self, doc_id: str, label: str) -> None:
        document = self._document(doc_id)
        gone = {e["id"] for e in document["entities"] if e["label"] == label}
        document["entities"] = [e for e in document["entities"] if e["id"] not in gone]
        document["relations"] = [r for r in document["relations"] if not gone & {r["from_id"], r["to_id"]}]

    def add(self, doc_id: str, text: str, quotation: str, speaker: str) -> None:
        document = self._document(doc_id)
        ids = []
        for words, label in ((quotation, "indirect"), (speaker, "speaker")):
            self._last += 1
            start = text.index(words)
            place = {"start_offset": start, "end_offset": start + len(words)}
            document["entities"].append({"id": self._last, "label": label, **place})
            ids.append(self._last)
        document["relations"].append({"id": self._last, "from_id": ids[0], "to_id": ids[1], "type": "speaker"})

    def save(self, path: Path) -> Path:
        path = path / "anna.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for document in self.documents:
                offsets = Offsets(document["text"])
                for entity in document["entities"]:
                    pair = (entity["start_offset"], entity["end_offset"])
                    entity["start_offset"], entity["end_offset"] = offsets.out(pair, self._unit)  # type: ignore[arg-type]
                file.write(json.dumps({"id": 3, **document, "Comments": []}, ensure_ascii=False) + "\n")
        return path


class Inception:
    """INCEpTION: the exported CAS of an annotator lies in a folder with the document's name."""

    name = "inception"

    def __init__(self, folder: Path) -> None:
        import cassis

        self._cases = {}
        for file in (folder / "documents").iterdir():
            with file.open("rb") as stream:
                self._cases[file.name] = cassis.load_cas_from_json(stream)

    def _cas(self, doc_id: str) -> Any:
        from quotes.annotation.inception import doc_key

        return next(cas for name, cas in self._cases.items() if name.startswith(doc_key(doc_id)))

    def _marks(self, doc_id: str) -> list[Any]:
        return list(self._cas(doc_id).select("webanno.custom.QuotationMark"))

    def set_stance(self, doc_id: str, stance: str) -> None:
        next(m for m in self._marks(doc_id) if m.stance).stance = stance

    def set_name(self, doc_id: str, name: str) -> None:
        next(m for m in self._marks(doc_id) if m.speakerName).speakerName = name

    def remove(self, doc_id: str, label: str) -> None:
        cas = self._cas(doc_id)
        for mark in self._marks(doc_id):
            if mark.label == label:
                for link in list(cas.select("webanno.custom.QuotationMarkLink")):
                    if any(mark is end for end in (link.Governor, link.Dependent)):
                        cas.remove(link)
                cas.remove(mark)

    def add(self, doc_id: str, text: str, quotation: str, speaker: str) -> None:
        cas = self._cas(doc_id)
        kind = cas.typesystem.get_type("webanno.custom.QuotationMark")
        made = []
        for words, label in ((quotation, "indirect"), (speaker, "speaker")):
            made.append(kind(begin=text.index(words), end=text.index(words) + len(words), label=label))
            cas.add(made[-1])
        link = cas.typesystem.get_type("webanno.custom.QuotationMarkLink")
        cas.add(link(Governor=made[0], Dependent=made[1], begin=made[1].begin, end=made[1].end))

    def save(self, path: Path) -> Path:
        for name, cas in self._cases.items():
            folder = path / "annotation" / name
            folder.mkdir(parents=True)
            cas.to_json(folder / "anna.json")
            cas.to_json(folder / "INITIAL_CAS.json")
        return path / "annotation"


TOOLS: dict[str, Callable[[Path], Any]] = {"label-studio": LabelStudio, "doccano": Doccano, "inception": Inception}
