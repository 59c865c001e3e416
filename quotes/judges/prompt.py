"""The versioned prompt of the endpoint judge, filled in for one target and one quotation."""

from __future__ import annotations

import hashlib
import re
from string import Template
from typing import Any

from quotes.errors import ResourceError
from quotes.judges.question import Question
from quotes.resources import prompt, schema
from quotes.target import Target

PROMPT = "stance.v1"
_SECTION = re.compile(r"^## (\w+)\n", re.M)
# Control words of chat templates: some servers read them in data as if they had written them.
_CONTROL = re.compile(r"<\||\|>|</?s>|<(?:start|end)_of_turn>|\[/?INST\]|<</?SYS>>")

Messages = list[dict[str, str]]


def prompt_sha256() -> str:
    """SHA-256 over prompt and answer schema, in hexadecimal digits."""
    return hashlib.sha256(f"{prompt(PROMPT)}\0{answer_schema()!r}".encode()).hexdigest()


def answer_schema() -> dict[str, Any]:
    """What an answer must look like."""
    return schema(f"prompts/{PROMPT}")


class StancePrompt:
    """Makes the messages for one target.

    Raises ResourceError where the prompt file lacks a section.
    """

    def __init__(self, target: Target) -> None:
        parts = _SECTION.split(prompt(PROMPT))
        sections = dict(zip(parts[1::2], parts[2::2], strict=True))
        for name in ("system", "user", "repair"):
            if name not in sections:
                raise ResourceError(f"prompt {PROMPT}: no section '## {name}'; reinstall the package")
        self._sections = {name: Template(text.strip()) for name, text in sections.items()}
        self._target = {
            "title": target.title,
            "definition": " ".join(target.definition.split()),
            "tests": "\n".join(
                f"- {t.label}: {' '.join(t.test.split())} Examples: {' '.join(t.examples)}" for t in target.labels
            ),
        }

    def messages(self, question: Question) -> Messages:
        """The messages that ask about one quotation; the same question gives the same messages."""
        data = {
            "passage": _data(question.passage),
            "speaker": _data(question.speaker),
            "quotation": _data(question.quotation),
        }
        words = {**self._target, **data, "mark": _mark("\n".join(data.values()))}
        return [
            {"role": "system", "content": self._sections["system"].substitute(words)},
            {"role": "user", "content": self._sections["user"].substitute(words)},
        ]

    def again(self, messages: Messages, problem: str) -> Messages:
        """The messages once more, with what was wrong with the first answer; of that answer nothing is repeated."""
        reminder = self._sections["repair"].substitute(problem=problem)
        return [*messages[:-1], {"role": "user", "content": f"{messages[-1]['content']}\n\n{reminder}"}]


def _data(text: str) -> str:
    """Text from outside, with control words of chat templates broken and characters that JSON cannot hold replaced."""
    return _CONTROL.sub(lambda m: f"{m[0][0]} {m[0][1:]}", text).encode("utf-8", "replace").decode()


def _mark(text: str) -> str:
    """A word that the text does not hold, nor can be written to hold, as it is made from all of it."""
    mark = hashlib.sha256(text.encode()).hexdigest()[:16]
    while mark in text:
        mark = hashlib.sha256(mark.encode()).hexdigest()[:16]
    return mark
