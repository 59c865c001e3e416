"""Direct speech for the parser: treebank sentences put into frames that the treebanks hardly have.

"…", sagte X. / X sagte: "…" / "…", sagte der Minister. The quoted sentence keeps its tree; its root becomes the
clausal complement of the verb of saying, whose subject is the speaker, as PUD annotates it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from quotes.evaluate.conllu import Row, Tree
from quotes.train.augment import pair, remark

SHARE = 0.25
_MAX_WORDS = 35
_PRESENT = {"Mood": "Ind", "Number": "Sing", "Person": "3", "Tense": "Pres", "VerbForm": "Fin"}
_VERBS = (
    ("sagte", "sagen"), ("erklärte", "erklären"), ("betonte", "betonen"), ("sagt", "sagen"), ("meint", "meinen"),
    ("warnte", "warnen"), ("schrieb", "schreiben"), ("kritisierte", "kritisieren"), ("forderte", "fordern"),
    ("hieß", "heißen"), ("erläuterte", "erläutern"), ("versicherte", "versichern"), ("so", ""),
)  # fmt: skip
_FIRST = ("Angela", "Frank-Walter", "Fuad", "John", "Maria", "Ursula", "Mehmet", "Claudia", "Barack", "Haider")
_LAST = ("Merkel", "Steinmeier", "Massum", "Kerry", "Weber", "Roth", "Obama", "al-Abadi", "Özdemir", "Schmidt", "Lang")
_OFFICES = (
    ("der", "Minister", "Masc"), ("die", "Kanzlerin", "Fem"), ("der", "Sprecher", "Masc"), ("die", "Sprecherin", "Fem"),
    ("der", "Präsident", "Masc"), ("die", "Ministerin", "Fem"), ("der", "Experte", "Masc"), ("ein", "Zeuge", "Masc"),
    ("der", "SPD-Politiker", "Masc"), ("die", "Regierung", "Fem"),
)  # fmt: skip
_TITLES = ("Außenminister", "Bundeskanzlerin", "Präsident", "Regierungssprecher", "US-Präsident", "Professor")
_NOMINATIVE = {"Case": "Nom", "Number": "Sing"}


def with_speech(trees: Sequence[Tree], rng: random.Random, share: float = SHARE) -> list[Tree]:
    """Some of the sentences, those that end in a full stop and have no marks of their own, as quoted speech."""
    result = []
    for tree in trees:
        words = [row for row in tree if row.is_word]
        fits = 3 <= len(words) <= _MAX_WORDS and words[-1].form == "." and not any(r.form in "\"„“``''" for r in words)
        if fits and rng.random() < share:
            result.append(remark(_after(tree, rng) if rng.random() < 0.7 else _before(tree, rng), rng))
    return result


def _speaker(rng: random.Random) -> list[Row]:
    """The rows of a speaker; heads are relative, the first with head 0 is the noun phrase's head."""
    draw = rng.random()
    first = _row(rng.choice(_FIRST), "PROPN", "NE", _NOMINATIVE)
    last = rng.choice(_LAST)
    if draw < 0.3:
        return [first, _row(last, "PROPN", "NE", _NOMINATIVE, head=1, deprel="flat")]
    if draw < 0.5:
        return [_row(last, "PROPN", "NE", _NOMINATIVE)]
    if draw < 0.7:
        title = _row(rng.choice(_TITLES), "NOUN", "NN", {**_NOMINATIVE, "Gender": "Masc"})
        return [title, replace(first, head=1, deprel="appos"), _row(last, "PROPN", "NE", _NOMINATIVE, 2, "flat")]
    if draw < 0.85:
        word, noun, gender = rng.choice(_OFFICES)
        feats = {**_NOMINATIVE, "Gender": gender}
        lemma = "ein" if word == "ein" else "der"
        article = _row(word, "DET", "ART", {**feats, "PronType": "Art"}, head=2, deprel="det", lemma=lemma)
        return [article, _row(noun, "NOUN", "NN", feats)]
    pronoun = rng.choice(("er", "sie"))
    gender = "Masc" if pronoun == "er" else "Fem"
    return [_row(pronoun, "PRON", "PPER", {**_NOMINATIVE, "Gender": gender, "Person": "3", "PronType": "Prs"})]


def _row(  # noqa: PLR0917 - a line of a table
    form: str, upos: str, xpos: str, feats: dict[str, str], head: int = 0, deprel: str = "", lemma: str = ""
) -> Row:
    return Row("0", form, lemma or form, upos, xpos, dict(feats), head, deprel, glued=False)


def _punct(form: str, *, glued: bool = False) -> Row:
    return Row(
        "0", form, form, "PUNCT", "$(" if form not in ",.:" else "$" + (form if form == "," else "."), {}, 0, "", glued
    )


def _after(tree: Tree, rng: random.Random) -> Tree:
    """„…“, sagte X."""
    verb, lemma = rng.choice(_VERBS[:-1])
    opening, closing = pair(rng)
    body = tree[:-1]
    body[-1] = replace(body[-1], glued=True)
    ends = [_punct(closing, glued=True), _punct(",")]
    frame = [_row(verb, "VERB", "VVFIN", _PRESENT, lemma=lemma), *_speaker(rng)]
    frame[-1] = replace(frame[-1], glued=True)
    return _join([_punct(opening, glued=True)], body, ends, frame)


def _before(tree: Tree, rng: random.Random) -> Tree:
    """X sagte: „…“"""
    verb, lemma = rng.choice(_VERBS[:-3])
    opening, closing = pair(rng)
    speaker = _speaker(rng)
    if speaker[0].upos in ("DET", "PRON"):
        speaker[0] = replace(speaker[0], form=speaker[0].form.capitalize())
    front = [*speaker, _row(verb, "VERB", "VVFIN", _PRESENT, lemma=lemma), _punct(":"), _punct(opening, glued=True)]
    front[len(speaker)].glued = True
    body = [*tree[:-1], replace(tree[-1], glued=True)]
    return _numbered(front, body, [_punct(closing)], verb_at=len(speaker), speaker_at=0, speaker_length=len(speaker))


def _join(opening: list[Row], body: Tree, ends: list[Row], frame: list[Row]) -> Tree:
    back = [*ends, *frame, _punct(".")]
    return _numbered(
        opening, body, back, verb_at=len(ends), speaker_at=len(ends) + 1, speaker_length=len(frame) - 1, in_back=True
    )


def _numbered(
    front: list[Row], body: Tree, back: list[Row], *, verb_at: int, speaker_at: int, speaker_length: int,
    in_back: bool = False,
) -> Tree:  # fmt: skip
    words = sum(row.is_word for row in body)
    offset = len(front) + words if in_back else 0
    verb = offset + verb_at + 1
    speaker = range(offset + speaker_at, offset + speaker_at + speaker_length)
    root = next(int(row.id) for row in body if row.is_word and row.head == 0) + len(front)
    result: Tree = []
    number = 0
    for row in [*front, *body, *back]:
        if row.id != "0":
            result.append(_moved(row, len(front), verb))
            number = int(result[-1].id.split("-")[0]) - (not row.is_word)
            continue
        number += 1
        new = replace(row, id=str(number))
        if number == verb:
            new.head, new.deprel = 0, "root"
        elif number - 1 in speaker:
            new.head = speaker.start + row.head if row.head else verb
            new.deprel = row.deprel or "nsubj"
        else:
            new.head, new.deprel = (root if row.form not in ",.:" else verb), "punct"
        result.append(new)
    return result


def _moved(row: Row, shift: int, verb: int) -> Row:
    number = "-".join(str(int(part) + shift) for part in row.id.split("-"))
    if not row.is_word:
        return replace(row, id=number)
    if row.head == 0:
        return replace(row, id=number, head=verb, deprel="ccomp")
    return replace(row, id=number, head=row.head + shift)
