"""A model of textual entailment as judge of stance: does "is for it", does "is against it" follow from the words?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from quotes.document import StanceLabel
from quotes.errors import InputError
from quotes.judges.question import Failure, Outcome, Question, Verdict
from quotes.judges.settings import PREFIX, NliSettings
from quotes.judges.spending import Meter, Spending
from quotes.target import Target

INSTALL = "pip install 'quotes-dataset-builder[encoder]'"
LONGEST = 512  # subwords, where the tokenizer names no limit
_BLOCK = 1 << 20


class NliJudge:
    """Tests the target's two hypotheses on the sentences of each quotation.

    Both probabilities of entailment are taken as independent: favor is for and not against, against the reverse,
    mixed both, none neither, so that the four scores add up to 1. Weights are read from safetensors only, and no code
    of a model is run. Raises InputError where transformers is not installed, or the model cannot be loaded or has no
    label of entailment.
    """

    kind = "nli"

    def __init__(self, settings: NliSettings, target: Target) -> None:
        self._settings = settings
        self._hypotheses = (target.hypotheses.favor, target.hypotheses.against)
        self._tokenizer, self._network = _load(settings)
        self._entailment = _entailment(self._network.config, settings)
        self.model = settings.shown
        self.version = _version(settings, self._network.config)
        self._meter = Meter()

    def digest(self, question: Question) -> str:
        """SHA-256 over judge, model with its version, hypotheses and question."""
        parts = [self.kind, self.model, self.version, *self._hypotheses, _premise(question)]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def take_spending(self) -> Spending:
        """A local model costs nothing that is counted."""
        return self._meter.take()

    def ask(self, questions: Sequence[Question]) -> Iterator[Outcome]:
        """One outcome for each question, in their order, batch by batch."""
        for start in range(0, len(questions), self._settings.batch_size):
            yield from self._batch(questions[start : start + self._settings.batch_size])

    def _batch(self, questions: Sequence[Question]) -> list[Outcome]:
        """The outcomes of a batch; where it cannot be computed, of each question alone."""
        premises = [_premise(question) for question in questions]
        try:
            favor, against = (self._probabilities(premises, hypothesis) for hypothesis in self._hypotheses)
        except (RuntimeError, ValueError, IndexError) as error:
            if len(questions) == 1:
                return [Failure(f"the model failed ({type(error).__name__})")]
            return [outcome for question in questions for outcome in self._batch([question])]
        return [verdict(for_it, not_) for for_it, not_ in zip(favor, against, strict=True)]

    def _probabilities(self, premises: Sequence[str], hypothesis: str) -> list[float]:
        """The probability, 0 to 1, that the hypothesis follows from each premise."""
        import torch

        encoded = self._tokenizer(
            list(premises),
            [hypothesis] * len(premises),
            return_tensors="pt",
            padding=True,
            truncation="only_first",
            max_length=min(self._tokenizer.model_max_length, LONGEST),
        )
        with torch.inference_mode():
            logits = self._network(**encoded).logits.float()
        values: list[float] = torch.softmax(logits, dim=-1)[:, self._entailment].tolist()
        return values


def verdict(favor: float, against: float) -> Verdict:
    """The label of two independent probabilities, 0 to 1, and its own."""
    scores: dict[StanceLabel, float] = {
        "none": (1 - favor) * (1 - against),
        "favor": favor * (1 - against),
        "against": against * (1 - favor),
        "mixed": favor * against,
    }
    label = max(scores, key=lambda name: scores[name])
    return Verdict(label, round(scores[label], 4), (), f"{label}, for {favor:.2f}, against {against:.2f}")


def folder_sha256(folder: Path) -> str:
    """SHA-256 over a local model's configuration, tokenizer and weights."""
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.json"), *folder.glob("*.txt"), *folder.glob("*.safetensors")]):
        inner = hashlib.sha256()
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                inner.update(block)
        digest.update(f"{path.name}\0{inner.hexdigest()}\n".encode())
    return digest.hexdigest()


def _premise(question: Question) -> str:
    return f"{question.speaker}: {question.sentence}" if question.speaker else question.sentence


def _load(settings: NliSettings) -> tuple[Any, Any]:
    try:
        from transformers import AutoModelForSequenceClassification, AutoTokenizer
    except ImportError as error:
        raise InputError(f"--stance-model needs the package transformers: {INSTALL}") from error
    given = {"revision": settings.revision} if settings.revision else {}
    try:
        tokenizer = AutoTokenizer.from_pretrained(settings.name, trust_remote_code=False, **given)
        network = AutoModelForSequenceClassification.from_pretrained(
            settings.name, use_safetensors=True, trust_remote_code=False, **given
        )
    except (OSError, ValueError, ImportError, RuntimeError, KeyError) as error:
        reason = str(error).strip().splitlines()[:1]
        raise InputError(
            f"stance model {PREFIX}{settings.shown}: cannot be loaded ({'; '.join(reason) or type(error).__name__}); "
            "expected a model of textual entailment with safetensors weights, on the Hub or in a folder"
        ) from error
    return tokenizer, network.eval()


def _entailment(config: Any, settings: NliSettings) -> int:
    """The index of entailment among the labels, which every model orders in its own way."""
    for name, index in config.label2id.items():
        if str(name).lower().startswith("entail"):
            return int(index)
    raise InputError(
        f"stance model {PREFIX}{settings.shown}: got the labels {', '.join(map(str, config.label2id))}; "
        "expected a model of textual entailment, with a label 'entailment'"
    )


def _version(settings: NliSettings, config: Any) -> str:
    """The commit of a model of the Hub, a hash over the files of a local one."""
    if settings.is_folder:
        return folder_sha256(Path(settings.name))[:16]
    return str(getattr(config, "_commit_hash", None) or settings.revision or "")
