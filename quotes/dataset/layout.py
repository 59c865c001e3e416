"""What a dataset takes in and how it lies on disk: stories, splits, compression, sizes. A dataset keeps its layout."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from quotes.errors import InputError

#: Names that ``datasets`` takes for a split; ``all`` means every split there.
_SPLIT = re.compile(r"(?!all$)[a-z][a-z0-9_]*")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMG]?)B?", re.IGNORECASE)
_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}
#: The files of a table without splits are called so, and load as the split ``train``.
UNSPLIT = "part"
TRAIN = "train"

Splits = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """``None`` means: as the dataset has it, at first none. ``splits`` are names with their shares, which add up to 1
    (``()``: one split); ``shard_bytes`` is the largest size of a file before compression (0: by rows alone);
    ``one_per_story``: of articles that are nearly the same one is taken in.
    """

    splits: Splits | None = None
    compress: bool | None = None
    shard_bytes: int | None = None
    one_per_story: bool | None = None

    def over(self, before: Layout) -> Layout:
        """This layout, with what it leaves open as before."""
        given = {f.name: getattr(self, f.name) for f in fields(self)}
        return Layout(**{name: getattr(before, name) if value is None else value for name, value in given.items()})

    def is_given(self) -> bool:
        """Whether anything is told."""
        return self != AS_IT_IS

    def as_dict(self) -> dict[str, Any]:
        """What is other than by default, as JSON values."""
        found = {f.name: getattr(self, f.name) for f in fields(self)} | {"splits": dict(self.splits or ())}
        return {name: value for name, value in found.items() if value}

    def describe(self) -> str:
        """The layout in words, for a changelog."""
        shares = ", ".join(f"{name} {share:g}" for name, share in self.splits or ())
        parts = [
            f"splits {shares}" if shares else "one split",
            "compressed" if self.compress else "",
            f"files of at most {self.shard_bytes:,} bytes" if self.shard_bytes else "",
            "one article a story" if self.one_per_story else "",
        ]
        return ", ".join(filter(None, parts))


AS_IT_IS = Layout()


def from_dict(loaded: Mapping[str, Any]) -> Layout:
    """The layout that a manifest holds."""
    return Layout(
        tuple(loaded.get("splits", {}).items()),
        bool(loaded.get("compress")),
        int(loaded.get("shard_bytes", 0)),
        bool(loaded.get("one_per_story")),
    )


def parse_splits(text: str) -> Splits:
    """``train=0.8,validation=0.1,test=0.1``; ``none`` for no splits.

    Raises InputError for anything else, and where the shares do not add up to 1.
    """
    if text.strip() == "none":
        return ()
    example = "expected names with shares that add up to 1, such as train=0.8,validation=0.1,test=0.1, or none"
    found: dict[str, float] = {}
    for item in text.split(","):
        name, _, share = (part.strip() for part in item.partition("="))
        try:
            found[name] = float(share)
        except ValueError:
            raise InputError(f"got the splits {text!r}, {example}") from None
        if not _SPLIT.fullmatch(name) or name == UNSPLIT or not 0 < found[name] <= 1:
            raise InputError(f"got the split {item.strip()!r}, {example}; names are small letters, digits and _")
    total = sum(found.values())
    if abs(total - 1) > 1e-6 or len(found) != text.count(",") + 1:
        raise InputError(f"got the splits {text!r} with {len(found)} names and a sum of {total:g}, {example}")
    return tuple(found.items())


def parse_size(text: str) -> int:
    """A size in bytes: ``500000``, ``50MB``, ``1GB``. Raises InputError for anything else, and for under 1 KB."""
    match = _SIZE.fullmatch(text.strip())
    size = int(float(match[1]) * _UNITS[match[2].upper()]) if match else 0
    if size < 1000:
        raise InputError(f"got the size {text!r}, expected at least 1KB, such as 50MB or 1GB")
    return size


def split_of(group: str, splits: Splits) -> str:
    """The split of a document group: by the hash of its id alone, so that it stays where it is as a dataset grows.

    The order in which splits are named plays no part.
    """
    splits = tuple(sorted(splits))
    place = int.from_bytes(hashlib.sha256(f"split {group}".encode()).digest()[:8], "big") / 2**64
    reached = 0.0
    for name, share in splits:
        reached += share
        if place < reached:
            return name
    return splits[-1][0]


def data_files(config: str, files: Iterable[str]) -> list[dict[str, str]]:
    """The ``data_files`` of a config for a card, given the paths of all data files: one entry for each split that has
    rows, ``train`` first; ``datasets`` cannot load a split without any.
    """
    names = [path.rpartition("/")[2] for path in files if path.startswith(f"data/{config}/")]
    ending = ".jsonl.gz" if any(name.endswith(".gz") for name in names) else ".jsonl"
    prefixes = sorted({name.rpartition("-")[0] for name in names}, key=lambda name: (name != TRAIN, name))
    if prefixes in ([], [UNSPLIT]):
        return [{"split": TRAIN, "path": f"data/{config}/*{ending}"}]
    return [{"split": prefix, "path": f"data/{config}/{prefix}-*{ending}"} for prefix in prefixes]
