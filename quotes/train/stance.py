"""Recipe of the stance network, from gold texts to card, in minutes on one core.

The gold texts are the project's own (``quotes/train/articles`` and ``quotes/train/stance``), the word vectors those of
the bundled tagger. A cross-validation over the texts gives the temperature and the card's scores; then the members are
trained on all texts.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from quotes.corpora.marked import TARGET, read_marked
from quotes.document import Document
from quotes.neural.features import Vocabulary
from quotes.neural.stance import StanceModel, Trust, save
from quotes.neural.tokens import normalise
from quotes.resources import model_folder
from quotes.stages.parse import Parse
from quotes.target import load as load_target
from quotes.train.stance_baselines import Scores, baselines, score
from quotes.train.stance_training import (
    FOLDS,
    Plan,
    Sample,
    cross_validate,
    new_network,
    samples,
    temperature,
    train_member,
)

log = logging.getLogger(__name__)
WORDS = 30_000
ARTICLES = (Path(__file__).parent / "articles", Path(__file__).parent / "stance")
# Where an article is not about the target a position must be this probable; see LOG.md for the choice.
OFF_TOPIC = 0.6
_VECTORS = Path("de/pretrain/quotes.pt")


def train(output: Path, *, plan: Plan | None = None, gold: Sequence[Document] | None = None) -> dict[str, Scores]:
    """Run the recipe and write the model into ``output``; ``gold``: parsed gold documents, the project's own if None.

    Returns the scores of baselines, rules and network over the cross-validated texts, by name.
    """
    plan = plan or Plan()
    given = samples(gold or parsed(), load_target(TARGET))
    vocabulary, vectors = word_vectors()
    held = cross_validate(vocabulary, vectors, given, plan)
    trust = Trust(temperature(held, [s.label for s in given]), OFF_TOPIC)
    network = new_network(vocabulary, vectors, given)
    for seed in range(plan.seed, plan.seed + plan.members):
        train_member(network, vocabulary, given, replace(plan, seed=seed))
    network.requires_grad_(False).eval()
    save(output, StanceModel(network, vocabulary, trust))
    table = {**baselines(given, given), "learned": score(given, held, trust)}
    write_card(output, plan, given, trust, table)
    return table


def parsed() -> list[Document]:
    """The project's gold texts with the bundled parse."""
    documents = [d for folder in ARTICLES for d in read_marked(folder)]
    bare = Parse()([Document(d.article) for d in documents])
    return [replace(p, quotations=d.quotations) for p, d in zip(bare, documents, strict=True) if d.quotations]


def word_vectors() -> tuple[Vocabulary, npt.NDArray[np.float32]]:
    """The most frequent words of the bundled vectors and their table (n + 2, 64), of standard deviation 0.5.

    The first two rows, for padding and the unknown word, are 0.
    """
    state = torch.load(model_folder("german") / _VECTORS, map_location="cpu", weights_only=True)
    vectors = (state["vectors"].float() * state["scale"].float()).numpy()
    rows: dict[str, int] = {}
    for row, word in enumerate(state["words"].split("\n")):
        form = normalise(word)
        if form and "\n" not in form and len(rows) < WORDS:
            rows.setdefault(form, row)
    chosen = vectors[list(rows.values())]
    table = np.zeros((len(rows) + 2, chosen.shape[1]), np.float32)
    table[2:] = chosen / max(float(chosen.std()), 1e-6) * 0.5
    return Vocabulary(rows), table


def write_card(output: Path, plan: Plan, given: Sequence[Sample], trust: Trust, table: dict[str, Scores]) -> None:
    """Write ``card.json`` beside the weights: what they are, from what, under which licence, and how good."""
    sources = [p for folder in ARTICLES for p in sorted(folder.glob("*.txt"))]
    files = sorted(p for p in output.iterdir() if p.is_file() and p.name != "card.json")
    vectors = model_folder("german") / _VECTORS
    card: dict[str, Any] = {
        "name": "stance",
        "task": "stance of German quotations toward a target: favor, against, mixed, none, with a probability",
        "command": f"quotes train stance --output FOLDER --seed {plan.seed}",
        "licence": "CC BY-SA 4.0",
        "licence_reason": "the word vectors are those of the German pipeline, which is under it; gold texts: CC0-1.0",
        "data": [
            {"folder": "quotes/train/articles, quotes/train/stance", "licence": "CC0-1.0",
             "what": f"{len({s.article for s in given})} gold texts written for the project, {len(given)} quotations"},
            {"folder": "quotes/models/german", "licence": "CC BY-SA 4.0",
             "what": "word vectors from Bundestag debates (public record)"},
        ],
        "data_sha256": {f"{p.parent.name}/{p.name}": _digest(p) for p in sources} | {_VECTORS.name: _digest(vectors)},
        "files": {p.name: {"bytes": p.stat().st_size, "sha256": _digest(p)} for p in files},
        "plan": asdict(plan),
        "trust": asdict(trust) | {"fitted_on": "the cross-validated gold texts"},
        "scores": {f"cross-validated ({FOLDS} folds, one member)": {k: asdict(v) for k, v in table.items()}},
    }  # fmt: skip
    (output / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
