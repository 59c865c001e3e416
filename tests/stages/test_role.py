"""Roles: title, affiliation, category and whether somebody speaks for another, from anywhere in the article."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quotes.document import ROLE_CATEGORIES, Article, Document, Quotation, Role, Span, Speaker
from quotes.resources import lexicon
from quotes.stages.role import RoleLabeler

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "cases" / "roles.json").read_text("utf-8"))


def label(text: str, words: str, *, name: str | None = None, **settings: Any) -> Speaker:
    start = text.rfind(words)
    mention = (Span(start, start + len(words)),)
    quotation = Quotation("q", "reported", mention, speaker=Speaker(mention=mention, name=name))
    [labelled] = RoleLabeler(**settings)([Document(Article("d", text), quotations=(quotation,))])
    assert labelled.quotations[0].speaker is not None
    assert labelled.quotations[0].notes[-1].stage == "role"
    return labelled.quotations[0].speaker


@pytest.mark.parametrize("case", CASES, ids=[c["label"] for c in CASES])
def test_role_of_a_mention(case: dict[str, Any]) -> None:
    """The role as the article words it, in base form, with whom it belongs to and what follows for the category."""
    speaker = label(case["text"], case["mention"])
    assert speaker.role == Role(case["role"], case["affiliation"], case["category"])
    assert speaker.is_spokesperson == case["spokesperson"]


def test_name_of_another_stage_decides_whose_role_it_is() -> None:
    """Where a human or another stage has given a name, the role is that person's."""
    text = "Minister Karl Lohse traf Bischof Peter Hagen. Er war dafür."
    assert label(text, "Er", name="Peter Hagen").role.category == "civil_society"
    assert label(text, "Er", name="Karl Lohse").role.category == "minister"


def test_state_in_the_title_on_demand() -> None:
    """By default the affiliation alone tells the state; on demand the title keeps its adjective."""
    text = "Der irakische Präsident Fuad Massum kam."
    words = "Der irakische Präsident Fuad Massum"
    assert label(text, words).role.title == "Präsident"
    assert label(text, words, keep_origin=True).role.title == "irakischer Präsident"


def test_state_of_an_office_from_the_article() -> None:
    """An office without a state is that of the state that the article is about."""
    text = "Kenia schickt Soldaten. Die kenianische Armee ist bereit. Präsident James Mutua war dafür."
    assert label(text, "Präsident James Mutua").role.affiliation == "Kenia"


def test_nothing_to_do() -> None:
    """Documents without quotations and quotations without a speaker pass through."""
    document = Document(Article("d", "Text."), quotations=(Quotation("q", "direct", (Span(0, 4),)),))
    empty = replace(document, quotations=())
    assert RoleLabeler()([document, empty]) == [document, empty]


@pytest.mark.parametrize("name", ["offices", "bodies", "organisations", "foreign_bodies"])
def test_categories_of_the_tables_are_known(name: str) -> None:
    """Every category in a table is one of the model's, and no entry stands there twice."""
    rows = lexicon(name)
    assert {row["category"] for row in rows} <= set(ROLE_CATEGORIES)


def test_states_of_the_world_are_there() -> None:
    """All members of the United Nations, Kosovo, Palestine and Taiwan, each with an adjective."""
    rows = lexicon("states")
    assert len(rows) > 200
    assert {"Kosovo", "Palästina", "Taiwan", "EU", "Südsudan"} <= {row["name"] for row in rows}
    assert all(row["adjective"] for row in rows)
