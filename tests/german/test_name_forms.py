"""Forms of names: spellings of one name share a key; a short form can stand for some full names and not for others."""

from __future__ import annotations

import pytest

from quotes.german.name_forms import can_stand_for, fold, joint_names, lookup_key, lookup_keys, name_key, speaker_id


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("José  Ramos", "JOSE\u0301 RAMOS", True),
        ("José Ramos", "Jose Ramos", True),
        ("Recep Erdoğan", "Recep Erdogan", True),
        ("Müller", "Mueller", True),
        ("Müller", "Muller", False),
        ("Weiß", "Weiss", True),
        ("Frank-Walter Steinmeier", "Frank Walter Steinmeier", True),
        ("F.-W. Steinmeier", "F. W. Steinmeier", True),
        ("Jimmy „Ti Loup“ Bazile", 'Jimmy "Ti Loup" Bazile', True),
        ("The Guardian", "Guardian", True),
        ("UN", "Vereinte Nationen", True),
        ("Bündnis 90/Die Grünen", "Grüne", True),
        ("UN-Sicherheitsrat", "UN", False),
        ("Anna Reuter", "Anna Reuther", False),
        ("Die", "Der", False),
        ("»«", "„“", False),
    ],
)
def test_spellings_share_a_key_and_an_id(one: str, other: str, same: bool) -> None:
    """Case, accents, hyphens, stops, umlauts as two letters, a leading article, names of one body: one key."""
    assert (name_key(one) == name_key(other)) is same
    assert (speaker_id(one) == speaker_id(other)) is same


def test_id_is_distinct_for_a_namesake() -> None:
    """What tells a namesake apart is part of the id, whose prefix keeps it from reading as a number or date."""
    assert speaker_id("Thomas Müller", "SPD") != speaker_id("Thomas Müller")
    assert speaker_id("Thomas Müller", "SPD") == speaker_id("THOMAS MUELLER", "SPD")
    assert speaker_id("\ud800").startswith("spk-")


def test_no_name_folds_to_nothing() -> None:
    """A name of signs alone, and one in another script, stay what they are."""
    assert fold("»«") == "»«"
    assert fold("Иван Й") == "иван й"
    assert fold("Die") == "die"


def test_joint_names() -> None:
    """The names of several speakers, without empty ones."""
    assert joint_names("Anna Reuter; UN") == ["Anna Reuter", "UN"]
    assert joint_names(" ; ") == []


@pytest.mark.parametrize(
    ("short", "full", "can"),
    [
        ("Leyen", "Ursula von der Leyen", True),
        ("von der Leyen", "Ursula von der Leyen", True),
        ("der Leyen", "Ursula von der Leyen", False),
        ("Abadi", "Haidar al-Abadi", True),
        ("al-Abadi", "Haidar al-Abadi", True),
        ("Lohse", "Anna Kramp-Lohse", False),
        ("Kramp-Lohse", "Anna Kramp-Lohse", True),
        ("STEINMEIER", "Frank-Walter Steinmeier", True),
        ("F.-W. Steinmeier", "Frank-Walter Steinmeier", True),
        ("F. Steinmeier", "Frank-Walter Steinmeier", True),
        ("W. Steinmeier", "Frank-Walter Steinmeier", False),
        ("F. W. K. Steinmeier", "Frank-Walter Steinmeier", False),
        ("Frank Steinmeier", "Frank-Walter Steinmeier", False),
        ("Anna Reuters", "Anna Reuter", True),
        ("Anna Reuter", "Anna Reuter", False),
        ("Reuter", "Reuter", False),
        ("Reuter", "A. Reuter", False),
        ("Anna", "Anna Reuter", False),
        ("", "Anna Reuter", False),
    ],
)
def test_short_forms(short: str, full: str, can: bool) -> None:
    """The surname with and without its particles, initials in their order, a genitive; an index finds each of them."""
    assert can_stand_for(short, full) is can
    if can:
        assert lookup_key(short) in lookup_keys(full)
