"""Real reviews in a real browser, by keyboard alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from quotes.dataset import read_rows
from quotes.decisions.book import Book
from quotes.decisions.log import Log, log_path
from quotes.engine.apply import apply_reviews
from tests.dataset.examples import TEXT
from tests.review.browser import browser, enter, press, server, shown, wait
from tests.review.made import HOSTILE, dataset, flagged, hostile

pytestmark = pytest.mark.browser


def words(values: dict[str, Any], part: str, text: str = TEXT) -> list[str]:
    return [text[s["start"] : s["end"]] for s in values[part]]


def rows(folder: Path) -> dict[str, dict[str, Any]]:
    return {row["text"]: row for row in read_rows(folder, "quotations")}


def test_a_review_by_keyboard_alone(tmp_path: Path) -> None:
    """Correct stance, type, category, speaker, spans; accept; undo, redo; reload; apply; see the new version."""
    folder = dataset(tmp_path, flagged())
    with server(folder) as (address, _), browser() as page:
        enter(page, address)
        press(page, "w")
        page.wait_for_selector("html[data-ready] #card")
        first = shown(page)["id"]
        press(page, "3")
        assert shown(page)["values"]["stance"] == "mixed"
        press(page, "t", "5")
        assert shown(page)["values"]["type"] == "reported"
        press(page, "t", "1")
        press(page, "g", "g")
        assert shown(page)["values"]["speaker_role_category"] == "military"
        press(page, "b")
        assert shown(page)["values"]["speaker_is_spokesperson"] is False
        press(page, "p", "1")
        assert shown(page)["values"]["speaker_name"] == "Eva Muster"
        press(page, "i")
        page.keyboard.type("Eva Anders")
        press(page, "Tab")
        page.keyboard.type("Generalin")
        press(page, "Enter")
        press(page, "n")
        page.keyboard.type("sieht nach Ironie aus")
        press(page, "Escape")
        press(page, "m", "Shift+ArrowRight", "Shift+ArrowRight", "Enter")
        assert words(shown(page)["values"], "speaker_spans") == ["Eva Muster (SPD)"]
        press(page, "q", "ArrowRight", "ArrowRight", "Enter")
        assert words(shown(page)["values"], "spans") == ["„Nein 😀“, sagte"]
        press(page, "z")
        assert words(shown(page)["values"], "spans") == ["„Nein 😀“"]
        press(page, "y")
        press(page, "z")
        press(page, "a")
        assert shown(page)["id"] != first
        press(page, "r")
        assert "Nothing (left) to do here" in page.inner_text("#card")
        press(page, "z")
        page.reload()
        page.wait_for_selector("html[data-ready] #card")
        press(page, "r")
        assert apply_reviews(folder).version == "1.0.1"
        (row,) = rows(folder).values()
        assert (row["text"], row["stance"], row["type"], row["speaker"]) == (
            "„Nein 😀“",
            "mixed",
            "direct",
            "Eva Muster (SPD)",
        )
        assert (row["speaker_name"], row["speaker_role"], row["review_status"]) == (
            "Eva Anders",
            "Generalin",
            "corrected",
        )
        assert Book(Log(log_path(folder))).answers(first)["Anna"].note == "sieht nach Ironie aus"
        press(page, "u")
        page.wait_for_selector("html[data-ready] #rows")
        assert "1.0.1" in page.inner_text(".bar")


def test_selected_text_becomes_a_part_with_right_offsets(tmp_path: Path) -> None:
    """Words selected after emoji, right-to-left text and markup are the same words on the server."""
    folder = dataset(tmp_path, hostile())
    with server(folder) as (address, _), browser() as page:
        enter(page, address)
        press(page, "w")
        page.wait_for_selector("html[data-ready] #card")
        for word, key, part in (
            ("sagte", "c", "cue_spans"),
            ("محمد", "d", "addressee_spans"),
            ("onerror", "f", "frame_spans"),
        ):
            select(page, word)
            press(page, key)
            assert words(shown(page)["values"], part, HOSTILE) == [word]
        select(page, "Ende")
        press(page, "Shift+F")
        assert words(shown(page)["values"], "frame_spans", HOSTILE) == ["onerror", "Ende"]
        select(page, "Öz")
        press(page, "p")
        assert shown(page)["values"]["speaker_name"] == "Öz"
        assert page.evaluate(
            "() => document.querySelector('#article .text').innerText.includes('<script>alert(1)</script>')"
        )


def test_a_missed_quotation_is_added_by_keyboard(tmp_path: Path) -> None:
    """In the whole document + starts at a word, arrows stretch it, Enter adds it; D says that nothing is missing."""
    folder = dataset(tmp_path, flagged())
    with server(folder) as (address, _), browser() as page:
        enter(page, address)
        press(page, "w")
        page.wait_for_selector("html[data-ready] #card")
        page.keyboard.press("v")
        page.wait_for_url("**doc=a.txt**")
        page.wait_for_selector("html[data-ready] #card")
        select(page, "Sie bleibe dabei.")
        press(page, "+")
        assert words(shown(page)["values"], "spans") == ["Sie bleibe dabei."]
        press(page, "a")
        press(page, "D")
        assert "checked as a whole" in page.inner_text("#card")
        press(page, "+", "ArrowRight", "Enter")
        added = shown(page)
        assert len(words(added["values"], "spans")[0].split()) >= 1
        press(page, "r")
    outcome = apply_reviews(folder).decided
    assert outcome.outcome.counts["added"] == 2
    assert "Sie bleibe dabei." in rows(folder)
    assert len(outcome.settled.checked_documents()) == 1


def test_a_killed_server_loses_nothing(tmp_path: Path) -> None:
    """Killed in the middle: the page says that it is not saved; the new server has all that was saved."""
    folder = dataset(tmp_path, flagged())
    with server(folder) as (address, running), browser() as page:
        enter(page, address)
        press(page, "w")
        page.wait_for_selector("html[data-ready] #card")
        press(page, "2")
        running.kill()
        running.wait()
        page.keyboard.press("a")
        page.wait_for_selector("#message button")
        assert "NOT saved" in page.inner_text("#message")
        page.errors.clear()
    with server(folder) as (address, _), browser() as page:
        enter(page, address)
        press(page, "w")
        page.wait_for_selector("html[data-ready] #card")
        assert shown(page)["values"]["stance"] == "against"
        assert len(Book(Log(log_path(folder))).events) == 1


def test_two_windows_of_one_person(tmp_path: Path) -> None:
    """The second window is told that the first went on, sees what holds, and can decide then."""
    folder = dataset(tmp_path, flagged())
    with server(folder) as (address, _), browser() as page:
        enter(page, address)
        press(page, "w")
        page.wait_for_selector("html[data-ready] #card")
        other = page.context.new_page()
        other.goto(page.url)
        other.wait_for_selector("html[data-ready] #card")
        press(page, "1")
        press(other, "4")
        assert "another window" in other.inner_text("#said")
        assert shown(other)["values"]["stance"] == "favor"
        press(other, "4")
        assert shown(other)["values"]["stance"] == "none"
        page.errors.clear()


def test_help_and_guidelines_by_key(tmp_path: Path) -> None:
    """? shows the keys, Esc closes them; h goes through the guidelines."""
    with server(dataset(tmp_path, flagged())) as (address, _), browser(locale="de-DE") as page:
        enter(page, address)
        press(page, "w")
        page.wait_for_selector("html[data-ready] #card")
        page.keyboard.press("?")
        assert page.is_visible("#help")
        assert "annehmen und weiter" in page.inner_text("#help")
        page.keyboard.press("Escape")
        assert not page.is_visible("#help")
        page.wait_for_selector("#guide h2")
        assert "6 Stance" in page.inner_text("#guide")  # that of the first flag
        page.keyboard.press("t")
        page.wait_for_function("() => document.querySelector('#guide').innerText.includes('2 Types')")
        page.keyboard.press("Escape")
        page.keyboard.press("h")
        page.wait_for_function("() => document.querySelector('#guide').innerText.includes('5 Speaker')")


def test_everything_can_be_reached_by_tab_and_has_a_name(tmp_path: Path) -> None:
    """Every control has an accessible name, every input a label, and the focus goes through all of them."""
    with server(dataset(tmp_path, flagged())) as (address, _), browser() as page:
        enter(page, address)
        press(page, "w")
        page.wait_for_selector("html[data-ready] #card")
        unnamed = page.evaluate(
            """() => [...document.querySelectorAll("button, a[href], input:not([type=hidden]), textarea, select")]
              .filter((e) => !(e.innerText || e.labels?.[0]?.innerText || e.getAttribute("aria-label") || "").trim())
              .map((e) => e.outerHTML)"""
        )
        assert unnamed == []
        reached = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("() => document.activeElement.outerHTML.slice(0, 60)"))
        wanted = page.evaluate(
            """() => [...document.querySelectorAll("#card button, #card input, #card textarea")]
              .filter((e) => e.offsetParent && !e.disabled).map((e) => e.outerHTML.slice(0, 60))"""
        )
        assert set(wanted) <= reached


def test_keys_pressed_fast_are_all_taken_in_order(tmp_path: Path) -> None:
    """Stance and accept without waiting for answers: each decision is the one for its quotation."""
    folder = dataset(tmp_path, flagged(), hostile())
    with server(folder) as (address, _), browser() as page:
        enter(page, address)
        press(page, "w")
        page.wait_for_selector("html[data-ready] #card")
        page.keyboard.type("2a", delay=0)
        wait(page)
        page.keyboard.type("1a", delay=0)
        wait(page)
    book = Book(Log(log_path(folder)))
    decided = [e.after.values["stance"] for e in book.events.values() if e.kind == "decide" and e.after]
    assert decided == ["against", "favor"]


def select(page: Any, text: str) -> None:
    """Select the first place of a text in the article, as a mouse would."""
    page.evaluate(
        """(words) => {
          for (const p of document.querySelectorAll("#article p[data-s]")) {
            const at = p.textContent.indexOf(words);
            if (at < 0) continue;
            const ends = [at, at + words.length].map((offset) => {
              const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
              for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                if (offset <= node.length) return [node, offset];
                offset -= node.length;
              }
            });
            getSelection().setBaseAndExtent(...ends[0], ...ends[1]);
            return;
          }
          throw Error("not there: " + words);
        }""",
        text,
    )


def test_what_is_being_written_outlives_an_answer(tmp_path: Path) -> None:
    """Writing goes on in the next field while the one before is saved; both are saved in the end."""
    folder = dataset(tmp_path, flagged())
    with server(folder) as (address, _), browser() as page:
        enter(page, address)
        press(page, "w")
        page.wait_for_selector("html[data-ready] #card")
        page.keyboard.press("i")
        page.keyboard.type("Eva Anders")
        page.keyboard.press("Tab")
        page.keyboard.type("Generalin der Bundeswehr", delay=5)
        wait(page)
        page.keyboard.press("Tab")
        wait(page)
        assert shown(page)["values"]["speaker_name"] == "Eva Anders"
        assert shown(page)["values"]["speaker_role"] == "Generalin der Bundeswehr"
