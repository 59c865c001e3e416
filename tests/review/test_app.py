"""A review by requests alone: what is decided is in the log, and the pages show what the log holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from quotes.dataset import read_rows
from quotes.decisions.book import Book
from quotes.decisions.log import Log, log_path
from quotes.decisions.model import Answer
from quotes.engine.apply import apply_reviews
from tests.dataset.examples import TEXT, span
from tests.review.made import HOSTILE, client, dataset, flagged, hostile, people, person


def log_of(folder: Path) -> Book:
    return Book(Log(log_path(folder)))


def spans(words: str) -> list[dict[str, int]]:
    return [{"start": span(words).start, "end": span(words).end}]


def answer_of(folder: Path, id_: str, who: str = "Anna") -> Answer:
    found = log_of(folder).answer(id_, who)
    assert found is not None
    return found


def test_the_least_certain_comes_first_and_accepting_goes_on(tmp_path: Path) -> None:
    """Accept saves the answer with the seconds, then shows the next; at the end nothing is left."""
    folder = dataset(tmp_path)
    anna = person(folder)
    anna.get("/work")
    seen = []
    for _ in range(3):
        seen.append(anna.card()["unit"]["id"])
        anna.post("/act", action="accept")
    assert "Nothing (left) to do here" in anna.page
    assert seen[0] == hostile().quotations[0].id
    assert seen[1:] == [q.id for q in flagged().quotations]
    events = log_of(folder).events.values()
    assert [(e.kind, e.who, e.seconds, e.after.status) for e in events if e.after] == [
        ("decide", "Anna", 2.5, "accepted")
    ] * 3
    assert "3 done, 0 left" in anna.get("/")


CHANGES: list[tuple[str, dict[str, Any], Any]] = [
    ("stance", {"stance": "mixed"}, "mixed"),
    ("stance_evidence", {"stance": "none"}, []),
    ("type", {"type": "reported"}, "reported"),
    ("spans", {"spans": spans("„Nein 😀“, sagte")}, spans("„Nein 😀“, sagte")),
    ("cue_spans", {"cue_spans": []}, []),
    ("speaker_name", {"speaker_name": "  Eva \n Anders "}, "Eva Anders"),
    ("speaker_name", {"speaker_name": None}, None),
    ("speaker_is_spokesperson", {"speaker_is_spokesperson": False}, False),
    ("speaker_role_category", {"speaker_role_category": "military"}, "military"),
]


@pytest.mark.parametrize(("field", "patch", "expected"), CHANGES, ids=[f"{c[0]} {c[2]}"[:40] for c in CHANGES])
def test_a_changed_field_is_kept_and_reaches_the_dataset(tmp_path: Path, field: str, patch: Any, expected: Any) -> None:
    """A change is saved at once as a draft, accepted as corrected, and applied to the next version, which loads."""
    folder = dataset(tmp_path, flagged())
    anna = person(folder)
    anna.get("/work")
    id_ = anna.card()["unit"]["id"]
    anna.post("/act", action="set", value=patch)
    assert (answer_of(folder, id_).status, answer_of(folder, id_).values[field]) == ("open", expected)
    anna.post("/act", action="accept")
    assert answer_of(folder, id_).status == "corrected"
    assert apply_reviews(folder).version == "1.0.1"
    assert [r[field] for r in read_rows(folder, "quotations") if r["review_status"] == "corrected"] == [expected]
    assert "version 1.0.1 now" in anna.get("/")


WRONG: list[tuple[Any, str]] = [
    ({"stance": "maybe"}, "expected one of favor"),
    ({"spans": []}, "expected at least one"),
    ({"spans": [{"start": 5, "end": 999_999}]}, "in a text of"),
    ({"spans": [{"start": -1, "end": 2}]}, "in a text of"),
    ({"spans": [{"start": True, "end": 2}]}, "in a text of"),
    ({"speaker_name": "x" * 301}, "300 at most"),
    ({"speaker_is_spokesperson": "yes"}, "true or false"),
    ({"review_status": "accepted"}, "expected fields of"),
    ([1], "expected fields"),
    ("{", "no JSON"),
]


@pytest.mark.parametrize(("value", "reason"), WRONG, ids=[str(w[0])[:40] for w in WRONG])
def test_values_that_no_row_can_have_are_refused(tmp_path: Path, value: Any, reason: str) -> None:
    """The page says why, and nothing is written."""
    folder = dataset(tmp_path, flagged())
    anna = person(folder)
    anna.get("/work")
    assert reason in anna.post("/act", 400, action="set", value=value)
    assert log_of(folder).events == {}


def test_undo_goes_back_to_the_quotation_and_redo_again(tmp_path: Path) -> None:
    """Undo of a decision shows its quotation as it was; redo decides it again."""
    folder = dataset(tmp_path, flagged())
    anna = person(folder)
    anna.get("/work")
    first = anna.card()["unit"]["id"]
    anna.post("/act", action="reject")
    assert anna.card()["unit"]["id"] != first
    assert "Undone" in anna.post("/undo")
    assert anna.card()["unit"]["id"] == first
    assert log_of(folder).answer(first, "Anna") is None
    assert "Redone" in anna.post("/redo")
    assert answer_of(folder, first).status == "rejected"


def test_two_windows_do_not_overwrite_each_other(tmp_path: Path) -> None:
    """The window that did not see the other's decision is told, and shown what holds; its decision is not written."""
    folder = dataset(tmp_path, flagged())
    anna = person(folder)
    anna.get("/work")
    old = anna.page
    anna.post("/act", action="set", value={"stance": "favor"})
    anna.page, now = old, anna.page
    assert "changed in another window" in anna.post("/act", 409, action="set", value={"stance": "none"})
    assert anna.card()["unit"]["values"]["stance"] == "favor"
    assert anna.card()["version"] != "0"
    anna.post("/act", action="accept")
    assert len(log_of(folder).events) == 2
    assert now


def test_a_missed_quotation_is_added_in_the_whole_document(tmp_path: Path) -> None:
    """Selected words become a quotation; decided, it is a row of the next version; the document can be checked."""
    folder = dataset(tmp_path, flagged())
    anna = person(folder)
    anna.get("/work?doc=a.txt&scope=all&status=all&order=text")
    assert "Nothing is missing" in anna.page
    anna.post("/act", action="add", value=spans("Sie bleibe dabei."))
    added = anna.card()["unit"]
    assert (added["values"]["type"], added["values"]["stance"]) == ("indirect", "none")
    anna.post("/act", action="set", value={"speaker_name": "Eva Muster"})
    anna.post("/act", action="accept")
    assert "checked as a whole" in anna.post("/act", action="check", version="0")
    assert apply_reviews(folder).decided.outcome.counts["added"] == 1
    row = next(r for r in read_rows(folder, "quotations") if r["id"] == added["id"])
    assert (row["text"], row["speaker_name"], row["review_status"]) == ("Sie bleibe dabei.", "Eva Muster", "corrected")
    anna.get("/work?doc=a.txt&scope=all&status=all&order=text&item=" + added["id"])
    for _ in range(4):
        anna.post("/undo")
    assert log_of(folder).answer(added["id"], "Anna") is None
    assert apply_reviews(folder).version == "1.0.2"
    assert added["id"] not in {r["id"] for r in read_rows(folder, "quotations")}


def test_the_same_words_are_not_added_twice(tmp_path: Path) -> None:
    """Words that are a quotation of this type already are refused."""
    anna = person(dataset(tmp_path, flagged()))
    anna.get("/work?doc=a.txt&scope=all&status=all&order=text")
    assert "already" in anna.post("/act", 400, action="add", value=spans("„Nein 😀“"))


def test_people_share_the_work(tmp_path: Path) -> None:
    """Without overlap a quotation is judged once: what one has open or decided does not come to the other."""
    anna, ben = people(dataset(tmp_path), "Anna", "Ben")
    anna.get("/work")
    ben.get("/work")
    assert anna.card()["unit"]["id"] != ben.card()["unit"]["id"]
    done = anna.card()["unit"]["id"]
    anna.post("/act", action="accept")
    assert "with others" in ben.get("/?scope=all&status=all")
    assert "0 done, 1 left" in ben.page
    assert done not in ben.get("/")


def test_shared_quotations_are_judged_blind_then_settled(tmp_path: Path) -> None:
    """With overlap two people judge each; neither sees the other's answer; a third decision settles a conflict."""
    folder = dataset(tmp_path, flagged())
    anna, ben, cem = people(folder, "Anna", "Ben", "Cem", overlap=2, share=100)
    first = flagged().quotations[0].id
    anna.get(f"/work?item={first}")
    anna.post("/act", action="set", value={"stance": "mixed", "speaker_name": "Anna's Name"})
    anna.post("/act", action="accept")
    assert "Anna&#39;s Name" not in ben.get(f"/work?item={first}")
    assert ben.card()["unit"]["values"]["stance"] == "against"
    assert "No open conflicts" in ben.get("/conflicts")
    ben.get(f"/work?item={first}")
    ben.post("/act", action="accept")
    assert "1 quotations decided on by several: Anna, Ben" in cem.get("/agreement")
    assert first not in cem.get("/")
    page = cem.get("/conflicts")
    assert "Anna&#39;s Name" in page
    cem.post("/settle", 303, item=first, take="Ben", version="0")
    assert "No open conflicts" in cem.get("/conflicts")
    assert apply_reviews(folder).decided.outcome.counts == {"accepted": 1, "alone": 0}
    cem.post("/settle", 409, item=first, take="Anna", version="0")


def test_orphans_are_listed_and_attached(tmp_path: Path) -> None:
    """After a change of the text the decision waits; attached to another quotation it holds there; undo undoes it."""
    from dataclasses import replace

    from quotes.dataset import build
    from quotes.document import quotation_id
    from tests.review.made import RECIPE

    folder = dataset(tmp_path, flagged())
    anna = person(folder)
    anna.get("/work")
    old = anna.card()["unit"]["id"]
    anna.post("/act", action="set", value={"stance": "mixed"})
    anna.post("/act", action="accept")
    now = flagged()
    shifted = tuple(
        replace(
            q,
            id=quotation_id("a.txt", [replace(s, start=s.start + 5, end=s.end + 5) for s in q.spans], q.type),
            spans=tuple(replace(s, start=s.start + 5, end=s.end + 5) for s in q.spans),
            cue=(),
            frame=(),
            speaker=None,
            addressee=(),
            parent=None,
            stance=None,
        )
        for q in now.quotations
    )
    build([replace(now, article=replace(now.article, text="Neu. " + TEXT), quotations=shifted)], folder, RECIPE)
    page = anna.get("/orphans")
    assert "Attach here" in page
    new = shifted[0].id
    anna.post("/attach", 303, item=old, unit=new, version=str(log_of(folder).version(old, "Anna")))
    assert "No orphaned decisions" in anna.get("/orphans")
    assert answer_of(folder, new).values["stance"] == "mixed"
    assert apply_reviews(folder).decided.outcome.counts["corrected"] == 1
    anna.get(f"/work?item={new}&status=all&scope=all")
    anna.post("/undo")
    assert "Attach here" in anna.get("/orphans")


@pytest.mark.parametrize("path", ["/", "/work?scope=all", "/agreement", "/conflicts", "/orphans", "/work?item=nothing"])
def test_what_articles_hold_is_shown_as_text(tmp_path: Path, path: str) -> None:
    """Markup in texts, titles, names, ids, notes and the annotator's name never becomes markup of the page."""
    folder = dataset(tmp_path, hostile())
    anna = person(folder, "<script>alert('me')</script>")
    page = anna.get(path)
    for tag in ("<script>alert", "<img", "<i>Öz", "<h1>Titel", "<s>Blatt", "<u>0.1", '<b>&"'):
        assert tag not in page


def test_the_article_comes_whole_with_its_offsets(tmp_path: Path) -> None:
    """Paragraphs give their offsets in code points, and the marks the spans."""
    import html
    import re

    anna = person(dataset(tmp_path, hostile()))
    page = anna.get("/work")
    for start, line in re.findall(r'<p data-s="(\d+)" dir="auto">(.*?)</p>', page):
        words = html.unescape(line)
        assert HOSTILE[int(start) : int(start) + len(words)] == words
    assert len(re.findall(r"<p data-s=", page)) == 2


def test_filters_and_search(tmp_path: Path) -> None:
    """Each filter lets through what has the value, and the search all its words."""
    folder = dataset(tmp_path)
    anna = person(folder)
    first, second = (q.id for q in flagged().quotations)
    cases = {
        "flag=nested": {second},
        "scope=all&stance=against": {first},
        "scope=all&type=indirect": {second},
        "scope=all&q=muster+sprecherin": {first},
        "scope=all&speaker=Eva+Muster": {first},
        "scope=all&doc=a.txt": {first, second},
        "scope=all&source=%3Cs%3EBlatt%3C%2Fs%3E": {hostile().quotations[0].id},
        "status=done": set(),
        "q=nowhere": set(),
        "status=wrong&order=wrong": {first, second, hostile().quotations[0].id},
    }
    for query, expected in cases.items():
        page = anna.get(f"/?{query}")
        assert {id_ for id_ in (first, second, hostile().quotations[0].id) if id_ in page} == expected, query


def test_skipped_ones_come_last_and_again(tmp_path: Path) -> None:
    """A skipped quotation is not done: it comes again after the others, and can be found."""
    folder = dataset(tmp_path)
    anna = person(folder)
    anna.get("/work")
    skipped = anna.card()["unit"]["id"]
    anna.post("/act", action="skip")
    anna.post("/act", action="accept")
    anna.post("/act", action="accept")
    assert anna.card()["unit"]["id"] == skipped
    assert skipped in anna.get("/?status=skipped")


def test_going_back_shows_what_was_decided(tmp_path: Path) -> None:
    """One step back reaches the quotation before, whatever is done already; one forward the next to do."""
    anna = person(dataset(tmp_path))
    anna.get("/work")
    first = anna.card()["unit"]["id"]
    anna.post("/act", action="accept")
    second = anna.card()["unit"]["id"]
    anna.get(f"/step?item={second}&step=-1", **{"hx-request": "true"})
    assert anna.card()["unit"]["id"] == first
    anna.get(f"/step?item={first}&step=1", **{"hx-request": "true"})
    assert anna.card()["unit"]["id"] == second


def test_a_dataset_that_goes_away_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    """Where the folder is moved away the page says so; when it is back the work goes on."""
    folder = dataset(tmp_path, flagged())
    anna = person(folder)
    anna.get("/work")
    folder.rename(tmp_path / "away")
    assert "has gone" in anna.post("/act", 507, action="accept")
    (tmp_path / "away").rename(folder)
    anna.post("/act", action="accept")
    assert len(log_of(folder).events) == 1


def test_a_full_disk_is_said_and_the_same_can_be_sent_again(tmp_path: Path) -> None:
    """The page says NOT saved; with room again the same request is written once."""
    folder = dataset(tmp_path, flagged())
    anna = person(folder)
    anna.get("/work")
    log = anna.client.review.book.log  # type: ignore[attr-defined]
    log._db.execute("PRAGMA max_page_count = 1")
    for number in range(40):
        sent = {"csrf": anna.csrf, "unit": anna.card()["unit"]["id"], "version": anna.card()["version"], "view": ""}
        sent |= {"action": "note", "value": "x" * 4000, "request": f"request-{number}", "have": "a.txt"}
        response = anna.client.post("/act", data=sent, headers=anna.headers)
        if response.status_code == 507:
            break
        anna.page = response.text
    assert response.status_code == 507
    assert "NOT saved" in response.text
    before = len(log_of(folder).events)
    log._db.execute("PRAGMA max_page_count = 100000")
    anna.post("/act", action="accept")
    assert len(log_of(folder).events) == before + 1


def test_the_agreement_page_shows_people_against_the_program(tmp_path: Path) -> None:
    """What people changed of the program's fields is counted on the page."""
    anna = person(dataset(tmp_path, flagged()))
    anna.get("/work")
    anna.post("/act", action="set", value={"stance": "mixed"})
    anna.post("/act", action="accept")
    page = anna.get("/agreement")
    assert "1 (100%)" in page
    assert "Nobody has decided on the same quotation" in page


def test_german_pages(tmp_path: Path) -> None:
    """The language is the browser's, until another is chosen."""
    anna = person(dataset(tmp_path))
    assert "Warteschlange" in anna.get("/", **{"accept-language": "de-DE,de;q=0.9"})
    anna.post("/language", 303, then="/")
    assert "Warteschlange" in anna.get("/")


def test_guidelines_beside_the_field(tmp_path: Path) -> None:
    """Each section of the guidelines can be had; a wrong name gives the first."""
    anna = person(dataset(tmp_path))
    for name, words in (
        ("stance", "military intervention"),
        ("type", "indirect_free_indirect"),
        ("../../etc", "quotation"),
    ):
        assert words in anna.get(f"/guide?section={name}")


def test_a_restart_comes_back_where_it_was(tmp_path: Path) -> None:
    """Another server over the same dataset knows drafts, decisions and what can be undone."""
    folder = dataset(tmp_path)
    anna = person(folder)
    anna.get("/work")
    anna.post("/act", action="accept")
    anna.post("/act", action="set", value={"stance": "mixed"})
    here = anna.card()["unit"]["id"]
    again = person(folder)
    again.get("/work")
    assert (again.card()["unit"]["id"], again.card()["unit"]["values"]["stance"]) == (here, "mixed")
    assert "1 done" in again.page
    again.post("/undo")
    again.post("/undo")
    assert all(log_of(folder).answer(i, "Anna") is None for i in log_of(folder).items)


def test_500_flags_in_one_article_stay_quick(tmp_path: Path) -> None:
    """An article of 20,000 words with 500 flagged quotations: a decision takes a fraction of a second."""
    import time
    from dataclasses import replace

    from quotes.document import Article, Document, Quotation, Span, quotation_id

    words = "Wort " * 20_000
    quotations = tuple(
        Quotation(
            quotation_id("l", (Span(i * 200, i * 200 + 40),), "indirect"),
            "indirect",
            (Span(i * 200, i * 200 + 39),),
            flags=("low_confidence",),
            confidence=0.1 + i / 1000,
        )
        for i in range(500)
    )
    quotations = tuple(replace(q, id=quotation_id("l", q.spans, q.type)) for q in quotations)
    anna = person(dataset(tmp_path, Document(Article("l", words), quotations=quotations)))
    anna.get("/work")
    began = time.perf_counter()
    for _ in range(10):
        anna.post("/act", action="accept")
    assert (time.perf_counter() - began) / 10 < 0.5
    assert "10 done, 490 left" in anna.page


def test_a_name_is_needed_and_the_client_without_one_is_asked(tmp_path: Path) -> None:
    """With the token alone every page leads to the name, with the page to come back to."""
    response = client(dataset(tmp_path)).get("/work?scope=all", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/name?then=/work%3Fscope%3Dall")
