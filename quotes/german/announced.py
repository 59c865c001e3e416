"""What a clause with a cue verb announces after itself: where it starts, by which rule, and where it ends."""

from __future__ import annotations

from quotes.german.clauses import COMPLEMENTIZERS, COORDINATORS, QUESTION_WORDS, Clause
from quotes.german.cues import Cue, verb_cues
from quotes.german.noun_phrases import after_verb
from quotes.german.verbs import plain_verbs
from quotes.german.words import Unit, Words

# Verbs of these classes take an infinitive clause as what is said ("forderte, zu gehen").
_INFINITIVE = frozenset({"demand", "announce", "accuse", "warn", "reject", "say", "confirm", "fear", "think"})
# Verbs of these classes frame a main clause without Konjunktiv ("Er sagte, das ist wahr").
_INDICATIVE = frozenset({"say", "think", "fear", "ask", "confirm", "criticise", "warn"})
# More clauses than these between cue and what it announces belong to another construction.
_FARTHEST = 4


class Announced:
    """The clauses of one sentence, seen from a cue in one of them."""

    def __init__(self, words: Words, unit: Unit, clauses: list[Clause]) -> None:
        self.w = words.words
        self.unit = unit
        self.clauses = clauses

    def start(self, number: int, cue: Cue) -> int | None:
        """The clause where what the cue in clause ``number`` announces starts; None where nothing is announced."""
        for at in range(number + 1, min(number + 1 + _FARTHEST, len(self.clauses))):
            verdict = self._announces(number, at, cue)
            if verdict is not None:
                return at if verdict else None
        return None

    def _announces(self, number: int, at: int, cue: Cue) -> bool | None:
        """Whether clause ``at`` starts what is announced; None for a clause put in between."""
        verb, clause = cue.verb, self.clauses[at]
        verdict: bool | None = None
        if clause.kind == "quote":
            verdict = clause.before in (":", ",", "–", "-", "")
        elif clause.before == ":":
            verdict = verb.clause or bool(verb.reported)
        elif clause.coordinated and clause.main and not self.w[clause.finite[0]].mood:
            verdict = False
        elif clause.kind == "sub" and clause.marker in COMPLEMENTIZERS:
            verdict = verb.clause
        elif clause.kind == "sub" and clause.marker in QUESTION_WORDS and clause.marker != "wie":
            verdict = verb.clause and verb.kind == "ask" and at == number + 1
        elif clause.kind == "inf" and not clause.marker:
            verdict = verb.clause and verb.kind in _INFINITIVE and self._infinitive_of(number, cue)
        elif clause.main:
            verdict = self._main_complement(clause, cue, at - number)
        elif clause.kind == "sub" and self._konjunktiv_follows(at):
            verdict = verb.clause
        return verdict

    def _infinitive_of(self, number: int, cue: Cue) -> bool:
        """Whether an infinitive clause depends on the verb, not on a noun right before it ("den Plan, zu gehen")."""
        if cue.verb.base in ("bestehen", "sehen", "finden", "planen", "verbieten", "untersagen", "stellen"):
            return False
        if cue.verb.kind in ("demand", "announce", "accuse", "warn"):
            return True
        if cue.verb.kind == "think" and cue.verb.base not in ("glauben", "hoffen", "meinen", "fürchten"):
            return False
        if any(self.w[i].deprel == "obj" and self.w[i].capital for i in range(cue.finite, self.clauses[number].end)):
            return False
        last = self.w[self.clauses[number].end - 1]
        return last.upos != "NOUN" or cue.verb.kind == "say"

    def _main_complement(self, clause: Clause, cue: Cue, distance: int) -> bool:
        kind, takes = cue.verb.kind, cue.verb.clause
        plain = cue.verb.lemma in plain_verbs() and not cue.passive
        first = clause.finite[0]
        if not takes:
            return False
        if any(self.w[i].mood for i in clause.finite[:1]):
            return clause.before in (",", ":", "–", ";")
        if clause.coordinated or clause.kind == "v1" or distance > 1 or clause.before != ",":
            return False
        return kind in _INDICATIVE and first - clause.start <= 8 and plain

    def _konjunktiv_follows(self, number: int) -> bool:
        for clause in self.clauses[number + 1 : number + 3]:
            if clause.main:
                return any(self.w[i].mood == "k1" for i in clause.finite) or (
                    clause.kind == "v1" and any(self.w[i].mood for i in clause.finite)
                )
        return False

    def rule(self, clause: Clause) -> str:
        """The name of the rule for what starts with a clause."""
        if clause.kind == "quote":
            return "colon_quote" if clause.before == ":" else "before_quote"
        if clause.before == ":":
            return "colon"
        if clause.kind == "sub":
            return "dass" if clause.marker in COMPLEMENTIZERS else "question"
        if clause.kind == "inf":
            return "infinitive"
        if any(self.w[i].mood for i in clause.finite):
            return "konjunktiv"
        return "indicative"

    def end(self, number: int, at: int) -> int:
        """Where what is said ends: where the sentence goes on with a main clause of its teller."""
        embedded = self.clauses[number].kind in ("sub", "rel")
        kind = self.clauses[at].kind
        for clause in self.clauses[at + 1 :]:
            if not clause.main:
                continue
            mood = any(self.w[i].mood for i in clause.finite)
            if self.tells(clause) and (clause.coordinated or after_verb(self.w, clause.finite[0], clause.end) is None):
                return clause.start
            if mood or clause.before == ":":
                continue
            if clause.kind == "v1" and not clause.coordinated and (embedded or kind == "inf") and kind != "konjunktiv":
                return clause.start
        return self.unit.end

    def tells(self, clause: Clause) -> bool:
        """Whether a coordinated clause goes on with the frame ("und verwies auf ...")."""
        first = clause.finite[0]
        gap = [w for w in self.w[clause.start : first] if not w.punct and w.low not in COORDINATORS]
        return not gap and not self.w[first].mood and bool(verb_cues(self.w, clause, clause.end))
