"""Forms of German verbs that announce words, derived from their infinitives and principal parts.

The tables are ``cue_verbs`` and ``strong_verbs``. A form is looked up in lower case and without its separable prefix.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from quotes.german.clause_words import word_class
from quotes.resources import lexicon

INSEPARABLE = tuple(sorted(word_class("inseparable_prefix")))
PERFECT_AUXILIARIES = word_class("perfect_auxiliary")
PASSIVE_AUXILIARIES = word_class("passive_auxiliary")
MODALS = word_class("modal")


_SEIN = {"sind": "present", "waren": "past", "sei": "k1", "seien": "k1", "wären": "k2"}


@dataclass(frozen=True, slots=True)
class CueVerb:
    """A cue verb: base without prefix, separable prefix, further words, class, and what it takes (see the table)."""

    base: str
    prefix: str
    needs: str
    kind: str
    clause: bool
    reported: frozenset[str]

    @property
    def lemma(self) -> str:
        """The infinitive, prefix included."""
        return self.prefix + self.base


@dataclass(frozen=True, slots=True)
class Form:
    """A reading of a form: ``fin`` (finite), ``part`` (participle), ``inf`` (infinitive); tense or mood of ``fin``."""

    base: str
    kind: str
    tense: str = ""


def _inseparable(base: str) -> bool:
    return (
        any(base.startswith(p) and len(base) > len(p) + 3 for p in INSEPARABLE)
        and base not in (["berichten", "geben", "gehen", "beten", "betteln"][1:])
    )


@cache
def _strong() -> dict[str, dict[str, str]]:
    return {row["verb"]: row for row in lexicon("strong_verbs")}


def _stem(base: str) -> str:
    return base[:-1] if base.endswith(("eln", "ern")) else base[:-2]


def _weak(base: str) -> dict[str, set[tuple[str, str]]]:
    stem = _stem(base)
    link = "e" if stem.endswith(("t", "d", "chn", "ffn", "gn", "tm", "dm")) else ""
    past = stem + link + "te"
    ge = "" if _inseparable(base) or (base.endswith(("ieren", "eien")) and base != "schreien") else "ge"
    return {
        "present": {(stem + link + "t", "present"), (base, "present"), (stem + "e", "k1")},
        "past": {(past, "past"), (past + "n", "past")},
        "part": {(ge + stem + link + "t", "")},
    }


def _irregular(base: str) -> dict[str, set[tuple[str, str]]] | None:
    """The forms of a strong verb, or of an inseparable one that is built on it; None for regular verbs."""
    for head in ("", *INSEPARABLE):
        root = base[len(head) :]
        row = _strong().get(root) if base.startswith(head) else None
        if row is None:
            continue
        plural = row["past"] + ("n" if row["past"].endswith("e") else "en")
        participle = row["participle"]
        if head and participle.startswith("ge") and not root.startswith("ge"):
            participle = participle[2:]
        old = {participle.replace("ss", "ß"), participle}
        present = {row["present"], row["present"].replace("ss", "ß")}
        past = {row["past"], row["past"].replace("ss", "ß"), plural}
        subjunctive = row["subjunctive"]
        return {
            "present": {*((head + p, "present") for p in present), (base, "present"), (head + _stem(root) + "e", "k1")},
            "past": {*((head + p, "past") for p in past), (head + subjunctive, "k2"), (head + subjunctive + "n", "k2")},
            "part": {(head + p, "") for p in old},
        }
    return None


@cache
def cue_verbs() -> tuple[CueVerb, ...]:
    """All rows of the table."""
    rows = []
    for row in lexicon("cue_verbs"):
        prefix, _, base = row["verb"].rpartition("|")
        reported = frozenset(row["reported"].split("|")) - {""}
        rows.append(CueVerb(base, prefix, row["with"], row["class"], row["clause"] in ("yes", "plain"), reported))
    return tuple(rows)


@cache
def by_base() -> dict[str, tuple[CueVerb, ...]]:
    """Cue verbs by their base, prefixed ones first, then those that need further words."""
    table: dict[str, list[CueVerb]] = {}
    for verb in cue_verbs():
        table.setdefault(verb.base, []).append(verb)
    return {k: tuple(sorted(v, key=lambda c: (not c.prefix, not c.needs))) for k, v in table.items()}


@cache
def forms() -> dict[str, tuple[Form, ...]]:
    """Every form of every base, in lower case."""
    table: dict[str, set[Form]] = {}
    for base in by_base():
        shapes = _irregular(base) or _weak(base)
        for form, tense in shapes["present"] | shapes["past"]:
            table.setdefault(form, set()).add(Form(base, "fin", tense))
        for form, _ in shapes["part"]:
            table.setdefault(form, set()).add(Form(base, "part"))
        table.setdefault(base, set()).add(Form(base, "inf"))
    for form in [f for f in table if "ß" in f]:
        # Swiss spelling has no ß.
        table.setdefault(form.replace("ß", "ss"), set()).update(table[form])
    for form, tense in _SEIN.items():
        table.setdefault(form, set()).add(Form("sein", "fin", tense))
    return {k: tuple(sorted(v, key=lambda f: (f.base, f.kind, f.tense))) for k, v in table.items()}


@cache
def prefixes() -> frozenset[str]:
    """The separable prefixes of all cue verbs."""
    return frozenset(v.prefix for v in cue_verbs() if v.prefix)


@cache
def joined() -> dict[str, tuple[tuple[CueVerb, Form], ...]]:
    """Forms with their prefix in one word: "angekündigt", "ankündigte", "anzukündigen"; and all of verbs without."""
    table: dict[str, list[tuple[CueVerb, Form]]] = {}
    for form, readings in forms().items():
        for reading in readings:
            for verb in by_base()[reading.base]:
                table.setdefault(verb.prefix + form, []).append((verb, reading))
                if verb.prefix and reading.kind == "inf":
                    table.setdefault(f"{verb.prefix}zu{form}", []).append((verb, reading))
    return {k: tuple(v) for k, v in table.items()}


@cache
def announcing_forms() -> frozenset[str]:
    """Finite forms that may follow a quotation: "sagte", "fügte", "heißt"."""
    return frozenset(f for f, readings in forms().items() if any(r.kind == "fin" for r in readings)) - {
        "wissen",
        "ist",
        "war",
        "sind",
        "waren",
    }


@cache
def plain_verbs() -> frozenset[str]:
    """Infinitives of verbs that announce a plain main clause: the rows of the table marked "plain"."""
    return frozenset(row["verb"].replace("|", "") for row in lexicon("cue_verbs") if row["clause"] == "plain")
