"""Recipe of the quotation parser, from data to card: vectors, reading, training, tuning, calibration, scores, card.

Each step leaves a file in the work folder and is skipped where that file is there, so a stopped run goes on where it
stopped; training itself goes on from its last epoch. The model is several networks of one shape, each trained from
another seed, which read together. The tenth of the texts that ``held_out`` takes is never trained on: thresholds and
confidence come from it; other tenths (``fold``) give a cross-validation. The dev part is read for the card's scores
alone.

With an own encoder (a Hugging Face model) the step of the vectors falls away: the encoder reads the words, and is
trained with the rest, as one network.
"""

from __future__ import annotations

import hashlib
import json
import logging
import random
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from quotes.corpora import read_wikinews
from quotes.document import Document
from quotes.errors import InputError
from quotes.evaluate.calibration import Calibration as Reliability
from quotes.evaluate.quotation import Report
from quotes.evaluate.reliability import CONFIDENCE, picture
from quotes.neural.confidence import Calibration
from quotes.neural.decode import Settings
from quotes.neural.encoder_files import pretrained
from quotes.neural.features import Vocabulary
from quotes.neural.network import QuotationNetwork, Shape
from quotes.neural.tokens import normalise
from quotes.neural.weights import ENCODER_FOLDER, Model, load, save
from quotes.train.quotation_parser_data import (
    Sample,
    Treebank,
    articles,
    literature,
    marked_sample,
    treebanks,
    wikinews,
)
from quotes.train.quotation_parser_examples import example, quiet_sentences
from quotes.train.quotation_parser_reading import Reader, prepare
from quotes.train.quotation_parser_reading import load as load_read
from quotes.train.quotation_parser_training import Plan, Trainer
from quotes.train.quotation_parser_tuning import calibrate, judge, reliability, score, tune
from quotes.train.quotation_parser_vectors import raw_text, train_vectors, write_corpus
from quotes.train.reviews import Reviewed, read_reviews

log = logging.getLogger(__name__)
WORDS = 40_000
PLAN = Plan(epochs=12)
NETWORKS = 2
DATA = "../shared/data"
FOLDS = 10
# Changed forms of each text that are parsed beside the printed one, and made articles to draw from.
VARIANTS, MADE = 2, 300
# Held-out texts with fewer tokens are left: short made texts are easy, and confidence set on them too high for news.
SHORT = 120
ARTICLES = (Path(__file__).parent / "articles", Path(__file__).parent / "stance")
NEWS = "wikinews-quotations/train.jsonl"
PICTURE = "reliability.svg"
DEV = "wikinews-quotations/dev.jsonl"
LITERATURE = "redewiedergabe/train.tsv.gz"
# The treebank test set on which the parser of the project is scored stays out of training here as well.
_TREEBANK_TEST = "gsd-ud-test"
SOURCES = (
    ("quotes/train/articles, quotes/train/stance", "gold texts written for the project", "CC0-1.0"),
    ("wikinews-quotations", "Petersen-Frey & Biemann 2024, German news quotation attribution", "CC BY-NC-SA 4.0"),
    ("redewiedergabe", "Brunner et al. 2020, Redewiedergabe corpus, train part", "CC BY-NC-SA 4.0"),
    ("ud-german", "Universal Dependencies: GSD dev, PUD, HDT parts, LIT", "CC BY-SA 4.0, LIT CC BY-NC-SA 4.0"),
    ("raw-german", "Bundestag debates, GermaParl sample (word vectors)", "public record, CLARIN PUB+BY+NC+SA"),
    ("news-10kgnad", "Schabus et al., 10kGNAD (word vectors)", "CC BY-NC-SA 4.0"),
)
# Those of the word vectors, which a network with an own encoder has not seen.
_ONLY_VECTORS = ("raw-german", "news-10kgnad")


def held_out(sample: Sample, fold: int = 0) -> bool:
    """Whether a text belongs to the tenth that is kept for thresholds and confidence, by a hash of its id."""
    return zlib.crc32(sample.id.encode()) % FOLDS == fold


@dataclass(frozen=True, slots=True)
class Texts:
    """Training texts (each in its variants), held-out texts, made articles, and the dev part, all as they are read."""

    training: list[list[Sample]]
    held: list[Sample]
    made: list[Sample]
    dev: list[Sample]


def train(
    data: Path, work: Path, output: Path, *, seed: int = 1, plan: Plan = PLAN, networks: int = NETWORKS,
    fold: int = 0, encoder: str | None = None, reviews: Sequence[Path] = (),
) -> Report:  # fmt: skip
    """Run the recipe: corpora in ``data``, files of the steps in ``work``, the finished model in ``output``.

    ``fold``: the tenth that is held out; ``encoder``: name or folder of a Hugging Face encoder that takes the place of
    word vectors, in one network; ``reviews``: datasets whose documents that people checked as a whole are trained on
    as well (but for texts of the dev part).

    Returns the scores on the dev part. Raises InputError where a corpus is not in ``data`` or the encoder is none that
    fits, ResourceError where the extra for encoders is missing.
    """
    for name in (NEWS, DEV):
        if not (data / name).is_file():
            raise InputError(f"no {name} in {data}: the recipe needs the corpora as the data folder lays them out")
    if encoder and Path(encoder).resolve() == (output / ENCODER_FOLDER).resolve():
        raise InputError(f"encoder {encoder}: the model in {output} would be written over it; take another output")
    reviewed = reviewed_texts(data, reviews)
    work.mkdir(parents=True, exist_ok=True)
    if encoder:
        # First: a wrong name should not wait for the reading.
        vocabulary, network = encoded_network(encoder, seed)
        untrained = [network]
        texts = read_texts(data, work, fold, reviewed)
    else:
        words, vectors = _vectors(data, work)
        texts = read_texts(data, work, fold, reviewed)
        vocabulary = _vocabulary(words, [variants[0] for variants in texts.training])
        untrained = [initial_network(vocabulary, vectors, seed * 100 + k) for k in range(networks)]
    plans = [replace(plan, seed=seed * 100 + k) for k in range(len(untrained))]
    folder = work / _run(seed, fold, encoder) / _fingerprint(texts, plan)
    trained = _trained(data, folder, untrained, vocabulary, texts=texts, plans=plans)
    model = finish(trained, vocabulary, texts.held, output)
    report, trust = measure(model, texts.dev)
    (output / PICTURE).write_text(picture([(f"{CONFIDENCE} (dev)", trust)]), encoding="utf-8")
    own = measure(model, texts.held)[0]
    more = (_read_by(encoder) if encoder else {}) | ({"reviews": reviewed.about} if reviews else {})
    write_card(output, data, plans, dev=report, held=own, trust=trust, more=more)
    return report


def reviewed_texts(data: Path, reviews: Sequence[Path]) -> Reviewed:
    """Documents of datasets that people checked as a whole, without texts of the dev part, which give the scores.

    Raises DatasetError where a dataset has none.
    """
    scored = {item.document.text for item in read_wikinews(data / DEV)} if reviews else ()
    return read_reviews(reviews, whole=True, but=scored)


def _run(seed: int, fold: int, encoder: str | None) -> str:
    """The folder of a run's networks in the work folder: one for each seed, fold and encoder."""
    run = f"seed-{seed}-fold-{fold}"
    if not encoder:
        return run
    place = str(Path(encoder).resolve()) if Path(encoder).is_dir() else encoder
    return f"{run}-{Path(place).name}-{zlib.crc32(place.encode()):08x}"


def _fingerprint(texts: Texts, plan: Plan) -> str:
    """A checksum of training texts and plan: a run on others does not go on from the files of this one."""
    total = zlib.crc32(repr(plan).encode())
    for sample in (*(form for forms in texts.training for form in forms), *texts.made):
        total = zlib.crc32(repr((sample.id, sample.tokens.words, sample.gold)).encode(), total)
    return f"{total:08x}"


def finish(networks: Sequence[QuotationNetwork], vocabulary: Vocabulary, held: Sequence[Sample], output: Path) -> Model:
    """Pack the weights, set thresholds and confidence on held-out texts, and write the model."""
    for network in networks:
        network.requires_grad_(False).eval()
    # Thresholds are set on the weights as they are stored, after rounding.
    save(output, Model(tuple(networks), vocabulary, Settings(), Calibration()))
    model = load(output)
    model = replace(model, settings=tune(model, held))
    model = replace(model, calibration=calibrate(judge(model, held)))
    save(output, model)
    return model


def read_texts(data: Path, work: Path, fold: int = 0, reviewed: Reviewed | None = None) -> Texts:
    """Parse all texts, let the rules find quotations in them, and part them; what was read before is kept."""
    news = list(wikinews(data / NEWS))
    quiet = quiet_sentences([s for s in news if not held_out(s, fold)])
    rng = random.Random(1)
    made = [replace(example(quiet, rng), id=f"made-{i}") for i in range(MADE)] if quiet else []
    reader = _LateReader()
    prepare(news, work / "news.jsonl", variants=VARIANTS, reader=reader)
    own = [sample for folder in ARTICLES for sample in articles(folder)]
    prepare(own, work / "articles.jsonl", variants=VARIANTS, reader=reader)
    people = [marked_sample(document) for document in reviewed.documents] if reviewed else []
    prepare(people, work / "reviewed.jsonl", variants=VARIANTS, reader=reader)
    prepare(made, work / (f"made-{fold}.jsonl" if fold else "made.jsonl"), variants=0, reader=reader)
    prepare(list(wikinews(data / DEV)), work / "dev.jsonl", variants=0, reader=reader)
    # In the order of the corpora, whenever a text was read.
    variants: dict[str, dict[int, Sample]] = {s.id: {} for s in (*news, *own, *people)}
    for name in ("news", "articles", *["reviewed"] * bool(people)):
        for number, sample in load_read(work / f"{name}.jsonl"):
            variants[sample.id][number] = sample
    read = [[forms[n] for n in sorted(forms)] for forms in variants.values()]
    return Texts(
        [v for v in read if not held_out(v[0], fold)],
        [v[0] for v in read if held_out(v[0], fold) and len(v[0].tokens) >= SHORT],
        [s for _, s in load_read(work / (f"made-{fold}.jsonl" if fold else "made.jsonl"))],
        [s for _, s in load_read(work / "dev.jsonl")],
    )


class _LateReader:
    """The reader of texts, loaded when the first text is to be read."""

    def __init__(self) -> None:
        self._reader: Reader | None = None

    def __call__(self, documents: Sequence[Document]) -> list[Document]:
        self._reader = self._reader or Reader()
        return self._reader(documents)


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
    network.get_parameter("word.weight").data.copy_(torch.from_numpy(table))
    return network


def encoded_network(encoder: str, seed: int, *, shape: Shape | None = None) -> tuple[Vocabulary, QuotationNetwork]:
    """A network that reads by a Hugging Face encoder (name or folder), and a vocabulary without words of its own.

    Raises InputError where the encoder is none that fits, ResourceError where the extra is missing.
    """
    shape = shape or Shape(len(Vocabulary(())))
    torch.manual_seed(seed)
    word = pretrained(encoder, shape.word_dimensions)
    return Vocabulary((), word.subwords), QuotationNetwork(shape, word)


def _trained(
    data: Path,
    work: Path,
    networks: Sequence[QuotationNetwork],
    vocabulary: Vocabulary,
    *,
    texts: Texts,
    plans: Sequence[Plan],
) -> Sequence[QuotationNetwork]:
    """The networks with their averaged weights, each trained by its plan."""
    for number, (network, plan) in enumerate(zip(networks, plans, strict=True)):
        folder = work / f"network-{number}"
        finished = folder / "average.pt"
        if not finished.is_file():
            trainer = Trainer(
                network, vocabulary, plan, texts=texts.training, made=texts.made,
                literature=_literature(data, plan), banks=_banks(data, plan),
            )  # fmt: skip
            torch.save(trainer.train(folder), finished)
        network.load_state_dict(torch.load(finished, weights_only=True))
    return networks


def _literature(data: Path, plan: Plan) -> list[Sample]:
    """The literary corpus without the tenth of its texts that ``quotes evaluate --part 0/10`` scores."""
    path = data / LITERATURE
    if not plan.literature or not path.is_file():
        return []
    return [s for s in literature(path) if zlib.crc32(s.id.rpartition("-")[0].encode()) % 10]


def _banks(data: Path, plan: Plan) -> list[Treebank]:
    paths = [p for p in sorted((data / "ud-german").glob("*.conllu.gz")) if _TREEBANK_TEST not in p.name]
    return list(treebanks(paths)) if plan.treebank else []


def measure(model: Model, samples: Sequence[Sample]) -> tuple[Report, Reliability]:
    """The published metric and the reliability of the confidence over the network's own tokens."""
    from quotes.neural.parser import QuotationModel

    parser = QuotationModel(model)
    report = score(samples, [parser.parse_tokens(s.tokens, s.reading) for s in samples], bootstrap=1000)
    return report, reliability(model.calibration, judge(model, samples))


def write_card(
    output: Path, data: Path, plans: Sequence[Plan], *, dev: Report, held: Report, trust: Reliability,
    more: Mapping[str, Any],
) -> None:  # fmt: skip
    """Write ``card.json`` beside the weights: what they are, from what, under which licence, and how good.

    ``more`` is added to it, or takes the place of what would stand there.
    """
    files = sorted(p for p in output.rglob("*") if p.is_file() and p.name != "card.json")
    used = [p for p in (data / NEWS, data / LITERATURE) if p.is_file()]
    own = [p for folder in ARTICLES for p in sorted(folder.glob("*.txt"))]
    card = {
        "name": "quotation-parser",
        "task": "German quotations: spans, type, cue, frame, speaker and addressee mentions, confidence",
        "command": f"quotes train quotation-parser --data {DATA} --output MODEL --seed {plans[0].seed // 100}",
        "networks": len(plans),
        "licence": "CC BY-NC-SA 4.0",
        "licence_reason": "the training data are under it",
        "data": _sources(SOURCES),
        "data_sha256": {
            **{str(p.relative_to(data)): _digest(p) for p in used},
            **{f"quotes/train/{p.parent.name}/{p.name}": _digest(p) for p in own},
        },
        "files": {p.relative_to(output).as_posix(): {"bytes": p.stat().st_size, "sha256": _digest(p)} for p in files},
        "plans": [asdict(plan) for plan in plans],
        "scores": {
            "dev": dev.as_dict(),
            "held-out tenth, thresholds set on it": held.as_dict(),
        },
        "confidence": {
            "meaning": "probability that the quotation is right and its speaker mention is (token F1 of 0.5 each)",
            "calibrated_on": "held-out tenth",
            "picture": PICTURE,
            "dev": asdict(trust),
        },
        **more,
    }
    (output / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _sources(sources: Iterable[tuple[str, str, str]]) -> list[dict[str, str]]:
    return [{"folder": folder, "what": what, "licence": licence} for folder, what, licence in sources]


def _read_by(encoder: str) -> dict[str, Any]:
    """What the card of a model with an own encoder says of it; of a folder its name, not the place on one machine."""
    name = Path(encoder).resolve().name if Path(encoder).is_dir() else encoder
    return {
        "command": f"quotes train quotation-parser --encoder {name}",
        "data": _sources(source for source in SOURCES if source[0] not in _ONLY_VECTORS),
        "encoder": {"name": name, "licence": "its publisher's, beside that of the training data"},
    }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
