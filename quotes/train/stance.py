"""Recipe of the stance model, from gold texts to card, in minutes on one core.

The gold texts are the project's own (``quotes/train/articles`` and ``quotes/train/stance``); news shows what is not
about the target. A cross-validation by article gives the temperature and the card's scores; then the model is trained
on all texts.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from quotes.corpora.marked import TARGET
from quotes.document import STANCE_LABELS
from quotes.errors import InputError
from quotes.linear.stance_model import save
from quotes.linear.stance_window import CUE, INSIDE
from quotes.resources import schema_folder
from quotes.target import load as load_target
from quotes.train.reviews import Reviewed, read_reviews
from quotes.train.stance_baselines import Scores, baselines, compare, score
from quotes.train.stance_samples import Sample, digest, news_texts, own_texts, read, samples, surely_none, write
from quotes.train.stance_training import (
    FOLDS,
    Array,
    Material,
    Plan,
    Trust,
    cross_validate,
    train_on,
    trust,
    with_trust,
    without_rules,
)

log = logging.getLogger(__name__)
ARTICLES = (Path(__file__).parent / "articles", Path(__file__).parent / "stance")
NEWS = "wikinews-quotations/train.jsonl"
SHARES = (0.25, 0.5)  # of the training articles, for the learning curve
WORST = 20


@dataclass(frozen=True, slots=True)
class Report:
    """``scores`` of each way, cross-validated over the own texts; ``curve``: the model's with a share of the training
    articles; ``strangers``: of quotations in which the lexicons know no word, by way; ``news_relabelled``: percent of
    the news quotations, none of them marked, that get a position; ``own``, ``news``: how many there are; ``reviewed``:
    scores of the quotations that people decided on, ``reviews``: where these come from.
    """

    scores: Mapping[str, Scores]
    curve: Mapping[float, Scores]
    strangers: Mapping[str, Scores]
    news_relabelled: float
    trust: Trust
    own: int
    news: int
    reviewed: Scores | None = None
    reviews: tuple[Mapping[str, Any], ...] = ()


def train(data: Path, work: Path, output: Path, *, plan: Plan | None = None, reviews: Sequence[Path] = ()) -> Report:
    """Run the recipe and write the model into ``output``; what was read is kept in ``work``. ``reviews`` are datasets
    whose quotations that people decided on are trained on as well, and scored by themselves.

    Raises InputError where the corpora lack the news, DatasetError for a dataset without decisions.
    """
    plan = plan or Plan()
    if not (data / NEWS).is_file():
        raise InputError(f"{data}: holds no {NEWS}; expected the folder of the corpora")
    reviewed = read_reviews(reviews, whole=False, target=TARGET)
    own, news = _read(data, work)
    people = _read_people(reviewed, work)
    given = [*own, *news, *people]
    material = Material.of(given, [s.hinted and (s.corpus != "news" or surely_none(s)) for s in given])
    n, end = len(own), len(own) + len(news)
    held = cross_validate(material, plan)
    held, of_people = held[:end], held[end:]
    trusted = trust(held[:n], own, news)
    save(output, with_trust(train_on(material, plan), trusted))
    _write_errors(work / "errors.tsv", own, trusted(held[:n], np.array([s.hinted for s in own])))
    moved = sum(int(p.argmax()) != STANCE_LABELS.index("none") for p in held[n:])
    both = score(own, held[:n], trusted)
    report = Report({"both": both}, {}, {}, round(100 * moved / max(1, len(news)), 1), trusted, n, len(news))
    if people:
        report = replace(report, reviewed=score(people, of_people, trusted), reviews=reviewed.about)
    write_card(output, data, plan, report)  # the model is there; what follows only compares it
    report = _compared(report, material, held, plan)
    write_card(output, data, plan, report)
    return report


def _read(data: Path, work: Path) -> tuple[list[Sample], list[Sample]]:
    """The samples of own texts and of news, read anew only where the texts or the target have changed."""
    target = load_target(TARGET)
    rules = b"".join(p.read_bytes() for p in _rule_files())
    out = []
    for corpus, files in (("own", _own_files()), ("news", [data / NEWS])):
        source = digest(rules, *(p.read_bytes() for p in files))
        path = work / f"{corpus}.jsonl"
        found = read(path, source)
        if found is None:
            gold = own_texts(ARTICLES) if corpus == "own" else news_texts(data / NEWS)
            found = samples(corpus, gold, target)
            write(path, found, source)
        out.append(found)
    return out[0], out[1]


def _read_people(reviewed: Reviewed, work: Path) -> list[Sample]:
    """The samples of reviewed documents, read anew only where decisions, rules or the target have changed."""
    gold = [document for document in reviewed.documents if document.quotations]
    if not gold:
        return []
    source = digest(reviewed.digest.encode(), *(p.read_bytes() for p in _rule_files()))
    found = read(work / "reviewed.jsonl", source)
    if found is None:
        found = samples("reviewed", gold, load_target(TARGET))
        write(work / "reviewed.jsonl", found, source)
    return found


def _own_files() -> list[Path]:
    return [p for folder in ARTICLES for p in sorted(folder.glob("*.txt"))]


def _rule_files() -> list[Path]:
    """What decides how a text is read: the target, lexicons, rules, and the window."""
    package = Path(__file__).parents[1]
    rules = sorted([*(package / "german").glob("*.py"), *(package / "lexicon").glob("*.tsv")])
    return [schema_folder() / "targets" / f"{TARGET}.toml", *rules, package / "linear" / "stance_window.py"]


def _compared(report: Report, material: Material, held: Array, plan: Plan) -> Report:
    """The report with other ways, the learning curve, and quotations without a known word.

    ``held``: the model's probabilities of the material in cross-validation; the own samples stand first.
    """
    n = report.own
    own, news = material.samples[:n], [s for s in material.samples if s.corpus == "news"]
    bare = [replace(s, window=without_rules(s.window)) for s in material.samples]
    alone = cross_validate(Material.of(bare, material.kept), plan)[:n]
    scores = {**baselines(own, own), "learned only": score(own, alone, trust(alone, own, news)), **report.scores}
    curve = {share: score(own, cross_validate(material, plan, share)[:n], report.trust) for share in SHARES}
    strange = [i for i, s in enumerate(own) if s.hinted and _stranger(s)]
    there = [own[i] for i in strange]
    ruled = compare([s.label for s in there], [s.rules for s in there])
    strangers = {"rules only": ruled, "both": score(there, held[strange], report.trust)}
    return replace(report, scores=scores, curve=curve, strangers=strangers)


def _stranger(given: Sample) -> bool:
    """Whether the lexicons know no word of a quotation and its cue, but for terms of the target."""
    w = given.window
    return not any(m.group for m, place in zip(w.marks, w.places, strict=True) if place in (INSIDE, CUE))


def table(report: Report) -> str:
    """The report as text."""
    head = f"{'':24}macro4  macro3  accuracy  calibration  P/R of {', '.join(STANCE_LABELS)}"
    lines = [f"cross-validated by article over {report.own} quotations, percent", head]
    rows = [
        *report.scores.items(),
        *((f"both, {share:.0%} of texts", s) for share, s in report.curve.items()),
        *((f"no known word: {name}", s) for name, s in report.strangers.items()),
        *([("both, reviewed by people", report.reviewed)] if report.reviewed else []),
    ]
    for name, s in rows:
        error = f"{s.calibration:.3f}" if s.calibration is not None else "-"
        pairs = ", ".join(f"{s.labels[k][0]:.0f}/{s.labels[k][1]:.0f}" for k in STANCE_LABELS)
        lines.append(f"{name:24}{s.macro4:6.1f}  {s.macro3:6.1f}  {s.accuracy:8.1f}  {error:>11}  {pairs}")
    lines.append(f"news quotations that get a position: {report.news_relabelled}% of {report.news}")
    return "\n".join(lines)


def _write_errors(path: Path, own: Sequence[Sample], probabilities: Array) -> None:
    """The errors of which the cross-validated model was surest, in articles that hint at the target."""
    best = probabilities.argmax(1)
    wrong = [i for i, s in enumerate(own) if s.hinted and STANCE_LABELS[int(best[i])] != s.label]
    wrong.sort(key=lambda i: -float(probabilities[i].max()))
    lines = ["article\tgold\tfound\tprobability\trules\tcue\tquotation"]
    for i in wrong[:WORST]:
        s = own[i]
        label, sure = STANCE_LABELS[int(best[i])], f"{probabilities[i].max():.2f}"
        lines.append("\t".join([s.article, s.label, label, sure, s.rules, s.cue, " ".join(s.text.split())]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_card(output: Path, data: Path, plan: Plan, report: Report) -> None:
    """Write ``card.json`` beside the weights: what they are, from what, under which licence, and how good."""
    files = sorted(p for p in output.iterdir() if p.is_file() and p.name != "card.json")
    card: dict[str, Any] = {
        "name": "stance",
        "task": "stance of German quotations toward a target: favor, against, mixed, none, with a probability",
        "command": "quotes train stance --data FOLDER --output FOLDER",
        "licence": "CC BY-NC-SA 4.0",
        "licence_reason": "the news that show what is not about the target are under it; the gold texts are CC0-1.0",
        "data": [
            {"folder": "quotes/train/articles, quotes/train/stance", "licence": "CC0-1.0",
             "what": f"gold texts written for the project, {report.own} quotations"},
            {"folder": "wikinews-quotations", "licence": "CC BY-NC-SA 4.0",
             "what": "Petersen-Frey & Biemann 2024, German news quotation attribution: quotations that are none"},
        ],
        "data_sha256": {f"{p.parent.name}/{p.name}": _digest(p) for p in [*_own_files(), data / NEWS]},
        "files": {p.name: {"bytes": p.stat().st_size, "sha256": _digest(p)} for p in files},
        **({"reviews": report.reviews} if report.reviews else {}),
        "plan": asdict(plan),
        "trust": asdict(report.trust) | {"fitted_on": "the cross-validated gold texts"},
        "scores": {
            f"cross-validated by article, {FOLDS} folds": {k: asdict(v) for k, v in report.scores.items()},
            "learning curve (share of articles)": {f"{k:.2f}": asdict(v) for k, v in report.curve.items()},
            "no word that the lexicons know": {k: asdict(v) for k, v in report.strangers.items()},
            "news quotations that get a position, percent": report.news_relabelled,
            **({"reviewed by people, cross-validated": asdict(report.reviewed)} if report.reviewed else {}),
        },
    }  # fmt: skip
    (output / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
