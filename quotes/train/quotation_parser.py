"""Recipe of the quotation parser, from data to card: vectors, train, tune and calibrate, pack, score, card.

Each step leaves a file in the work folder and is skipped where that file is there, so a stopped run goes on where it
stopped; training itself goes on from its last epoch. The tenth of the news documents that ``held_out`` takes is never
trained on: thresholds and confidence come from it. The dev part is read for the card's scores alone.
"""

from __future__ import annotations

import hashlib
import json
import logging
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from quotes.errors import InputError
from quotes.evaluate.quotation import Report
from quotes.neural.confidence import Calibration
from quotes.neural.decode import Settings
from quotes.neural.features import Vocabulary
from quotes.neural.network import QuotationNetwork, Shape
from quotes.neural.tokens import normalise
from quotes.neural.weights import Model, load, save
from quotes.train.quotation_parser_data import Sample, Treebank, literature, treebanks, wikinews
from quotes.train.quotation_parser_training import Plan, Trainer
from quotes.train.quotation_parser_tuning import Reliability, calibrate, judge, reliability, score, tune
from quotes.train.quotation_parser_vectors import raw_text, train_vectors, write_corpus

log = logging.getLogger(__name__)
WORDS = 40_000
# Each phase starts from the weights of the one before at a lower rate, without literature; the model is their mean.
PHASES = (
    Plan(seed=1, epochs=14),
    Plan(seed=2, epochs=8, rate=1.4e-3, examples=100, reported=1.8, literature=0.0, treebank=0.0),
    Plan(seed=3, epochs=6, rate=1.4e-3, examples=80, reported=1.8, literature=0.0),
)
NEWS = "wikinews-quotations/train.jsonl"
DEV = "wikinews-quotations/dev.jsonl"
LITERATURE = "redewiedergabe/train.tsv.gz"
# The treebank test set on which the parser of the project is scored stays out of training here as well.
_TREEBANK_TEST = "gsd-ud-test"
SOURCES = (
    ("wikinews-quotations", "Petersen-Frey & Biemann 2024, German news quotation attribution", "CC BY-NC-SA 4.0"),
    ("redewiedergabe", "Brunner et al. 2020, Redewiedergabe corpus, train part", "CC BY-NC-SA 4.0"),
    ("ud-german", "Universal Dependencies: GSD dev, PUD, HDT parts, LIT", "CC BY-SA 4.0, LIT CC BY-NC-SA 4.0"),
    ("raw-german", "Bundestag debates, GermaParl sample (word vectors)", "public record, CLARIN PUB+BY+NC+SA"),
    ("news-10kgnad", "Schabus et al., 10kGNAD (word vectors)", "CC BY-NC-SA 4.0"),
)


def held_out(sample: Sample) -> bool:
    """Whether a document belongs to the tenth that is kept for thresholds and confidence, by a hash of its id."""
    return zlib.crc32(sample.id.encode()) % 10 == 0


def train(data: Path, work: Path, output: Path, plans: Sequence[Plan] = PHASES) -> Report:
    """Run the recipe: corpora in ``data``, files of the steps in ``work``, the finished model in ``output``.

    Returns the scores on the dev part over gold sentences. Raises InputError where a corpus is not in ``data``.
    """
    for name in (NEWS, DEV):
        if not (data / name).is_file():
            raise InputError(f"no {name} in {data}: the recipe needs the corpora as the data folder lays them out")
    work.mkdir(parents=True, exist_ok=True)
    news = list(wikinews(data / NEWS))
    held, rest = [s for s in news if held_out(s)], [s for s in news if not held_out(s)]
    words, vectors = _vectors(data, work)
    vocabulary = _vocabulary(words, rest)
    network = initial_network(vocabulary, vectors, plans[0].seed)
    network.load_state_dict(_weights(data, work, network, vocabulary, news=rest, plans=plans))
    network.requires_grad_(False).eval()
    model = Model(network, vocabulary, Settings(), Calibration())
    # Thresholds are set on the weights as they are stored, after rounding.
    save(work / "packed", model)
    model = load(work / "packed")
    settings = tune(model, held)
    model = Model(model.network, vocabulary, settings, Calibration())
    model = Model(model.network, vocabulary, settings, calibrate(judge(model, held)))
    save(output, model)
    dev = list(wikinews(data / DEV))
    report, trust = measure(model, dev)
    own = measure(model, held)[0]
    write_card(output, data, plans, dev=report, held=own, trust=trust)
    return report


def _vectors(data: Path, work: Path) -> tuple[list[str], npt.NDArray[np.float32]]:
    names, table = work / "vectors.txt", work / "vectors.npy"
    if not table.is_file():
        corpus = work / "corpus.txt"
        count = write_corpus(raw_text(data), corpus)
        log.info("word vectors from %d tokens", count)
        words, vectors = train_vectors(corpus)
        names.write_text("\n".join(words), encoding="utf-8")
        np.save(table, vectors)
    vectors = np.load(table)[:WORDS]
    return names.read_text(encoding="utf-8").split("\n")[: len(vectors)], vectors


def _vocabulary(words: Sequence[str], samples: Sequence[Sample]) -> Vocabulary:
    known = set(words)
    counts = Counter(normalise(word) for sample in samples for word in sample.tokens.words)
    return Vocabulary([*words, *(w for w, n in counts.items() if n >= 2 and w not in known)])


def initial_network(
    vocabulary: Vocabulary, vectors: npt.NDArray[np.float32], seed: int, *, shape: Shape | None = None
) -> QuotationNetwork:
    """A network whose first word vectors are ``vectors`` (scaled to a standard deviation of 0.5), the rest random."""
    torch.manual_seed(seed)
    network = QuotationNetwork(shape or Shape(len(vocabulary), vectors.shape[1]))
    table = np.zeros((len(vocabulary), vectors.shape[1]), np.float32)
    table[2:] = np.random.RandomState(seed).randn(len(vocabulary) - 2, vectors.shape[1]) * 0.1
    table[2 : 2 + len(vectors)] = vectors / max(float(vectors.std()), 1e-6) * 0.5
    network.word.weight.data.copy_(torch.from_numpy(table))
    return network


def _weights(
    data: Path,
    work: Path,
    network: QuotationNetwork,
    vocabulary: Vocabulary,
    *,
    news: Sequence[Sample],
    plans: Sequence[Plan],
) -> dict[str, Tensor]:
    """Train phase after phase, each from the weights of the one before; return the mean of their weights."""
    states: list[dict[str, Tensor]] = []
    for number, plan in enumerate(plans, 1):
        folder = work / f"phase-{number}"
        finished = folder / "average.pt"
        if not finished.is_file():
            trainer = Trainer(
                network, vocabulary, plan, news=news, literature=_literature(data, plan), banks=_banks(data, plan)
            )
            torch.save(trainer.train(folder), finished)
        states.append(torch.load(finished, weights_only=True))
        network.load_state_dict(states[-1])
    return {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}


def _literature(data: Path, plan: Plan) -> list[Sample]:
    path = data / LITERATURE
    return list(literature(path)) if plan.literature and path.is_file() else []


def _banks(data: Path, plan: Plan) -> list[Treebank]:
    paths = [p for p in sorted((data / "ud-german").glob("*.conllu.gz")) if _TREEBANK_TEST not in p.name]
    return list(treebanks(paths)) if plan.treebank else []


def measure(model: Model, samples: Sequence[Sample]) -> tuple[Report, Reliability]:
    """The published metric and the reliability of the confidence on gold sentences."""
    from quotes.neural.parser import QuotationModel

    parser = QuotationModel(model)
    report = score(samples, [parser.parse_tokens(s.tokens) for s in samples], bootstrap=1000)
    return report, reliability(model.calibration, judge(model, samples))


def write_card(
    output: Path, data: Path, plans: Sequence[Plan], *, dev: Report, held: Report, trust: Reliability, **more: Any
) -> None:
    """Write ``card.json`` beside the weights: what they are, from what, under which licence, and how good."""
    files = sorted(p for p in output.iterdir() if p.name != "card.json")
    used = [p for p in (data / NEWS, data / LITERATURE) if p.is_file()]
    card = {
        "name": "quotation-parser",
        "task": "German quotations: spans, type, cue, frame, speaker and addressee mentions, confidence",
        "command": "quotes train quotation-parser",
        "licence": "CC BY-NC-SA 4.0",
        "licence_reason": "the training data are under it",
        "data": [{"folder": f, "what": w, "licence": ll} for f, w, ll in SOURCES],
        "data_sha256": {str(p.relative_to(data)): _digest(p) for p in used},
        "files": {p.name: {"bytes": p.stat().st_size, "sha256": _digest(p)} for p in files},
        "plans": [asdict(plan) for plan in plans],
        "scores": {
            "dev, gold sentences": dev.as_dict(),
            "held-out tenth of train, thresholds set on it": held.as_dict(),
        },
        "confidence": {
            "meaning": "probability that the quotation is right and its speaker mention is (token F1 of 0.5 each)",
            "calibrated_on": "held-out tenth of train",
            "dev": asdict(trust),
        },
        **more,
    }
    (output / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
