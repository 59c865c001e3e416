"""Who holds what, by the log: answers by item and lane, and what can be undone; and the one way to change it.

The book follows the log: before it answers or writes, it reads what others have added since. A change names the
version of the answer that its author saw, and is refused where somebody (the same person in another window) has
changed it since.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from quotes.decisions.log import Log, NewEvent
from quotes.decisions.model import Answer, Event, Item
from quotes.errors import QuotesError

FINAL = ""
LONGEST_SECONDS = 3600.0


class StaleError(QuotesError):
    """An answer is no longer what its author saw."""


class NothingLeftError(QuotesError):
    """There is nothing to undo or redo."""


@dataclass(frozen=True, slots=True)
class Change:
    """One answer to give: ``version`` is that of the answer which the author saw, 0 for none."""

    item: Item
    version: int
    kind: str
    answer: Answer
    lane: str | None = None


@dataclass(slots=True)
class _Action:
    """The events of one request that can be undone together."""

    request: str
    events: list[int]


@dataclass(slots=True)
class _History:
    undo: list[_Action] = field(default_factory=list)
    redo: list[_Action] = field(default_factory=list)


class Book:
    """The answers of everybody, kept up with the log."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.items: dict[str, Item] = {}
        self.events: dict[int, Event] = {}
        self._answers: dict[tuple[str, str], tuple[int, Answer | None]] = {}
        self._lanes: dict[str, list[str]] = {}
        self._histories: dict[str, _History] = {}
        self._requests: dict[str, list[int]] = {}
        self._by_person: dict[str, list[Event]] = {}
        self._seq = 0
        self._lock = threading.RLock()
        self.refresh()

    def refresh(self) -> int:
        """Read what was added to the log; returns the number of the last event."""
        with self._lock:
            new = self.log.events(self._seq)
            unknown = {event.item for event in new} - self.items.keys()
            self.items.update(self.log.items(sorted(unknown)))
            for event in new:
                self._take(event)
            return self._seq

    def answer(self, item: str, lane: str) -> Answer | None:
        """What holds in a lane."""
        return self._answers.get((item, lane), (0, None))[1]

    def version(self, item: str, lane: str) -> int:
        """The number of the event that last changed the answer; 0 where there was none."""
        return self._answers.get((item, lane), (0, None))[0]

    def answers(self, item: str) -> dict[str, Answer]:
        """The answers of all annotators who gave one, by name; without the final one."""
        found = ((lane, self.answer(item, lane)) for lane in self._lanes.get(item, ()))
        return {lane: answer for lane, answer in found if answer is not None and lane != FINAL}

    def is_touched(self, item: str) -> bool:
        """Whether anybody has an answer, or had one."""
        return item in self._lanes

    def final(self, item: str) -> Answer | None:
        """The decision on a conflict."""
        return self.answer(item, FINAL)

    def last_action(self, who: str, *, redo: bool = False) -> int:
        """The number of the event that the person's next undo (or redo) takes back; 0 where there is none."""
        history = self._histories.get(who, _History())
        actions = history.redo if redo else history.undo
        return actions[-1].events[-1] if actions else 0

    def events_of(self, who: str) -> list[Event]:
        """All that the person did, in order."""
        return self._by_person.get(who, [])

    def record(self, who: str, changes: Sequence[Change], *, request: str, seconds: float = 0.0) -> list[Event]:
        """Write changes as one action; on return they are on the disk.

        The same ``request`` again changes nothing and gives the events that it made, so that a save whose answer got
        lost can be sent again. Raises StaleError where an answer is no longer of the version that a change names,
        DatasetError where the log cannot be written.
        """
        with self._lock, self.log.transaction():
            self.refresh()
            if request in self._requests:
                return [self.events[seq] for seq in self._requests[request]]
            new = []
            for change in changes:
                lane = who if change.lane is None else change.lane
                if self.version(change.item.id, lane) != change.version:
                    raise StaleError(
                        f"{change.item.id}: got a change of an answer that has changed since (another window?); "
                        "look at it as it is now, and decide again; nothing was overwritten"
                    )
                before = self.answer(change.item.id, lane)
                new.append(
                    NewEvent(who, change.item, lane, change.kind, before, change.answer, _bounded(seconds), request)
                )
                seconds = 0.0
            events = [self.log.append(event) for event in new]
        self._keep(events, [event.item for event in new])
        return events

    def undo(self, who: str, *, last: int, request: str, redo: bool = False) -> list[Event]:
        """Take back the person's last action, or bring back the one last taken back; as events of their own.

        ``last`` is what ``last_action`` was when the person asked. Raises StaleError where it is another now,
        NothingLeftError where there is none, DatasetError where the log cannot be written.
        """
        with self._lock, self.log.transaction():
            self.refresh()
            if request in self._requests:
                return [self.events[seq] for seq in self._requests[request]]
            now = self.last_action(who, redo=redo)
            if not now:
                raise NothingLeftError("nothing to redo" if redo else "nothing to undo")
            if now != last:
                raise StaleError("another window has gone on since; look at what holds now, then undo again")
            history = self._histories[who]
            action = (history.redo if redo else history.undo)[-1]
            order = action.events if redo else action.events[::-1]
            new = [self._reversal(who, self.events[seq], request, redo=redo) for seq in order]
            events = [self.log.append(event) for event in new]
        self._keep(events, [])
        return events

    def _reversal(self, who: str, event: Event, request: str, *, redo: bool) -> NewEvent:
        now = self.answer(event.item, event.lane)
        if event.lane != who and self.version(event.item, event.lane) != self._own_version(event, redo=redo):
            raise StaleError("somebody else has decided on this since; look at what holds now")
        after = event.after if redo else event.before
        kind = "redo" if redo else "undo"
        return NewEvent(who, self.items[event.item], event.lane, kind, now, after, 0.0, request, event.seq)

    def _own_version(self, event: Event, *, redo: bool) -> int:
        """The version that a shared lane has where nobody went on after the event (or after it was undone)."""
        touching = [e for e in self.events.values() if event.seq in (e.seq, e.undoes)]
        return max(e.seq for e in touching)

    def _keep(self, events: Iterable[Event], items: Iterable[Item]) -> None:
        """Take in what was just written; another process may have written before it."""
        with self._lock:
            for item in items:
                self.items.setdefault(item.id, item)
            self.refresh()

    def _take(self, event: Event) -> None:
        self._seq = event.seq
        self.events[event.seq] = event
        self._by_person.setdefault(event.who, []).append(event)
        self._requests.setdefault(event.request, []).append(event.seq)
        self._answers[event.item, event.lane] = (event.seq, event.after)
        lanes = self._lanes.setdefault(event.item, [])
        if event.lane not in lanes:
            lanes.append(event.lane)
        history = self._histories.setdefault(event.who, _History())
        if event.undoes is None:
            _push(history.undo, event.request, event.seq)
            history.redo.clear()
        else:
            source, target = (history.redo, history.undo) if event.kind == "redo" else (history.undo, history.redo)
            _pop(source, event.undoes)
            _push(target, event.request, event.undoes, first=event.kind == "undo")


def _push(actions: list[_Action], request: str, seq: int, *, first: bool = False) -> None:
    if actions and actions[-1].request == request:
        actions[-1].events.insert(0 if first else len(actions[-1].events), seq)
    else:
        actions.append(_Action(request, [seq]))


def _pop(actions: list[_Action], seq: int) -> None:
    actions[-1].events.remove(seq)
    if not actions[-1].events:
        actions.pop()


def _bounded(seconds: float) -> float:
    return round(min(max(seconds, 0.0), LONGEST_SECONDS), 2)
