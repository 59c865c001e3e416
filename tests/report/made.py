"""Made quotation rows and dataset folders for the tests of the report."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from quotes.dataset.manifest import Manifest
from quotes.document import QUOTATION_TYPES, ROLE_CATEGORIES, STANCE_LABELS

NAMES = ("Anna Beispiel", "Bernd Muster", "Clara Probe", "Ödön von Ähre", "Dora <b>Fett</b>", "Emil Übung")
PARTIES = ("CDU", "SPD", "SPD-Fraktion", "Frankreich", "US-Außenamt", "Verein der Nachbarn", None)
CUES = ("sagte", "Warnte", "erklärte", None)


def rows(number: int, documents: int, seed: int = 1) -> list[dict[str, Any]]:
    """Random quotation rows with all columns; some without a name, of two speakers, nested, flagged, reviewed."""
    rng = random.Random(seed)
    made: list[dict[str, Any]] = []
    for i in range(number):
        kind, who = rng.choice(QUOTATION_TYPES), rng.choice([*NAMES, None])
        other = rng.choice(NAMES)
        both = who and who != other and rng.random() < 0.1
        name = f"{who}; {other}" if both else who
        made.append(
            {
                "id": f"q-{i:016x}",
                "doc_id": f"d{rng.randrange(documents)}.txt",
                "type": kind,
                "text": f"„Zitat {i}“",
                "spans": [{"start": 10, "end": 20}],
                "cue": rng.choice(CUES),
                "speaker": who or rng.choice(["die Ministerin", None]),
                "speaker_name": name,
                "speaker_id": "; ".join(f"s-{NAMES.index(n)}" for n in name.split("; ")) if name else None,
                "speaker_role": None,
                "speaker_affiliation": rng.choice(PARTIES),
                "speaker_role_category": rng.choice(ROLE_CATEGORIES),
                "speaker_is_spokesperson": rng.random() < 0.2,
                "addressee": rng.choice(["Reportern", None, None]),
                "parent_id": made[-1]["id"] if made and rng.random() < 0.1 else None,
                "stance": rng.choices(STANCE_LABELS, (3, 2, 1, 4))[0],
                "confidence": round(rng.random(), 4),
                "signals": rng.sample(["konjunktiv_1", "cue_verb", "quotation_marks"], rng.randrange(3)),
                "flags": rng.sample(["nested", "stray_mark", "low_confidence"], rng.randrange(3)),
                "review_status": rng.choices(["unreviewed", "accepted", "corrected"], (6, 2, 1))[0],
                "duplicate_group": None,
            }
        )
    return made


def documents(number: int, seed: int = 1) -> list[dict[str, Any]]:
    """Random documents: some without a date, one with none that can be."""
    rng = random.Random(seed)
    made = []
    for i in range(number):
        date = f"2018-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}T00:00:00Z" if rng.random() < 0.8 else None
        made.append(
            {
                "id": f"d{i}.txt",
                "text": f"Er sagte: „Zitat“ im Artikel {i}. " * 4,
                "title": f"Titel {i} <script>alert(1)</script>",
                "url": f"https://zeitung-{i % 3}.example/{i}" if i % 2 else None,
                "source": None if i % 2 else "dpa",
                "published": date,
            }
        )
    return made


def dataset(
    folder: Path,
    quotations: list[dict[str, Any]],
    articles: list[dict[str, Any]],
    *,
    version: str = "1.0.0",
    failed: list[dict[str, Any]] | None = None,
    program: list[dict[str, Any]] | None = None,
) -> Path:
    """A dataset folder that holds what a report reads; ``program`` are the rows of before people decided."""
    for config, table in (("quotations", quotations), ("documents", articles)):
        (folder / "data" / config).mkdir(parents=True)
        write(folder / "data" / config / "part-00000.jsonl", table)
    if failed:
        write(folder / "errors.jsonl", failed)
    if program:
        by_document = {row["doc_id"]: [r for r in program if r["doc_id"] == row["doc_id"]] for row in program}
        lines = [{"doc_id": id_, "quotations": mine} for id_, mine in by_document.items()]
        write(folder / "machine.jsonl", lines)
    manifest = Manifest("made", version, None, {}, {}, {"quotations": len(quotations)}, {}, {})
    (folder / "manifest.json").write_text(manifest.dump(), encoding="utf-8")
    return folder


def decided(quotations: list[dict[str, Any]], seed: int = 1) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The program's rows, and what people made of them: some rejected, some with another stance or name, some with
    other words and so another id, some added.
    """
    rng = random.Random(seed)
    program = [{**row, "spans": [{"start": i * 50, "end": i * 50 + 40}]} for i, row in enumerate(quotations)]
    held = []
    for row in ({**row, "review_status": "unreviewed"} for row in program):
        what = rng.choice(("left", "accepted", "rejected", "stance", "name", "spans"))
        if what == "rejected":
            continue
        if what != "left":
            row |= {"review_status": "accepted" if what == "accepted" else "corrected", "confidence": 1.0, "flags": []}
        if what == "stance":
            row["stance"] = "mixed" if row["stance"] != "mixed" else "favor"
        elif what == "name":
            row["speaker_name"] = "Neu Gefunden"
        elif what == "spans":
            row |= {"spans": [{**row["spans"][0], "end": row["spans"][0]["end"] - 3}], "id": f"{row['id']}-shorter"}
        held.append({**row, "what": what})
    added = {**held[0], "id": "q-added", "spans": [{"start": 99_000, "end": 99_010}], "review_status": "accepted"}
    program = [{**row, "review_status": "unreviewed"} for row in program]
    return program, [*held, {**added, "what": "added"}]


def write(path: Path, table: list[dict[str, Any]]) -> Path:
    """Rows as JSON Lines."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in table), encoding="utf-8")
    return path
