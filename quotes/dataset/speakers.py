"""The speakers of a dataset: a row for each named person or body, with what all articles say of it, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from quotes.dataset.evidence import Told, told_category
from quotes.dataset.rows import unmistakable
from quotes.document import ROLE_CATEGORIES, STANCE_LABELS
from quotes.german.name_forms import JOINT, can_stand_for, joint_names, usual_name

Row = dict[str, Any]
#: The columns of a quotation row that a speaker's row is made from.
COLUMNS = (
    "doc_id",
    "speaker_name",
    "speaker_id",
    "speaker_role",
    "speaker_affiliation",
    "speaker_role_category",
    "speaker_is_spokesperson",
    "stance",
)


@dataclass(slots=True)
class _Speaker:
    names: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    affiliations: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    private: bool = False
    stances: Counter[str] = field(default_factory=Counter)
    documents: set[str] = field(default_factory=set)
    spokesperson: int = 0


def speaker_rows(
    quotations: Iterable[Mapping[str, Any]],
    published: Mapping[str, str | None],
    wikidata: Mapping[str, str] | None = None,
) -> list[Row]:
    """The rows of ``speaker.v1`` for quotation rows (the columns in COLUMNS are read), sorted by id.

    ``published`` holds the times of publication by document id, ``wikidata`` the known items by speaker id. A quotation
    of several speakers counts for each of them; role, affiliation and category are the first one's.
    """
    speakers: dict[str, _Speaker] = {}
    for row in quotations:
        _count(row, speakers)
    items = wikidata or {}
    return [_row(id_, speakers[id_], published, items.get(id_)) for id_ in sorted(speakers)]


def speakers_of(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The ids of a quotation row's speakers with their names; each id once."""
    seen = set()
    names = joint_names(row["speaker_name"] or "")
    for id_, name in zip((row["speaker_id"] or "").split(JOINT), names, strict=False):
        if id_ and id_ not in seen:
            seen.add(id_)
            yield id_, name


def best_name(names: Mapping[str, int]) -> str:
    """The name to show of those that a speaker has (with how often): a full name before short forms, a body's usual
    name before its others, then the most frequent.
    """
    full = [name for name in names if not any(can_stand_for(name, other) for other in names)]
    usual = [name for name in full if usual_name(name) in (None, name)]
    return max(usual or full, key=lambda name: (names[name], len(name), name))


def _count(row: Mapping[str, Any], speakers: dict[str, _Speaker]) -> None:
    """Add a quotation to its speakers."""
    first = True
    for id_, name in speakers_of(row):
        speaker = speakers.setdefault(id_, _Speaker())
        speaker.names[name] += 1
        speaker.stances[row["stance"]] += 1
        speaker.documents.add(row["doc_id"])
        if first:
            _count_standing(row, speaker)
        first = False


def _count_standing(row: Mapping[str, Any], speaker: _Speaker) -> None:
    role, affiliation, category = row["speaker_role"], row["speaker_affiliation"], row["speaker_role_category"]
    speaker.roles.update([role] if role else [])
    speaker.affiliations.update([affiliation] if affiliation else [])
    told = told_category(Told(role or "", affiliation or "", category))
    speaker.categories.update([told] if told else [])
    speaker.private = speaker.private or category == "individual"
    speaker.spokesperson += row["speaker_is_spokesperson"]


def _row(id_: str, speaker: _Speaker, published: Mapping[str, str | None], item: str | None) -> Row:
    name = best_name(speaker.names)
    times = sorted(filter(None, (published.get(doc_id) for doc_id in speaker.documents)))
    return {
        "id": id_,
        "name": unmistakable(name),
        "aliases": [unmistakable(other) for other in _by_frequency(speaker.names) if other != name],
        "wikidata": item,
        "category": _category(speaker),
        "roles": _by_frequency(speaker.roles),
        "affiliations": _by_frequency(speaker.affiliations),
        "quotations": speaker.stances.total(),
        "documents": len(speaker.documents),
        "spokesperson": speaker.spokesperson,
        **{label: speaker.stances[label] for label in STANCE_LABELS},
        "first": times[0] if times else None,
        "last": times[-1] if times else None,
    }


def _by_frequency(counts: Counter[str]) -> list[str]:
    return [value for value, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def _category(speaker: _Speaker) -> str:
    """The category told most, the one first in the guidelines of several; a private person where no role is told."""
    if not speaker.categories:
        return "individual" if speaker.private else "unknown"
    return max(ROLE_CATEGORIES, key=speaker.categories.__getitem__)
