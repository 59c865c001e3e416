"""The commonest kinds of error, each with its places in the text and the notes that explain them.

A kind says what was taken for what, and the signal of the stage that decided, where the prediction has notes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quotes.document import Document, Note, Quotation, Span, hull, join
from quotes.evaluate.attribution import FIELDS, Value, normal, right
from quotes.evaluate.matching import Compared, same_mention
from quotes.evaluate.stance import label_of

#: What errors are told for, in the order of a report; ``detection`` is always there.
ALL = ("detection", *FIELDS, "stance")
# The stage whose notes explain an error of a field.
_STAGES = {"name": "resolve", "stance": "stance"}
_END = re.compile(r"[.!?…][“”\"«»‘’']*(?=\s)|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Place:
    """One error: where it is, the sentence with the quotation in ⟦ ⟧, its speaker's mention, gold and got, and why."""

    document: str
    start: int
    sentence: str
    mention: str
    gold: str
    got: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of error of one field, and all its places in the order of the corpus."""

    field: str
    kind: str
    places: tuple[Place, ...]


def commonest(items: Sequence[Compared], *, fields: Sequence[str] = ALL, most: int = 5) -> list[Kind]:
    """The ``most`` commonest kinds of error of each field (of ALL), in the order of ``fields``, the commonest first."""
    found: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for item in items:
        for field, kind, place in _errors(item, fields):
            found[field, kind].append(place)
    kinds = [Kind(field, kind, tuple(places)) for (field, kind), places in found.items()]
    ordered = sorted(kinds, key=lambda k: -len(k.places))
    return [kind for field in fields for kind in [k for k in ordered if k.field == field][:most]]


def _errors(item: Compared, fields: Sequence[str]) -> Iterator[tuple[str, str, Place]]:
    if "detection" in fields:
        yield from _detection(item)
    for gold, found in item.matched():
        for field in (f for f in FIELDS if f in fields and not right(f, gold, found)):
            wanted, got = FIELDS[field](gold), FIELDS[field](found)
            kind = _field_kind(item, field, gold, found)
            yield field, kind, _place(item, gold, found, (_shown(wanted), _shown(got)), _STAGES.get(field, "role"))
        if "stance" in fields and label_of(gold) != label_of(found):
            decided = next((n.signal for n in reversed(found.notes) if _decides(n, found)), None)
            kind = f"{label_of(gold)} read as {label_of(found)}" + _because(decided)
            yield "stance", kind, _place(item, gold, found, (label_of(gold), label_of(found)), "stance")


def _detection(item: Compared) -> Iterator[tuple[str, str, Place]]:
    for gold in item.missed():
        yield "detection", f"{gold.type} not found", _place(item, gold, None, (gold.type, "-"))
    for found in item.spurious():
        kind = f"{found.type} found where the gold has none"
        yield "detection", kind, _place(item, None, found, ("-", found.type), "detect")
    for gold, found in item.matched():
        if gold.type != found.type:
            kind = f"{gold.type} read as {found.type}"
            yield "detection", kind, _place(item, gold, found, (gold.type, found.type), "detect")


def _field_kind(item: Compared, field: str, gold: Quotation, found: Quotation) -> str:
    wanted, got = (normal(FIELDS[field](q)) for q in (gold, found))
    if field == "spokesperson":
        return "not told" if wanted else "told of one who is none"
    what = (
        f"{wanted} read as {got}" if field == "role_category" else
        "none given" if got is None else "given where there is none" if wanted is None else "another one"
    )  # fmt: skip
    if not same_mention(gold, found, item.tokens):
        return f"{what}, of a wrong mention"
    if not (found.speaker and found.speaker.mention):
        return f"{what}, without a mention"
    stage = _STAGES.get(field, "role")
    return what + _because(next((n.signal for n in found.notes if n.stage == stage), None))


def _because(signal: str | None) -> str:
    return f" ({signal})" if signal else ""


def _decides(note: Note, found: Quotation) -> bool:
    """Whether a note is the one of the rule that chose the label, which it names, or that the article is off topic."""
    return note.stage == "stance" and (note.detail == label_of(found) or note.signal == "article_off_topic")


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or "-"


def _place(
    item: Compared, gold: Quotation | None, found: Quotation | None, values: tuple[str, str], stage: str = ""
) -> Place:
    """The place of an error; ``values`` are what gold and prediction say, ``stage`` the one that decided."""
    quotation = found or gold
    if quotation is None:
        raise ValueError("an error has a gold or a predicted quotation")
    mention = quotation.speaker.mention if quotation.speaker else ()
    return Place(
        item.gold.article.id,
        quotation.hull.start,
        sentence(item.found if item.found.sentences else item.gold, quotation),
        join(mention, item.gold.text),
        *values,
        tuple(n for n in found.notes if n.stage in (stage, "attribute")) if found else (),
    )


def sentence(document: Document, quotation: Quotation) -> str:
    """The sentences that hold a quotation, its cue and its frame, on one line, the quotation in ⟦ ⟧."""
    text = document.text
    whole = hull((*quotation.spans, *quotation.cue, *quotation.frame))
    touched = [s.span for s in document.sentences if s.span.overlaps(whole)]
    around = hull((*touched, whole)) if touched else _between_ends(text, whole)
    words, at = [], around.start
    for span in sorted(quotation.spans):
        words += [text[at : span.start], "⟦", span.of(text), "⟧"]
        at = span.end
    return " ".join("".join([*words, text[at : around.end]]).split())


def _between_ends(text: str, whole: Span) -> Span:
    """From the sentence end before a stretch to the one at or after its end, by signs alone."""
    ends = [m.end() for m in _END.finditer(text)]
    before = max((e for e in ends if e <= whole.start), default=0)
    return Span(before, min((e for e in ends if e >= whole.end), default=len(text)))
