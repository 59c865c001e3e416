"""The German pipeline's recipes by name: data in; weights, index and card out. What was tried is in LOG.md."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quotes.train import lemmatizer, mwt, parser, tagger, tokenizer, treebank, vectors
from quotes.train.package import PROCESSORS, save_model, update_card, weights_path, write_index
from quotes.train.treebank import Treebanks

_USES_VECTORS = ("tagger", "parser")


@dataclass(frozen=True, slots=True)
class Recipe:
    """A model of the pipeline: Stanza's name for it, its default number of steps (0: nothing to step)."""

    processor: str
    steps: int
    run: Callable[[Treebanks, Path, Any, int, int], Any]


RECIPES: dict[str, Recipe] = {
    "tokenizer": Recipe(
        "tokenize", tokenizer.STEPS, lambda b, w, _, seed, n: tokenizer.train(b, w, seed=seed, steps=n)
    ),
    "mwt": Recipe("mwt", 0, lambda b, _, __, seed, ___: mwt.train(b, seed=seed)),
    "tagger": Recipe("pos", tagger.STEPS, lambda b, w, v, seed, n: tagger.train(b, w, v, seed=seed, steps=n)),
    "lemmatizer": Recipe(
        "lemma", lemmatizer.STEPS, lambda b, w, _, seed, n: lemmatizer.train(b, w, seed=seed, steps=n)
    ),
    "parser": Recipe("depparse", parser.STEPS, lambda b, w, v, seed, n: parser.train(b, w, v, seed=seed, steps=n)),
}


def train(name: str, data: Path, output: Path, *, seed: int = 1, steps: int | None = None) -> None:
    """Train the model ``name`` from the treebanks in ``data`` into the model folder ``output``.

    Run again after an interruption, it goes on where it was; what it needs for that is in ``output/work``. Tagger and
    parser need word vectors: where ``output`` has none, they are trained first, from the raw text beside ``data``.
    One thread, so that the same data, seed, steps and library versions give the same weights.

    Raises InputError where data is missing.
    """
    import torch

    torch.set_num_threads(1)
    recipe = RECIPES[name]
    count = recipe.steps if steps is None else steps
    banks = treebank.load(data)
    work = output / "work"
    work.mkdir(parents=True, exist_ok=True)
    pretrain = word_vectors(data, output, seed=seed) if name in _USES_VECTORS else None
    finish(name, recipe.run(banks, work, pretrain, seed, count), banks, output, seed=seed, steps=count)


def word_vectors(data: Path, output: Path, *, seed: int = 1) -> Any:
    """The word vectors of ``output`` as Stanza takes them, trained where there are none."""
    from quotes.neural.word_vectors import load_pretrain

    path = weights_path(output, "pretrain")
    if not path.is_file():
        words, values = vectors.train(data, output / "work", seed=seed)
        vectors.save(words, values, path)
        command = "quotes train vectors --data RAW_GERMAN --output FOLDER"
        update_card(output, "vectors", {"command": command, "data": [vectors.SOURCE], "seed": seed})
    return load_pretrain(path)


def finish(name: str, trainer: Any, banks: Treebanks, output: Path, *, seed: int, steps: int) -> None:
    """Package what was trained: weights, index, card."""
    import stanza
    import torch

    save_model(trainer, output, RECIPES[name].processor)
    write_index(output)
    values = {
        "processor": RECIPES[name].processor,
        "command": f"quotes train {name} --data UD_GERMAN --output FOLDER --seed {seed}"
        + (f" --steps {steps}" if steps else ""),
        "data": list(treebank.SOURCES.values()) + ([vectors.SOURCE] if name in _USES_VECTORS else []),
        "data_sha256": {file: digest for file, digest in banks.hashes.items() if "gsd-ud-test" not in file},
        "seed": seed,
        "steps": steps,
        "versions": {"stanza": stanza.__version__, "torch": torch.__version__, "python": platform.python_version()},
    }
    update_card(output, name, values)


def is_complete(output: Path) -> bool:
    """Whether every processor's weights are in ``output``."""
    return all(weights_path(output, processor).is_file() for processor in PROCESSORS)


def score(gold: Path, output: Path) -> dict[str, Any]:
    """Score the pipeline in ``output`` on a treebank that it was not trained on; the scores go to the card, too."""
    import hashlib

    from quotes.evaluate.parse import evaluate
    from quotes.stages.parse import Parse, load_pipeline

    result = evaluate(
        gold,
        lambda form_rule: Parse(folder=output, form_rule=form_rule),
        lambda: load_pipeline("bundled", folder=output),
    )
    digest = hashlib.sha256(gold.read_bytes()).hexdigest()
    command = f"quotes train score --gold {gold.name} --output FOLDER"
    update_card(output, None, {"scores": {"gold": gold.name, "gold_sha256": digest, "command": command, **result}})
    return result
