"""Resolution: a mention becomes the fullest proper name that the article gives, or none where it gives none."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quotes.document import Article, Document, Quotation, Sentence, Span, Speaker, Token
from quotes.german.name_forms import speaker_id
from quotes.stages.parse import Parse
from quotes.stages.resolve import Resolver

TABLES = Path(__file__).parents[1] / "cases"
CASES: list[dict[str, Any]] = json.loads((TABLES / "names.json").read_text("utf-8"))
HARD: list[dict[str, Any]] = json.loads((TABLES / "names_hard.json").read_text("utf-8"))


def at(text: str, words: str, occurrence: int = -1) -> Span:
    start = text.rfind(words) if occurrence == -1 else text.find(words)
    return Span(start, start + len(words))


def document(text: str, *mentions: Span | None) -> Document:
    """A document with one reported quotation a mention, in the order of the mentions; ``None`` is no mention."""
    quotations = tuple(
        Quotation(
            f"q{i}",
            "reported",
            (m or Span(len(text) - 1, len(text)),),
            speaker=Speaker(mention=(m,) if m else ()),
        )
        for i, m in enumerate(mentions)
    )
    return Document(Article("d", text), quotations=quotations)


def speakers(text: str, *mentions: Span | None) -> list[Speaker]:
    [resolved] = Resolver()([document(text, *mentions)])
    return [q.speaker for q in resolved.quotations if q.speaker is not None]


@pytest.mark.parametrize("case", CASES, ids=[c["label"] for c in CASES])
def test_mention_becomes_the_fullest_name(case: dict[str, Any]) -> None:
    """The name that the article gives the same person or body, without titles and endings; null where it has none."""
    text = case["text"]
    [speaker] = speakers(text, at(text, case["mention"], case.get("occurrence", -1)))
    assert speaker.name == case["name"]
    assert (speaker.id is None) == (case["name"] is None)


@pytest.fixture(scope="module")
def parsed() -> dict[str, Document]:
    """The texts of HARD with the bundled parse."""
    texts = [Document(Article(case["label"], case["text"])) for case in HARD]
    return {document.article.id: document for document in Parse()(texts)}


@pytest.mark.parametrize("case", HARD, ids=[c["label"] for c in HARD])
def test_hard_name_is_right_or_none_and_never_another_persons(
    case: dict[str, Any], parsed: dict[str, Document]
) -> None:
    """Particles, initials, transliterations, capitals, signs, names that are words or towns: with and without a parse
    the name is right, or one of the harmless ones that the case allows.
    """
    text, allowed = case["text"], [case["name"], *case.get("or", [])]
    plain = document(text, at(text, case["mention"]))
    for each in (plain, replace(plain, sentences=parsed[case["label"]].sentences)):
        [resolved] = Resolver()([each])
        [quotation] = resolved.quotations
        assert quotation.speaker is not None
        assert quotation.speaker.name in allowed


def test_both_are_the_two_named_before() -> None:
    """ "Beide" has the names of two people, and of nobody where more or fewer were named."""
    text = "Anna Reuter traf Karl Lohse. Beide waren dafür."
    assert speakers(text, at(text, "Beide"))[0].name == "Anna Reuter; Karl Lohse"
    text = "Anna Reuter traf Karl Lohse und Eva Wolf. Beide waren dafür."
    assert speakers(text, at(text, "Beide"))[0].name is None


def test_statement_of_an_unread_name_is_not_the_speakers_before() -> None:
    """ "Angaben der Unprofor" takes up nobody, though nothing explains the name."""
    text = "Karl Lohse kam. Nach den Angaben der Xyrwa starben drei Menschen."
    assert speakers(text, at(text, "den Angaben der Xyrwa"))[0].name != "Karl Lohse"


def test_one_person_has_one_id() -> None:
    """All mentions of a person in a document share an id, whatever their form."""
    text = "Ministerin Anna Reuter kam. Reuter war dafür. Sie lobte den Plan."
    found = speakers(text, at(text, "Ministerin Anna Reuter"), at(text, "Reuter"), at(text, "Sie"))
    assert {s.name for s in found} == {"Anna Reuter"}
    assert {s.id for s in found} == {speaker_id("Anna Reuter")}


def test_joint_speakers_have_their_ids_joined() -> None:
    """As the names are, each with the id that it has alone."""
    text = "Anna Reuter und Karl Lohse waren dafür."
    [speaker] = speakers(text, at(text, "Anna Reuter und Karl Lohse"))
    assert speaker.name == "Anna Reuter; Karl Lohse"
    assert speaker.id == f"{speaker_id('Anna Reuter')}; {speaker_id('Karl Lohse')}"


def test_every_decision_leaves_a_note_with_its_chain() -> None:
    """The note tells from which words to which name, in which sentence, and how sure."""
    text = "Karl Lohse kam. Er war dafür."
    [resolved] = Resolver()([document(text, at(text, "Er"))])
    [note] = resolved.quotations[0].notes
    assert note.stage == "resolve"
    assert note.signal == "pronoun"
    assert "Karl Lohse" in note.detail
    assert note.score is not None and 0.5 < note.score < 1


def test_pronoun_without_antecedent_is_marked() -> None:
    """A pronoun that nobody is named for stays without a name, with a signal that flags can read."""
    [resolved] = Resolver()([document("Er war dafür.", Span(0, 2))])
    assert resolved.quotations[0].notes[0].signal == "pronoun_unresolved"
    assert resolved.quotations[0].speaker == Speaker(mention=(Span(0, 2),))


def test_doubtful_name_is_withheld() -> None:
    """Under the floor no name is given."""
    text = "Karl Lohse kam. Er war dafür."
    [resolved] = Resolver(floor=0.99)([document(text, at(text, "Er"))])
    assert resolved.quotations[0].speaker is not None
    assert resolved.quotations[0].speaker.name is None


def test_quotation_without_a_mention_goes_on_with_the_speaker_before() -> None:
    """Without words that name the speaker, the one right before it in the paragraph is meant, with less certainty."""
    text = "Karl Lohse war dafür. Das sei gut."
    first, second = speakers(text, at(text, "Karl Lohse"), None)
    assert first.name == second.name == "Karl Lohse"
    text = "Karl Lohse war dafür.\n\nDas sei gut."
    assert [s.name for s in speakers(text, at(text, "Karl Lohse"), None)] == ["Karl Lohse", None]


def test_thereafter_is_the_speaker_before() -> None:
    """ "Demnach" and a definite "die Erklärung" take up the speaker before."""
    text = "Die Nato nannte Zahlen. Demnach starben drei Menschen. In der Erklärung heißt es mehr."
    found = speakers(text, at(text, "Die Nato"), at(text, "Demnach"), at(text, "der Erklärung"))
    assert [s.name for s in found] == ["Nato", "Nato", "Nato"]


def test_office_and_a_name_without_one_close_by_belong_together() -> None:
    """News change between office and name; where one person can be meant only, the two are one."""
    text = "Die Außenministerin kam nach Wien. Anna Reuter war dafür."
    found = speakers(text, at(text, "Die Außenministerin"), at(text, "Anna Reuter"))
    assert [s.name for s in found] == ["Anna Reuter", "Anna Reuter"]
    text = "Die Außenministerin kam nach Wien. Anna Reuter traf Eva Lohse."
    assert speakers(text, at(text, "Die Außenministerin"))[0].name is None


def test_mention_in_pieces_is_read_by_its_longest_piece() -> None:
    """Words that lie between the pieces of a mention are not part of it."""
    text = "Anna Reuter, so hieß es später am Abend in der Stadt, war dafür, Reuter sagte es."
    speaker = Speaker(mention=(at(text, "Anna Reuter", 0), Span(len(text) - 17, len(text) - 11)))
    quotation = Quotation("q", "reported", (Span(0, 5),), speaker=speaker)
    [resolved] = Resolver()([Document(Article("d", text), quotations=(quotation,))])
    assert resolved.quotations[0].speaker is not None
    assert resolved.quotations[0].speaker.name == "Anna Reuter"


def test_sie_is_plural_with_a_plural_verb() -> None:
    """ "Sie sagten" is not one woman: the verb decides, from the parse where there is one, else by its ending."""
    text = "Anna Reuter kam. Sie sagten zu. Sie sagte ab."
    several, one = at(text, "Sie", 0), at(text, "Sie")
    quotations = tuple(
        Quotation(f"q{i}", "reported", (m,), cue=(cue,), speaker=Speaker(mention=(m,)))
        for i, (m, cue) in enumerate([(several, at(text, "sagten")), (one, at(text, "sagte"))])
    )
    plain = Document(Article("d", text), quotations=quotations)
    sentences = tuple(
        Sentence(span, tuple(Token(t, "", upos, feats, -1, "dep") for t, upos, feats in tokens))
        for span, tokens in [
            (Span(0, 16), [(Span(0, 4), "PROPN", ""), (Span(5, 11), "PROPN", ""), (Span(12, 15), "VERB", "")]),
            (Span(17, 31), [(several, "PRON", ""), (at(text, "sagten"), "VERB", "Number=Plur|VerbForm=Fin")]),
            (Span(32, 45), [(one, "PRON", ""), (at(text, "sagte"), "VERB", "Number=Sing|VerbForm=Fin")]),
        ]
    )
    for each in (plain, replace(plain, sentences=sentences)):
        [resolved] = Resolver()([each])
        assert [q.speaker.name for q in resolved.quotations if q.speaker] == [None, "Anna Reuter"]


def test_nothing_to_do() -> None:
    """Documents without quotations, quotations without a speaker and empty text pass through."""
    empty = Document(Article("d", ""))
    bare = Document(Article("e", "Text."), quotations=(Quotation("q", "direct", (Span(0, 4),)),))
    assert Resolver()([empty, bare]) == [empty, bare]


def test_line_end_inside_a_name() -> None:
    """A name that the layout breaks is given with one space."""
    text = "Das sei gut, sagte Minister Karl\u00a0Lohse am Abend."
    assert speakers(text, at(text, "Minister Karl\u00a0Lohse"))[0].name == "Karl Lohse"


def test_mention_of_signs_only() -> None:
    """A mention without words has no name and breaks nothing."""
    assert speakers("– – –", Span(0, 1))[0].name is None


def test_long_article_is_read_in_time() -> None:
    """Hundreds of names cost seconds at most, not minutes."""
    names = [f"Peter {a}{b}er" for a in ("Mol", "Kar", "Hag", "Wes", "Bor") for b in "abcdefghijklmnopqrst"]
    text = " ".join(f"Minister {name} kam. Er war dafür." for name in names)
    spans, start = [], 0
    for _ in names:
        start = text.index("Er", start)
        spans.append(Span(start, start + 2))
        start += 2
    assert [s.name for s in speakers(text, *spans)] == names


def test_chain_leads_from_the_mention_over_the_name_to_the_full_name() -> None:
    """The note names every step with its sentence, so that a reader can follow it."""
    text = "Bundespräsident Frank-Walter Steinmeier (SPD) kam. Steinmeier lobte den Plan. Er war dafür."
    [resolved] = Resolver()([document(text, at(text, "Er"))])
    detail = resolved.quotations[0].notes[0].detail
    assert detail == "Er -> Steinmeier, sentence 2 -> Frank-Walter Steinmeier (SPD), sentence 1"


def test_chain_of_a_name_withheld_tells_who_could_be_meant() -> None:
    """Where several people can be meant, the note names them."""
    text = "Karl Lohse kam. Ralf Lohse ging. Es regnete. Es schneite. Alle schliefen. Es war kalt. Lohse war dafür."
    [resolved] = Resolver()([document(text, at(text, "Lohse"))])
    assert resolved.quotations[0].notes[0].detail == "Lohse -> Karl Lohse or Ralf Lohse"


def test_article_with_five_hundred_names_takes_no_long_time() -> None:
    """The cost grows with the length of the article, not with the square of its names."""
    given = ("Anna", "Karl", "Eva", "Peter", "Ralf", "Olga", "Hans", "Maria", "Paul", "Lena")
    first = ("Lohs", "Reut", "Brand", "Stein", "Wald", "Kram", "Holz", "Berg", "Thal", "Moor")
    names = [f"{g} {a}{b}" for g in given for a in first for b in ("mann", "heim", "berg", "brink", "horst")]
    text = " ".join(f"Der Abgeordnete {name} kam. Man hörte zu, sagte der Politiker." for name in names)
    mentions = [Span(m.start(), m.end()) for m in re.finditer("der Politiker", text)]
    started = time.perf_counter()
    found = speakers(text, *mentions)
    assert len(set(names)) == len(found) == 500
    assert time.perf_counter() - started < 20


def test_article_without_names_gives_none() -> None:
    """Where nobody is named, nobody gets a name, whatever the mention is."""
    text = "Man traf sich im Saal. Er war dafür, sie war dagegen. Der Mann lachte."
    assert [s.name for s in speakers(text, at(text, "Er"), at(text, "sie"), at(text, "Der Mann"))] == [None] * 3
