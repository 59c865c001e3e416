"""A stance target: what positions are labelled toward, read from a TOML file that users write for their own question.

The bundled ones lie in ``schema/targets/``; ``schema/targets/intervention.toml`` explains the form of a term.
"""

from __future__ import annotations

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
    },
    "[[classes]]": {"name", "polarity", "specific", "terms"},
    "[[predicates]]": {"polarity", "words", "reproach"},
    "[labels.*]": {"test", "examples"},
}
OPTIONAL = {"topic_minimum", "conditions", "adversaries", "predicates", "reproach"}


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
    classes = tuple(_term_class(item, file) for item in _tables(table, "classes", file))
    if not any(c.polarity == 1 and c.specific for c in classes):
        raise _error(file, "no class of polarity 1 with specific = true", "at least one", "add the target's own terms")
    minimum = table.get("topic_minimum", 2)
    if not isinstance(minimum, int) or isinstance(minimum, bool) or minimum < 1:
        raise _error(file, f"topic_minimum = {minimum!r}", "a whole number from 1", "remove it for the default, 2")
    return Target(
        name=_text(table, "name", "the file", file),
        title=_text(table, "title", "the file", file),
        definition=_text(table, "definition", "the file", file),
        classes=classes,
        predicates=tuple(_predicate(item, file) for item in _tables(table, "predicates", file)),
        anaphors=_words(table, "anaphors", "the file", file),
        labels=tuple(_label(label, labels[label], file) for label in STANCE_LABELS),
        topic_minimum=minimum,
        conditions=_words(table, "conditions", "the file", file) if "conditions" in table else (),
        adversaries=_words(table, "adversaries", "the file", file) if "adversaries" in table else (),
    )


def _term_class(table: dict[str, Any], file: Path) -> TermClass:
    _keys(table, "[[classes]]", file)
    name = _text(table, "name", "[[classes]]", file)
    specific = _value(table, "specific", bool, f"class {name!r}", file)
    terms = _words(table, "terms", f"class {name!r}", file)
    return TermClass(name, _polarity(table, (-1, 0, 1), f"class {name!r}", file), specific, terms)


def _predicate(table: dict[str, Any], file: Path) -> TargetPredicate:
    _keys(table, "[[predicates]]", file)
    reproach = "reproach" in table and _value(table, "reproach", bool, "[[predicates]]", file)
    words = _words(table, "words", "[[predicates]]", file)
    return TargetPredicate(_polarity(table, (-1, 1), "[[predicates]]", file), words, reproach)


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
        raise _error(file, f"{key} = {value!r} in {place}", f"a {kind.__name__}", "change it")
    return value


def _text(table: Mapping[str, Any], key: str, place: str, file: Path) -> str:
    text = str(_value(table, key, str, place, file)).strip()
    if not text:
        raise _error(file, f"an empty {key} in {place}", "words", "fill it in")
    return text


def _words(table: Mapping[str, Any], key: str, place: str, file: Path) -> tuple[str, ...]:
    words = _value(table, key, list, place, file)
    if not words:
        raise _error(file, f"an empty list {key} in {place}", "at least one word", "add terms, or remove the section")
    for word in words:
        if not isinstance(word, str) or not word.strip():
            raise _error(file, f"{word!r} in {key} of {place}", "text in quotes", "correct it")
    return tuple(words)


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
