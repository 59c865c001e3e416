"""What a judge is asked about one quotation, and what it answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from quotes.document import StanceLabel
from quotes.judges.spending import Spending


@dataclass(frozen=True, slots=True)
class Question:
    """One quotation to judge: the part of the article around it, its speaker in words, itself, and the sentences that
    hold it and its cue.
    """

    passage: str
    speaker: str
    quotation: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judge's answer: label, probability (0 to 1), words it quotes as evidence (unverified), and its raw result."""

    label: StanceLabel
    score: float
    evidence: tuple[str, ...] = ()
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a judge has no answer to one question; holds no words of the answer and nothing secret."""

    reason: str


Outcome = Verdict | Failure


class Judge(Protocol):
    """Something that labels quotations."""

    kind: str
    model: str
    version: str

    def digest(self, question: Question) -> str:
        """SHA-256 in hexadecimal digits over all that decides the answer: judge, model, prompt, target, question."""
        ...

    def ask(self, questions: Sequence[Question]) -> Iterator[Outcome]:
        """One outcome for each question, in their order, as they are known.

        Raises ServiceError where going on makes no sense.
        """
        ...

    def take_spending(self) -> Spending:
        """What was spent since this was last asked."""
        ...
