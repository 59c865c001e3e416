"""Who speaks in a frame, and to whom: from the cue, the clause around it, and the noun phrases of that clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quotes.german.clauses import Clause, clauses
from quotes.german.cues import Cue, verb_cues
from quotes.german.interview import GENERAL_LABELS
from quotes.german.noun_phrases import after_verb, before_verb, oblique, phrase_end, skip_adverbials
from quotes.german.phrase_frames import phrase_at
from quotes.german.words import Unit, Word, Words

Range = tuple[int, int]
_ADDRESSED = frozenset({"gegenüber"})
_TALKS = frozenset(["gespräch", "interview", "interviews", "gesprächs", "brief", "schreiben"])
_JOINING = frozenset({"aber", "jedoch", "dagegen", "hingegen", "allerdings", "zugleich", "gleichzeitig", "dann"})
_HEARSAY = frozenset({"vernehmen"})
_ADDRESSEE_CLASSES = frozenset({"demand", "accuse"})


@dataclass(frozen=True, slots=True)
class Found:
    """A speaker phrase and an addressee phrase as ranges of words, with the rule that found the speaker."""

    speaker: Range | None
    addressee: Range | None
    rule: str


class SpeakerFinder:
    """Speakers of frames in one document; sentences are cut into clauses once."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.w = words.words
        self._unit_at: list[int] = []
        for number, unit in enumerate(words.units):
            self._unit_at += [number] * (unit.end - unit.start)
        self._clauses: dict[int, list[Clause]] = {}
        self._framed_apart = False

    def clauses_of(self, at: int) -> tuple[Unit, list[Clause]]:
        """The sentence of word ``at`` and its clauses."""
        number = self._unit_at[at]
        if number not in self._clauses:
            self._clauses[number] = clauses(self.words, self.words.units[number])
        return self.words.units[number], self._clauses[number]

    def unit_before(self, at: int) -> Unit | None:
        """The sentence before that of word ``at`` in the same paragraph."""
        number = self._unit_at[at] if at < len(self._unit_at) else 0
        units = self.words.units
        if not number or units[number - 1].paragraph != units[number].paragraph:
            return None
        return units[number - 1]

    def subject_of(self, unit: Unit) -> Range | None:
        """The subject of the first main clause of a sentence."""
        _, parts = self.clauses_of(unit.start)
        clause = next((c for c in parts if c.main and c.finite), None)
        if clause is None:
            return None
        subject = before_verb(self.w, clause.start, clause.finite[0]) or after_verb(
            self.w, clause.finite[0], clause.end
        )
        named = subject is not None and any(
            w.upos in ("NOUN", "PROPN", "PRON") for w in self.w[subject[0] : subject[1]]
        )
        return subject if named else None

    def find(self, cue: Sequence[int], frame: Sequence[Range]) -> Found:
        """The speaker of a frame whose cue is made of the words ``cue``."""
        if not cue:
            return self._of_label(frame)
        first = cue[0]
        unit, parts = self.clauses_of(first)
        if len(cue) == 1:
            phrase = self._phrase(first, unit, parts)
            if phrase is not None:
                return phrase
        clause_number = next((n for n, c in enumerate(parts) if c.start <= first < c.end), None)
        if clause_number is None:
            return Found(None, None, "none")
        # A frame that starts after the first clause leaves that clause to what is said ("Der Kanal, sagte X, sei ...").
        self._framed_apart = bool(frame) and frame[0][0] > parts[0].start
        cue_verb = self._cue_verb(cue, parts, clause_number)
        if cue_verb is None:
            return self._of_noun(cue, parts[clause_number])
        return self._of_verb(cue_verb, unit, parts, clause_number)

    def _cue_verb(self, cue: Sequence[int], parts: Sequence[Clause], number: int) -> Cue | None:
        clause = parts[number]
        reach = max(clause.end, cue[-1] + 1)
        for found in verb_cues(self.w, clause, reach):
            if set(found.words) & set(cue):
                return found
        return None

    def _phrase(self, at: int, unit: Unit, parts: Sequence[Clause]) -> Found | None:
        word = self.w[at]
        if word.low in ("demnach", "danach", "wonach"):
            return Found(self._source_before(at) if word.low == "wonach" else None, None, "adverb")
        if word.low == "so":
            start = skip_adverbials(self.w, at + 1, unit.end)
            stop = phrase_end(self.w, start, unit.end)
            return Found((start, stop) if stop > start else None, None, "so")
        clause = next((c for c in parts if c.start <= at < c.end), None)
        if clause is None:
            return None
        hit = phrase_at(self.w, at, clause.start, unit.end)
        if hit is None:
            return None
        nouns = [w.low for w in self.w[hit[2][0] : hit[2][1]] if w.capital]
        if nouns and nouns[-1] in _HEARSAY:
            return Found(None, None, "hearsay")
        return Found(hit[2], None, "phrase")

    def _source_before(self, at: int) -> Range | None:
        """The noun phrase before ", wonach"."""
        end = at - 1 if at and self.w[at - 1].text == "," else at
        return self._phrase_ending(end)

    def _phrase_ending(self, end: int) -> Range | None:
        for start in range(max(0, end - 12), end):
            if start and not self.w[start - 1].punct and (self.w[start - 1].upos in ("DET", "ADJ", "NUM")):
                continue
            if self.w[start].upos in ("ADP", "ADV", "VERB", "AUX", "CCONJ", "SCONJ", "PUNCT"):
                continue
            if phrase_end(self.w, start, end, appositions=False) == end:
                return start, end
        return None

    def _of_label(self, frame: Sequence[Range]) -> Found:
        if not frame:
            return Found(None, None, "none")
        start, end = frame[0]
        while end > start and self.w[end - 1].punct and self.w[end - 1].text != ")":
            end -= 1
        if end <= start:
            return Found(None, None, "none")
        if not any(w.finite for w in self.w[start:end]):
            if self.w[end - 1].low in GENERAL_LABELS:
                return Found(None, None, "label")
            inner = skip_adverbials(self.w, start, end)
            stop = phrase_end(self.w, inner, end)
            if stop == inner and end - start <= 3 and self.w[end - 1].capital:
                inner, stop = start, end
            return Found((inner, stop) if stop > inner else None, None, "label")
        _, parts = self.clauses_of(start)
        clause = next((c for c in parts if c.start <= start < c.end and c.finite), None)
        if clause is None:
            return Found(None, None, "none")
        verb = clause.finite[0]
        subject = before_verb(self.w, clause.start, verb) or after_verb(self.w, verb, end)
        return Found(subject, None, "subject")

    def _of_noun(self, cue: Sequence[int], clause: Clause) -> Found:
        """The possessor of a cue noun ("Sein Fazit", "die Worte Merkels"), else the subject of its clause."""
        noun = cue[-1]
        stop = phrase_end(self.w, noun + 1, clause.end, appositions=False)
        if (stop > noun + 1 and self.w[noun + 1].low in ("der", "des", "eines", "einer", "von")) or (
            stop > noun + 1 and self.w[noun + 1].upos == "PROPN"
        ):
            return Found((noun + 1, stop), None, "possessor")
        if self.w[noun + 1].low in ("von", "vom") if noun + 1 < clause.end else False:
            stop = phrase_end(self.w, noun + 2, clause.end, appositions=False)
            if stop > noun + 2:
                return Found((noun + 2, stop), None, "possessor")
        if clause.finite:
            verb = clause.finite[0]
            subject = before_verb(self.w, clause.start, verb) or after_verb(self.w, verb, clause.end)
            if subject is not None and not subject[0] <= noun < subject[1]:
                return Found(subject, None, "subject")
        return Found(None, None, "none")

    def _of_verb(self, cue: Cue, unit: Unit, parts: Sequence[Clause], number: int) -> Found:
        clause = parts[number]
        end = self._reach(unit, parts, number)
        if cue.verb.base in ("heißen", "lauten") or cue.verb.lemma in ("verlauten",):
            source = self._source(clause, end)
            if source is not None:
                return Found(source, None, "source")
        if cue.passive:
            return self._passive(cue, clause, end)
        subject, rule = self._subject(cue, parts, number, end)
        if cue.verb.base == "zitieren" and subject is not None:
            # "zitierte die Zeitung den Präsidenten": who is cited speaks, not who cites.
            at = skip_adverbials(self.w, max(subject[1], cue.finite + 1), end)
            stop = phrase_end(self.w, at, end)
            if stop > at:
                return Found((at, stop), None, "cited")
        addressee = self._addressee(cue, clause, end, subject)
        if subject is None:
            parsed = self._parsed(cue)
            if parsed is not None:
                return Found(parsed, addressee, "parse")
        return Found(subject, addressee, rule)

    def _reach(self, unit: Unit, parts: Sequence[Clause], number: int) -> int:
        """How far the phrases of a clause go: over an apposition between commas."""
        end = parts[number].end
        for following in parts[number + 1 : number + 3]:
            if following.kind not in ("np",) or following.before != "," or following.coordinated:
                break
            end = following.end
        if end < unit.end and self.w[end].text == "," and end > parts[number].end:
            end += 1
        return end

    def _subject(self, cue: Cue, parts: Sequence[Clause], number: int, end: int) -> tuple[Range | None, str]:
        clause = parts[number]
        if clause.kind in ("sub", "rel"):
            return self._subordinate(cue, clause)
        if clause.finite and cue.finite > clause.finite[0] and cue.finite in clause.finite:
            # "X lobte den Plan und erklärte": the first verb has the subject of both.
            first = clause.finite[0]
            both = before_verb(self.w, clause.start, first) or after_verb(self.w, first, cue.finite)
            if both is not None:
                return both, "shared"
        if clause.kind != "v1" or cue.finite != clause.finite[0]:
            before = before_verb(self.w, clause.start, cue.finite)
            return (before, "subject") if before is not None else (after_verb(self.w, cue.finite, end), "inverted")
        split = None if self._framed_apart else self._split_subject(parts, number)
        if split is not None:
            return split, "subject"
        inverted = after_verb(self.w, cue.finite, end)
        if inverted is None and (clause.coordinated or self._goes_on(cue, clause, number)):
            return self._shared(parts, number), "shared"
        return inverted, "inverted"

    def _goes_on(self, cue: Cue, clause: Clause, number: int) -> bool:
        """ "X zeigte sich enttäuscht, kündigte aber an, ...": joined by an adverb after the verb, without "und"."""
        after = self.w[cue.finite + 1 : min(cue.finite + 3, clause.end)]
        return bool(number) and clause.before == "," and any(w.low in _JOINING for w in after)

    def _split_subject(self, parts: Sequence[Clause], number: int) -> Range | None:
        """ "Der Botschafter, Max Maier, warnte ...": all before the verb, up to a relative clause."""
        if not number or parts[0].kind != "np" or any(p.kind not in ("np", "rel") for p in parts[:number]):
            return None
        clause = parts[number]
        first = parts[0].start
        while first < parts[0].end and self.w[first].punct:
            first += 1
        named = phrase_end(self.w, first, clause.start) > first and self.w[first].upos not in ("ADP", "ADV")
        if not named or oblique(self.w, first):
            return None
        stop = next((p for p in parts[:number] if p.kind == "rel"), clause).start
        while self.w[stop - 1].text == ",":
            stop -= 1
        return first, stop

    def _shared(self, parts: Sequence[Clause], number: int) -> Range | None:
        """The subject of the main clause before, for "... und verwies auf ..."."""
        for clause in reversed(parts[:number]):
            if clause.main and clause.finite and not self.w[clause.finite[0]].mood:
                return before_verb(self.w, clause.start, clause.finite[0]) or after_verb(
                    self.w, clause.finite[0], clause.end
                )
        return None

    def _subordinate(self, cue: Cue, clause: Clause) -> tuple[Range | None, str]:
        at = clause.start
        while at < clause.end and (self.w[at].punct or self.w[at].low in ("und", "aber")):
            at += 1
        if clause.kind == "rel" and self.w[at].low in ("der", "die", "das", "welcher", "welche", "welches"):
            inner = after_verb(self.w, at, cue.finite)
            if inner is not None and self.w[inner[0]].low in ("er", "sie"):
                return inner, "subject"
            source = self._phrase_ending(clause.start - 1) if clause.start else None
            return source or (at, at + 1), "relative"
        return after_verb(self.w, at, clause.end), "subject"

    def _source(self, clause: Clause, end: int) -> Range | None:
        """What words come from where nobody is their subject: "hieß es aus Berlin", "hieß es in einer Erklärung"."""
        for at in range(clause.start, end):
            if self.w[at].low in ("aus", "in", "im", "bei", "beim", "von", "vom", "seitens"):
                stop = phrase_end(self.w, at + 1, end)
                if stop > at + 1:
                    return at + 1, stop
        return None

    def _passive(self, cue: Cue, clause: Clause, end: int) -> Found:
        if cue.verb.kind == "cite":
            subject = before_verb(self.w, clause.start, cue.finite) or after_verb(self.w, cue.finite, end)
            return Found(subject, None, "subject")
        for at in range(clause.start, end):
            if self.w[at].low in ("von", "vom", "durch") and self.w[at].pair < 0:
                stop = phrase_end(self.w, at + 1, end)
                if stop > at + 1:
                    return Found((at + 1, stop), None, "agent")
        addressee = None
        if cue.verb.kind in _ADDRESSEE_CLASSES and clause.main:
            start = clause.start
            stop = phrase_end(self.w, start, cue.finite) if start < cue.finite else start
            addressee = (start, stop) if stop > start else None
        return Found(None, addressee, "passive")

    def _addressee(self, cue: Cue, clause: Clause, end: int, subject: Range | None) -> Range | None:
        for at in range(clause.start, end):
            word = self.w[at]
            if (subject is not None and subject[0] <= at < subject[1]) or word.pair >= 0:
                continue
            if word.low in _ADDRESSED:
                stop = phrase_end(self.w, at + 1, end)
                if stop > at + 1:
                    return at + 1, stop
            if word.low in _TALKS and at + 1 < end and self.w[at + 1].low in ("mit", "an"):
                stop = phrase_end(self.w, at + 2, end)
                if stop > at + 2:
                    return at + 2, stop
        if cue.verb.kind not in ("say", "speak", "announce", "confirm", "demand", "accuse", "warn", "ask"):
            return None
        start = subject[1] if subject is not None and subject[0] > cue.finite else cue.finite + 1
        start = skip_adverbials(self.w, start, end)
        stop = phrase_end(self.w, start, end)
        if stop == start or (subject is not None and start < subject[1] and subject[0] < stop):
            return None
        low = self.w[start].low
        dative = low in ("dem", "den", "einem", "ihm", "ihnen", "seinem", "ihrem") or (
            low in ("der", "einer") and stop - start <= 5
        )
        if (
            cue.verb.kind in _ADDRESSEE_CLASSES
            and cue.verb.base
            in ("fordern", "rufen", "bitten", "werfen", "beschuldigen", "ermahnen", "drängen", "warnen", "bezichtigen")
            and cue.verb.lemma != "fordern"
        ):
            dative = dative or low in ("die", "das", "ihn", "sie", "alle") or self.w[start].upos in ("PROPN", "NOUN")
        elif cue.verb.kind not in ("say", "confirm", "announce") and low == "den":
            dative = dative and cue.verb.kind in ("accuse", "warn", "demand")
        return (start, stop) if dative else None

    def _parsed(self, cue: Cue) -> Range | None:
        """The subject that the parse gives the cue verb."""
        heads = set(cue.words)
        for at in list(heads):
            if self.w[at].upos == "AUX" and self.w[at].head >= 0:
                heads.add(self.w[at].head)
        low, high = min(heads) - 30, max(heads) + 30
        for at in range(max(0, low), min(len(self.w), high)):
            word: Word = self.w[at]
            if word.deprel.startswith("nsubj") and word.head in heads and at not in heads:
                start = at
                while (
                    start > 0
                    and self.w[start - 1].head in range(start - 1, at + 1)
                    and not self.w[start - 1].punct
                    and not self.w[start - 1].finite
                ):
                    start -= 1
                stop = phrase_end(self.w, start, max(at + 1, min(len(self.w), at + 12)), appositions=False)
                return start, max(stop, at + 1)
        return None
