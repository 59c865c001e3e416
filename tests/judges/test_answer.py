"""Answers of models are read strictly: right ones, nearly right ones, and nonsense."""

from __future__ import annotations

import json

import pytest

from quotes.document import STANCE_LABELS
from quotes.judges.answer import WrongAnswerError, read_answer, wire_schema
from quotes.judges.prompt import answer_schema

GOOD = '{"evidence": ["ein Fehler"], "label": "against", "score": 0.8}'


@pytest.mark.parametrize("text", [GOOD, f"  {GOOD}\n", f"```json\n{GOOD}\n```", f"<think>Hm {{}}</think>\n{GOOD}"])
def test_one_object(text: str) -> None:
    """The object alone, in a code fence, or after a model's reasoning."""
    verdict = read_answer(text)
    assert (verdict.label, verdict.score, verdict.evidence) == ("against", 0.8, ("ein Fehler",))


WRONG = [
    ("", "JSON"),
    ("against", "JSON"),
    (f"Hier ist es: {GOOD}", "JSON"),
    (f"{GOOD} {GOOD}", "JSON"),
    ("[" * 100_000, "JSON"),
    (GOOD.replace("0.8", "NaN"), "JSON"),
    ("[]", "type object"),
    (GOOD.replace("against", "dagegen"), "label breaks the rule enum"),
    (GOOD.replace("0.8", "8"), "score breaks the rule maximum 1"),
    (GOOD.replace("0.8", "true"), "score breaks the rule type number"),
    (GOOD.replace("0.8", '"hoch"'), "score breaks the rule type number"),
    (GOOD.replace('["ein Fehler"]', '"ein Fehler"'), "evidence breaks the rule type array"),
    (GOOD.replace('"ein Fehler"', "3"), "evidence.0 breaks the rule type string"),
    (GOOD.replace('"score": 0.8', '"score": 0.8, "note": "geheim"'), "the object breaks the rule additionalProperties"),
    ('{"label": "none", "score": 1}', "the object breaks the rule required"),
]


@pytest.mark.parametrize(("text", "problem"), WRONG)
def test_anything_else_is_wrong(text: str, problem: str) -> None:
    """What is wrong is said without any word of the answer."""
    with pytest.raises(WrongAnswerError) as error:
        read_answer(text)
    assert problem in str(error.value)
    assert "geheim" not in str(error.value)
    assert "dagegen" not in str(error.value)


def test_the_schema_has_the_labels_of_the_rows() -> None:
    """Four labels, the same everywhere; servers get the schema without limits that some refuse."""
    assert answer_schema()["properties"]["label"]["enum"] == list(STANCE_LABELS)
    sent = json.dumps(wire_schema())
    assert not [word for word in ("maximum", "maxItems", "maxLength", "$id") if f'"{word}"' in sent]
    assert wire_schema()["additionalProperties"] is False
    assert set(wire_schema()["required"]) == set(wire_schema()["properties"])
