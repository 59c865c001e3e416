"""Who speaks, beyond the mention: names, roles, affiliations, role categories and spokespersons against gold.

Each is compared among matched quotations, in one spelling (``normal``); a gold value of none is right where none is
given. The name is scored end to end too: a quotation missed and one too many count against it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from quotes.document import Quotation, Speaker
from quotes.evaluate.bootstrap import Figure, Tally, f1, figures, share
from quotes.evaluate.matching import Compared

Value = str | bool | None


def _speaker(quotation: Quotation) -> Speaker:
    return quotation.speaker or Speaker()


FIELDS: dict[str, Callable[[Quotation], Value]] = {
    "name": lambda q: _speaker(q).name,
    "role": lambda q: _speaker(q).role.title,
    "affiliation": lambda q: _speaker(q).role.affiliation,
    "role_category": lambda q: _speaker(q).role.category,
    "spokesperson": lambda q: _speaker(q).is_spokesperson,
}


def normal(value: Value) -> Value:
    """One spelling: NFC, lower case, single spaces, joint speakers joined by ";", no genitive s at the end."""
    if not isinstance(value, str) or not value:
        return value or None
    return " ".join(unicodedata.normalize("NFC", value).casefold().replace(" und ", "; ").split()).rstrip("s'’")


def right(field: str, gold: Quotation, found: Quotation) -> bool:
    """Whether a field of FIELDS is the same in both, none included."""
    value = FIELDS[field]
    return normal(value(gold)) == normal(value(found))


def evaluate(
    items: Sequence[Compared], *, fields: Sequence[str] = tuple(FIELDS), samples: int = 1000, seed: int = 1
) -> dict[str, Figure]:
    """The share of right values among matched quotations, by field; for the name also ``name_f1`` end to end, and
    ``name_named``, the share among matched quotations whose speaker has a name in the gold.
    """
    tallies = np.array([_tally(item, fields) for item in items]).reshape(-1, 5 + len(fields))
    return figures(tallies, lambda row: _statistic(row, fields), samples=samples, seed=seed)


def _tally(item: Compared, fields: Sequence[str]) -> list[int]:
    pairs = list(item.matched())
    named = [right("name", g, f) for g, f in pairs if _speaker(g).name]
    counts = [len(pairs), len(item.gold.quotations), len(item.found.quotations), len(named), sum(named)]
    return counts + [sum(right(field, g, f) for g, f in pairs) for field in fields]


def _statistic(row: Tally, fields: Sequence[str]) -> Mapping[str, float]:
    matched, gold, found, named, right_named = row[:5]
    hits = dict(zip(fields, row[5:], strict=True))
    out: dict[str, float] = {}
    if "name" in hits and (gold or found):
        out["name_f1"] = f1(share(hits["name"], found), share(hits["name"], gold))
    for field, hit in hits.items():
        if matched:
            out[field] = hit / matched
        if field == "name" and named:
            out["name_named"] = right_named / named
    return out
