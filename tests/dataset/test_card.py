"""The card declares the licence that the articles have, and explains every label."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from quotes.dataset import build, read_manifest
from quotes.dataset.card import generated_sha256, kept, render
from quotes.dataset.card_texts import CATEGORY_MEANINGS, FLAG_MEANINGS, STANCE_MEANINGS, TYPE_MEANINGS
from quotes.dataset.licence import hub_licence
from quotes.document import QUOTATION_TYPES, ROLE_CATEGORIES, STANCE_LABELS
from quotes.stages.flag import FLAGS
from tests.dataset.examples import RECIPE, document, silent


@pytest.mark.parametrize(
    ("licences", "expected"),
    [
        ({}, "unknown"),
        ({None: 3}, "unknown"),
        ({"CC0-1.0": 3}, "cc0-1.0"),
        ({"CC BY-NC-SA 4.0": 3}, "cc-by-nc-sa-4.0"),
        ({"CC0-1.0": 3, None: 1}, "other"),
        ({"house rules": 3}, "other"),
    ],
)
def test_hub_licence(licences: dict[str | None, int], expected: str) -> None:
    """One known licence is declared, several or foreign ones are "other", none is "unknown"."""
    assert hub_licence(licences) == expected


def test_every_label_is_explained() -> None:
    """The card's tables have a meaning for each label."""
    assert tuple(TYPE_MEANINGS) == QUOTATION_TYPES
    assert tuple(STANCE_MEANINGS) == STANCE_LABELS
    assert tuple(CATEGORY_MEANINGS) == ROLE_CATEGORIES
    assert tuple(FLAG_MEANINGS) == FLAGS


def test_text_of_ones_own_is_kept(tmp_path: Path) -> None:
    """In the card's blocks, in blocks of one's own, and keys of the front matter; the rest is made anew."""
    folder = build([document()], tmp_path / "news", RECIPE).folder
    path = folder / "README.md"
    card = path.read_text(encoding="utf-8")
    mine = re.sub(r"(<!-- yours: about .*-->\n)", "\\1Über uns: **wir**.\n", card)
    mine = (
        mine.replace("---\n\n# news", "doi: 10.1/x\n---\n\n# news")
        + "\n<!-- yours: funding -->\nBy nobody.\n<!-- end -->\n"
    )
    assert generated_sha256(mine) == generated_sha256(card)
    path.write_text(mine, encoding="utf-8")
    done = build([silent()], folder, RECIPE)
    assert done.notices == ()
    new = path.read_text(encoding="utf-8")
    for words in ("Über uns: **wir**.", "doi: 10.1/x", "By nobody.", "Version 1.1.0"):
        assert words in new
    assert "Version 1.0.0" not in new
    assert build([document("c.txt")], folder, RECIPE).notices == ()
    assert path.read_text(encoding="utf-8").count("By nobody.") == 1


def test_a_block_without_an_end_takes_nothing_along() -> None:
    """Its text is not kept, rather than all that is generated up to the next block's end."""
    card = "<!-- yours: about -->\nMine.\n\n## Sources\n\n<!-- yours: sources -->\nOurs.\n<!-- end -->\n"
    assert kept(card).blocks == {"sources": "Ours.\n"}


def test_edits_elsewhere_are_said_and_stay_with_the_old_version(tmp_path: Path) -> None:
    """The notice says where they are kept."""
    folder = build([document()], tmp_path / "news", RECIPE).folder
    path = folder / "README.md"
    path.write_text(path.read_text(encoding="utf-8").replace("## Limits", "## Grenzen"), encoding="utf-8")
    [notice] = build([silent()], folder, RECIPE).notices
    assert "versions/1.0.0/README.md" in notice
    assert "## Grenzen" in (folder / "versions/1.0.0/README.md").read_text(encoding="utf-8")
    assert "## Grenzen" not in path.read_text(encoding="utf-8")


def test_a_card_is_made_from_the_manifest_alone(tmp_path: Path) -> None:
    """As it is read from its file; what is in it of models, sources, people stands in the card."""
    said = {"licence": "CC0", "scores": [["dev", "messages F1", 79.04, [76.0, 81.8]]]}
    recipe = dataclasses.replace(RECIPE, cards={"m": said})
    articles = {"source": "taz|Bremen", "published": "2024-05-01", "licence": "CC0-1.0"}
    folder = build([document(**articles), silent()], tmp_path / "news", recipe).folder
    manifest = read_manifest(folder)
    assert manifest is not None
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert render(manifest, kept(card)) == card
    for words in (
        "| m | dev | messages F1 | 79.0 | 76.0-81.8 |",
        "(m: CC0)",
        "taz\\|Bremen | 1 |",
        "Published from 2024-05-01 to 2024-05-01 (1 article with a date)",
        "No row was looked at by a person",
    ):
        assert words in card
    reviewed = dataclasses.replace(
        manifest, counts=manifest.counts | {"review": {"accepted": 1, "unreviewed": 1}}, agreement={"alpha": 0.812}
    )
    card = render(reviewed)
    assert "expert-generated" in card
    assert "| alpha | 0.81 |" in card
