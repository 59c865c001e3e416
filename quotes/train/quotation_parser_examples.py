"""Samples made from hand-written patterns, for what the training corpus lacks (``lexicon/training_sentences.tsv``).

Patterns are filled and strung together with sentences of the news corpus that hold no quotation, so that neither the
words in a quotation nor those around it tell a made text from a real one more than they must.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from quotes import resources
from quotes.document import QuotationType
from quotes.neural.network import TYPE_INDEX
from quotes.neural.tokens import tokenize
from quotes.train.quotation_parser_data import Gold, Sample, split_sentences

_TYPES: dict[str, QuotationType] = {
    "d": "direct",
    "i": "indirect",
    "c": "indirect_free_indirect",
    "f": "free_indirect",
    "r": "reported",
}
_ROLES = "SCFA"
_STOPS = ".!?"

_FIRST = (
    "Jonas", "Petra", "Karim", "Anneliese", "Tobias", "Selma", "Reinhard", "Ivana",
    "Moritz", "Aylin", "Gudrun", "Stefan", "Leila", "Ulf", "Renate",
)  # fmt: skip
_FAMILY = (
    "Albrecht", "Kowalski", "Yildiz", "Brandner", "Osei", "Lindqvist", "Hofstetter", "Marwitz",
    "Pohl", "Bianchi", "Sauter", "Nowak", "Riedl",
)  # fmt: skip
_TITLES = (
    "Verkehrsminister", "Bürgermeisterin", "SPD-Fraktionschef", "Ministerpräsident", "Staatsanwältin", "Trainer",
    "Gewerkschaftschef", "Konzernchefin", "Präsident", "Polizeisprecher", "Forscherin", "Außenministerin", "Anwalt",
    "General", "Grünen-Politikerin", "Generalsekretär", "Landrat", "Bundesrätin", "Nationaltrainer", "Schulleiterin",
)  # fmt: skip
_BODIES = (
    ("die Bundesregierung", "der Bundesregierung", "der Bundesregierung"),
    ("die Opposition", "der Opposition", "der Opposition"),
    ("die Polizei", "der Polizei", "der Polizei"),
    ("das Ministerium", "dem Ministerium", "des Ministeriums"),
    ("der Verband", "dem Verband", "des Verbands"),
    ("ein Sprecher des Auswärtigen Amts", "einem Sprecher des Auswärtigen Amts", "eines Sprechers des Amts"),
    ("eine Sprecherin der Stadt", "einer Sprecherin der Stadt", "einer Sprecherin der Stadt"),
    ("die Gewerkschaft", "der Gewerkschaft", "der Gewerkschaft"),
    ("die CDU", "der CDU", "der CDU"),
    ("die SPÖ", "der SPÖ", "der SPÖ"),
    ("Moskau", "Moskau", "Moskaus"),
    ("Paris", "Paris", "von Paris"),
    ("die Nato", "der Nato", "der Nato"),
    ("die EU-Kommission", "der EU-Kommission", "der EU-Kommission"),
    ("der Zeuge", "dem Zeugen", "des Zeugen"),
    ("der Konzern", "dem Konzern", "des Konzerns"),
    ("er", "ihm", "von ihm"),
    ("sie", "ihr", "von ihr"),
    ("das Gericht", "dem Gericht", "des Gerichts"),
    ("die Anwohnerin", "der Anwohnerin", "der Anwohnerin"),
    ("der Verteidigungsminister", "dem Verteidigungsminister", "des Verteidigungsministers"),
    ("die Ministerin", "der Ministerin", "der Ministerin"),
    ("die türkische Regierung", "der türkischen Regierung", "der türkischen Regierung"),
    ("das Rote Kreuz", "dem Roten Kreuz", "des Roten Kreuzes"),
)
_PAPERS = ("dem Bericht", "einer Mitteilung", "dem Gutachten", "einem Schreiben der Behörde", "der Studie")
# (accusative, which is the nominative as well; dative)
_TOPICS = (
    ("eine schnelle Lösung", "einer schnellen Lösung"), ("mehr Geld für Schulen", "mehr Geld für Schulen"),
    ("höhere Löhne", "höheren Löhnen"), ("die Reform der Rente", "der Reform der Rente"),
    ("neue Verhandlungen", "neuen Verhandlungen"), ("ein Verbot von Plastiktüten", "einem Verbot von Plastiktüten"),
    ("die Entsendung von Soldaten", "der Entsendung von Soldaten"), ("strengere Kontrollen", "strengeren Kontrollen"),
    ("einen Abzug der Truppen", "einem Abzug der Truppen"), ("Waffenlieferungen", "Waffenlieferungen"),
    ("eine Verlängerung des Mandats", "einer Verlängerung des Mandats"), ("Konsequenzen", "Konsequenzen"),
    ("den Bau der Umgehungsstraße", "dem Bau der Umgehungsstraße"), ("Neuwahlen", "Neuwahlen"),
    ("das Vorgehen der Behörden", "dem Vorgehen der Behörden"), ("weitere Sanktionen", "weiteren Sanktionen"),
    ("die Pläne der Regierung", "den Plänen der Regierung"), ("einen Rücktritt", "einem Rücktritt"),
    ("die Schließung des Werks", "der Schließung des Werks"), ("Luftangriffe", "Luftangriffen"),
    ("eine Untersuchung des Unfalls", "einer Untersuchung des Unfalls"), ("Preiserhöhungen", "Preiserhöhungen"),
    ("die Haltung des Nachbarlandes", "der Haltung des Nachbarlandes"),
    ("eine Flugverbotszone", "einer Flugverbotszone"),
)  # fmt: skip
_PLANS = (
    "die Verhandlungen fortzusetzen", "den Vertrag nicht zu verlängern", "sich aus dem Konflikt herauszuhalten",
    "die Grenze zu schließen", "mehr Personal einzustellen", "das Gesetz noch einmal zu prüfen", "nichts zu tun",
    "die Ausgaben zu kürzen", "Hilfe zu leisten", "die Öffentlichkeit getäuscht zu haben", "ruhig zu bleiben",
)  # fmt: skip
# (subject and finite verb in verb-second order, rest; the same with the verb last)
_CLAIMS = (
    ("die Lage", "sei", "weiterhin ernst", "die Lage weiterhin ernst sei"),
    ("man", "habe", "alles Nötige veranlasst", "man alles Nötige veranlasst habe"),
    ("der Schaden", "liege", "bei mehreren Millionen Euro", "der Schaden bei mehreren Millionen Euro liege"),
    ("es", "gebe", "keine Hinweise auf einen Anschlag", "es keine Hinweise auf einen Anschlag gebe"),
    ("das Land", "brauche", "jetzt Hilfe von außen", "das Land jetzt Hilfe von außen brauche"),
    ("die Verhandlungen", "seien", "gescheitert", "die Verhandlungen gescheitert seien"),
    ("niemand", "werde", "entlassen", "niemand entlassen werde"),
    ("eine Entscheidung", "falle", "erst im Herbst", "eine Entscheidung erst im Herbst falle"),
    ("die Kosten", "müssten", "gerecht verteilt werden", "die Kosten gerecht verteilt werden müssten"),
    ("der Einsatz", "dürfe", "nicht länger dauern als nötig", "der Einsatz nicht länger dauern dürfe als nötig"),
    ("davon", "könne", "keine Rede sein", "davon keine Rede sein könne"),
    ("die Zahl der Fälle", "nehme", "wieder zu", "die Zahl der Fälle wieder zunehme"),
    ("er", "wisse", "von nichts", "er von nichts wisse"),
    ("das", "wäre", "ein fatales Signal", "das ein fatales Signal wäre"),
    ("viele", "hätten", "die Hoffnung aufgegeben", "viele die Hoffnung aufgegeben hätten"),
)
_QUESTIONS = (
    "Wie soll das gehen?", "Was muss jetzt geschehen?", "Wer bezahlt das am Ende?", "Haben Sie damit gerechnet?",
    "Und wie geht es weiter?", "Warum hat niemand etwas gesagt?", "Ist das nicht zu spät?",
    "Was sagen Ihre Leute dazu?",
)  # fmt: skip


@dataclass(slots=True)
class _Text:
    """A text that grows, with the spans of its marked parts by pattern."""

    text: str = ""
    parts: list[list[tuple[str, int, int]]] = field(default_factory=list)


def example(sentences: Sequence[str], rng: random.Random, *, patterns: int = 4) -> Sample:
    """One made article: ``patterns`` filled patterns among ``sentences`` drawn from news without quotations."""
    out = _Text()
    rows = [row["sentence"] for row in resources.lexicon("training_sentences")]
    for _ in range(patterns):
        for _ in range(rng.choice((0, 0, 1, 2))):
            _add(out, _stop(rng.choice(sentences)))
        _add_pattern(out, rng.choice(rows), sentences, rng)
        if rng.random() < 0.25:
            out.text += "\n\n"
    return _sample(out)


def _stop(sentence: str) -> str:
    return sentence if sentence[-1:] in ".!?" else sentence + "."


def _add(out: _Text, text: str) -> None:
    if out.text and not out.text[-1].isspace():
        out.text += " "
    out.text += text


def _add_pattern(out: _Text, pattern: str, sentences: Sequence[str], rng: random.Random) -> None:
    names = rng.sample(_FAMILY, 2)
    if out.text and not out.text[-1].isspace() and pattern[0] != "|":
        out.text += " "
    parts: list[tuple[str, int, int]] = []
    opened: list[tuple[str, int]] = []
    i = 0
    fresh = True
    while i < len(pattern):
        char = pattern[i]
        if pattern[i + 1 : i + 2] == "[" and (char in _TYPES or char in _ROLES):
            opened.append((char, len(out.text)))
            i += 2
            continue
        if char == "]":
            label, start = opened.pop()
            parts.append((label, start, len(out.text)))
        elif char == "|":
            out.text += "\n" if out.text and not out.text.endswith("\n") else ""
            fresh = True
        elif char == "{":
            end = pattern.index("}", i)
            value = _fill(pattern[i + 1 : end], names, sentences, rng)
            out.text += value[0].upper() + value[1:] if fresh else value
            fresh = False
            i = end
        else:
            out.text += char.upper() if fresh else char
            fresh = char in _STOPS or (fresh and not char.isalnum())
        i += 1
    out.parts.append(parts)


def _fill(slot: str, names: Sequence[str], sentences: Sequence[str], rng: random.Random) -> str:
    if slot in ("name", "name2"):
        return names[slot == "name2"]
    if slot == "said":
        return rng.choice(sentences).rstrip(".!?")
    if slot in ("claim", "clause", "claim_v"):
        subject, verb, rest, last = rng.choice(_CLAIMS)
        return {"claim": f"{subject} {verb} {rest}", "clause": last, "claim_v": f"{verb} {subject} {rest}"}[slot]
    if slot in ("topic", "topic_d"):
        return rng.choice(_TOPICS)[slot == "topic_d"]
    simple = {"plan": _PLANS, "question": _QUESTIONS, "paper_d": _PAPERS}
    if slot in simple:
        return rng.choice(simple[slot])
    return _person({"person": 0, "person_d": 1, "person_g": 2}[slot], rng)


def _person(case: int, rng: random.Random) -> str:
    if rng.random() < 0.55:
        return rng.choice(_BODIES)[case]
    name = f"{rng.choice(_FIRST)} {rng.choice(_FAMILY)}"
    kind = rng.random()
    if kind < 0.5:
        name = f"{rng.choice(_TITLES)} {name}"
    elif kind < 0.65:
        name += f" ({rng.choice(('CDU', 'SPD', 'Grüne', 'FDP', 'ÖVP', 'Linke', 'AfD', 'SVP'))})"
    elif kind < 0.8:
        name = name.split()[1]
    return f"von {name}" if case == 2 else name


def _sample(out: _Text) -> Sample:
    tokens = tokenize(out.text, split_sentences(out.text))

    def ids(spans: Sequence[tuple[int, int]]) -> tuple[int, ...]:
        return tuple(
            i
            for i, (a, b) in enumerate(zip(tokens.starts, tokens.ends, strict=True))
            if any(a < end and b > start for start, end in spans)
        )

    gold = []
    for parts in out.parts:
        for label, quotes in _quotes(parts):
            own = "SCFA" if label in "di" else "SA" if label == "r" else "S"
            roles = tuple(ids(_nearest(parts, role, quotes[0][0])) if role in own else () for role in _ROLES)
            quote = ids(quotes)
            if quote:
                gold.append(Gold(TYPE_INDEX[_TYPES[label]], quote, roles))
    return Sample("example", tokens, tuple(gold))


def _quotes(parts: Sequence[tuple[str, int, int]]) -> list[tuple[str, list[tuple[int, int]]]]:
    """The quotations of a pattern: each marked stretch is one, but for indirect ones around a frame, which are one."""
    out: list[tuple[str, list[tuple[int, int]]]] = []
    for label, start, end in parts:
        if label not in _TYPES:
            continue
        last = next((q for q in reversed(out) if q[0] == label), None)
        if label == "i" and last:
            last[1].append((start, end))
        else:
            out.append((label, [(start, end)]))
    return out


def _nearest(parts: Sequence[tuple[str, int, int]], role: str, quote: int) -> list[tuple[int, int]]:
    """The stretches of a role: all of a cue's, and of the rest the one that stands nearest to the quotation."""
    spans = [(start, end) for label, start, end in parts if label == role]
    if role == "C" or len(spans) < 2:
        return spans
    return [min(spans, key=lambda s: abs(s[0] - quote))]


def quiet_sentences(samples: Sequence[Sample]) -> list[str]:
    """Sentences of 4 to 22 tokens that hold no quotation, nor a mark, as plain text."""
    out = []
    for sample in samples:
        tokens = sample.tokens
        spoken = {i for g in sample.gold for part in (g.quote, *g.roles) for i in part}
        begin = 0
        for end in range(1, len(tokens) + 1):
            if end < len(tokens) and tokens.sentences[end] == tokens.sentences[begin]:
                continue
            words = tokens.words[begin:end]
            quiet = not spoken.intersection(range(begin, end)) and not any(w in "„“\"»«‚‘':" for w in words)
            if quiet and 4 <= len(words) <= 22 and words[-1] == "." and words[0][0].isupper():
                spaced = tokens.spaced[begin:end]
                out.append(
                    "".join((" " if s and k else "") + w for k, (w, s) in enumerate(zip(words, spaced, strict=True)))
                )
            begin = end
    return out
