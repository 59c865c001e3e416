"""The parse stage with the bundled pipeline."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from quotes.document import Article, Document
from quotes.errors import InputError, ResourceError
from quotes.resources import model_folder
from quotes.stages import parse as module
from quotes.stages.parse import Parse, clean

SPLITS = json.loads((Path(__file__).parents[1] / "cases" / "sentences.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def parse() -> Parse:
    return Parse()


def document(text: str, name: str = "a") -> Document:
    return Document(Article(name, text))


def sentences(parse: Parse, text: str) -> list[str]:
    return [s.span.of(text) for s in parse([document(text)])[0].sentences]


@pytest.mark.parametrize("case", SPLITS, ids=lambda c: c["label"])
def test_sentences(parse: Parse, case: dict[str, list[str]]) -> None:
    """Marks of all kinds, abbreviations, ordinals and datelines do not mislead the splitter; a blank line ends all."""
    assert sentences(parse, case.get("join", " ").join(case["sentences"])) == case["sentences"]


ODD = (
    "Er 🙂👨‍👩‍👧 lachte.\r\nSie\tauch.",
    "Ein\u00a0Satz mit\u2009schmalem und\u3000breitem Raum.",
    "Die Bundes\u00adregierung schwieg.\u200b Ja.",
    "\ufeffAm Anfang stand eine Marke.",
    "\n\n  Eingerückt.\n\n\n",
    "Cafe\u0301 und Stra\u0308ße, İstanbul und ﬁn.",
    "Steuer\u0000zeichen \u0085 und \u009d hier.",
    "Ende ohne Punkt",
)


@pytest.mark.parametrize("text", ODD)
def test_offsets_are_exact(parse: Parse, text: str) -> None:
    """Tokens run from left to right, hold no white space at their ends, and cover every letter that is seen."""
    parsed = parse([document(text)])[0]
    spans = list(dict.fromkeys(t.span for s in parsed.sentences for t in s.tokens))
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(span.of(text) == span.of(text).strip() for span in spans)
    covered = "".join(clean(span.of(text))[0] for span in spans)
    seen = "".join(c for c in clean(text)[0] if not c.isspace() and not "\u0080" <= c <= "\u009f")
    assert "".join(covered.split()) == seen


def test_words_of_a_multi_word_token_share_offsets(parse: Parse) -> None:
    """'im' is 'in dem', both at the place of 'im'."""
    text = "Sie saß im Garten."
    tokens = parse([document(text)])[0].sentences[0].tokens
    assert [t.lemma for t in tokens if t.span.of(text) == "im"] == ["in", "der"]


def test_heads_are_places_in_the_sentence(parse: Parse) -> None:
    """One root (-1) a sentence, and every other head is a place in it."""
    parsed = parse([document("Der Minister sagte, er komme im Mai. „Nein“, rief sie.")])[0]
    for sentence in parsed.sentences:
        heads = [t.head for t in sentence.tokens]
        assert heads.count(-1) == 1
        assert all(-1 <= head < len(heads) for head in heads)


def test_konjunktiv_is_marked(parse: Parse) -> None:
    """The form rule marks what the tagger may miss, and can be turned off."""
    text = "Der Sprecher sagte, die Regierung entspräche dem Wunsch."
    verb = next(t for t in parse([document(text)])[0].sentences[0].tokens if t.span.of(text) == "entspräche")
    assert verb.feat("Mood") == "Sub"


def test_a_document_does_not_depend_on_its_neighbours(parse: Parse) -> None:
    """The same text gives the same parse alone and between others, long and short."""
    text = "Die Lage sei ernst, sagte Fuad Massum am 3. Mai in Bagdad. „Wir brauchen Hilfe“, so der Präsident."
    others = [document("Kurz."), document("Ein langer Satz mit vielen Wörtern, der nicht enden will. " * 60)]
    alone = parse([document(text)])[0].sentences
    assert parse([others[0], document(text), others[1]])[1].sentences == alone
    assert parse([document(text)] * 3)[2].sentences == alone


def test_order_and_articles_are_kept(parse: Parse) -> None:
    """One document comes back for each, in order, with all else untouched; empty ones too."""
    given = [
        document("", "leer"),
        document("Ja.", "kurz"),
        document(" \n ", "weiß"),
        document("\u00ad \u009d", "nichts"),
    ]
    got = parse(given)
    assert [d.article.id for d in got] == ["leer", "kurz", "weiß", "nichts"]
    assert [len(d.sentences) for d in got] == [0, 1, 0, 0]
    assert replace(got[1], sentences=()) == given[1]
    assert parse([]) == []


@pytest.mark.parametrize(
    "text", ['"' * 3000, "„“" * 1500, "a" * 5000, "und " * 2500, "Wort. " * 1500], ids=lambda t: t[:6]
)
def test_odd_texts_give_a_result_in_time(parse: Parse, text: str) -> None:
    """A line of marks, one endless word, a text without any sentence end: a result, in time that grows with length."""
    start = time.process_time()
    assert parse([document(text)])[0].sentences
    assert time.process_time() - start < 60


def test_an_unknown_parser_is_refused() -> None:
    """The message names what can be given."""
    with pytest.raises(InputError, match="bundled, stanza or stanza:PACKAGE"):
        Parse("spacy")


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    """A file that is not the card's is named, with how to restore it."""
    folder = tmp_path / "german"
    shutil.copytree(model_folder("german"), folder)
    path = folder / "de" / "mwt" / "quotes.pt"
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(ResourceError, match=r"mwt.quotes\.pt: sha256 is .* restore the file"):
        Parse(folder=folder)
    path.unlink()
    with pytest.raises(ResourceError, match="no file"):
        Parse(folder=folder)


def test_loading_starts_no_compiler() -> None:
    """Torch's compiler, which an optimiser would bring in, costs two seconds at each start: it is not loaded."""
    code = "import sys; from quotes.stages.parse import Parse; Parse(); print('torch._dynamo' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_without_a_network_the_official_package_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever Stanza's downloader raises becomes one clear message."""
    stanza = pytest.importorskip("stanza")

    def refuse(*_: object, **__: object) -> None:
        raise OSError("network is unreachable")

    monkeypatch.setattr(stanza, "Pipeline", refuse)
    with pytest.raises(ResourceError, match=r"hdt.*network.*--parser bundled"):
        module.load("stanza:hdt")


def test_clean_keeps_places() -> None:
    """Characters that nobody sees go, and each that stays knows its place."""
    assert clean("a\u00adb\u200b c") == ("ab c", [0, 2, 4, 5, 6])
