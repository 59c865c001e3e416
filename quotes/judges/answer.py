"""An answer of a chat model, read strictly: one JSON object that its schema holds for, or what is wrong with it."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any, NoReturn

from quotes.judges.prompt import answer_schema
from quotes.judges.question import Verdict

# What models put around the object although they are asked not to: reasoning before it, a code fence.
_THINKING = re.compile(r"\s*<think>.*?</think>", re.S)
_FENCE = re.compile(r"\s*```(?:json)?\s*\n(.*?)\n\s*```\s*", re.S)
_LIMITS = frozenset({"$schema", "$id", "title", "description", "minimum", "maximum", "maxItems", "maxLength"})


class WrongAnswerError(Exception):
    """An answer is not of the required form. The message holds no words of the answer, which may be anybody's."""


def read_answer(content: str) -> Verdict:
    """The verdict that the text of an answer gives.

    Raises WrongAnswerError where it is no JSON object, or none that the schema holds for.
    """
    text = _THINKING.sub("", content, count=1)
    fenced = _FENCE.fullmatch(text)
    try:
        value = json.loads(fenced[1] if fenced else text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise WrongAnswerError("it is not one JSON object") from error
    problem = problem_with(value)
    if problem:
        raise WrongAnswerError(problem)
    return verdict_of(value)


def problem_with(value: Any) -> str:
    """What is wrong with an answer, in words without any of it; empty where nothing is."""
    error = next(iter(_validator().iter_errors(value)), None)
    if error is None:
        return ""
    place = ".".join(str(part) for part in error.absolute_path) or "the object"
    rule = error.validator_value if error.validator in ("enum", "type", "minimum", "maximum", "required") else ""
    return f"{place} breaks the rule {error.validator}{f' {rule}' if rule != '' else ''}"


def verdict_of(value: dict[str, Any]) -> Verdict:
    """The verdict of an answer that the schema holds for."""
    label = value["label"]
    return Verdict(label, float(value["score"]), tuple(value["evidence"]), label)


def wire_schema() -> dict[str, Any]:
    """The schema as servers get it, without the limits that some of them refuse; answers are checked against all."""
    wire: dict[str, Any] = _without_limits(answer_schema())
    return wire


def _without_limits(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_limits(v) for k, v in value.items() if k not in _LIMITS}
    return value


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(answer_schema())


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
