"""By which recipe each document of a dataset was labelled, so that an older label is told from a newer one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from quotes.dataset.manifest import Manifest

#: The parts of a recipe that decide labels; aliases are applied to the dataset as a whole, whenever it is built.
PARTS = ("code", "configuration", "models", "lexicons", "target")

Decisive = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Recipes (their decisive parts), the oldest first, and by id the number of the one that labelled each document."""

    recipes: tuple[Decisive, ...] = ()
    by_id: Mapping[str, int] = field(default_factory=dict)

    def by(self, recipe: Mapping[str, Any], ids: Iterable[str]) -> Labelled:
        """The same with these documents labelled by this recipe; recipes of no document go."""
        wanted = decisive(recipe)
        recipes = self.recipes if wanted in self.recipes else (*self.recipes, wanted)
        by_id = {**self.by_id, **dict.fromkeys(ids, recipes.index(wanted))}
        used = sorted(set(by_id.values()))
        return Labelled(tuple(recipes[i] for i in used), {id_: used.index(i) for id_, i in by_id.items()})

    def others(self, recipe: Mapping[str, Any]) -> dict[str, int]:
        """The documents that another recipe labelled, with its number."""
        wanted = decisive(recipe)
        return {id_: i for id_, i in self.by_id.items() if self.recipes[i] != wanted}

    def dump(self) -> list[dict[str, Any]]:
        """For the manifest: each recipe with its documents, by id but for the recipe that has most of them."""
        counts = Counter(self.by_id.values())
        most = max(counts, key=lambda i: (counts[i], i), default=None)
        ids: dict[int, list[str]] = {i: [] for i in counts}
        for id_ in sorted(self.by_id):
            ids[self.by_id[id_]].append(id_)
        return [
            {"recipe": recipe, "documents": counts[i], "ids": None if i == most else ids[i]}
            for i, recipe in enumerate(self.recipes)
        ]


def read_labelled(manifest: Manifest | None, ids: Iterable[str]) -> Labelled:
    """What labelled the documents with these ids, as a manifest says; its own recipe where it says nothing."""
    if manifest is None:
        return Labelled()
    if not manifest.labelled:
        return Labelled().by(manifest.recipe, ids)
    recipes = tuple(entry["recipe"] for entry in manifest.labelled)
    rest = next((i for i, entry in enumerate(manifest.labelled) if entry["ids"] is None), len(recipes) - 1)
    listed = {id_: i for i, entry in enumerate(manifest.labelled) for id_ in entry["ids"] or ()}
    return Labelled(recipes, {id_: listed.get(id_, rest) for id_ in ids})


def decisive(recipe: Mapping[str, Any]) -> Decisive:
    """The parts of a recipe that decide labels; of the code the hash over what reads and labels, where it has one."""
    code = recipe["code"]
    kept = {key: code[key] for key in ("package", "version")}
    return {
        "code": kept | {"sha256": code.get("labelling_sha256", code["sha256"])},
        **{part: dict(recipe.get(part) or {}) for part in PARTS[1:]},
    }


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """What differs between the decisive parts of two recipes, in words: ``models: parser 3f2a91c0 -> none``."""
    return [f"{part}: {', '.join(found)}" for part in PARTS if (found := list(_changed(old.get(part), new.get(part))))]


def _changed(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Iterator[str]:
    before, after = old or {}, new or {}
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key):
            yield f"{key} {_short(before.get(key))} -> {_short(after.get(key))}"


def _short(value: object) -> str:
    text = "none" if value is None else str(value)
    return text[:8] if len(text) == 64 and not set(text) - set("0123456789abcdef") else text
