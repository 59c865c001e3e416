"""Gold quotations with stance -> the samples that the stance model learns from, kept in a file between runs.

News in which nobody marked stance teaches what is not about the target: its quotations count as none, but for those
whose sentence names the target, of which nobody can say without reading.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, get_args

from quotes.corpora.marked import read_marked
from quotes.corpora.wikinews import read_wikinews
from quotes.document import Document, Quotation, Span, Speaker, StanceLabel
from quotes.german.stance_marks import COUNTER, GROUPS, SPECIFIC, Mark
from quotes.german.stance_rules import StanceRules
from quotes.linear.stance_window import CUE, INSIDE, NUMBERS, SENTENCE, Window, Windows
from quotes.stages.parse import Parse
from quotes.stages.resolve import Resolver
from quotes.stages.role import RoleLabeler
from quotes.stages.stance import StanceLabeler, rules_for
from quotes.target import Target

log = logging.getLogger(__name__)
_BATCH = 50
# In an article that does not hint at the target no window is read: the stage does not read one either.
UNREAD = Window((), (), (), (), (0.0,) * len(NUMBERS))


@dataclass(frozen=True, slots=True)
class Sample:
    """A quotation: its corpus, article, window and label; whether the article hints at the target; the rules' label,
    and the cue's and the quotation's words for baselines.
    """

    corpus: str
    article: str
    window: Window
    label: StanceLabel
    hinted: bool
    rules: StanceLabel
    cue: str
    text: str


def own_texts(folders: Sequence[Path]) -> list[Document]:
    """The gold documents with quotations of all ``*.txt`` of the folders."""
    return [d for folder in folders for d in read_marked(folder) if d.quotations]


def news_texts(path: Path) -> list[Document]:
    """The documents with quotations of a news corpus."""
    return [g.document for g in read_wikinews(path) if g.document.quotations]


def samples(corpus: str, gold: Sequence[Document], target: Target) -> list[Sample]:
    """The samples of gold documents, parsed, with the roles that the pipeline finds; unmarked stance is none."""
    rules, labeler = rules_for(target), StanceLabeler(target)
    stages = (Parse(), Resolver(), RoleLabeler())
    out = []
    for start in range(0, len(gold), _BATCH):
        part = list(gold[start : start + _BATCH])
        found = [_bare(d) for d in part]
        for stage in stages:
            found = stage(found)
        for given, document, labelled in zip(part, found, labeler(found), strict=True):
            out += _of_document(corpus, given, document, labelled, rules)
        log.info("%s: %d of %d texts read", corpus, start + len(part), len(gold))
    return out


def _of_document(
    corpus: str, given: Document, document: Document, labelled: Document, rules: StanceRules
) -> list[Sample]:
    """The samples of one document: as marked, as parsed without labels, and as the rules label it."""
    topic = rules.topic(document)
    window = Windows(document, topic, rules.marks(document)) if topic.hinted else None
    out = []
    for marked, quotation, ruled in zip(given.quotations, document.quotations, labelled.quotations, strict=True):
        made = window(quotation, rules.judge(document, quotation, topic)) if window else UNREAD
        cue, said = (" ".join(s.of(document.text) for s in spans) for spans in (marked.cue, marked.spans))
        by_rules, label = (q.stance.label if q.stance else "none" for q in (ruled, marked))
        out.append(Sample(corpus, given.article.id, made, label, topic.hinted, by_rules, cue, said))
    return out


def _bare(document: Document) -> Document:
    """The document with its quotations as a detector would give them."""
    return Document(document.article, quotations=tuple(_unlabelled(q) for q in document.quotations))


def _unlabelled(quotation: Quotation) -> Quotation:
    speaker = Speaker(quotation.speaker.mention) if quotation.speaker else None
    return replace(quotation, speaker=speaker, stance=None, notes=())


def surely_none(given: Sample) -> bool:
    """Whether a quotation of unmarked news that hints at the target can be taken for none."""
    near = (
        m.term
        for m, place in zip(given.window.marks, given.window.places, strict=True)
        if place in (SENTENCE, INSIDE, CUE)
    )
    return not any(term in (SPECIFIC, COUNTER) for term in near)


def write(path: Path, given: Sequence[Sample], source: str) -> None:
    """Keep samples as JSON lines; ``source`` tells from what they were made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"source": source}), *(json.dumps(asdict(s), ensure_ascii=False) for s in given)]
    part = path.with_suffix(".part")
    part.write_text("\n".join(lines) + "\n", encoding="utf-8")
    part.replace(path)


def read(path: Path, source: str) -> list[Sample] | None:
    """The samples kept in ``path``; None where there are none, or they were made from something else."""
    if not path.is_file():
        return None
    with path.open(encoding="utf-8") as file:
        if json.loads(next(file, "{}")).get("source") != source:
            return None
        return [_sample(json.loads(line)) for line in file]


def _sample(row: dict[str, Any]) -> Sample:
    w = row["window"]
    window = Window(
        tuple(w["words"]),
        tuple(Span(**s) for s in w["spans"]),
        tuple(w["places"]),
        tuple(Mark(**m) for m in w["marks"]),
        tuple(w["numbers"]),
    )
    labels = {name: name for name in get_args(StanceLabel)}
    label, rules = labels[row["label"]], labels[row["rules"]]
    return Sample(row["corpus"], row["article"], window, label, row["hinted"], rules, row["cue"], row["text"])


def digest(*parts: bytes) -> str:
    """A hash of what samples are made from: gold texts, target, and the form of the window."""
    form = json.dumps([NUMBERS, GROUPS]).encode()
    return hashlib.sha256(b"\0".join((*parts, form))).hexdigest()
