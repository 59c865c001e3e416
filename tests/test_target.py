"""Target files: what loads, and what a wrong one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from quotes.document import STANCE_LABELS
from quotes.errors import InputError
from quotes.target import bundled, example, load

GOOD = (Path(__file__).parent / "cases" / "sanctions.toml").read_text(encoding="utf-8")


def test_the_bundled_target_loads_by_name() -> None:
    """Each bundled target has all labels, a definition, and terms for and against."""
    assert "intervention" in bundled()
    for name in bundled():
        target = load(name)
        assert target.name == name
        assert [t.label for t in target.labels] == list(STANCE_LABELS)
        assert {c.polarity for c in target.classes} == {-1, 0, 1}
        assert target.definition


def test_a_file_of_ones_own_loads_by_path(tmp_path: Path) -> None:
    """The optional keys have defaults."""
    file = tmp_path / "own.toml"
    file.write_text(GOOD.replace("topic_minimum = 2\n", ""), encoding="utf-8")
    target = load(file)
    assert (target.name, target.topic_minimum) == ("sanctions", 2)
    assert not target.predicates[0].reproach


WRONG = [
    ('name = "sanctions"', 'nam = "sanctions"', "'nam'"),
    ('title = "economic sanctions"\n', "", "'title'"),
    ('title = "economic sanctions"', 'title = " "', "empty title"),
    ('title = "economic sanctions"', "title = 3", "title = 3"),
    ("topic_minimum = 2", "topic_minimum = 0", "topic_minimum = 0"),
    ('terms = ["Druck", "Liste", "Verbot", "Strafe"]', "terms = []", "empty list terms"),
    ('terms = ["Druck", "Liste", "Verbot", "Strafe"]', 'terms = ["Druck", 3]', "3 in terms"),
    ("polarity = -1\nspecific", "polarity = 2\nspecific", "polarity = 2"),
    ("polarity = -1\nspecific", "polarity = true\nspecific", "polarity = True"),
    ("[labels.mixed]", "[labels.neutral]", "labels.neutral"),
    ("[labels.none]", "[labels.favor2]", "labels.favor2"),
    ('specific = true', 'specific = "yes"', "specific = 'yes'"),
    ('polarity = 1\nspecific = true', 'polarity = 1\nspecific = false', "no class of polarity 1"),
    ("[[predicates]]", "[predicates]", "predicates ="),
    ("[[classes]]", "[[klassen]]", "'klassen'"),
    ("name = ", "name ", "not a TOML file"),
    ('title = "economic sanctions"', 'titel = "x"', "'titel' in the file"),
    ('terms = ["Militäreinsatz", "Luftschlag", "Soldat"]\n', "", "'terms' in [[classes]] number 4 ('near')"),
    ('name = "near"', 'name = "near"\nword = ["x"]', "'word' in [[classes]] number 4 ('near')"),
    ('terms = ["Druck", "Liste", "Verbot", "Strafe"]', 'terms = "Druck"', "expected a list"),
    ('"Druck"', '"a//b"', "'a//b' in terms of class 'measure'"),
    ('"Druck"', '"auf|"', "'auf|'"),
    ('"Druck"', '"*"', "'*'"),
    ('"=das"', '"="', "'=' in anaphors"),
    ('"Bumerang"', '"| treiben"', "words of [[predicates]] number 1"),
    ('examples = ["Die Sanktionen wirken."]', "examples = []", "empty list examples in [labels.favor]"),
    ('test = "No position on sanctions."\n', "", "'test' in [labels.none]"),
    ("[labels.none]\n", "[labels.none]\nwords = []\n", "'words' in [labels.none]"),
    ("[labels.favor]", "[labels.pro]", "favor, against, mixed, none"),
    ("[labels.favor]", '[hypotheses]\nfavor = "x"\n\n[labels.favor]', "'against' in [hypotheses]"),
    ("[labels.favor]", '[hypotheses]\nfavor = "x"\nagainst = ""\n\n[labels.favor]', "empty against"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "named"), WRONG)
def test_a_wrong_file_is_told_what_is_wrong(tmp_path: Path, old: str, new: str, named: str) -> None:
    """The message names the file, what was got and the file to compare with."""
    assert old in GOOD
    file = tmp_path / "own.toml"
    file.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as error:
        load(file)
    assert named in str(error.value)
    assert str(file) in str(error.value)
    assert str(example()) in str(error.value)


def test_a_missing_label_is_named(tmp_path: Path) -> None:
    """All four labels have a test."""
    file = tmp_path / "own.toml"
    file.write_text(GOOD[: GOOD.index("[labels.none]")], encoding="utf-8")
    with pytest.raises(InputError, match=r"no \[labels\.none\]"):
        load(file)


def test_labels_are_sections(tmp_path: Path) -> None:
    """A label that is text is refused."""
    file = tmp_path / "own.toml"
    file.write_text(GOOD[: GOOD.index("[labels.none]")] + '[labels]\nnone = "x"\n', encoding="utf-8")
    with pytest.raises(InputError):
        load(file)
    inline = GOOD[: GOOD.index("[labels.favor]")]
    head, tail = inline.split("[[classes]]", 1)
    file.write_text(f'{head}labels = {{favor = "x", against = "x", mixed = "x", none = "x"}}\n[[classes]]{tail}')
    with pytest.raises(InputError, match="table with test"):
        load(file)


def test_hypotheses_are_written_or_made_from_the_title(tmp_path: Path) -> None:
    """The section is optional; without it the title stands in a sentence for and one against."""
    file = tmp_path / "own.toml"
    file.write_text(GOOD, encoding="utf-8")
    made = load(file).hypotheses
    assert "für Folgendes: economic sanctions" in made.favor
    assert "gegen Folgendes: economic sanctions" in made.against
    file.write_text(GOOD.replace("[labels.favor]", '[hypotheses]\nfavor = "Ja."\nagainst = "Nein."\n\n[labels.favor]'))
    assert (load(file).hypotheses.favor, load(file).hypotheses.against) == ("Ja.", "Nein.")


def test_an_unknown_name_is_told_the_bundled_ones() -> None:
    """No such file, no such target: the names that exist are listed."""
    with pytest.raises(InputError, match="intervention"):
        load("interventoin")
