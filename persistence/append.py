"""One call of `log.append`: what is sent, and what the log answers to each command."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID, uuid4

import orjson
from eventsourcing.persistence import DataError, IntegrityError, PersistenceError, StoredEvent

from domain.base import CommandHeader, CommandKeyReused, CommandRepeated
from persistence.datastore import Cursor
from persistence.records import IdentifiedEvent, answer_from, event_id_of

NULL = "NULL"
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


@dataclass(frozen=True, slots=True)
class Request:
    """The events of one command, already written as elements of the arrays that `log.append` takes.

    Array literals, because psycopg2's own way with lists has the server parse a constant per element.
    """

    command_id: UUID
    command: tuple[str, ...]  # one element of each array about commands
    events: tuple[str, ...]  # and so many of each array about events, joined by commas
    number_of_events: int

    @classmethod
    def of(cls, stored_events: Sequence[StoredEvent], command: CommandHeader | None) -> Self:
        """Refuses with `DataError` what PostgreSQL cannot store, before anybody else is troubled with it."""
        try:
            command_id = command.command_id if command else uuid4()
            columns = _events(command_id, stored_events)
            return cls(command_id, _command(command_id, command), columns, len(stored_events))
        except (TypeError, ValueError) as error:
            raise DataError(str(error)) from error


def append(cursor: Cursor, requests: Sequence[Request], *, is_prepared: bool = False) -> list[Outcome]:
    """Record the events of all requests, each with a fate of its own, and tell these in the requests' order.

    `is_prepared` says that `PREPARE` was executed on this connection, which spares the server the parsing.
    """
    columns = [
        *zip(*(request.command for request in requests), strict=True),
        (str(request.number_of_events) for request in requests),
        *zip(*(request.events for request in requests), strict=True),
    ]
    arrays = ["{" + ",".join(elements) + "}" for elements in columns]
    cursor.execute(EXECUTE if is_prepared else CALL, arrays)
    return sorted(map(Outcome._make, cursor.fetchall()))


TYPES = (
    *("uuid[]", "uuid[]", "uuid[]", "text[]", "text[]", "text[]", "bytea[]", "json[]"),  # about commands
    "int[]",
    *("uuid[]", "uuid[]", "bigint[]", "text[]", "bytea[]"),  # about events
)
PLACES = ", ".join(["%s"] * len(TYPES))
NUMBERED = ", ".join(f"${number}" for number in range(1, len(TYPES) + 1))
CALL = f"SELECT * FROM log.append({PLACES})"  # noqa: S608  nothing of anybody's stands in it
PREPARE = f"PREPARE append ({', '.join(TYPES)}) AS SELECT * FROM log.append({NUMBERED})"  # noqa: S608
EXECUTE = f"EXECUTE append ({PLACES})"


def _command(command_id: UUID, command: CommandHeader | None) -> tuple[str, ...]:
    if command is None:
        return (str(command_id), str(command_id), *(NULL for _ in range(6)))
    return (
        str(command_id),
        str(command.correlation_id),
        str(command.causation_id or NULL),
        _text(command.name),
        _text(command.principal),
        _text(command.key),
        _bytes(command.fingerprint),
        NULL if command.answer is None else _text(orjson.dumps(command.answer, option=NO_FACTS).decode()),
    )


def _events(command_id: UUID, stored_events: Sequence[StoredEvent]) -> tuple[str, ...]:
    return (
        ",".join(str(_event_id(command_id, n, event)) for n, event in enumerate(stored_events)),
        ",".join(_uuid(event.originator_id) for event in stored_events),
        ",".join(f"{event.originator_version:d}" for event in stored_events),
        ",".join(_text(event.topic) for event in stored_events),
        ",".join(_bytes(event.state) for event in stored_events),
    )


def _event_id(command_id: UUID, ordinal: int, event: StoredEvent) -> UUID:
    return event.event_id if isinstance(event, IdentifiedEvent) else event_id_of(command_id, ordinal)


def _uuid(value: UUID | str) -> str:
    return str(value if isinstance(value, UUID) else UUID(value))


def _text(value: str) -> str:
    if "\0" in value:
        raise ValueError("a text cannot contain the character U+0000")
    value.encode()  # a lone surrogate is no character either
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _bytes(value: bytes) -> str:
    return '"\\\\x' + value.hex() + '"'
