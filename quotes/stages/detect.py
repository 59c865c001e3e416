"""Detect: quotations by rules on marks, cue words, clauses and Konjunktiv, without trained weights.

What each label means stands in ``schema/guidelines.md``. The rule that found a quotation gives its confidence: the
share of right ones among what the rule finds in annotated news (``lexicon/detection_rules.tsv``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from quotes.document import Document, Note, Quotation, QuotationType, Span, Spans, hull, quotation_id
from quotes.german.clauses import Clause, clauses, cut
from quotes.german.cues import Cue, noun_frames
from quotes.german.fragments import after_nouns, is_name, voiced_in
from quotes.german.frames import FrameFinder
from quotes.german.interview import Turn, turns
from quotes.german.noun_phrases import after_verb, before_verb
from quotes.german.phrase_frames import Frame
from quotes.german.signals import signals
from quotes.german.verbs import plain_verbs
from quotes.german.words import Unit, Words, read
from quotes.resources import lexicon

Range = tuple[int, int]
_UNKNOWN_RULE = 0.3
_ACTS = frozenset({"warn", "criticise", "reject", "praise"})
_ANAPHORIC = frozenset({"say", "confirm", "announce", "speak", "demand"})


@cache
def _precision() -> dict[str, float]:
    return {row["rule"]: float(row["precision"]) for row in lexicon("detection_rules")}


@dataclass(slots=True)
class Draft:
    """A quotation before it gets its id: type, spans, cue words, frame ranges, the rule, the draft it is nested in."""

    type: QuotationType
    spans: tuple[Span, ...]
    rule: str
    cue: tuple[int, ...] = ()
    frame: list[Range] = field(default_factory=list)
    parent: Draft | None = None
    stray: bool = False
    unit: int = 0


class RuleDetector:
    """The stage that finds quotations: spans, type, nesting, cue, frame, signals and confidence.

    Needs documents with sentences; speakers are left to the attribution.
    """

    name = "detect"

    def __call__(self, documents: Sequence[Document]) -> list[Document]:
        """The documents with their quotations in the order of their start."""
        return [_detect(document) for document in documents]


def _detect(document: Document) -> Document:
    words = read(document)
    drafts = _Drafter(words).run()
    made: dict[int, Quotation] = {}
    for draft in drafts:
        made[id(draft)] = _quotation(document, words, draft)
    found = []
    for draft in drafts:
        quotation = made[id(draft)]
        if draft.parent is not None and id(draft.parent) in made:
            quotation = replace(quotation, parent=made[id(draft.parent)].id)
        found.append(replace(quotation, signals=signals(document, quotation, rule=draft.rule, stray=draft.stray)))
    notes = tuple(Note("detect", "stray_mark", f"at {at}") for at in words.marks.strays)
    ordered = sorted(found, key=lambda q: (q.hull.start, -q.hull.end, q.type))
    return replace(document, quotations=tuple(ordered), notes=document.notes + notes)


def _quotation(document: Document, words: Words, draft: Draft) -> Quotation:
    cue = merge(words, [(i, i + 1) for i in draft.cue])
    frame = tuple(words.span(a, b) for a, b in draft.frame if b > a)
    score = _precision().get(draft.rule, _UNKNOWN_RULE)
    note = Note("detect", draft.rule, " ".join(s.of(document.text) for s in cue), score)
    key = quotation_id(document.article.id, draft.spans, draft.type)
    return Quotation(key, draft.type, draft.spans, cue, frame, confidence=score, notes=(note,))


def merge(words: Words, ranges: Sequence[Range]) -> Spans:
    """The spans of word ranges, adjacent ones as one."""
    joined: list[Range] = []
    for a, b in sorted(ranges):
        if joined and joined[-1][1] == a:
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    return tuple(words.span(a, b) for a, b in joined)


class _Drafter:
    """The quotations of one document, sentence by sentence, with what the last one leaves to the next."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.w = words.words
        self.drafts: list[Draft] = []
        self.last: Draft | None = None
        self.last_unit = -9
        self.done: set[int] = set()

    def run(self) -> list[Draft]:
        talks = turns(self.words)
        covering = self._turns(talks)
        for number, unit in enumerate(self.words.units):
            parent = covering.get(unit.paragraph)
            inner = self._inside(unit, parent)
            if inner is not None and inner.end > inner.start:
                self._unit(number, inner, parent)
        return _unique(self.drafts)

    def _turns(self, talks: Sequence[Turn]) -> dict[int, Draft]:
        """Interview answers and bare "Name: ..." lines as direct quotations, by their paragraph."""
        covering: dict[int, Draft] = {}
        for turn in talks:
            draft = Draft("direct", (self.words.span(*turn.words),), "interview" if turn.many else "label")
            draft.frame = [turn.label]
            covering[turn.paragraph] = draft
            if turn.quoted:
                self.drafts.append(draft)
        return covering

    def _inside(self, unit: Unit, parent: Draft | None) -> Unit | None:
        """The part of a sentence after an interview label; None for what an interviewer asks."""
        if parent is None:
            return unit
        if parent not in self.drafts:
            return None
        start = max(unit.start, parent.frame[0][1])
        return Unit(start, unit.end, unit.paragraph)

    def _unit(self, number: int, unit: Unit, parent: Draft | None) -> None:
        parts = clauses(self.words, unit)
        finder = FrameFinder(self.words, unit, parts)
        frames = finder.run()
        before = len(self.drafts)
        frames = self._without_konjunktiv(number, unit, parts, frames)
        self._continues_direct(number, unit, parts, frames)
        self._anaphor(number, unit, parts, finder.leftover)
        for frame in sorted(frames, key=lambda f: not f.quote):
            self._framed(number, frame, parts)
        self._reported(number, unit, parts, finder.leftover, frames)
        self._announced_by_act(number, unit, frames)
        if len(self.drafts) == before and parent is None:
            self._free(number, unit, parts)
        self._loose(number, unit, parts)
        self._by_noun(number, unit)
        self._fragments(number, parts, finder.leftover)
        for draft in self.drafts[before:]:
            if draft.parent is None and parent is not None and draft is not parent:
                draft.parent = parent

    def _without_konjunktiv(self, number: int, unit: Unit, parts: Sequence[Clause], frames: list[Frame]) -> list[Frame]:
        """A frame that is itself in the Konjunktiv ("Er hoffe, dass ...") is what the last speaker says."""
        mains = [p for p in parts if p.main and p.finite]
        if not mains or not self.w[mains[0].finite[0]].mood or number - self.last_unit > 1 or self.last is None:
            return frames
        verb = mains[0].finite[0]
        own = [f for f in frames if f.verb is not None and f.verb.finite == verb]
        outer = [f for f in frames if f not in own]
        if not own or any(f.quote or f.pairs for f in outer):
            return frames
        self._free(number, unit, parts)
        return []

    def _add(self, number: int, draft: Draft) -> Draft:
        draft.unit = number
        self.drafts.append(draft)
        self.last, self.last_unit = draft, number
        return draft

    def _framed(self, number: int, frame: Frame, parts: Sequence[Clause]) -> None:
        cue, ranges = frame.cue, frame.frame
        if not frame.quote:
            self._direct(number, frame, parts)
            return
        kind: QuotationType = "indirect"
        if frame.rule == "colon" and not any(self.w[i].mood for a, b in frame.quote for i in range(a, b)):
            inner = [i for a, b in frame.quote for i in range(a, b)]
            if (
                frame.verb is None
                or frame.verb.verb.lemma not in plain_verbs()
                or not any(self.w[i].finite for i in inner)
            ):
                return
        spans = tuple(self.words.span(a, b) for a, b in frame.quote)
        if sum(len(s) for s in spans) < 4:
            return
        whole = self._add(number, Draft(kind, spans, frame.rule, cue, ranges))
        self._nest(number, whole, frame.quote)

    def _direct(self, number: int, frame: Frame, parts: Sequence[Clause]) -> None:
        pairs = [p for p in frame.pairs if p not in self.done]
        if not pairs:
            return
        self.done |= set(pairs)
        spans = [self.words.marks.pairs[p].span for p in pairs]
        stray = any(not self.words.marks.pairs[p].closed for p in pairs)
        rule = "direct_" + frame.rule
        groups = [tuple(spans)] if frame.interrupted else [(s,) for s in spans]
        for group in groups:
            draft = self._add(number, Draft("direct", group, rule, frame.cue, frame.frame, stray=stray))
            self._inner_marks(number, draft)

    def _nest(self, number: int, whole: Draft, ranges: Sequence[Range]) -> None:
        """Words in marks inside framed words: direct quotations with the same cue and frame."""
        inside = sorted({self.w[i].pair for a, b in ranges for i in range(a, b) if self.w[i].pair >= 0} - self.done)
        for pair in inside:
            if is_name(self.words, pair, single=whole.rule != "reported_name"):
                continue
            self.done.add(pair)
            found = self.words.marks.pairs[pair]
            draft = Draft("direct", (found.span,), "nested_marks", whole.cue, whole.frame, whole, not found.closed)
            draft.unit = number
            self.drafts.append(draft)
            self._inner_marks(number, draft)

    def _inner_marks(self, number: int, outer: Draft) -> None:
        """Marks within marks, where what they hold is more than a name."""
        pairs = self.words.marks.pairs
        whole = hull(outer.spans)
        for index in range(bisect_left(pairs, whole.start, key=lambda p: p.span.start), len(pairs)):
            pair = pairs[index]
            if pair.span.start >= whole.end:
                break
            if pair.depth == 1 and any(s.contains(pair.span) for s in outer.spans) and index not in self.done:
                start, end = self.words.between(pair.inner)
                inner = [w for w in self.w[start:end] if not w.punct]
                colon = self.words.text[: pair.span.start].rstrip()[-1:] == ":"
                if (colon or any(w.finite for w in inner)) and len(inner) >= 3:
                    self.done.add(index)
                    self.drafts.append(Draft("direct", (pair.span,), "inner_marks", parent=outer, unit=number))

    def _continues_direct(self, number: int, unit: Unit, parts: Sequence[Clause], frames: Sequence[Frame]) -> None:
        """'"A", sagte X. "B."': what follows the frame in marks is a quotation of its own with the same frame."""
        if not parts or parts[0].kind != "quote" or len([p for p in parts if p.kind != "quote"]) > 0:
            return
        if any(parts[0].pair in f.pairs for f in frames):
            return
        last = self.last
        near = last is not None and self.last_unit >= number - 1 and number > 0
        same = near and self.words.units[number - 1].paragraph == unit.paragraph
        for part in parts:
            if part.pair in self.done:
                continue
            self.done.add(part.pair)
            pair = self.words.marks.pairs[part.pair]
            draft = Draft("direct", (pair.span,), "direct_next", stray=not pair.closed)
            if same and last is not None and last.type == "direct" and last.cue:
                draft.cue, draft.frame = last.cue, last.frame
            elif not same:
                draft.rule = "direct_alone"
            self._add(number, draft)
            self._inner_marks(number, draft)

    def _loose(self, number: int, unit: Unit, parts: Sequence[Clause]) -> None:
        """Quotations in marks that stand by themselves without a cue verb ("Sein Fazit: „...“")."""
        for index, part in enumerate(parts):
            if part.kind != "quote" or part.pair in self.done:
                continue
            pair = self.words.marks.pairs[part.pair]
            inner = [w for w in self.w[part.start : part.end] if not w.punct]
            before = parts[index - 1] if index else None
            draft = Draft("direct", (pair.span,), "direct_alone", stray=not pair.closed)
            if part.before == ":" and before is not None:
                draft.rule = "direct_colon"
                draft.frame = [(before.start, before.end)]
                nouns = [i for i in range(before.start, before.end) if "colon" in noun_frames(self.w[i])]
                draft.cue = tuple(nouns[-1:])
                if not nouns and len(inner) < 4 and not any(w.finite for w in inner):
                    continue
            elif len(inner) < 5 or not any(w.finite for w in inner):
                continue
            self.done.add(part.pair)
            self._add(number, draft)
            self._inner_marks(number, draft)

    def _fragments(self, number: int, parts: Sequence[Clause], leftover: Sequence[tuple[int, Cue]]) -> None:
        """Words in marks inside a clause whose cue verb neither frames a clause nor makes a summary.

        "der die Wahl als „Fest“ bezeichnete": the cue in a relative or subordinate clause still says whose words.
        """
        for index, cue in leftover:
            clause = parts[index]
            for pair in voiced_in(self.words, clause, cue, self.done):
                found = self.words.marks.pairs[pair]
                self.done.add(pair)
                draft = Draft("direct", (found.span,), "direct_fragment", cue.words, stray=not found.closed)
                draft.frame = cut(self.w, clause.start, clause.end, [self.words.between(found.span)])
                self._add(number, draft)

    def _by_noun(self, number: int, unit: Unit) -> None:
        """ "mit den Worten „...“", "Parolen wie „...“": a cue noun right before the marks."""
        for pair, noun in after_nouns(self.words, unit, self.done):
            found = self.words.marks.pairs[pair]
            self.done.add(pair)
            draft = Draft("direct", (found.span,), "direct_noun", (noun,), stray=not found.closed)
            draft.frame = cut(self.w, unit.start, unit.end, [self.words.between(found.span)])
            self._add(number, draft)
            self._inner_marks(number, draft)

    def _reported(
        self,
        number: int,
        unit: Unit,
        parts: Sequence[Clause],
        leftover: Sequence[tuple[int, Cue]],
        frames: Sequence[Frame],
    ) -> None:
        for index, cue in leftover:
            clause = parts[index]
            if not self._summarises(unit, clause, cue, parts, index):
                continue
            start, end = unit.start, unit.end
            colon = next((p for p in parts[index + 1 :] if p.before == ":"), None)
            if colon is not None:
                end = colon.start - 1
                while end > start and self.w[end - 1].text == ":":
                    end -= 1
            if any(a < clause.end and clause.start < b for f in frames for a, b in (*f.quote, *f.frame)):
                continue
            holes = [r for f in frames for r in (*f.frame, *f.quote)]
            pieces = (
                [r for r in cut(self.w, start, end, holes) if r[0] <= cue.finite < r[1]] if holes else [(start, end)]
            )
            if not pieces:
                continue
            spans = tuple(self.words.span(a, b) for a, b in pieces)
            whole = self._add(number, Draft("reported", spans, "reported_" + cue.verb.kind, cue.words, []))
            self._nest(number, whole, pieces)
            return

    def _anaphor(self, number: int, unit: Unit, parts: Sequence[Clause], leftover: list[tuple[int, Cue]]) -> None:
        """ "Das kündigte X an": the sentence before is what is said."""
        if not leftover or number == 0 or not self._same_paragraph(number) or self.last_unit >= number - 1:
            return
        index, cue = leftover[0]
        first = self.w[unit.start].low
        if index or first not in ("das", "dies") or cue.finite != unit.start + 1 or cue.passive:
            return
        if not cue.verb.clause or cue.verb.kind not in _ANAPHORIC:
            return
        before = self.words.units[number - 1]
        end = unit.end - 1 if self.w[unit.end - 1].punct else unit.end
        span = self.words.span(before.start, before.end)
        self._add(number, Draft("indirect", (span,), "anaphor", cue.words, [(unit.start, end)]))
        leftover.clear()

    def _announced_by_act(self, number: int, unit: Unit, frames: Sequence[Frame]) -> None:
        """ "X warnte vor Y: „...“": the act before the colon is told in summary as well."""
        for frame in frames:
            cue = frame.verb
            if cue is None or frame.rule != "colon_quote" or cue.verb.kind not in _ACTS or not cue.verb.reported:
                continue
            start, end = frame.frame[0]
            while end > start and self.w[end - 1].punct:
                end -= 1
            if end - max(cue.words) > 1 or len(cue.words) > 1:
                spans = (self.words.span(start, end),)
                self._add(number, Draft("reported", spans, "reported_colon", cue.words))

    def _summarises(self, unit: Unit, clause: Clause, cue: Cue, parts: Sequence[Clause], index: int) -> bool:
        """Whether a clause with a cue verb and without what is said tells a speech act in summary."""
        verb = cue.verb
        if not clause.main or not verb.reported or self.w[cue.finite].mood:
            return False
        if cue.passive and not any(w.low in ("von", "vom", "durch") for w in self.w[clause.start : clause.end]):
            return False
        if "yes" not in verb.reported and not any(w.low in verb.reported for w in self.w[clause.start : clause.end]):
            return False
        end = parts[index + 1].end if index + 1 < len(parts) and parts[index + 1].kind == "np" else clause.end
        subject = before_verb(self.w, clause.start, cue.finite) or after_verb(self.w, cue.finite, end)
        if subject is None and clause.kind == "v1" and index:
            subject = (parts[0].start, parts[0].end)
        if self.w[unit.end - 1].text == "?":
            return False
        return subject is not None and self.w[subject[0]].low not in ("ich", "wir", "man", "es", "ihr", "du")

    def _free(self, number: int, unit: Unit, parts: Sequence[Clause]) -> None:
        """A Konjunktiv sentence without frame goes on with what was said before."""
        mains = [p for p in parts if p.main and p.finite]
        # "Man möchte gehen" is polite, not reported.
        first = [self.w[p.finite[0]] for p in mains]
        moods = ["" if word.low.startswith("möcht") else word.mood for word in first]
        if not moods or not moods[0]:
            return
        near = self.last is not None and number - self.last_unit <= 1
        if "k1" not in moods and not (near and self._same_paragraph(number)):
            return
        if any(p.kind == "sub" and p.marker in ("wenn", "falls") for p in parts) and "k1" not in moods:
            return
        last = self.last
        rule = "konjunktiv_1" if "k1" in moods else "konjunktiv_2"
        if not near:
            rule += "_alone"
        if (
            last is not None
            and last.type == "indirect_free_indirect"
            and self.last_unit == number - 1
            and self._same_paragraph(number)
        ):
            last.spans = (Span(last.spans[0].start, self.words.span(unit.start, unit.end).end),)
            self.last_unit = number
            self._nest(number, last, [(unit.start, unit.end)])
            return
        whole = self._add(number, Draft("indirect_free_indirect", (self.words.span(unit.start, unit.end),), rule))
        self._nest(number, whole, [(unit.start, unit.end)])

    def _same_paragraph(self, number: int) -> bool:
        return number > 0 and self.words.units[number - 1].paragraph == self.words.units[number].paragraph


def _unique(drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts without doubles: the first of those with the same spans and type stays."""
    seen: dict[tuple[str, tuple[Span, ...]], Draft] = {}
    replaced: dict[int, Draft] = {}
    for draft in drafts:
        first = seen.setdefault((draft.type, draft.spans), draft)
        if first is not draft:
            replaced[id(draft)] = first
    for draft in seen.values():
        if draft.parent is not None:
            parent = replaced.get(id(draft.parent), draft.parent)
            draft.parent = parent if parent is not draft else None
    return list(seen.values())
