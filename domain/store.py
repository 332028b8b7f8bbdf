"""Where everything that has a history is loaded from and saved to (事件库).

The store has no rules, and no settings of its own: a ready factory says how it records.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple, Protocol, TypeVar, cast
from uuid import UUID

from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.persistence import InfrastructureFactory, StoredEvent
from eventsourcing.utils import Environment, EnvType

from domain.base import CommandHeader, Event, EventSourced
from domain.ports import Vault

Noun = TypeVar("Noun", bound=EventSourced)
Result = TypeVar("Result")
NOBODY = UUID(int=0)  # there is no such aggregate


class Entry(Protocol):
    """What the log knows of an event beside what it says."""

    position: int
    event_id: UUID
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID | None
    recorded_at: datetime


class CarriedOut(Protocol):
    """What the log knows of a command that took effect."""

    fingerprint: bytes
    answer: dict[str, Any] | None
    first_position: int
    last_position: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event and its entry in the log. The event itself says nothing of where it was recorded."""

    event: Event
    entry: Entry


class Log(Protocol):
    """What the recorder can tell beyond what the library asks of one."""

    def select_events(self, originator_id: UUID, *, until: int | None = None) -> Sequence[StoredEvent]:
        """The aggregate's events as they were known at the position `until`."""

    def select_histories(self, originator_ids: Iterable[UUID]) -> Sequence[StoredEvent]:
        """The events of all these aggregates, each one's in their order."""

    def select_begun(self, originator_ids: Iterable[UUID]) -> set[UUID]:
        """Those of these aggregates that there are."""

    def select_at(self, positions: Iterable[int]) -> Sequence[StoredEvent]:
        """The events at these positions, in no order."""

    def command_of(self, principal: str, key: str) -> CarriedOut | None:
        """The command that this principal sent under this key, if it took effect."""


class CommandRecorder(Protocol):
    """What the event store can do beyond what the library asks of one."""

    def record(
        self, domain_events: Sequence[Any], command: CommandHeader, vault: Vault | None = None
    ) -> Sequence[int]:
        """Record the events of one command, all or none, sealed out of this vault; their positions."""


class AnswerReader(Protocol):
    """What the mapper can do beyond what the library asks of one."""

    def to_answered(self, command: CarriedOut) -> CarriedOut:
        """The command, its answer with every seal as a `Sealed` fact."""


class TalentCards(Application[UUID]):
    """The library's application on a factory that was handed in, and that its owner closes."""

    def __init__(self, factory: InfrastructureFactory[Any]) -> None:
        self._given = factory
        self._memory = Memory()
        super().__init__()

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Nothing that happens to stand in the process's environment changes how events are recorded."""
        return Environment(name, env)

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:  # noqa: ARG002
        return self._given

    def save_all(
        self, aggregates: Sequence[EventSourced], command: CommandHeader, vault: Vault | None = None
    ) -> Sequence[int]:
        """Record what was decided in all of them, or nothing. Returns the events' positions in the log.

        `vault` is that of the command, if it was worked out at one sitting. It is the library's `save` without what nothing here uses of it, snapshots and followers.
        """
        events = [event for aggregate in aggregates for event in aggregate.collect_events()]
        return cast("CommandRecorder", self.events).record(events, command, vault)

    def load_all(self, ids: Iterable[UUID], *, until: int | None = None) -> dict[UUID, EventSourced]:
        """Those of these aggregates that there are, or were at the position `until`, with one question asked."""
        stored = self.stored(ids)
        if until is not None:
            stored = [one for one in stored if cast("Entry", one).position <= until]
        return self.told(stored)

    def stored(self, ids: Iterable[UUID]) -> Sequence[StoredEvent]:
        """The histories of these aggregates as the log has them, each in one piece; nothing of them is read."""
        return self._log.select_histories(ids)

    def told(self, histories: Iterable[StoredEvent]) -> dict[UUID, EventSourced]:
        """The aggregates that these histories make, each of which stands in one piece."""
        each = groupby(histories, attrgetter("originator_id"))
        return {id_: self._made_of(id_, list(history)) for id_, history in each}

    def find(self, id_: UUID, *, until: int | None = None) -> Any:
        """The aggregate of whichever kind, or as it was at the position `until`; None if there is or was none."""
        if until is None:
            return self.load_all([id_]).get(id_)
        return self.told(self._log.select_events(id_, until=until)).get(id_)

    def get(self, id_: UUID) -> Any:
        """The aggregate of whichever kind. Raises the library's `AggregateNotFoundError`."""
        found = self.find(id_)
        if found is None:
            raise AggregateNotFoundError(f"there is no aggregate {id_}")
        return found

    def expect(self, ids: Iterable[UUID]) -> None:
        """Say what is going to be loaded: nothing to a store that remembers nothing."""

    def one_look(self) -> "OneLook":
        """The same store, for as long as one thing is worked out."""
        return OneLook(self)

    def once(self, work: Callable[["TalentCards"], Result]) -> Result:
        """What `work` makes of this store; within one look it is made once, however many ask for it."""
        return work(self)

    def which_begun(self, ids: Iterable[UUID]) -> set[UUID]:
        """Those of these aggregates that there are; nothing of them is read."""
        return self._log.select_begun(ids)

    def carried_out(self, principal: str, key: str) -> CarriedOut | None:
        """What this principal's command under this key did, if it took effect; its answer's facts are sealed."""
        command = self._log.command_of(principal, key)
        return None if command is None else cast("AnswerReader", self.mapper).to_answered(command)

    def history(self, id_: UUID, *, until: int | None = None) -> list[Recorded]:
        """The events of one aggregate, oldest first, as they were known at the position `until`."""
        stored = self._log.select_events(id_, until=until)
        return [Recorded(self._event(record), cast("Entry", record)) for record in stored]

    def recorded_at(self, positions: Iterable[int]) -> dict[int, Recorded]:
        """The events at these positions of the log, of whichever aggregate."""
        entries = (cast("Any", stored) for stored in self._log.select_at(positions))
        return {entry.position: Recorded(self._event(entry), entry) for entry in entries}

    @property
    def last_position(self) -> int:
        """The newest position of the log: whatever is recorded from now on comes after it."""
        return self.recorder.max_notification_id() or 0

    def close(self) -> None:
        self.closing.set()

    @property
    def _log(self) -> Log:
        return cast("Log", self.recorder)

    def _made_of(self, id_: UUID, history: list[StoredEvent]) -> EventSourced:
        """The aggregate that this history makes. (The library's own way is half as fast: it checks each event's class anew.)"""
        remembered = self._memory.of(id_, history)
        made: Any = None if remembered is None else copied(remembered.made)
        unread = history if remembered is None else history[len(remembered.history) :]
        for stored in unread:
            made = self._event(stored).mutate(made)
        if unread:
            self._memory.keep(id_, Remembered(history, copied(made)))
        return cast("EventSourced", made)

    def _event(self, stored: StoredEvent) -> Event:
        return cast("Event", self.mapper.to_domain_event(stored))


class Remembered(NamedTuple):
    """A history, event by event as it is stored, and the aggregate that it makes."""

    history: list[StoredEvent]
    made: EventSourced


class Memory:
    """What histories have made, so that what was read once is not read again.

    The log is asked all the same, and what it says is held against what is remembered: so this saves reading and never
    decides what holds, whatever was appended, erased or restored meanwhile, and by whom. Facts about persons are in it as they
    are in the log, sealed. Threads share it: of two who keep something at once one may keep it in vain.
    """

    def __init__(self) -> None:
        self._lately: dict[UUID, Remembered] = {}
        self._before: dict[
            UUID, Remembered
        ] = {}  # forgotten as soon as there is as much of what was kept since
        self._room = ROOM

    def of(self, id_: UUID, history: list[StoredEvent]) -> Remembered | None:
        """The beginning of this history that is remembered, or all of it."""
        kept = self._lately.get(id_) or self._before.get(id_)
        return kept if kept is not None and history[: len(kept.history)] == kept.history else None

    def keep(self, id_: UUID, remembered: Remembered) -> None:
        """Remember it until as much as there is room for was remembered since; nothing that is larger than the room."""
        known = self._lately.get(id_)
        new = remembered.history if known is None else remembered.history[len(known.history) :]
        size = sum(len(stored.state) for stored in new)
        if size > ROOM:
            return
        if size > self._room:
            self._before, self._lately, self._room = self._lately, {}, ROOM
        self._lately[id_] = remembered
        self._room -= size


ROOM = 2_000_000  # bytes of states in the log, twice; in memory a few times as many


class OneLook(TalentCards):
    """The store for as long as one thing is worked out: each aggregate is asked for once, and stays as it was then.

    What is loaded later is never older than what was loaded before, as if each had been asked for by itself: what was
    asked for ahead, and nobody has come for yet, is asked for again with every other question. Whoever loads one gets a
    copy to decide on. To decide anew on what holds by now takes another look.
    """

    def __init__(self, store: TalentCards) -> None:
        vars(self).update(vars(store))
        self._expected: set[UUID] = set()
        self._ahead: dict[UUID, list[StoredEvent]] = {}
        self._seen: dict[UUID, EventSourced | None] = {NOBODY: None}
        self._made: dict[Callable[[TalentCards], Any], Any] = {}

    def expect(self, ids: Iterable[UUID]) -> None:
        """Have the next question ask for these as well; what nobody comes for is not even read."""
        self._expected.update(ids)

    def load_all(self, ids: Iterable[UUID], *, until: int | None = None) -> dict[UUID, EventSourced]:
        """Those of these aggregates that there are, or were at the position `until`."""
        if until is not None:
            return super().load_all(ids, until=until)
        seen, wanted = self._seen, dict.fromkeys(ids)
        if unseen := [id_ for id_ in wanted if id_ not in seen]:
            if not self._ahead.keys() >= set(unseen):
                self._ask(unseen)
            for id_ in unseen:
                seen[id_] = self.told(self._ahead.pop(id_)).get(id_)
        return {id_: copied(found) for id_ in wanted if (found := seen[id_]) is not None}

    def once(self, work: Callable[[TalentCards], Result]) -> Result:
        """What `work` makes of this look, made when it is first asked for."""
        if work not in self._made:
            self._made[work] = work(self)
        return cast("Result", self._made[work])

    def _ask(self, wanted: Iterable[UUID]) -> None:
        asked = {*wanted, *self._expected, *self._ahead} - self._seen.keys()
        self._expected.clear()
        self._ahead = {id_: [] for id_ in asked}
        for stored in self.stored(asked):
            self._ahead[cast("UUID", stored.originator_id)].append(stored)


def copied(noun: Noun) -> Noun:
    """The noun in a copy of its own: what is decided about it is forgotten. What its members hold is never changed in place."""
    kind = type(noun)
    made: Noun = kind.__new__(kind)  # as `copy.copy` does, which looks for other ways first
    vars(made).update(vars(noun))
    for name, value in vars(noun).items():
        if type(value) in CHANGED_IN_PLACE:
            setattr(made, name, value.copy())
    return made


CHANGED_IN_PLACE = frozenset({dict, list, set})
