"""Abbreviations and ordinals inside sentences, which a splitter must not take for their end."""

from __future__ import annotations

import random
from collections.abc import Sequence

from quotes.evaluate.conllu import Row, Tree

_SHARE = 0.06
_NAMES = ("Müller", "Schmidt", "Steinmeier", "Weber", "Özdemir", "Hoffmann", "al-Abadi", "Kerry", "Lukas", "Bush")
_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
_PLACES = ("Berlin", "Köln", "Mossul", "Aleppo", "Hamburg", "Rom", "Den Haag")
_NOUNS = ("Soldaten", "Euro", "Menschen", "Dollar", "Tote", "Flüchtlinge", "Experten")
# One letter a slot: N a name, M a month, P a place, S a plural noun, 0 a number, O an ordinal; all else is a token.
_TEMPLATES = (
    "Dr. N kam aus P .", "Prof. Dr. N war dabei .", "N sprach am O M in P .", "Das galt bis zum O M 0 .",
    "Es kamen ca. 0 S .", "Rund 0 Mio. S lebten dort .", "Das kostete 0 Mrd. S .", "S bzw. Helfer warteten .",
    "Der O Weltkrieg begann .", "N ( geb. 0 ) lebte in P .", "S usw. wurden gezählt .", "St. Petersburg lag still .",
    "N jr. kam nach P .", "Gen. N blieb in P .", "Lt. N war alles ruhig .", "Im O Jahrhundert war das anders .",
    "König Ludwig XIV. war tot .", "Papst Johannes Paul II. reiste nach P .", "Heinrich VIII. hatte sechs Frauen .",
    "J. F. N schwieg .", "George W. N schwieg .", "Am O und O M trafen sich S in P .", "Die Nr. 0 stand fest .",
    "Laut Art. 0 Abs. 0 war das verboten .", "Die S , d. h. alle , gingen .", "S , z. B. aus P , kamen .",
    "Vgl. S. 0 im Anhang .", "Der O M war ein Montag .", "Seit dem O M gab es u. a. in P Proteste .",
    "N kam um 20 Uhr nach P .", "Das kostete 0 Euro pro Person .", "N ( CDU ) sprach in P .",
    "Das war am O M .", "Das begann im M .", "Alles endete am O M 0 .", "Es war der O M .", "Das kam 0 .",
)  # fmt: skip


def with_abbreviations(trees: Sequence[Tree], rng: random.Random) -> list[Tree]:
    """The sentences with, after some of them, a short one full of abbreviations (only its tokens mean anything)."""
    result: list[Tree] = []
    for tree in trees:
        result.append(tree)
        if rng.random() < _SHARE:
            result.append(short_sentence(rng))
    return result


def short_sentence(rng: random.Random) -> Tree:
    """A sentence from a template, without tags or a real tree."""
    slots = {
        "N": lambda: rng.choice(_NAMES),
        "M": lambda: rng.choice(_MONTHS),
        "P": lambda: rng.choice(_PLACES),
        "S": lambda: rng.choice(_NOUNS),
        "0": lambda: str(rng.choice((rng.randint(1, 99), rng.randint(100, 2024)))),
        "O": lambda: f"{rng.randint(1, 31)}.",
    }
    forms = [slots[part]() if part in slots else part for part in rng.choice(_TEMPLATES).split()]
    words = [word for form in forms for word in form.split()]
    glue = {".", ",", ")"}
    return [
        Row(str(i), form, "_", "X", "_", {}, 0, "dep", glued=form == "(" or following in glue)
        for i, (form, following) in enumerate(zip(words, [*words[1:], ""], strict=True), 1)
    ]
