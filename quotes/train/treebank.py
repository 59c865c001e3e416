"""Treebanks in: CoNLL-U files of Universal Dependencies, made to agree with the GSD guidelines.

GSD, PUD and HDT annotate the same language differently. What is repaired here: deprel subtypes, STTS tag names, finite
verbs without VerbForm, Konjunktiv forms in HDT (which has no Mood=Sub), features that only one treebank has, and
quotation marks (GSD writes them as LaTeX does). Sentences whose trees are broken are left out.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from quotes.errors import InputError
from quotes.evaluate.conllu import Row, Tree, is_tree, read, surface_of, text_of
from quotes.german.mood import konjunktiv

FILES = {
    "gsd": ("de_gsd-ud-dev.conllu",),
    "pud": ("de_pud-ud-test.conllu",),
    "hdt": ("de_hdt-part-a.conllu", "de_hdt-part-b.conllu"),
    "test": ("de_gsd-ud-test.conllu",),
}
# Taken as well where it is there: the published training part of GSD.
EXTRA = {"gsd": ("de_gsd-ud-train.conllu",)}
DEV_SENTENCES = 300
LICENCE = "CC BY-SA 4.0"
SOURCES = {"gsd": "UD German GSD, dev part", "pud": "UD German PUD", "hdt": "UD German HDT, two parts"}

_FEATURES = frozenset({
    "Number", "Case", "Gender", "PronType", "Person", "VerbForm", "Definite", "Mood", "Tense", "Degree", "NumType",
    "Poss", "Number[psor]", "Polarity", "Reflex", "Voice", "Gender[psor]", "Foreign", "Polite",
})  # fmt: skip
_DEPRELS = {
    "flat:name": "flat", "acl:relcl": "acl", "nmod:poss": "nmod", "obl:tmod": "obl", "cc:preconj": "cc",
    "csubj:pass": "csubj", "nsubj:outer": "nsubj", "expl:pv": "obj", "reparandum": "dep",
}  # fmt: skip
_HDT_TAGS = {"PROAV": "PAV", "PIDAT": "PIAT"}
_NO_SPACE_BEFORE = frozenset({".", ",", ";", ":", "!", "?", ")", "]", "..."})


@dataclass(slots=True)
class Treebanks:
    """The harmonised treebanks: for training by name, a part of GSD for development, and GSD test as published but
    for its quotation marks.
    """

    train: dict[str, list[Tree]]
    dev: list[Tree]
    test: list[Tree]
    hashes: dict[str, str] = field(default_factory=dict)


def load(folder: Path, *, seed: int = 7) -> Treebanks:
    """Read the treebanks of ``folder`` (``.conllu`` or ``.conllu.gz``); the files that must be there are FILES.

    Raises InputError that names a missing or unreadable file.
    """
    hashes: dict[str, str] = {}
    train: dict[str, list[Tree]] = {}
    for name, files in FILES.items():
        extra = [f for f in EXTRA.get(name, ()) if _find(folder, f)]
        trees = [t for f in (*files, *extra) for t in read(_found(folder, f, hashes)) if is_tree(t)]
        train[name] = trees if name == "test" else _without_repeats(harmonise(t, name) for t in trees)
    test = [with_marks(tree, ("„", "“")) for tree in train.pop("test")]
    chosen = set(random.Random(seed).sample(range(len(train["gsd"])), min(DEV_SENTENCES, len(train["gsd"]) // 2)))
    dev = [with_marks(t, ("„", "“")) for i, t in enumerate(train["gsd"]) if i in chosen]
    train["gsd"] = [t for i, t in enumerate(train["gsd"]) if i not in chosen]
    return Treebanks(train, dev, test, hashes)


def _find(folder: Path, name: str) -> Path | None:
    return next((p for p in (folder / name, folder / f"{name}.gz") if p.is_file()), None)


def _found(folder: Path, name: str, hashes: dict[str, str]) -> Path:
    path = _find(folder, name)
    if path is None:
        raise InputError(f"{folder / name}[.gz] is not there; --data is a folder with the files {_all_files()}")
    hashes[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return path


def _all_files() -> str:
    return ", ".join(name for names in FILES.values() for name in names)


def _without_repeats(trees: Iterable[Tree]) -> list[Tree]:
    return list({text_of(tree): tree for tree in trees}.values())


def harmonise(tree: Tree, source: str) -> Tree:
    """The sentence of treebank ``source`` ("gsd", "pud" or "hdt") under GSD's conventions, as new rows."""
    rows = [_harmonised(row, source) if row.is_word else replace(row) for row in tree]
    if source == "hdt":
        _guess_spaces(rows)
    for row in rows:
        if row.upos == "AUX" and row.deprel == "aux:pass" and row.lemma == "werden":
            row.feats["Voice"] = "Pass"
    return rows


def _harmonised(row: Row, source: str) -> Row:
    new = replace(
        row,
        feats={k: v for k, v in row.feats.items() if k in _FEATURES},
        deprel=_DEPRELS.get(row.deprel, row.deprel),
    )
    if source == "hdt":
        _repair_hdt(new)
    elif source == "pud":
        _repair_pud(new)
    return new


def _repair_hdt(row: Row) -> None:
    row.xpos = _HDT_TAGS.get(row.xpos, row.xpos)
    if row.xpos == "PPOSAT" and row.deprel == "det":
        row.deprel = "det:poss"
    if row.deprel == "obj" and row.feats.get("Case") == "Dat":
        row.deprel = "obl:arg"
    if row.xpos in ("VVFIN", "VAFIN", "VMFIN"):
        row.feats["VerbForm"] = "Fin"
        tense = konjunktiv(row.form, row.lemma, person=row.feats.get("Person"), number=row.feats.get("Number"))
        if tense:
            row.feats.update(Mood="Sub", Tense=tense)
    if row.upos == "ADP":
        row.feats = {}


def _repair_pud(row: Row) -> None:
    if "Mood" in row.feats:
        row.feats["VerbForm"] = "Fin"
    elif row.upos in ("VERB", "AUX") and row.xpos in ("VBN", "VB"):
        row.feats = {"VerbForm": "Part" if row.xpos == "VBN" else "Inf"}
    if row.upos == "ADV":
        row.feats.pop("Degree", None)
    row.xpos = "_"  # PUD's are not STTS


def _guess_spaces(rows: Tree) -> None:
    # HDT does not say where a space was
    surface = surface_of(rows)
    inside = False
    for row, following in zip(surface, [*surface[1:], None], strict=True):
        after = following.form if following else ""
        row.glued = after in _NO_SPACE_BEFORE or row.form in ("(", "[", "/") or after == "/"
        if row.form == '"':
            inside = not inside
            row.glued = inside or row.glued
        elif after == '"' and inside:
            row.glued = True


def with_marks(tree: Tree, pair: tuple[str, str]) -> Tree:
    """The sentence with its LaTeX-style quotation marks replaced by an opening and a closing one."""
    forms = {"``": pair[0], "''": pair[1]}
    return [replace(r, form=forms[r.form], lemma=forms[r.form]) if r.form in forms else replace(r) for r in tree]
