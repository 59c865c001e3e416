"""Nouns for people that no list has, by how they are built: "Trafikantin", "Meeresbiologe", "Korbmacher".

They count only where the words around show a person, right before a name or after an article; by themselves "Medizin"
or "Silvester" look the same. Towns' inhabitants ("der Mannheimer") are built alike: a masculine in -er alone is none.
"""

from __future__ import annotations

from functools import lru_cache

from quotes.document import RoleCategory
from quotes.german.people import PersonNoun

_LEAST = 7
# Endings of professions of learning, and of all others.
_LEARNED = ("ologe", "ologin", "onom", "onomin", "osoph", "osophin")
_FEMININE = (
    *("erin", "istin", "antin", "entin", "eurin", "ärin", "orin", "atin", "ikerin", "rätin", "frau", "ologin"),
    *("onomin", "osophin", "wirtin", "botin", "urgin", "lotsin", "ärztin", "wältin", "pilotin"),
)
_MASCULINE = (
    *("macher", "träger", "halter", "züchter", "sucher", "hüter", "wächter", "bauer", "arbeiter", "fahrer", "pfleger"),
    *("lehrer", "händler", "meister", "verkäufer", "gießer", "binder", "schleifer", "drucker", "gräber", "zeichner"),
    *("rat", "mann", "leiter", "chef", "warter", "prüfer", "planer", "gründer", "halter", "setzer", "steller"),
    *(
        "schützer",
        "wart",
        "wirt",
        "bote",
        "lotse",
        "räumer",
        "bilder",
        "helfer",
        "retter",
        "urg",
        "schreiber",
        "spieler",
    ),
    *(
        "springer",
        "läufer",
        "taucher",
        "sammler",
        "flieger",
        "funker",
        "turner",
        "schmied",
        "pilot",
        "vogt",
        "wächterin",
    ),
    *("ologe", "onom", "ist", "eur", "ateur", "ant", "ent", "är", "iker", "onär"),
)


@lru_cache(maxsize=65536)
def coined_noun(word: str) -> PersonNoun | None:
    """A capitalised word read as a noun for one person by its ending, ``None`` where it has none of those."""
    low = word.lower()
    if len(word) < _LEAST or not word[:1].isupper() or not word[1:].replace("-", "").isalpha():
        return None
    feminine = low.endswith(_FEMININE)
    if not feminine and not low.endswith(_MASCULINE):
        return None
    category: RoleCategory = "expert" if low.endswith(_LEARNED) else "individual"
    plural = word + ("nen" if feminine else "" if low.endswith("er") else "n" if low.endswith("e") else "en")
    return PersonNoun(word, category, "", False, "f" if feminine else "m", "Sing", "", word, plural)
