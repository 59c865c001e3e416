"""Frames: the clauses and phrases of a sentence that announce words, and the words that each announces.

A frame stands before its words ("X sagte, ..."), after them ("..., sagte X"), between them, or in a phrase ("laut
X"). Ranges are half-open ranges of word indices of ``Words.words``.
"""

from __future__ import annotations

from collections.abc import Sequence

from quotes.german.announced import Announced
from quotes.german.clauses import COMPLEMENTIZERS, QUESTION_WORDS, Clause, cut, trim
from quotes.german.cues import Cue, verb_cues
from quotes.german.noun_phrases import after_verb
from quotes.german.phrase_frames import Frame, phrase_at, phrase_frames
from quotes.german.verbs import plain_verbs
from quotes.german.words import Unit, Words

Range = tuple[int, int]
_WIE = frozenset({"say", "confirm", "announce", "speak", "cite", "criticise", "show", "warn", "demand", "think"})


class FrameFinder:
    """The frames of one sentence."""

    def __init__(self, words: Words, unit: Unit, clauses: list[Clause]) -> None:
        self.words = words
        self.w = words.words
        self.unit = unit
        self.clauses = clauses
        self.found: list[Frame] = []
        self.taken: set[int] = set()
        self.leftover: list[tuple[int, Cue]] = []
        self.announced = Announced(words, unit, clauses)

    def run(self) -> list[Frame]:
        """All frames in the order of their cues; cue verbs without an announced clause are in ``leftover``."""
        low = 0
        for number, clause in enumerate(self.clauses):
            if clause.kind == "quote":
                continue
            frame = self._so(number, low)
            if frame is not None:
                self.found.append(frame)
                continue
            low = self._verbs(number, low)
            other = self._any_verb(number)
            if other is not None:
                self.found.append(other)
        self.found = [f for f in self.found if not self._act_by_source(f) and not self._doubled(f)]
        taken = [r for f in self.found for r in f.frame]
        self.found += phrase_frames(self.words, self.unit, self.clauses, taken)
        return self.found

    def _act_by_source(self, frame: Frame) -> bool:
        """ "X einigte sich nach Angaben von Y darauf, ...": Y tells of the act, so the frame is Y's."""
        cue = frame.verb
        if cue is None or cue.verb.kind != "announce" or cue.verb.reported or not frame.quote:
            return False
        for start, end in frame.frame:
            for at in range(start, end):
                hit = phrase_at(self.w, at, start, end) if self.w[at].pair < 0 else None
                if hit is not None and hit[0] == "preposition":
                    return True
        return False

    def _doubled(self, frame: Frame) -> bool:
        """Whether another frame announces what a verb announces after its colon ("sah das anders: ..., sagte X")."""
        if frame.rule != "colon":
            return False
        others = [r for f in self.found if f.rule == "after" for r in f.quote]
        return any(a < d and c < b for a, b in frame.quote for c, d in others)

    def _verbs(self, number: int, low: int) -> int:
        clause = self.clauses[number]
        for cue in verb_cues(self.w, clause, self._reach(number)):
            if any(i in self.taken for i in cue.words):
                continue
            frame = self._wie(number, cue, low) or self._after(number, cue, low) or self._before(number, cue)
            if frame is None:
                self.leftover.append((number, cue))
                continue
            self.taken |= set(cue.words)
            self.found.append(frame)
            if frame.rule == "after" and not frame.interrupted:
                low = number + 1
        return low

    def _any_verb(self, number: int) -> Frame | None:
        """ "„...“, ärgerte sich X": after a quotation in marks any verb announces it."""
        clause = self.clauses[number]
        if not number or clause.before not in (",", "") or clause.coordinated:
            return None
        if self.clauses[number - 1].kind != "quote":
            return self._any_verb_after_konjunktiv(number)
        pair = self.clauses[number - 1].pair
        if any(pair in f.pairs for f in self.found) or any(clause.start <= i < clause.end for i in self.taken):
            return None
        first = clause.start
        while first < clause.end and self.w[first].punct:
            first += 1
        if clause.kind != "v1" or clause.finite[0] != first or self.w[first].mood or first + 1 >= self.unit.end:
            return None
        if self.w[first].upos == "AUX" and not any(
            w.upos == "VERB" and not w.finite for w in self.w[first : clause.end]
        ):
            return None
        end = self.clauses[self._extent(number)].end
        words = (first, first + 1) if self.w[first + 1].low == "sich" else (first,)
        return Frame("after_other", words, [(self._with_comma(clause.start), end)], pairs=[pair])

    def _any_verb_after_konjunktiv(self, number: int) -> Frame | None:
        """ "Afrika nehme sein Schicksal in die Hand, frohlockte er": so does a main clause in the Konjunktiv I."""
        clause = self.clauses[number]
        left = self.clauses[:number]
        if self.found or clause.kind != "v1" or number + 1 != len(self.clauses) or not left[-1].main:
            return None
        first = clause.finite[0]
        if (
            self.w[first].mood
            or self.w[first].upos == "AUX"
            or not any(self.w[i].mood == "k1" for i in left[-1].finite)
        ):
            return None
        if after_verb(self.w, first, clause.end) is None:
            return None
        start = self._with_comma(clause.start)
        quote = trim(self.w, left[0].start, start)
        return Frame("after_other", (first,), [(start, clause.end)], [quote])

    def _reach(self, number: int) -> int:
        """How far a separated prefix may stand: over clauses put in, up to the next main clause."""
        end = self.clauses[number].end
        for clause in self.clauses[number + 1 : number + 3]:
            if clause.main or clause.kind == "quote" or clause.before != ",":
                break
            if clause.kind == "np" and clause.end - clause.start <= 8:
                end = clause.end
        return end

    def _extent(self, number: int) -> int:
        """The end of a frame that starts with clause ``number``: appositions and relative clauses belong to it."""
        last = number
        for following in range(number + 1, len(self.clauses)):
            clause = self.clauses[following]
            attached = clause.kind in ("np", "rel") or (clause.kind == "sub" and clause.marker not in COMPLEMENTIZERS)
            if not attached or clause.before in (":", ";") or clause.coordinated:
                break
            last = following
        return last

    def _so(self, number: int, low: int) -> Frame | None:
        """ "..., so X": a phrase without verb that starts with "so"."""
        clause = self.clauses[number]
        at = clause.start
        while at < clause.end and self.w[at].punct:
            at += 1
        if (
            at + 1 >= clause.end
            or self.w[at].low != "so"
            or clause.kind != "np"
            or (number <= low and at == self.unit.start)
        ):
            return None
        following = self.w[at + 1]
        if not (
            following.capital
            or following.upos in ("DET", "PRON")
            or following.low
            in ("der", "die", "das", "ein", "eine", "er", "sie", "heute", "gestern", "auch", "weiter", "laut")
        ):
            return None
        if following.low in ("wie", "dass", "viel", "etwa", "lange") or (number == low and number == 0):
            return None
        last = number
        while (
            last + 1 < len(self.clauses)
            and self.clauses[last + 1].kind in ("np", "rel")
            and self.clauses[last + 1].before == ","
            and self._closed_by_main(last + 1)
        ):
            last += 1
        return self._enclosed(Frame("so", (at,), []), number, last, low)

    def _closed_by_main(self, number: int) -> bool:
        clause = self.clauses[number]
        return clause.kind == "rel" or (
            (self.w[clause.start].capital or self.w[clause.start].upos == "DET") and number + 1 >= len(self.clauses)
        )

    def _wie(self, number: int, cue: Cue, low: int) -> Frame | None:
        """ "wie X sagte" before, between or after what is said."""
        clause = self.clauses[number]
        if clause.kind != "sub" or clause.marker != "wie" or cue.verb.kind not in _WIE or len(self.clauses) < 2:
            return None
        start = clause.start
        while self.w[start].low != "wie":
            start += 1
        before = self.clauses[number - 1] if number else None
        if before is not None and self._asks(number - 1):
            return None
        last = number
        while last + 1 < len(self.clauses) and self.clauses[last + 1].kind == "rel":
            last += 1
        return self._enclosed(Frame("wie", tuple(sorted({start, *cue.words})), [], verb=cue), number, last, low)

    def _asks(self, number: int) -> bool:
        clause = self.clauses[number]
        return (
            any(
                c.verb.kind in ("ask", "speak", "think") and not any(i in self.taken for i in c.words)
                for c in verb_cues(self.w, clause, clause.end)
            )
            and clause.main
        )

    def _enclosed(self, frame: Frame, first: int, last: int, low: int) -> Frame:
        """A frame put into, before or after a sentence; the rest of the sentence is what is said."""
        start = self._with_comma(self.clauses[first].start)
        end = self.clauses[last].end
        if end < self.unit.end and self.w[end].text == ",":
            end += 1
        frame.frame = [(start, end)]
        lower = self.clauses[low].start if low < len(self.clauses) else self.unit.start
        stop = self._stop(last + 1)
        rest = [c for n, c in enumerate(self.clauses) if lower <= c.start < stop and not first <= n <= last]
        self._fill(frame, rest, lower, stop, [(start, end)])
        return frame

    def _stop(self, number: int) -> int:
        """Where what is said ends: at an indicative clause that goes on with "und", else with the sentence."""
        for clause in self.clauses[number:]:
            if clause.coordinated and clause.main and clause.finite and self.announced.tells(clause):
                return clause.start
        return self.unit.end

    def _with_comma(self, start: int) -> int:
        before = start - 1
        return (
            before
            if before >= self.unit.start and self.w[before].text in (",", "–", "-", "—") and self.w[before].pair < 0
            else start
        )

    def _fill(self, frame: Frame, rest: list[Clause], start: int, end: int, holes: Sequence[Range]) -> None:
        """What a frame announces: only quotations in marks, or a stretch of clauses with what is marked in it."""
        frame.pairs = [c.pair for c in rest if c.kind == "quote"]
        plain = [c for c in rest if c.kind != "quote" and any(not w.punct for w in self.w[c.start : c.end])]
        if frame.pairs and not any(c.finite or c.kind == "inf" for c in plain):
            before = [c for c in rest if c.kind == "quote" and holes and c.start < holes[0][0]]
            after = [c for c in rest if c.kind == "quote" and holes and c.start >= holes[-1][1]]
            frame.interrupted = bool(before and after)
            return
        frame.quote = cut(self.w, start, end, holes)

    def _after(self, number: int, cue: Cue, low: int) -> Frame | None:
        """The cue clause follows what is said: its finite verb comes first."""
        clause = self.clauses[number]
        if clause.kind != "v1" and not self._so_verb(clause, cue):
            return None
        if self.w[cue.finite].mood:
            return None
        if not clause.finite or cue.finite != clause.finite[0] or (number <= low and number == 0):
            return None
        left = self._after_colon(self.clauses[low:number])
        if (
            not left
            or self._asked(left)
            or clause.coordinated
            or not self._said(left, number, cue)
            or not self._plausible(left, cue)
        ):
            return None
        last = self._extent(number)
        start = self._with_comma(clause.start)
        end = self.clauses[last].end
        if (
            cue.verb.base not in ("heißen", "verlauten")
            and not cue.passive
            and after_verb(self.w, cue.finite, end) is None
        ):
            return None
        holes = [(start, end)]
        stop, rest = self._continued(number, last, left)
        frame = Frame("after", cue.words, holes, verb=cue)
        self._fill(frame, left + rest, left[0].start, stop if rest else end, holes)
        if rest and not frame.pairs:
            frame.interrupted = True
            if end < self.unit.end and self.w[end].text == ",":
                frame.frame = [(start, end + 1)]
        return frame

    def _after_colon(self, left: list[Clause]) -> list[Clause]:
        """ "Die Jugend sah das anders: Man dürfe nicht warten, sagte X": the Konjunktiv starts what is said."""
        for at in range(len(left) - 1, 0, -1):
            if left[at].before != ":":
                continue
            told = any(c.main and not self.w[c.finite[0]].mood for c in left[:at])
            said = any(c.main and self.w[c.finite[0]].mood for c in left[at:])
            return left[at:] if told and said else left
        return left

    def _asked(self, left: list[Clause]) -> bool:
        """ "Auf die Frage, ob ..., antwortete X": the question is not what X says."""
        if len(left) < 2 or left[0].kind != "np" or left[1].kind != "sub":
            return False
        words = [w.low for w in self.w[left[0].start : left[0].end] if not w.punct]
        return words[:1] == ["auf"] and words[-1].startswith("frage")

    def _plausible(self, left: list[Clause], cue: Cue) -> bool:
        """Whether a verb may follow what it announces: any after marks or Konjunktiv, else only verbs of saying."""
        if any(c.kind == "quote" for c in left) or any(self.w[i].mood for c in left if c.main for i in c.finite):
            return True
        return (
            not cue.passive
            and cue.verb.lemma in plain_verbs()
            and (len(cue.words) == 1 or bool(cue.verb.prefix or cue.verb.needs))
        )

    def _so_verb(self, clause: Clause, cue: Cue) -> bool:
        return clause.kind == "v2" and self.w[clause.start].low == "so" and cue.finite == clause.start + 1

    def _said(self, left: list[Clause], number: int, cue: Cue) -> bool:
        """Whether what stands before a verb-first cue clause is what is said, not the clause's own first part."""
        if any(c.kind == "quote" or c.main or (c.kind == "sub" and c.marker in COMPLEMENTIZERS) for c in left):
            return True
        if left[0].kind == left[-1].kind == "inf" and left[-1].marker not in ("um", "ohne", "statt", "anstatt"):
            return cue.verb.clause
        if self._resumed(left, number):
            return cue.verb.kind == "say"
        if self.announced.start(number, cue) is not None:
            return False
        if left[0].kind == "sub" and left[0].marker in QUESTION_WORDS:
            return cue.verb.kind in ("say", "ask")
        after = self.w[cue.finite + 1] if cue.finite + 1 < self.clauses[number].end else None
        named = after is not None and (after.upos == "PROPN" or after.low in ("er", "sie", "es"))
        return cue.verb.kind == "say" and named and len(left) == 1 and left[0].kind == "np"

    def _resumed(self, left: list[Clause], number: int) -> bool:
        """ "Der Kanal, sagte X, müsse gesperrt werden": a clause that the frame cuts after its first phrase."""
        if number + 1 >= len(self.clauses) or any(c.kind != "np" for c in left):
            return False
        following = self.clauses[number + 1]
        rest = following.kind == "v1" and following.before == "," and not following.coordinated
        return rest and bool(self.w[following.finite[0]].mood)

    def _continued(self, number: int, last: int, left: list[Clause]) -> tuple[int, list[Clause]]:
        """What goes on after an interrupting frame: its end, and its clauses."""
        rest: list[Clause] = []
        stop = self.unit.end
        direct = left[-1].kind == "quote"
        for clause in self.clauses[last + 1 :]:
            if clause.before == ":" and not rest:
                break
            if direct:
                if clause.kind != "quote":
                    break
                rest.append(clause)
                continue
            if (
                not rest
                and clause.coordinated
                and clause.main
                and not any(self.w[i].mood for i in clause.finite)
                and verb_cues(self.w, clause, clause.end)
            ):
                break
            if rest and clause.coordinated and clause.main and self.announced.tells(clause):
                stop = clause.start
                break
            rest.append(clause)
        if rest and stop == self.unit.end and direct:
            stop = rest[-1].end
        return stop, rest

    def _before(self, number: int, cue: Cue) -> Frame | None:
        """The cue clause comes first, what is said after it."""
        at = self.announced.start(number, cue)
        if at is None:
            return None
        clause = self.clauses[at]
        rule = self.announced.rule(clause)
        start = self._main_start(number)
        end = clause.start
        while end > self.clauses[number].end and self.w[end - 1].pair < 0 and self.w[end - 1].text in ("(",):
            end -= 1
        frame = Frame(rule, cue.words, [(start, end)], verb=cue)
        if clause.kind == "quote":
            frame.pairs = [clause.pair]
            for following in self.clauses[at + 1 :]:
                if following.kind != "quote":
                    break
                frame.pairs.append(following.pair)
            return frame
        stop = self.announced.end(number, at)
        frame.quote = [r for r in [trim(self.w, clause.start, stop)] if r[1] > r[0]]
        if stop < self.unit.end and self.clauses[-1].end > stop and self.clauses[number].kind != "v2":
            frame.frame.append((stop, trim(self.w, stop, self.unit.end)[1]))
        return frame if frame.quote else None

    def _main_start(self, number: int) -> int:
        """Where the clause of the cue starts, with what its own first part holds."""
        first = number
        if self.clauses[number].kind in ("v1", "v2"):
            while (
                first > 0
                and self.clauses[number].kind == "v1"
                and self.clauses[first - 1].kind in ("np", "rel", "sub", "inf")
            ):
                first -= 1
            if self.clauses[number].kind == "v2" and first == 1 and self.clauses[0].kind in ("np", "rel"):
                first = 0
        start = self.clauses[first].start
        for other in self.found:
            for _, b in other.quote:
                if start < b <= self.clauses[number].start:
                    start = self.clauses[number].start
        return trim(self.w, start, self.clauses[number].end)[0]
