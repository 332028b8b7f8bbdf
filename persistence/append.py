"""One call of `log.append`: what is sent, and what the log answers to each command."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

import orjson
from eventsourcing.persistence import DataError, IntegrityError, PersistenceError, StoredEvent

from domain.base import CommandHeader, CommandKeyReused, CommandRepeated
from persistence.datastore import Cursor
from persistence.ids import new_id
from persistence.records import IdentifiedEvent, answer_from, event_id_digits

NO_FACTS = orjson.OPT_PASSTHROUGH_DATACLASS  # a personal fact that nobody sealed is refused


class Repeated(CommandRepeated, PersistenceError):
    """The same principal sent the same command before: it took effect then, and its first answer holds."""


class KeyReused(CommandKeyReused, PersistenceError):
    """The same principal used the same key before, for another command."""


class Appended(NamedTuple):
    """Where and when the events of one command were recorded."""

    first_position: int
    last_position: int
    recorded_at: datetime

    @property
    def positions(self) -> list[int]:
        return list(range(self.first_position, self.last_position + 1))


class Outcome(NamedTuple):
    """What the log answered to one command, as `log.append` returns it."""

    number: int
    kind: str
    command_id: str
    first_position: int
    last_position: int
    recorded_at: datetime
    answer: str | None

    def settled(self) -> Appended:
        """Where the events are, or the error that says why they are not recorded now."""
        match self.kind:
            case "appended":
                return Appended(self.first_position, self.last_position, self.recorded_at)
            case "repeated":
                raise Repeated(self.first_position, self.last_position, answer_from(self.answer))
            case "key_reused":
                raise KeyReused("the key was used before, for another command")
            case _:
                raise IntegrityError("another writer recorded this version first")


class Request(NamedTuple):
    """The events of one command, already written as rows of the arrays that `log.append` takes.

    Array literals, because psycopg2's own way with lists has the server parse a constant per element.
    """

    command_id: UUID
    command: str  # a row but for its last column, which depends on the commands before
    events: str  # rows, joined by commas
    number_of_events: int

    @classmethod
    def of(cls, stored_events: Sequence[StoredEvent], command: CommandHeader | None) -> Self:
        """Refuses with `DataError` what PostgreSQL cannot store, before anybody else is troubled with it."""
        try:
            command_id = command.command_id if command else new_id()
            rows = [_event(command_id, ordinal, event) for ordinal, event in enumerate(stored_events)]
            told, events = _command(command_id, command), ",".join(rows)
            _must_be_characters(told + events)
            return cls(command_id, told, events, len(rows))
        except (TypeError, ValueError) as error:
            raise DataError(str(error)) from error


def append(cursor: Cursor, requests: Sequence[Request], *, is_prepared: bool = False) -> list[Outcome]:
    """Record the events of all requests, each with a fate of its own, and tell these in the requests' order.

    `is_prepared` says that `PREPARE` was executed on this connection, which spares the server the parsing.
    """
    commands, events, last = [], [], 0
    for request in requests:
        last += request.number_of_events
        commands.append(f'"({request.command},{last})"')
        events.append(request.events)
    cursor.execute(EXECUTE if is_prepared else CALL, (_array(commands), _array(events)))
    return list(map(Outcome._make, sorted(cursor.fetchall())))


CALL = "SELECT * FROM log.append(%s, %s)"
PREPARE = "PREPARE append (log.new_command[], log.new_event[]) AS SELECT * FROM log.append($1, $2)"
EXECUTE = "EXECUTE append (%s, %s)"


def _command(command_id: UUID, command: CommandHeader | None) -> str:
    if command is None:
        return f"{command_id.hex},{command_id.hex},,,,,,"
    causation_id = command.causation_id.hex if command.causation_id else ""
    answer = "" if command.answer is None else _text(orjson.dumps(command.answer, option=NO_FACTS).decode())
    return (
        f"{command_id.hex},{command.correlation_id.hex},{causation_id},{_text(command.name)},"
        f"{_text(command.principal)},{_text(command.key)},{_bytes(command.fingerprint)},{answer}"
    )


def _event(command_id: UUID, ordinal: int, event: StoredEvent) -> str:
    event_id = (
        event.event_id.hex if isinstance(event, IdentifiedEvent) else event_id_digits(command_id, ordinal)
    )
    return (
        f'"({event_id},{_uuid(event.originator_id)},{event.originator_version:d},'
        f'{_text(event.topic)},{_bytes(event.state)})"'
    )


def _must_be_characters(text: str) -> None:
    if "\0" in text:
        raise ValueError("a text cannot contain the character U+0000")
    text.encode()  # a lone surrogate is no character either


def _array(rows: Sequence[str]) -> str:
    return "{" + ",".join(rows) + "}"


def _uuid(value: UUID | str) -> str:
    return (value if isinstance(value, UUID) else UUID(value)).hex


# Within a row within an array: what the row needs escaped is escaped once more for the array.


def _text(value: str) -> str:
    return r"\"" + value.replace("\\", r"\\\\").replace('"', r"\"\"") + r"\""


def _bytes(value: bytes) -> str:
    return r"\\\\x" + value.hex()
