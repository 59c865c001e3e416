"""From many answers to what holds: one decision an item, or a conflict that waits for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quotes.decisions.book import FINAL, Book
from quotes.decisions.model import Answer, Item


@dataclass(frozen=True, slots=True)
class Decision:
    """What holds of an item, by whom, and the number of the last event that made it so."""

    item: Item
    answer: Answer
    by: tuple[str, ...]
    seq: int
    adjudicated: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """An item on which people decided differently and nobody has settled it."""

    item: Item
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Settled:
    """All decisions, in the order of their items' ids, and what does not hold yet: conflicts and drafts."""

    decisions: tuple[Decision, ...]
    conflicts: tuple[Conflict, ...]
    drafts: tuple[Item, ...]

    def of_documents(self) -> dict[str, tuple[Decision, ...]]:
        """The decisions on quotations by document id."""
        found: dict[str, list[Decision]] = {}
        for decision in self.decisions:
            if decision.item.origin != "document":
                found.setdefault(decision.item.doc_id, []).append(decision)
        return {doc_id: tuple(decisions) for doc_id, decisions in found.items()}

    def checked_documents(self) -> frozenset[tuple[str, str]]:
        """The documents, as id and hash of the text, of which somebody said that no quotation is missing."""
        documents = (d.item for d in self.decisions if d.item.origin == "document" and d.answer.status == "accepted")
        return frozenset((item.doc_id, item.sha256) for item in documents)


def settle(book: Book) -> Settled:
    """What holds by the log.

    The decision on a conflict goes before all answers. Without one, an item holds what everybody who decided agrees
    on. Drafts and skips decide nothing. An item that was attached elsewhere holds nothing itself.
    """
    decisions, conflicts, drafts = [], [], []
    for id_ in sorted(book.items):
        item, answers = book.items[id_], book.answers(id_)
        final = book.final(id_)
        if "moved" in {answer.status for answer in (*answers.values(), *filter(None, [final]))}:
            continue
        if final is not None and final.decides:
            by = (book.events[book.version(id_, FINAL)].who,)
            decisions.append(Decision(item, final, by, book.version(id_, FINAL), adjudicated=True))
            continue
        deciding = {name: answer for name, answer in sorted(answers.items()) if answer.decides}
        if not deciding:
            drafts += [item] if any(_is_draft(item, a) for a in answers.values()) else []
        elif agreed(deciding):
            name, answer = max(deciding.items(), key=lambda pair: book.version(id_, pair[0]))
            decisions.append(Decision(item, answer, tuple(deciding), book.version(id_, name)))
        else:
            conflicts.append(Conflict(item, deciding))
    return Settled(tuple(decisions), tuple(conflicts), tuple(drafts))


def agreed(answers: Mapping[str, Answer]) -> bool:
    """Whether all answers come to the same."""
    first, *others = answers.values()
    return all(first.agrees_with(other) for other in others)


def _is_draft(item: Item, answer: Answer) -> bool:
    return answer.status == "open" and (
        item.origin == "added" or any(item.row.get(k) != v for k, v in answer.values.items())
    )
