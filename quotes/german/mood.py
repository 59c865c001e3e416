"""Konjunktiv by form: German verb forms that no indicative has, whatever a statistical tagger says of them.

Treebanks mark the Konjunktiv unevenly (HDT has none at all), so a tagger misses rare verbs. The forms of
``lexicon/konjunktiv.tsv`` and the third person in -e ("er komme") are sure, and reported speech hangs on them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Literal

from quotes.document import Token
from quotes.resources import lexicon

Tense = Literal["Past", "Pres"]

_ENDINGS = {"open": "(?:e|est|st|en|et)?", "all": "(?:e|est|st|en|et|t)", "singular": "(?:e|est)"}
# Separable and inseparable verb prefixes; two may stand together ("anerkennen").
_PREFIXES = (
    "entgegen gegenüber zusammen zurecht zurück voraus voran vorbei wieder weiter heraus hinaus herein hinein hervor "
    "herum herab heran hinzu hinter nieder allein bereit statt stand fest fort frei heim hoch fern dar durch empor bei "
    "los mit nach raus rein teil über unter auf aus ab an ein her hin um vor weg zu gut wahr wider miss ent emp zer "
    "ver be er ge"
)
# Present forms of modals whose infinitive has another vowel or that the tagger takes for the first person.
_MODALS = frozenset(["solle", "wolle", "könne", "müsse", "dürfe", "möge", "habe", "werde", "wisse"])
_FIRST_OR_SECOND = frozenset({"ich", "du", "wir", "ihr"})
_SUBJECTS = ("nsubj", "nsubj:pass")


@cache
def _patterns() -> tuple[tuple[Tense, re.Pattern[str]], ...]:
    prefix = "|".join(sorted(_PREFIXES.split(), key=len, reverse=True))
    found: list[tuple[Tense, re.Pattern[str]]] = []
    for tense, label in (("past", "Past"), ("present", "Pres")):
        rows = [row for row in lexicon("konjunktiv") if row["tense"] == tense]
        stems = "|".join(row["stem"] + _ENDINGS[row["endings"]] for row in rows)
        found.append(("Past" if label == "Past" else "Pres", re.compile(rf"(?:(?:{prefix}){{0,2}})(?:{stems})")))
    return tuple(found)


def konjunktiv(form: str, lemma: str, *, person: str | None, number: str | None) -> Tense | None:
    """The Konjunktiv tense that a finite verb form must have, ``None`` where the form can be indicative.

    ``lemma`` is the infinitive; ``person`` ("1", "2", "3") and ``number`` ("Sing", "Plur") are those of the verb, or
    ``None`` where unknown. "Past" is the Konjunktiv II, "Pres" the Konjunktiv I, as in Universal Dependencies.
    """
    word, infinitive = form.lower(), lemma.lower()
    for tense, pattern in _patterns():
        if pattern.fullmatch(word):
            return tense
    if person not in (None, "3") or number not in (None, "Sing"):
        return None
    if word in _MODALS or (word.endswith("e") and infinitive in (word + "n", _uncontracted(word))):
        return "Pres"
    # a lemmatiser that does not know the verb gives the form back; "-te" is rather a weak past
    return "Pres" if word == infinitive and word.endswith("e") and not word.endswith("te") else None


def _uncontracted(word: str) -> str:
    # "handle" and "wandere" have infinitives in -eln, -ern
    return word[:-2] + "eln" if word.endswith("le") else word[:-1] + "n"


def mark_konjunktiv(tokens: Sequence[Token], text: str) -> tuple[Token, ...]:
    """The tokens of one sentence with ``Mood=Sub`` (and its Tense) on finite verbs whose form is sure.

    Person is read from the subject where there is one ("er komme" against "ich komme"): a subject is found more
    surely than the person of a form that has two. Other moods are left as they are.
    """
    subjects = {t.head: t for t in tokens if t.deprel in _SUBJECTS}
    return tuple(_marked(i, token, tokens, subjects, text) for i, token in enumerate(tokens))


def _marked(index: int, token: Token, tokens: Sequence[Token], subjects: dict[int, Token], text: str) -> Token:
    if token.upos not in ("VERB", "AUX") or token.feat("VerbForm") not in ("Fin", None) or token.feat("Mood") == "Imp":
        return token
    if token.feat("VerbForm") is None and token.feat("Mood") is None:
        return token
    # an auxiliary's subject hangs on the verb that it helps
    subject = subjects.get(index) or (subjects.get(token.head) if token.upos == "AUX" else None)
    person, number = token.feat("Person"), token.feat("Number")
    if subject is not None and subject.feat("Number") != "Plur":
        first_or_second = subject.span.of(text).lower() in _FIRST_OR_SECOND
        person, number = ("1", "Sing") if first_or_second else ("3", "Sing")
    tense = konjunktiv(token.span.of(text), token.lemma, person=person, number=number)
    if tense is None:
        return token
    return replace(token, feats=_with(token.feats, {"Mood": "Sub", "Tense": tense}))


def _with(feats: str, values: dict[str, str]) -> str:
    pairs = dict(pair.split("=", 1) for pair in feats.split("|") if "=" in pair)
    return "|".join(f"{key}={value}" for key, value in sorted({**pairs, **values}.items(), key=lambda p: p[0].lower()))
