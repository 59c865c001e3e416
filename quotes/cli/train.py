"""``quotes train``: rebuild a bundled model from data."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from quotes.cli.options import known_errors

_DATA = click.option(
    "--data",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with the treebanks (CoNLL-U, also .gz); see the files in quotes/train/treebank.py.",
)
_OUTPUT = click.option(
    "--output",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Model folder to write; use the same one for all five. Parts that are there are kept.",
)
_SEED = click.option("--seed", default=1, show_default=True, help="Fixes data order, dropout and first weights.")
_STEPS = click.option("--steps", type=click.IntRange(1), help="Training steps; the default is the recipe's own.")


_REVIEWS = click.option(
    "--reviews",
    multiple=True,
    metavar="DATASET",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A dataset that people have reviewed (quotes review, then apply), to train on as well; repeat for several.",
)


@click.group()
def train() -> None:
    """Rebuild a bundled model from data.

    An interrupted run goes on where it was when the same command is given again.

    \b
    Example:
      for NAME in tokenizer mwt tagger lemmatizer parser; do
        quotes train $NAME --data ud-german --output my-german
      done
      quotes train score --gold de_gsd-ud-test.conllu.gz --output my-german
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")


def _linguistic(name: str, what: str) -> Callable[..., Any]:
    @known_errors
    def run(data: Path, output: Path, seed: int, steps: int | None = None) -> None:
        from quotes.train import german

        german.train(name, data, output, seed=seed, steps=steps)
        click.echo(f"{name}: written to {output}; its card is {output / 'card.json'}", err=True)

    run.__doc__ = f"""Train the German pipeline's {what}.

    \b
    Example:
      quotes train {name} --data ud-german --output my-german
    """
    return run


for _name, _what in (
    ("tokenizer", "tokenizer: words and sentence ends."),
    ("mwt", "dictionary of multi-word tokens."),
    ("tagger", "tagger: parts of speech and features (word vectors too, where the output has none)."),
    ("lemmatizer", "lemmatiser."),
    ("parser", "dependency parser (trains the tagger's first phase too, where the output has none)."),
):
    _command = _DATA(_OUTPUT(_SEED(_linguistic(_name, _what))))
    train.command(_name)(_command if _name == "mwt" else _STEPS(_command))


@train.command("score")
@click.option("--gold", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_OUTPUT
@known_errors
def score(gold: Path, output: Path) -> None:
    """Score a German pipeline on a treebank and write the scores to its card.

    \b
    Example:
      quotes train score --gold de_gsd-ud-test.conllu.gz --output my-german
    """
    import json

    from quotes.train import german

    click.echo(json.dumps(german.score(gold, output), indent=1))


@train.command("quotation-parser")
@click.option(
    "--data",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with the corpora: wikinews-quotations, and, where there, redewiedergabe, ud-german, raw-german.",
)
@click.option(
    "--work",
    default="build/quotation-parser",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the files of each step; a step whose file is there is not done again.",
)
@click.option(
    "--output", required=True, type=click.Path(file_okay=False, path_type=Path), help="Model folder to write."
)
@_SEED
@click.option("--epochs", type=click.IntRange(1), help="Passes over the texts; the default is the recipe's.")
@click.option("--networks", type=click.IntRange(1), help="Networks that read together; the default is the recipe's.")
@click.option("--fold", type=click.IntRange(0, 9), default=0, show_default=True, help="The tenth of texts to hold out.")
@click.option(
    "--encoder",
    metavar="NAME_OR_PATH",
    help="A Hugging Face encoder (deepset/gbert-base, a folder ...) that reads the words and is trained with the rest, "
    "in place of word vectors; not scored by this project. Needs: pip install 'quotes-dataset-builder[encoder]'",
)
@_REVIEWS
@known_errors
def quotation_parser(
    data: Path,
    work: Path,
    output: Path,
    seed: int,
    epochs: int | None,
    networks: int | None,
    fold: int,
    encoder: str | None,
    reviews: tuple[Path, ...],
) -> None:
    """Train the quotation parser, from word vectors to card. Use it with --detector learned:OUTPUT.

    Of a reviewed dataset it takes the documents that people checked as a whole.

    \b
    Examples:
      quotes train quotation-parser --data corpora --output my-quotation-parser
      quotes train quotation-parser --data corpora --output my-gbert --encoder deepset/gbert-base
      quotes train quotation-parser --data corpora --output my-parser --reviews output/mine
    """
    from dataclasses import replace

    from quotes.train import quotation_parser as recipe

    plan = replace(recipe.PLAN, epochs=epochs or recipe.PLAN.epochs)
    number = networks or recipe.NETWORKS
    report = recipe.train(
        data, work, output, seed=seed, plan=plan, networks=number, fold=fold, encoder=encoder, reviews=reviews
    )
    scores = ", ".join(f"{name} {score.f1}" for name, score in report.scores.items())
    click.echo(f"quotation-parser: written to {output}; dev F1: {scores}", err=True)


@train.command("stance")
@click.option(
    "--data",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with the corpora: wikinews-quotations, whose training part shows what is not about the target.",
)
@click.option(
    "--work",
    default="build/stance",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the texts as they were read; one that is there, of the same texts, is not read again.",
)
@click.option(
    "--output", required=True, type=click.Path(file_okay=False, path_type=Path), help="Model folder to write."
)
@_REVIEWS
@known_errors
def stance(data: Path, work: Path, output: Path, reviews: tuple[Path, ...]) -> None:
    """Train the stance model from the gold texts that come with the package. Use it with --stance learned:OUTPUT.

    Prints the cross-validated scores beside those of simpler ways, and writes them to OUTPUT/card.json; the errors of
    which it was surest are in WORK/errors.tsv. Of a reviewed dataset it takes every quotation that people decided on.

    \b
    Example:
      quotes train stance --data corpora --output my-stance
    """
    from quotes.train import stance as recipe

    report = recipe.train(data, work, output, reviews=reviews)
    click.echo(recipe.table(report))
    click.echo(f"stance: written to {output}", err=True)
