"""Near-duplicates are found by their true overlap, whatever the order of texts."""

from __future__ import annotations

import itertools
import random

import pytest

from quotes.dataset.minhash import BANDS, ROWS, components, fingerprints, words

RANDOM = random.Random(7)
VOCABULARY = [f"wort{i}" for i in range(3000)]


def story(length: int = 300) -> list[str]:
    return RANDOM.choices(VOCABULARY, k=length)


def with_changes(text: list[str], changes: int) -> list[str]:
    changed = list(text)
    for place in RANDOM.sample(range(len(text)), changes):
        changed[place] = "anders"
    return changed


def overlapping() -> list[str]:
    """Three texts: the second overlaps by 0.65 with the first and the third, which overlap by 0.42."""
    a = story(120)
    b = a[25:] + story(25)
    return [" ".join(a), " ".join(b), " ".join(b[25:] + story(25))]


def groups(texts: list[str], fixed: list[str | None] | None = None) -> list[set[int]]:
    found = components(fingerprints(texts), 0.5, fixed or [None] * len(texts))
    return sorted((set(members) for members, _ in found), key=min)


@pytest.mark.parametrize("changes", [0, 3, 10, 25])
def test_edited_copies_are_found(changes: int) -> None:
    """Of 40 copies with so many changed words of 300 all whose overlap is 0.5 or more are found."""
    pairs = [(" ".join(t), " ".join(with_changes(t, changes))) for t in (story() for _ in range(40))]
    prints = fingerprints([text for pair in pairs for text in pair])
    expected = [{2 * i, 2 * i + 1} for i in range(40) if prints.overlap(2 * i, 2 * i + 1) >= 0.5]
    assert len(expected) == 40
    assert [g for g in groups([text for pair in pairs for text in pair]) if len(g) > 1] == expected


def test_unrelated_texts_are_apart() -> None:
    """No two of 200 texts are one; a text is one with itself in other case, marks and layout."""
    texts = [" ".join(story()) for _ in range(200)]
    assert len(groups(texts)) == 200
    assert groups(["Der Rat tagt in Bern, sagte er.", "DER RAT\ntagt in „Bern“ – sagte er"]) == [{0, 1}]


def test_estimate_never_hides_what_overlaps() -> None:
    """Signatures are only used to skip pairs that are far below the threshold: their estimate is within the margin."""
    for changes in range(0, 100, 5):
        text = story()
        prints = fingerprints([" ".join(text), " ".join(with_changes(text, changes))])
        estimate = float((prints.signatures[0] == prints.signatures[1]).mean())
        assert abs(estimate - prints.overlap(0, 1)) < 0.2
    assert prints.signatures.shape == (2, BANDS * ROWS)


def test_order_plays_no_part() -> None:
    """All orders of chained, equal and unrelated texts give the same groups; a chain is one group."""
    chain = [*overlapping(), " ".join(story(120))]
    assert groups(chain) == [{0, 1, 2}, {3}]
    for order in itertools.permutations(range(4)):
        found = groups([chain[i] for i in order])
        assert {frozenset(order[i] for i in group) for group in found} == {frozenset({0, 1, 2}), frozenset({3})}


def test_fixed_groups_are_not_joined() -> None:
    """A text between two groups is told of both; the groups stay two."""
    texts = overlapping()
    (found,) = components(fingerprints(texts), 0.5, ["g-a", None, "g-b"])
    assert found == ([1], {"g-a", "g-b"})


def test_short_and_empty_texts() -> None:
    """A text of two words equals only itself; texts without a word equal nothing."""
    assert groups(["Nein danke", "nein, danke!", "Nein", "...", "", "…"]) == [{0, 1}, {2}, {3}, {4}, {5}]
    assert words("Straße, 3 „Nein“") == ["strasse", "3", "nein"]


def test_signatures_are_the_same_for_ever() -> None:
    """The first values of a signature are pinned: groups of datasets that exist must not move."""
    assert [int(v) for v in fingerprints(["Der Rat tagt in Bern"]).signatures[0, :3]] == PINNED


PINNED = [592240336, 816321493, 375924126]
