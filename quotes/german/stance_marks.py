"""What the lexicons say of each word of an article: the kind of term, the group of predicate or operator, the sign.

A learned model reads these marks beside the words, so that what was learned of one verb of refusal or one term of a
target holds for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quotes.document import Span
from quotes.german.phrases import Clause
from quotes.german.polarity import ClauseReader, ClauseReading, Item

# How a term stands to the target.
SPECIFIC, GENERAL, COUNTER, BESIDE = 1, 2, 3, 4
# Groups of the lexicons ``stance_cues``, ``stance_predicates`` and ``stance_operators`` and of targets, from 1 on.
GROUPS = (
    "approve", "reject", "request", "criticise", "open", "commit", "warn", "doubt", "condition", "ultimatum",
    "exclude", "concede", "wrongness", "harm", "success", "futility", "rightness", "resolve", "necessity",
    "risk", "mockery", "end", "illegality", "acceptance", "stand_against", "prevent", "weakness", "casualty",
    "rhetorical", "incompatible", "stand", "target_predicate", "reproach", "adversary", "condition_term",
    "affirmer", "contrast", "hypothetical", "negator", "obligation", "own_side", "past", "permission",
    "pseudo_negator", "restriction", "uncertain", "volition",
)  # fmt: skip
# Signs of a predicate: 0 none, 1 for, 2 against, 3 neither; 4 to 6 where a negator turned it, 4 on a turned term.
TURNED = 3
_NUMBER = {group: i for i, group in enumerate(GROUPS, 1)}


@dataclass(frozen=True, slots=True)
class Mark:
    """One word: ``term`` 0 or SPECIFIC to BESIDE, ``group`` 0 or the number of one of GROUPS, ``sign`` 0 to 6."""

    term: int = 0
    group: int = 0
    sign: int = 0


def marks(reader: ClauseReader, clauses: Sequence[Clause]) -> dict[Span, Mark]:
    """The words of ``clauses`` of which the lexicons say anything."""
    found: dict[Span, Mark] = {}
    for clause in clauses:
        found |= _of_clause(reader, clause)
    return found


def _of_clause(reader: ClauseReader, clause: Clause) -> dict[Span, Mark]:
    reading = reader.clause(clause)
    kinds = _kinds(reader, clause)
    turned = {i for target in reading.targets if target.turned for i in target.at}
    groups = _groups(reader, reading)
    return {
        clause.words[i].span: Mark(
            kinds.get(i, 0), groups.get(i, (0, 0))[0], groups.get(i, (0, 0))[1] or (TURNED + 1 if i in turned else 0)
        )
        for i in kinds.keys() | groups.keys()
    }


def _kinds(reader: ClauseReader, clause: Clause) -> dict[int, int]:
    kinds: dict[int, int] = {}
    for match in reader.terms(clause.words):
        kind = _kind(match.value.polarity, specific=match.value.specific)
        for i in match.at:
            kinds[i] = min(kind, kinds.get(i, kind))
    return kinds


def _kind(polarity: int, *, specific: bool) -> int:
    if polarity > 0:
        return SPECIFIC if specific else GENERAL
    return COUNTER if polarity else BESIDE


def _groups(reader: ClauseReader, reading: ClauseReading) -> dict[int, tuple[int, int]]:
    """Group and sign by word: operators first, adversaries over them, predicates over both."""
    groups: dict[int, tuple[int, int]] = {}
    for kind, places in reading.operators.items():
        for at in places:
            groups |= {i: (_NUMBER.get(kind, 0), 0) for i in at}
    for at in reader.adversaries(reading.clause.words):
        groups |= dict.fromkeys(at, (_NUMBER["adversary"], 0))
    for item in reading.predicates:
        groups |= {i: (_number(item), _sign(item)) for i in item.at}
    return groups


def _number(item: Item) -> int:
    """The group of a predicate; where two were composed, the first one's."""
    return _NUMBER.get(item.group) or next((n for g, n in _NUMBER.items() if item.group.startswith(g + "_")), 0)


def _sign(item: Item) -> int:
    return (1 if item.value > 0 else 2 if item.value < 0 else 3) + TURNED * item.turned
