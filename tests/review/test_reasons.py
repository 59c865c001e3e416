"""Every reason that the program can give has a German text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import quotes
from quotes.document import Note
from quotes.german.stance_marks import GROUPS
from quotes.resources import lexicon
from quotes.review.reasons import detail, signal_name, stage_name

PACKAGE = Path(quotes.__file__).parent
#: What writes notes and the phrases in them.
SOURCES = sorted([*(PACKAGE / "stages").glob("*.py"), *(PACKAGE / "german").glob("*.py")])
#: Where the phrases of details stand: a call's argument of that place or name.
PHRASES = {"Note": 2, "nothing": 1, "to_name": 2, "to_person": "why", "Standing": "why"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield node.func.id, node


def literal(node: ast.expr | None) -> Iterator[str]:
    """The strings that an expression can be, ``X1`` where a value is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(v.value) if isinstance(v, ast.Constant) else "X1" for v in node.values)
    elif isinstance(node, ast.IfExp):
        yield from (*literal(node.body), *literal(node.orelse))
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from literal(value)


def signals() -> set[str]:
    found = {row["rule"] for table in ("attribution_rules", "detection_rules") for row in lexicon(table)}
    found |= {f"reported_{row['class']}" for row in lexicon("cue_verbs")}
    for name, call in calls():
        if name in ("Note", "Referent") and len(call.args) > 1:
            found |= set(literal(call.args[1]))
        if name == "Standing":
            found |= {s for k in call.keywords if k.arg == "signal" for s in literal(k.value)}
    kinds = {*GROUPS, *(row["kind"] for row in lexicon("stance_cues"))}
    return found | {prefix + kind for kind in kinds for prefix in ("", "not_", "cue_", "answer_", "answer_not_")}


def phrases() -> set[str]:
    found = set()
    for name, call in calls():
        place = PHRASES.get(name)
        if isinstance(place, int) and len(call.args) > place:
            lead = "X1, " if name == "to_name" else ""  # it stands after the name
            found |= {lead + phrase for phrase in literal(call.args[place])}
        found |= {s for k in call.keywords if k.arg == place for s in literal(k.value)}
    return found | set(flag_reasons())


def flag_reasons() -> Iterator[str]:
    """What the stage of flags gives as reasons: values put into dicts of them."""
    for node in ast.walk(ast.parse((PACKAGE / "stages" / "flag.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            yield from literal(node.value)
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Dict):
            for value in node.value.values:
                yield from literal(value)


def test_enough_is_found() -> None:
    """The search in the sources finds what is known to be there."""
    assert {"konjunktiv_1", "inverted_pronoun", "role_nearby", "learned", "party", "reported_demand"} <= signals()
    assert {"nobody before it", "the only one near", "X1 code points", "X1 is X1", "the rules say X1"} <= phrases() | {
        "the rules say X1"
    }


@pytest.mark.parametrize("signal", sorted(signals() - {""}))
def test_every_signal_has_german(signal: str) -> None:
    """No signal is shown by its name in the code."""
    assert signal_name(signal, "de") != signal


#: Details that are only figures or words of the article, and two whose parts are tested below.
BARE = {"", "X1", "X1X1: X1", "X1 X1", "X1 (X1)", "the X1 X1", "the judge says X1, X1"}


@pytest.mark.parametrize("phrase", sorted(phrases() - BARE))
def test_every_phrase_has_german(phrase: str) -> None:
    """A phrase that a stage writes is another one in German."""
    stage = "flag" if phrase in set(flag_reasons()) else "resolve"
    assert detail(Note(stage, "x", phrase), "de") != phrase
    assert detail(Note(stage, "x", phrase), "en") == phrase


@pytest.mark.parametrize("stage", ["detect", "attribute", "resolve", "role", "stance", "stance_judge"])
def test_every_stage_has_german(stage: str) -> None:
    """Stages have names in words."""
    assert stage_name(stage, "de") != stage


@pytest.mark.parametrize(
    ("note", "german"),
    [
        (Note("resolve", "pronoun", "er -> Ubben, sentence 6 -> Thorben Ubben (CDU), sentence 4"),
         "er → Ubben, Satz 6 → Thorben Ubben (CDU), Satz 4"),
        (Note("role", "article", "Anwältin der Frau; of Polizei Kiel; Anwältin is police_judiciary"),
         "Anwältin der Frau; Polizei Kiel; Anwältin: Polizei, Justiz"),
        (Note("flag", "stance_uncertain", "favor 0.46"), "dafür 0.46"),
        (Note("flag", "doubtful_name", "die Frau (the only one near) -> Anna Kurz, sentence 2 (0.60)"),
         "die Frau (der Einzige in der Nähe) → Anna Kurz, Satz 2 (0.60)"),
        (Note("flag", "stance_conflict", "the model says favor, the rules against"),
         "das Modell: dafür, die Regeln: dagegen"),
        (Note("flag", "stance_conflict", "the judge says favor, the rules say against"),
         "das andere Urteil: dafür, die Regeln: dagegen"),
        (Note("stance_judge", "disagrees", "the rules say against"), "die Regeln sagen dagegen"),
        (Note("stance_judge", "disagrees", "the model says favor"), "das Modell sagt dafür"),
        (Note("stance", "learned", "none"), "keine"),
        (Note("stance", "necessity", "Zeit of {handeln}"), "Zeit of {handeln}"),
        (Note("attribute", "subject", "Bank of England"), "Bank of England"),
        (Note("stance_judge", "endpoint", "llama: {\"stance\": 1}"), "llama: {\"stance\": 1}"),
    ],
)  # fmt: skip
def test_whole_details(note: Note, german: str) -> None:
    """Details of several parts come out whole, labels as the page names them, the article's words as they are."""
    assert detail(note, "de") == german
    assert detail(note, "en") == note.detail
