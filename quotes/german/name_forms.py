"""Forms of names: which spellings are one name, which short form can stand for which full name, and a name's id."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from quotes.german.bodies import known_at
from quotes.german.word_classes import word_class

#: Between the names of joint speakers, and between their ids.
JOINT = "; "
ID_PREFIX = "spk-"

#: Letters that no decomposition takes apart, and the umlauts as they are written without.
_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
)
_ACCENTS = re.compile("([a-z])[\u0300-\u036f]+")
_SPACING = re.compile(r"[\s‐‑–—/-]+")
_SIGNS = re.compile(r"[^\w ]")
_INITIALS = re.compile(r"(\w\.-?)+")
_ARTICLES = frozenset(("der", "die", "das", "the"))


def joint_names(name: str) -> list[str]:
    """The names of the speakers that a row's ``speaker_name`` gives, one or several."""
    return [part.strip() for part in name.split(JOINT.strip()) if part.strip()]


def speaker_id(name: str, distinction: str = "") -> str:
    """A stable id of a name, the same for all its spellings; with a distinction, that of one of its bearers."""
    key = name_key(name) + (f"\x1f{distinction}" if distinction else "")
    return ID_PREFIX + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """What all spellings of a name share: "Frank Walter STEINMEIER" and "Frank-Walter Steinmeier", "Mueller" and
    "Müller", "Erdogan" and "Erdoğan", "The Guardian" and "Guardian". A body has that of its usual name ("UN").
    """
    words = fold(usual_name(name) or name).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in _ARTICLES else words)


@lru_cache(maxsize=65536)
def usual_name(name: str) -> str | None:
    """The usual name of a body, party or state that the lexicons hold ("UN" is "Vereinte Nationen"), else ``None``.

    A body whose name is an everyday word and a surname too ("Stern") is none here: it may be somebody's.
    """
    words = name.split()
    known = known_at(words, 0) if words else None
    if known is None or known[1] != len(words) or (len(words) == 1 and words[0] in word_class("ambiguous_body")):
        return None
    return known[0].name


def fold(text: str) -> str:
    """Text with neither case nor accents nor hyphens nor stops, umlauts as two letters."""
    low = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFC", _ACCENTS.sub(r"\1", unicodedata.normalize("NFD", low)))
    return " ".join(_SIGNS.sub("", _SPACING.sub(" ", plain)).split()) or " ".join(low.split())


class NameParts(NamedTuple):
    """A person's name in parts, folded: given names, surname with its particles, and without ("von der leyen",
    "leyen"). ``initials``: of all given names only the first letters are there.
    """

    given: tuple[str, ...]
    surname: str
    bare: str
    initials: bool

    @property
    def full(self) -> bool:
        """Whether a given name is written out."""
        return bool(self.given) and not self.initials


@lru_cache(maxsize=65536)
def name_parts(name: str) -> NameParts:
    """Read a name as a person's: the last word is the surname, with the particles in small letters before it."""
    words = name.split()
    start = max(0, len(words) - 1)
    while start and words[start - 1].islower() and words[start - 1] in word_class("name_particle"):
        start -= 1
    last = words[-1] if words else ""
    head, _, rest = last.partition("-")  # "al-Abadi" is called "Abadi" too
    bare = rest if rest and head.islower() else last
    given = tuple(part for word in words[:start] for part in fold(word).split())
    initials = start > 0 and all(_INITIALS.fullmatch(word) for word in words[:start])
    return NameParts(given, fold(" ".join(words[start:])), fold(bare), initials)


def can_stand_for(short: str, full: str) -> bool:
    """Whether ``short`` can be a short form of the full name: the surname alone ("Leyen", "von der Leyen"), initials
    with the surname ("F.-W. Steinmeier"), or the name with a genitive ending that was left on it.

    That it can does not say that it does: others may have that surname.
    """
    mine, theirs = name_parts(short), name_parts(full)
    if not theirs.full:
        return False
    if mine.full:
        return fold(short) == fold(full) + "s"
    if mine.given:
        letters = "".join(mine.given)
        fits = len(letters) <= len(theirs.given) and all(g[0] == i for g, i in zip(theirs.given, letters, strict=False))
        return fits and mine.surname == theirs.surname
    return mine.surname in (theirs.surname, theirs.bare)


def lookup_keys(full: str) -> frozenset[str]:
    """Where an index of full names holds one, so that ``lookup_key`` finds it by each of its short forms."""
    parts = name_parts(full)
    return frozenset((parts.surname, parts.bare, fold(full) + "s"))


def lookup_key(short: str) -> str:
    """Where an index by ``lookup_keys`` holds the full names that a short form can stand for (and others)."""
    return fold(short) if name_parts(short).full else name_parts(short).surname
