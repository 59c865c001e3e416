"""The program's reasons in the language of the page. Stages write them in English; ``reasons.tsv`` has the German.

What is not in the table (words of the article, an endpoint's answer) stays as it is.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from quotes.document import ROLE_CATEGORIES, STANCE_LABELS, Note
from quotes.resources import table
from quotes.review.texts import texts

_FILE = Path(__file__).with_name("reasons.tsv")
_ARROW = " -> "
#: Stages whose details are lists of parts, each of which may be a template.
_LISTS = {"role": "; ", "resolve": _ARROW, "flag": _ARROW}


@cache
def _table(kind: str) -> dict[str, str]:
    return {row["text"]: row["german"] for row in table(_FILE) if row["kind"] == kind}


@cache
def _templates() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns of the details, those with the most words of their own first."""
    ordered = sorted(_table("detail").items(), key=lambda pair: -len(pair[0].replace("{}", "")))
    return tuple((re.compile(re.escape(text).replace(r"\{\}", "(.+?)"), re.DOTALL), german) for text, german in ordered)


def stage_name(stage: str, language: str) -> str:
    """What a stage does, in words."""
    return stage if language == "en" else _table("stage").get(stage, stage)


def signal_name(signal: str, language: str) -> str:
    """What a signal means, in words; in English its own name."""
    if language == "en":
        return signal.replace("_", " ")
    if signal in _table("signal"):
        return _table("signal")[signal]
    for prefix, german in _table("prefix").items():
        if signal.startswith(prefix):
            return german.replace("{}", signal_name(signal.removeprefix(prefix), language))
    if signal.endswith("_pronoun"):
        return f"{signal_name(signal.removesuffix('_pronoun'), language)} (Pronomen)"
    return signal


def detail(note: Note, language: str) -> str:
    """The detail of a note; labels of stance and of roles in it as the page names them."""
    if language == "en" or (note.stage == "attribute" and note.signal != "rules_differ"):
        return note.detail  # words of the article
    separator = _LISTS.get(note.stage)
    parts = note.detail.split(separator) if separator else [note.detail]
    said = [_said(part, note, language) for part in parts]
    return (_ARROW.replace("->", "→") if separator == _ARROW else separator or "").join(said)


def _said(words: str, note: Note, language: str) -> str:
    if note.stage == "stance" and note.signal not in _WITH_WORDS:
        return _labelled(words, language)  # a label, or words of the article
    if match := re.fullmatch(r"(.*) \((\d\.\d\d)\)", words) if note.stage == "flag" else None:
        return f"{_said(match[1], note, language)} ({match[2]})"
    for pattern, german in _templates():
        if match := pattern.fullmatch(words):
            return german.format(*(_labelled(group, language) for group in match.groups()))
    first, _, rest = words.partition(" ")
    return f"{_labelled(first, language)} {rest}" if rest and first in STANCE_LABELS else _labelled(words, language)


#: The signals of stance whose details are sentences, not words of the article.
_WITH_WORDS = frozenset({"article_off_topic", "context_only"})


def _labelled(word: str, language: str) -> str:
    if word in STANCE_LABELS:
        return texts(language)[f"stance.{word}"]
    return texts(language)[f"category.{word}"] if word in ROLE_CATEGORIES else word
