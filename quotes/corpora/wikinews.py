"""The German news quotation attribution corpus (Petersen-Frey & Biemann, LREC-COLING 2024) as gold documents.

Published as one JSON file a document; read here from that form (a folder or a file) and from JSON Lines with one such
object a line. Offsets of quotations come from the tokens, because every part of an annotation names its tokens.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from quotes.corpora import packed
from quotes.document import (
    ROLE_CATEGORIES,
    STANCE_LABELS,
    Article,
    Document,
    Quotation,
    QuotationType,
    Role,
    Span,
    Spans,
    Speaker,
    Stance,
    quotation_id,
)
from quotes.errors import InputError

LICENCE = "CC BY-NC-SA 4.0"
TYPES: dict[str, QuotationType] = {
    "Direct": "direct",
    "Indirect": "indirect",
    "Reported": "reported",
    "FreeIndirect": "free_indirect",
    "IndirectFreeIndirect": "indirect_free_indirect",
}
PARTS = ("quote", "speaker", "cue", "frame", "addressee")
ATTRIBUTES = ("documentName", "id", "name", "is_spokesperson", "role", "affiliation", "role_category", "stance")


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A gold document with what the corpus says about its tokens.

    ``tokens`` are the corpus's tokens (document-wide, in order), ``sentences`` half-open token ranges;
    ``parts[i]`` holds the token ids of each part of ``document.quotations[i]``, ``ids[i]`` its id in the corpus.
    """

    document: Document
    tokens: tuple[Span, ...]
    sentences: tuple[tuple[int, int], ...]
    ids: tuple[int, ...]
    parts: tuple[Mapping[str, tuple[int, ...]], ...]


def read_wikinews(path: Path, attribution: Path | None = None) -> Iterator[GoldDocument]:
    """The documents of a corpus file or folder.

    ``attribution`` is a JSONL file with name, role, affiliation, role_category, is_spokesperson and stance for
    each ``documentName`` and ``id``; without it speakers have a mention only, and no stance.

    Raises InputError for a file that is not of the corpus's form, or of the attribution's.
    """
    attributes = _attributes(attribution) if attribution else {}
    for place, raw in _objects(path):
        try:
            yield _gold(raw, attributes)
        except (KeyError, TypeError, IndexError, ValueError) as error:
            raise InputError(
                f"{place}: got no document of the quotation attribution corpus ({type(error).__name__}: {error}); "
                "expected originalText, sentences and annotations"
            ) from error


def token_offsets(raw: Mapping[str, Any]) -> dict[int, Span]:
    """The span of each token id: its words are searched from the end of the token before it in its sentence."""
    text, spans = raw["originalText"], {}
    for sentence in raw["sentences"]:
        position = sentence["charBegin"]
        for i, token in enumerate(sentence["tokens"]):
            at = text.find(token, position)
            if at < 0 or at > sentence["charEnd"] + 5:
                at = position  # a token that is spelled otherwise than the text
            position = at + len(token)
            spans[sentence["begin"] + i] = Span(at, position)
    return spans


def _objects(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    if path.is_dir():
        for file in sorted(path.rglob("*.json")):
            yield from _objects(file)
        return
    data = packed.text(path)
    try:
        if ".jsonl" in path.name:
            for number, line in enumerate(data.split("\n"), 1):
                if line.strip():
                    yield f"{path}:{number}", json.loads(line)
        else:
            yield str(path), json.loads(data)
    except ValueError as error:
        raise InputError(f"{path}: got broken JSON ({error}), expected a document of the corpus a line") from error


def _attributes(path: Path) -> dict[tuple[str, int], dict[str, Any]]:
    rows = {}
    for place, row in _objects(path):
        missing = [key for key in ATTRIBUTES if not isinstance(row, dict) or key not in row]
        if missing:
            raise InputError(f"{place}: got no attribution row (without {', '.join(missing)}); expected {ATTRIBUTES}")
        if row["role_category"] not in ROLE_CATEGORIES or row["stance"] not in STANCE_LABELS:
            raise InputError(f"{place}: got an unknown role_category or stance; see schema/guidelines.md for both")
        rows[row["documentName"], row["id"]] = row
    return rows


def _gold(raw: Mapping[str, Any], attributes: Mapping[tuple[str, int], Mapping[str, Any]]) -> GoldDocument:
    name, text, offsets = raw["documentName"], raw["originalText"], token_offsets(raw)
    rows = []
    for annotation in raw["annotations"]:
        parts = {part: tuple(sorted((annotation.get(part) or {}).get("tokenIds", ()))) for part in PARTS}
        if parts["quote"]:
            row = _quotation(name, annotation, parts, offsets, attributes.get((name, annotation["id"])))
            rows.append((row, annotation["id"], parts))
    rows.sort(key=lambda item: (item[0].hull.start, -item[0].hull.end, item[1]))
    quotations = nest([row for row, _, _ in rows])
    article = Article(name, text, title=name, source="Wikinews", licence=LICENCE)
    return GoldDocument(
        document=Document(article, quotations=quotations),
        tokens=tuple(offsets[i] for i in sorted(offsets)),
        sentences=tuple((s["begin"], s["end"]) for s in raw["sentences"]),
        ids=tuple(id_ for _, id_, _ in rows),
        parts=tuple(parts for _, _, parts in rows),
    )


def _quotation(
    name: str,
    annotation: Mapping[str, Any],
    parts: Mapping[str, tuple[int, ...]],
    offsets: Mapping[int, Span],
    attribute: Mapping[str, Any] | None,
) -> Quotation:
    type_ = TYPES[annotation["type"]]
    spans = {part: runs(ids, offsets) for part, ids in parts.items()}
    speaker = Speaker(mention=spans["speaker"]) if spans["speaker"] else None
    stance = None
    if attribute:
        role = Role(attribute["role"], attribute["affiliation"], attribute["role_category"])
        speaker = Speaker(spans["speaker"], attribute["name"], attribute["is_spokesperson"], role)
        stance = Stance("intervention", attribute["stance"], 1.0)
    return Quotation(
        id=quotation_id(name, spans["quote"], type_),
        type=type_,
        spans=spans["quote"],
        cue=spans["cue"],
        frame=spans["frame"],
        speaker=speaker,
        addressee=spans["addressee"],
        stance=stance,
        confidence=1.0,
    )


def runs(ids: Sequence[int], offsets: Mapping[int, Span]) -> Spans:
    """The spans of runs of neighbouring token ids (sorted)."""
    if not ids:
        return ()
    cuts = [i + 1 for i, (a, b) in enumerate(pairwise(ids)) if b != a + 1]
    starts, ends = [0, *cuts], [*cuts, len(ids)]
    return tuple(Span(offsets[ids[a]].start, offsets[ids[b - 1]].end) for a, b in zip(starts, ends, strict=True))


def nest(quotations: Sequence[Quotation]) -> tuple[Quotation, ...]:
    """The quotations (sorted by start, the longer first) with ``parent``: the smallest one that holds all spans."""
    nested = []
    for i, inner in enumerate(quotations):
        holders = [
            outer
            for j, outer in enumerate(quotations)
            if j != i and outer.hull != inner.hull and all(any(o.contains(s) for o in outer.spans) for s in inner.spans)
        ]
        parent = min(holders, key=lambda q: len(q.hull)).id if holders else None
        nested.append(replace(inner, parent=parent))
    return tuple(nested)
