"""A stance target: what positions are labelled toward, read from a TOML file that users write for their own question.

The bundled ones lie in ``schema/targets/``; ``schema/targets/intervention.toml`` explains the form of a term.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quotes.document import STANCE_LABELS, StanceLabel
from quotes.errors import InputError
from quotes.resources import schema_folder

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True, slots=True)
class TermClass:
    """Terms that stand in one relation to the target: 1 is the target, -1 what undoes it, 0 what lies beside it."""

    name: str
    polarity: int
    specific: bool
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TargetPredicate:
    """Words that speak for (1) or against (-1) this target wherever they are said of it.

    A ``reproach`` holds negated or not: "we must not look away" blames looking away as "you look away" does.
    """

    polarity: int
    words: tuple[str, ...]
    reproach: bool = False


@dataclass(frozen=True, slots=True)
class LabelTest:
    """When a label holds, in words for annotators, with examples."""

    label: StanceLabel
    test: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hypotheses:
    """German sentences that follow from what a speaker says who is for the target, and from one who is against it.

    A judge of textual entailment tests them; a quotation from which both follow is mixed, from which none, none.
    """

    favor: str
    against: str


@dataclass(frozen=True, slots=True)
class Target:
    """What a stance is toward.

    ``topic_minimum`` is the number of specific terms that make an article be about it, ``conditions`` is what consent
    to it may be made to depend on. ``adversaries`` are those the target is directed at: blame beside them is theirs.
    """

    name: str
    title: str
    definition: str
    classes: tuple[TermClass, ...]
    predicates: tuple[TargetPredicate, ...]
    anaphors: tuple[str, ...]
    labels: tuple[LabelTest, ...]
    hypotheses: Hypotheses
    topic_minimum: int = 2
    conditions: tuple[str, ...] = ()
    adversaries: tuple[str, ...] = ()


KEYS = {
    "the file": {
        "name",
        "title",
        "definition",
        "topic_minimum",
        "anaphors",
        "conditions",
        "adversaries",
        "classes",
        "predicates",
        "labels",
        "hypotheses",
    },
    "[[classes]]": {"name", "polarity", "specific", "terms"},
    "[[predicates]]": {"polarity", "words", "reproach"},
    "[labels.*]": {"test", "examples"},
    "[hypotheses]": {"favor", "against"},
}
OPTIONAL = {"topic_minimum", "conditions", "adversaries", "predicates", "reproach", "hypotheses"}
# One of the words between "/" of a term: =das, *einsatz, Truppen*, ab|lehnen.
_TERM = re.compile(r"=?\*?[^\W_][^\s=*|/]*(\|[^\s=*|/]+)?\*?")
_NAMES = {str: "text in quotes", list: "a list", dict: "sections", bool: "true or false"}


def bundled() -> tuple[str, ...]:
    """The names of the targets that come with the package."""
    return tuple(sorted(path.stem for path in (schema_folder() / "targets").glob("*.toml")))


def load(path: str | Path) -> Target:
    """Read the target file ``path``, or the bundled target of that name.

    Raises InputError where there is no such file, it is no TOML, or a key, term list or label is wrong.
    """
    file = Path(path)
    if isinstance(path, str) and path in bundled():
        file = schema_folder() / "targets" / f"{path}.toml"
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(
            f"target {str(path)!r}: no such file and no bundled target of that name; "
            f"expected a .toml file or one of: {', '.join(bundled())} ({error.strerror})"
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{file}: not a TOML file in UTF-8 ({error}); compare {example()}") from error
    return _target(table, file)


def example() -> Path:
    """The bundled file to compare a target of one's own with."""
    return schema_folder() / "targets" / "intervention.toml"


def _target(table: dict[str, Any], file: Path) -> Target:
    _keys(table, "the file", file)
    labels = _value(table, "labels", dict, "the file", file)
    for label in labels:
        if label not in STANCE_LABELS:
            raise _error(file, f"[labels.{label}]", f"a label of {', '.join(STANCE_LABELS)}", "rename or remove it")
    for label in STANCE_LABELS:
        if label not in labels:
            raise _error(file, f"no [labels.{label}]", "a test for each label", "add it with test and examples")
    classes = tuple(_term_class(item, n, file) for n, item in enumerate(_tables(table, "classes", file), 1))
    if not any(c.polarity == 1 and c.specific for c in classes):
        raise _error(file, "no class of polarity 1 with specific = true", "at least one", "add the target's own terms")
    minimum = table.get("topic_minimum", 2)
    if not isinstance(minimum, int) or isinstance(minimum, bool) or minimum < 1:
        raise _error(file, f"topic_minimum = {minimum!r}", "a whole number from 1", "remove it for the default, 2")
    title = _text(table, "title", "the file", file)
    return Target(
        name=_text(table, "name", "the file", file),
        title=title,
        definition=_text(table, "definition", "the file", file),
        classes=classes,
        predicates=tuple(_predicate(item, n, file) for n, item in enumerate(_tables(table, "predicates", file), 1)),
        anaphors=_terms(table, "anaphors", "the file", file),
        labels=tuple(_label(label, labels[label], file) for label in STANCE_LABELS),
        hypotheses=_hypotheses(table, title, file),
        topic_minimum=minimum,
        conditions=_terms(table, "conditions", "the file", file) if "conditions" in table else (),
        adversaries=_terms(table, "adversaries", "the file", file) if "adversaries" in table else (),
    )


def _term_class(table: dict[str, Any], number: int, file: Path) -> TermClass:
    _keys(table, "[[classes]]", file, _numbered("[[classes]]", number, table))
    name = _text(table, "name", f"[[classes]] number {number}", file)
    specific = _value(table, "specific", bool, f"class {name!r}", file)
    terms = _terms(table, "terms", f"class {name!r}", file)
    return TermClass(name, _polarity(table, (-1, 0, 1), f"class {name!r}", file), specific, terms)


def _predicate(table: dict[str, Any], number: int, file: Path) -> TargetPredicate:
    place = _numbered("[[predicates]]", number, table)
    _keys(table, "[[predicates]]", file, place)
    reproach = "reproach" in table and _value(table, "reproach", bool, place, file)
    words = _terms(table, "words", place, file)
    return TargetPredicate(_polarity(table, (-1, 1), place, file), words, reproach)


def _numbered(section: str, number: int, table: Mapping[str, Any]) -> str:
    """A section by its number and, where it has one, its name: there are several of each kind in a file."""
    name = table.get("name")
    return f"{section} number {number}" + (f" ({name!r})" if isinstance(name, str) else "")


def _hypotheses(table: Mapping[str, Any], title: str, file: Path) -> Hypotheses:
    if "hypotheses" not in table:
        return Hypotheses(
            f"Die Person, die hier spricht, ist für Folgendes: {title}.",
            f"Die Person, die hier spricht, ist gegen Folgendes: {title}.",
        )
    section = _value(table, "hypotheses", dict, "the file", file)
    _keys(section, "[hypotheses]", file)
    return Hypotheses(*(_text(section, key, "[hypotheses]", file) for key in ("favor", "against")))


def _label(label: StanceLabel, table: Any, file: Path) -> LabelTest:
    place = f"[labels.{label}]"
    if not isinstance(table, Mapping):
        raise _error(file, f"{place} is {table!r}", "a table with test and examples", "write it as a section")
    _keys(table, "[labels.*]", file, place)
    return LabelTest(label, _text(table, "test", place, file), _words(table, "examples", place, file))


def _error(file: Path, got: str, expected: str, advice: str) -> InputError:
    return InputError(f"{file}: got {got}; expected {expected}; {advice} (compare {example()})")


def _keys(table: Mapping[str, Any], place: str, file: Path, shown: str | None = None) -> None:
    shown = shown or place
    for key in table:
        if key not in KEYS[place]:
            raise _error(
                file, f"key {key!r} in {shown}", f"one of {', '.join(sorted(KEYS[place]))}", "remove or rename"
            )
    for key in sorted(KEYS[place] - OPTIONAL):
        if key not in table:
            raise _error(file, f"no key {key!r} in {shown}", "it to be there", "add it")


def _value(table: Mapping[str, Any], key: str, kind: type, place: str, file: Path) -> Any:
    value = table[key]
    if not isinstance(value, kind):
        raise _error(file, f"{key} = {value!r} in {place}", _NAMES[kind], "change it")
    return value


def _text(table: Mapping[str, Any], key: str, place: str, file: Path) -> str:
    text = str(_value(table, key, str, place, file)).strip()
    if not text:
        raise _error(file, f"an empty {key} in {place}", "words", "fill it in")
    return text


def _words(table: Mapping[str, Any], key: str, place: str, file: Path) -> tuple[str, ...]:
    words = _value(table, key, list, place, file)
    if not words:
        raise _error(file, f"an empty list {key} in {place}", "at least one entry", "fill it in")
    for word in words:
        if not isinstance(word, str) or not word.strip():
            raise _error(file, f"{word!r} in {key} of {place}", "text in quotes", "correct it")
    return tuple(words)


def _terms(table: Mapping[str, Any], key: str, place: str, file: Path) -> tuple[str, ...]:
    """Words in the form that the head of the bundled file explains."""
    terms = _words(table, key, place, file)
    for term in terms:
        if not all(_TERM.fullmatch(part) for word in term.split() for part in word.split("/")):
            form = "a term like 'Abzug', '*einsatz', 'Truppen*', '=das', 'ab|ziehen', 'Krieg beenden/stoppen'"
            raise _error(file, f"{term!r} in {key} of {place}", form, "correct it")
    return terms


def _tables(table: Mapping[str, Any], key: str, file: Path) -> list[dict[str, Any]]:
    items = table.get(key, [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise _error(file, f"{key} = {items!r}", f"sections headed [[{key}]]", "write each as a section")
    if not items and key not in OPTIONAL:
        raise _error(file, f"no [[{key}]]", "at least one", "add it")
    return items


def _polarity(table: Mapping[str, Any], allowed: tuple[int, ...], place: str, file: Path) -> int:
    value = table["polarity"]
    if isinstance(value, bool) or value not in allowed:
        numbers = ", ".join(map(str, allowed))
        raise _error(file, f"polarity = {value!r} in {place}", f"one of {numbers}", "change it")
    return int(value)
