"""The Redewiedergabe corpus: words in columns become a text with quotations in it."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from quotes.corpora.redewiedergabe import read_redewiedergabe, written
from quotes.document import join
from quotes.errors import InputError

HEAD = "tok\tnormtok\tlemma\tpos\trfpos\tsentstart\tstwr\tframe\tspeaker\tintexpr\tnote"
ROWS = [
    ("»", "yes", "direct.speech.1", "-", "-", "-"),
    ("Geh", "no", "direct.speech.1", "-", "-", "-"),
    ("!", "no", "direct.speech.1", "-", "-", "-"),
    ("«", "no", "direct.speech.1", "-", "-", "-"),
    ("rief", "no", "-", "frame.1", "-", "intexpr.1"),
    ("sie", "no", "-", "frame.1", "speaker.1", "-"),
    (".", "no", "-", "-", "-", "-"),
    ("Er", "yes", "reported.speech.2", "-", "speaker.2|speaker.3", "-"),
    ("log", "no", "reported.speech.2", "-", "-", "-"),
    (",", "no", "reported.speech.2", "-", "-", "-"),
    ("er", "no", "indirect freeIndirect.thought.3.nonfact|reported.speech.2", "-", "-", "-"),
    ("sei", "no", "indirect freeIndirect.thought.3.nonfact|reported.speech.2", "-", "-", "-"),
    ("da", "no", "indirect freeIndirect.thought.3.nonfact|reported.speech.2", "-", "-", "-"),
]


def file(path: Path, rows: list[tuple[str, ...]] = ROWS, *, name: str = "t-1") -> Path:
    lines = [f"# file = {name}", HEAD]
    lines += ["\t".join([row[0], row[0], "-", "-", "-", *row[1:], "-"]) for row in rows]
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode()))
    return path


def test_document(tmp_path: Path) -> None:
    """Types, parts and nesting are those of the columns; frame, speaker and cue go by the number of the quotation."""
    [gold] = read_redewiedergabe(file(tmp_path / "a.tsv.gz"))
    text = gold.document.text
    assert text == "»Geh!« rief sie. Er log, er sei da"
    direct, reported, thought = gold.document.quotations
    assert [q.type for q in (direct, reported, thought)] == ["direct", "reported", "indirect_free_indirect"]
    assert [join(s, text) for s in (direct.spans, direct.cue, direct.frame)] == ["»Geh!«", "rief", "rief sie"]
    assert direct.speaker is not None
    assert join(direct.speaker.mention, text) == "sie"
    assert thought.parent == reported.id
    assert (thought.speaker, reported.speaker) != (None, None)
    assert gold.sentences == ((0, 7), (7, 13))
    assert len(gold.tokens) == len(ROWS)


def test_texts_without_quotations_are_there(tmp_path: Path) -> None:
    """A system that finds something in them is wrong."""
    plain = [("Es", "yes", "-", "-", "-", "-"), ("regnet", "no", "-", "-", "-", "-")]
    [gold] = read_redewiedergabe(file(tmp_path / "a.tsv.gz", plain))
    assert (gold.document.text, gold.document.quotations) == ("Es regnet", ())


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("» Ja « , sagte er ( leise ) .", "»Ja«, sagte er (leise)."),
        ("„ Ja “ und „ Nein ”", "„Ja“ und „Nein”"),
        ('" Ja " und „ Nein " .', '"Ja" und „Nein".'),
        ("Ist's 's wahr ... ?", "Ist's's wahr...?"),
        ("", ""),
    ],
)
def test_white_space(words: str, text: str) -> None:
    """White space is set as print sets it; spans hold their words."""
    got, spans = written(words.split())
    assert got == text
    assert [s.of(got) for s in spans] == words.split()


@pytest.mark.parametrize("content", ["Er\tEr\n", "# file = a\nEr\tEr\n"])
def test_another_form(tmp_path: Path, content: str) -> None:
    """A file of another form is named with what is wrong."""
    path = tmp_path / "a.tsv"
    path.write_text(content)
    with pytest.raises(InputError, match="expected"):
        list(read_redewiedergabe(path))
